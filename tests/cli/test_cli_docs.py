"""The guides for players and hosts say what is true: commands parse, settings load, names are complete."""

import re
import shlex
from pathlib import Path

import pytest
from cli_cases import REPOSITORY, Gm

from gm.cli.slash import COMMANDS, find_command
from gm.settings import ENVIRONMENT, CandidateConfig, load_settings

PLAY = (REPOSITORY / "docs" / "play" / "README.md").read_text(encoding="utf-8")
HOST = "".join(
    (REPOSITORY / "docs" / "host" / name).read_text(encoding="utf-8") for name in ("README.md", "models.md", "usage.md")
)


def commands(text: str) -> list[list[str]]:
    blocks = re.findall(r"```sh\n(.*?)```", text, re.DOTALL)
    lines = [shlex.split(line, comments=True) for block in blocks for line in block.splitlines()]
    return [line[1:] for line in lines if line[:1] == ["gm"]]


@pytest.mark.parametrize("arguments", commands(PLAY) + commands(HOST), ids=" ".join)
def test_a_command_of_the_guides_is_understood(gm: Gm, arguments: list[str]) -> None:
    """With `--help` at its end a command line is parsed up to there, and nothing is done."""
    done = gm(*arguments, "--help")
    assert done.code == 0, done.err
    options = [word for word in arguments if word.startswith("--")]
    assert all(option in done.out for option in options), done.out


def test_the_slash_commands_are_all_there() -> None:
    named = re.findall(r"^\| `(/[^`]+)` \|", PLAY, re.MULTILINE)
    assert [find_command(text)[0].name for text in named] != []
    assert {find_command(text)[0].name for text in named} == {command.name for command in COMMANDS}


def test_the_settings_of_the_guide_load(tmp_path: Path) -> None:
    block, *others = re.findall(r"```yaml\n(.*?)```", HOST, re.DOTALL)
    for number, other in enumerate(others):
        (tmp_path / f"{number}").mkdir()
        (tmp_path / f"{number}" / "gm.yaml").write_text(other)
        load_settings(environ={"GM_HOME": str(tmp_path / f"{number}")}, cwd=tmp_path)
    (tmp_path / "gm.yaml").write_text(block)
    found = load_settings(environ={"GM_HOME": str(tmp_path)}, cwd=tmp_path)
    assert found.database_url == "sqlite:////srv/gm/gm.db"
    assert [c["model"] for c in found.config.routes["narrator"]][1] == "ollama/mistral-small"
    assert {name.partition(".")[0] for name in found.sources} >= {path[0] for path in ENVIRONMENT.values()}


def test_every_variable_and_every_field_of_a_route_is_explained() -> None:
    listed = set(re.findall(r"^\| `(GM_\w+)` \|", HOST, re.MULTILINE))
    assert listed == {*ENVIRONMENT, "GM_HOME", "GM_CONFIG"}
    assert all(re.search(rf"\b{name}\b", HOST) for name in CandidateConfig.__annotations__ if name != "backend")
