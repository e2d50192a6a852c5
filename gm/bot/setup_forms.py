"""The forms of `/host setup`, one for each step."""

from collections.abc import Sequence
from typing import Any

import discord

from gm.bot.buttons import button_id
from gm.bot.catalogue import LANGUAGE_NAMES, Speech
from gm.bot.setup_values import ANY, MOST_CHANNELS, Step, usd_text
from gm.domain.table import MODES
from gm.models.profiles import providers
from gm.play.accounts import ServerCaps
from gm.store.guilds import GuildSettings


def game_form(speech: Speech, settings: GuildSettings, campaigns: Sequence[tuple[str, str]]) -> discord.ui.Modal:
    """Which campaign, where, and in which language the bot speaks. `campaigns`: (slug, title)."""
    chosen = [(slug, title, slug == settings.campaign) for slug, title in campaigns[:25]]
    where: discord.ui.ChannelSelect[Any] = discord.ui.ChannelSelect(
        custom_id="channels",
        channel_types=[discord.ChannelType.text],
        min_values=0,
        max_values=MOST_CHANNELS,
        required=False,
        default_values=[
            discord.SelectDefaultValue(id=each, type=discord.SelectDefaultValueType.channel)
            for each in settings.channels[:MOST_CHANNELS]
        ],
    )
    tongues = [(locale, name, locale == settings.language) for locale, name in LANGUAGE_NAMES.items()]
    stories = [(ANY, speech("setup.any_language"), settings.content_language is None)]
    stories += [(locale, name, locale == settings.content_language) for locale, name in LANGUAGE_NAMES.items()]
    return _form(
        speech,
        "game",
        _field(speech, "campaign", _select("campaign", chosen, required=False)),
        _field(speech, "channels", where),
        _field(speech, "language", _select("language", tongues)),
        _field(speech, "content", _select("content", stories)),
    )


def money_form(speech: Speech, settings: GuildSettings, allowed: ServerCaps) -> discord.ui.Modal:
    """Whose models tell, what they may cost, and what players should know about it. Where nothing is set, what whoever
    runs the bot allows is proposed."""
    kinds = [(kind, speech(f"models.{kind}"), kind == settings.models) for kind in ("host", "own", "offline")]
    return _form(
        speech,
        "money",
        _field(speech, "models", _select("models", kinds)),
        _field(speech, "day", _line("day", usd_text(settings.day_usd), 20, usd_text(allowed.day_usd))),
        _field(speech, "month", _line("month", usd_text(settings.month_usd), 20, usd_text(allowed.month_usd))),
        _field(speech, "note", _line("note", settings.spending_note, 200)),
    )


def key_form(speech: Speech) -> discord.ui.Modal:
    """A provider's key. What was given before is not shown."""
    names = [(name, name, number == 0) for number, name in enumerate(providers())]
    key: discord.ui.TextInput[Any] = discord.ui.TextInput(custom_id="key", min_length=12, max_length=300)
    return _form(
        speech,
        "key",
        _field(speech, "provider", _select("provider", names)),
        _field(speech, "key", key),
    )


def table_form(speech: Speech, settings: GuildSettings) -> discord.ui.Modal:
    """Who leads tables, what is heard, whether there may be campaigns for adults, and who runs games that begin."""
    role: discord.ui.RoleSelect[Any] = discord.ui.RoleSelect(
        custom_id="role",
        min_values=0,
        required=False,
        default_values=[]
        if settings.gm_role is None
        else [discord.SelectDefaultValue(id=settings.gm_role, type=discord.SelectDefaultValueType.role)],
    )
    modes = [(ANY, speech("setup.any_mode"), settings.begin_mode is None)]
    modes += [(mode, speech(f"mode.{mode}"), mode == settings.begin_mode) for mode in MODES]
    return _form(
        speech,
        "table",
        _field(speech, "role", role),
        _field(
            speech,
            "listening",
            _switch("listening", settings.listening, (speech("listening.mentions"), speech("listening.everything"))),
        ),
        _field(
            speech, "mature", _switch("mature", settings.mature, (speech("mature.forbidden"), speech("mature.allowed")))
        ),
        _field(speech, "mode", _select("mode", modes)),
    )


def _form(speech: Speech, step: Step, *fields: discord.ui.Label[Any]) -> discord.ui.Modal:
    """A form that the client does not keep in memory: whoever submits it is answered from its id."""
    modal = discord.ui.Modal(
        title=speech(f"form.step.{step}.title")[:45], custom_id=button_id("setupform", step), timeout=None
    )
    modal.stop()
    for field in fields:
        modal.add_item(field)
    return modal


def _field(speech: Speech, name: str, item: discord.ui.Item[Any]) -> discord.ui.Label[Any]:
    hint = speech(f"form.field.{name}_hint")
    return discord.ui.Label(text=speech(f"form.field.{name}")[:45], description=hint[:100], component=item)


def _select(name: str, choices: Sequence[tuple[str, str, bool]], *, required: bool = True) -> discord.ui.Select[Any]:
    options = [discord.SelectOption(label=label[:100], value=value, default=on) for value, label, on in choices]
    return discord.ui.Select(custom_id=name, options=options, min_values=int(required), required=required)


def _switch(name: str, on: bool, labels: tuple[str, str]) -> discord.ui.Select[Any]:
    return _select(name, [("off", labels[0], not on), ("on", labels[1], on)])


def _line(name: str, value: str, most: int, proposed: str = "") -> discord.ui.TextInput[Any]:
    return discord.ui.TextInput(
        custom_id=name, required=False, max_length=most, default=value or None, placeholder=proposed or None
    )
