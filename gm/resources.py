"""Where data files are: shipped prompts, migrations and campaigns, and what the host put under GM_HOME.

They are found beside the package in a checkout and inside it (`gm/_data`) in an installed wheel.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from gm.domain.errors import AuthoringError, ConfigError, NotFound

MAX_FILE_BYTES: Final = 1024 * 1024
"""A longer file is handed over one byte longer than this, so that whoever reads it can refuse it by name."""
MAX_BOOK_BYTES: Final = 4 * 1024 * 1024
"""The same for a lorebook."""
MAX_FILES: Final = 2000
MAX_TOTAL_BYTES: Final = 64 * 1024 * 1024


def shipped_templates() -> dict[str, str]:
    """Prompt templates by name: `narrator/turn.jinja2` → text.

    Raises:
        ConfigError: the installation holds none, or one cannot be read.
    """
    root = _root() / "prompts"
    found = {name: _template(root / name) for name in sorted(_files(root)) if name.endswith(".jinja2")}
    if not found:
        raise ConfigError(f"There are no prompt templates in {root}.", remedy="Install the package again.")
    return found


def migrations_dir() -> Path:
    """The folder that alembic runs from.

    Raises:
        ConfigError: the installation lacks it.
    """
    folder = _root() / "migrations"
    if not (folder / "env.py").is_file():
        raise ConfigError(f"There are no migrations in {folder}.", remedy="Install the package again.")
    return folder


def campaign_folders(home: Path) -> dict[str, Path]:
    """Slug → folder of every campaign: the shipped ones, then the host's own, which win over a shipped one."""
    found: dict[str, Path] = {}
    for root in (_root() / "campaigns", home / "campaigns"):
        if root.is_dir():
            for folder in sorted(root.iterdir()):
                if (folder / "campaign.yaml").is_file() and not folder.name.startswith(("_", ".")):
                    found[folder.name] = folder
    return found


def campaign_sources(folder: Path) -> dict[str, bytes]:
    """A campaign folder's YAML files, prompt templates and lorebooks: path below the folder, with `/` → bytes.

    Raises:
        NotFound: there is no such folder.
        AuthoringError: a link leads out of the folder, there is too much in it, or a file cannot be read.
    """
    if not folder.is_dir():
        raise NotFound(f"There is no campaign folder {folder}.", remedy="`gm games --campaigns` lists what there is.")
    sources: dict[str, bytes] = {}
    size = 0
    for name, path in _files(folder).items():
        if not _is_read(name):
            continue
        if not path.resolve().is_relative_to(folder.resolve()):
            raise AuthoringError(f"{name} is a link that leads out of {folder}.", remedy="Copy the file instead.")
        sources[name] = _read(path)
        size += len(sources[name])
        if len(sources) > MAX_FILES or size > MAX_TOTAL_BYTES:
            raise AuthoringError(
                f"{folder} holds more than {MAX_FILES} files or {MAX_TOTAL_BYTES // 2**20} MiB of campaign text.",
                remedy="Point at the folder that holds campaign.yaml.",
            )
    return sources


def _is_read(name: str) -> bool:
    """Whether a file of a campaign's folder is part of the campaign: YAML, prompt templates, lorebooks."""
    return (
        name.endswith((".yaml", ".yml"))
        or (name.startswith("prompts/") and name.endswith(".jinja2"))
        or (name.startswith("lore/") and name.endswith(".json"))
    )


def campaign_stamp(folder: Path) -> str:
    """What tells whether a campaign's files have changed: their names, times and sizes. Reads none of them."""
    found = []
    for name, path in _files(folder).items():
        if _is_read(name):
            try:
                state = path.stat()
            except OSError:
                continue
            found.append(f"{name}:{state.st_mtime_ns}:{state.st_size}")
    return f"{folder}|{'|'.join(found)}"


def ruleset_sources(home: Path | None = None) -> dict[str, bytes]:
    """Rulesets, file name → bytes: the shipped ones, then the host's own below `home`, which win over a shipped one."""
    found: dict[str, bytes] = {}
    for root in (_root(), *([home] if home is not None else [])):
        folder = root / "campaigns" / "_rulesets"
        if folder.is_dir():
            found |= {path.name: _read(path) for path in sorted(folder.glob("*.yaml")) if path.is_file()}
    return found


def _root() -> Path:
    package = Path(__file__).resolve().parent
    inside = package / "_data"
    return inside if inside.is_dir() else package.parent


def _files(root: Path) -> dict[str, Path]:
    """Every file below a folder, by its path with `/`, sorted. Linked folders are not entered.

    Hidden ones are left out, and so is what is no file at all: whoever read a pipe would wait for ever.
    """
    return dict(sorted((path.relative_to(root).as_posix(), path) for path in _walk(root)))


def _walk(root: Path) -> Iterator[Path]:
    for folder, folders, files in os.walk(root):
        folders[:] = [name for name in folders if not name.startswith(".")]
        found = (Path(folder) / name for name in files if not name.startswith("."))
        yield from (path for path in found if path.is_file())


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read((MAX_BOOK_BYTES if path.suffix == ".json" else MAX_FILE_BYTES) + 1)
    except OSError as error:
        raise AuthoringError(f"{path} cannot be read: {error.strerror}.", remedy="Check the file.") from error


def _template(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"The prompt template {path} cannot be read.", remedy="Install the package again.") from error
