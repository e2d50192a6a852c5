"""What a thread reads while its game master is asked first: nothing of what they are asked about."""

from typing import Final

from gm.bot.buttons import Button, button_id
from gm.bot.catalogue import Speech
from gm.bot.posts import Part

APART: Final = "apart"
"""Kind of that line where nothing public follows: it looks like any other, and goes once they have decided."""


def waiting_part(speech: Speech, turn_id: int, kind: str = "choice") -> Part:
    """What the thread reads while the game master is asked."""
    return Part(speech("desk.waiting"), (Button(button_id("desk", turn_id), speech("button.desk"), emoji="📝"),), kind)


def decided_part(speech: Speech, kind: str = "") -> Part:
    """What it reads once they have decided, until it goes on."""
    return Part(f"-# {speech('desk.decided')}", kind=kind)
