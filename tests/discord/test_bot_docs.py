"""The documents tell the truth: commands that exist, permissions that are asked for, a command line that starts."""

import re
from pathlib import Path

import pytest
from bot_journey import make_home
from typer.testing import CliRunner

from gm.bot.catalogue import shipped_catalogue
from gm.bot.doctor import NEEDED, WANTED
from gm.bot.run import connector_factory
from gm.cli.main import app
from gm.domain.errors import ConfigError

DOCS = Path(__file__).parents[2] / "docs"
PLAY = (DOCS / "play" / "discord.md").read_text(encoding="utf-8")
HOST = (DOCS / "host" / "discord.md").read_text(encoding="utf-8")
ENGLISH = shipped_catalogue().texts["en"]


def test_every_command_is_documented_and_only_those() -> None:
    names = {key.split(".")[1] for key in ENGLISH if key.startswith("command.")}
    named = set(re.findall(r"`/([a-z]+)", PLAY + HOST.replace("`/gm …`", "").replace("`/privacy`", "")))
    assert named - {"w"} == names


def test_the_permissions_that_are_asked_for_are_named() -> None:
    for name in (*NEEDED, *WANTED):
        assert ENGLISH[f"permission.{name}"].removesuffix(" Channel") in HOST


def test_without_a_token_it_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GM_HOME", str(make_home(tmp_path)))
    monkeypatch.setenv("GM_PROFILE", "offline")
    monkeypatch.delenv("DISCORD_TOKEN", raising=False)
    monkeypatch.chdir(tmp_path)
    outcome = CliRunner().invoke(app, ["bot"])
    assert isinstance(outcome.exception, ConfigError)
    assert "DISCORD_TOKEN" in outcome.exception.remedy and "docs/host/discord.md" in outcome.exception.remedy


@pytest.mark.parametrize("path", ["nowhere:factory", "os.path:nothing", "os:sep", "word", ""])
def test_a_connector_that_is_not_there_is_named(path: str) -> None:
    with pytest.raises(ConfigError, match="GM_DISCORD_CONNECTOR"):
        connector_factory(path)


def test_a_connector_is_found_by_either_spelling() -> None:
    assert connector_factory(None) is None
    assert connector_factory("os.path:join") is connector_factory("os.path.join")
