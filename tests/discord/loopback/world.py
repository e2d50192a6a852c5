"""Everything that exists on the loopback Discord, and the changes that may happen to it."""

import base64
import secrets
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol

from .channel import DM, PRIVATE_THREAD, PUBLIC_THREAD, Channel
from .clock import Changes, Clock, Snowflakes
from .command import Commands
from .guild import Guild
from .interaction import Interaction
from .message import Message
from .people import Account, Member, Role
from .permissions import BOT, EVERYONE, Permission
from .posting import Upload
from .webhook import Webhook

if TYPE_CHECKING:
    from .actor import User

JSON = dict[str, Any]


class Emitter(Protocol):
    """What tells the gateway's sessions."""

    def __call__(
        self,
        event: str,
        payload: JSON | Callable[[bool], JSON],
        *,
        guild: Guild | None = None,
        channel: Channel | None = None,
        force: bool = False,
    ) -> None:
        """Send an event to the shard it belongs to."""


class World:
    """The state. `emit` is set by the server; until then changes are told to nobody."""

    def __init__(self, clock: Clock, changes: Changes) -> None:
        self.clock = clock
        self.changes = changes
        self.ids = Snowflakes(clock)
        self.accounts: dict[int, Account] = {}
        self.guilds: dict[int, Guild] = {}
        self.channels: dict[int, Channel] = {}
        self.webhooks: dict[int, Webhook] = {}
        self.interactions: dict[int, Interaction] = {}
        self.by_token: dict[str, Interaction] = {}
        self.files: dict[str, Upload] = {}
        self.bot = Account(self.ids.new(), "gamemaster", bot=True)
        self.application_id = self.bot.id
        named = base64.urlsafe_b64encode(str(self.bot.id).encode()).decode().rstrip("=")
        self.token = f"{named}.loop.{secrets.token_hex(16)}"  # clients read the bot's id from the first part
        self.developer = Account(self.ids.new(), "developer", "The Developer")
        self.accounts = {self.bot.id: self.bot, self.developer.id: self.developer}
        # privileged intents that the developer portal allows: members 1<<1, presences 1<<8, message content 1<<15
        self.allowed_privileged = 0
        self.own_webhook_content = False
        self.commands = Commands(self)
        self.attachment_size_limit = 10 * 1024 * 1024
        self._emit: Emitter | None = None

    def connect(self, emit: Emitter) -> None:
        """From now on tell `emit` of every change."""
        self._emit = emit

    def emit(self, event: str, payload: JSON | Callable[[bool], JSON], **where: Any) -> None:
        """Tell the gateway of a change, and wake who waits for one."""
        if self._emit is not None:
            self._emit(event, payload, **where)
        self.changes.touch()

    # -- people and places

    def user(self, name: str, *, locale: str = "en-US") -> "User":
        """Make a person who can act."""
        from .actor import User

        made = User(self.ids.new(), name.lower().replace(" ", "_"), name, locale=locale, world=self)
        self.accounts[made.id] = made
        return made

    def guild(
        self,
        name: str = "Table",
        *,
        shard: int = 0,
        shards: int = 1,
        permissions: Permission = BOT,
        locale: str = "en-US",
        with_bot: bool = True,
    ) -> Guild:
        """Make a guild whose bot role has `permissions`, living on `shard` of `shards`."""
        guild_id = self.ids.new_guild(shard, shards)
        owner = self.user(f"{name} owner")
        everyone = Role(guild_id, "@everyone", EVERYONE)
        guild = Guild(self, guild_id, name, owner, everyone, preferred_locale=locale, roles={guild_id: everyone})
        self.guilds[guild_id] = guild
        guild.join(owner)
        if with_bot:
            self.invite(guild, permissions)
        return guild

    def invite(self, guild: Guild, permissions: Permission = BOT) -> None:
        """Let the bot join a guild."""
        role = Role(self.ids.new(), self.bot.username, permissions, 1, managed=True, bot_id=self.bot.id)
        guild.roles[role.id] = role
        guild.left = False
        guild.members[self.bot.id] = Member(guild, self.bot, self.clock.iso(), [role])
        joined = guild.gateway_payload()
        del joined["unavailable"]  # only a guild that comes back from an outage has that field
        self.emit("GUILD_CREATE", joined, guild=guild)

    def find_channel(self, channel_id: int) -> Channel | None:
        """A channel, thread or DM that exists."""
        if channel_id in self.channels:
            return self.channels[channel_id]
        for guild in self.guilds.values():
            if channel_id in guild.channels:
                return guild.channels[channel_id]
        return None

    def dm(self, account: Account) -> Channel:
        """The DM between the bot and someone."""
        for channel in self.channels.values():
            if channel.recipient is account:
                return channel
        made = Channel(self.ids.new(), DM, "", recipient=account)
        self.channels[made.id] = made
        self.emit("CHANNEL_CREATE", made.payload(), channel=made)
        return made

    # -- messages

    def payload(self, message: Message, content_visible: bool = True) -> JSON:
        """The message as the gateway tells it: with guild and member."""
        body = message.payload(self.clock, content_visible)
        guild = message.channel.guild
        if guild is not None:
            body["guild_id"] = str(guild.id)
            member = guild.members.get(message.author.id)
            if member and message.webhook_name is None:
                body["member"] = member.payload(with_user=False)
        return body

    def readable(self, message: Message, has_intent: bool) -> bool:
        """May the bot read what the message says? Without the intent only its own, DMs, and where it is mentioned."""
        own = message.author is self.bot and message.webhook_name is None
        own_hook = message.application_id == self.application_id and message.webhook_name is not None
        mentioned = self.bot in message.mentions or message.channel.guild is None
        return has_intent or own or mentioned or (own_hook and self.own_webhook_content)

    def post(self, message: Message) -> Message:
        """Put a finished message into its channel and tell the gateway."""
        channel = message.channel
        message.snapshot(self.clock.now())
        channel.all_messages[message.id] = message
        if not message.ephemeral:
            channel.last_message_id = message.id
            if channel.archived:
                self.update_thread(channel, archived=False)
            self.emit("MESSAGE_CREATE", self._teller(message), channel=channel, guild=channel.guild)
        self.changes.touch()
        return message

    def changed(self, message: Message) -> None:
        """Record a new version of a message and tell the gateway."""
        now = self.clock.now()
        message.edited_at = now
        message.snapshot(now)
        if not message.ephemeral:
            channel = message.channel
            self.emit("MESSAGE_UPDATE", self._teller(message), channel=channel, guild=channel.guild)
        self.changes.touch()

    def remove(self, message: Message) -> None:
        """Delete a message."""
        message.deleted_at = self.clock.now()
        channel = message.channel
        if not message.ephemeral:
            body = {"id": str(message.id), "channel_id": str(channel.id)}
            if channel.guild:
                body["guild_id"] = str(channel.guild.id)
            self.emit("MESSAGE_DELETE", body, channel=channel, guild=channel.guild)
        self.changes.touch()

    def _teller(self, message: Message) -> Callable[[bool], JSON]:
        return lambda has_intent: self.payload(message, self.readable(message, has_intent))

    # -- threads

    def thread(
        self, parent: Channel, name: str, owner: Account, *, private: bool = False, thread_id: int | None = None
    ) -> Channel:
        """Open a thread under a channel; its owner is its first member."""
        now = self.clock.iso()
        made = Channel(
            thread_id or self.ids.new(),
            PRIVATE_THREAD if private else PUBLIC_THREAD,
            name,
            guild=parent.guild,
            parent=parent,
            owner_id=owner.id,
            created_at=now,
            members={owner.id: now},
        )
        assert parent.guild is not None
        parent.guild.channels[made.id] = made
        body = made.payload() | {"newly_created": True, "member": made.thread_member(owner.id)}
        self.emit("THREAD_CREATE", body, guild=parent.guild, channel=made)
        return made

    def update_thread(self, thread: Channel, **changes: Any) -> None:
        """Change a thread's fields and tell the gateway."""
        if "archived" in changes and changes["archived"] != thread.archived:
            thread.archived_at = self.clock.iso()
        for key, value in changes.items():
            setattr(thread, key, value)
        self.emit("THREAD_UPDATE", thread.payload(), guild=thread.guild, channel=thread)

    def delete_channel(self, channel: Channel) -> None:
        """Delete a channel with its threads and webhooks."""
        guild = channel.guild
        assert guild is not None
        for thread in channel.threads:
            self.delete_channel(thread)
        body = channel.payload()
        event = "THREAD_DELETE" if channel.is_thread else "CHANNEL_DELETE"
        self.emit(event, body, guild=guild, channel=channel)
        channel.deleted = True
        guild.channels.pop(channel.id, None)
        for hook in self.hooks_of(channel):
            hook.deleted = True

    # -- webhooks and files

    def hooks_of(self, channel: Channel) -> list[Webhook]:
        """The channel's webhooks."""
        return [h for h in self.webhooks.values() if h.channel is channel and not h.deleted]

    def webhook(self, channel: Channel, name: str, owner: Account, avatar: str | None = None) -> Webhook:
        """Make a webhook; it belongs to the application if the bot makes it."""
        application = self.application_id if owner is self.bot else None
        made = Webhook(self.ids.new(), channel, name, secrets.token_urlsafe(51)[:68], owner, application, avatar)
        self.webhooks[made.id] = made
        self.webhooks_changed(channel)
        return made

    def webhooks_changed(self, channel: Channel) -> None:
        """Tell the gateway that the webhooks of a channel are not what they were."""
        assert channel.guild is not None
        body = {"guild_id": str(channel.guild.id), "channel_id": str(channel.id)}
        self.emit("WEBHOOKS_UPDATE", body, guild=channel.guild, channel=channel)

    def store_file(self, channel: Channel | None, upload: Upload, ephemeral: bool = False) -> JSON:
        """Keep a file on the CDN; the attachment object."""
        item_id = self.ids.new()
        kind = "ephemeral-attachments" if ephemeral else "attachments"
        path = f"/{kind}/{channel.id if channel else self.bot.id}/{item_id}/{upload.name}"
        self.files[path] = upload
        body: JSON = {
            "id": str(item_id),
            "filename": upload.name,
            "size": len(upload.data),
            "url": f"https://cdn.discordapp.com{path}",
            "proxy_url": f"https://media.discordapp.net{path}",
            "content_type": upload.content_type,
        }
        return body | ({"ephemeral": True} if ephemeral else {})
