"""Private screens: a text with buttons that only one member sees, and that the next press brings up to date."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

import discord

from gm.bot.answers import Interaction, acknowledge, tell
from gm.bot.buttons import Button
from gm.bot.catalogue import Speech
from gm.bot.items import view_of
from gm.bot.render import error_text
from gm.bot.split import split_text
from gm.bot.wire import DOWN
from gm.domain.errors import GmError

_log = logging.getLogger("gm.bot")
_MOST: Final = 4
"""Posts that one screen may take."""


@dataclass(frozen=True, slots=True)
class Screen:
    """What is shown. The buttons stand under its last post."""

    text: str
    buttons: tuple[Button, ...] = ()


async def show(interaction: Interaction, speech: Speech, work: Callable[[], Awaitable[Screen]]) -> None:
    """Acknowledge, do the work, show the screen that it gives. Pressed on a screen of ours, that one is replaced; a
    failure leaves it as it stands and is told below it."""
    replacing = interaction.message is not None and interaction.message.flags.ephemeral
    if not await (_take_up(interaction) if replacing else acknowledge(interaction, private=True)):
        return
    try:
        screen = await work()
    except GmError as error:
        await _tell_failure(interaction, speech, error_text(error), replacing)
    except discord.Forbidden as error:
        await _tell_failure(interaction, speech, speech("error.forbidden", what=error.text), replacing)
    except Exception:
        _log.exception("an interaction failed")
        await _tell_failure(interaction, speech, speech("error.inside"), replacing)
    else:
        await _fill(interaction, screen)


async def _take_up(interaction: Interaction) -> bool:
    """Say within the three seconds that the screen will change."""
    try:
        await interaction.response.defer()
    except DOWN as error:
        _log.warning("too late to acknowledge: %s", error)
        return False
    return True


async def _tell_failure(interaction: Interaction, speech: Speech, text: str, replacing: bool) -> None:
    if not replacing:
        await tell(interaction, speech, text, private=True)
        return
    try:
        await interaction.followup.send(text[:2000], ephemeral=True)
    except DOWN as error:
        _log.warning("an answer was not shown: %s", error)


async def _fill(interaction: Interaction, screen: Screen) -> None:
    pieces = split_text(screen.text or "…")[:_MOST]
    view = view_of(screen.buttons)
    try:
        if len(pieces) == 1:
            await interaction.edit_original_response(content=pieces[0], view=view)
            return
        await interaction.edit_original_response(content=pieces[0], view=None)
        for piece in pieces[1:-1]:
            await interaction.followup.send(piece, ephemeral=True)
        if view is None:
            await interaction.followup.send(pieces[-1], ephemeral=True)
        else:
            await interaction.followup.send(pieces[-1], ephemeral=True, view=view)
    except DOWN as error:
        _log.warning("an answer was not shown: %s", error)
