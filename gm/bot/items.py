"""Buttons and menus as Discord has them: one dynamic item for all of each, so that they outlive restarts and none goes
unanswered."""

import re
from collections.abc import Sequence
from typing import Any, Final, Protocol, cast

import discord

from gm.bot.buttons import MARK, Button
from gm.bot.pickers import HINT, LABEL, MOST_OPTIONS, Picker
from gm.bot.pickers import MARK as MENU_MARK

_REST: Final = r":(?P<verb>[a-z]+)(?P<rest>(:[^:]*)*)"
_ID: Final = f"{MARK}{_REST}"
_MENU_ID: Final = f"{MENU_MARK}{_REST}"
IDS: Final = re.compile(f"({MARK}|{MENU_MARK}){_REST}")
"""What the ids of our buttons and menus look like."""
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


class PickItem(discord.ui.DynamicItem[discord.ui.Select[Any]], template=_MENU_ID):
    """Any menu of ours: a pick is a press, with what was picked as the last part."""

    def __init__(self, menu: discord.ui.Select[Any], verb: str, rest: tuple[str, ...]) -> None:
        super().__init__(menu)
        self.verb = verb
        self.rest = rest

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> "PickItem":
        """The menu that was picked from, from its id alone."""
        rest = tuple(part for part in match["rest"].split(":")[1:])
        return cls(cast("discord.ui.Select[Any]", item), match["verb"], rest)

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Hand it to the client."""
        await cast(Presses, interaction.client).pressed(interaction, self.verb, (*self.rest, *self.item.values))


def view_of(buttons: Sequence[Button], pickers: Sequence[Picker] = ()) -> discord.ui.View | None:
    """Menus, a row each, then the buttons in rows of five; None if there is nothing. Nothing is kept in memory."""
    if not buttons and not pickers:
        return None
    view = discord.ui.View(timeout=None)
    for picker in pickers[:5]:
        view.add_item(pick_item(picker))
    for button in buttons[: 5 * (5 - len(pickers[:5]))]:
        view.add_item(press_item(button))
    return view


def pick_item(picker: Picker) -> PickItem:
    """A menu as an item that outlives restarts."""
    verb, *rest = picker.id.split(":")[1:]
    options = [
        discord.SelectOption(label=each.label[:LABEL], value=each.value[:LABEL], description=each.about[:LABEL] or None)
        for each in picker.options[:MOST_OPTIONS]
    ]
    made: discord.ui.Select[Any] = discord.ui.Select(
        custom_id=picker.id, placeholder=picker.hint[:HINT], options=options
    )
    return PickItem(made, verb, tuple(rest))


def press_item(button: Button) -> PressItem:
    """A button as an item that outlives restarts."""
    verb, *rest = button.id.split(":")[1:]
    made: discord.ui.Button[Any] = discord.ui.Button(
        custom_id=button.id, label=button.label[:80], style=_STYLES[button.style], emoji=button.emoji or None
    )
    return PressItem(made, verb, tuple(rest))
