"""Commands in the context menu of a message or a member: who said it, edit, remove, say it differently; who is this.

Each finds out from the message alone which part of which turn it shows. Another of them is one line in `add_menus`.
"""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, Final

import discord
from discord import app_commands

from gm.bot.answers import Interaction, Shown, answer, open_form
from gm.bot.catalogue import Speech
from gm.bot.handling import open_edit, open_retelling, remove
from gm.bot.provenance import show_character, who_said
from gm.bot.translator import text_of
from gm.domain.errors import GmError

if TYPE_CHECKING:
    from gm.bot.client import GmBot

Text = Callable[["GmBot", Interaction, Speech, int], Awaitable[Shown]]
"""Does something about a message, by its id, and gives what the one who asked reads."""
Form = Callable[["GmBot", Interaction, Speech, int], Awaitable[discord.ui.Modal]]
"""Gives a form about a message."""

_TEXTS: Final[dict[str, Text]] = {"who": who_said, "remove": remove}
_FORMS: Final[dict[str, Form]] = {"edit": open_edit, "differently": open_retelling}


def add_menus(tree: app_commands.CommandTree[Any], bot: "GmBot") -> None:
    """Register them."""
    tree.add_command(_text_menu(bot, "who", _TEXTS["who"]))
    tree.add_command(_form_menu(bot, "edit", _FORMS["edit"]))
    tree.add_command(_text_menu(bot, "remove", _TEXTS["remove"]))
    tree.add_command(_form_menu(bot, "differently", _FORMS["differently"]))
    tree.add_command(_character_menu(bot))


def _text_menu(bot: "GmBot", key: str, work: Text) -> app_commands.ContextMenu:
    async def called(interaction: Interaction, message: discord.Message) -> None:
        speech = bot.speech(interaction)
        await answer(interaction, speech, lambda: work(bot, interaction, speech, message.id))

    return app_commands.ContextMenu(name=text_of(f"menu.{key}"), callback=called)


def _form_menu(bot: "GmBot", key: str, work: Form) -> app_commands.ContextMenu:
    """A form is the first answer or none: what it is about is looked up before (a few reads)."""

    async def called(interaction: Interaction, message: discord.Message) -> None:
        speech = bot.speech(interaction)
        try:
            form = await work(bot, interaction, speech, message.id)
        except GmError as error:
            refusal = error

            async def refused() -> str:
                raise refusal

            await answer(interaction, speech, refused)
            return
        await open_form(interaction, form)

    return app_commands.ContextMenu(name=text_of(f"menu.{key}"), callback=called)


def _character_menu(bot: "GmBot") -> app_commands.ContextMenu:
    async def called(interaction: Interaction, member: discord.Member) -> None:
        speech = bot.speech(interaction)
        await answer(interaction, speech, lambda: show_character(bot, interaction, speech, member.id))

    return app_commands.ContextMenu(name=text_of("menu.character"), callback=called)
