"""What the shipped kits promise, rule by rule: docs/rules-coverage.md names these tests."""

from dataclasses import replace
from functools import cache

import pytest
from rules_stage import CAMPAIGNS, brief_of, dice_for, said, state_of

from gm.authoring.load import load_campaign
from gm.domain.campaign import Campaign
from gm.domain.effects import AddCondition, Advance, ChangeResource, Effect, GiveItem, Improve, LoseItem, TakeRest
from gm.domain.play import Parked, PlayerInput, SceneState, TurnOutcome
from gm.domain.ruling import CheckRequest, Ruling, Verdict
from gm.domain.state import WorldState
from gm.rules.effects import Applied, apply_effects
from gm.rules.intents import propose_ruling
from gm.rules.resolve import resolve_turn
from gm.rules.ruling import validate_ruling
from gm.rules.sheets import defence_of, numbers_of
from gm.rules.world import pass_time

YAML = """
slug: {kit}-cellar
title: The Cellar
ruleset: {kit}
opening: {{place: cellar, text: Stone., minutes: 480}}
places: {{cellar: {{name: The Cellar, description: Stone., items: {{anvil: 3}}}}}}
items:
  anvil: {{name: anvil, weight: 150}}
  mail: {{name: chain mail, armour: 16, armour_cap: 0}}
  leather: {{name: leather, armour: 11}}
  shield: {{name: shield, shield: 2}}
characters:
  ada: {{name: Ada, concept: a hero, sheet: {{{ada}}}}}
  bo: {{name: Bo, concept: a hero, sheet: {{{bo}}}}}
npcs: {{orrin: {{name: Orrin, place: cellar, appearance: a watchman, persona: Bored., sheet: {{max_hp: 4}}}}}}
"""
SHEETS = {
    "fantasy-d20": (
        "level: 5, attributes: {strength: 16, dexterity: 14, constitution: 14, wisdom: 12}, skills: {melee: 1, "
        "athletics: 2}, saves: [strength], max_hp: 30, items: [mail, shield]",
        "attributes: {strength: 8, dexterity: 16, intelligence: 18}, max_hp: 6, spells: [fire-bolt, fireball], "
        "items: [leather]",
    ),
    "moves-2d6": ("attributes: {bold: 2, deft: 1}, max_hp: 6", "attributes: {keen: 1}, max_hp: 5"),
    "freeform": ("max_hp: 4", "max_hp: 4"),
}


@cache
def cellar(kit: str) -> Campaign:
    kits = {each.name: each.read_bytes() for each in (CAMPAIGNS / "_rulesets").glob("*.yaml")}
    ada, bo = SHEETS[kit]
    return load_campaign({"campaign.yaml": YAML.format(kit=kit, ada=ada, bo=bo).encode()}, rulesets=kits)


def state(kit: str = "fantasy-d20") -> SceneState:
    return state_of(cellar(kit), party=("ada", "bo"))


def done(at: SceneState, *effects: Effect, actor: str = "ada") -> Applied:
    return apply_effects(effects, at, at.world, dice_for(), purpose="t", actor=actor, authored=True)


def after(at: SceneState, *effects: Effect, actor: str = "ada") -> SceneState:
    made = done(at, *effects, actor=actor)
    assert made.refused == ()
    return replace(at, world=made.world)


def put(at: SceneState, who: str, path: str, value: int | str | bool) -> SceneState:
    return replace(at, world=WorldState({**at.world.values, (f"character:{who}", path): value}))


def number(at: SceneState, who: str, path: str) -> int:
    return at.world.number(f"character:{who}", path)


def test_attributes_proficiency_saves_and_skills() -> None:
    ada, bo = (numbers_of(cellar("fantasy-d20"), state().world, who) for who in ("ada", "bo"))
    assert (ada["strength"], ada["dexterity"], bo["strength"], ada["charisma"]) == (3, 2, -1, 0)
    assert (ada["proficiency"], bo["proficiency"]) == (3, 2)
    assert (ada.skill("athletics"), ada.skill("melee"), ada.skill("stealth")) == (3 + 6, 3 + 3, 2)
    assert (ada.save("strength"), ada.save("dexterity")) == (6, 2)
    assert (bo["spell_attack"], bo["spell_difficulty"], ada["passive_perception"]) == (6, 14, 11)


@pytest.mark.parametrize(
    ("level", "bonus"), [(1, 2), (4, 2), (5, 3), (8, 3), (9, 4), (12, 4), (13, 5), (16, 5), (17, 6), (20, 6)]
)
def test_proficiency_by_level(level: int, bonus: int) -> None:
    at = put(state(), "ada", "level", level)
    assert numbers_of(at.campaign, at.world, "ada")["proficiency"] == bonus


def test_armour_sets_the_defence_and_caps_dexterity_and_a_shield_adds() -> None:
    ada, bo = (numbers_of(cellar("fantasy-d20"), state().world, who) for who in ("ada", "bo"))
    assert (defence_of(ada), defence_of(bo)) == (18, 14)
    bare = after(state(), LoseItem(character="bo", item="leather"))
    assert defence_of(numbers_of(bare.campaign, bare.world, "bo")) == 13


SLOTS = {
    1: [2, 0, 0, 0, 0, 0, 0, 0, 0], 2: [3, 0, 0, 0, 0, 0, 0, 0, 0], 3: [4, 2, 0, 0, 0, 0, 0, 0, 0],
    4: [4, 3, 0, 0, 0, 0, 0, 0, 0], 5: [4, 3, 2, 0, 0, 0, 0, 0, 0], 6: [4, 3, 3, 0, 0, 0, 0, 0, 0],
    7: [4, 3, 3, 1, 0, 0, 0, 0, 0], 8: [4, 3, 3, 2, 0, 0, 0, 0, 0], 9: [4, 3, 3, 3, 1, 0, 0, 0, 0],
    10: [4, 3, 3, 3, 2, 0, 0, 0, 0], 11: [4, 3, 3, 3, 2, 1, 0, 0, 0], 13: [4, 3, 3, 3, 2, 1, 1, 0, 0],
    15: [4, 3, 3, 3, 2, 1, 1, 1, 0], 17: [4, 3, 3, 3, 2, 1, 1, 1, 1], 18: [4, 3, 3, 3, 3, 1, 1, 1, 1],
    19: [4, 3, 3, 3, 3, 2, 1, 1, 1], 20: [4, 3, 3, 3, 3, 2, 2, 1, 1],
}  # fmt: skip


@pytest.mark.parametrize("level", SLOTS)
def test_spell_slots_by_level(level: int) -> None:
    at = put(put(state(), "bo", "level", level), "ada", "level", level)
    bo, ada = (numbers_of(at.campaign, at.world, who) for who in ("bo", "ada"))
    assert [bo.maximum(f"slot-{n}") for n in range(1, 10)] == SLOTS[level]
    assert {ada.maximum(f"slot-{n}") for n in range(1, 10)} == {0}


def test_what_begins_full_begins_full() -> None:
    at = state()
    assert (number(at, "ada", "resource/hit-dice"), number(at, "bo", "resource/slot-1")) == (5, 2)
    assert number(at, "ada", "resource/slot-1") == 0


def test_a_load_beyond_the_limit_slows_and_putting_it_down_helps() -> None:
    at = state()
    heavy = after(at, GiveItem(character="bo", item="anvil", source="cellar"), actor="bo")
    assert heavy.world.get("character:bo", "condition/encumbered") is True  # 150 of 120
    strong = after(at, GiveItem(character="ada", item="anvil", source="cellar"))
    assert strong.world.get("character:ada", "condition/encumbered") is None  # 150 of 240
    light = after(heavy, LoseItem(character="bo", item="anvil", dropped=True), actor="bo")
    assert light.world.get("character:bo", "condition/encumbered") is None


def test_a_short_rest_spends_hit_dice_and_a_long_one_gives_everything_back_once_a_day() -> None:
    at = put(put(put(state(), "ada", "hp", 3), "ada", "condition/exhaustion", 2), "bo", "resource/slot-1", 0)
    short = after(at, TakeRest(rest="short"))
    assert number(short, "ada", "hp") > 3 and number(short, "ada", "resource/hit-dice") < 5
    assert number(short, "bo", "resource/slot-1") == 0 and number(short, "ada", "condition/exhaustion") == 2
    long = after(short, TakeRest(rest="long"))
    assert number(long, "ada", "hp") == 30 and number(long, "bo", "resource/slot-1") == 2
    assert number(long, "ada", "condition/exhaustion") == 1
    assert long.world.number("world", "minutes") == 480 + 60 + 480
    assert done(long, TakeRest(rest="long")).refused == ("It is too soon for Ada to rest like that again.",)


def test_exhaustion_makes_every_roll_harder_and_the_sixth_level_kills() -> None:
    at = state()
    before = numbers_of(at.campaign, at.world, "ada").skill("athletics")
    for level in range(1, 6):
        at = after(at, AddCondition(character="ada", condition="exhaustion"))
        tired = numbers_of(at.campaign, at.world, "ada")
        assert tired.skill("athletics") == before - 2 * level and tired.save("strength") == 6 - 2 * level
    at = after(at, AddCondition(character="ada", condition="exhaustion"))
    assert at.world.text("character:ada", "status") == "dead"


def test_a_condition_for_so_many_minutes_passes_with_them() -> None:
    at = after(state(), AddCondition(character="ada", condition="poisoned", minutes=30))
    there = replace(at, world=at.world.apply(pass_time(at.campaign, at.world, 29)))
    assert there.world.get("character:ada", "condition/poisoned") is True
    gone = replace(there, world=there.world.apply(pass_time(at.campaign, there.world, 1)))
    assert gone.world.get("character:ada", "condition/poisoned") is None
    assert gone.world.get("character:ada", "until/poisoned") is None


def test_experience_to_level_twenty() -> None:
    at = after(state(), Advance(character="bo", by=300))
    assert (number(at, "bo", "level"), number(at, "bo", "max_hp"), number(at, "bo", "picks")) == (2, 11, 0)
    assert (number(at, "bo", "resource/slot-1"), number(at, "bo", "resource/hit-dice")) == (3, 2)
    at = after(at, Advance(character="bo", by=354_700))
    assert (number(at, "bo", "level"), number(at, "bo", "max_hp"), number(at, "bo", "picks")) == (20, 6 + 19 * 5, 10)
    assert number(at, "bo", "resource/slot-9") == 1


def test_picks_raise_attributes_up_to_their_maximum_and_train_skills_up_to_mastery() -> None:
    at = put(state(), "bo", "picks", 5)
    at = after(at, *[Improve(character="bo", what="intelligence")] * 2, actor="bo")
    bo = numbers_of(at.campaign, at.world, "bo")
    assert (bo["intelligence_value"], bo["intelligence"]) == (20, 5)
    most = done(at, Improve(character="bo", what="intelligence"), actor="bo")
    assert most.refused == ("Bo cannot get any better at Intelligence.",)
    at = after(at, *[Improve(character="bo", what="stealth")] * 2, actor="bo")
    assert numbers_of(at.campaign, at.world, "bo").skill("stealth") == 3 + 4
    assert done(at, Improve(character="bo", what="stealth"), actor="bo").refused
    at = after(at, Improve(character="bo", what="arcana"), actor="bo")
    assert done(at, Improve(character="bo", what="arcana"), actor="bo").refused == (
        "Bo has nothing left to improve with.",
    )


def test_coins_are_worth_what_they_are_worth() -> None:
    at = put(state(), "ada", "resource/coin", 500)
    verdict = propose_ruling(brief_of(at, said("I pay Orrin 2 gold pieces", character="ada"))).verdicts[0]
    assert verdict.effects == (
        ChangeResource(character="ada", resource="coin", by=-200),
        ChangeResource(character="orrin", resource="coin", by=200),
    )


def played(at: SceneState, line: str, who: str = "ada", **choices: str) -> TurnOutcome | Parked:
    ruling = propose_ruling(brief_of(at, said(line, character=who)))
    assert validate_ruling(ruling, at, (PlayerInput("t", "1", "p", line, who),)) == ()
    return resolve_turn(at, ruling, dice_for(line), choices)


def test_a_move_asks_what_its_degree_says_and_only_for_what_can_be_paid() -> None:
    for number_ in range(40):
        at = state("moves-2d6")
        out = played(at, f"I climb the wall {'again ' * number_}")
        if isinstance(out, Parked) and out.reason == "choice":
            assert [each.id for each in out.options] == ["tired", "supply", "exposed"]
            poor = put(at, "ada", "resource/supply", 0)
            again = played(poor, f"I climb the wall {'again ' * number_}")
            assert isinstance(again, Parked) and [each.id for each in again.options] == ["tired", "exposed"]
            return
    raise AssertionError("no 7 to 9 in forty rolls")


def test_a_miss_is_a_mark_and_five_marks_are_a_level() -> None:
    at = put(state("moves-2d6"), "ada", "xp", 4)
    for number_ in range(40):
        out = played(at, f"I climb the wall {'again ' * number_}")
        if isinstance(out, TurnOutcome) and not out.checks[0].success:
            world = at.world.apply(out.changes)
            grown = replace(at, world=world)
            assert (number(grown, "ada", "xp"), number(grown, "ada", "level"), number(grown, "ada", "picks")) == (
                5,
                2,
                1,
            )
            return
    raise AssertionError("no miss in forty rolls")


@pytest.mark.parametrize("line", ["I climb the wall", "I threaten Orrin", "I search the room", "I attack Orrin"])
def test_without_dice_a_price_is_asked_and_no_die_falls(line: str) -> None:
    at = state("freeform")
    out = played(at, line)
    assert isinstance(out, Parked) and out.reason == "choice" and not out.rolls
    assert [each.id for each in out.options] == ["effort", "means", "blood", "let-be"] and out.default == "let-be"
    free = played(at, line, **{f"choice:{out.verdict}": "let-be"})
    assert isinstance(free, TurnOutcome) and not free.checks
    assert not any(change.entity.startswith("character:") for change in free.changes)


@pytest.mark.parametrize("line", ["I look around", "I wait", "I talk to Orrin", "I take the anvil"])
def test_without_dice_what_is_not_at_stake_simply_happens(line: str) -> None:
    out = played(state("freeform"), line)
    assert isinstance(out, TurnOutcome) and not out.checks


def test_without_dice_a_check_asks_for_a_price_and_none_is_rolled() -> None:
    at = state("freeform")
    check = CheckRequest(character="ada", skill="face-danger", difficulty=7)
    ruling = Ruling(verdicts=(Verdict(character="ada", check=check),))
    assert validate_ruling(ruling, at, (PlayerInput("t", "1", "p", "x", "ada"),)) == ()
    parked = resolve_turn(at, ruling, dice_for(), {})
    assert isinstance(parked, Parked) and parked.default == "let-be" and parked.rolls == ()


def test_what_has_run_out_pays_no_price() -> None:
    at = put(state("freeform"), "ada", "resource/means", 0)
    out = played(at, "I climb the wall")
    assert isinstance(out, Parked) and [each.id for each in out.options] == ["effort", "blood", "let-be"]
