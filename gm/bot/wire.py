"""A thread as the bot writes in it. The protocol is all that the rest of the bot knows of sending."""

from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Protocol

import aiohttp
import discord

from gm.bot.buttons import Button
from gm.bot.card_items import edit_of, messages_of
from gm.bot.cards import Card, Form
from gm.bot.items import view_of
from gm.bot.lost import is_asleep, is_lost, wake_thread
from gm.bot.personas import Personas, persona_name

DOWN: Final = (discord.DiscordException, aiohttp.ClientError, OSError, TimeoutError)
"""What is raised when Discord refuses, cannot be reached, or does not answer."""
UNKNOWN_WEBHOOK: Final = 10015
_REFUSED: Final = 400
_BAD_FORM: Final = 50035
_UNFIT: Final = (_REFUSED, 403)
_KNOWN: Final = 64
"""Messages of a thread that are remembered to be made of components."""
RECENT: Final = 300
"""How many messages are looked through for one that may have been sent already: more than a thread can take from us in
the minutes that clocks may be apart. They come by the hundred, and seldom more than once."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A message of ours that stands in the thread."""

    id: int
    text: str
    nonce: str | None
    webhook_id: int | None
    name: str


class Wire(Protocol):
    """One thread."""

    async def post(self, text: str, buttons: Sequence[Button], nonce: str | None) -> int:
        """Send a message; gives its id. The same nonce within minutes is the same message."""
        ...

    async def post_card(self, card: Card, form: Form, nonce: str | None) -> int:
        """Send a card that fits into one message; gives its id."""
        ...

    async def edit_card(self, message_id: int, card: Card, form: Form) -> bool:
        """Make a message of the bot's own this card. False if it is no longer there."""
        ...

    async def speak(
        self, name: str, text: str, *, avatar: str = "", buttons: Sequence[Button] = ()
    ) -> tuple[int, int] | None:
        """Send a message in somebody's name: (message, webhook), or None where that cannot be done."""
        ...

    async def edit(
        self, message_id: int, webhook_id: int | None, text: str | None, buttons: Sequence[Button] | None
    ) -> bool:
        """Change text or buttons (None: as they are). False if the message is no longer there."""
        ...

    async def delete(self, message_id: int, webhook_id: int | None) -> None:
        """Take a message away, if it is there."""
        ...

    async def recent(self, since: datetime) -> Sequence[Seen]:
        """Messages that the bot or its webhook has sent since then, oldest first."""
        ...

    async def typing(self) -> None:
        """Show that something is being written."""
        ...


class ThreadWire:
    """The real one."""

    def __init__(self, client: discord.Client, personas: Personas, *, thread: int, guild: int, channel: int) -> None:
        self._client = client
        self._personas = personas
        self._channel = channel
        self._where = discord.Object(thread)
        self._layouts: dict[int, None] = {}
        kind = discord.ChannelType.public_thread
        self._thread = client.get_partial_messageable(thread, guild_id=guild, type=kind)

    async def post(self, text: str, buttons: Sequence[Button], nonce: str | None) -> int:
        """Send a message; gives its id."""
        more: dict[str, Any] = {} if nonce is None else {"nonce": nonce}
        view = view_of(buttons)
        if view is not None:
            more["view"] = view
        return (await self._thread.send(text, suppress_embeds=True, **more)).id

    async def post_card(self, card: Card, form: Form, nonce: str | None) -> int:
        """Send a card; as text where Discord will not have it."""
        more: dict[str, Any] = {} if nonce is None else {"nonce": nonce}
        try:
            made = await self._thread.send(**messages_of(card, form)[0], **more)
        except discord.HTTPException as error:
            if error.status != _REFUSED or form == "plain":
                raise
            return await self.post_card(card, "plain", nonce)
        self._know(made)
        return made.id

    async def edit_card(self, message_id: int, card: Card, form: Form) -> bool:
        """Make a message this card. One that is made of components stays so: Discord lets nobody take that back."""
        wanted: Form = "v2" if message_id in self._layouts else form
        changes = edit_of(card, wanted)
        return await self._awake(lambda: self._changed(message_id, changes, lambda: edit_of(card, "v2")))

    async def _changed(self, message_id: int, changes: dict[str, Any], as_layout: Callable[[], dict[str, Any]]) -> bool:
        """Edit a message of the bot's own. If it is made of components, which only Discord knows after a restart, it
        takes nothing else."""
        message = self._thread.get_partial_message(message_id)
        try:
            self._know(await message.edit(**changes))
        except discord.NotFound as error:
            if is_lost(error):
                raise
            return False
        except discord.HTTPException as error:
            if error.code != _BAD_FORM or message_id in self._layouts:
                raise
            self._know(await message.edit(**as_layout()))
        return True

    def _know(self, message: discord.Message) -> None:
        if message.flags.components_v2:
            self._layouts[message.id] = None
            while len(self._layouts) > _KNOWN:
                self._layouts.pop(next(iter(self._layouts)))

    async def speak(
        self, name: str, text: str, *, avatar: str = "", buttons: Sequence[Button] = ()
    ) -> tuple[int, int] | None:
        """Send a message in somebody's name. A webhook that was deleted is made again, once.

        None also if Discord takes name or picture for unfit: what is said is not lost, only the dress.
        """
        view = view_of(buttons)
        more: dict[str, Any] = {} if view is None else {"view": view}
        if avatar:
            more["avatar_url"] = avatar
        for _ in range(2):
            hook = await self._personas.hook(self._channel)
            if hook is None:
                return None
            try:
                sent = await hook.send(
                    text,
                    username=persona_name(name),
                    thread=self._where,
                    wait=True,
                    suppress_embeds=True,
                    allowed_mentions=discord.AllowedMentions.none(),
                    **more,
                )
            except discord.NotFound as error:
                if error.code != UNKNOWN_WEBHOOK:
                    raise
                self._personas.forget(self._channel)
            except discord.HTTPException as error:
                if error.status not in _UNFIT:
                    raise
                return None
            else:
                return sent.id, hook.id
        return None

    async def edit(
        self, message_id: int, webhook_id: int | None, text: str | None, buttons: Sequence[Button] | None
    ) -> bool:
        """Change a message; a sleeping thread is woken. What a webhook sent keeps its text if that webhook is gone."""
        return await self._awake(lambda: self._edit(message_id, webhook_id, text, buttons))

    async def _awake(self, work: Callable[[], Awaitable[bool]]) -> bool:
        try:
            return await work()
        except discord.HTTPException as error:
            if not is_asleep(error):
                raise
        await wake_thread(self._client, self._where.id)
        return await work()

    async def _edit(
        self, message_id: int, webhook_id: int | None, text: str | None, buttons: Sequence[Button] | None
    ) -> bool:
        changes: dict[str, Any] = {} if text is None else {"content": text}
        if buttons is not None:
            changes["view"] = view_of(buttons)
        if webhook_id is None:
            changes |= {} if text is None else {"embed": None}
            line = Card("", (text or "…",), buttons=tuple(buttons or ()), accent="none")
            changes = edit_of(line, "v2") if message_id in self._layouts else changes
            return await self._changed(message_id, changes, lambda: edit_of(line, "v2"))
        try:
            hook = await self._personas.hook(self._channel)
            if hook is None or hook.id != webhook_id:
                return True
            quiet = discord.AllowedMentions.none()
            await hook.edit_message(message_id, thread=self._where, allowed_mentions=quiet, **changes)
        except discord.NotFound as error:
            if is_lost(error):
                raise
            return False
        return True

    async def delete(self, message_id: int, webhook_id: int | None) -> None:
        """Take a message away, if it is there."""
        try:
            if webhook_id is None:
                await self._thread.get_partial_message(message_id).delete()
                return
            hook = await self._personas.hook(self._channel)
            if hook is not None and hook.id == webhook_id:
                await hook.delete_message(message_id, thread=self._where)
        except discord.NotFound:
            return

    async def recent(self, since: datetime) -> Sequence[Seen]:
        """Messages that the bot or its webhook has sent since then, oldest first."""
        hook = await self._personas.hook(self._channel)
        me = self._client.user
        found = []
        async for message in self._thread.history(limit=RECENT, after=since, oldest_first=True):
            ours = message.webhook_id == hook.id if hook and message.webhook_id else message.author == me
            if ours:
                nonce = None if message.nonce is None else str(message.nonce)
                found.append(Seen(message.id, words_of(message), nonce, message.webhook_id, message.author.name))
        return found

    async def typing(self) -> None:
        """Show that something is being written."""
        await self._thread.typing()


def words_of(message: discord.Message) -> str:
    """What a message of ours says, in whichever form it was sent."""
    return message.content or "\n".join([*_said_in_boxes(message.embeds), *_said_in(message.components)])


def _said_in_boxes(embeds: Sequence[discord.Embed]) -> Iterator[str]:
    for embed in embeds:
        yield from (text for text in (embed.title, embed.description) if text)


def _said_in(parts: Any) -> Iterator[str]:
    for part in parts:
        if isinstance(part, discord.TextDisplay):
            yield part.content
        yield from _said_in(getattr(part, "children", ()))
