"""Talk across the table: what a player says to the game master and nobody in the story hears.

`((…))`, `OOC: …`, `(ooc: …)`, `// …`, in wide brackets and colons too. One reading of it for every face.
"""

import re
from typing import Final

_BRACKETS: Final = re.compile(r"(?:\(\(|（（)(?P<words>(?:(?!\)\)|））).)*)[)）]*", re.DOTALL)
_MARKED: Final = re.compile(
    r"[(（]?\s*ooc(?:\s*[:：,，]|\s)\s*(?P<words>.*?)\s*[)）]*|//\s*(?P<after>.*)", re.IGNORECASE | re.DOTALL
)


def aside_of(text: str) -> str | None:
    """What is said out of character, without its marks; None where a character speaks or acts."""
    said = text.strip()
    found = _BRACKETS.fullmatch(said)
    if found is not None:
        return found["words"].strip()
    marked = _MARKED.fullmatch(said)
    if marked is None:
        return None
    return (marked["words"] or marked["after"] or "").strip()
