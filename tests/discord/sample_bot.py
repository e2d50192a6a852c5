"""A plain discord.py bot, unaware of the game: it proves that the loopback Discord serves any real client."""

import asyncio
import re
from typing import Any

import aiohttp
import discord
from discord import app_commands


class Notebook(discord.ui.Modal, title="Notebook"):
    line: discord.ui.Label[Any] = discord.ui.Label(
        text="A line",
        component=discord.ui.TextInput(custom_id="line", style=discord.TextStyle.paragraph, max_length=200),
    )

    async def on_submit(self, interaction: discord.Interaction) -> None:
        assert isinstance(self.line.component, discord.ui.TextInput)
        await interaction.response.send_message(f"noted: {self.line.component.value}", ephemeral=True)


class Count(discord.ui.DynamicItem[discord.ui.Button[Any]], template=r"count:(?P<n>\d+)"):
    def __init__(self, n: int) -> None:
        super().__init__(discord.ui.Button(label=f"Count {n}", custom_id=f"count:{n}"))
        self.n = n

    @classmethod
    async def from_custom_id(cls, _i: discord.Interaction, _item: Any, match: re.Match[str]) -> "Count":
        return cls(int(match["n"]))

    async def callback(self, interaction: discord.Interaction) -> None:
        view = discord.ui.View(timeout=None)
        view.add_item(Count(self.n + 1))
        await interaction.response.edit_message(content=f"counted {self.n + 1}", view=view)


class Card(discord.ui.LayoutView):
    text: discord.ui.TextDisplay[Any] = discord.ui.TextDisplay("**a card**")


class SampleBot(discord.AutoShardedClient):
    def __init__(self, connector: aiohttp.BaseConnector, **options: Any) -> None:
        intents = options.pop("intents", discord.Intents(guilds=True, guild_messages=True))
        options.setdefault("allowed_mentions", discord.AllowedMentions.none())
        super().__init__(intents=intents, connector=connector, guild_ready_timeout=0.05, **options)
        self.tree = app_commands.CommandTree(self)
        self.heard: list[discord.Message] = []
        self.resumed = 0
        self.gate = asyncio.Event()
        for command in (story, note, find, card, counter, npc, whisper):
            self.tree.add_command(command)

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """No pacing between shards: the test has no 5 seconds to spare."""

    async def setup_hook(self) -> None:
        self.add_dynamic_items(Count)
        await self.tree.sync()

    async def on_message(self, message: discord.Message) -> None:
        if message.author != self.user:
            self.heard.append(message)

    async def on_shard_resumed(self, _shard: int) -> None:
        self.resumed += 1


@app_commands.command(description="tells a story in edits")
async def story(interaction: discord.Interaction, parts: app_commands.Range[int, 1, 9] = 3) -> None:
    await interaction.response.defer()
    for number in range(1, parts + 1):
        await interaction.edit_original_response(content=f"part {number}")
    await interaction.followup.send("the end", ephemeral=True)


@app_commands.command(description="opens a modal")
async def note(interaction: discord.Interaction) -> None:
    await interaction.response.send_modal(Notebook())


@app_commands.command(description="completes")
@app_commands.describe(what="a thing")
async def find(interaction: discord.Interaction, what: str) -> None:
    await interaction.response.send_message(f"found {what}")


@find.autocomplete("what")
async def complete(_interaction: discord.Interaction, current: str) -> list[app_commands.Choice[str]]:
    words = ("sword", "shield", "lantern")
    return [app_commands.Choice(name=word, value=word) for word in words if word.startswith(current)]


@app_commands.command(description="a card of Components V2")
async def card(interaction: discord.Interaction) -> None:
    await interaction.response.send_message(view=Card())


@app_commands.command(description="a button that outlives restarts")
async def counter(interaction: discord.Interaction) -> None:
    view = discord.ui.View(timeout=None)
    view.add_item(Count(0))
    await interaction.response.send_message("counted 0", view=view)


@app_commands.command(description="an NPC speaks in a thread")
async def npc(interaction: discord.Interaction, line: str) -> None:
    await interaction.response.defer(ephemeral=True)
    channel = interaction.channel
    assert isinstance(channel, discord.TextChannel)
    thread = await channel.create_thread(name="scene", type=discord.ChannelType.public_thread)
    hook = await channel.create_webhook(name="voices")
    said = await hook.send(
        line, username="Mira", thread=thread, wait=True, allowed_mentions=discord.AllowedMentions.none()
    )
    await said.edit(content=f"{line}!", allowed_mentions=discord.AllowedMentions.none())
    await interaction.edit_original_response(content=f"said in {thread.mention}")


@app_commands.command(description="acknowledges when told to")
async def whisper(interaction: discord.Interaction) -> None:
    assert isinstance(interaction.client, SampleBot)
    await interaction.client.gate.wait()
    await interaction.response.send_message("psst", ephemeral=True)
