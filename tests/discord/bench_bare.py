"""A bare discord.py client that defers every interaction and does nothing else: the floor of `gm bench discord`."""

import asyncio
import os

import discord
from loopback import connector_from_environment


class Bare(discord.AutoShardedClient):
    async def on_interaction(self, interaction: discord.Interaction) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)


async def main() -> None:
    async with Bare(intents=discord.Intents(guilds=True), connector=connector_from_environment()) as client:
        await client.start(os.environ["TOKEN"])


asyncio.run(main())
