"""The README tells the truth: its campaign plays to its ending, its words are the starter's, its commands exist."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from gm import resources
from gm.authoring.load import lint_campaign, load_campaign

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def block(language: str, part: str) -> str:
    found = [
        text for kind, text in re.findall(r"```(\w+)\n(.*?)```", README, re.S) if kind == language and part in text
    ]
    assert len(found) == 1
    return found[0]


def flat(text: str) -> str:
    return " ".join(text.split())


def test_it_is_short() -> None:
    assert len(README.splitlines()) <= 120


def test_the_campaign_is_short_right_and_plays_to_its_end_without_a_model(tmp_path: Path) -> None:
    source = block("yaml", "last-light")
    assert len(source.splitlines()) <= 20
    problems = lint_campaign({"campaign.yaml": source.encode()}, rulesets=resources.ruleset_sources())
    assert problems == ()
    folder = tmp_path / "last-light"
    folder.mkdir()
    (folder / "campaign.yaml").write_text(source, encoding="utf-8")
    # Light it until it burns: forty tries fail together once in a few million games.
    lines = ["I ask Aksel what happened", "I go up to the lamp", *["I light the wick"] * 40]
    command = [sys.executable, "-m", "gm", "play", str(folder), "--game", "light", "--script", "-", "--json"]
    done = subprocess.run(
        command,
        input="\n".join(lines),
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={"GM_HOME": str(tmp_path / "home"), "GM_PROBE_LOCAL": "false", "PATH": "/usr/bin:/bin"},
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    turns = [json.loads(line) for line in done.stdout.splitlines()]
    assert any("Far out a ship turns, and lives." in turn["narration"] for turn in turns)


def test_the_transcript_quotes_the_starter() -> None:
    folder = resources.campaign_folders(Path("/nowhere"))["drowned-bell"]
    campaign = load_campaign(resources.campaign_sources(folder), rulesets=resources.ruleset_sources())
    texts = [campaign.opening.text]
    texts += [outcome.text for challenge in campaign.challenges for outcome in challenge.outcomes.values()]
    known = flat(" ".join(texts))
    transcript = block("text", "You'll be wanting pie")
    opening, _, rest = transcript.partition("\n> ")
    answer = rest.partition("ringing\n")[2].partition("[...]")[0]
    assert flat(opening) in known
    assert flat(answer) in known


@pytest.mark.parametrize("command", sorted(set(re.findall(r"`gm (\w+)", README))))
def test_every_command_it_names_exists(command: str) -> None:
    from typer.main import get_command

    from gm.cli.main import app

    assert command in get_command(app).commands  # type: ignore[attr-defined]
