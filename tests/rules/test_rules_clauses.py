"""What is more than one plain act goes to whoever can read it."""

import pytest

from gm.rules.clauses import is_one_act


@pytest.mark.parametrize(
    "line",
    ["I nod to Onley.", "go outside", "I walk down to the landing", "Ich gehe zum Hafen.", "我去码头。", "I wait."],
)
def test_one_act(line: str) -> None:
    assert is_one_act(line)


@pytest.mark.parametrize(
    "line",
    [
        "I go up to Bank House, and try the board room lock with my wires while I keep the reeve talking.",
        "I look Onley in the eye and knee him in the groin",
        "I wait, and say nothing at all, until she does.",
        '"Then carry it with me."',
        "I go to high street carrying Bartle over my shoulder",
        "Ich gehe zum Hafen und stehle das Boot.",
        "Я иду в порт и краду лодку",
        "我去码头然后偷船",
    ],
)
def test_several(line: str) -> None:
    assert not is_one_act(line)
