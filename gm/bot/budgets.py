"""`/host budgets`: a server's limits in US dollars and in tokens, for all of it, its campaigns and each member, and how
they stand."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from discord import app_commands

from gm.bot.answers import Interaction, answer
from gm.bot.auditing import audit
from gm.bot.campaign_choices import campaign_choices
from gm.bot.catalogue import Speech
from gm.bot.limit_desk import go_on_unpaid
from gm.bot.moments import mark
from gm.bot.rights import need_manager
from gm.bot.setup_values import parse_usd
from gm.bot.translator import text_of
from gm.domain.budgets import EACH, kind_of, named_in
from gm.domain.errors import Refused
from gm.review.amounts import money
from gm.store.guilds import MOST_BUDGETS, CampaignBudget, GuildSettings
from gm.store.standings import Standing, load_standings

if TYPE_CHECKING:
    from gm.bot.client import GmBot

_MOST_TOKENS: Final = 10**15
_DISCORD: Final = "discord:"
_WHOSE: Final = ("server", "player", "campaign")
_PERIODS: Final = ("day", "month")
_OF_CAMPAIGNS: Final = "campaign_budgets"
_AT: Final = ("offline", "stop")


def add_budgets_command(group: app_commands.Group, bot: "GmBot") -> None:
    """Register it among the host's."""

    @group.command(name=text_of("command.host.budgets.name"), description=text_of("command.host.budgets.text"))
    @app_commands.rename(
        whose=text_of("option.whose.name"),
        campaign=text_of("option.budget_campaign.name"),
        period=text_of("option.period.name"),
        dollars=text_of("option.dollars.name"),
        tokens=text_of("option.tokens.name"),
        at_limit=text_of("option.at_limit.name"),
    )
    @app_commands.describe(
        whose=text_of("option.whose.text"),
        campaign=text_of("option.budget_campaign.text"),
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
        campaign: app_commands.Range[str, 1, 64] | None = None,
        period: str = "day",
        dollars: app_commands.Range[str, 1, 20] | None = None,
        tokens: app_commands.Range[str, 1, 20] | None = None,
        at_limit: str | None = None,
    ) -> None:
        speech = bot.speech(interaction)
        asked = _Asked(whose if campaign is None else "campaign", campaign or EACH, period, dollars, tokens, at_limit)
        await answer(interaction, speech, lambda: _budgets(bot, interaction, speech, asked))

    @budgets.autocomplete("campaign")
    async def campaigns(interaction: Interaction, current: str) -> list[app_commands.Choice[str]]:
        return await campaign_choices(bot, interaction.guild_id, current)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What was filled in."""

    whose: str
    campaign: str
    period: str
    dollars: str | None
    tokens: str | None
    at_limit: str | None

    def changes(self, known: GuildSettings, speech: Speech) -> dict[str, Any]:
        """As settings. Raises Refused for what is no amount."""
        found: dict[str, Any] = {}
        if self.dollars is not None:
            found[f"{self.period}_usd"] = parse_usd(self.dollars, speech)
        if self.tokens is not None:
            found[f"{self.period}_tokens"] = parse_tokens(self.tokens, speech)
        if self.whose == "player":
            found = {f"player_{name}": value for name, value in found.items()}
        elif self.whose == "campaign" and found:
            found = {"campaign_budgets": _with_budget(known, self.campaign, found, speech)}
        return found if self.at_limit is None else {**found, "at_limit": self.at_limit}


def _with_budget(known: GuildSettings, slug: str, changes: dict[str, Any], speech: Speech) -> dict[str, CampaignBudget]:
    """The budgets of campaigns, with this one changed; one that says nothing any more is not kept."""
    budgets = dict(known.campaign_budgets)
    budgets[slug] = budgets.get(slug, CampaignBudget()).model_copy(update=changes)
    budgets = {name: each for name, each in budgets.items() if each != CampaignBudget()}
    if len(budgets) > MOST_BUDGETS:
        raise Refused(speech("budgets.too_many", most=MOST_BUDGETS))
    return budgets


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


async def _budgets(bot: "GmBot", interaction: Interaction, speech: Speech, asked: _Asked) -> str:
    """Keep what is given, and say how all limits stand. Raises Refused for members who do not manage the server."""
    guild_id = need_manager(interaction, speech)
    known = await bot.tables.settings(guild_id)
    titles = {each.slug: each.title for each in await bot.tables.listings(guild_id)}
    if asked.whose == "campaign" and asked.campaign not in (EACH, *titles, *known.campaign_budgets):
        raise Refused(speech("setup.no_campaign", names=", ".join(titles)))
    changes = asked.changes(known, speech)
    changed = {name: value for name, value in changes.items() if getattr(known, name) != value}
    rows = [f"## {speech('budgets.title')}"]
    if changed:
        await bot.tables.set_settings(known.model_copy(update=changed))
        await audit(bot, interaction, "settings.budgets", _said(known, changed, asked.campaign))
        await go_on_unpaid(bot, guild_id)
    if changes:
        rows.append(f"✅ {speech('budgets.kept')}")
    account = await bot.app.accounts.of_guild(guild_id)
    async with bot.app.database.read() as db:
        standings = await load_standings(db, account.limits, bot.tables.parts.clock.now())
    rows += [f"• {_row(speech, standing, titles)}" for standing in standings] or [speech("budgets.none")]
    rows += [speech("budgets.at", what=speech(f"budgets.{account.at_limit}")), "", f"-# {speech('budgets.how')}"]
    return "\n".join(rows)


def _said(known: GuildSettings, changed: dict[str, Any], campaign: str) -> str:
    """`day_usd: None -> 2.0`, `campaign mill: {'day_usd': 2.0}`."""
    said = [f"{name}: {getattr(known, name)} -> {value}" for name, value in changed.items() if name != _OF_CAMPAIGNS]
    if _OF_CAMPAIGNS in changed:
        now = changed[_OF_CAMPAIGNS].get(campaign, CampaignBudget())
        said.append(f"campaign {campaign}: {now.model_dump(exclude_none=True)}")
    return ", ".join(said)


def _row(speech: Speech, standing: Standing, titles: Mapping[str, str]) -> str:
    held = f" ({speech('budgets.held', amount=_amount(standing, standing.held))})" if standing.held else ""
    return speech(
        "budgets.row",
        whose=_whose(speech, standing.scope, titles),
        period=speech(f"budgets.{standing.limit.period}"),
        taken=_amount(standing, max(0, standing.taken)) + held,
        allowed=money(standing.allowed / 1e9)
        if standing.unit == "usd"
        else speech("budgets.tokens", count=f"{standing.allowed:,}"),
        when=mark(standing.resets, "R"),
    )


def _amount(standing: Standing, value: int) -> str:
    return money(value / 1e9) if standing.unit == "usd" else f"{value:,}"


def _whose(speech: Speech, scope: str, titles: Mapping[str, str]) -> str:
    kind, name = kind_of(scope), named_in(scope)
    if kind == "campaign":
        return speech("budgets.campaign") if name == EACH else speech("budgets.of", name=titles.get(name, name))
    if kind != "player":
        return speech("budgets.server")
    return speech("budgets.player") if name == EACH else f"<@{name.removeprefix(_DISCORD)}>"
