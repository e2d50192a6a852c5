"""A character card into a campaign's folder of its own, or beside the files of one that is there."""

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from gm.cli.import_files import Taken, Wishes

if TYPE_CHECKING:
    from gm.domain.campaign import Campaign
    from gm.domain.card import Note
    from gm.interop.card_campaign import CardOptions, Made
    from gm.interop.sniff import CardFile


def take_card(path: Path, found: "CardFile", wishes: Wishes) -> Taken:
    """Take a card in.

    Raises:
        InputError: it has no such greeting, is not one that is taken in, or the campaign to put it into cannot have it.
    """
    from gm.interop.card_campaign import CardOptions

    options = CardOptions(
        user=wishes.as_ or "",
        greeting=wishes.greeting,
        instructions=wishes.instructions,
        slug=wishes.name or "",
        rating=wishes.rating,
        solo=wishes.into is None,
    )
    if wishes.into is not None:
        return _into(path, found, wishes, options)
    return _own_campaign(path, found, wishes, options)


def _own_campaign(path: Path, found: "CardFile", wishes: Wishes, options: "CardOptions") -> Taken:
    from gm.interop.card_campaign import card_campaign

    made = card_campaign(found.card, options, source=path.name)
    slug, same = _slug(made, wishes)
    taken = Taken(str(path), "card", made.title, slug, f"gm play {slug}", [*_but_books(found), *made.notes])
    taken.greetings = made.greetings
    if same:
        taken.notes = []
        taken.next = f"It is in already: gm play {slug} (--force takes it in anew)"
        return taken
    if slug != made.slug:
        made = card_campaign(found.card, _with_slug(options, slug), source=path.name)
    if found.picture is not None:
        made.files[f"imported/{made.npc}.png"] = found.picture
    check_files(made.files, slug, wishes.home, str(path))
    write_folder(wishes.home / "campaigns" / slug, made.files)
    return taken


def _but_books(found: "CardFile") -> "list[Note]":
    """What the reader noted, but for the count of entries, which the making says better."""
    return [note for note in found.notes if note.what != "lorebook"]


def _with_slug(options: "CardOptions", slug: str) -> "CardOptions":
    from dataclasses import replace

    return replace(options, slug=slug)


def _slug(made: "Made", wishes: Wishes) -> tuple[str, bool]:
    """The name of the folder, and whether this very card is there already."""
    import re

    from gm import resources
    from gm.domain.errors import Refused
    from gm.interop.spelling import free_id

    if wishes.name is not None and not re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,63}", wishes.name):
        raise Refused(f"{wishes.name!r} cannot be a campaign's name.", remedy="Small letters, digits and hyphens.")
    there = resources.campaign_folders(wishes.home)
    own = wishes.home / "campaigns"
    if wishes.force and (own / made.slug).is_dir():
        return made.slug, False
    number = 1
    while True:
        slug = made.slug if number == 1 else f"{made.slug}-{number}"
        if slug not in there and not (own / slug).exists():
            return free_id(slug, there), False
        if _same_card(own / slug / "imported" / f"{made.npc}.json", made):
            return slug, True
        if wishes.name is not None:
            raise Refused(f"There is a campaign {slug} already.", remedy="--force replaces it.")
        number += 1


def _same_card(kept: Path, made: "Made") -> bool:
    from gm.interop.card_campaign import same_card

    return kept.is_file() and same_card(kept.read_bytes(), made)


def _into(path: Path, found: "CardFile", wishes: Wishes, options: "CardOptions") -> Taken:
    from gm.interop.card_campaign import card_files

    folder, campaign = campaign_to_change(wishes)
    made = card_files(
        found.card,
        options,
        place=campaign.opening.place,
        taken=campaign.ids(),
        language=campaign.language,
        source=path.name,
    )
    here = [npc for npc in campaign.npcs if _same_card(folder / "imported" / f"{npc.id}.json", made)]
    if here:
        return Taken(str(path), "card", made.title, campaign.slug, f"{here[0].name} is in {campaign.slug} already")
    if found.picture is not None:
        made.files[f"imported/{made.npc}.png"] = found.picture
    add_files(folder, campaign.slug, made.files, wishes.home, str(path))
    told = f"{made.title} ({made.npc}) stands in {campaign.slug}, in games begun from now on"
    return Taken(str(path), "card", made.title, campaign.slug, told, [*_but_books(found), *made.notes])


# -- campaigns that are there


def campaign_to_change(wishes: Wishes) -> "tuple[Path, Campaign]":
    """The folder of the campaign that something is put into, and the campaign as it stands.

    Raises:
        NotFound: there is none. Refused: it comes with the program. AuthoringError: its files are wrong.
    """
    from gm import resources
    from gm.app import load_campaign_at
    from gm.domain.errors import Refused

    assert wishes.into is not None
    campaign = load_campaign_at(wishes.home, wishes.into)
    folder = resources.campaign_folders(wishes.home).get(wishes.into) or Path(wishes.into)
    shipped = resources.campaign_folders(wishes.home / "nowhere").get(wishes.into)
    if shipped is not None and folder == shipped:
        raise Refused(
            f"{wishes.into} comes with the program, and stays as it is.",
            remedy=f"`gm import {shipped} --force` makes a copy of your own first.",
        )
    return folder, campaign


def check_files(files: Mapping[str, bytes], slug: str, home: Path, path: str) -> None:
    """Raises AuthoringError where a campaign of these files could not be played."""
    from gm import resources
    from gm.authoring.load import lint_campaign
    from gm.domain.errors import AuthoringError

    sources = {
        name: body
        for name, body in files.items()
        if name.endswith((".yaml", ".yml", ".jinja2")) or (name.startswith("lore/") and name.endswith(".json"))
    }
    errors = [
        each
        for each in lint_campaign(sources, rulesets=resources.ruleset_sources(home), slug=slug)
        if each.severity == "error"
    ]
    if errors:
        raise AuthoringError(f"{path} was not taken in: {errors[0]}", problems=tuple(errors))


def add_files(folder: Path, slug: str, new: Mapping[str, bytes], home: Path, path: str) -> None:
    """Put files into a campaign's folder that can still be played with them. Raises AuthoringError where it cannot."""
    from gm import resources

    check_files({**resources.campaign_sources(folder), **new}, slug, home, path)
    _write(folder, new)


def write_folder(target: Path, files: Mapping[str, bytes]) -> None:
    """A campaign's folder of these files, whole or not at all; what stood there goes."""
    import shutil

    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".import-", dir=target.parent) as scratch:
        made = Path(scratch) / "new"
        _write(made, files)
        if target.exists():
            shutil.move(target, Path(scratch) / "old")
        made.replace(target)


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    for name, body in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        fresh = file.with_name(f".{file.name}.new")
        fresh.write_bytes(body)
        fresh.replace(file)
