"""`gm lint`: every problem of campaigns and rulesets in one go."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from gm.authoring.problem import Problem


def lint(
    ctx: typer.Context,
    paths: Annotated[
        list[str], typer.Argument(metavar="PATH…", help="Campaign folders, campaign.yaml, rulesets, or names.")
    ],
    json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """Check campaign files. Exit 1 if there are errors; warnings alone are fine."""
    from gm.cli.start import print_json, settings_of, stdout_screen
    from gm.domain.errors import NotFound

    screen, errors, warnings, listed = stdout_screen(), 0, 0, []
    home = settings_of(ctx).home
    missing: NotFound | None = None
    for path in paths:
        try:
            found = lint_path(path, home)
        except NotFound as error:
            missing = error
            continue
        for problem in found:
            errors += problem.severity == "error"
            warnings += problem.severity != "error"
            listed.append({"path": path, "severity": problem.severity, "text": str(problem)})
            if not json:
                screen.line(" ".join(str(problem.under(path) if len(paths) > 1 else problem).split()), keep=True)
    if json:
        print_json(listed)
    elif missing is None or listed:
        screen.line(
            f"{_count(errors, 'error')}, {_count(warnings, 'warning')}" if errors + warnings else "All is well."
        )
    screen.flush()
    if missing is not None:
        raise missing
    if errors:
        raise typer.Exit(1)


def lint_path(path: str, home: Path) -> "tuple[Problem, ...]":
    """The problems of a campaign (its folder, the campaign.yaml in it, a zip of it, its name), or of a ruleset (its
    file, its name)."""
    from zipfile import is_zipfile

    from gm import resources
    from gm.authoring.load import lint_ruleset
    from gm.domain.errors import NotFound

    named = resources.campaign_folders(home).get(path)
    folder = Path(path) if named is None or Path(path).exists() else named
    kits = resources.ruleset_sources(home)
    if named is None and not folder.exists() and f"{path}.yaml" in kits:
        return lint_ruleset(kits[f"{path}.yaml"], f"{path}.yaml", rulesets=kits)
    if folder.is_file() and is_zipfile(folder):
        return _lint_zip(folder, home)
    if folder.is_file() and folder.name != "campaign.yaml":
        return _lint_kit(folder, kits)
    folder = folder.parent if folder.is_file() else folder
    if not folder.is_dir():
        raise NotFound(f"There is nothing at {path}.", remedy="Give a campaign's folder or name.")
    return _lint_folder(folder, home)


def _lint_kit(file: Path, kits: dict[str, bytes]) -> "tuple[Problem, ...]":
    """A ruleset's file, with the words that lie beside it; or a file of words, with the ruleset that it is for."""
    from gm.authoring.kit_words import kit_of
    from gm.authoring.load import lint_ruleset

    kit = kit_of(file.name)
    beside = [path for path in sorted(file.parent.glob(f"{kit}.*yaml")) if path.is_file()]
    kits = kits | {path.name: path.read_bytes() for path in beside}
    return lint_ruleset(file.read_bytes(), file.name, rulesets=kits)


def _lint_folder(folder: Path, home: Path) -> "tuple[Problem, ...]":
    from gm import resources
    from gm.checking import lint_sources

    return lint_sources(resources.campaign_sources(folder), slug=folder.resolve().name, home=home)


def _lint_zip(path: Path, home: Path) -> "tuple[Problem, ...]":
    import tempfile

    from gm.cli.imports import unpacked
    from gm.domain.errors import NotFound

    with tempfile.TemporaryDirectory(prefix="gm-lint-") as scratch:
        folder = unpacked(path, Path(scratch) / path.stem)
        if not (folder / "campaign.yaml").is_file():
            raise NotFound(f"There is no campaign.yaml in {path}.", remedy="Give a campaign's folder, or a zip of one.")
        return _lint_folder(folder, home)


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"
