"""Where this host's settings are, and its database: all that a command needs which only reads.

Checking all settings takes longer than reading a year's bill: what should be there at once leaves that to others.
"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from gm.domain.errors import ConfigError

MAX_CONFIG_BYTES: Final = 256 * 1024


@dataclass(frozen=True, slots=True)
class Where:
    """What settings are made from. Holds secrets, shows none."""

    home: Path
    """Where data lives: the database, own campaigns, logs."""
    file: Path | None
    """The settings file, if there is one."""
    given: Mapping[str, str] = field(repr=False)
    """The process's variables."""
    environ: Mapping[str, str] = field(repr=False)
    """The same with those of `.env` files, which they go before."""

    @property
    def usual_database(self) -> str:
        """Address of the database, if nobody says another."""
        return f"sqlite:///{self.home / 'gm.db'}"


def find_settings(
    config: Path | None = None, environ: Mapping[str, str] | None = None, cwd: Path | None = None
) -> Where:
    """Look where settings are. Without `environ` the process's environment is used; tests pass their own.

    Raises:
        ConfigError: a named file is not there, or a `.env` is wrong.
    """
    here = cwd if cwd is not None else Path.cwd()
    given = dict(os.environ if environ is None else environ)
    local = {**read_dotenv(here / ".env"), **given}
    home = _home(local)
    merged = {**read_dotenv(home / ".env"), **local}
    return Where(home, _file(config, merged, here, home), given, merged)


def database_address(
    config: Path | None = None, environ: Mapping[str, str] | None = None, cwd: Path | None = None
) -> str | None:
    """The database's address, without a look at any other setting; None: only all of them together can tell.

    Raises:
        ConfigError: a settings file is not there or cannot be read.
    """
    where = find_settings(config, environ, cwd)
    named = where.environ.get("GM_DATABASE_URL", "").strip()
    if named or where.file is None:
        return named or where.usual_database
    from gm.settings_file import read_settings_yaml

    values, _ = read_settings_yaml(where.file)
    address = values.get("database_url")
    return (address or where.usual_database) if isinstance(address, str | None) else None


def terminal_environment() -> Mapping[str, str]:
    """The variables that say how a terminal wants to be written to: no settings of ours, but read in one place."""
    return {name: os.environ[name] for name in ("NO_COLOR", "TERM") if name in os.environ}


def read_dotenv(path: Path) -> dict[str, str]:
    """`NAME=value` lines; `#` comments, `export` and quotes are understood. Values never appear in errors."""
    if not path.is_file():
        return {}
    found: dict[str, str] = {}
    for number, line in enumerate(file_text(path).splitlines(), start=1):
        text = line.strip().removeprefix("export ").strip()
        if not text or text.startswith("#"):
            continue
        name, equals, value = text.partition("=")
        if not equals or not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", name.strip()):
            raise wrong_line(path, number - 1, "expected NAME=value", f"Correct line {number} of {path}.")
        value = value.strip()
        quoted = re.fullmatch(r"(['\"])(.*)\1(\s+#.*)?", value)
        found[name.strip()] = quoted.group(2) if quoted else re.sub(r"\s+#.*$", "", value)
    return found


def file_text(path: Path) -> str:
    """A file of settings as text. Raises ConfigError."""
    try:
        raw = path.read_bytes()
        if len(raw) > MAX_CONFIG_BYTES:
            raise ConfigError(f"{path} is larger than {MAX_CONFIG_BYTES // 1024} KiB.")
        return raw.decode("utf-8-sig")
    except OSError as error:
        raise ConfigError(f"{path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path} is not UTF-8 text (byte {error.start}).") from error


def _home(environ: Mapping[str, str]) -> Path:
    if environ.get("GM_HOME"):
        return Path(environ["GM_HOME"]).expanduser().absolute()
    from platformdirs import user_data_path

    return user_data_path("gm", appauthor=False)


def _file(config: Path | None, environ: Mapping[str, str], here: Path, home: Path) -> Path | None:
    named = config or (Path(environ["GM_CONFIG"]).expanduser() if environ.get("GM_CONFIG") else None)
    if named is not None:
        path = here / named
        if not path.is_file():
            raise ConfigError(f"There is no settings file {named}.", remedy="`gm init` writes one.")
        return path
    return next((path for path in (here / "gm.yaml", home / "gm.yaml") if path.is_file()), None)


def wrong_line(path: Path, line: int, what: str, remedy: str) -> ConfigError:
    """A mistake in a file, with its line (the first is 0)."""
    return ConfigError(f"{path.name}:{line + 1}: {what}.", remedy=remedy)
