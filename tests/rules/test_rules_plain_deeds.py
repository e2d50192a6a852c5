"""Deeds in plain words on a kit of fights: things drunk, spells cast, getting away; in a fight and out of one."""

from dataclasses import replace
from functools import cache

import pytest
from rules_stage import brief_of, dice_for, said, state_of

from gm import resources
from gm.authoring.load import load_campaign
from gm.domain.campaign import Campaign
from gm.domain.play import SceneState, TurnOutcome
from gm.domain.ruling import Verdict
from gm.domain.ruling_brief import RulingBrief
from gm.play.views import change_views
from gm.rules.combat.playing import begin, encounter_view, legal_actions, with_creatures
from gm.rules.draws import KeyedDice
from gm.rules.proposals import propose_ruling
from gm.rules.resolve import resolve_turn
from gm.rules.world import change

YAML = """
slug: weir
title: The Weir
ruleset: fantasy-d20
opening: {place: inn, text: Rain.}
places:
  inn: {name: the Weir Inn, description: Low beams., exits: {road: the door}}
  road: {name: the mill road, description: Mud., exits: {inn: the old door, mill: the mill gate}}
  mill: {name: the mill, description: A wheel., exits: {road: the mill gate}}
characters:
  ada: {name: Ada, concept: a priest, sheet: {class: cleric, attributes: {wisdom: 16, constitution: 14},
        items: {mace: 1, healing-potion: 1}}}
  bo: {name: Bo, concept: a fighter, sheet: {class: fighter, attributes: {strength: 16, constitution: 14}}}
npcs:
  joss: {name: Joss, place: inn, appearance: A lad., persona: Eager., sheet: {max_hp: 20, items: {spear: 1}}}
  orrin: {name: Orrin, place: mill, appearance: A miller., persona: Sour.}
encounters:
  ambush: {title: The ambush, place: road, creatures: {guard: 1}, allies: [joss], zones: [ditch, road], foes_zone: 1}
"""


@cache
def weir() -> Campaign:
    return load_campaign({"campaign.yaml": YAML.encode()}, rulesets=resources.ruleset_sources())


def calm(**hp: int) -> SceneState:
    """Both on the road, hurt as it says."""
    state = state_of(weir(), party=("ada", "bo"))
    world = state.world
    for who in ("ada", "bo"):
        world = world.apply(tuple(change(world, f"character:{who}", "place", "road")))
        world = world.apply(tuple(change(world, f"character:{who}", "hp", hp.get(who, 9))))
    world = world.apply(tuple(change(world, "scene:main", "place", "road")))
    return replace(state, world=world)


def fighting() -> SceneState:
    """The ambush, at Ada's first turn, before anybody has been hurt badly."""
    state = calm()
    for seed in range(200):
        dice = KeyedDice(f"{seed:016x}", turn_uid="weir", attempt=1, source_ids=())
        world = begin(weir(), state.world, "main", "ambush", ("ada", "bo"), "road", dice, "begin").world
        view = encounter_view(weir(), world, "main")
        if view is not None and view.turn == "ada" and world.number("character:ada", "hp") == 9:
            return replace(state, world=world, campaign=with_creatures(weir(), world))
    raise AssertionError("Ada is never the first")


def brief(state: SceneState, text: str) -> RulingBrief:
    view = encounter_view(state.campaign, state.world, "main")
    legal = legal_actions(state.campaign, state.world, "main", "ada")
    made = brief_of(state, said(text, character="ada"))
    return replace(made, fight=view, legal=(("ada", legal),) if view else ())


def ruled(state: SceneState, text: str) -> Verdict:
    return propose_ruling(brief(state, text)).verdicts[0]


def played(state: SceneState, text: str) -> TurnOutcome:
    ruling = propose_ruling(brief(state, text))
    done = resolve_turn(state, ruling, dice_for(), {})
    assert isinstance(done, TurnOutcome)
    return done


def after(state: SceneState, text: str) -> SceneState:
    return replace(state, world=state.world.apply(played(state, text).changes))


@pytest.mark.parametrize("words", ["I drink the healing potion.", "I quaff my potion!", "I use the potion of healing"])
@pytest.mark.parametrize("fight", [False, True])
def test_a_potion_that_is_drunk_heals_and_is_gone(words: str, fight: bool) -> None:
    state = fighting() if fight else calm()
    hurt = state.world.apply(tuple(change(state.world, "character:ada", "hp", 1)))
    done = played(replace(state, world=hurt), words)
    assert any(each.path == "item/healing-potion" and each.after is None for each in done.changes)
    healed = [each for each in done.changes if (each.entity, each.path) == ("character:ada", "hp")]
    assert healed and isinstance(healed[0].after, int) and healed[0].after >= 5


def test_a_potion_that_nobody_holds_is_not_told_as_drunk() -> None:
    state = after(calm(ada=3), "I drink the healing potion.")
    verdict = ruled(state, "I drink the healing potion.")
    assert not verdict.possible and "Healing potion" in verdict.refusal


@pytest.mark.parametrize(
    "words",
    ["I run!", "I run back to the inn!", "I flee", "I run away", "We run for it", "Huyo", "Ich laufe!", "Бегу", "快跑"],
)
def test_running_with_nowhere_to_run_to_is_flight(words: str) -> None:
    action = ruled(fighting(), words).action
    assert action is not None and action.kind == "flee"


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("I run to the ditch", "dash"),
        ("I run at the guard", "attack"),
        ("I run past the guard and stab him", "attack"),
        ("I back off", "disengage"),
        ("Retrocedo", "disengage"),
        ("I surrender", "surrender"),
        ("Me rindo", "surrender"),
    ],
)
def test_other_running_is_what_it_says(words: str, kind: str) -> None:
    action = ruled(fighting(), words).action
    assert action is not None and action.kind == kind


def test_a_walk_out_of_a_fight_is_refused_with_the_ways_that_there_are() -> None:
    state = fighting()
    done = played(state, "I walk to the inn.")
    assert not any(each.path == "place" for each in done.changes)
    told = " ".join((*done.notes, *(text for text in done.texts if text)))
    for way in ("flee", "back off", "surrender"):
        assert way in told, told
    out = after(state, "I run!")
    assert out.world.text("encounter:main", "out/ada") == "fled"


def test_the_last_word_of_a_places_name_may_be_short() -> None:
    assert [each.kind for each in ruled(calm(), "I walk to the inn.").effects] == ["move"]


def test_spells_in_plain_words_cost_what_they_cost() -> None:
    state = calm(bo=2)
    done = played(state, "I cast cure wounds on Bo.")
    paths = {(each.entity, each.path) for each in done.changes}
    assert {("character:ada", "resource/slot-1"), ("character:bo", "hp")} <= paths


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("I cast cure wounds on Orrin.", "Orrin is not here"),
        ("I cast guiding bolt.", "no such opponent"),
        ("I cast sacred flame at Bo.", "no fight"),
    ],
)
def test_a_spell_at_nobody_is_refused(words: str, why: str) -> None:
    verdict = ruled(calm(), words)
    assert not verdict.possible and why in verdict.refusal


def test_healing_somebody_whole_spends_nothing() -> None:
    state = calm()
    whole = state.world.apply(
        tuple(change(state.world, "character:bo", "hp", state.world.number("character:bo", "max_hp")))
    )
    done = played(replace(state, world=whole), "I cast cure wounds on Bo.")
    assert not any(each.path.startswith("resource/") for each in done.changes)


def test_a_spell_that_strikes_begins_the_fight_that_waits() -> None:
    made = replace(brief(calm(), "I cast guiding bolt at the guard."), encounters=weir().encounters)
    assert [each.kind for each in propose_ruling(made).verdicts[0].effects] == ["start_encounter"]


def test_an_ally_has_come_to_where_the_fight_is() -> None:
    state = fighting()
    assert state.world.text("character:joss", "place") == "road"
    assert "joss" in state.present()


def test_a_level_is_told_of_those_who_are_played() -> None:
    world = calm().world
    grown = (*change(world, "character:ada", "level", 2), *change(world, "character:joss", "level", 2))
    assert [each.text for each in change_views(weir(), grown, "main")] == ["Ada reaches level 2"]
