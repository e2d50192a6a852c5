"""Things to do, marks and branches at the terminal, as they are typed."""

import re
from pathlib import Path

import pytest
from cli_cases import Gm


def typed(gm: Gm, tmp_path: Path, *lines: str, game: str = "paths") -> str:
    """What the terminal shows for these lines."""
    script = tmp_path / "lines.txt"
    script.write_text("\n".join((*lines, "")), encoding="utf-8")
    done = gm("play", "drowned-bell", "--game", game, "--script", str(script))
    assert done.code == 0, done.err
    return done.out


def test_things_to_do_have_odds_from_the_first_moment_and_a_number_does_one(gm: Gm, home: Path, tmp_path: Path) -> None:
    shown = typed(gm, tmp_path, "/suggest", "/suggest 1", "/suggest always", "I wait", "/suggest asked", "I wait")
    first, did, always, asked = (
        shown.split(f"> {each}\n")[1] for each in ("/suggest", "/suggest 1", "/suggest always", "/suggest asked")
    )
    first = first.split("> /suggest 1")[0]
    assert "1. Listen to the taproom (85 in 100)" in first and "4. Look properly at the doorstop (95 in 100)" in first
    assert "5." not in first and "Notice:" in did.split("> /suggest always")[0]
    assert "  1. " in always.split("> I wait")[1].split("> /suggest asked")[0]
    assert "  1. " not in asked.split("> I wait")[1]


@pytest.mark.parametrize("name", ["ใต้น้ำ", "नदी के पार", "под водой", "水下"])
def test_games_and_branches_have_names_in_any_script(gm: Gm, home: Path, tmp_path: Path, name: str) -> None:
    shown = typed(gm, tmp_path, "I wait", "/bookmark " + name, f"/branch {name} at {name}", "/branch", game=name)
    assert f'"{name}"' in shown and "* " + name in shown
    assert name in gm("games").out


@pytest.mark.parametrize("line", ["/branch spider den", "/branch sp1der", "/bookmark spiders"])
def test_what_is_not_played_is_no_name(gm: Gm, home: Path, tmp_path: Path, line: str) -> None:
    typed(gm, tmp_path, "I wait", "/safety line spiders")
    script = tmp_path / "refused.txt"
    script.write_text(f"{line}\n", encoding="utf-8")
    done = gm("play", "drowned-bell", "--game", "paths", "--script", str(script))
    assert done.code != 0 and "This table does not play that." in done.err and "pider" not in done.err
    joined = gm("play", "--game", "paths", "--new", "Bo, a tamer of spiders", "--script", str(script))
    assert joined.code != 0 and "This table does not play that." in joined.err


def test_ways_on_are_those_of_the_text_that_stands(gm: Gm, home: Path, tmp_path: Path) -> None:
    asked = ("/alternatives", "/alternatives", "/rewrite", "/alternatives", "/alternatives list", "/alternatives more")
    shown = typed(gm, tmp_path, "I wait", *asked, "/alternatives", "/expand", "/alternatives")
    listed = [re.findall(r"(?m)^(\d+)\.(?: \(stands now\))?$", part) for part in shown.split("> /alternatives")[1:]]
    # after the rewrite (the fourth) two new ones; one more; none until what stands was written anew (the eighth)
    assert [len(each) for each in listed] == [3, 3, 6, 6, 7, 7, 10]


def test_ways_on_are_there_after_a_restart(gm: Gm, home: Path, tmp_path: Path) -> None:
    def listed(*lines: str) -> list[int]:
        shown = typed(gm, tmp_path, *lines)
        return [int(n) for n in re.findall(r"(?m)^(\d+)\.(?: \(stands now\))?$", shown.split("> /alternatives")[-1])]

    assert listed("I wait", "/alternatives") == [1, 2, 3]
    assert listed("/alternatives") == [1, 2, 3], "none is made twice"
    assert listed("/alternatives list") == [1, 2, 3]
    assert listed("/rewrite", "/alternatives") == [1, 2, 3, 4, 5, 6], "a text written anew has none yet"
