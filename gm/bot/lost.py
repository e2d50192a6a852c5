"""What Discord's errors say about a thread: gone for good, or asleep."""

from typing import Final

import discord

_GONE: Final = (10003, 10004, 50001)
"""Unknown channel, unknown guild, no access."""
_ASLEEP: Final = 50083
"""The thread is archived."""


def is_lost(error: BaseException) -> bool:
    """Whether the thread is not there for us any more."""
    return isinstance(error, discord.NotFound | discord.Forbidden) and error.code in _GONE


def is_asleep(error: BaseException) -> bool:
    """Whether the thread is archived: posting wakes it, editing does not."""
    return isinstance(error, discord.HTTPException) and error.code == _ASLEEP


async def wake_thread(client: discord.Client, thread_id: int) -> None:
    """Take a thread out of the archive. Raises what Discord says if it is locked or gone."""
    thread = await client.fetch_channel(thread_id)
    if isinstance(thread, discord.Thread):
        await thread.edit(archived=False)
