"""Ways to play at the terminal: the transcripts in the docs are played again, and what waits is kept over runs."""

from pathlib import Path

import pytest
from cli_cases import Gm
from cli_replay import must_say, replayed

SCRIPTS = {
    "copilot": (
        "I look around the taproom",
        "/approve",
        "/check notice listen for the bell",
        "/overrule dc 6 because the house is quiet tonight",
        "/edit Nobody in the room hears it but you: one stroke, far out, under the water.",
        "I ask the landlord about the bell",
        "/approve",
        "/reword shorter",
        "/approve",
        "/check stealth slip behind the counter",
        "/approve",
        "/approve",
        "/wrong because I do it in plain sight, and pretend to work here: that is Deceive",
        "/approve",
        "/approve",
        "/mode game",
    ),
    "assist": (
        "I look around the taproom",
        "I ask the landlord about the bell",
        '/gm narrate He wipes the same glass twice before he answers. "We do not ring it," he says.',
        "/assist rules notice",
        "/assist lore the lump of iron at the door",
        "/assist line Bartle Onley about the bell",
        "I take the boathook from the wall",
        "/gm narrate Onley watches. Hanne takes the boathook from the wall.",
        "/assist yes",
        "I put a coin on the bar",
        "/assist draft",
        "/edit He looks at the coin, and leaves it where it is.",
        "/mode game",
    ),
}


@pytest.mark.parametrize("mode", list(SCRIPTS))
def test_the_transcript_in_the_docs_is_what_is_played(
    gm: Gm, home: Path, monkeypatch: pytest.MonkeyPatch, mode: str
) -> None:
    must_say(mode, replayed(gm, home, monkeypatch, SCRIPTS[mode], "--mode", mode))


def played(gm: Gm, folder: Path, *lines: str, code: int = 0) -> str:
    file = folder / f"{abs(hash(lines))}.txt"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    done = gm("play", "tiny", "--game", "g", "--script", str(file))
    assert done.code == code, done.err
    return done.out


def test_what_waits_is_there_after_a_break(gm: Gm, tmp_path: Path) -> None:
    out = played(gm, tmp_path, "/mode the AI drafts, I approve", "/check search the floor", "/why")
    assert "For the game master alone" in out and "check Search" in out
    why = out[out.rindex("> /why") :].split("For the game master alone")[0]
    assert "Search" not in why.replace("search the floor", ""), "players read nothing of the ruling"
    out = played(gm, tmp_path, "/approve", "/gm why", "/sheet")
    assert "Rolled: Ilse Brand: Search" in out
    out = played(gm, tmp_path, "/overrule refuse The floor is nailed shut because it always was", "/approve")
    assert "Not possible: The floor is nailed shut" in out
    assert gm("db", "verify").code == 0 and gm("dice", "verify", "g").code == 0


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("/mode chess", "no way to play"),
        ("/mode after soon", "After how many hours"),
        ("/overrule", "Nothing waits"),
        ("/approve", "Nothing waits"),
        ("/assist draft", "Nothing waits"),
    ],
)
def test_what_cannot_be_meant_says_what_can(gm: Gm, tmp_path: Path, line: str, said: str) -> None:
    file = tmp_path / "bad.txt"
    file.write_text(line + "\n", encoding="utf-8")
    done = gm("play", "tiny", "--game", "g", "--script", str(file))
    assert done.code != 0 and said in done.err
