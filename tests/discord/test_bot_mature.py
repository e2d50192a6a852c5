"""Campaigns for adults: only where the server allows them and the channel is age-restricted, whenever play begins."""

from pathlib import Path

import pytest
from bot_journey import TINY, make_home, opened, seated, serving
from loopback import LoopbackDiscord

from gm.bot.client import GmBot
from gm.store.guilds import GuildSettings


@pytest.fixture
def home(tmp_path: Path, sqlite_template: Path) -> Path:
    """GM_HOME with the tiny campaign, rated for adults."""
    made = make_home(tmp_path, sqlite_template)
    (made / "campaigns" / "tiny" / "campaign.yaml").write_text(f"{TINY}rating: mature\n", encoding="utf-8")
    return made


async def allow(bot: GmBot, guild_id: int) -> None:
    await bot.tables.set_settings(GuildSettings(guild_id=guild_id, mature=True))


async def test_both_switches_are_needed_to_start(server: LoopbackDiscord, home: Path) -> None:
    guild = server.world.guild()
    ada, plain, red = guild.user("Ada"), guild.channel("inn"), guild.channel("cellar", nsfw=True)
    async with opened(home) as app, serving(server, app) as bot:
        for channel, reason in ((plain, "has not allowed"), (red, "has not allowed")):
            await (await ada.slash(channel, "play start", {"campaign": "tiny"})).message(reason)
        await allow(bot, guild.id)
        await (await ada.slash(plain, "play start", {"campaign": "tiny"})).message("age-restricted channels only")
        assert plain.threads == [] and red.threads == []
        await (await ada.slash(red, "play start", {"campaign": "tiny"})).message("set:")  # a thread is as its parent


async def test_a_channel_that_loses_its_age_restriction_pauses_its_games(server: LoopbackDiscord, home: Path) -> None:
    guild = server.world.guild()
    red = guild.channel("cellar", nsfw=True)
    async with opened(home) as app, serving(server, app) as bot:
        await allow(bot, guild.id)
        group = await seated(server, bot, red, Ada="Ilse Brand")
        await group.does("Ada", "I look around")
        red.nsfw = False
        server.world.emit("CHANNEL_UPDATE", red.payload(), guild=guild, channel=red)
        await server.until(lambda: group.told("age-restricted channels only"))
        ada, thread = group.players["Ada"], group.thread
        await (await ada.slash(thread, "do", {"words": "I look around"})).message("paused")
        await (await ada.slash(thread, "play resume")).message("age-restricted channels only")
        red.nsfw = True
        server.world.emit("CHANNEL_UPDATE", red.payload(), guild=guild, channel=red)
        await server.until(lambda: bot.get_channel(red.id).nsfw)
        await (await ada.slash(thread, "play resume")).message("goes on")
        await bot.tables.rest()
