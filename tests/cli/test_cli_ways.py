"""The pages of ways to play: every command typed in their transcripts exists, and what was typed can be played."""

import re
from pathlib import Path

import pytest
from cli_cases import Gm

from gm.cli.slash import find_command

PAGES = Path(__file__).parents[2] / "docs" / "play"
NAMES = ("npc", "coauthor", "solo", "improv", "persona")


def typed(name: str) -> list[str]:
    text = (PAGES / f"{name}.md").read_text("utf-8")
    block = re.findall(r"```text\n(.*?)```", text, re.DOTALL)[0]
    lines = re.findall(r"(?m)^> (.*(?:\n(?!\n).+)*)", block)
    return [" ".join(line.split()) if not line.startswith("/") else line.split("\n")[0] for line in lines]


@pytest.mark.parametrize("name", NAMES)
def test_the_commands_of_a_page_exist(name: str) -> None:
    lines = typed(name)
    assert len(lines) >= 5
    for line in lines:
        if line.startswith("/"):
            find_command(line)


def test_cut_and_skip_are_the_pace_whose_words_they_are() -> None:
    for typed_line, argument in (("/cut to the harbour", "cut to the harbour"), ("/Skip", "Skip"), ("/cut", "cut")):
        command, found = find_command(typed_line)
        assert (command.name, found) == ("pace", argument)


def test_a_page_can_be_played(gm: Gm, tmp_path: Path) -> None:
    script = tmp_path / "lines.txt"
    script.write_text("\n".join(typed("persona")) + "\n", encoding="utf-8")
    done = gm("play", "persona", "--game", "p", "--script", str(script))
    assert done.code == 0, done.err
    assert "Marion Feld:" in done.out and "towards you" in done.out
    script.write_text("\n".join(typed("improv")) + "\n", encoding="utf-8")
    done = gm("play", "--as-improv", "a lighthouse", "--game", "i", "--script", str(script))
    assert done.code == 0, done.err
    assert "Sal:" in done.out


def test_a_rule_is_told_in_plain_sentences(gm: Gm, tmp_path: Path) -> None:
    script = tmp_path / "lines.txt"
    script.write_text("/rule\n/rule advantage\n/rule hit points\n/rule prone\n", encoding="utf-8")
    said = " ".join(gm("play", "drowned-bell", "--game", "g", "--script", str(script)).out.split())
    assert "in general: Checks, Advantage and disadvantage, Hit points" in said
    assert "With advantage one die more is thrown and the best count" in said
    assert "At 0 somebody is down" in said
    assert "Prone (condition): On the ground. Disadvantage: Fight, Aim" in said


def test_what_stands_after_an_objection_says_the_hours_of_the_road(gm: Gm, tmp_path: Path) -> None:
    script = tmp_path / "lines.txt"
    script.write_text("I take the road to the weir\n/wrong because it is not far\n", encoding="utf-8")
    said = gm("play", "salt-tax", "--game", "g", "--script", str(script)).out.split("> /wrong")[1]
    assert "It stands." in said and " h " in said and "10 minutes pass" not in said
