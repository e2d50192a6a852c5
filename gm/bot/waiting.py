"""What a thread reads while its game master is asked first: nothing of what they are asked about."""

from gm.bot.buttons import Button, button_id
from gm.bot.catalogue import Speech
from gm.bot.posts import Part


def waiting_part(speech: Speech, turn_id: int) -> Part:
    """What the thread reads while the game master is asked."""
    return Part(
        speech("desk.waiting"), (Button(button_id("desk", turn_id), speech("button.desk"), emoji="📝"),), "choice"
    )
