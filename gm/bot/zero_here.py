"""Session zero on Discord: a card with how the table has agreed to play, and the form by which its game master writes
it down."""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import discord

from gm.bot.answers import Interaction, answer, open_form
from gm.bot.auditing import audit
from gm.bot.buttons import Button, button_id
from gm.bot.cards import Card
from gm.bot.catalogue import Speech
from gm.bot.gm_desk import led
from gm.bot.modals import labelled, made_modal
from gm.domain.errors import GmError
from gm.domain.table import PACES
from gm.play.zero import Zero

if TYPE_CHECKING:
    from gm.bot.client import GmBot

Rest = tuple[str, ...]
_USUAL = "usual"


async def show_zero(bot: "GmBot", interaction: Interaction) -> Card:
    """How the table here has agreed to play. Raises NotFound."""
    speech = bot.speech(interaction)
    table = await bot.tables.need(interaction.channel_id, speech)
    return zero_card(speech, await table.engine.zero.now(table.game))


def zero_card(speech: Speech, found: Zero) -> Card:
    """What stands, and the button by which it is changed. Pure."""
    return Card(
        speech("zero.title"),
        zero_rows(speech, found),
        footer=speech("zero.how"),
        buttons=(zero_button(speech),),
        accent="desk",
    )


def zero_button(speech: Speech) -> Button:
    """Opens the form, for a game master."""
    return Button(button_id("zero"), speech("button.zero"), "primary")


def zero_rows(speech: Speech, found: Zero) -> tuple[str, ...]:
    """Tone, lines, veils, pace."""
    usual = speech("zero.usual")
    pace = speech(f"lobby.pace.{found.pace}") if found.pace else usual
    return (
        speech("zero.tone", what=", ".join(found.tone) or usual),
        speech("zero.lines", what="; ".join(each.partition(":")[0] for each in found.lines) or usual),
        speech("zero.veils", what="; ".join(each.partition(":")[0] for each in found.veils) or usual),
        speech("zero.pace", what=pace),
    )


async def open_zero(bot: "GmBot", interaction: Interaction, speech: Speech, rest: Rest) -> None:
    """The form, with what stands; for game masters."""
    try:
        table = await led(bot, interaction, speech)
        found = await table.engine.zero.now(table.game)
    except GmError as failure:
        error = failure

        async def refused() -> str:
            raise error

        await answer(interaction, speech, refused)
        return
    await open_form(interaction, zero_form(speech, found))


def zero_form(speech: Speech, found: Zero) -> discord.ui.Modal:
    """Tone, lines, veils and pace."""
    modal = made_modal(speech("form.zero.title"), button_id("zeroform"))
    long = discord.TextStyle.paragraph
    texts = (
        ("tone", ", ".join(found.tone), discord.TextStyle.short, 400),
        ("lines", "\n".join(found.lines), long, 1500),
        ("veils", "\n".join(found.veils), long, 1500),
    )
    for name, now, style, most in texts:
        field: discord.ui.TextInput[Any] = discord.ui.TextInput(
            custom_id=name, style=style, required=False, max_length=most, default=now[:most] or None
        )
        modal.add_item(labelled(speech(f"form.zero.{name}"), speech(f"form.zero.{name}_hint"), field))
    options = [discord.SelectOption(label=speech("zero.usual")[:100], value=_USUAL, default=found.pace is None)]
    options += [
        discord.SelectOption(label=speech(f"lobby.pace.{pace}")[:100], value=pace, default=found.pace == pace)
        for pace in PACES
    ]
    pick: discord.ui.Select[Any] = discord.ui.Select(custom_id="pace", options=options)
    modal.add_item(labelled(speech("form.zero.pace"), "", pick))
    return modal


async def zero_sent(
    bot: "GmBot", interaction: Interaction, speech: Speech, rest: Rest, fields: Mapping[str, str]
) -> str:
    """Written down: the table reads what was agreed on. Raises Refused, NotFound."""
    table = await led(bot, interaction, speech)
    pace = fields.get("pace", _USUAL)
    found = await table.engine.zero.agree(
        table.game,
        tone=[each for each in re.split(r"[,，、\n]", fields.get("tone", "")) if each.strip()],
        lines=[each for each in fields.get("lines", "").split("\n") if each.strip()],
        veils=[each for each in fields.get("veils", "").split("\n") if each.strip()],
        pace="" if pace in (_USUAL, "") else pace,
    )
    await audit(bot, interaction, "table.zero", thread_id=table.binding.thread_id)
    head = f"### {table.speech('zero.title')}"
    await table.say("\n".join([head, *zero_rows(table.speech, found)])[:1900])
    return speech("zero.done")
