"""Commands for writing together, `/continue` `/rewrite` `/expand` `/alternatives` `/note`, and `/oracle`."""

from typing import TYPE_CHECKING, Any

from discord import app_commands

from gm.bot.acts import FACE, act, member_name
from gm.bot.allowance import afford
from gm.bot.answers import Interaction, answer
from gm.bot.rights import leads_table
from gm.bot.table import Table, player_key
from gm.bot.translator import text_of
from gm.domain.errors import Refused
from gm.play.narrate import EXPAND
from gm.play.oracle import ask_oracle
from gm.play.parts import SilentFace
from gm.rules.oracle import CHANCES, Odds

if TYPE_CHECKING:
    from gm.bot.client import GmBot

_How = app_commands.Range[str, 1, 200]
ON: str = "…"
"""What stands for a direction that says nothing but: go on."""


def add_writing_commands(tree: app_commands.CommandTree[Any], bot: "GmBot") -> None:
    """Register them."""
    _add_ways(tree, bot)
    _add_note(tree, bot)
    _add_oracle(tree, bot)


def _add_ways(tree: app_commands.CommandTree[Any], bot: "GmBot") -> None:
    @tree.command(name=text_of("command.continue.name"), description=text_of("command.continue.text"))
    @app_commands.rename(how=text_of("option.how.name"))
    @app_commands.describe(how=text_of("option.how.text"))
    async def go_on(interaction: Interaction, how: _How | None = None) -> None:
        await answer(interaction, bot.speech(interaction), lambda: act(bot, interaction, how or ON, kind="direct"))

    async def retold(interaction: Interaction, how: str, ways: int = 1) -> None:
        speech = bot.speech(interaction)

        async def started() -> str:
            table = await bot.tables.need(interaction.channel_id, speech)
            table.character_of(interaction.user.id)
            await afford(table, player_key(interaction.user.id), speech)
            await table.history.reword(how, ways=ways)
            return speech("reword.started" if ways == 1 else "ways.started")

        await answer(interaction, speech, started)

    @tree.command(name=text_of("command.rewrite.name"), description=text_of("command.rewrite.text"))
    @app_commands.rename(how=text_of("option.how.name"))
    @app_commands.describe(how=text_of("option.how.text"))
    async def rewrite(interaction: Interaction, how: _How | None = None) -> None:
        await retold(interaction, how or "")

    @tree.command(name=text_of("command.expand.name"), description=text_of("command.expand.text"))
    @app_commands.rename(how=text_of("option.how.name"))
    @app_commands.describe(how=text_of("option.how.text"))
    async def expand(interaction: Interaction, how: _How | None = None) -> None:
        await retold(interaction, f"{EXPAND}: {how}" if how else f"{EXPAND}, closer, the same events")

    @tree.command(name=text_of("command.alternatives.name"), description=text_of("command.alternatives.text"))
    async def alternatives(interaction: Interaction) -> None:
        await retold(interaction, "", ways=2)


def _add_note(tree: app_commands.CommandTree[Any], bot: "GmBot") -> None:
    @tree.command(name=text_of("command.note.name"), description=text_of("command.note.text"))
    @app_commands.rename(words=text_of("option.words.name"), remove=text_of("option.remove.name"))
    @app_commands.describe(words=text_of("option.words.text"), remove=text_of("option.remove.text"))
    async def note(
        interaction: Interaction,
        words: app_commands.Range[str, 1, 500] | None = None,
        remove: app_commands.Range[int, 1, 999999] | None = None,
    ) -> None:
        speech = bot.speech(interaction)

        async def noted() -> str:
            table = await bot.tables.need(interaction.channel_id, speech)
            table.character_of(interaction.user.id)
            await need_writing(table)
            desk = table.engine.desk
            if remove is not None:
                await desk.unnote(table.game, remove)
            if words is not None:
                await desk.note(table.game, player_key(interaction.user.id), words, beats=None)
            rows = [
                f"{each.id}. {each.text}" for each, _ in await desk.notes(table.game, scene_key=table.binding.scene)
            ]
            return "\n".join((speech("note.stand"), *rows)) if rows else speech("note.nothing")

        await answer(interaction, speech, noted)


async def need_writing(table: Table) -> None:
    """Raises Refused where the table does not write together: elsewhere notes are a game master's."""
    if (await table.engine.table(table.game)).mode != "coauthor":
        raise Refused(table.speech("note.elsewhere"))


async def may_edit(bot: "GmBot", interaction: Interaction, table: Table) -> bool:
    """Whether somebody may let what is told read otherwise: a game master; where you write together, or alone, anyone
    who sits here."""
    settings = await bot.tables.settings(table.binding.guild_id)
    if leads_table(interaction, settings, table.binding):
        return True
    return (await table.engine.table(table.game)).mode in ("coauthor", "solo") and interaction.user.id in table.seats


def _add_oracle(tree: app_commands.CommandTree[Any], bot: "GmBot") -> None:
    @tree.command(name=text_of("command.oracle.name"), description=text_of("command.oracle.text"))
    @app_commands.rename(question=text_of("option.question.name"), odds=text_of("option.odds.name"))
    @app_commands.describe(question=text_of("option.question.text"), odds=text_of("option.odds.text"))
    async def oracle(interaction: Interaction, question: app_commands.Range[str, 1, 300], odds: Odds = "even") -> None:
        speech = bot.speech(interaction)

        async def asked() -> str:
            table = await bot.tables.need(interaction.channel_id, speech)
            table.character_of(interaction.user.id)
            table.need_live()
            found = await ask_oracle(
                table.engine,
                table.game,
                question,
                CHANCES[odds],
                face=FACE,
                source_id=str(interaction.id),
                player=player_key(interaction.user.id),
                shows=SilentFace(),
            )
            return table.speech(
                "oracle.answer",
                name=member_name(interaction),
                question=found.question,
                chance=found.chance,
                rolled=found.rolled,
                answer=found.words,
            )

        await answer(interaction, speech, asked, private=False)
