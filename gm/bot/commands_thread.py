"""`/play remind` and `/play move`: when a table waits, and where it plays."""

from typing import TYPE_CHECKING, Any

from discord import app_commands

from gm.bot.answers import Interaction, answer
from gm.bot.moving import may_move, move
from gm.bot.reminding import set_reminder
from gm.bot.translator import text_of

if TYPE_CHECKING:
    from gm.bot.client import GmBot


def add_thread_commands(group: app_commands.Group, bot: "GmBot") -> None:
    """Register them under `/play`."""

    @group.command(name=text_of("command.play.remind.name"), description=text_of("command.play.remind.text"))
    @app_commands.rename(
        hours=text_of("option.hours.name"), zone=text_of("option.zone.name"), quiet=text_of("option.quiet.name")
    )
    @app_commands.describe(
        hours=text_of("option.hours.text"), zone=text_of("option.zone.text"), quiet=text_of("option.quiet.text")
    )
    async def remind(
        interaction: Interaction,
        hours: app_commands.Range[int, 0, 336] = 24,
        zone: app_commands.Range[str, 1, 10] | None = None,
        quiet: app_commands.Range[str, 1, 10] | None = None,
    ) -> None:
        speech = bot.speech(interaction)

        async def kept() -> str:
            table = await bot.tables.need(interaction.channel_id, speech)
            return await set_reminder(bot, table, interaction.user.id, speech, hours=hours, zone=zone, quiet=quiet)

        await answer(interaction, speech, kept)

    @group.command(name=text_of("command.play.move.name"), description=text_of("command.play.move.text"))
    @app_commands.rename(game=text_of("option.game.name"))
    @app_commands.describe(game=text_of("option.game.text"))
    async def move_here(interaction: Interaction, game: app_commands.Range[str, 1, 64] | None = None) -> None:
        speech = bot.speech(interaction)
        await answer(interaction, speech, lambda: move(bot, interaction, speech, game))

    @move_here.autocomplete("game")
    async def games(interaction: Interaction, current: str) -> list[app_commands.Choice[Any]]:
        word = current.casefold()
        return [
            app_commands.Choice(name=each.name[:100], value=str(each.thread_id))
            for each in await may_move(bot, interaction)
            if word in each.name.casefold()
        ][:25]
