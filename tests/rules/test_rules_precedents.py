"""Like attempts alike: which past rulings an adjudicator is shown."""

from collections.abc import Iterable
from dataclasses import replace

from rules_stage import brief_of, said, state_of

from gm.domain.objections import Reason
from gm.domain.ruling import CheckRequest, Ruling, Verdict
from gm.rules.precedents import MOST, Past, like_cases, past_cases


def ruled(intent: str, skill: str = "stealth", difficulty: int = 12, **more: object) -> Ruling:
    check = CheckRequest(character="ilse", skill=skill, difficulty=difficulty)
    return Ruling(verdicts=(Verdict(character="ilse", intent=intent, check=check, **more),))  # type: ignore[arg-type]


def past_checks(rulings: Iterable[Ruling]) -> tuple[Past, ...]:
    return past_cases((each, None) for each in rulings)


def test_of_equals_the_one_of_which_it_was_said_why() -> None:
    why, free = (
        Reason("she is small", by="gm", verdict=0, how="succeeds"),
        Ruling(verdicts=(Verdict(character="ilse", intent="sneak past the cat"),)),
    )
    past = past_cases(
        [(ruled("sneak past the dog"), why), (ruled("sneak past the dog", difficulty=20), None), (free, why)]
    )
    shown = like_cases(past, brief_of(state_of(), said("I sneak past the dog")))
    assert [(case.difficulty, case.reason) for case in shown if case.intent == "sneak past the dog"] == [(12, why)]
    assert past[-1].skill == "" and past_cases([(free, None)]) == ()
    assert past_cases([(ruled("sneak past the dog"), replace(why, verdict=1))])[0].reason is None


def test_what_was_ruled_like_this_is_shown_the_likest_first() -> None:
    past = past_checks(
        [ruled("sneak past the sleeping miller", difficulty=9), ruled("climb the wheel", "climb"), ruled("sneak away")]
    )
    brief = brief_of(state_of(), said("I sneak past the miller to the loft"))
    assert [case.intent for case in like_cases(past, brief)] == ["sneak past the sleeping miller", "sneak away"]
    assert like_cases(past, brief)[0].difficulty == 9


def test_nothing_like_it_is_nothing() -> None:
    brief = brief_of(state_of(), said("I ask about the weather"))
    assert like_cases(past_checks([ruled("sneak past the miller")]), brief) == ()


def test_the_latest_of_equals_and_only_a_few() -> None:
    past = past_checks([ruled("sneak past the dog", difficulty=number) for number in range(5, 15)])
    (case,) = like_cases(past, brief_of(state_of(), said("I sneak past the dog")))
    assert case.difficulty == 14
    many = tuple(Past(f"sneak past dog number {number}", "stealth", 10) for number in range(9))
    assert len(like_cases(many, brief_of(state_of(), said("I sneak past the dog")))) == MOST


def test_an_authors_challenge_needs_no_precedent() -> None:
    assert past_checks([ruled("open the loft", challenge="loft"), Ruling()]) == ()


def test_words_that_are_not_parted_by_spaces() -> None:
    brief = brief_of(state_of(), replace(said("我偷偷溜过磨坊主身边"), text="我偷偷溜过磨坊主身边"), language="zh")
    assert like_cases(past_checks([ruled("偷偷溜过磨坊主")]), brief)
