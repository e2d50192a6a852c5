"""A suggested action was pressed: it is that player's words."""

from typing import TYPE_CHECKING, Any

from gm.bot.acts import act
from gm.bot.answers import Interaction
from gm.bot.buttons import number_of
from gm.bot.catalogue import Speech
from gm.domain.errors import NotFound

if TYPE_CHECKING:
    from gm.bot.client import GmBot

Rest = tuple[str, ...]


async def take_suggestion(bot: "GmBot", interaction: Interaction, speech: Speech, rest: Rest) -> str:
    """A suggestion was pressed: the character does what stands on the button, if the story has not moved on."""
    table = await bot.tables.need(interaction.channel_id, speech)
    table.character_of(interaction.user.id)
    number = number_of(rest[0]) if rest else None
    if number is None:
        return speech("button.expired")
    await table.history.check_last(number)
    words = _label(interaction)
    if not words:
        raise NotFound(speech("button.expired"))
    return await act(bot, interaction, words, kind="do")


def _label(interaction: Interaction) -> str:
    """What stands on the button that was pressed: the message is ours, so nobody else can have written it."""
    data: Any = interaction.data or {}
    parts: list[Any] = list(interaction.message.components) if interaction.message is not None else []
    while parts:  # a card holds its buttons in boxes
        part = parts.pop()
        if getattr(part, "custom_id", "") == data.get("custom_id"):
            return part.label or ""
        parts += getattr(part, "children", ())
    return ""
