"""A lorebook into a campaign that is there."""

from pathlib import Path
from typing import TYPE_CHECKING

from gm.cli.import_files import Taken, Wishes

if TYPE_CHECKING:
    from gm.interop.sniff import BookFile


def take_book(path: Path, found: "BookFile", wishes: Wishes) -> Taken:
    """Put a lorebook into the campaign that was named.

    Raises:
        Refused: none was named. NotFound: there is no such campaign.
    """
    import json

    from gm.cli.import_cards import add_files, campaign_to_change, ids_of
    from gm.domain.card import Note
    from gm.domain.errors import Refused
    from gm.interop.book_lore import lore_files
    from gm.interop.book_out import v3_file, world_file
    from gm.interop.spelling import id_of, one_line

    book = found.book
    if wishes.into is None:
        raise Refused(
            f"{path} is a lorebook: it belongs into a campaign.", remedy="gm import FILE --into CAMPAIGN puts it there."
        )
    folder, campaign = campaign_to_change(wishes)
    stem = wishes.name or id_of(book.name or path.stem, fallback="lore")
    kept = json.dumps(world_file(book) if book.form == "st" else v3_file(book), ensure_ascii=False, indent=1).encode()
    title = one_line(book.name, 80) or stem
    there = folder / "imported" / f"{stem}.book.json"
    if there.is_file() and there.read_bytes() == kept and not wishes.force:
        return Taken(str(path), "book", title, campaign.slug, f"{title} is in {campaign.slug} already")
    mine = {entry.id for entry in campaign.lore} & _written(folder, stem)
    head = f"Made of {one_line(path.name, 80)}. Yours to change; the book as it was is in {stem}.book.json."
    made = lore_files(
        book,
        stem=f"imported/{stem}-lore",
        taken=ids_of(campaign) - mine,
        char=title,
        user=wishes.as_ or "",
        head=head,
    )
    add_files(folder, campaign.slug, {**made.files, f"imported/{stem}.book.json": kept}, wishes.home, str(path))
    told = f"{title} is in {campaign.slug}, in games begun from now on"
    count = Note(fate="mapped", what="lorebook", text=f"{made.entries} of {len(book.rules)} entries")
    return Taken(str(path), "book", title, campaign.slug, told, [count, *found.notes[1:], *made.notes])


def _written(folder: Path, stem: str) -> set[str]:
    """The ids in the files that an earlier import of a book of this name wrote."""
    import yaml

    found: set[str] = set()
    for file in (folder / "imported").glob(f"{stem}-lore*.yaml"):
        value = yaml.load(file.read_bytes(), Loader=yaml.CSafeLoader)
        found |= set(value.get("lore", ())) if isinstance(value, dict) else set()
    return found
