"""`/play schedule`, and moments while they are typed."""

from typing import TYPE_CHECKING

from discord import app_commands

from gm.bot.answers import Interaction, answer
from gm.bot.moments import mark, suggestions
from gm.bot.schedule import plan, show_plan
from gm.bot.translator import text_of

if TYPE_CHECKING:
    from gm.bot.client import GmBot


def add_schedule_command(group: app_commands.Group, bot: "GmBot") -> None:
    """Register it in `/play`."""

    @group.command(name=text_of("command.play.schedule.name"), description=text_of("command.play.schedule.text"))
    @app_commands.rename(when=text_of("option.when.name"))
    @app_commands.describe(when=text_of("option.when.text"))
    async def schedule(interaction: Interaction, when: app_commands.Range[str, 1, 60] | None = None) -> None:
        speech, thread = bot.speech(interaction), interaction.channel_id or 0

        async def planned() -> str:
            if when is None:
                return await show_plan(bot, thread, speech)
            return await plan(bot, interaction, speech, thread, when)

        await answer(interaction, speech, planned)

    @schedule.autocomplete("when")
    async def moments(interaction: Interaction, current: str) -> list[app_commands.Choice[str]]:
        return moment_choices(bot, current)


def moment_choices(bot: "GmBot", current: str) -> list[app_commands.Choice[str]]:
    """What a typed moment means so far, or some likely ones: named in UTC, sent as a mark that means one moment."""
    found = suggestions(current, bot.tables.parts.clock.now())
    return [app_commands.Choice(name=f"{each:%Y-%m-%d %H:%M} UTC", value=mark(each)) for each in found]
