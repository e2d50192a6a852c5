"""`/host setup`: a screen that says how the server is set, and a button for each step; each step is one form.

Nothing is kept between the steps: every button and form holds what it needs in its id, so that all of it still works
after a restart, and on a phone one thing is asked at a time.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from gm.bot.answers import Interaction, answer, open_form
from gm.bot.auditing import audit
from gm.bot.buttons import Button, button_id
from gm.bot.catalogue import LANGUAGE_NAMES, Speech
from gm.bot.limit_desk import go_on_unpaid
from gm.bot.rights import need_manager
from gm.bot.screens import Screen, show
from gm.bot.setup_forms import game_form, key_form, money_form, table_form
from gm.bot.setup_values import (
    STEPS,
    Changes,
    Step,
    filled_in,
    first,
    game_changes,
    money_changes,
    parse_key,
    table_changes,
    usd_text,
)
from gm.domain.errors import ConfigError, Refused
from gm.models.profiles import providers
from gm.store.guilds import GuildSettings

if TYPE_CHECKING:
    from gm.bot.client import GmBot

FORGET: Final = "forget"


async def show_setup(bot: "GmBot", interaction: Interaction, speech: Speech) -> None:
    """How the server is set, with a button for each step."""

    async def screen() -> Screen:
        return await overview(bot, need_manager(interaction, speech), speech)

    await show(interaction, speech, screen)


async def overview(bot: "GmBot", guild_id: int, speech: Speech, *, done: str = "") -> Screen:
    """The screen. `done`: what was kept just now."""
    settings = await bot.tables.settings(guild_id)
    titles = {listing.slug: listing.title for listing in await bot.tables.listings(guild_id)}
    key = await bot.app.accounts.key_of(guild_id)
    everywhere, content = speech("setup.everywhere"), settings.content_language
    rows = [
        *([f"✅ {done}", ""] if done else []),
        f"## {speech('setup.title')}",
        speech(
            "setup.game",
            campaign=titles.get(settings.campaign or "", speech("setup.any_campaign")),
            channels=", ".join(f"<#{each}>" for each in settings.channels) or everywhere,
            language=LANGUAGE_NAMES.get(settings.language, settings.language),
        ),
        *([] if content is None else [f"-# {speech('setup.content', language=LANGUAGE_NAMES.get(content, content))}"]),
        speech("setup.money", models=speech(f"models.{settings.models}"), caps=caps_text(speech, settings)),
        *_allowed(bot, speech, settings),
        speech(
            "setup.key", state=speech("setup.key_given", provider=key.provider) if key else speech("setup.key_none")
        ),
        speech(
            "setup.table",
            role=f"<@&{settings.gm_role}>" if settings.gm_role else speech("setup.no_role"),
            listening=speech("listening.everything" if settings.listening else "listening.mentions"),
            mature=speech("mature.allowed" if settings.mature else "mature.forbidden"),
        ),
    ]
    if settings.begin_mode is not None:
        rows.append(f"-# {speech('setup.mode', how=speech(f'mode.{settings.begin_mode}'))}")
    if settings.models == "own" and key is None:
        rows.append(f"⚠️ {speech('setup.key_missing')}")
    rows += ["", f"-# {speech('setup.hint')}"]
    return Screen("\n".join(rows), _buttons(speech, has_key=key is not None))


def caps_text(speech: Speech, settings: GuildSettings) -> str:
    """`at most $0.5 a day, $10 a month`, or that there is no cap of the server's own."""
    parts = [
        speech(f"setup.cap.{period}", amount=f"${usd_text(usd)}")
        for period, usd in (("day", settings.day_usd), ("month", settings.month_usd))
        if usd is not None
    ]
    return ", ".join(parts) or speech("setup.no_cap")


def _allowed(bot: "GmBot", speech: Speech, settings: GuildSettings) -> list[str]:
    """What whoever runs the bot allows a server that plays on their money, whatever it has set itself."""
    caps = bot.app.accounts.caps
    parts = [
        speech(f"setup.cap.{period}", amount=f"${usd_text(usd)}")
        for period, usd in (("day", caps.day_usd), ("month", caps.month_usd))
        if usd is not None
    ]
    return [f"-# {speech('setup.allowed', caps=', '.join(parts))}"] if parts and settings.models == "host" else []


def _buttons(speech: Speech, *, has_key: bool) -> tuple[Button, ...]:
    steps = [
        Button(button_id("setup", step), f"{number}. {speech(f'button.setup.{step}')}", "primary")
        for number, step in enumerate(STEPS, 1)
    ]
    forget = [Button(button_id("setup", FORGET), speech("button.setup.forget"), "danger")] if has_key else []
    return (*steps, *forget, Button(button_id("doctor", "try"), speech("button.try_models")))


async def open_step(bot: "GmBot", interaction: Interaction, speech: Speech, rest: Sequence[str]) -> None:
    """Open the form of a step; or forget the server's key."""
    step = rest[0] if rest else ""
    if step == FORGET:
        await show(interaction, speech, lambda: _forget(bot, interaction, speech))
        return
    try:
        guild_id = need_manager(interaction, speech)
        if step not in STEPS:
            raise Refused(speech("button.expired"))
        if step == "key":
            _need_keyring(bot, speech)
    except Refused as error:
        refusal = error

        async def refused() -> str:
            raise refusal

        await answer(interaction, speech, refused)
        return
    if step == "key":
        await open_form(interaction, key_form(speech))
        return
    settings = await bot.tables.settings(guild_id)
    if step == "game":
        campaigns = [(each.slug, each.title) for each in await bot.tables.listings(guild_id)]
        await open_form(interaction, game_form(speech, settings, campaigns))
    elif step == "money":
        await open_form(interaction, money_form(speech, settings, bot.app.accounts.caps))
    else:
        await open_form(interaction, table_form(speech, settings))


def _need_keyring(bot: "GmBot", speech: Speech) -> None:
    """Raises Refused, with what to set, where the bot is not set up to keep keys."""
    try:
        bot.app.accounts.check_ready()
    except ConfigError as error:
        raise Refused(speech("setup.no_secret")) from error


async def keep_step(bot: "GmBot", interaction: Interaction, speech: Speech, rest: Sequence[str]) -> None:
    """Keep what the form of a step says, and show how the server is set now."""

    async def kept() -> Screen:
        guild_id = need_manager(interaction, speech)
        step = rest[0] if rest else ""
        fields = filled_in(interaction.data or {})
        if step == "key":
            return await _keep_key(bot, interaction, speech, fields)
        if step not in STEPS:
            raise Refused(speech("button.expired"))
        changes = await _changes(bot, guild_id, step, fields, speech)
        changed = await _keep(bot, guild_id, changes)
        if changed:
            await audit(bot, interaction, f"settings.{step}", ", ".join(changed))
        if changed and step == "money":
            await go_on_unpaid(bot, guild_id)
        return await overview(bot, guild_id, speech, done=speech("setup.kept"))

    await show(interaction, speech, kept)


async def _changes(
    bot: "GmBot", guild_id: int, step: Step, fields: Mapping[str, Sequence[str]], speech: Speech
) -> Changes:
    if step == "game":
        return game_changes(fields, [each.slug for each in await bot.tables.listings(guild_id)], speech)
    return money_changes(fields, speech) if step == "money" else table_changes(fields)


async def _keep(bot: "GmBot", guild_id: int, changes: Changes) -> list[str]:
    """Keep changes; gives what differs now, as `field: old -> new`."""
    known = await bot.tables.settings(guild_id)
    await bot.tables.set_settings(known.model_copy(update=changes))
    before = known.model_dump(mode="json")
    after = known.model_copy(update=changes).model_dump(mode="json")
    return [f"{name}: {before[name]} -> {after[name]}" for name in changes if before[name] != after[name]]


async def _keep_key(
    bot: "GmBot", interaction: Interaction, speech: Speech, fields: Mapping[str, Sequence[str]]
) -> Screen:
    guild_id = need_manager(interaction, speech)
    _need_keyring(bot, speech)
    provider = first(fields, "provider")
    if provider not in providers():
        raise Refused(speech("setup.bad_key"))
    key = parse_key(first(fields, "key"), speech)
    await bot.app.accounts.keep_key(guild_id, provider, key, bot.tables.parts.clock.now())
    await _keep(bot, guild_id, {"models": "own"})
    await audit(bot, interaction, "settings.key", provider)
    return await overview(bot, guild_id, speech, done=speech("setup.key_kept", provider=provider))


async def _forget(bot: "GmBot", interaction: Interaction, speech: Speech) -> Screen:
    guild_id = need_manager(interaction, speech)
    if await bot.app.accounts.forget_key(guild_id):
        if (await bot.tables.settings(guild_id)).models == "own":
            await _keep(bot, guild_id, {"models": "host"})
        await audit(bot, interaction, "settings.forget_key")
    return await overview(bot, guild_id, speech, done=speech("setup.key_forgotten"))
