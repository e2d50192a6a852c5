"""Whether a message in a game's thread is said to the game, and how. Pure.

Said to it: a mention of the bot, or a reply that pings it. Where the server listens, also all that players write, but
for asides in ((double brackets)) or behind `OOC:` or `//`, and answers to other people.
"""

import re
from dataclasses import dataclass
from typing import Final, Literal

_BRACKETS: Final = re.compile(r"\(\((.*)\)\)", re.DOTALL)
_MARKED: Final = re.compile(r"(?:ooc\s*[:：]|//)\s*(.*)", re.DOTALL | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Message:
    """What is looked at. `text` is without the mention of us."""

    text: str
    mentions_us: bool
    answers_others: bool
    """A reply to what another person wrote."""


def taken(message: Message, *, listening: bool) -> tuple[str, Literal["do", "ooc"]] | None:
    """The words and how they are meant; None if they are not for the game.

    An aside is only heard where the bot is addressed by name: then it is a word to the game master.
    """
    text = message.text.strip()
    aside = _BRACKETS.fullmatch(text) or _MARKED.fullmatch(text)
    if message.mentions_us:
        return (aside[1].strip(), "ooc") if aside else (text, "do")
    if not listening or aside or message.answers_others or not text:
        return None
    return text, "do"
