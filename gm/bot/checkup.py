"""`/host doctor`: what is wrong or worth knowing in a server, with the fix; a test of the models when it is asked."""

import math
from typing import TYPE_CHECKING, Any, Final

import discord

from gm.bot.allowance import TRIALS
from gm.bot.buttons import Button, button_id
from gm.bot.catalogue import Speech
from gm.bot.doctor import channel_rows
from gm.bot.screens import Screen
from gm.bot.setup import caps_text
from gm.bot.table import player_key
from gm.bot.wire import DOWN
from gm.domain.calls import Role
from gm.models.accounts import Account, guild_account
from gm.models.profiles import cost_per_turn
from gm.models.routes import OFFLINE
from gm.play.trial import Trial, try_models
from gm.review.amounts import money
from gm.store.discord import load_threads
from gm.store.guilds import GuildSettings, load_guild
from gm.store.money import EVERYTHING, load_stops

if TYPE_CHECKING:
    from gm.bot.client import GmBot

MOST_WEBHOOKS: Final = 15
"""Webhooks that Discord allows in one channel."""
EVENING: Final = 40
"""Turns of an evening, for the estimate."""
_MOST_CHANNELS: Final = 5


async def checkup(bot: "GmBot", guild: discord.Guild, speech: Speech) -> Screen:
    """Everything about a server, what is broken first. Asks no model."""
    settings = await bot.tables.settings(guild.id)
    account = await bot.app.accounts.of_guild(guild.id)
    rows = [
        *channel_rows(speech, guild),
        "",
        speech("doctor.campaign", name=await _campaign_title(bot, guild.id)),
        *await _money_rows(bot, guild.id, settings, account, speech),
        "",
        _intents_row(bot, settings, speech),
        *await _webhook_rows(bot, guild, speech),
        *await _health_rows(bot, guild, speech),
    ]
    if settings.spending_note:
        rows.append(f"-# {settings.spending_note}")
    return Screen("\n".join(rows), doctor_buttons(speech))


async def _campaign_title(bot: "GmBot", guild_id: int) -> str:
    slug = await bot.tables.default_campaign(guild_id)
    return next((each.title for each in await bot.tables.listings(guild_id) if each.slug == slug), slug)


def doctor_buttons(speech: Speech) -> tuple[Button, ...]:
    """What can be done from here."""
    return (
        Button(button_id("doctor", "try"), speech("button.try_models"), "primary"),
        Button(button_id("doctor", "again"), speech("button.check_again")),
    )


async def _money_rows(
    bot: "GmBot", guild_id: int, settings: GuildSettings, account: Account, speech: Speech
) -> list[str]:
    names = {role: first_model(account, role) for role in (Role.NARRATOR, Role.ADJUDICATOR)}
    rows = [
        speech("doctor.narrator", text=_named(speech, names[Role.NARRATOR])),
        speech("doctor.rules", text=_named(speech, names[Role.ADJUDICATOR])),
        speech("doctor.pays", who=speech(f"models.{settings.models}"), caps=caps_text(speech, settings)),
    ]
    if account.trouble:
        rows.append(speech("doctor.key_trouble"))
    per_turn = cost_per_turn(account.routes)
    if per_turn is None:
        rows.append(speech("doctor.cost_unknown"))
    else:
        evening = money(per_turn * EVENING)
        rows.append(speech("doctor.cost", turn=money(per_turn), evening=evening, turns=EVENING))
    async with bot.app.database.read() as db:
        stopped = [each for each in await load_stops(db) if each.scope in (EVERYTHING, guild_account(guild_id))]
    return [*rows, *([speech("doctor.stopped")] if stopped else [])]


def first_model(account: Account, role: Role) -> str:
    """The model that is asked first in a role."""
    return next((each.model for each in account.routes.route(role).candidates), OFFLINE.model)


def _named(speech: Speech, model: str) -> str:
    return speech("models.offline") if model == OFFLINE.model else model.rpartition("/")[2]


def _intents_row(bot: "GmBot", settings: GuildSettings, speech: Speech) -> str:
    """Which privileged intent is on, and whether what is set needs it."""
    if bot.intents.message_content:
        return speech("doctor.intents_content")
    return speech("doctor.intents_needed" if settings.listening else "doctor.intents_none")


async def _webhook_rows(bot: "GmBot", guild: discord.Guild, speech: Speech) -> list[str]:
    """How many webhooks are left in the channels in which games are played."""
    async with bot.app.database.read() as db:
        playing = [each.channel_id for each in await load_threads(db, "playing") if each.guild_id == guild.id]
    rows = []
    for channel_id in list(dict.fromkeys(playing))[:_MOST_CHANNELS]:
        channel: Any = guild.get_channel(channel_id)
        if channel is None or not channel.permissions_for(guild.me).manage_webhooks:
            continue
        try:
            count = len(await channel.webhooks())
        except DOWN:
            continue
        key = "doctor.webhooks" if count < MOST_WEBHOOKS else "doctor.webhooks_full"
        rows.append(speech(key, channel=f"<#{channel_id}>", left=max(0, MOST_WEBHOOKS - count), most=MOST_WEBHOOKS))
    return rows


async def _health_rows(bot: "GmBot", guild: discord.Guild, speech: Speech) -> list[str]:
    clock = bot.tables.parts.clock
    begun = clock.monotonic()
    async with bot.app.database.read() as db:
        await load_guild(db, guild.id)
    took = round((clock.monotonic() - begun) * 1000)
    shard = bot.get_shard(guild.shard_id)
    latency = shard.latency if shard is not None else math.nan
    beat = "–" if math.isnan(latency) else f"{round(latency * 1000)}"
    return [
        speech("doctor.database", kind=bot.app.database.dialect, ms=took),
        speech("doctor.shard", number=guild.shard_id, count=bot.shard_count or 1, ms=beat),
    ]


async def trial(bot: "GmBot", guild_id: int, user_id: int, speech: Speech) -> Screen:
    """Ask each role's first model for one word, and say how it did."""
    bot.running.allowance.need(speech, ("trial", guild_id, 0), TRIALS, bot.tables.parts.clock.monotonic())
    account = await bot.app.accounts.of_guild(guild_id)
    done = await try_models(bot.app.door, account, player=player_key(user_id))
    return Screen(trial_text(speech, done), doctor_buttons(speech))


def trial_text(speech: Speech, trials: tuple[Trial, ...]) -> str:
    """The result, a line for each role."""
    rows = [f"## {speech('trial.title')}"]
    for each in trials:
        role = speech(f"role.{each.role.value}")
        model = _named(speech, each.model)
        if each.model == OFFLINE.model:
            rows.append(speech("trial.offline", role=role))
        elif each.error:
            rows.append(speech("trial.failed", role=role, model=model, why=each.error))
        else:
            rows.append(
                speech(
                    "trial.fine",
                    role=role,
                    model=model,
                    ms=_or(each.first_token_ms),
                    asked=_or(each.prompt_tokens),
                    answered=_or(each.completion_tokens),
                    cost=money(each.cost),
                )
            )
    return "\n".join(rows)


def _or(number: int | None) -> str:
    return "?" if number is None else f"{number:,}"
