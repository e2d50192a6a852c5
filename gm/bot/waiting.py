"""What a thread reads while its game master is asked first: nothing of what they are asked about."""

from typing import Final

from gm.bot.buttons import Button, button_id
from gm.bot.catalogue import Speech
from gm.bot.posts import Part

APART: Final = "apart"
"""Kind of a line that an earlier version has left where a whisper waited: nothing says so any more."""


def waiting_part(speech: Speech, turn_id: int) -> Part:
    """What the thread reads while the game master is asked."""
    look = Button(button_id("desk", turn_id), speech("button.desk"), emoji="📝")
    return Part(speech("desk.waiting"), (look,), "choice")


def decided_part(speech: Speech) -> Part:
    """What it reads once they have decided, until it goes on."""
    return Part(f"-# {speech('desk.decided')}")
