"""`/privacy what|export|delete`: what is stored about the one who asks, in servers and in direct messages."""

import io
from datetime import datetime
from typing import TYPE_CHECKING, Any

import discord
from discord import app_commands

from gm.bot.answers import Interaction, acknowledge, answer, tell
from gm.bot.buttons import number_of
from gm.bot.catalogue import Speech
from gm.bot.forgetting import forget
from gm.bot.modals import word_form
from gm.bot.table import player_key
from gm.bot.translator import text_of
from gm.bot.wire import DOWN
from gm.review.personal_export import export_zip
from gm.store.personal import CATEGORIES
from gm.store.personal_data import PersonalData, load_personal

if TYPE_CHECKING:
    from gm.bot.client import GmBot

FILE = "my-data.zip"
GONE = "gone"
"""Value of the choice that words are let go once they are answered."""


def add_privacy_commands(tree: app_commands.CommandTree[Any], bot: "GmBot") -> None:
    """Register them."""
    group: app_commands.Group = app_commands.Group(
        name=text_of("command.privacy.name"),
        description=text_of("command.privacy.text"),
        allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=True),
    )

    @group.command(name=text_of("command.privacy.what.name"), description=text_of("command.privacy.what.text"))
    async def what(interaction: Interaction) -> None:
        speech = bot.speech(interaction)

        async def told() -> str:
            return what_text(speech, await _data(bot, interaction))

        await answer(interaction, speech, told)

    @group.command(name=text_of("command.privacy.export.name"), description=text_of("command.privacy.export.text"))
    async def export(interaction: Interaction) -> None:
        speech = bot.speech(interaction)
        if not await acknowledge(interaction, private=True):
            return
        made = export_zip(await _data(bot, interaction), bot.tables.parts.clock.now())
        try:
            await interaction.edit_original_response(
                content=speech("privacy.exported"), attachments=[discord.File(io.BytesIO(made), FILE)]
            )
        except DOWN:
            await tell(interaction, speech, speech("privacy.too_big"), private=True)

    @group.command(name=text_of("command.privacy.record.name"), description=text_of("command.privacy.record.text"))
    @app_commands.rename(keep=text_of("option.keep.name"))
    @app_commands.describe(keep=text_of("option.keep.text"))
    @app_commands.choices(
        keep=[
            app_commands.Choice(name=text_of("choice.words_gone"), value=GONE),
            app_commands.Choice(name=text_of("choice.words_kept"), value="kept"),
        ]
    )
    async def record(interaction: Interaction, keep: str) -> None:
        speech = bot.speech(interaction)
        await answer(interaction, speech, lambda: set_kept(bot, interaction, speech, kept=keep != GONE))

    @group.command(name=text_of("command.privacy.delete.name"), description=text_of("command.privacy.delete.text"))
    @app_commands.rename(where=text_of("option.where.name"))
    @app_commands.describe(where=text_of("option.where.text"))
    @app_commands.choices(
        where=[
            app_commands.Choice(name=text_of("choice.here"), value="here"),
            app_commands.Choice(name=text_of("choice.everywhere"), value="everywhere"),
        ]
    )
    async def delete(interaction: Interaction, where: str = "everywhere") -> None:
        speech = bot.speech(interaction)
        guild = interaction.guild_id if where == "here" else None
        await interaction.response.send_modal(word_form(speech, guild or 0))

    tree.add_command(group)


async def _data(bot: "GmBot", interaction: Interaction) -> PersonalData:
    async with bot.app.database.read() as db:
        return await load_personal(db, player_key(interaction.user.id), interaction.user.id)


def what_text(speech: Speech, data: PersonalData) -> str:
    """What is stored, in plain words with counts; who sees it; which providers got it; what to do about it."""
    rows = [f"## {speech('privacy.title')}"]
    rows += [
        f"• {speech(f'privacy.category.{name}')}: **{data.count(name)}**" for name in CATEGORIES if name != "account"
    ]
    rows.append(f"• {speech('privacy.category.account')}")
    sent = ", ".join(f"{who or model} ({calls})" for who, model, calls in data.providers)
    rows += ["", speech("privacy.sent", names=sent) if sent else speech("privacy.not_sent")]
    for row in data.parts.get("not_kept", ()):
        rows.append(speech("privacy.not_kept", date=discord.utils.format_dt(datetime.fromisoformat(row["since"]), "D")))
    rows += [speech("privacy.seen"), speech("privacy.kept"), "", speech("privacy.rights")]
    return "\n".join(rows)


async def set_kept(bot: "GmBot", interaction: Interaction, speech: Speech, *, kept: bool) -> str:
    """Whether somebody's words are kept from now on, at every table; nobody else is told."""
    await bot.app.engine.record.set_kept(player_key(interaction.user.id), kept=kept)
    return speech("privacy.kept_again") if kept else f"{speech('privacy.let_go')}\n{speech('privacy.before')}"


async def submitted_delete(bot: "GmBot", interaction: Interaction, word: str, guild: str) -> str:
    """The form with the word was sent: erase, if it is the word."""
    speech = bot.speech(interaction)
    if word.strip().casefold() != speech("privacy.word").casefold():
        return speech("privacy.wrong_word", word=speech("privacy.word"))
    done = await forget(bot, interaction.user.id, number_of(guild) or None)
    return speech("privacy.deleted", texts=done.texts, sentences=done.cut, rows=done.rows)
