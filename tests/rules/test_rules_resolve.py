"""A turn resolved: outcomes by degree, questions that park it, time, clocks and endings."""

from collections.abc import Iterable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rules_stage import Faces, dice_for, lantern, state_of

from gm.domain.effects import Damage, LoseItem, Move, SetFlag, TickClock
from gm.domain.play import Parked, SceneState, TurnOutcome
from gm.domain.ruleset import Recovery
from gm.domain.ruling import CheckRequest, Choice, ChoiceOption, Outcome, Ruling, Verdict
from gm.domain.state import WorldState
from gm.rules.phrases import phrase
from gm.rules.resolve import outcome_for, resolve_turn

CHECK = CheckRequest(character="ilse", skill="stealth", difficulty=11)


def resolved(
    *verdicts: Verdict, state: SceneState | None = None, dice: object = None, minutes: int = 5, **answers: str
) -> TurnOutcome:
    choices = {name.replace("_", ":"): answer for name, answer in answers.items()}
    out = resolve_turn(state or state_of(), Ruling(verdicts=verdicts, minutes=minutes), dice or dice_for(), choices)  # type: ignore[arg-type]
    assert isinstance(out, TurnOutcome)
    return out


def after(out: TurnOutcome, state: SceneState | None = None) -> WorldState:
    return (state or state_of()).world.apply(out.changes)


@pytest.mark.parametrize(
    ("given_", "degree", "taken"),
    [
        (["success", "failure"], "triumph", "success"),
        (["success", "failure"], "disaster", "failure"),
        (["success", "failure"], "setback", "failure"),
        (["success", "setback"], "failure", "setback"),
        (["success", "setback", "disaster"], "failure", "setback"),
        (["triumph", "failure"], "success", "triumph"),
        (["success"], "failure", None),
        (["failure"], "success", None),
        (["disaster", "success"], "setback", "disaster"),
    ],
)
def test_a_missing_degree_takes_the_nearest_of_its_side(given_: list[str], degree: str, taken: str | None) -> None:
    found = outcome_for(lantern(), {name: Outcome(text=name) for name in given_}, degree)
    assert (found.text if found else None) == taken


def test_the_authors_challenge_is_played_as_written() -> None:
    pry = Verdict(character="ilse", challenge="pry")
    good = resolved(pry, dice=Faces(check_0=15))
    assert good.texts == ("It opens.",)
    assert [(c.check_id, c.degree, c.difficulty) for c in good.checks] == [("0", "success", 14)]
    assert after(good).is_set("exit:hall:cellar", "open")
    assert after(good).get("challenge:pry", "done") == "success"
    bad = resolved(pry, dice=Faces(check_0=3))
    assert bad.texts == ("Stuck.",) and after(bad).number("clock:flood", "filled") == 2
    assert not after(bad).is_set("challenge:pry", "done"), "a failure leaves it open"


def test_one_text_per_verdict_even_where_nothing_happens() -> None:
    out = resolved(
        Verdict(character="ilse", possible=False, refusal="Too far."),
        Verdict(character="bram", check=CHECK.model_copy(update={"character": "bram"})),
        Verdict(character="ilse", effects=(SetFlag(flag="woken"),)),
    )
    assert out.texts == ("Too far.", "", "")
    assert [c.check_id for c in out.checks] == ["1"]


def test_stakes_are_asked_for_only_where_the_table_asks() -> None:
    pry = Verdict(character="ilse", challenge="pry")
    asking = state_of(stakes="ask")
    parked = resolve_turn(asking, Ruling(verdicts=(pry,)), dice_for(), {})
    assert isinstance(parked, Parked)
    assert (parked.reason, parked.question, parked.who, parked.default) == ("stakes", "The noise.", ("ilse",), "accept")
    assert [o.id for o in parked.options] == ["accept", "back_off"]
    yes = resolved(pry, state=asking, stakes_0="accept")
    assert yes.checks and yes.choices == {"stakes:0": "accept"}
    assert yes.checks == resolved(pry).checks, "the dice are the same whether or not it was asked"
    no = resolved(pry, state=asking, stakes_0="back_off")
    assert no.checks == () and no.texts == ("Ilse thinks better of it.",)
    assert not after(no).is_set("challenge:pry", "done")
    secret = Verdict(character="ilse", check=CHECK, stakes="hidden", stakes_audience="gm")
    assert resolved(secret, state=asking).checks


def test_a_choice_parks_and_resumes_without_rolling_again() -> None:
    first = Verdict(character="bram", check=CHECK.model_copy(update={"character": "bram"}))
    pay = Verdict(character="ilse", challenge="pay")
    parked = resolve_turn(state_of(), Ruling(verdicts=(first, pay)), dice_for(), {})
    assert isinstance(parked, Parked)
    assert (parked.reason, parked.verdict, parked.default, parked.who) == ("choice", 1, "nothing", ("ilse",))
    blood, nothing = (resolved(first, pay, choice_1=answer) for answer in ("blood", "nothing"))
    assert blood.checks == nothing.checks
    assert [r.purpose for r in blood.rolls] == ["choice:1:blood:0"]
    assert blood.ending == "paid" and after(blood).get("world", "ending") == "paid"
    assert nothing.ending is None
    assert "Ilse chooses: " in blood.texts[1] and blood.notes == nothing.notes, (
        "told with the attempt, not after all else"
    )
    assert resolved(first, pay, choice_1="odd").choices == {"choice:1": "nothing"}
    assert after(nothing).is_set("character:bram", "knows/harke-debt")


def test_a_character_who_went_down_acts_no_more() -> None:
    out = resolved(
        Verdict(character="ilse", effects=(Damage(character="bram", amount="50"),)),
        Verdict(character="bram", check=CHECK.model_copy(update={"character": "bram"})),
    )
    assert out.texts[1] == "Bram is down and cannot act." and out.checks == ()


def test_a_challenge_is_closed_for_the_second_of_one_turn() -> None:
    out = resolved(
        Verdict(character="ilse", challenge="pry"), Verdict(character="bram", challenge="pry"), dice=Faces(check_0=19)
    )
    assert len(out.checks) == 1 and out.texts[1] == "That has been done already."


def test_time_fills_clocks_and_full_clocks_go_off_once() -> None:
    state = state_of()
    out = resolved(minutes=240, state=state)
    world = after(out, state)
    assert world.number("world", "minutes") == 840
    assert world.number("clock:flood", "filled") == 4 and world.is_set("flag:woken", "on")
    assert world.number("clock:doom", "filled") == 2, "a clock may fill another"
    assert out.notes == ("The water is in.", "It is here.")
    assert world.number("character:ilse", "hp") == 6
    later = SceneState(state.game, state.session, state.scene, state.campaign, world, 1)
    again = resolved(minutes=240, state=later)
    assert again.notes == () and world.apply(again.changes).number("character:ilse", "hp") == 6


def test_what_could_not_be_is_told() -> None:
    out = resolved(Verdict(character="bram", effects=(LoseItem(character="bram", item="rope"),)))
    assert out.notes == ("One thing does not happen. Bram has no rope.",)


def test_the_place_counts_as_visited_after_a_turn() -> None:
    out = resolved(minutes=0)
    assert [(c.entity, c.path) for c in out.changes] == [("place:hall", "visited")]


def test_moving_and_acting_in_one_turn() -> None:
    go = Verdict(character="ilse", effects=(Move(character="party", place="road"),))
    hurt = Verdict(character="bram", effects=(Damage(character="ilse", amount="1"),))
    out = resolved(go, hurt)
    assert out.notes == () and after(out).number("character:ilse", "hp") == 7
    assert after(out).text("scene:main", "place") == "road"


checks = st.builds(
    Verdict,
    character=st.sampled_from(["ilse", "bram"]),
    check=st.builds(
        CheckRequest,
        character=st.sampled_from(["ilse", "bram"]),
        skill=st.sampled_from(["stealth", "fight"]),
        difficulty=st.integers(5, 30),
        opposed_by=st.none() | st.just("miller"),
    ),
    stakes=st.sampled_from(["", "All."]),
    outcomes=st.dictionaries(
        st.sampled_from(["triumph", "success", "setback", "failure", "disaster"]),
        st.builds(
            Outcome,
            text=st.just("x"),
            effects=st.lists(
                st.sampled_from(
                    [
                        Damage(character="party", amount="1d4"),
                        TickClock(clock="flood"),
                        Damage(character="miller", amount="2d6"),
                    ]
                ),
                max_size=2,
            ).map(tuple),
            choice=st.none()
            | st.just(
                Choice(
                    question="?",
                    default="a",
                    options=(
                        ChoiceOption(id="a", label="A", effects=(Damage(character="actor", amount="1d4"),)),
                        ChoiceOption(id="b", label="B"),
                    ),
                )
            ),
        ),
    ),
)


def purposes(out: TurnOutcome) -> Iterable[str]:
    for result in out.checks:
        yield result.roll.purpose
        if result.opposed_roll:
            yield result.opposed_roll.purpose
    yield from (record.purpose for record in out.rolls)


@settings(max_examples=120, deadline=None)
@given(st.lists(checks, max_size=3), st.data())
def test_answering_question_by_question_is_the_same_as_knowing_all_answers(
    verdicts: list[Verdict], data: st.DataObject
) -> None:
    state, ruling = state_of(stakes="ask"), Ruling(verdicts=tuple(verdicts))
    answers: dict[str, str] = {}
    for _ in range(12):
        out = resolve_turn(state, ruling, dice_for(), answers)
        if isinstance(out, TurnOutcome):
            break
        picked = data.draw(st.sampled_from([option.id for option in out.options]))
        answers[f"{out.reason}:{out.verdict}"] = picked
    assert isinstance(out, TurnOutcome)
    assert out == resolve_turn(state, ruling, dice_for(), dict(reversed(answers.items())))
    assert out.choices == answers
    assert len(out.texts) == len(verdicts)
    found = list(purposes(out))
    assert len(set(found)) == len(found), "every roll of a turn has a purpose of its own"
    world = state.world.apply(out.changes)
    assert world.apply(c.inverse() for c in reversed(out.changes)).hash() == state.world.hash()
    assert len({(c.entity, c.path) for c in out.changes}) == len(out.changes)


def fallen(*who: str, party: tuple[str, ...] = ("ilse", "bram")) -> SceneState:
    state = state_of(party=party)
    values = dict(state.world.values)
    for each in who:
        values[f"character:{each}", "hp"] = 0
        values[f"character:{each}", "status"] = "down"
    return replace(state, world=WorldState(values))


def test_a_party_that_is_all_down_comes_to_and_its_attempt_is_spent() -> None:
    state = fallen("ilse", "bram")
    out = resolved(Verdict(character="ilse", check=CHECK, effects=(SetFlag(flag="paid"),)), state=state, minutes=5)
    world = after(out, state)
    assert out.checks == () and out.ending is None and not world.is_set("flag:paid", "on")
    for who in ("ilse", "bram"):
        entity = f"character:{who}"
        assert (world.number(entity, "hp"), world.text(entity, "status")) == (1, "active")
        assert world.is_set(entity, "condition/exhausted")
    assert world.number("world", "minutes") == 660 and world.number("clock:flood", "filled") == 1
    assert out.texts == (phrase("comes_to", "en", who="Ilse"),) and out.notes == (phrase("comes_to", "en", who="Bram"),)
    again = resolved(Verdict(character="ilse", check=CHECK), state=replace(state, world=world))
    assert again.checks, "the next turn is played as any other"


def test_one_text_for_each_verdict_also_when_the_party_comes_to() -> None:
    state = fallen("ilse", party=("ilse",))
    out = resolved(Verdict(character="ilse"), Verdict(character="ilse", possible=False, refusal="No."), state=state)
    assert out.texts == (phrase("comes_to", "en", who="Ilse"), phrase("spent", "en")) and out.notes == ()


def test_nobody_comes_to_while_a_companion_stands_or_when_nothing_is_attempted() -> None:
    half = fallen("bram")
    assert after(resolved(Verdict(character="ilse"), state=half), half).text("character:bram", "status") == "down"
    spoken = resolved(Verdict(character="bram"), state=half)
    assert spoken.texts == ("Bram is down and cannot act.",)
    all_down = fallen("ilse", "bram")
    assert after(resolved(state=all_down), all_down).text("character:ilse", "status") == "down"


def test_the_ruleset_says_how_a_party_comes_to() -> None:
    state = fallen("ilse", party=("ilse",))
    recovery = Recovery(hp=99, minutes=0, condition="unheard-of")
    ruleset = state.campaign.ruleset.model_copy(update={"recovery": recovery})
    state = replace(state, campaign=state.campaign.model_copy(update={"ruleset": ruleset}))
    world = after(resolved(Verdict(character="ilse"), state=state), state)
    assert world.number("character:ilse", "hp") == world.number("character:ilse", "max_hp")
    assert not world.under("character:ilse", "condition") and world.number("world", "minutes") == 600
