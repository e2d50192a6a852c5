"""What a model may rule where nobody fights: spells that are known and paid for, things that are held, and no harm."""

from functools import cache

import pytest
from rules_stage import CAMPAIGNS, dice_for, state_of

from gm.authoring.load import load_campaign
from gm.domain.campaign import Campaign
from gm.domain.play import PlayerInput, SceneState, TurnOutcome
from gm.domain.ruling import CombatAction, Ruling, Verdict
from gm.domain.state import WorldState
from gm.rules.resolve import resolve_turn
from gm.rules.ruling import validate_ruling

YAML = """
slug: cellar
title: The Cellar
ruleset: fantasy-d20
opening: {place: cellar, text: Stone.}
places: {cellar: {name: The Cellar, description: Stone., exits: {yard: a hatch}},
         yard: {name: The Yard, description: Mud., exits: {cellar: the hatch}}}
items: {draught: {name: draught, use: [heal: {character: actor, amount: '4'}], consumed: true}}
characters:
  ada: {name: Ada, concept: a priest, sheet: {max_hp: 9, attributes: {wisdom: 16}, spells: [cure-wounds, hold-person],
        resources: {slot-1: 1}, items: [draught]}}
  bo: {name: Bo, concept: a fighter, sheet: {max_hp: 9}}
npcs: {orrin: {name: Orrin, place: yard, appearance: A watchman., persona: Bored.}}
"""


@cache
def cellar() -> Campaign:
    kits = {each.name: each.read_bytes() for each in (CAMPAIGNS / "_rulesets").glob("*.yaml")}
    return load_campaign({"campaign.yaml": YAML.encode()}, rulesets=kits)


def hurt() -> SceneState:
    state = state_of(cellar(), party=("ada", "bo"))
    changed = {("character:bo", "hp"): 2, ("character:ada", "hp"): 3, ("character:ada", "resource/slot-1"): 1}
    return SceneState(
        state.game, state.session, state.scene, state.campaign, WorldState({**state.world.values, **changed}), 0
    )


def problems(ruling: Ruling, state: SceneState) -> tuple[str, ...]:
    return validate_ruling(ruling, state, (PlayerInput("t", "1", "p", "I act", "ada"),))


def acting(**action: object) -> Ruling:
    made = CombatAction.model_validate(action)
    return Ruling(verdicts=(Verdict(character="ada", intent="act", action=made),), minutes=1)


def test_a_known_spell_is_cast_by_its_rules_and_costs_its_slot() -> None:
    state, ruling = hurt(), acting(kind="cast", spell="cure-wounds", targets=["bo"])
    assert problems(ruling, state) == ()
    done = resolve_turn(state, ruling, dice_for(), {})
    assert isinstance(done, TurnOutcome)
    after = state.world.apply(done.changes)
    assert after.number("character:bo", "hp") > 2 and after.number("character:ada", "resource/slot-1") == 0


def test_a_thing_that_is_held_is_used_up() -> None:
    state, ruling = hurt(), acting(kind="use", item="draught")
    assert problems(ruling, state) == ()
    done = resolve_turn(state, ruling, dice_for(), {})
    assert isinstance(done, TurnOutcome)
    after = state.world.apply(done.changes)
    assert after.number("character:ada", "hp") == 7 and after.number("character:ada", "item/draught") == 0


@pytest.mark.parametrize(
    ("action", "why"),
    [
        ({"kind": "cast", "spell": "fireball"}, "cannot cast 'fireball'"),
        ({"kind": "cast", "spell": "wish"}, "cannot cast 'wish'"),
        ({"kind": "use", "item": "sword"}, "cannot use 'sword'"),
        ({"kind": "cast", "spell": "cure-wounds", "targets": ["orrin"]}, "Orrin is not here"),
        ({"kind": "cast", "spell": "cure-wounds", "targets": ["nobody"]}, "no character 'nobody'"),
        ({"kind": "attack", "targets": ["bo"]}, "there is no fight on"),
        ({"kind": "flee"}, "there is no fight on"),
    ],
)
def test_what_is_not_known_not_held_or_not_here_is_refused(action: dict[str, object], why: str) -> None:
    assert any(why in each for each in problems(acting(**action), hurt()))


def test_without_a_slot_there_is_no_spell() -> None:
    state = hurt()
    spent = WorldState({**state.world.values, ("character:ada", "resource/slot-1"): 0})
    empty = SceneState(state.game, state.session, state.scene, state.campaign, spent, 0)
    assert problems(acting(kind="cast", spell="cure-wounds", targets=["bo"]), empty)


def test_who_has_gone_ahead_alone_can_still_speak_and_come_back() -> None:
    state = hurt()
    away = WorldState({**state.world.values, ("character:ada", "place"): "yard"})
    alone = SceneState(state.game, state.session, state.scene, state.campaign, away, 0)
    back = {"kind": "move", "character": "ada", "place": "cellar"}
    said = Ruling.model_validate({"verdicts": [{"character": "ada", "intent": "come back", "effects": [back]}]})
    assert problems(said, alone) == ()
    done = resolve_turn(alone, said, dice_for(), {})
    assert isinstance(done, TurnOutcome) and alone.world.apply(done.changes).text("character:ada", "place") == "cellar"
    other = Ruling.model_validate({"verdicts": [{"character": "orrin", "intent": "come along"}]})
    assert problems(other, alone)
