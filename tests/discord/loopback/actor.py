"""What people do: commands, clicks, modals, messages. Each act is checked against what Discord's client would allow."""

import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from . import options
from .channel import Channel
from .interaction import AUTOCOMPLETE, COMMAND, COMPONENT, MODAL_SUBMIT, Interaction
from .message import Message, walk
from .options import CannotDo
from .people import Account
from .permissions import Permission
from .posting import Upload, new_message, set_mentions
from .rest_messages import add_reaction

if TYPE_CHECKING:
    from .world import World

JSON = dict[str, Any]


@dataclass(eq=False)
class User(Account):
    """A person. Acts that the client would not offer raise `CannotDo`."""

    world: "World" = field(kw_only=True)

    # -- interactions

    async def slash(
        self, channel: Channel, command: str, options_: JSON | None = None, *, wait: bool = True, late: float = 0.0
    ) -> Interaction:
        """Use a slash command (`"play start"`), and wait until it is answered unless `wait` is False.

        Values are text, numbers, booleans, accounts, channels, roles or `Upload`s. `late` seconds have passed already
        when the bot hears of it. If 3 s pass unanswered, the interaction comes back with `failed`.
        """
        found, data = options.resolve(self, channel, command, options_ or {})
        self._may_use(channel, found)
        return await self._dispatch(COMMAND, channel, data, name=command, wait=wait, late=late)

    async def autocomplete(self, channel: Channel, command: str, focused: str, options_: JSON) -> list[JSON]:
        """Type into the option `focused`; the choices that the bot offers."""
        _, data = options.resolve(self, channel, command, options_, focused=focused)
        interaction = await self._dispatch(AUTOCOMPLETE, channel, data, name=command, wait=True)
        return interaction.choices or []

    async def menu(
        self, target: Message | Account, command: str, channel: Channel | None = None, *, wait: bool = True
    ) -> Interaction:
        """Use a context-menu command on a message, or on an account in a channel."""
        place = target.channel if isinstance(target, Message) else channel
        assert place is not None, "a user command needs a channel"
        found, data = options.resolve_menu(self, place, command, target)
        self._may_use(place, found)
        return await self._dispatch(COMMAND, place, data, name=command, wait=wait)

    async def click(self, message: Message, button: str, *, wait: bool = True, late: float = 0.0) -> Interaction:
        """Press the button with this custom id or label."""
        part = self._usable(message, button)
        if part["type"] != 2:
            raise CannotDo(f"{button!r} is not a button")
        data = {"component_type": 2, "custom_id": part["custom_id"], "id": part["id"]}
        return await self._dispatch(COMPONENT, message.channel, data, name=button, source=message, wait=wait, late=late)

    async def select(self, message: Message, menu: str, *values: Any, wait: bool = True) -> Interaction:
        """Choose in a select menu: option values or labels, or accounts, channels, roles for those kinds."""
        part = self._usable(message, menu)
        data: JSON = {"component_type": part["type"], "custom_id": part["custom_id"], "id": part["id"]}
        data |= options.selected(part, values, message.channel)
        return await self._dispatch(COMPONENT, message.channel, data, name=menu, source=message, wait=wait)

    async def submit(self, opened: Interaction, fields: JSON, *, wait: bool = True) -> Interaction:
        """Fill in and send the modal that an interaction opened; `fields` by custom id or label."""
        if opened.modal is None:
            raise CannotDo(f"{opened} opened no modal")
        data = options.submitted(self, opened, fields)
        source = opened.source
        return await self._dispatch(
            MODAL_SUBMIT, opened.channel, data, name=opened.modal["custom_id"], source=source, parent=opened, wait=wait
        )

    async def _dispatch(
        self,
        kind: int,
        channel: Channel,
        data: JSON,
        *,
        name: str,
        source: Message | None = None,
        parent: Interaction | None = None,
        wait: bool,
        late: float = 0.0,
    ) -> Interaction:
        world = self.world
        made = Interaction(
            world, world.ids.new(), secrets.token_urlsafe(90), kind, self, channel,
            world.clock.now() - late, data, name=name, source=source, parent=parent,
        )  # fmt: skip
        world.interactions[made.id] = made
        world.by_token[made.token] = made
        world.emit("INTERACTION_CREATE", made.payload(), guild=channel.guild, channel=channel)
        if wait:
            await self._answered(made)
        return made

    async def _answered(self, made: Interaction) -> None:
        """Until it is acknowledged, or 3.5 real seconds passed, or the answer was refused."""
        try:
            condition = lambda: made.acked_at is not None or made.refusals  # noqa: E731
            await self.world.changes.until(condition, 3.5)
        except TimeoutError:
            return

    def _may_use(self, channel: Channel, command: JSON) -> None:
        held = channel.permissions_of(self)
        if channel.guild and not held & Permission.USE_APPLICATION_COMMANDS:
            raise CannotDo(f"{self} may not use commands in {channel}")
        needed = command.get("default_member_permissions")
        if needed is not None and channel.guild and not held & Permission.ADMINISTRATOR:
            bits = int(needed)
            if not bits or int(held) & bits != bits:
                raise CannotDo(f"{command['name']} is not offered to {self}")
        place = channel.parent if channel.is_thread and channel.parent else channel
        if command.get("nsfw") and not place.nsfw:
            raise CannotDo(f"{command['name']} is only offered in age-restricted channels")

    def _usable(self, message: Message, wanted: str) -> JSON:
        if message.deleted_at is not None or (message.ephemeral and message.shown_to is not self):
            raise CannotDo(f"{self} does not see {message}")
        part = message.component(wanted)
        if part is None:
            there = [c.get("label") or c.get("custom_id") for c in walk(message.components)]
            raise CannotDo(f"no {wanted!r} on {message}: {there}")
        if part.get("disabled") or part.get("url"):
            raise CannotDo(f"{wanted!r} on {message} is disabled or a link")
        return part

    # -- messages

    def say(
        self,
        channel: Channel,
        text: str,
        *,
        files: tuple[Upload, ...] = (),
        reply_to: Message | None = None,
        ping: bool = True,
    ) -> Message:
        """Post a message, as a reply or not."""
        held = channel.permissions_of(self)
        sending = Permission.SEND_MESSAGES_IN_THREADS if channel.is_thread else Permission.SEND_MESSAGES
        if not held & sending or channel.locked:
            raise CannotDo(f"{self} may not post in {channel}")
        if len(text) > 2000:
            raise CannotDo("2,000 characters at most")
        world = self.world
        message = new_message(world, channel, self, content=text)
        if reply_to is not None:
            message.type, message.reference = 19, reply_to
        message.attachments = [world.store_file(channel, upload) for upload in files]
        allowed = None if ping else {"parse": ["users", "roles", "everyone"]}
        set_mentions(world, message, allowed, notify=True)
        if channel.is_thread:
            channel.members.setdefault(self.id, world.clock.iso())
        return world.post(message)

    def mention(self, channel: Channel, text: str) -> Message:
        """Post `@bot text`."""
        return self.say(channel, f"{self.world.bot.tag} {text}")

    def reply(self, message: Message, text: str, *, ping: bool = True) -> Message:
        """Reply to a message. The author of the other is mentioned unless `ping` is off; a webhook's never is."""
        return self.say(message.channel, text, reply_to=message, ping=ping)

    def edit(self, message: Message, text: str) -> None:
        """Change one's own message."""
        if message.author is not self:
            raise CannotDo("one edits one's own messages")
        message.content = text
        set_mentions(self.world, message, None, notify=False)
        self.world.changed(message)

    def delete(self, message: Message) -> None:
        """Delete one's own message."""
        if message.author is not self:
            raise CannotDo("one deletes one's own messages")
        self.world.remove(message)

    def react(self, message: Message, emoji: str, *, remove: bool = False) -> None:
        """React, or take a reaction back."""
        add_reaction(self.world, message, emoji, self.id, remove=remove)

    # -- looking

    def sees(self, channel: Channel) -> list[Message]:
        """The channel as this person sees it, with what is shown to them alone."""
        messages = channel.all_messages.values()
        return [m for m in messages if m.deleted_at is None and (not m.ephemeral or m.shown_to is self)]

    @property
    def notifications(self) -> list[Message]:
        """The messages that notified this person."""
        guilds = self.world.guilds.values()
        every = [m for g in guilds for c in g.channels.values() for m in c.all_messages.values()]
        return [m for m in every if self in m.notified]
