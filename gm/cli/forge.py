"""`gm forge KIND "…"`: a draft of an entry in a campaign's manner, shown as a diff, added when you say so."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from gm.app import App
    from gm.cli.screen import Screen
    from gm.forge.drafting import Draft


def forge(
    ctx: typer.Context,
    kind: Annotated[str, typer.Argument(metavar="KIND", help="npc, location, faction, item, character, …")],
    wish: Annotated[str, typer.Argument(metavar="SENTENCE", help="What it should be, in a sentence.")],
    campaign: Annotated[str, typer.Option("--in", metavar="CAMPAIGN", help="Its folder or name.")] = ".",
    yes: Annotated[bool, typer.Option("--yes", help="Add it without asking.")] = False,
    json: Annotated[bool, typer.Option("--json", help="As JSON; adds nothing but with --yes.")] = False,
) -> None:
    """Draft a person, a place, a thing for a campaign: shown as a diff, added when you say so."""
    from gm.cli.start import print_json, stdout_screen, with_app

    async def work(app: "App") -> None:
        from gm.forge.kinds import kind_of

        folder = _folder(app, campaign)
        made = await _drafted(app, folder, kind_of(kind).name, wish)
        screen = stdout_screen()
        if not json:
            _show(screen, made)
        added = not made.problems and (yes or (not json and _agreed()))
        if added:
            for path, (_, after) in made.addition.files.items():
                (folder / path).write_bytes(after)
        if json:
            print_json(
                {
                    "kind": made.kind.name,
                    "id": made.id,
                    "fields": dict(made.fields),
                    "diff": made.addition.diff(),
                    "problems": [str(each) for each in made.problems],
                    "by_model": made.by_model,
                    "added": added,
                }
            )
        else:
            screen.line(f"{made.id} is in {folder}." if added else "Nothing was added.")
            screen.flush()
        if made.problems:
            raise typer.Exit(1)

    with_app(ctx, work, models=True)


def _folder(app: "App", campaign: str) -> Path:
    """The campaign's folder, one that can be written to."""
    import os

    from gm import resources
    from gm.domain.errors import NotFound, Refused

    folders = resources.campaign_folders(app.settings.home)
    folder = folders.get(campaign) or Path(campaign)
    folder = folder.parent if folder.name == "campaign.yaml" else folder
    if not (folder / "campaign.yaml").is_file():
        remedy = f"--in CAMPAIGN: a folder with a campaign.yaml, or {', '.join(sorted(folders)) or 'a name'}."
        raise NotFound(f"There is no campaign in {campaign}.", remedy=remedy)
    if not os.access(folder, os.W_OK):
        raise Refused(f"Nothing can be written in {folder}.", remedy="Copy the campaign to a folder of your own.")
    return folder


async def _drafted(app: "App", folder: Path, kind: str, wish: str) -> "Draft":
    from gm import resources
    from gm.app import load_campaign_at
    from gm.checking import lint_sources
    from gm.cli.sitting import PLAYER
    from gm.forge.bounded import bounded
    from gm.forge.drafting import Workshop, draft
    from gm.forge.kinds import kind_of
    from gm.models.tokens import EstimatingCounter
    from gm.prompting.templates import TemplateSet

    found = load_campaign_at(app.settings.home, str(folder))
    shop = Workshop(
        campaign=bounded(found, app.house.boundaries, app.house.rating),
        sources=resources.campaign_sources(folder),
        lint=lambda sources: lint_sources(sources, slug=folder.resolve().name, home=app.settings.home),
        door=app.door,
        templates=TemplateSet(resources.shipped_templates(), found.templates),
        counter=EstimatingCounter(),
    )
    return await draft(shop, kind_of(kind), wish, player=PLAYER)


def _show(screen: "Screen", made: "Draft") -> None:
    if not made.by_model:
        screen.line("No model is set: this holds your sentence where it belongs. The rest is yours to write.")
    for line in made.addition.diff().splitlines():
        screen.line(line, keep=True)
    for problem in made.problems:
        screen.line(f"It does not lint: {problem}", keep=True)
    screen.flush()


def _agreed() -> bool:
    """Whether whoever sits there says yes; nobody there says no."""
    return sys.stdin.isatty() and input("Add this? [y/N] > ").strip().casefold() in ("y", "yes")
