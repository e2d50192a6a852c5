"""What the bot may not do in a server, channel by channel, and how to mend it."""

from typing import Final

import discord

from gm.bot.catalogue import Speech

NEEDED: Final = (
    "view_channel",
    "send_messages",
    "create_public_threads",
    "send_messages_in_threads",
    "read_message_history",
)
"""Without these no game can be played in a channel."""
WANTED: Final = ("manage_webhooks",)
"""Without these something is missing, and play goes on."""
MOST_CHANNELS: Final = 15


def lacking(held: discord.Permissions) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(needed, wanted) permissions that are not there."""
    return (
        tuple(name for name in NEEDED if not getattr(held, name)),
        tuple(name for name in WANTED if not getattr(held, name)),
    )


def channel_rows(speech: Speech, guild: discord.Guild) -> list[str]:
    """A line for each text channel in which something is missing, with the remedy; one good line if nothing is."""
    rows: list[str] = []
    for channel in guild.text_channels:
        needed, wanted = lacking(channel.permissions_for(guild.me))
        if needed:
            names = ", ".join(speech(f"permission.{name}") for name in needed)
            rows.append(speech("doctor.needed", channel=f"<#{channel.id}>", names=names))
        elif wanted:
            names = ", ".join(speech(f"permission.{name}") for name in wanted)
            rows.append(speech("doctor.wanted", channel=f"<#{channel.id}>", names=names))
    if not rows:
        return [speech("doctor.fine", count=len(guild.text_channels))]
    more = len(rows) - MOST_CHANNELS
    rows = rows[:MOST_CHANNELS] + ([speech("doctor.more", count=more)] if more > 0 else [])
    return [*rows, speech("doctor.remedy")]
