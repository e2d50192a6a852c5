"""Rulings are held against the world before a die falls."""

import pytest
from rules_stage import mill, moved_to, starter, state_of

from gm.domain.campaign import Flag
from gm.domain.effects import (
    AddCondition,
    ChangeResource,
    Damage,
    GiveItem,
    LoseItem,
    Move,
    OpenExit,
    Reveal,
    SetFlag,
    ShiftAttitude,
    TickClock,
)
from gm.domain.play import PlayerInput
from gm.domain.ruling import CheckRequest, Choice, ChoiceOption, Outcome, Ruling, Verdict
from gm.rules.ruling import default_difficulty, expand_challenge, validate_ruling

INPUTS = (PlayerInput("t", "1", "anna", "I pry it open", "ilse"),)
CHECK = CheckRequest(character="ilse", skill="stealth", difficulty=11)


def problems(**verdict: object) -> tuple[str, ...]:
    ruling = Ruling(verdicts=(Verdict(**({"character": "ilse"} | verdict)),))  # type: ignore[arg-type]
    return validate_ruling(ruling, state_of(), INPUTS)


def test_a_sound_ruling_has_no_problems() -> None:
    assert problems(
        check=CHECK,
        stakes="The miller wakes.",
        outcomes={
            "success": Outcome(text="Past him.", effects=(Move(character="ilse", place="road"),)),
            "setback": Outcome(
                text="Seen.",
                effects=(ShiftAttitude(npc="miller", by=-1), GiveItem(character="ilse", item="lamp")),
                choice=Choice(
                    question="Run?",
                    options=(ChoiceOption(id="run", label="Run"), ChoiceOption(id="stay", label="Stay")),
                    default="run",
                ),
            ),
        },
    ) == ()  # fmt: skip
    assert problems(challenge="pry") == ()
    assert problems(challenge="pay") == ()
    assert problems(possible=False, refusal="The river is in the way.") == ()
    assert problems(effects=(Damage(character="actor", amount="1d6"), LoseItem(character="party", item="rope"))) == ()
    assert problems(effects=(GiveItem(character="ilse", item="loft-key", source="miller"),)) == ()
    assert problems(effects=(Move(character="ghost", place="hall"), Reveal(fact="hall:cellar"))) == ()


@pytest.mark.parametrize(
    ("verdict", "says"),
    [
        ({"input": 2}, "input 2 does not exist"),
        ({"character": "isle"}, "did you mean 'ilse'?"),
        ({"character": "ghost"}, "The Drowned Girl is not here"),
        ({"character": "cato"}, "is not here"),
        ({"challenge": "prey"}, "did you mean 'pry'?"),
        ({"possible": False}, "needs a refusal"),
        ({"possible": False, "refusal": "no", "check": CHECK}, "neither check nor effects"),
        ({"check": CHECK.model_copy(update={"skill": "stealh"})}, "did you mean 'stealth'?"),
        ({"check": CHECK.model_copy(update={"difficulty": 99})}, "99 is outside of 5 to 30"),
        ({"check": CHECK.model_copy(update={"opposed_by": "ghost"})}, "is not here"),
        ({"check": CHECK.model_copy(update={"opposed_by": "ilse"})}, "own opponent"),
        ({"check": CHECK.model_copy(update={"opposed_by": "miller", "opposed_skill": "odd"})}, "no skill 'odd'"),
        ({"check": CHECK, "effects": (SetFlag(flag="paid"),)}, "put them into outcomes"),
        ({"check": CHECK, "outcomes": {"done": Outcome(text="")}}, "no degree 'done'"),
        ({"outcomes": {"success": Outcome(text="")}}, "no degree 'success'"),
        ({"effects": (Damage(character="ghost", amount="1"),)}, "damage: The Drowned Girl is not here"),
        ({"effects": (Damage(character="ilse", amount="lots"),)}, "cannot roll"),
        ({"effects": (Move(character="ilse", place="lofft"),)}, "did you mean 'loft'?"),
        ({"effects": (GiveItem(character="ilse", item="loft-key"),)}, "name as source"),
        ({"effects": (GiveItem(character="ilse", item="rope", source="miller"),)}, "does not hold"),
        ({"effects": (GiveItem(character="ilse", item="lamp", source="loft"),)}, "is not here"),
        ({"effects": (GiveItem(character="ilse", item="+5 sword"),)}, "no item"),
        ({"effects": (LoseItem(character="bram", item="rope"),)}, "does not hold"),
        ({"effects": (AddCondition(character="ilse", condition="prones"),)}, "did you mean 'prone'?"),
        ({"effects": (ChangeResource(character="ilse", resource="mana", by=1),)}, "no resource"),
        ({"effects": (ShiftAttitude(npc="bram", by=1),)}, "no NPC"),
        ({"effects": (ShiftAttitude(npc="ghost", by=1),)}, "is not here"),
        ({"effects": (Reveal(fact="harke"),)}, "no secret"),
        ({"effects": (Reveal(fact="deep", to=("ghost",)),)}, "is not here"),
        ({"effects": (SetFlag(flag="payed"),)}, "did you mean 'paid'?"),
        ({"effects": (TickClock(clock="floods"),)}, "did you mean 'flood'?"),
        ({"effects": (OpenExit(place="road", to="loft"),)}, "no way leads"),
    ],
)
def test_each_mistake_is_named(verdict: dict[str, object], says: str) -> None:
    found = problems(**verdict)
    assert len(found) == 1 and says in found[0] and found[0].startswith("verdict 1: ")


def test_mistakes_inside_outcomes_and_choices_are_found() -> None:
    choice = Choice(
        question="?",
        options=(ChoiceOption(id="a", label="A", effects=(SetFlag(flag="odd"),)), ChoiceOption(id="a", label="B")),
        default="c",
    )
    outcomes = {"success": Outcome(text="", effects=(TickClock(clock="odd"),), choice=choice)}
    found = "\n".join(problems(check=CHECK, outcomes=outcomes))
    assert all(part in found for part in ("no clock 'odd'", "no flag 'odd'", "no option 'c'", "the same id"))


def test_a_challenge_applies_only_where_it_is_open() -> None:
    state = moved_to(state_of(), "road")
    ruling = Ruling(verdicts=(Verdict(character="ilse", challenge="pry"),))
    assert validate_ruling(ruling, state, INPUTS) == ("verdict 1: the challenge 'pry' does not apply here and now",)


def test_a_challenge_fills_what_was_left_out() -> None:
    state = state_of()
    full = expand_challenge(Verdict(character="ilse", challenge="pry"), state)
    assert full.check is not None
    assert (full.check.skill, full.check.difficulty, full.stakes) == ("athletics", 14, "The noise.")
    assert set(full.outcomes) == {"success", "setback", "failure"}
    own = Verdict(
        character="ilse", challenge="pry", check=CHECK, outcomes={"success": Outcome(text="Mine.")}, stakes="S"
    )
    assert expand_challenge(own, state) == own
    assert expand_challenge(Verdict(character="ilse", challenge="pay"), state).check is None
    bare = Verdict(character="ilse")
    assert expand_challenge(bare, state) is bare


def test_the_usual_difficulty() -> None:
    rules = mill().ruleset
    assert default_difficulty(rules) == 11
    assert default_difficulty(rules.model_copy(update={"difficulties": {"a": 6, "b": 12, "c": 18, "d": 24}})) == 12
    assert default_difficulty(rules.model_copy(update={"difficulties": {}})) == 11


def test_every_challenge_of_the_starter_campaign_expands_to_a_sound_check() -> None:
    campaign = starter()
    state = state_of(campaign, party=(campaign.characters[0].id,))
    for challenge in campaign.challenges:
        full = expand_challenge(Verdict(character=campaign.characters[0].id, challenge=challenge.id), state)
        assert (full.check is None) is (challenge.skill is None)
        assert full.outcomes == challenge.outcomes


def test_a_made_up_name_is_answered_with_all_there_are_or_with_how_many_more() -> None:
    made_up = CHECK.model_copy(update={"skill": "exorcism"})
    (problem,) = problems(check=made_up)
    skills = [skill.id for skill in mill().ruleset.skills]
    assert len(skills) > 12 and all(skill in problem for skill in skills) and "more" not in problem
    flags = tuple(Flag(id=f"flag-{n}", meaning="x") for n in range(45))
    world = state_of(mill().model_copy(update={"flags": flags}))
    ruling = Ruling(verdicts=(Verdict(character="ilse", effects=(SetFlag(flag="zzzz"),)),))
    (problem,) = validate_ruling(ruling, world, INPUTS)
    assert problem.endswith("and 5 more") and problem.count("flag-") == 40
