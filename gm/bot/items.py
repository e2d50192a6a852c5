"""Buttons as Discord has them: one dynamic item for all, so that they outlive restarts and none goes unanswered."""

import re
from collections.abc import Sequence
from typing import Any, Final, Protocol, cast

import discord

from gm.bot.buttons import MARK, Button

_ID: Final = rf"{MARK}:(?P<verb>[a-z]+)(?P<rest>(:[^:]*)*)"
IDS: Final = re.compile(_ID)
"""What the ids of our buttons look like."""
_STYLES: Final = {
    "primary": discord.ButtonStyle.primary,
    "secondary": discord.ButtonStyle.secondary,
    "success": discord.ButtonStyle.success,
    "danger": discord.ButtonStyle.danger,
}


class Presses(Protocol):
    """Who carries a press out: the client."""

    async def pressed(self, interaction: discord.Interaction[Any], verb: str, rest: tuple[str, ...]) -> None:
        """A button of ours was pressed."""
        ...


class PressItem(discord.ui.DynamicItem[discord.ui.Button[Any]], template=_ID):
    """Any button of ours. What it means stands in its id; verbs that are no longer known are answered politely."""

    def __init__(self, button: discord.ui.Button[Any], verb: str, rest: tuple[str, ...]) -> None:
        super().__init__(button)
        self.verb = verb
        self.rest = rest

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> "PressItem":
        """The button that was pressed, from its id alone."""
        rest = tuple(part for part in match["rest"].split(":")[1:])
        return cls(cast("discord.ui.Button[Any]", item), match["verb"], rest)

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Hand it to the client."""
        await cast(Presses, interaction.client).pressed(interaction, self.verb, self.rest)


def view_of(buttons: Sequence[Button]) -> discord.ui.View | None:
    """The buttons as a view of rows of five; None if there are none. Nothing of it is kept in memory."""
    if not buttons:
        return None
    view = discord.ui.View(timeout=None)
    for button in buttons[:25]:
        view.add_item(press_item(button))
    return view


def press_item(button: Button) -> PressItem:
    """A button as an item that outlives restarts."""
    verb, *rest = button.id.split(":")[1:]
    made: discord.ui.Button[Any] = discord.ui.Button(
        custom_id=button.id, label=button.label[:80], style=_STYLES[button.style], emoji=button.emoji or None
    )
    return PressItem(made, verb, tuple(rest))
