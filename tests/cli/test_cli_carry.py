"""A character goes from one game to another: as it has become, marked in both logs, refused where the rules differ."""

import re
from pathlib import Path

from cli_cases import TINY, Gm


def _played(gm: Gm, folder: Path, campaign: str, game: str, *lines: str, more: tuple[str, ...] = ()) -> str:
    script = folder / "lines.txt"
    script.write_text("\n".join(lines) + "\n", encoding="utf-8")
    done = gm("play", campaign, "--game", game, "--script", str(script), "--again", *more)
    return done.out + done.err


def _another(home: Path, slug: str, ruleset: str) -> None:
    folder = home / "campaigns" / slug
    folder.mkdir(parents=True)
    text = TINY.replace("slug: tiny", f"slug: {slug}").replace("The Lit Window", "The Far Ferry")
    text = text.replace("  chalk:", "  rope: {name: rope}\n  chalk:", 1)
    if ruleset != "lantern-d20":
        text = (
            "slug: ferry\ntitle: The Far Ferry\nruleset: lantern-d20\ncharacters: {ilse: {name: Ilse, concept: spy}}\n"
            "places: {hut: {name: Hut, description: A hut.}}\nopening: {place: hut, text: Rain.}\n"
        )
    (folder / "campaign.yaml").write_text(text.replace("ruleset: lantern-d20", f"ruleset: {ruleset}"), encoding="utf-8")


def test_as_they_have_become_and_both_logs_say_so(gm: Gm, home: Path, tmp_path: Path) -> None:
    _another(home, "ferry", "lantern-d20")
    _played(gm, tmp_path, "tiny", "one", "I look around", more=("--new", "Bo, a ferryman who can search a river bed"))
    _played(gm, tmp_path, "tiny", "one", "/gm give bo, brass lamp", "/gm hp bo, -3", "/as Bo", more=("--as", "bo"))
    _played(gm, tmp_path, "ferry", "two", "I look around")
    done = gm("character", "carry", "one", "two", "Bo")
    assert done.code == 0, done.err
    assert "Bo has gone from one to two. Bo comes from The Lit Window: 1 sessions, 1 deeds." in done.out
    told = _played(gm, tmp_path, "ferry", "two", "/sheet", "/inventory", "/memory", more=("--as", "bo"))
    now, most = re.findall(r"HP (\d+)/(\d+)", told)[0]
    assert int(now) == int(most) - 3, "wounds go along"
    assert "brass lamp" in told and "comes from The Lit Window" in told
    for game, line in (("one", "leaves for another story: two"), ("two", "comes from another story: one")):
        assert line in gm("log", game).out
    again = gm("character", "carry", "two", "two", "Bo")
    assert again.code != 0 and "same game" in again.err
    ready = gm("character", "carry", "two", "one", "Ilse")
    assert ready.code != 0 and "stays as written" in ready.err
    assert gm("character", "carry", "two", "one", "Bo", "--takes", "nothing").code == 0, "and back again"
    told = _played(gm, tmp_path, "tiny", "one", "/inventory", more=("--as", "bo"))
    assert "brass lamp" not in told
    assert gm("db", "verify").code == 0


def test_other_rules_are_named(gm: Gm, home: Path, tmp_path: Path) -> None:
    _another(home, "ferry", "freeform")
    _played(gm, tmp_path, "tiny", "one", "I look around", more=("--new", "Bo, a ferryman who lost his boat"))
    _played(gm, tmp_path, "ferry", "two", "I look around")
    done = gm("character", "carry", "one", "two", "Bo")
    assert done.code != 0 and "lives by" in done.err and "same rules" in done.err
    assert "Bo" not in gm("log", "two").out
