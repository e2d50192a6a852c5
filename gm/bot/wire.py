"""A thread as the bot writes in it. The protocol is all that the rest of the bot knows of sending."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Protocol

import aiohttp
import discord

from gm.bot.buttons import Button
from gm.bot.items import view_of
from gm.bot.lost import is_asleep, is_lost, wake_thread
from gm.bot.personas import Personas, persona_name

DOWN: Final = (discord.DiscordException, aiohttp.ClientError, OSError, TimeoutError)
"""What is raised when Discord refuses, cannot be reached, or does not answer."""
UNKNOWN_WEBHOOK: Final = 10015
_UNFIT: Final = (400, 403)
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
        kind = discord.ChannelType.public_thread
        self._thread = client.get_partial_messageable(thread, guild_id=guild, type=kind)

    async def post(self, text: str, buttons: Sequence[Button], nonce: str | None) -> int:
        """Send a message; gives its id."""
        more: dict[str, Any] = {} if nonce is None else {"nonce": nonce}
        view = view_of(buttons)
        if view is not None:
            more["view"] = view
        return (await self._thread.send(text, suppress_embeds=True, **more)).id

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
        try:
            return await self._edit(message_id, webhook_id, text, buttons)
        except discord.HTTPException as error:
            if not is_asleep(error):
                raise
        await wake_thread(self._client, self._where.id)
        return await self._edit(message_id, webhook_id, text, buttons)

    async def _edit(
        self, message_id: int, webhook_id: int | None, text: str | None, buttons: Sequence[Button] | None
    ) -> bool:
        changes: dict[str, Any] = {} if text is None else {"content": text}
        if buttons is not None:
            changes["view"] = view_of(buttons)
        try:
            if webhook_id is not None:
                hook = await self._personas.hook(self._channel)
                if hook is None or hook.id != webhook_id:
                    return True
                quiet = discord.AllowedMentions.none()
                await hook.edit_message(message_id, thread=self._where, allowed_mentions=quiet, **changes)
                return True
            await self._thread.get_partial_message(message_id).edit(**changes)
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
                found.append(Seen(message.id, message.content, nonce, message.webhook_id, message.author.name))
        return found

    async def typing(self) -> None:
        """Show that something is being written."""
        await self._thread.typing()
