"""Text for terminals that cannot show every character: signs that carry meaning are spelled, not lost to `?`."""

import unicodedata
from typing import Final

_SIGNS: Final = {
    "·": "*",
    "→": "->",
    "−": "-",
    "–": "-",
    "—": "--",
    "●": "#",
    "○": ".",
    "×": "x",
    "…": "...",
    "‘": "'",
    "’": "'",
    "‚": "'",
    "“": '"',
    "”": '"',
    "„": '"',
    "«": '"',
    "»": '"',
    "├": "|",
    "└": "`",
    "│": "|",
    "─": "-",
    "ß": "ss",
    "æ": "ae",
    "œ": "oe",
    "ø": "o",
    "\u00a0": " ",
}


def spelled(text: str, encoding: str) -> str:
    """The text with what the encoding lacks put in its plain letters or signs; what has none becomes `?`."""
    if text.isascii():
        return text
    return "".join(character if _fits(character, encoding) else _plain(character, encoding) for character in text)


def _plain(character: str, encoding: str) -> str:
    sign = _SIGNS.get(character)
    if sign is not None:
        return sign
    bare = "".join(c for c in unicodedata.normalize("NFKD", character) if not unicodedata.combining(c))
    return "".join(c if _fits(c, encoding) else "?" for c in bare)


def _fits(character: str, encoding: str) -> bool:
    try:
        character.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return False
    return True
