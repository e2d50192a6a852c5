"""`/host budgets`: a server's limits in US dollars and in tokens, for all of it and each member, and how they stand."""

from typing import TYPE_CHECKING, Any, Final

from discord import app_commands

from gm.bot.answers import Interaction, answer
from gm.bot.auditing import audit
from gm.bot.catalogue import Speech
from gm.bot.limit_desk import go_on_unpaid
from gm.bot.moments import mark
from gm.bot.rights import need_manager
from gm.bot.setup_values import parse_usd
from gm.bot.translator import text_of
from gm.domain.budgets import EACH, kind_of, named_in
from gm.domain.errors import Refused
from gm.review.amounts import money
from gm.store.standings import Standing, load_standings

if TYPE_CHECKING:
    from gm.bot.client import GmBot

_MOST_TOKENS: Final = 10**15
_DISCORD: Final = "discord:"
_WHOSE: Final = ("server", "player")
_PERIODS: Final = ("day", "month")
_AT: Final = ("offline", "stop")


def add_budgets_command(group: app_commands.Group, bot: "GmBot") -> None:
    """Register it among the host's."""

    @group.command(name=text_of("command.host.budgets.name"), description=text_of("command.host.budgets.text"))
    @app_commands.rename(
        whose=text_of("option.whose.name"),
        period=text_of("option.period.name"),
        dollars=text_of("option.dollars.name"),
        tokens=text_of("option.tokens.name"),
        at_limit=text_of("option.at_limit.name"),
    )
    @app_commands.describe(
        whose=text_of("option.whose.text"),
        period=text_of("option.period.text"),
        dollars=text_of("option.dollars.text"),
        tokens=text_of("option.tokens.text"),
        at_limit=text_of("option.at_limit.text"),
    )
    @app_commands.choices(
        whose=[app_commands.Choice(name=text_of(f"budgets.{each}"), value=each) for each in _WHOSE],
        period=[app_commands.Choice(name=text_of(f"budgets.{each}"), value=each) for each in _PERIODS],
        at_limit=[app_commands.Choice(name=text_of(f"budgets.{each}"), value=each) for each in _AT],
    )
    async def budgets(
        interaction: Interaction,
        whose: str = "server",
        period: str = "day",
        dollars: app_commands.Range[str, 1, 20] | None = None,
        tokens: app_commands.Range[str, 1, 20] | None = None,
        at_limit: str | None = None,
    ) -> None:
        speech = bot.speech(interaction)
        prefix = "player_" if whose == "player" else ""

        def changes() -> dict[str, Any]:
            found: dict[str, Any] = {}
            if dollars is not None:
                found[f"{prefix}{period}_usd"] = parse_usd(dollars, speech)
            if tokens is not None:
                found[f"{prefix}{period}_tokens"] = parse_tokens(tokens, speech)
            return found if at_limit is None else {**found, "at_limit": at_limit}

        await answer(interaction, speech, lambda: _budgets(bot, interaction, speech, changes()))


def parse_tokens(text: str, speech: Speech) -> int | None:
    """A number of tokens as people write it (`200000`, `200 000`, `200,000`); None for `-`.

    Raises:
        Refused: it is no whole number.
    """
    plain = "".join(text.split()).replace(",", "").replace(".", "").replace("_", "")
    if plain in ("", "-", "—") or plain.casefold() == "none":
        return None
    if not plain.isascii() or not plain.isdecimal() or int(plain) > _MOST_TOKENS:
        raise Refused(speech("budgets.bad_tokens", text=text.strip()[:40]))
    return int(plain)


async def _budgets(bot: "GmBot", interaction: Interaction, speech: Speech, changes: dict[str, Any]) -> str:
    """Keep what is given, and say how all limits stand. Raises Refused for members who do not manage the server."""
    guild_id = need_manager(interaction, speech)
    known = await bot.tables.settings(guild_id)
    changed = {name: value for name, value in changes.items() if getattr(known, name) != value}
    rows = [f"## {speech('budgets.title')}"]
    if changed:
        await bot.tables.set_settings(known.model_copy(update=changed))
        said = ", ".join(f"{name}: {getattr(known, name)} -> {value}" for name, value in changed.items())
        await audit(bot, interaction, "settings.budgets", said)
        await go_on_unpaid(bot, guild_id)
    if changes:
        rows.append(f"✅ {speech('budgets.kept')}")
    account = await bot.app.accounts.of_guild(guild_id)
    async with bot.app.database.read() as db:
        standings = await load_standings(db, account.limits, bot.tables.parts.clock.now())
    rows += [f"• {_row(speech, standing)}" for standing in standings] or [speech("budgets.none")]
    rows += [speech("budgets.at", what=speech(f"budgets.{account.at_limit}")), "", f"-# {speech('budgets.how')}"]
    return "\n".join(rows)


def _row(speech: Speech, standing: Standing) -> str:
    held = f" ({speech('budgets.held', amount=_amount(standing, standing.held))})" if standing.held else ""
    return speech(
        "budgets.row",
        whose=_whose(speech, standing.scope),
        period=speech(f"budgets.{standing.limit.period}"),
        taken=_amount(standing, max(0, standing.taken)) + held,
        allowed=money(standing.allowed / 1e9)
        if standing.unit == "usd"
        else speech("budgets.tokens", count=f"{standing.allowed:,}"),
        when=mark(standing.resets, "R"),
    )


def _amount(standing: Standing, value: int) -> str:
    return money(value / 1e9) if standing.unit == "usd" else f"{value:,}"


def _whose(speech: Speech, scope: str) -> str:
    if kind_of(scope) != "player":
        return speech("budgets.server")
    name = named_in(scope)
    return speech("budgets.player") if name == EACH else f"<@{name.removeprefix(_DISCORD)}>"
