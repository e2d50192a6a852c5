"""The client: connects, listens, and hands what people do to the tables. It needs no privileged intent."""

import asyncio
import contextlib
import logging
from collections import OrderedDict
from collections.abc import Coroutine
from functools import partial
from typing import Any, Final

import aiohttp
import discord
from discord import app_commands

from gm.app import App
from gm.bot.answers import Interaction, answer
from gm.bot.cards import Form
from gm.bot.cards_setting import form_of
from gm.bot.catalogue import Speech, locale_of, shipped_catalogue
from gm.bot.commands import add_commands
from gm.bot.commands_turns import keep_turns
from gm.bot.consent import VERSION, has_agreed
from gm.bot.direct import DirectMessages
from gm.bot.drawing import Drawer
from gm.bot.ears import Ears
from gm.bot.following import deleted, edited
from gm.bot.gate import Gate
from gm.bot.half_joined import finish_joining
from gm.bot.items import IDS, PickItem, PressItem
from gm.bot.keeping import Keeping
from gm.bot.limit_desk import post_at_desk
from gm.bot.logs import keep_payloads_out_of_logs
from gm.bot.mature import pause_misplaced
from gm.bot.mentions import Mentions
from gm.bot.messages import entry_of
from gm.bot.modals import submitted
from gm.bot.moving import lose
from gm.bot.personas import Personas
from gm.bot.presses import press, submit
from gm.bot.reactions import rated
from gm.bot.reminding import keep_reminding
from gm.bot.render import error_text
from gm.bot.rereading import reread
from gm.bot.running import Running
from gm.bot.safety import clear_left_over
from gm.bot.scene_acts import after_beat, try_follow
from gm.bot.scene_threads import SceneThreads
from gm.bot.schedule import SittingReminders
from gm.bot.slow import slow_line
from gm.bot.stream import APART, Pace, RealPace
from gm.bot.table import Table
from gm.bot.table_parts import TableParts
from gm.bot.tables import Tables
from gm.bot.translator import CommandTranslator
from gm.bot.tree import Tree, upload_commands
from gm.bot.whisper_desk import clear_decided, master_asked
from gm.bot.whispering import post_sealed
from gm.bot.wire import DOWN, ThreadWire, Wire
from gm.domain.errors import GmError
from gm.domain.play import PlayerInput
from gm.domain.protocols import Clock
from gm.liveness import process_name
from gm.store.discord import ThreadBinding

_log = logging.getLogger("gm.bot")
GATHER: Final = 2.0
"""Seconds in which posts that arrive together become one beat."""
_REMEMBERED: Final = 4096


class GmBot(discord.AutoShardedClient):
    """The game master on Discord."""

    def __init__(
        self,
        app: App,
        *,
        connector: aiohttp.BaseConnector | None = None,
        gather: float = GATHER,
        apart: float = APART,
        pace: Pace | None = None,
        clock: Clock | None = None,
        consent: str | None = VERSION,
        running: Running | None = None,
        **options: Any,
    ) -> None:
        self.running = running or Running()
        content = app.settings.config.discord.message_content
        super().__init__(
            http_trace=self.running.trace(),
            **self.running.shards.options(),
            intents=discord.Intents(guilds=True, guild_messages=True, guild_reactions=True, message_content=content),
            allowed_mentions=discord.AllowedMentions.none(),
            connector=connector,
            max_messages=None,
            **options,
        )
        self.app = app
        self.catalogue = shipped_catalogue()
        self.personas = Personas(self)
        hands = (
            clear_left_over,
            partial(clear_decided, self),
            post_sealed,
            self._finish_joining,
            self._slow,
            partial(try_follow, self),
        )
        time = clock or app.clock
        app.engine.control.window, app.engine.control.sleep = gather, (pace or RealPace()).sleep
        self.scene_threads = SceneThreads(self)
        self.direct = DirectMessages(self)
        own = (post_sealed, partial(after_beat, self), self._compare, self._lost, self.running)
        parts = TableParts(
            app, pace or RealPace(), time, gather, apart, hands, *own, private=partial(master_asked, self)
        )
        app.engine.place = self.running.fairness.place
        self.tables = Tables(parts, self.catalogue, self._wire_of)
        self.ears = Ears(self._missed, partial(has_agreed, self), self.thread)
        self._chores: set[asyncio.Task[None]] = set()
        self.gate = Gate(app.settings.config.discord, self.tables.settings, parts.pace)
        self.sitting_reminders = SittingReminders(self)
        self.tables.consent = consent
        self.keeping = Keeping(self)
        self.drawer = Drawer()
        self.running.desk = partial(post_at_desk, self)
        self.owner = process_name()
        """This process, by the name that it takes chores under."""
        self.mentions = Mentions(self)
        self.tree = Tree(self, allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=False))
        self._seen: OrderedDict[int, None] = OrderedDict()
        self._woken = False
        self.awake = False
        """Whether every game that was being played has been taken up again: deadlines are looked at from then on."""
        self._losing: asyncio.Task[None] | None = None
        add_commands(self.tree, self)

    def _wire_of(self, binding: ThreadBinding) -> Wire:
        return ThreadWire(
            self, self.personas, thread=binding.thread_id, guild=binding.guild_id, channel=binding.channel_id
        )

    def thread(self, thread: int, guild: int) -> discord.PartialMessageable:
        """A thread to write to and to read from, without asking Discord for it."""
        return self.get_partial_messageable(thread, guild_id=guild, type=discord.ChannelType.public_thread)

    # -- life

    async def setup_hook(self) -> None:
        """Before the gateway: buttons of earlier runs work again; commands are uploaded if they have changed."""
        keep_payloads_out_of_logs()
        await self.app.engine.warm_up()
        if self.running.lease is not None and self.application_id is not None:
            await self.running.lease.take(self.application_id, self._lose_shards)
        self.add_dynamic_items(PressItem, PickItem)
        await self.tree.set_translator(CommandTranslator(self.catalogue))
        await self.tables.listings()
        await upload_commands(self)
        self.running.prepared()

    async def on_shard_connect(self, shard_id: int) -> None:
        """Count a new session."""
        self.running.metrics.add("gm_gateway_events_total", kind="connected")

    async def on_shard_resumed(self, shard_id: int) -> None:
        """Count a session that went on."""
        self.running.metrics.add("gm_gateway_events_total", kind="resumed")

    async def on_shard_disconnect(self, shard_id: int) -> None:
        """Count a connection that was lost."""
        self.running.metrics.add("gm_gateway_events_total", kind="disconnected")

    async def on_ready(self) -> None:
        """Go on with the games, once; and hear what was said since, whenever a new session of the gateway begins."""
        if not self._woken:
            self._woken = True
            await pause_misplaced(self)
            self.keeping.start()
            self.sitting_reminders.start()
            games = await self.tables.wake_all()
            self.awake = True
            self._chore(keep_reminding(self))
            self._chore(keep_turns(self))
            _log.info("ready: %s, %d games in play", self.user, games)
        for guild in self.guilds:
            await self.gate.recall(guild.id)
        for table in self.tables.all_open():
            table.spawn(self._catch_up(table))
        self._chore(self._wake_sleepers())

    async def _catch_up(self, table: Table) -> None:
        """After a gap: what waits is compared with its messages, then what was said meanwhile is heard."""
        await self.gate.recall(table.binding.guild_id)
        await self._compare(table)
        await self.ears.catch_up(table)

    async def _compare(self, table: Table) -> None:
        await reread(self, table)

    async def _wake_sleepers(self) -> None:
        """What was said meanwhile at tables that were let go is heard, too: one after the other."""
        for thread_id in self.tables.sleepers():
            try:
                table = await self.tables.awake(thread_id)
            except GmError:
                _log.exception("thread %s cannot go on", thread_id)
                continue
            if table is not None:
                await table.spawn(self._catch_up(table))

    def _chore(self, work: Coroutine[Any, Any, None]) -> None:
        """Do something in the background that belongs to no table."""
        task = asyncio.create_task(work)
        self._chores.add(task)
        task.add_done_callback(self._chores.discard)

    async def _finish_joining(self, table: Table) -> None:
        await finish_joining(self.tables, table)

    async def _slow(self, table: Table) -> None:
        await slow_line(table, getattr(self.get_channel(table.binding.thread_id), "slowmode_delay", 0))

    def _lost(self, table: Table) -> None:
        """Discord says that a table's thread is not there any more."""
        self._chore(lose(self, table.binding.guild_id, thread_id=table.binding.thread_id))

    async def on_guild_join(self, guild: discord.Guild) -> None:
        """Somebody invited the bot, perhaps back: nothing goes. Is it a server that it serves?"""
        await self.keeping.joined(guild.id)
        await self.gate.welcome(guild, self.catalogue)

    async def drain(self, seconds: float) -> None:
        """Finish what is begun, take nothing new up, and disconnect."""
        await self.running.draining.run(seconds)
        await self.close()

    async def close(self) -> None:
        """Break off what is going on (it is taken up again at the next start) and disconnect."""
        for chore in self._chores:
            chore.cancel()
        await self.sitting_reminders.stop()
        await self.drawer.close()
        await self.keeping.stop()
        await self.tables.stop()
        if self.running.lease is not None:
            await self.running.lease.release()
        await super().close()

    def _lose_shards(self) -> None:
        self._losing = asyncio.create_task(self.close())

    @property
    def cut_off(self) -> bool:
        """Whether one of the gateway connections is down just now."""
        return any(shard.is_closed() for shard in self.shards.values())

    def first_time(self, interaction_id: int) -> bool:
        """Whether this interaction has not been delivered before: a gateway that resumes sends some again."""
        if interaction_id in self._seen:
            return False
        self._seen[interaction_id] = None
        while len(self._seen) > _REMEMBERED:
            self._seen.popitem(last=False)
        return True

    async def on_guild_channel_update(self, _before: Any, after: Any) -> None:
        """A channel may have lost its age restriction."""
        await pause_misplaced(self, after.id)

    def wire_of(self, binding: ThreadBinding) -> Wire:
        """A thread to write in."""
        return self._wire_of(binding)

    # -- what people do

    def speech(self, interaction: Interaction) -> Speech:
        """The language of the one who acts: for answers that only they see."""
        return Speech(self.catalogue, locale_of(interaction.locale.value), interaction.locale.value)

    async def card_form(self, guild_id: int | None) -> Form:
        """How cards are shown in a server."""
        return form_of(await self.tables.settings(guild_id)) if guild_id is not None else "v2"

    async def on_message(self, message: discord.Message) -> None:
        """What is said to a game in its thread is something a character does."""
        if message.author.bot or message.webhook_id is not None or message.guild is None:
            return
        mentioned = self.user in message.mentions
        if not mentioned and not self.intents.message_content:
            return
        here = message.channel.id
        table = await (self.tables.at(here) if mentioned else self.tables.awake(here))
        if table is None or await self.gate.refuses(message.guild.id, message.author.id):
            return
        try:
            entry = entry_of(self, table, message)
            if entry is None:
                return
            if not await has_agreed(self, table, message):
                return
        except GmError as error:
            with contextlib.suppress(*DOWN):
                await message.reply(error_text(error, table.speech), mention_author=False)
            return
        table.spawn(table.quietly(message.channel.typing()))  # nobody's words wait for it, or come out of their order
        await self.ears.take(table, message, entry)

    def _missed(self, table: Table, message: discord.Message) -> PlayerInput | None:
        """The same of a message that is read later: strangers are not told anything any more."""
        if self.gate.remembers(table.binding.guild_id, message.author.id):
            return None
        try:
            return entry_of(self, table, message)
        except GmError:
            return None

    async def on_raw_message_edit(self, payload: discord.RawMessageUpdateEvent) -> None:
        """A player has edited what they said. Also an edit that adds the mention says something."""
        message = payload.message
        if payload.data.get("edited_timestamp") is None or message.author.bot:
            return
        table = await self.tables.awake(payload.channel_id)
        if table is None:
            return
        await self.gate.recall(table.binding.guild_id)
        entry = self._missed(table, message)
        if entry is not None and not await edited(table, entry):
            await self.on_message(message)

    async def on_raw_message_delete(self, payload: discord.RawMessageDeleteEvent) -> None:
        """A player has deleted what they said."""
        table = await self.tables.awake(payload.channel_id)
        if table is not None:
            await deleted(table, payload.message_id)

    async def on_raw_bulk_message_delete(self, payload: discord.RawBulkMessageDeleteEvent) -> None:
        """Several messages were deleted at once."""
        table = await self.tables.awake(payload.channel_id)
        for message_id in sorted(payload.message_ids) if table is not None else ():
            assert table is not None
            await deleted(table, message_id)

    async def on_raw_thread_delete(self, payload: discord.RawThreadDeleteEvent) -> None:
        """A thread was deleted: its game can go on elsewhere."""
        await lose(self, payload.guild_id, thread_id=payload.thread_id)

    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:
        """A channel was deleted, and its threads with it."""
        await lose(self, channel.guild.id, channel_id=channel.id)

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """The bot was sent away from a server: its key goes, its games wait, and its data goes after a grace."""
        await self.app.accounts.forget_key(guild.id)
        await self.keeping.left(guild.id, self.tables.parts.clock.now())
        await lose(self, guild.id)

    async def on_raw_thread_update(self, payload: discord.RawThreadUpdateEvent) -> None:
        """A thread that was locked is paused, without a word; `/play resume` goes on. An archived one just sleeps."""
        table = await self.tables.awake(payload.thread_id)
        locked = (payload.data.get("thread_metadata") or {}).get("locked", False)
        if table is not None and locked and table.binding.status == "playing":
            await self.tables.set_status(table, "paused")

    async def on_raw_reaction_add(self, event: discord.RawReactionActionEvent) -> None:
        """A thumb on a telling is a rating."""
        await rated(self, event)

    async def on_raw_reaction_remove(self, event: discord.RawReactionActionEvent) -> None:
        """A rating is taken back."""
        await rated(self, event)

    async def pressed(self, interaction: Interaction, verb: str, rest: tuple[str, ...]) -> None:
        """A button of ours was pressed."""
        if self.first_time(interaction.id) and await self.gate.admits(interaction, self.speech(interaction)):
            await press(self, interaction, verb, rest)

    async def on_interaction(self, interaction: Interaction) -> None:
        """Forms, and the net under everything: no press goes without an answer."""
        data: Any = interaction.data or {}
        custom_id = str(data.get("custom_id", ""))
        verb, *rest = custom_id.split(":")[1:] or [""]
        if interaction.type is discord.InteractionType.modal_submit:
            if self.first_time(interaction.id) and await self.gate.admits(interaction, self.speech(interaction)):
                await submit(self, interaction, verb, tuple(rest), submitted(data))
        elif interaction.type is discord.InteractionType.component and not IDS.fullmatch(custom_id):
            speech = self.speech(interaction)

            async def expired() -> str:
                return speech("button.expired")

            await answer(interaction, speech, expired)
