"""Answers that are too long for posts: a file with all of it, and a piece of it in the post. Pure."""

from typing import Final, Literal

from gm.bot.buttons import Button
from gm.bot.card_items import Document
from gm.bot.cards import Card, pages, plain_text
from gm.bot.catalogue import Speech
from gm.bot.split import split_text

MOST_POSTS: Final = 4
"""Posts that one answer may take."""
ALONE: Final = "for-you-alone.txt"
ALL: Final = "all-of-it.txt"


def is_long(text: str) -> bool:
    """Whether a text takes more posts than an answer may."""
    return len(split_text(text)) > MOST_POSTS


def text_in_file(
    speech: Speech,
    text: str,
    *,
    private: bool,
    shows: Literal["first", "latest"] = "first",
    buttons: tuple[Button, ...] = (),
) -> Document:
    """The text as a file, its beginning or its end (the latest of a list) beside it."""
    pieces = split_text(text)
    piece = pieces[0] if shows == "first" else pieces[-1]
    note = speech("sealed.file") if shows == "latest" else speech("sealed.more")
    return Document(f"{piece}\n\n-# {note}", ALONE if private else ALL, text, buttons)


def card_in_file(speech: Speech, card: Card, *, private: bool) -> Document:
    """A card with more pages than an answer may take: its words as a file, its buttons and menus below the post."""
    found = pages(card, "plain")
    text = "\n".join(plain_text(page) for page in found)
    made = text_in_file(speech, text, private=private)
    return Document(made.text, made.name, made.body, found[-1].buttons, found[-1].pickers)
