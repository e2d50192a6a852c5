"""Whether a message in a game's thread is said to the game, and how. Pure.

Said to it: a mention of the bot, or a reply that pings it. Where the server listens, also all that players write, but
for asides in ((double brackets)) or behind `OOC:` or `//`, and answers to other people.
"""

from dataclasses import dataclass
from typing import Literal

from gm.domain.out_of_character import aside_of


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
    aside = aside_of(text)
    if message.mentions_us:
        return (text, "do") if aside is None else (aside, "ooc")
    if not listening or aside is not None or message.answers_others or not text:
        return None
    return text, "do"
