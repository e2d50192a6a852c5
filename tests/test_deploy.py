"""The files for hosts: read by parsers, and true to the command line. (Images are not built here.)"""

import configparser
import re
import shlex
from pathlib import Path
from typing import Any

import yaml
from typer.testing import CliRunner

from gm.cli.main import app

DEPLOY = Path(__file__).parents[1] / "deploy"
DRAIN_AND_LEAVE = 10
"""Seconds that disconnecting may take after the drain."""


class Repeated(dict[str, Any]):
    """systemd lets a key stand several times: all values are kept."""

    def __setitem__(self, key: str, value: Any) -> None:
        if isinstance(value, list) and key in self:
            self[key].extend(value)
        else:
            super().__setitem__(key, value)


def options_of_bot() -> set[str]:
    """What `gm bot` takes."""
    shown = CliRunner().invoke(app, ["bot", "--help"], env={"COLUMNS": "200", "NO_COLOR": "1", "TERM": "dumb"}).output
    return set(re.findall(r"--[a-z]+", shown))


def drain_of(command: list[str]) -> float:
    """The seconds that a command gives running turns; all its options must exist."""
    assert {part for part in command if part.startswith("--")} <= options_of_bot()
    return float(command[command.index("--drain") + 1])


def test_the_unit_is_one_that_systemd_reads_and_stops_gently() -> None:
    parser = configparser.RawConfigParser(strict=False, dict_type=Repeated, delimiters=("=",), comment_prefixes=("#",))
    parser.optionxform = str  # type: ignore[method-assign,assignment]
    parser.read(DEPLOY / "gm-bot.service")
    assert parser.sections() == ["Unit", "Service", "Install"]
    service = {key: value.split("\n") for key, value in parser["Service"].items()}
    command = shlex.split(service["ExecStart"][0])
    assert command[0].startswith("/") and command[1] == "bot"
    assert float(service["TimeoutStopSec"][0]) >= drain_of(command) + DRAIN_AND_LEAVE
    assert service["KillSignal"] == ["SIGTERM"] and service["Restart"] == ["on-failure"]
    for hardened in ("NoNewPrivileges", "DynamicUser", "PrivateTmp", "PrivateDevices", "ProtectHome"):
        assert service[hardened] == ["yes"], hardened
    assert service["ProtectSystem"] == ["strict"] and service["CapabilityBoundingSet"] == [""]


def test_compose_has_what_the_bot_needs() -> None:
    compose = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    bot, database = compose["services"]["bot"], compose["services"]["database"]
    assert (DEPLOY / bot["build"]["context"] / bot["build"]["dockerfile"]).resolve() == DEPLOY / "Dockerfile"
    assert bot["environment"]["GM_DATABASE_URL"].startswith("postgresql://gm:${POSTGRES_PASSWORD")
    assert bot["environment"]["GM_DATABASE_URL"].endswith("@database/gm")
    assert bot["depends_on"]["database"]["condition"] == "service_healthy" and database["healthcheck"]["test"]
    used = {mount.split(":")[0] for part in (bot, database) for mount in part["volumes"]}
    assert used == set(compose["volumes"])
    assert "ports" not in bot and "ports" not in database  # nothing is opened to the world
    _, _, command = (DEPLOY / "Dockerfile").read_text().partition("\nCMD ")
    assert float(bot["stop_grace_period"].rstrip("s")) >= drain_of(yaml.safe_load(command)) + DRAIN_AND_LEAVE


def test_the_image_is_made_of_files_that_are_there() -> None:
    lines = (DEPLOY / "Dockerfile").read_text().splitlines()
    known = {
        "FROM",
        "WORKDIR",
        "COPY",
        "RUN",
        "ENV",
        "USER",
        "VOLUME",
        "STOPSIGNAL",
        "HEALTHCHECK",
        "ENTRYPOINT",
        "CMD",
    }
    words = [line.split() for line in lines if line and not line.startswith("#")]
    assert {line[0] for line in words} <= known
    for line in words:
        if line[0] == "COPY" and not line[1].startswith("--"):
            for source in line[1:-1]:
                assert (DEPLOY.parent / source).exists(), source
    assert ["USER", "gm"] in words and ["STOPSIGNAL", "SIGTERM"] in words


def test_the_backup_lines_are_whole_commands() -> None:
    text = (DEPLOY / "README.md").read_text()
    (block,) = re.findall(r"```sh\n(.*?)```", text, re.DOTALL)
    assert [shlex.split(line)[0] for line in block.splitlines()] == ["docker", "sqlite3"]
