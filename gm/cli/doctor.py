"""`gm doctor`: whether everything that a game needs is in place."""

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

if TYPE_CHECKING:
    from gm.settings import Settings


@dataclass(frozen=True, slots=True)
class Finding:
    """One check. `state`: ok, note (works, but worth knowing), bad."""

    name: str
    state: Literal["ok", "note", "bad"]
    text: str
    remedy: str = ""


def doctor(ctx: typer.Context, json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False) -> None:
    """Check Python, database, data folder, campaigns, keys and models. Exit 1 if something is wrong."""
    from gm.cli.start import print_json, settings_of, stdout_screen

    findings = examine(settings_of(ctx))
    if json:
        print_json([{"name": f.name, "state": f.state, "text": f.text, "remedy": f.remedy} for f in findings])
    else:
        screen = stdout_screen()
        width = max(len(finding.name) for finding in findings)
        for finding in findings:
            screen.line(f"{finding.state.ljust(4)}  {finding.name.ljust(width)}  {finding.text}", keep=True)
            if finding.remedy:
                screen.line(f"      {' ' * width}  {finding.remedy}", keep=True)
    if any(finding.state == "bad" for finding in findings):
        raise typer.Exit(1)


def examine(settings: "Settings") -> list[Finding]:
    """All checks, in the order in which one would mend things."""
    checks: tuple[Callable[[Settings], Finding], ...] = (
        _python,
        _settings,
        _home,
        _database,
        _templates,
        _campaigns,
        _keys,
    )
    return [*(_guarded(check, settings) for check in checks), *_models(settings)]


def _guarded(check: "Callable[[Settings], Finding]", settings: "Settings") -> Finding:
    from gm.cli.edge import phrase_os_error
    from gm.domain.errors import GmError

    name = check.__name__.strip("_").replace("_", " ")
    try:
        return check(settings)
    except GmError as error:
        return Finding(name, "bad", str(error), error.remedy)
    except OSError as error:
        return Finding(name, "bad", *phrase_os_error(error))


def _python(settings: "Settings") -> Finding:
    version = ".".join(str(part) for part in sys.version_info[:3])
    return Finding("python", "ok", version)


def _settings(settings: "Settings") -> Finding:
    return Finding("settings", "ok", str(settings.config_file or "no file, defaults only"))


def _home(settings: "Settings") -> Finding:
    _try_to_write(settings.home)
    return Finding("home", "ok", f"{settings.home} can be written")


def _try_to_write(folder: Path) -> None:
    """Put a file into the folder, or into what it would be made in, and take it away again. Raises OSError."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    probe = folder / f".gm-doctor-{os.getpid()}"
    probe.touch()
    probe.unlink()


def _database(settings: "Settings") -> Finding:
    import asyncio

    from gm.store import migrate
    from gm.store.database import parse_url

    where = settings.masked_database_url
    url = parse_url(settings.database_url)
    if url.drivername == "sqlite" and not Path(url.database or "").exists():
        _try_to_write(Path(url.database or "").absolute().parent)
        return Finding("database", "ok", f"{where} (made when first used)")
    version, head = asyncio.run(migrate.current(settings.database_url)), migrate.head()
    if version is None or version == head:
        return Finding("database", "ok", f"{where}, version {version or 'none yet'}")
    if version not in migrate.revisions():
        return Finding("database", "bad", f"{where} is at version {version}, newer than this program", "Upgrade gm.")
    return Finding("database", "note", f"{where} is at version {version}, behind {head}", "Opening a game upgrades it.")


def _templates(settings: "Settings") -> Finding:
    from gm import resources

    return Finding("templates", "ok", f"{len(resources.shipped_templates())} prompt templates")


def _campaigns(settings: "Settings") -> Finding:
    from gm import resources
    from gm.cli.lint import lint_path

    wrong = []
    folders = resources.campaign_folders(settings.home)
    for slug, folder in folders.items():
        errors = sum(problem.severity == "error" for problem in lint_path(str(folder), settings.home))
        wrong += [f"{slug} ({errors} errors)"] if errors else []
    if wrong:
        return Finding("campaigns", "bad", f"cannot be played: {', '.join(wrong)}", "`gm lint NAME` says why.")
    return Finding("campaigns", "ok" if folders else "bad", ", ".join(folders) or "none")


def _keys(settings: "Settings") -> Finding:
    names = settings.key_names()
    return Finding("keys", "ok" if names else "note", ", ".join(names) or "none found")


def _models(settings: "Settings") -> list[Finding]:
    from gm.cli.doctor_models import examine_models
    from gm.domain.errors import GmError

    try:
        return examine_models(settings)
    except GmError as error:
        return [Finding("models", "bad", str(error), error.remedy)]
