"""`/host usage`, `/host stop` and `/host go`: what this server has used, and one command that stops it."""

from datetime import UTC
from typing import TYPE_CHECKING, Final

from gm.bot.answers import Interaction
from gm.bot.auditing import audit
from gm.bot.buttons import Button, button_id
from gm.bot.catalogue import Speech
from gm.bot.drawing import UsageChart, send_chart
from gm.bot.limit_desk import go_on_unpaid
from gm.bot.rights import manages_server, need_manager
from gm.bot.screens import Screen
from gm.bot.setup import caps_text
from gm.domain.errors import Refused
from gm.models.accounts import guild_account
from gm.review.amounts import money
from gm.review.server_spend import BY, ServerSpend, load_server_spend
from gm.review.spend import SpendTotal, is_offline
from gm.store.guilds import GuildSettings
from gm.store.money import EVERYTHING, drop_stop, load_stops, record_stop
from gm.store.spend import SpendLine, load_spend

if TYPE_CHECKING:
    from gm.bot.client import GmBot

_PLAYER: Final = "discord:"
TERMINAL: Final = "terminal"
"""Who a stop is by that only the host can lift."""


async def usage_screen(bot: "GmBot", interaction: Interaction, speech: Speech) -> Screen:
    """What this server has used."""
    guild_id = need_manager(interaction, speech)
    settings = await bot.tables.settings(guild_id)
    async with bot.app.database.read() as db:
        spend = await load_server_spend(db, guild_account(guild_id), now=bot.tables.parts.clock.now())
    halt = "go" if spend.stops else "stop"
    buttons = (
        Button(button_id("spend", halt), speech(f"button.spend.{halt}"), "danger" if halt == "stop" else "success"),
    )
    return Screen(usage_text(speech, spend, settings), buttons)


async def usage_chart(bot: "GmBot", interaction: Interaction, speech: Speech) -> None:
    """This server's month by day as a picture, below the answer that stands. Nothing for who may not see it."""
    if interaction.guild_id is None or not manages_server(interaction):
        return
    now = bot.tables.parts.clock.now().astimezone(UTC)
    month = now.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    async with bot.app.database.read() as db:
        days = await load_spend(db, by="day", since=month, account=guild_account(interaction.guild_id))
    send_chart(bot, interaction, speech, UsageChart(days, "day", speech("usage.chart_server")))


def usage_text(speech: Speech, spend: ServerSpend, settings: GuildSettings) -> str:
    """As a post."""
    pace = "?" if spend.pace is None else money(spend.pace)
    rows = [
        f"## {speech('spend.title')}",
        speech("spend.today", text=_total(speech, spend.today)),
        speech("spend.month", text=_total(speech, spend.month)),
        speech("spend.pace", amount=pace),
        speech("spend.caps", who=speech(f"models.{settings.models}"), caps=caps_text(speech, settings)),
    ]
    for by in BY:
        if spend.lines[by]:
            rows += ["", f"**{speech(f'spend.by.{by}')}**"]
            rows += [f"• {_key(speech, by, line)}: {money(line.cost)} ({line.calls})" for line in spend.lines[by]]
    if spend.stops:
        host = any(stop.scope == EVERYTHING or stop.by == TERMINAL for stop in spend.stops)
        rows += ["", speech("spend.stopped_by_host" if host else "spend.stopped")]
    return "\n".join(rows)


def _total(speech: Speech, part: SpendTotal) -> str:
    if is_offline(part):
        return speech("spend.nothing", calls=part.calls)
    return speech("spend.total", amount=money(part.cost), calls=part.calls, tokens=f"{part.tokens:,}")


def _key(speech: Speech, by: str, line: SpendLine) -> str:
    if by == "category":
        return speech.catalogue.find(speech.locale, f"category.{line.key}") or line.key
    if by == "player":
        return f"<@{line.key.removeprefix(_PLAYER)}>" if line.key.startswith(_PLAYER) else speech("spend.everyone")
    return line.key or speech("spend.no_game")


async def stop_spending(bot: "GmBot", interaction: Interaction, speech: Speech) -> str:
    """Stop all spending of this server, from the next call on."""
    guild_id = need_manager(interaction, speech)
    async with bot.app.database.begin() as db:
        new = await record_stop(db, guild_account(guild_id), "server", bot.tables.parts.clock.now())
        await db.commit()
    if new:
        await audit(bot, interaction, "spending.stop")
    return speech("spend.stop_done")


async def go_on_spending(bot: "GmBot", interaction: Interaction, speech: Speech) -> str:
    """Let it go on, within the caps. Raises Refused where whoever runs the bot has stopped it."""
    guild_id = need_manager(interaction, speech)
    account = guild_account(guild_id)
    async with bot.app.database.begin() as db:
        stops = [stop for stop in await load_stops(db) if stop.scope in (EVERYTHING, account)]
        if any(stop.scope == EVERYTHING or stop.by == TERMINAL for stop in stops):
            raise Refused(speech("spend.stopped_by_host"))
        gone = await drop_stop(db, account)
        await db.commit()
    if gone:
        await audit(bot, interaction, "spending.go")
        await go_on_unpaid(bot, guild_id)
    return speech("spend.go_done" if gone else "spend.not_stopped")
