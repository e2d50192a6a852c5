"""What others do about a roll: asked of players, chosen by code for everybody else, paid once, and gone by its turn."""

from collections import Counter

import pytest
from ford_stage import PARTY, bank, dice_of, first, ford, played
from hypothesis import given, settings
from hypothesis import strategies as st

from gm.domain.state import WorldState
from gm.rules.combat import playing
from gm.rules.combat.simulate import simulate

SEEDS = st.integers(0, 2**40)
FEW = settings(max_examples=25, deadline=None)
PLANS = st.sampled_from(["raiders", "mage", "druid", "with-miller"])


def answers(seed: int, plan: str, say=first):
    return [(before, done, asked) for before, done, asked in played(seed, plan, seed % 11, say=say)]


def test_each_reaction_of_the_kit_is_asked_for_and_taken_somewhere() -> None:
    seen: Counter[str] = Counter()
    for seed in range(20):
        for plan in ("raiders", "mage", "druid"):
            for _, done, _ in answers(seed, plan):
                seen.update(step.detail for step in done.steps if step.kind == "react")
    assert set(seen) == {"shield", "protect", "parry", "counterspell"}, seen
    assert min(seen.values()) > 1


@FEW
@given(SEEDS, PLANS)
def test_a_reaction_is_had_once_a_round_paid_for_and_turns_nothing_for_the_worse(seed: int, plan: str) -> None:
    for before, done, asked in answers(seed, plan):
        world = before
        spent: Counter[str] = Counter()
        for step in done.steps:
            if step.kind == "turn":
                spent.pop(step.actor, None)
            if step.kind == "react":
                spent[step.actor] += 1
                assert spent[step.actor] == 1, "one reaction until the next turn"
        for asks in asked:
            assert asks.who in PARTY
            assert {each for each, _ in asks.options} <= {"strike", *(each.id for each in ford().ruleset.reactions)}
        shields = sum(step.kind == "react" and (step.actor, step.detail) == ("bo", "shield") for step in done.steps)
        cast = sum(
            step.kind == "cast" and step.actor == "bo" and step.success is None and _level(step.detail) >= 1
            for step in done.steps
        )
        counters = sum(
            step.kind == "react" and (step.actor, step.detail) == ("bo", "counterspell") for step in done.steps
        )
        assert _slots(world) - _slots(done.world) == shields + cast + counters


def _level(spell: str) -> int:
    found = ford().ruleset.spell(spell)
    return found.level if found else 0


def _slots(world: WorldState) -> int:
    return sum(world.number("character:bo", f"resource/slot-{level}") for level in range(1, 10))


@FEW
@given(SEEDS, PLANS)
def test_a_fight_that_is_asked_in_the_middle_is_the_fight_that_it_was(seed: int, plan: str) -> None:
    """Who lets everything be fights as somebody whom nobody could ask: the same dice, the same end."""
    kept = [done for _, done, _ in answers(seed, plan, say=lambda _: "nothing of the kind")]
    world, dice = bank(), dice_of(seed)
    done = playing.begin(ford(), world, "main", plan, PARTY, "ford", dice, "begin")
    assert done.world.hash() == kept[0].world.hash()
    assert done.steps == kept[0].steps
    for number, after in enumerate(kept[1:]):
        view = playing.encounter_view(ford(), done.world, "main")
        assert view is not None and view.turn is not None
        legal = playing.legal_actions(ford(), done.world, "main", view.turn)
        action = legal[(seed % 11 + number * 7) % len(legal)].action
        done = playing.act(ford(), done.world, "main", view.turn, action, dice, f"act{number}")
        assert (done.world.hash(), done.steps) == (after.world.hash(), after.steps)


@FEW
@given(SEEDS, PLANS)
def test_what_a_reaction_gives_never_outlives_the_next_turn_of_whoever_gave_it(seed: int, plan: str) -> None:
    held: dict[str, bool] = {}
    """Who has it, by their own reaction → whether their next turn has begun."""
    for _, done, _ in answers(seed, plan):
        for step in done.steps:
            if step.kind == "condition" and step.detail == "forced-air":
                assert step.actor == step.target
                held[step.target] = False
            elif step.kind == "condition_ends" and step.detail == "forced-air":
                held.pop(step.actor, None)
            elif step.kind == "turn" and step.actor in held:
                held[step.actor] = True
            elif step.kind in ("attack", "cast", "move", "dodge", "wait"):
                assert not held.get(step.actor), (step, "acts, and still has what ends as their turn begins")
    view = playing.encounter_view(ford(), done.world, "main")
    if view is None:
        people = done.world.entities("character")
        assert not any(done.world.is_set(f"character:{who}", "condition/forced-air") for who in people)


def test_a_shield_turns_a_blow_and_costs_a_slot() -> None:
    for seed in range(200):
        for before, done, _ in played(seed, "raiders", 3):
            at = next((n for n, s in enumerate(done.steps) if (s.kind, s.detail) == ("react", "shield")), None)
            if at is None:
                continue
            blow = next(step for step in done.steps[at:] if step.kind == "attack")
            assert blow.roll is not None and blow.amount == blow.roll.total - 5
            assert blow.target == "bo" and (blow.success is False) is (blow.amount < (blow.difficulty or 0))
            assert _slots(done.world) < _slots(before)
            return
    pytest.fail("nobody ever raised it")


def test_nobody_is_asked_in_vain() -> None:
    """A shield that cannot help is not offered: no question, no slot."""
    asked = [asks for seed in range(15) for _, _, asked in played(seed, "raiders", 5) for asks in asked]
    blows = [asks for asks in asked if asks.who == "bo" and any(option == "shield" for option, _ in asks.options)]
    assert blows
    for asks in blows:
        assert asks.about.roll is not None and asks.about.difficulty is not None
        assert asks.about.roll.total - 5 < asks.about.difficulty


def test_code_reacts_for_those_whom_it_runs_and_in_simulations_for_all() -> None:
    foes = Counter(
        step.detail
        for seed in range(15)
        for _, done, _ in played(seed, "mage", seed)
        for step in done.steps
        if step.kind == "react" and step.actor not in PARTY
    )
    assert {"shield", "parry"} <= set(foes)
    plan = ford().encounter("mage")
    assert plan is not None
    odds = simulate(ford(), plan, PARTY, times=40, seed="01")
    bare = ford().model_copy(update={"ruleset": ford().ruleset.model_copy(update={"reactions": ()})})
    assert odds.survivors_hp != simulate(bare, plan, PARTY, times=40, seed="01").survivors_hp


def test_whoever_has_nobody_at_the_table_spends_nothing() -> None:
    for seed in range(20):
        done = playing.begin(ford(), bank(), "main", "raiders", PARTY, "ford", dice_of(seed), "begin")
        assert not any(step.kind == "react" and step.actor in PARTY for step in done.steps)
