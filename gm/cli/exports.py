"""`gm export card|book`: characters and lore of a campaign as files that other programs read."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from gm.domain.campaign import Campaign, Npc
    from gm.domain.card import Lorebook

app = typer.Typer(help="Characters and lore as files that other programs read.", no_args_is_help=True)

_Campaign = Annotated[str, typer.Argument(metavar="CAMPAIGN", help="Its name or folder.")]


@app.command()
def card(
    ctx: typer.Context,
    campaign: _Campaign,
    npc: Annotated[str | None, typer.Argument(metavar="NPC", help="Who; needed where there are several.")] = None,
    form: Annotated[str, typer.Option("--form", metavar="v1|v2|v3|png", help="PNG holds V2 and V3.")] = "png",
    out: Annotated[str | None, typer.Option("--out", metavar="FILE", help="Where to (default: NPC.png).")] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there.")] = False,
) -> None:
    """Write an NPC as a character card. An imported one comes back as it came, with what you have changed since."""
    from gm.cli.start import settings_of, stdout_screen
    from gm.domain.errors import InputError
    from gm.interop.card_back import card_back
    from gm.interop.card_out import card_json, card_png

    if form not in ("v1", "v2", "v3", "png"):
        raise InputError(f'There is no form "{form}".', remedy="v1, v2, v3 or png.")
    folder, found = _campaign(settings_of(ctx).home, campaign)
    person = _person(found, npc)
    kept, picture = (_bytes(folder / "imported" / f"{person.id}{end}") for end in (".json", ".png"))
    made, notes = card_back(person, found, kept)
    if form == "png":
        body = card_png(made, picture)
    else:
        value, lost = card_json(made, form)  # type: ignore[arg-type]
        notes, body = (*notes, *lost), _packed(value)
    file = Path(out or f"{person.id}.{'png' if form == 'png' else 'json'}")
    _write(file, body, force=force)
    _say(stdout_screen(), f"{person.name} is in {file}.", notes)


@app.command()
def book(
    ctx: typer.Context,
    campaign: _Campaign,
    name: Annotated[
        str | None, typer.Argument(metavar="BOOK", help="An imported one; else the campaign's lore.")
    ] = None,
    form: Annotated[str, typer.Option("--form", metavar="v2|v3|st", help="st: a SillyTavern World file.")] = "v3",
    out: Annotated[str | None, typer.Option("--out", metavar="FILE", help="Where to.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there.")] = False,
) -> None:
    """Write a lorebook: an imported one as it came, or what anybody may know of a campaign's lore."""
    from gm.cli.start import settings_of, stdout_screen
    from gm.domain.card import Note
    from gm.domain.errors import InputError
    from gm.interop.book_lore import entries
    from gm.interop.book_out import card_book, v3_file, world_file
    from gm.interop.card_back import book_back

    if form not in ("v2", "v3", "st"):
        raise InputError(f'There is no form "{form}".', remedy="v2, v3 or st.")
    folder, found = _campaign(settings_of(ctx).home, campaign)
    made = book_back(found) if name is None else _kept_book(folder, name)
    value = world_file(made) if form == "st" else v3_file(made) if form == "v3" else card_book(made, v3=False)
    file = Path(out or f"{name or found.slug}-lore.json")
    _write(file, _packed(value), force=force)
    hidden = sum(entry.audience != "everyone" for entry in found.lore) if name is None else 0
    lost = [Note(fate="lost", what="lore", text=f"{entries(hidden)} not for everyone, kept at home")] if hidden else []
    _say(stdout_screen(), f"{len(made.rules)} entries are in {file}.", lost)


def _campaign(home: Path, name: str) -> "tuple[Path, Campaign]":
    from gm import resources
    from gm.app import load_campaign_at

    found = load_campaign_at(home, name)
    return resources.campaign_folders(home).get(name) or Path(name), found


def _person(campaign: "Campaign", wanted: str | None) -> "Npc":
    """The NPC of that id or name.

    Raises:
        NotFound: nobody is called so, or nobody was named and there are several.
    """
    from gm.domain.errors import NotFound

    word = (wanted or "").casefold()
    people = [npc for npc in campaign.npcs if not word or word in (npc.id, npc.name.casefold())]
    if len(people) != 1:
        known = ", ".join(npc.id for npc in campaign.npcs) or "nobody"
        who = f'no "{wanted}"' if wanted else "more than one person, or nobody"
        raise NotFound(f"There is {who} in {campaign.title}.", remedy=f"There are: {known}.")
    return people[0]


def _kept_book(folder: Path, name: str) -> "Lorebook":
    from gm.domain.errors import NotFound
    from gm.interop.book_in import read_book
    from gm.interop.json_in import parse_json

    there = {file.stem: file for file in (folder / "lore").glob("*.json")}
    if name not in there:
        raise NotFound(
            f'There is no imported book "{name}".', remedy=f"There are: {', '.join(sorted(there)) or 'none'}."
        )
    return read_book(parse_json(there[name].read_bytes(), name), name=name)[0]


def _bytes(file: Path) -> bytes | None:
    return file.read_bytes() if file.is_file() else None


def _packed(value: Any) -> bytes:
    import json

    return json.dumps(value, ensure_ascii=False, indent=1).encode("utf-8", "replace")


def _write(file: Path, body: bytes, *, force: bool) -> None:
    from gm.domain.errors import Refused

    if file.exists() and not force:
        raise Refused(f"{file} is there already.", remedy="--force replaces it.")
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(body)


def _say(screen: Any, first: str, notes: Any) -> None:
    screen.line(first)
    for note in notes:
        screen.line(f"{note.fate:<6} {note.what}: {note.text}", indent=2)
