"""One rule of fighting after another, each in a fight made for it. Dice are of many seeds: what must hold, holds for
all of them; what must be able to happen, happens for some."""

from collections.abc import Iterator
from functools import cache

import pytest
from fight_stage import KITS, PIT, dice_of

from gm.authoring.load import load_campaign
from gm.domain.campaign import Campaign
from gm.domain.encounter import Step
from gm.domain.ruling import CombatAction
from gm.domain.state import WorldState
from gm.rules.combat import playing
from gm.rules.combat.ground import Acted, Fight
from gm.rules.combat.harm import afflict, hurt, mend, shield
from gm.rules.combat.legal import legal
from gm.rules.combat.saving import modified
from gm.rules.combat.simulate import simulate
from gm.rules.combat.spells import cast
from gm.rules.combat.upkeep import finish_turn, start_turn
from gm.rules.world import initial_changes

KIT = """
extends: arena
conditions:
  cursed: {name: Cursed, summary: Weighed down, modifiers: [{to: saves, by: -2}, {to: defence, by: -3}]}
  bound: {name: Bound, summary: Tied up, implies: [stunned]}
  tired: {name: Tired, summary: Worn out, levels: 3, worst: dead, modifiers: [{to: attacks, by: 0 - level}]}
spells:
  ward: {name: Ward, resource: slots, reach: 1, shields: 1d4+4}
  call: {name: Call, resource: slots, reach: 0, area: self, summons: {wolf: 2}, concentration: true, rounds: 10}
  bolt: {name: Bolt, reach: 2, attack: true, strikes: [{dice: 1d10}], gives: [{condition: cursed, rounds: 1}]}
creatures:
  wolf: {name: Wolf, hp: '6', defence: 11, attacks: {bite: {name: Bite, bonus: 4, strikes: [{dice: 1d4}]}}, xp: 10}
  dragon:
    name: Dragon
    hp: '200'
    defence: 12
    attacks:
      claw: {name: Claw, bonus: 9, strikes: [{dice: 1d6}]}
      tail: {name: Tail, bonus: 9, reach: 1, strikes: [{dice: 1d4}]}
      breath: {name: Breath, reach: 1, area: zone, save: {attribute: dex, difficulty: 12, on_success: half},
               strikes: [{dice: 2d6, type: fire}], recharge: 5}
      quake: {name: Quake, area: zones, reach: 2, save: {attribute: str, difficulty: 12}, strikes: [{dice: '1'}],
              cost: lair}
    multiattack: [claw, claw, tail]
    legendary: [tail]
    legendary_actions: 2
    lair: [quake]
    xp: 300
  troll:
    name: Troll
    hp: '30'
    defence: 10
    attributes: {con: 4}
    attacks: {claw: {name: Claw, bonus: 5, strikes: [{dice: 1d6+2}]}}
    traits: {regeneration: {name: Regeneration, amount: 7}}
  coward:
    name: Coward
    hp: '10'
    defence: 10
    attacks: {fist: {name: Fist, bonus: 0, strikes: [{dice: '1'}]}}
    morale: {flees_below: 90, surrenders: true}
"""
SCENES = """
  dragon: {title: A dragon, place: pit, creatures: {dragon: 1}, zones: [near, far], lair: true}
  troll: {title: A troll, place: pit, creatures: {troll: 1}}
  wolves: {title: Wolves, place: pit, creatures: {wolf: 3}, zones: [near, far], surprise: foes}
  cowards: {title: Cowards, place: pit, creatures: {coward: 2}, zones: [near, far]}
  helped: {title: With a friend, place: pit, creatures: {wolf: 3}, allies: [eve]}
"""
EVE = """npcs:
  eve: {name: Eve, place: pit, appearance: A friend., persona: Loyal., attitude: 2, sheet: {max_hp: 20, items: [sword]}}
encounters:"""
PARTY = ("ada", "bo", "cy", "di")


@cache
def stage(order: str = "initiative") -> Campaign:
    kits = {path.name: path.read_bytes() for path in KITS.glob("*.yaml")}
    kits["scenes.yaml"] = f"{KIT}\ncombat: {{order: {order}}}\n".encode()
    text = PIT.replace("ruleset: arena", "ruleset: scenes")
    text = text.replace("spells: [bless,", "spells: [ward, call, bolt, bless,").replace("encounters:", EVE)
    return load_campaign({"campaign.yaml": (text + SCENES).encode()}, rulesets=kits)


def begun(plan: str, seed: int, order: str = "initiative") -> tuple[Fight, Acted]:
    """A fight that has begun and stands at somebody's turn, to be worked on."""
    world = WorldState().apply(initial_changes(stage(order), PARTY))
    dice = dice_of(seed)
    done = playing.begin(stage(order), world, "main", plan, PARTY, "pit", dice, "begin")
    return Fight(stage(order), done.world, "main", dice, "more"), done


def set_up(plan: str, seed: int = 1) -> Fight:
    """Only the field: everybody whole and nobody has acted, whoever won the roll."""
    from gm.rules.combat import order

    world = WorldState().apply(initial_changes(stage(), PARTY))
    fight = Fight(stage(), world, "main", dice_of(seed), "scene")
    order.begin(fight, stage().encounter(plan), PARTY, "pit")  # type: ignore[arg-type]
    fight.steps.clear()
    return fight


def kinds(fight: Fight, kind: str) -> list[Step]:
    return [step for step in fight.steps if step.kind == kind]


def seeds(count: int = 30) -> Iterator[int]:
    yield from range(1, count + 1)


def test_a_multiattack_is_all_its_attacks_and_no_more() -> None:
    from gm.rules.combat.actions import perform

    for seed in seeds(10):
        fight = set_up("dragon", seed)
        fight.set("ada", "hp", 500)
        perform(fight, "dragon-1", CombatAction(kind="attack", attack="claw", targets=("ada",)), by_code=True)
        assert [step.detail for step in kinds(fight, "attack")] == ["claw", "claw", "tail"]


def test_a_breath_catches_friend_and_foe_and_comes_back_by_the_die() -> None:
    from gm.domain.errors import EffectError
    from gm.rules.combat.actions import check, perform

    back = set()
    for seed in seeds():
        fight = set_up("dragon", seed)
        fight.mark("zone/di", 1)
        breathe = CombatAction(kind="attack", attack="breath", targets=("ada",))
        perform(fight, "dragon-1", breathe, by_code=True)
        assert {step.target for step in kinds(fight, "attack")} == {"ada", "bo", "cy"}
        amounts = {step.target: step.amount for step in kinds(fight, "damage")}
        full = next(roll.total for roll in fight.rolls if roll.label == "breath") if fight.rolls else 0
        saved = {step.actor for step in kinds(fight, "save") if step.success}
        assert all(amounts[who] == (full // 2 if who in saved else full) for who in amounts)
        fight.mark("used/dragon-1", None)
        with pytest.raises(EffectError, match="no_such_attack"):
            check(fight, "dragon-1", breathe, by_code=True)
        start_turn(fight, "dragon-1")
        (recharge,) = kinds(fight, "recharge")
        assert recharge.roll is not None and recharge.success == (recharge.roll.total >= 5)
        back.add(recharge.success)
    assert back == {True, False}


def test_flames_burn_friends_as_well() -> None:
    fight = set_up("wolves")
    for who in ("ada", "wolf-1"):
        fight.mark(f"zone/{who}", 1)
    from gm.rules.combat.actions import caught

    assert set(caught(fight, "cy", "zone", ["wolf-1"])) == {"ada", "wolf-1"}


def test_turning_ones_back_costs_a_blow_once_a_round_and_care_costs_none() -> None:
    from gm.rules.combat.actions import perform

    for seed in seeds(10):
        fight = set_up("wolves", seed)
        for wolf in ("wolf-1", "wolf-2", "wolf-3"):
            fight.mark(f"surprised/{wolf}", None)
            fight.mark(f"zone/{wolf}", 0)
        fight.set("ada", "hp", 500)
        perform(fight, "ada", CombatAction(kind="wait", zone="far"), by_code=True)
        assert sorted(step.actor for step in kinds(fight, "attack")) == ["wolf-1", "wolf-2", "wolf-3"]
        fight.steps.clear()
        perform(fight, "bo", CombatAction(kind="wait", zone="far"), by_code=True)
        assert kinds(fight, "attack") == [], "each has had its reaction"
        for wolf in ("wolf-1", "wolf-2", "wolf-3"):
            start_turn(fight, wolf)
        perform(fight, "di", CombatAction(kind="disengage", zone="far"), by_code=True)
        assert kinds(fight, "attack") == [] and fight.zone("di") == 1


def test_what_is_kept_up_falls_with_pain_with_a_fall_with_bonds_and_with_another() -> None:
    held = set()
    for seed in seeds():
        fight = set_up("wolves", seed)
        cast(fight, "cy", stage().ruleset.spell("bless"), ["cy"])  # type: ignore[arg-type]
        assert fight.text("character:cy", "concentration") == "bless" and "blessed" in fight.conditions("cy")
        hurt(fight, "cy", 1)
        kept = fight.text("character:cy", "concentration") == "bless"
        assert kept == ("blessed" in fight.conditions("cy"))
        held.add(kept)
        fight = set_up("wolves", seed)
        cast(fight, "cy", stage().ruleset.spell("bless"), ["cy"])  # type: ignore[arg-type]
        afflict(fight, "cy", _given("stunned"), by="wolf-1")
        assert "blessed" not in fight.conditions("cy")
        fight = set_up("wolves", seed)
        cast(fight, "cy", stage().ruleset.spell("bless"), ["cy"])  # type: ignore[arg-type]
        cast(fight, "cy", stage().ruleset.spell("call"), ["cy"])  # type: ignore[arg-type]
        assert "blessed" not in fight.conditions("cy") and fight.text("character:cy", "concentration") == "call"
        hurt(fight, "cy", 9)
        assert fight.text("character:cy", "concentration") == "" and fight.status("cy") == "down"
    assert held == {True, False}


def test_what_is_called_fights_for_the_caller_and_goes_with_the_spell() -> None:
    fight = set_up("wolves")
    cast(fight, "cy", stage().ruleset.spell("call"), ["cy"])  # type: ignore[arg-type]
    called = [step.target for step in kinds(fight, "summon")]
    assert called == ["wolf-4", "wolf-5"] and set(called) < set(fight.order)
    at = fight.order.index("cy")
    assert set(fight.order[at + 1 : at + 3]) == set(called)
    assert all(fight.fighter(who).side == "party" and not fight.fighter(who).is_pc for who in called)
    assert set(fight.side("party")) == {*PARTY, *called}
    hurt(fight, "cy", 9)
    assert all(fight.status(who) == "gone" for who in called) and set(fight.side("party")) == {"ada", "bo", "di"}


def test_a_fight_with_called_wolves_goes_to_its_end_and_back() -> None:
    for seed in seeds(15):
        _, done = begun("wolves", seed)
        worlds = [done.world]
        for number in range(200):
            view = playing.encounter_view(stage(), done.world, "main")
            if view is None or view.turn is None:
                break
            options = playing.legal_actions(stage(), done.world, "main", view.turn)
            call = next((o.action for o in options if o.action.spell == "call"), None)
            strike = next((o.action for o in options if o.action.kind == "attack"), CombatAction(kind="wait"))
            done = playing.act(stage(), done.world, "main", view.turn, call or strike, dice_of(seed), f"a{number}")
            assert not done.refused
            undone = done.world.apply(change.inverse() for change in reversed(done.changes))
            assert undone.hash() == worlds[-1].hash()
            worlds.append(done.world)
        assert not playing.is_on(done.world, "main")
        wolves = [who for who in ("wolf-4", "wolf-5") if done.world.get(f"character:{who}", "block") is not None]
        assert all(done.world.text(f"character:{who}", "status") in ("dead", "gone") for who in wolves)


def test_temporary_hit_points_go_first_and_do_not_add_up() -> None:
    fight = set_up("wolves")
    shield(fight, "ada", 5)
    shield(fight, "ada", 3)
    assert fight.of("ada", "temp_hp") == 5
    hurt(fight, "ada", 4)
    assert (fight.of("ada", "temp_hp"), fight.of("ada", "hp")) == (1, 13)
    hurt(fight, "ada", 4)
    assert (fight.of("ada", "temp_hp"), fight.of("ada", "hp")) == (0, 10)
    mend(fight, "ada", 99)
    assert fight.of("ada", "hp") == 13


def test_a_hit_that_a_shield_takes_whole_still_brings_what_it_brings() -> None:
    for seed in seeds():
        fight = set_up("wolves", seed)
        fight.set("wolf-1", "temp_hp", 50)
        cast(fight, "cy", stage().ruleset.spell("bolt"), ["wolf-1"])  # type: ignore[arg-type]
        (blow,) = kinds(fight, "attack")
        assert ("cursed" in fight.conditions("wolf-1")) == blow.success


def test_the_surprised_do_nothing_in_the_first_round_and_everything_after() -> None:
    for seed in seeds(10):
        fight = set_up("wolves", seed)
        finish = [who for who in fight.order if who.startswith("wolf")]
        assert all(fight.here(f"surprised/{who}") for who in finish)
        from gm.rules.combat.tactics import play_turn

        for who in finish:
            play_turn(fight, who)
            finish_turn(fight, who)
        assert kinds(fight, "attack") == [] and len(kinds(fight, "skip")) == 3
        play_turn(fight, finish[0])
        assert kinds(fight, "attack") or kinds(fight, "move")


def test_between_life_and_death() -> None:
    ends = set()
    for seed in seeds(60):
        fight = set_up("wolves", seed)
        hurt(fight, "ada", 13)
        assert fight.status("ada") == "down"
        for _ in range(12):
            start_turn(fight, "ada")
            saved, failed = fight.of("ada", "dying/success"), fight.of("ada", "dying/failure")
            assert saved <= 3 and failed < 3
            if fight.status("ada") != "down" or saved == 3:
                break
        ends.add("stable" if fight.status("ada") == "down" else fight.status("ada"))
        for step in kinds(fight, "dying"):
            face = step.roll.total if step.roll else 0
            assert step.critical == (face == 20) and (step.success == (face >= 10))
        if fight.status("ada") == "active":
            assert fight.of("ada", "hp") == 1
    assert ends == {"stable", "dead", "active"}


def test_blows_at_the_fallen_and_massive_ones_kill() -> None:
    fight = set_up("wolves")
    hurt(fight, "ada", 13)
    hurt(fight, "ada", 1, critical=True)
    assert fight.of("ada", "dying/failure") == 2
    hurt(fight, "ada", 1)
    assert fight.status("ada") == "dead"
    hurt(fight, "bo", 20)
    assert fight.status("bo") == "dead", "twice what he can bear"
    hurt(fight, "di", 25)
    assert fight.status("di") == "down"
    hurt(fight, "di", 13)
    assert fight.status("di") == "dead"
    assert mend(fight, "ada", 5) == 0


def test_conditions_have_levels_imply_others_and_count_once() -> None:
    fight = set_up("wolves")
    for level in (1, 2):
        afflict(fight, "ada", _given("tired"), by="wolf-1")
        assert modified(fight, "ada", "attacks") == -level
    afflict(fight, "ada", _given("tired"), by="wolf-1")
    assert fight.status("ada") == "dead"
    afflict(fight, "bo", _given("bound"), by="wolf-1")
    assert fight.blocked("bo", "actions") and fight.blocked("bo", "move") and legal(fight, "bo") == ()
    before = fight.fighter("cy")
    afflict(fight, "cy", _given("cursed"), by="wolf-1")
    later = Fight(stage(), fight.world.apply(fight.changes()), "main", dice_of(1), "later")
    after = later.fighter("cy")
    assert (after.defence, after.saves) == (before.defence, before.saves), "conditions are added at the roll"
    assert (modified(later, "cy", "saves"), modified(later, "cy", "defence")) == (-2, -3)


@pytest.mark.parametrize("rounds", [1, 2, 3])
def test_what_lasts_so_many_rounds_ends_at_the_end_of_the_givers_turn(rounds: int) -> None:
    from gm.rules.combat import order

    fight = set_up("troll")
    giver = fight.order[0]
    afflict(fight, "bo", _given("poisoned", rounds), by=giver)
    first = fight.here("round", 1)
    for _ in range(5 * (rounds + 1)):
        there = "poisoned" in fight.conditions("bo")
        turn, now = order.current(fight), fight.here("round", 1)
        if there:
            assert (now, fight.order.index(turn)) <= (first + rounds, 0)  # type: ignore[arg-type]
        order.next_turn(fight)
        if "poisoned" not in fight.conditions("bo"):
            break
    made = [step for step in kinds(fight, "save") if step.detail == "poisoned" and step.success]
    if not made:
        assert fight.here("round", 1) == first + rounds and order.current(fight) == fight.order[1]


def test_a_troll_heals_at_each_of_its_turns_but_not_when_it_is_dead() -> None:
    fight = set_up("troll")
    hurt(fight, "troll-1", 10)
    start_turn(fight, "troll-1")
    assert fight.of("troll-1", "hp") == 27
    hurt(fight, "troll-1", 27)
    start_turn(fight, "troll-1")
    assert fight.status("troll-1") == "dead" and fight.of("troll-1", "hp") == 0


def test_legends_act_between_turns_as_often_as_they_may_and_lairs_stir_once_a_round() -> None:
    from gm.rules.combat import order

    for seed in seeds(8):
        fight = set_up("dragon", seed)
        for who in PARTY:
            fight.set(who, "hp", 500)
        start = fight.order.index("dragon-1")
        while order.current(fight) != "dragon-1":
            order.next_turn(fight)
        fight.steps.clear()
        for _ in range(len(fight.order)):
            order.next_turn(fight)
        assert order.current(fight) == "dragon-1" and start >= 0
        assert len(kinds(fight, "legendary")) == 2
        assert len(kinds(fight, "lair")) == 1


def test_cowards_run_or_yield_and_then_it_is_won() -> None:
    from gm.rules.combat.ending import settle
    from gm.rules.combat.tactics import play_turn

    fight = set_up("cowards")
    for who in ("coward-1", "coward-2"):
        hurt(fight, who, 5)
        play_turn(fight, who)
        if fight.active(who):
            play_turn(fight, who)
    assert kinds(fight, "morale") and not fight.side("foes")
    assert settle(fight) and fight.over == "won"


@pytest.mark.parametrize("order", ["initiative", "sides", "spotlight"])
@pytest.mark.parametrize("plan", ["goblins", "ambush", "helped", "wolves"])
def test_every_order_of_turns_plays_to_an_end_and_both_sides_act(order: str, plan: str) -> None:
    acted: set[str] = set()
    for seed in seeds(6):
        _, done = begun(plan, seed, order)
        acted |= {step.actor for step in done.steps if step.kind == "attack"}
        for number in range(300):
            view = playing.encounter_view(stage(order), done.world, "main")
            if view is None:
                break
            able = [who for who in PARTY if playing.legal_actions(stage(order), done.world, "main", who)]
            assert able, "somebody may always act"
            who = view.turn or able[number % len(able)]
            assert who in able
            options = playing.legal_actions(stage(order), done.world, "main", who)
            action = next((o.action for o in options if o.action.kind == "attack"), options[-1].action)
            done = playing.act(stage(order), done.world, "main", who, action, dice_of(seed), f"a{number}")
            assert not done.refused, (who, action, done.refused)
            acted |= {step.actor for step in done.steps if step.kind == "attack"}
        assert not playing.is_on(done.world, "main")
        assert not [v for (e, p), v in done.world.values.items() if p.startswith(("until/", "dying/", "temp_hp"))]
    assert acted & set(PARTY)
    assert any(who[-1].isdigit() for who in acted) or (plan, order) == ("wolves", "sides"), "who was surprised may fall"
    if plan == "helped":
        assert "eve" in acted, "a companion fights by itself"


@pytest.mark.parametrize("order", ["initiative", "sides", "spotlight"])
def test_a_simulation_plays_every_order(order: str) -> None:
    plan = stage(order).encounter("goblins")
    assert plan is not None
    odds = simulate(stage(order), plan, PARTY, times=20, seed="cd" * 8)
    assert odds.fights == 20 and odds.outcomes["ended"] < 20


def _given(condition: str, rounds: int | None = None):
    from gm.domain.combat import Given

    return Given(condition=condition, rounds=rounds)
