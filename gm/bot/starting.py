"""Where a game gets its thread: under a text channel, as a post in a forum, or in the thread where it was asked for."""

import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import discord
from discord import app_commands

from gm.bot.answers import Interaction
from gm.bot.catalogue import Speech
from gm.bot.mature import need_place
from gm.bot.moding import keep_mode, mode_to_begin
from gm.bot.places import where_to_play
from gm.bot.schedule import need_moment, plan
from gm.domain.errors import NotFound, Refused
from gm.domain.table import Mode
from gm.store.discord import ThreadBinding
from gm.store.guilds import GuildSettings

if TYPE_CHECKING:
    from gm.bot.client import GmBot

_THREAD_MINUTES: Final = 10080
"""A thread is archived after a week of silence."""


class Place(app_commands.Transformer):
    """A channel for games, as Discord names it; whether we see it is asked when the game is started."""

    @property
    def type(self) -> discord.AppCommandOptionType:
        """It is a channel."""
        return discord.AppCommandOptionType.channel

    @property
    def channel_types(self) -> list[discord.ChannelType]:
        """Text channels and forums."""
        return [discord.ChannelType.text, discord.ChannelType.forum]

    async def transform(self, interaction: Interaction, value: Any, /) -> int:
        """The channel's id."""
        return int(value.id)


@dataclass(frozen=True, slots=True)
class StartOptions:
    """What was asked for; None: not said."""

    campaign: str | None = None
    name: str | None = None
    when: str | None = None
    where: int | None = None
    """A channel's id."""
    mode: Mode | None = None
    """Who runs it."""


async def start(bot: "GmBot", interaction: Interaction, speech: Speech, options: StartOptions) -> str:
    """Set a table: its thread, its card, and its plan if there is one.

    Raises:
        NotFound: no such campaign, or not in a server. Refused: not a place for a game, or a moment that is unclear.
    """
    guild_id = interaction.guild_id
    if guild_id is None:
        raise NotFound(speech("start.where"))
    slug = options.campaign or await bot.tables.default_campaign(guild_id)
    campaign = await bot.tables.campaign(slug, guild_id)
    title = options.name or campaign.title
    if options.when is not None:
        need_moment(bot, options.when, speech)
    public, settings = await bot.tables.speech_of(guild_id), await bot.tables.settings(guild_id)
    here = _chosen(interaction, speech, settings, options)
    parent = here.parent_id if isinstance(here, discord.Thread) else here.id
    await need_place(bot, campaign, guild_id, parent, speech)
    thread_id, parent_id = await _place(interaction, speech, public, here, title)
    await keep_mode(bot.tables, guild_id, thread_id, mode_to_begin(options.mode, campaign, settings))
    await bot.tables.prepare(
        ThreadBinding(
            thread_id=thread_id,
            guild_id=guild_id,
            channel_id=parent_id,
            host_id=interaction.user.id,
            campaign=slug,
            name=title,
        )
    )
    done = speech("start.done", thread=f"<#{thread_id}>")
    if options.when is None:
        return done
    return f"{done}\n{await plan(bot, interaction, speech, thread_id, options.when)}"


def _chosen(interaction: Interaction, speech: Speech, settings: GuildSettings, options: StartOptions) -> Any:
    """The channel that was asked for, else the one where games are started. Raises Refused for one where none are."""
    if options.where is None:
        return where_to_play(interaction, settings)
    here = interaction.guild.get_channel(options.where) if interaction.guild is not None else None
    if not isinstance(here, discord.TextChannel | discord.ForumChannel):
        raise Refused(speech("start.where"))
    if settings.channels and here.id not in settings.channels:
        raise Refused(speech("start.channels", channels=", ".join(f"<#{each}>" for each in settings.channels)))
    member = interaction.user
    if isinstance(member, discord.Member):
        held = here.permissions_for(member)
        may = held.send_messages if isinstance(here, discord.ForumChannel) else held.create_public_threads
        if not (held.view_channel and may):
            raise Refused(speech("start.no_right", channel=f"<#{here.id}>"))
    return here


async def _place(interaction: Interaction, speech: Speech, public: Speech, here: Any, title: str) -> tuple[int, int]:
    """(thread, its channel). A thread or post is opened where there is none yet."""
    if isinstance(here, discord.Thread):
        return here.id, here.parent_id
    if not isinstance(here, discord.TextChannel | discord.ForumChannel):
        raise Refused(speech("start.where"))
    if isinstance(here, discord.ForumChannel):
        tags = here.available_tags[:1] if here.flags.require_tag else []
        made = await here.create_thread(
            name=title[:100],
            content=public("start.post", title=title[:100]),
            auto_archive_duration=_THREAD_MINUTES,
            applied_tags=tags,
        )
        thread = made.thread
    else:
        thread = await here.create_thread(
            name=title[:100], type=discord.ChannelType.public_thread, auto_archive_duration=_THREAD_MINUTES
        )
    with contextlib.suppress(discord.HTTPException):  # an unwatched thread is found by its link all the same
        await thread.add_user(interaction.user)
    return thread.id, here.id
