"""A lorebook as a file of a campaign: `lore/<name>.json`, read as it stands, so that nothing of it is lost."""

import json
from collections.abc import Collection
from typing import Any, Final, Literal

from gm.domain.card import Lorebook
from gm.interop.book_out import v3_file, world_file
from gm.interop.json_in import dict_of
from gm.interop.spelling import bake

FOLDER: Final = "lore"
_ST_SIGNS: Final = frozenset({"selectiveLogic", "display_index", "exclude_recursion", "useProbability"})
"""Extensions of an entry that only SillyTavern writes."""


def book_bytes(book: Lorebook) -> bytes:
    """The book as a file: as a World file if it was one, else as V3 has it."""
    value = world_file(book) if book.form == "st" else v3_file(book)
    return json.dumps(value, ensure_ascii=False, indent=1).encode("utf-8", "replace")


def entries(count: int) -> str:
    """`1 entry`, `12 entries`."""
    return f"{count} {'entry' if count == 1 else 'entries'}"


def profile_of(book: Lorebook) -> Literal["native", "st"]:
    """How it is looked for: as SillyTavern does it where it comes from there, else as the specification says."""
    from_st = any(_ST_SIGNS & set(dict_of(each.get("extensions"))) for each in book.originals.values())
    return "st" if book.form == "st" or from_st else "native"


def named_book(book: Lorebook, *, char: str, user: str) -> Lorebook:
    """A card's book with its macros baked: `{{char}}` is whom the card is about, wherever the book is read."""

    def text(value: str) -> str:
        return bake(value, char=char, user=user)

    rules = tuple(
        rule.model_copy(
            update={
                "title": text(rule.title),
                "content": text(rule.content),
                "keys": tuple(text(key) for key in rule.keys),
                "secondary": tuple(text(key) for key in rule.secondary),
            }
        )
        for rule in book.rules
    )
    return book.model_copy(update={"rules": rules})


def book_row(file: str, title: str, profile: Literal["native", "st"]) -> dict[str, Any]:
    """The row of `lore_books:` for a book that is not looked for as by default; {} where none is needed."""
    return {} if profile == "st" else {"lore_books": [{"file": file, "title": title, "profile": profile}]}


def rest_entry(name: str, paragraphs: Collection[str], ident: str) -> dict[str, Any]:
    """What of a long description did not fit into a persona, as an entry that comes up when the person is named."""
    return {ident: {"title": f"More about {name}", "keys": [name], "content": "\n\n".join(paragraphs), "order": 50}}
