"""What hostile campaigns try: characters that nobody sees, dice without end, numbers that are none, empty names."""

import pytest
from authoring_samples import broken, rulesets

from gm.authoring import lint_campaign
from gm.authoring.scalars import MAX_DICE, MAX_SIDES
from gm.rules import dice_parser

MAIN, PEOPLE, PLACES = "campaign.yaml", "people.yaml", "places.yaml"
TITLE = "title: Two Rooms"


def errors(file: str, old: str, new: str) -> list[str]:
    found = lint_campaign(broken(file, old, new), rulesets=rulesets())
    return [str(problem) for problem in found if problem.severity == "error"]


@pytest.mark.parametrize(
    ("escape", "code"),
    [("\\e", "001B"), ("\\a", "0007"), ("\\0", "0000"), ("\\x9b", "009B"), ("\\x7f", "007F"), ("\\u202e", "202E"),
     ("\\u2066", "2066"), ("\\L", "2028"), ("\\N", "0085"), ("\\r", "000D"), ("\u202e", "202E"), ("\u2067", "2067")],
)  # fmt: skip
@pytest.mark.parametrize("where", ['title: "Two{}Rooms"', 'title: Two Rooms\ntagline: "a{}"', '"ti{}tle": Two Rooms'])
def test_no_control_character_gets_into_a_value_or_key(escape: str, code: str, where: str) -> None:
    (found, *_) = errors(MAIN, TITLE, where.format(escape))
    assert f"U+{code}" in found
    assert found.startswith("campaign.yaml:")


def test_half_a_character_is_refused() -> None:
    assert errors(MAIN, TITLE, r'title: "Two\ud800Rooms"')


@pytest.mark.parametrize("text", ["Zwei\\tRäume", "Two\\nRooms", "می\u200cخواهم", "א\u200fב", "👩\u200d👩"])
def test_what_scripts_need_is_taken(text: str) -> None:
    assert errors(MAIN, TITLE, f'title: "{text}"') == []


@pytest.mark.parametrize("name", ['""', '" "', '"\u200b"', '"\u00a0\u2060"'])
def test_a_name_shows_something(name: str) -> None:
    assert errors(MAIN, TITLE, f"title: {name}") == [
        "campaign.yaml:2:8: title: there is nothing to be seen in this name"
    ]
    found = errors("places.yaml", "places:\n", f"places:\n  void: {{name: {name}, description: x}}\n")
    assert any("places.void.name: there is nothing to be seen in this name" in each for each in found), found


@pytest.mark.parametrize("dice", ["999999d999999", "201d6", "1d10001", "d99999", "1+9999999999", "2d6²", "1d⑥"])
def test_dice_that_cannot_be_rolled(dice: str) -> None:
    assert any("amount" in each for each in errors(MAIN, "amount: 1d6", f"amount: {dice}"))


@pytest.mark.parametrize("dice", ["200d10000", "d100", "2d6+3", "1000", "４d6"])
def test_dice_that_can(dice: str) -> None:
    assert errors(MAIN, "amount: 1d6", f"amount: {dice}") == []


def test_the_limits_are_those_of_the_rules() -> None:
    assert (MAX_DICE, MAX_SIDES) == (dice_parser.MAX_DICE, dice_parser.MAX_SIDES)


@pytest.mark.parametrize("number", ["1e400", "12.5", ".inf", ".nan"])
def test_a_difficulty_is_a_word_or_a_whole_number(number: str) -> None:
    challenge = (
        f"challenges:\n  try: {{place: hall, title: Try, keys: [try], skill: climb, difficulty: {number},"
        " outcomes: {success: {text: x}}}\n"
    )
    found = errors(MAIN, TITLE, f"{TITLE}\n{challenge}")
    assert any("difficulty: expected a word or a whole number" in each for each in found), found
