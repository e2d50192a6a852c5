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
    from gm.cli.import_cards import add_files, campaign_to_change
    from gm.domain.card import Note
    from gm.domain.errors import Refused
    from gm.interop.book_lore import FOLDER, book_bytes, book_row, entries, profile_of
    from gm.interop.spelling import id_of, one_line
    from gm.interop.yaml_out import write_yaml

    book = found.book
    if wishes.into is None:
        raise Refused(
            f"{path} is a lorebook: it belongs into a campaign.", remedy="gm import FILE --into CAMPAIGN puts it there."
        )
    folder, campaign = campaign_to_change(wishes)
    wanted = wishes.name or id_of(book.name or path.stem, fallback="book")
    body, title, stem, number = book_bytes(book), one_line(book.name, 80) or wanted, wanted, 1
    while (there := folder / FOLDER / f"{stem}.json").exists() and not wishes.force:
        if there.read_bytes() == body:
            return Taken(str(path), "book", title, campaign.slug, f"{title} is in {campaign.slug} already")
        number += 1
        stem = f"{wanted}-{number}"
    profile = profile_of(book)
    files = {f"{FOLDER}/{stem}.json": body}
    row = book_row(f"{FOLDER}/{stem}.json", title, profile)
    if row:
        files[f"imported/{stem}-book.yaml"] = write_yaml(row, f"How the book of {one_line(path.name, 80)} is read.")
    add_files(folder, campaign.slug, files, wishes.home, str(path))
    told = f"{title} ({stem}) is in {campaign.slug}, in games begun from now on"
    how = "as SillyTavern looks for it" if profile == "st" else "as the specification says"
    count = Note(fate="mapped", what="lorebook", text=f"{entries(len(book.rules))}, {how}")
    return Taken(str(path), "book", title, campaign.slug, told, [count, *found.notes[1:]])
