"""An order that no model reads, as the table is shown it: in its language, whatever the engine calls it. Pure."""

from typing import Final

from gm.bot.catalogue import Speech
from gm.rules.order_words import UNARMED, bare_hands

_SMALL: Final = {"attack": " with ", "cast": " on ", "use": " on ", "give": " to "}
"""What stands between the two things that are named, as the engine reads it."""


def order_words(speech: Speech, text: str) -> str:
    """`attack Goblin with bow` as `*Attack: Goblin (bow)*`; what has no word of ours as it was given."""
    verb, _, rest = text.partition(" ")
    said = speech.find(f"order.{verb}") or speech.find(f"button.{verb}")
    if said is None:
        return f"*{text}*"
    first, small, then = rest.rpartition(_SMALL.get(verb, "\n"))
    held = bare_hands(speech.locale) if then == UNARMED else then
    named = f"{first} ({held})" if small else rest
    return f"*{said}: {named}*" if named else f"*{said}*"
