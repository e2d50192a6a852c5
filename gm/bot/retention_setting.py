"""`/host retention`: how long a server keeps the texts of games that have ended, and which of them go next."""

from typing import TYPE_CHECKING, Final

from discord import app_commands

from gm.bot.answers import Interaction, answer
from gm.bot.auditing import audit
from gm.bot.catalogue import Speech
from gm.bot.keeping import due
from gm.bot.moments import mark
from gm.bot.rights import need_manager
from gm.bot.translator import text_of
from gm.store.retention import load_ended

if TYPE_CHECKING:
    from gm.bot.client import GmBot

_MOST_DAYS: Final = 36_500
_SHOWN: Final = 10


def add_retention_command(group: app_commands.Group, bot: "GmBot") -> None:
    """Register it among the host's."""

    @group.command(name=text_of("command.host.retention.name"), description=text_of("command.host.retention.text"))
    @app_commands.rename(days=text_of("option.days.name"))
    @app_commands.describe(days=text_of("option.days.text"))
    async def retention(interaction: Interaction, days: app_commands.Range[int, 0, _MOST_DAYS] | None = None) -> None:
        speech = bot.speech(interaction)
        await answer(interaction, speech, lambda: _retention(bot, interaction, speech, days))


async def _retention(bot: "GmBot", interaction: Interaction, speech: Speech, days: int | None) -> str:
    """Keep the number of days (0: for good; None: as it is), and say what goes when.

    Raises:
        Refused: not this member's to see or set.
    """
    guild_id = need_manager(interaction, speech)
    known = await bot.tables.settings(guild_id)
    wanted = known.retention_days if days is None else days or None
    if wanted != known.retention_days:
        await bot.tables.set_settings(known.model_copy(update={"retention_days": wanted}))
        await audit(bot, interaction, "settings.retention", f"{known.retention_days} -> {wanted}")
    rows = [f"## {speech('retention.title')}"]
    if days is not None:
        rows.append(f"✅ {speech('retention.kept')}")
    if wanted is None:
        rows.append(speech("retention.forever"))
    else:
        rows += [speech("retention.days", days=wanted), "", *await _next(bot, guild_id, wanted, speech)]
    return "\n".join([*rows, "", f"-# {speech('retention.how')}"])


async def _next(bot: "GmBot", guild_id: int, days: int, speech: Speech) -> list[str]:
    """What goes next, the first one first."""
    now = bot.tables.parts.clock.now()
    async with bot.app.database.read() as db:
        ended = await load_ended(db, guild_id, now)
    going = sorted((due(game, days, now), game.thread_id) for game in ended)
    if not going:
        return [speech("retention.nothing")]
    rows = [f"• {speech('retention.row', thread=f'<#{thread}>', when=mark(when, 'D'))}" for when, thread in going]
    more = [speech("retention.more", count=len(rows) - _SHOWN)] if len(rows) > _SHOWN else []
    return [speech("retention.next"), *rows[:_SHOWN], *more]
