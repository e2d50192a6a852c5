"""Names that people choose, made safe to show: nothing unseen, nothing that pings or hides an address. Pure."""

import re
import unicodedata
from typing import Final

_JOINERS: Final = "\u200c\u200d"
"""Marks within words of several scripts and within emoji: they stay between visible characters."""
_UNSEEN: Final = ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")
_LOOK: Final = str.maketrans({"<": "‹", ">": "›", "`": "'"})
_MASKED: Final = re.compile(r"\]\s*\(")
_MARKS: Final = re.compile(r"[*_~|\\]+")


def calm_name(name: str, most: int = 80) -> str:
    """A name on one line: without marks that turn the direction of writing or take no room, and with signs that look
    like `<`, `>` and `` ` `` in their place, so that it mentions nobody and links nowhere. Never empty."""
    kept = "".join(
        char if char in _JOINERS else " " if unicodedata.category(char) in _UNSEEN else char for char in name
    )
    flat = _MASKED.sub("] · (", " ".join(kept.split()).translate(_LOOK)).strip(_JOINERS)
    return flat[:most].strip() or "?"


def plain_name(name: str) -> str:
    """The same for the middle of a post: it cannot end the bold that it stands in."""
    return _MARKS.sub("", calm_name(name)).strip() or "?"
