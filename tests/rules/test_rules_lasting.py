"""Conditions outside of fights: how long they last, what comes with them, what they keep somebody from."""

from dataclasses import replace
from functools import cache

from rules_stage import dice_for, mill, state_of

from gm.domain.campaign import Campaign
from gm.domain.effects import AddCondition, Change, Move
from gm.domain.play import SceneState, TurnOutcome
from gm.domain.ruleset import Condition, Ends
from gm.domain.ruling import CheckRequest, Ruling, Verdict
from gm.play.views import change_views
from gm.rules.checks import advantage_of
from gm.rules.resolve import resolve_turn

DAZED = Condition(id="dazed", name="Dazed", summary="Seeing stars", disadvantage=("search",))
FROZEN = Condition(id="frozen", name="Frozen", summary="Stiff", blocks=("actions", "move"), implies=("dazed",))
SHAKEN = Condition(id="shaken", name="Shaken", summary="Afraid", ends=Ends(save="wits"))


@cache
def cold_mill() -> Campaign:
    rules = mill().ruleset
    more = rules.model_copy(update={"conditions": (*rules.conditions, DAZED, FROZEN, SHAKEN)})
    return mill().model_copy(update={"ruleset": more})


def scene() -> SceneState:
    return replace(state_of(), campaign=cold_mill())


def after(state: SceneState, *verdicts: Verdict, minutes: int = 5) -> tuple[SceneState, TurnOutcome]:
    done = resolve_turn(state, Ruling(verdicts=verdicts, minutes=minutes), dice_for(), {})
    assert isinstance(done, TurnOutcome)
    return replace(state, world=state.world.apply(done.changes)), done


def has(state: SceneState, condition: str) -> bool:
    return state.world.is_set("character:ilse", f"condition/{condition}")


def given(condition: str, *, rounds: int | None = None, minutes: int | None = None) -> Verdict:
    effect = AddCondition(character="ilse", condition=condition, rounds=rounds, minutes=minutes)
    return Verdict(character="ilse", effects=(effect,))


def test_minutes_count_from_the_end_of_the_turn_and_the_end_is_told() -> None:
    state, _ = after(scene(), given("dazed", minutes=20), minutes=30)
    assert has(state, "dazed")
    state, _ = after(state, minutes=19)
    assert has(state, "dazed")
    state, done = after(state, minutes=1)
    assert not has(state, "dazed")
    assert [view.text for view in change_views(cold_mill(), done.changes, "main")] == ["Ilse −Dazed"]
    assert not [path for (_, path), value in state.world.values.items() if path.endswith("/dazed") and value]


def test_rounds_are_rounded_up_to_minutes() -> None:
    state, _ = after(scene(), given("dazed", rounds=11))
    assert has(after(state, minutes=1)[0], "dazed")
    assert not has(after(state, minutes=2)[0], "dazed")


def test_what_is_shaken_off_in_a_fight_does_not_outlast_a_minute() -> None:
    state, _ = after(scene(), given("shaken"))
    assert has(state, "shaken")
    assert has(after(state, minutes=0)[0], "shaken")
    assert not has(after(state, minutes=1)[0], "shaken")
    lasting, _ = after(scene(), given("shaken", minutes=60))
    assert has(after(lasting, minutes=30)[0], "shaken")


def test_whoever_is_kept_from_acting_neither_rolls_nor_goes_and_still_may_look() -> None:
    state, _ = after(scene(), given("frozen"))
    look = Verdict(character="ilse", text="Snow falls.")
    check = Verdict(character="ilse", check=CheckRequest(character="ilse", skill="search", difficulty=10))
    go = Verdict(character="ilse", effects=(Move(character="ilse", place="road"),))
    _, done = after(state, look, check, go)
    assert done.texts == ("Snow falls.", "Ilse cannot act just now.", "Ilse cannot act just now.")
    assert done.checks == () and not [each for each in done.changes if each.path == "place"]


def test_what_comes_with_a_condition_counts() -> None:
    frozen = Change(entity="character:ilse", path="condition/frozen", before=None, after=True)
    assert advantage_of(cold_mill().ruleset, scene().world.apply((frozen,)), "ilse", "search") == "disadvantage"
