"""Classes of the shipped fantasy kit: what a sheet gets from its class, and what the engine makes of the features."""

import json
from dataclasses import replace
from functools import cache

import pytest
from rules_stage import CAMPAIGNS, state_of

from gm.authoring.load import campaign_version, load_campaign
from gm.domain.campaign import Campaign, EncounterPlan
from gm.domain.combat import ActionKind
from gm.domain.effects import Advance, TakeRest
from gm.domain.encounter import Step
from gm.domain.ruling import CombatAction
from gm.domain.state import WorldState
from gm.rules.classes import spells_of
from gm.rules.combat import playing
from gm.rules.combat.fighter import fighter_of
from gm.rules.combat.ground import Acted
from gm.rules.combat.playing import act, begin, encounter_view, legal_actions
from gm.rules.combat.simulate import simulate
from gm.rules.draws import KeyedDice
from gm.rules.effects import apply_effects
from gm.rules.own import own_sheet
from gm.rules.sheets import defence_of, numbers_of, sheet_of
from gm.rules.uses import beside_a_fight
from gm.rules.world import initial_changes

CLASSES = (
    "barbarian", "bard", "cleric", "druid", "fighter", "monk", "paladin", "ranger", "rogue", "sorcerer", "warlock",
    "wizard",
)  # fmt: skip
SCORES = "{strength: 16, dexterity: 14, constitution: 14, intelligence: 16, wisdom: 16, charisma: 16}"
YAML = """
slug: yard
title: The Yard
ruleset: fantasy-d20
opening: {place: yard, text: Stone., minutes: 480}
places: {yard: {name: The Yard, description: Stone.}}
characters:
%s
encounters:
  post: {title: A post, place: yard, creatures: {post: 1}}
  posts: {title: Posts, place: yard, creatures: {post: 2}}
  dead: {title: The dead, place: yard, creatures: {bones: 3}}
  ogre: {title: An ogre, place: yard, creatures: {ogre: 1}}
creatures:
  post: {name: Post, hp: 500, defence: 5, attributes: {dexterity: 1}, tags: [construct]}
  bones: {name: Bones, hp: 500, defence: 5, attributes: {wisdom: 1, dexterity: 1}, tags: [undead]}
"""


@cache
def yard(level: int = 1, more: str = "") -> Campaign:
    """A campaign with a hero of each class at a level."""
    heroes = "\n".join(
        f"  {each}: {{name: {each.title()}, concept: a hero, "
        f"sheet: {{class: {each}, level: {level}, attributes: {SCORES}{more}}}}}"
        for each in CLASSES
    )
    kits = {each.name: each.read_bytes() for each in (CAMPAIGNS / "_rulesets").glob("*.yaml")}
    return load_campaign({"campaign.yaml": (YAML % heroes).encode()}, rulesets=kits)


def world_of(campaign: Campaign, *party: str) -> WorldState:
    return WorldState().apply(initial_changes(campaign, party or CLASSES))


class Bout:
    """A fight in the yard, an action at a time."""

    def __init__(self, plan: str, *party: str, level: int = 1, seed: int = 1) -> None:
        self.campaign = yard(level)
        self.dice = KeyedDice(f"{seed:016x}", turn_uid="bout", attempt=1, source_ids=())
        self.number = 0
        start = world_of(self.campaign, *party)
        self.done: Acted = begin(self.campaign, start, "main", plan, party, "yard", self.dice, "begin")

    @property
    def world(self) -> WorldState:
        return self.done.world

    def does(self, who: str, kind: ActionKind, *, refused: str = "", **what: object) -> tuple[Step, ...]:
        """One action of somebody; what happened in it and until a player must choose again."""
        self.number += 1
        action = CombatAction.model_validate({"kind": kind, **what})
        done = act(self.campaign, self.world, "main", who, action, self.dice, f"act{self.number}")
        assert done.refused == refused
        if not refused:
            self.done = done
        return done.steps

    def turn(self) -> str | None:
        view = encounter_view(self.campaign, self.world, "main")
        return view.turn if view else None


@pytest.mark.parametrize(
    ("who", "hp", "saves", "defence"),
    [
        ("barbarian", 14, ("strength", "constitution"), 14),
        ("bard", 10, ("dexterity", "charisma"), 13),
        ("cleric", 10, ("wisdom", "charisma"), 18),
        ("fighter", 12, ("strength", "constitution"), 19),
        ("monk", 10, ("strength", "dexterity"), 15),
        ("rogue", 10, ("dexterity", "intelligence"), 13),
        ("wizard", 8, ("intelligence", "wisdom"), 12),
    ],
)
def test_a_sheet_that_names_a_class_gets_the_rest(who: str, hp: int, saves: tuple[str, ...], defence: int) -> None:
    campaign = yard()
    numbers = numbers_of(campaign, world_of(campaign), who)
    assert (numbers["max_hp"], numbers.sheet.saves, defence_of(numbers)) == (hp, saves, defence)
    kit = campaign.ruleset.character_class(who)
    assert kit is not None
    assert numbers.sheet.items == kit.items
    assert all(campaign.item(item) is not None for item in kit.items), "the kit's things are there to be carried"
    assert all(numbers.sheet.skills[skill] == 1 for skill in (*kit.skills, *kit.always))
    assert numbers.save(saves[0]) == numbers[saves[0]] + 2


def test_what_a_sheet_says_itself_stands() -> None:
    campaign = yard(3, ", max_hp: 5, items: [torch], skills: {stealth: 2}, saves: [charisma]")
    sheet = numbers_of(campaign, world_of(campaign), "wizard").sheet
    assert (sheet.max_hp, sheet.items) == (5, {"torch": 1})
    assert sheet.skills == {"stealth": 2, "melee": 1, "archery": 1}
    assert sheet.saves == ("charisma", "intelligence", "wisdom")


def test_a_campaign_with_classes_is_the_same_when_its_whole_form_is_read_again() -> None:
    campaign = yard(5)
    dumped = campaign.model_dump(mode="json", exclude={"templates", "books"})
    again = load_campaign({"campaign.yaml": json.dumps(dumped).encode()}, rulesets={})
    assert campaign_version(again) == campaign_version(campaign)


@pytest.mark.parametrize(
    ("who", "first", "last"), [("barbarian", 14, 14 + 19 * 9), ("fighter", 12, 12 + 19 * 8), ("wizard", 8, 8 + 19 * 6)]
)
def test_hit_points_grow_by_the_hit_die_of_the_class(who: str, first: int, last: int) -> None:
    assert numbers_of(yard(1), world_of(yard(1)), who)["max_hp"] == first
    assert numbers_of(yard(20), world_of(yard(20)), who)["max_hp"] == last
    grown = _grown(who, 355_000)
    assert (grown.number(f"character:{who}", "level"), grown.number(f"character:{who}", "max_hp")) == (20, last)


def _grown(who: str, xp: int) -> WorldState:
    """The world after somebody of level 1 has learned so much."""
    state = state_of(yard(1), party=CLASSES)
    dice = KeyedDice("00", turn_uid="grow", attempt=1, source_ids=())
    return apply_effects([Advance(character=who, by=xp)], state, state.world, dice, purpose="t", actor=who).world


SLOTS = {
    # class, level: slots of level 1, 2, 3…
    ("wizard", 1): [2], ("cleric", 4): [4, 3], ("bard", 9): [4, 3, 3, 3, 1], ("paladin", 1): [], ("paladin", 5): [4, 2],
    ("sorcerer", 18): [4, 3, 3, 3, 3, 1, 1, 1, 1], ("druid", 20): [4, 3, 3, 3, 3, 2, 2, 1, 1],
    ("ranger", 13): [4, 3, 3, 1],
    ("paladin", 20): [4, 3, 3, 3, 2], ("warlock", 1): [1], ("warlock", 3): [0, 2], ("warlock", 11): [0, 0, 0, 0, 3, 1],
    ("fighter", 20): [], ("rogue", 5): [],
}  # fmt: skip


@pytest.mark.parametrize(("who", "level"), SLOTS)
def test_slots_by_class_and_level(who: str, level: int) -> None:
    campaign = yard(level)
    numbers = numbers_of(campaign, world_of(campaign), who)
    wanted = [*SLOTS[who, level], *[0] * 9][:9]
    assert [numbers.maximum(f"slot-{each}") for each in range(1, 10)] == wanted
    assert [numbers[f"slot_{each}"] for each in range(1, 10)] == wanted, "and all of them are there at the start"


def test_slots_that_become_higher_ones_do_not_stay() -> None:
    world = _grown("warlock", 900)
    assert [world.number("character:warlock", f"resource/slot-{each}") for each in (1, 2, 3)] == [0, 2, 0]


def test_spells_come_with_the_slots_and_with_later_levels() -> None:
    rules = yard().ruleset
    sheet = numbers_of(yard(), world_of(yard()), "wizard").sheet
    first = spells_of(rules, sheet, 1)
    assert {"fire-bolt", "magic-missile"} <= set(first)
    assert "fireball" not in first
    assert {"fireball", "scorching-ray"} <= set(spells_of(rules, sheet, 5))
    assert "meteor-swarm" in spells_of(rules, sheet, 17)
    own = sheet.model_copy(update={"spells": ("light", "sleep")})
    assert spells_of(rules, own, 1) == ("light", "sleep"), "what the author wrote stands"
    later = spells_of(rules, own, 5)
    assert "magic-missile" not in later
    assert {"light", "sleep", "scorching-ray", "fireball"} <= set(later)


def test_a_short_rest_gives_back_what_the_class_says() -> None:
    state = state_of(yard(3), party=CLASSES)
    spent = state.world
    for who, resource in (("warlock", "slot-2"), ("wizard", "slot-2"), ("fighter", "second-wind"), ("monk", "focus")):
        spent = WorldState({**spent.values, (f"character:{who}", f"resource/{resource}"): 0})
    dice = KeyedDice("00", turn_uid="rest", attempt=1, source_ids=())
    after = apply_effects(
        [TakeRest(rest="short")], state, spent, dice, purpose="t", actor="fighter", authored=True
    ).world
    assert after.number("character:warlock", "resource/slot-2") == 2
    assert after.number("character:wizard", "resource/slot-2") == 0
    assert after.number("character:fighter", "resource/second-wind") == 1
    assert after.number("character:monk", "resource/focus") == 3


def test_hit_dice_of_a_rest_are_those_of_the_class() -> None:
    state = state_of(yard(1), party=CLASSES)
    hurt = WorldState({**state.world.values, **{(f"character:{who}", "hp"): 1 for who in CLASSES}})
    dice = KeyedDice("00", turn_uid="rest", attempt=1, source_ids=())
    done = apply_effects([TakeRest(rest="short")], state, hurt, dice, purpose="t", actor="fighter", authored=True)
    thrown = {roll.expression for roll in done.rolls}
    assert {"1d12+2", "1d10+2", "1d8+2", "1d6+2"} == thrown


def test_second_wind_is_beside_the_action() -> None:
    bout = Bout("post", "fighter", level=3)
    bout.done = Acted(WorldState({**bout.world.values, ("character:fighter", "hp"): 5}))
    steps = bout.does("fighter", "cast", spell="second-wind", targets=("fighter",))
    healed = next(step.amount for step in steps if step.kind == "heal")
    assert healed is not None
    assert 4 <= healed <= 13
    assert bout.turn() == "fighter", "the action is still to come"
    bout.does("fighter", "cast", spell="second-wind", targets=("fighter",), refused="cannot_cast")
    assert any(step.kind == "attack" for step in bout.does("fighter", "attack", targets=("post-1",)))
    assert bout.world.number("character:fighter", "resource/second-wind") == 0


def test_action_surge_gives_one_more_action() -> None:
    bout = Bout("post", "fighter", level=2)
    bout.does("fighter", "cast", spell="action-surge", targets=("fighter",))
    before = bout.world.number("encounter:main", "round")
    bout.does("fighter", "attack", targets=("post-1",))
    assert bout.world.number("encounter:main", "round") == before, "it is still this turn"
    bout.does("fighter", "attack", targets=("post-1",))
    assert bout.world.number("encounter:main", "round") == before + 1


@pytest.mark.parametrize(
    ("who", "level", "blows"),
    [("fighter", 4, 1), ("fighter", 5, 2), ("fighter", 11, 3), ("fighter", 20, 4), ("rogue", 20, 1), ("monk", 1, 2)],
)
def test_extra_attacks(who: str, level: int, blows: int) -> None:
    bout = Bout("post", who, level=level)
    steps = bout.does(who, "attack", targets=("post-1",))
    assert sum(step.kind == "attack" and step.actor == who for step in steps) == blows


def test_rage_hits_harder_and_feels_less() -> None:
    bout = Bout("ogre", "barbarian", level=9, seed=5)
    bout.does("barbarian", "cast", spell="rage", targets=("barbarian",))
    assert bout.world.get("character:barbarian", "condition/raging") is True
    assert bout.world.number("character:barbarian", "resource/rage") == 3
    steps = bout.does("barbarian", "attack", attack="greataxe", targets=("ogre-1",))
    own = [step for step in steps if step.kind == "damage" and step.actor == "barbarian" and not step.critical]
    rolls = [roll.total for roll in bout.done.rolls if roll.expression == "1d12+3"]
    assert own
    assert [step.amount for step in own] == [total + 3 for total in rolls][: len(own)], "2, and 1 more from level 9 on"
    theirs = [step.amount for step in steps if step.kind == "damage" and step.actor == "ogre-1"]
    rolled = [roll.total for roll in bout.done.rolls if roll.expression in ("2d8+4", "4d8+4")]
    assert theirs == [total // 2 for total in rolled]


def test_sneak_attack_needs_an_edge_and_comes_once_a_turn() -> None:
    alone = Bout("post", "rogue", level=5)
    assert not any(step.kind == "extra" for step in alone.does("rogue", "attack", attack="rapier", targets=("post-1",)))
    two = Bout("post", "rogue", "fighter", level=5)
    while two.turn() != "rogue":
        two.does("fighter", "wait")
    steps = two.does("rogue", "attack", attack="rapier", targets=("post-1",))
    hits = [step for step in steps if step.kind == "attack" and step.actor == "rogue" and step.success]
    extra = [step for step in steps if step.kind == "extra" and step.actor == "rogue"]
    assert len(extra) == len(hits) == 1
    assert extra[0].detail == "sneak-attack"
    assert any(roll.expression in ("3d6", "6d6") for roll in two.done.rolls), "a die for every other level"
    while two.turn() != "rogue":
        two.does("fighter", "wait")
    club = two.does("rogue", "attack", attack="unarmed", targets=("post-1",))
    assert not any(step.kind == "extra" for step in club), "only with a weapon that is quick or shoots"


def test_a_smite_ends_with_the_blow_and_burns_the_dead_more() -> None:
    for plan, kinds in (("post", {"smite"}), ("dead", {"smite", "smite-the-unholy"})):
        bout = Bout(plan, "paladin", level=5)
        target = "post-1" if plan == "post" else "bones-1"
        bout.does("paladin", "cast", spell="smite", targets=("paladin",))
        steps = bout.does("paladin", "attack", attack="longsword", targets=(target,))
        assert {step.detail for step in steps if step.kind == "extra"} == kinds
        assert sum(step.kind == "extra" for step in steps) == len(kinds), "once, though two blows fall"
        assert bout.world.get("character:paladin", "condition/smiting") is None
        assert bout.world.number("character:paladin", "resource/slot-1") == 3


def test_healing_hands_give_as_much_as_is_needed_and_as_there_is() -> None:
    bout = Bout("post", "paladin", "fighter", level=1)
    bout.done = Acted(WorldState({**bout.world.values, ("character:fighter", "hp"): 9}))
    while bout.turn() != "paladin":
        bout.does("fighter", "wait")
    bout.does("paladin", "cast", spell="lay-on-hands", targets=("fighter",))
    assert bout.world.number("character:fighter", "hp") == 12
    assert bout.world.number("character:paladin", "resource/lay-on-hands") == 2
    while bout.turn() != "paladin":
        bout.does("fighter", "wait")
    bout.does("paladin", "cast", spell="lay-on-hands", targets=("post-1",), refused="no_use_on_them")
    world = WorldState({**world_of(yard()).values, ("character:fighter", "hp"): 2})
    action = CombatAction(kind="cast", spell="lay-on-hands", targets=("fighter",))
    effects = beside_a_fight(yard(), world, "paladin", action)
    assert not isinstance(effects, str)
    assert [getattr(each, "by", getattr(each, "amount", None)) for each in effects] == [-5, "5"]


def test_a_bard_hands_out_a_die_that_is_spent_on_a_check() -> None:
    bout = Bout("post", "bard", "rogue")
    while bout.turn() != "bard":
        bout.does("rogue", "wait")
    bout.does("bard", "cast", spell="inspire", targets=("rogue",))
    assert bout.world.number("character:rogue", "resource/inspiring-word") == 1
    assert bout.world.number("character:bard", "resource/bardic-inspiration") == 2
    assert bout.turn() == "bard"
    option = next(each for each in yard().ruleset.after_roll if each.id == "inspiring-word")
    assert (option.resource, option.add) == ("inspiring-word", "1d6")


def test_the_dead_are_turned_and_the_living_are_not() -> None:
    bout = Bout("dead", "cleric", level=2)
    bout.does("cleric", "cast", spell="turn-undead", targets=("bones-1",))
    turned = [
        who for who in ("bones-1", "bones-2", "bones-3") if bout.world.get(f"character:{who}", "condition/turned")
    ]
    saves = [step for step in bout.done.steps if step.kind == "save" and step.detail == "turn-undead"]
    assert {step.actor for step in saves} == {"bones-1", "bones-2", "bones-3"}
    assert turned
    other = Bout("posts", "cleric", level=2)
    steps = other.does("cleric", "cast", spell="turn-undead", targets=("post-1",))
    assert not any(step.kind in ("save", "condition") and step.detail == "turn-undead" for step in steps)


def test_spells_that_are_for_people_do_nothing_to_others() -> None:
    bout = Bout("post", "cleric", level=3)
    bout.does("cleric", "cast", spell="hold-person", targets=("post-1",), refused="no_use_on_them")
    assert not any(
        each.action.spell == "hold-person" for each in legal_actions(bout.campaign, bout.world, "main", "cleric")
    )


@pytest.mark.parametrize(("level", "dice"), [(1, "1d10"), (5, "2d10"), (11, "3d10"), (17, "4d10")])
def test_cantrips_grow_with_the_level(level: int, dice: str) -> None:
    bout = Bout("post", "wizard", level=level)
    bout.does("wizard", "cast", spell="fire-bolt", targets=("post-1",))
    thrown = {roll.expression for roll in bout.done.rolls if roll.label == "fire-bolt"}
    count = int(dice[0])
    assert thrown & {dice, f"{2 * count}d10"}


def test_healing_counts_what_one_casts_with() -> None:
    bout = Bout("post", "cleric", "fighter", level=1)
    bout.done = Acted(WorldState({**bout.world.values, ("character:fighter", "hp"): 1}))
    while bout.turn() != "cleric":
        bout.does("fighter", "wait")
    bout.does("cleric", "cast", spell="cure-wounds", targets=("fighter",))
    assert any(roll.expression == "1d8+3" for roll in bout.done.rolls)


def test_a_level_one_party_of_each_class_fights_by_code_alone() -> None:
    for party in (CLASSES[:4], CLASSES[4:8], CLASSES[8:]):
        odds = simulate(yard(2), _plan("ogre"), party, times=20, seed="00")
        assert odds.outcomes["won"] > 10


def _plan(name: str) -> EncounterPlan:
    return next(each for each in yard(2).encounters if each.id == name)


def test_the_same_dice_play_the_same_bout() -> None:
    first, second = (Bout("ogre", "barbarian", "rogue", level=5, seed=3) for _ in range(2))
    assert first.done.changes == second.done.changes
    assert playing.is_on(first.world, "main")


def test_a_character_of_ones_own_has_the_class_that_fits_and_scores_within_bounds() -> None:
    campaign = yard(3)
    for good_at, wanted in ((("stealth", "sleight-of-hand"), "rogue"), (("arcana", "history"), "wizard")):
        sheet = own_sheet(campaign, good_at)
        assert (sheet.class_, sheet.level) == (wanted, 3)
        kit = campaign.ruleset.character_class(wanted)
        assert kit is not None
        assert sheet.saves == kit.saves
        assert set(kit.always) <= set(sheet.skills)
        assert sheet.attributes[kit.attributes[0]] == max(sheet.attributes.values())
        constitution = (sheet.attributes["constitution"] - 10) // 2
        assert sheet.max_hp == kit.hit_die + constitution + 2 * (kit.hit_die // 2 + 1 + constitution)
    weak = campaign.model_copy(
        update={
            "characters": tuple(
                each.model_copy(update={"sheet": each.sheet.model_copy(update={"attributes": {"strength": -4}})})
                for each in campaign.characters
            )
        }
    )
    rules = campaign.ruleset
    assert all(
        attribute.minimum is None or value >= attribute.minimum
        for name, value in own_sheet(weak, ("athletics",)).attributes.items()
        if (attribute := rules.attribute(name)) is not None
    )


def test_species_and_backgrounds_give_what_they_say() -> None:
    campaign = yard(1, ", species: dwarf, background: soldier")
    world = world_of(campaign)
    numbers = numbers_of(campaign, world, "wizard")
    assert numbers.sheet.skills["athletics"] == numbers.sheet.skills["intimidation"] == 1
    assert numbers.sheet.tags == ("humanoid",)
    assert numbers["coin"] == 1000
    bout = Bout("post", "wizard")
    own = yard(1).ruleset
    assert not any(gift.resistant for gift in fighter_of(yard(1), bout.world, "wizard", "party").gifts)
    gifts = fighter_of(campaign, world, "wizard", "party").gifts
    assert {kind for gift in gifts for kind in gift.resistant} == {"poison"}
    assert {each.id for each in own.origins("dwarf", "soldier")} == {"dwarf", "soldier"}


def test_what_hands_over_nothing_is_refused_and_a_sheet_counts_what_there_can_be() -> None:
    campaign, world = yard(1), world_of(yard(1))
    recover = CombatAction(kind="cast", spell="recover-slot-1", targets=("wizard",))
    assert beside_a_fight(campaign, world, "wizard", recover) == "no_use_on_them"
    spent = WorldState({**world.values, ("character:wizard", "resource/slot-1"): 1})
    assert not isinstance(beside_a_fight(campaign, spent, "wizard", recover), str)
    bout = Bout("post", "wizard")
    bout.does("wizard", "cast", spell="recover-slot-1", targets=("wizard",), refused="no_use_on_them")
    view = sheet_of(state_of(campaign, party=CLASSES), "fighter")
    assert {name for name, _, most in view.resources if most == 0} == set()
    assert "Second wind" in {name for name, _, _ in view.resources}
    assert "Rage" not in {name for name, _, _ in view.resources}


def test_a_sheet_says_class_and_level() -> None:
    state = state_of(yard(3), party=CLASSES)
    assert (sheet_of(state, "fighter").calling, sheet_of(state, "fighter").level) == ("Fighter", 3)
    higher = WorldState({**state.world.values, ("character:fighter", "level"): 4})
    assert sheet_of(replace(state, world=higher), "fighter").level == 4


def test_a_level_is_no_healing_for_whoever_is_down() -> None:
    """More hit points at most, as for everybody; on one's feet for it, nobody."""
    state = state_of(yard(1), party=CLASSES)
    fallen = {("character:fighter", "hp"): 0, ("character:fighter", "status"): "down"}
    world = WorldState({**state.world.values, **fallen})
    dice = KeyedDice("5eed", turn_uid="down", attempt=1, source_ids=())
    after = apply_effects([Advance(by=300)], state, world, dice, purpose="t", actor="bard", authored=True).world
    assert after.number("character:fighter", "level") == 2
    assert after.number("character:fighter", "max_hp") > world.number("character:fighter", "max_hp")
    assert (after.number("character:fighter", "hp"), after.text("character:fighter", "status")) == (0, "down")
