"""In play within a minute: one sentence is a character with a legal sheet, in a new game and in one that runs."""

from io import StringIO
from pathlib import Path

import pytest
from cli_cases import Gm

from gm.authoring.load import load_campaign
from gm.cli.screen import Screen
from gm.cli.seating import choose_character
from gm.domain.campaign import PlayerCharacter
from gm.resources import campaign_sources, ruleset_sources


def test_one_sentence_is_in_play_with_the_first_line(gm: Gm, home: Path, tmp_path: Path) -> None:
    lines = tmp_path / "lines.txt"
    lines.write_text("/sheet\nI look around\n", encoding="utf-8")
    done = gm(
        "play", "tiny", "--game", "quick", "--new", "Bo, a ferryman who can search a river bed", "--script", str(lines)
    )
    assert done.code == 0, done.err
    assert "You are Bo." in done.out and "Search" in done.out
    joined = gm(
        "play", "--game", "quick", "--new", "Ada, a bell-founder", "--as-archetype", "ilse", "--script", str(lines)
    )
    assert joined.code == 0, joined.err
    shown = gm("play", "--game", "quick", "--as", "bo", "--script", str(lines), "--again")
    assert "Bo" in shown.out and shown.code == 0, shown.err


def test_what_is_missing_or_taken_is_said(gm: Gm, home: Path, tmp_path: Path) -> None:
    lines = tmp_path / "lines.txt"
    lines.write_text("/sheet\n", encoding="utf-8")
    for said, more, answer in (
        ("Bo", (), "who they are"),
        ("Ilse Brand, a spy", (), "called Ilse Brand already"),
        ("Bo, a spy", ("--as-archetype", "astronaut"), "There is no archetype"),
    ):
        done = gm("play", "tiny", "--game", "quick", "--new", said, *more, "--script", str(lines))
        assert done.code != 0 and answer in done.err, done.err
    assert "quick" not in gm("games").out, "nothing was made"


def test_how_they_are_spoken_of_is_said_with_the_name(gm: Gm, home: Path, tmp_path: Path) -> None:
    lines = tmp_path / "said.txt"
    lines.write_text("/sheet\n", encoding="utf-8")
    made = gm("play", "tiny", "--game", "spoken", "--new", "Bo (she), a ferryman", "--script", str(lines))
    assert made.code == 0, made.err
    assert "(she/her)" in made.out and "they/them" not in made.out, made.out


STARTER = Path(__file__).parents[2] / "campaigns" / "drowned-bell"


def chosen(*answers: str) -> PlayerCharacter | str:
    """Who is played after these answers; every one is needed."""
    left = list(answers)
    found = choose_character(
        Screen(StringIO()), load_campaign(campaign_sources(STARTER), rulesets=ruleset_sources()), lambda _: left.pop(0)
    )
    assert left == []
    return found


@pytest.mark.parametrize(
    "said", ["Bo Tam, a tired ferryman", "Bo (she), a ferryman", "Bo（她），摆渡人", "Бо, паромщик"]
)
def test_what_the_question_offers_is_taken(said: str) -> None:
    assert chosen("nobody", "/look", said) == said


def test_ready_ones_are_chosen_by_number_name_or_enter_and_one_can_leave() -> None:
    by_name, by_number, first = chosen("jess"), chosen("9", "3"), chosen("")
    assert isinstance(by_name, PlayerCharacter) and by_name == by_number != first
    with pytest.raises(SystemExit):
        chosen("/quit")
