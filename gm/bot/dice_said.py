"""A roll written out, in the reader's language: `2d20kh1 (7 dropped, 15) + 4 = 19`. Pure."""

import re
from typing import Final

from gm.bot.catalogue import Speech

_MARKED: Final = re.compile(r"\b(\d+) (dropped|rerolled)\b")


def dice_said(speech: Speech, line: str) -> str:
    """The line with what became of single dice said in that language."""
    return _MARKED.sub(lambda found: speech(f"die.{found[2]}", value=found[1]), line)
