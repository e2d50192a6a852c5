"""Those whom code runs: companions beside the party, casters with more than blows, enemies that want something."""

from collections import Counter
from collections.abc import Iterator
from functools import cache

import pytest
from ford_stage import PARTY, dice_of

from gm import resources
from gm.authoring.load import load_campaign
from gm.domain.campaign import Campaign
from gm.domain.encounter import Step
from gm.domain.ruling import CombatAction
from gm.domain.state import WorldState
from gm.rules.combat import order, playing
from gm.rules.combat.ground import Fight
from gm.rules.combat.tactics import choose
from gm.rules.world import initial_changes

MOVES = """
slug: yard
title: The Yard
ruleset: moves-2d6
opening: {place: yard, text: Snow.}
places: {yard: {name: The Yard, description: Snow.}}
items: {axe: {name: axe, damage: '2'}}
characters:
  ada: {name: Ada, concept: a fighter, sheet: {attributes: {bold: 2}, max_hp: 9, items: [axe]}}
npcs:
  eve: {name: Eve, place: yard, appearance: Small., persona: Loyal., attitude: 2, sheet: {max_hp: 9, items: [axe]}}
  fay: {name: Fay, place: yard, appearance: Tall., persona: Loyal., attitude: 2, sheet: {max_hp: 9, items: [axe]}}
encounters:
  dogs: {title: Dogs, place: yard, creatures: {hound: 4}, allies: [eve, fay]}
"""


@cache
def yard() -> Campaign:
    return load_campaign({"campaign.yaml": MOVES.encode()}, rulesets=resources.ruleset_sources())


def deeds(seed: int, *, helping: str = "") -> Iterator[tuple[Step, tuple[Step, ...]]]:
    """(the deed, what followed it) of Ada's deeds in a fight: she strikes, or helps."""
    world = WorldState().apply(initial_changes(yard(), ("ada",)))
    done = playing.begin(yard(), world, "main", "dogs", ("ada",), "yard", dice_of(seed), "begin")
    for number in range(12):
        view = playing.encounter_view(yard(), done.world, "main")
        if view is None or view.combatant("ada") is None:
            return
        legal = [each.action for each in playing.legal_actions(yard(), done.world, "main", "ada")]
        kind = "help" if helping else "attack"
        action = next((a for a in legal if a.kind == kind and helping in (*a.targets, "")), None)
        if action is None:
            return
        done = playing.act(yard(), done.world, "main", "ada", action, dice_of(seed), f"a{number}")
        first = next(n for n, step in enumerate(done.steps) if step.kind == kind and step.actor == "ada")
        yield done.steps[first], done.steps[first + 1 :]


def acted(steps: tuple[Step, ...]) -> list[str]:
    """Who struck, once for each turn."""
    return list(dict.fromkeys(step.actor for step in steps if step.kind in ("attack", "flee", "wait", "move", "dash")))


def test_what_goes_wholly_well_opens_a_way_for_a_companion() -> None:
    seen: Counter[str] = Counter()
    best = {rule.id: rule for rule in yard().ruleset.degrees}
    assert best
    for seed in range(60):
        last = ""
        for deed, after in deeds(seed):
            assert deed.roll is not None
            who = acted(after)
            if deed.roll.total >= 10:
                assert not any(each.startswith("hound") for each in who), "nothing answers what went wholly well"
                friends = [each for each in who if each in ("eve", "fay")]
                assert len(friends) <= 1
                if friends:
                    seen[friends[0]] += 1
                    assert friends[0] != last, "they take it in turn"
                    last = friends[0]
            else:
                assert not {"eve", "fay"} & set(who), "only an enemy answers"
                seen["answered"] += any(each.startswith("hound") for each in who)
    assert min(seen["eve"], seen["fay"], seen["answered"]) > 5, seen


def test_whoever_is_helped_acts_and_the_enemy_still_answers() -> None:
    called = answered = 0
    for seed in range(20):
        for deed, after in deeds(seed, helping="fay"):
            assert deed.target == "fay"
            who = acted(after)
            called += who[:1] == ["fay"]
            answered += any(each.startswith("hound") for each in who)
            assert "eve" not in who
    assert called > 10 and answered > 10


# -- casters

CASTERS = """
slug: circle
title: The Circle
ruleset:
  extends: fantasy-d20
  slug: circle
  creatures:
    seer: {name: Seer, hp: '30', defence: 12, attacks: {staff: {name: Staff, bonus: 2, strikes: [{dice: 1d4}]}},
           spells: [SPELLS], tactics: caster}
opening: {place: ring, text: Stones.}
places: {ring: {name: The Ring, description: Stones.}}
items: {sword: {name: sword, damage: 1d8, type: slashing}, bow: {name: bow, damage: 1d6, reach: 2, skill: archery}}
characters:
  ada: {name: Ada, concept: a fighter, sheet: {attributes: {strength: 16}, max_hp: 30, items: [sword, bow]}}
  bo: {name: Bo, concept: a scout, sheet: {attributes: {dexterity: 16}, max_hp: 20, items: [bow]}}
encounters:
  seer: {title: A seer, place: ring, creatures: {seer: 1, goblin: 2}, zones: [near, far], foes_zone: 1}
  hold: {title: They hold, place: ring, creatures: {wolf: 2}, zones: [near, far], foes_zone: 1, aim: hold}
  run: {title: They come, place: ring, creatures: {wolf: 2}, zones: [near, far], foes_zone: 1}
  seize: {title: They want Bo, place: ring, creatures: {wolf: 2}, zones: [near], aim: seize, after: [bo]}
"""


@cache
def circle(spells: str) -> Campaign:
    text = CASTERS.replace("SPELLS", spells)
    return load_campaign({"campaign.yaml": text.encode()}, rulesets=resources.ruleset_sources())


def set_up(spells: str, plan: str, seed: int = 1) -> Fight:
    campaign = circle(spells)
    world = WorldState().apply(initial_changes(campaign, ("ada", "bo")))
    fight = Fight(campaign, world, "main", dice_of(seed), "scene")
    found = campaign.encounter(plan)
    assert found is not None
    order.begin(fight, found, ("ada", "bo"), "ring")
    return fight


@pytest.mark.parametrize(
    ("spells", "spell", "target"),
    [
        ("conjure-animals", "conjure-animals", "seer-1"),
        ("false-life", "false-life", "seer-1"),
        ("bless", "bless", ""),
        ("fire-bolt, conjure-animals", "conjure-animals", "seer-1"),
        ("fireball", "fireball", "party"),
    ],
)
def test_a_caster_calls_shields_blesses_and_burns_whom_it_should(spells: str, spell: str, target: str) -> None:
    fight = set_up(spells, "seer")
    action = choose(fight, "seer-1")
    assert (action.kind, action.spell) == ("cast", spell)
    side = {fight.fighter(each).side for each in action.targets}
    assert side == ({"party"} if target == "party" else {"foes"}), "nobody blesses an enemy"
    if target not in ("", "party"):
        assert action.targets == (target,)


def test_what_is_kept_up_is_not_let_go_for_another_and_nothing_is_given_twice() -> None:
    fight = set_up("bless, conjure-animals", "seer")
    fight.set("seer-1", "concentration", "bless")
    assert choose(fight, "seer-1").kind != "cast"
    fight = set_up("false-life", "seer")
    fight.set("seer-1", "temp_hp", 7)
    assert choose(fight, "seer-1").kind != "cast"


def test_a_druid_calls_wolves_that_fight_for_her_and_go_with_the_spell() -> None:
    from ford_stage import played

    called = gone = bitten = 0
    for seed in range(12):
        wolves: set[str] = set()
        for _, done, _ in played(seed, "druid", seed):
            for step in done.steps:
                if step.kind == "summon" and step.success and step.actor.startswith("druid"):
                    wolves.add(step.target)
                    called += 1
                elif step.kind == "summon" and step.actor.startswith("druid"):
                    gone += 1
                elif step.kind == "attack" and step.actor in wolves:
                    assert step.target in PARTY or step.target.startswith("wolf"), step
                    bitten += 1
    assert called >= 4 and gone >= 1 and bitten >= 1, (called, gone, bitten)


# -- goals


def test_those_who_hold_stay_and_others_come() -> None:
    assert choose(set_up("bless", "hold"), "wolf-1").zone is None
    assert choose(set_up("bless", "run"), "wolf-1").zone == "near"


def test_those_who_want_one_go_for_that_one() -> None:
    for wolf in ("wolf-1", "wolf-2"):
        assert choose(set_up("bless", "seize"), wolf).targets == ("bo",)
    fight = set_up("bless", "seize")
    fight.set("bo", "status", "down")
    assert choose(fight, "wolf-1") == CombatAction(kind="attack", attack="bite", targets=("ada",))
