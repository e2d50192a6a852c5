"""Books of other programs in a campaign's folder: `lore/*.json`, and those that `lore_books` names."""

import re
from typing import Final

from gm.authoring.include import Sources
from gm.authoring.problem import Spot, listed, quoted
from gm.authoring.scalars import Reading
from gm.domain.campaign import BookFile, LoreBook
from gm.domain.errors import InputError
from gm.domain.lore import LoreRule
from gm.domain.lorebooks import OWN
from gm.interop.book_in import read_book
from gm.interop.json_in import parse_json

FOLDER: Final = "lore/"
_UNFIT: Final = re.compile(r"[^a-z0-9_-]+")


def is_book_file(path: str) -> bool:
    """Whether a file of a campaign's folder is taken for a book without being named."""
    return path.startswith(FOLDER) and path.endswith(".json")


def read_books(sources: Sources, named: tuple[BookFile, ...], reading: Reading) -> tuple[LoreBook, ...]:
    """The books, in the order of their files. What cannot be read is reported: at the file, or where it is named."""
    files = {path: (BookFile(file=path), Spot(path)) for path in sorted(sources) if is_book_file(path)}
    for number, each in enumerate(named, start=1):
        spot = reading.spot(f"lore_books[{number}].file")
        if each.file not in sources:
            there = [path for path in sources if path.endswith(".json")]
            suggestion = reading.problems.suggest(each.file, there)
            more = "" if suggestion or not there else f": there is {listed(there)}"
            message = f"no file {quoted(each.file)} in the campaign's folder{more}"
            reading.problems.add(spot, f"lore_books[{number}]", message, suggestion=suggestion)
            continue
        files[each.file] = (each, spot)
    taken = {OWN}
    found = (_book(sources[path], each, spot, reading, taken) for path, (each, spot) in files.items())
    return tuple(book for book in found if book is not None)


def _book(raw: bytes, named: BookFile, spot: Spot, reading: Reading, taken: set[str]) -> LoreBook | None:
    stem = named.file.rpartition("/")[2].rpartition(".")[0]
    try:
        book, _ = read_book(parse_json(raw, named.file), name=stem)
    except InputError as error:
        reading.problems.add(spot, "", f"{quoted(named.file)} is no lorebook that can be read: {error}")
        return None
    ident = _free(_plain(stem) or "book", taken)
    ids: set[str] = set()
    rules = []
    for rule in book.rules:
        own = f"{ident}/{_free(_plain(rule.id) or 'entry', ids)}"
        update: dict[str, object] = {"id": own, "book": ident}
        if named.profile == "native":
            update |= _of_the_book(rule, book.scan_depth, book.recursive)
        rules.append(rule.model_copy(update=update))
    title = named.title or book.name or stem
    return LoreBook(id=ident, title=title, profile=named.profile, audience=named.audience, rules=tuple(rules))


def _of_the_book(rule: LoreRule, depth: int | None, recursive: bool | None) -> dict[str, object]:
    """What a card's book says of all its entries, at each of them."""
    update: dict[str, object] = {}
    if depth is not None and rule.scan_depth is None:
        update["scan_depth"] = max(0, depth)
    if recursive is False:
        update |= {"only_first": True, "ends_recursion": True}
    return update


def _plain(text: str) -> str:
    return _UNFIT.sub("-", text.casefold()).strip("-_")[:48]


def _free(wanted: str, taken: set[str]) -> str:
    ident, number = wanted, 1
    while ident in taken:
        number += 1
        ident = f"{wanted}-{number}"
    taken.add(ident)
    return ident
