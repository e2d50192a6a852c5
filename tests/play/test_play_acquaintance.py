"""Who has not been met is described and not named: known by what was told and said, in any script."""

import sys
from dataclasses import replace
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "prompting"))
from prompting_sample import MAREN, narration

from gm.domain.brief import VerdictView
from gm.domain.play import Beat
from gm.play.acquaintance import with_acquaintance


def met(name: str, told: str, *, aliases: tuple[str, ...] = ()) -> bool:
    person = replace(MAREN, name=name, aliases=aliases)
    brief = narration(
        others=(person,), inputs=(), verdicts=(), learned=(), chronicle=(), told=(),
        transcript=(Beat(9, 1, "action", (), "", told, ""),), opening_text="",
    )  # fmt: skip
    return with_acquaintance(brief).others[0].met


@pytest.mark.parametrize(
    ("name", "told", "known"),
    [
        ("Pim", "A girl in an admiral's hat looks up.", False),
        ("Pim", '"Pim," says the girl.', True),
        ("Pim", "The pimpernel is out.", False),
        ("Euphemia Stope", "Mrs Stope lifts the sheet.", True),
        ("Mrs Stope", "Mrs Tansley nods.", False),
        ("Марта Сергеевна", "Марта кивает.", True),
        ("林小雨", "林小雨抬起头。", True),
        ("林小雨", "一个女孩抬起头。", False),
    ],
)
def test_whom_the_table_has_met(name: str, told: str, known: bool) -> None:
    assert met(name, told) is known


def test_what_anybody_could_be_called_is_no_name() -> None:
    assert not met("Pim", "The girl looks up.", aliases=("the girl",))
    assert met("Pim", "Little Wren looks up.", aliases=("Wren",))


@pytest.mark.parametrize(
    ("outcome", "known"),
    [("Pim weighs the price.", False), ('"Pim," she says. "Two ells."', True), ("»Pim«, sagt sie.", True)],
)
def test_an_outcome_gives_a_name_only_where_somebody_says_it(outcome: str, known: bool) -> None:
    """What is decided names everybody, for whoever tells it."""
    person = replace(MAREN, name="Pim", aliases=("the girl",))
    brief = narration(
        others=(person,), inputs=(), learned=(), chronicle=(), told=(), transcript=(), opening_text="",
        verdicts=(VerdictView("Ilse", "buy", "buy word of a way", "talk", outcome=outcome),),
    )  # fmt: skip
    assert with_acquaintance(brief).others[0].met is known
