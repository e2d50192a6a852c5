"""`/forge` on the loopback Discord: a draft for a server's own campaign, shown to one, added when they press."""

from pathlib import Path

from bot_journey import TINY, opened, serving
from loopback import LoopbackDiscord, Permission, Upload

from gm.store.uploads import load_uploads


async def test_a_draft_is_added_when_its_game_master_says_so(server: LoopbackDiscord, home: Path) -> None:
    guild = server.world.guild()
    inn, hana, bo = guild.channel("inn"), guild.user("Hana"), guild.user("Bo")
    guild.give(hana, guild.role("staff", Permission.MANAGE_GUILD))
    wish = {"kind": "npc", "wish": "a ferryman who lies about tides"}
    async with opened(home) as app, serving(server, app) as bot:
        await (await hana.slash(inn, "forge", wish)).message("no campaign of its own")
        brought = await hana.slash(inn, "play upload", {"file": Upload("own.yaml", "application/yaml", TINY.encode())})
        await brought.message("The Lit Window")
        assert (await (await bo.slash(inn, "forge", wish)).message("")).attachments == []
        shown = await (await hana.slash(inn, "forge", wish)).message("Nothing is added before you press")
        assert shown.ephemeral and "+  " in shown.text and "ferryman who lies about tides" in shown.text
        async with app.database.read() as db:
            (before,) = await load_uploads(db, guild.id)
        assert before.revision == 1
        assert not (await bot.tables.campaign(before.slug, guild.id)).npc(shown.attachments[0]["filename"][:-5])
    async with opened(home) as app, serving(server, app) as bot:
        await (await hana.click(shown, "Add it")).message("revision 2")
        async with app.database.read() as db:
            (after,) = await load_uploads(db, guild.id)
        campaign = await bot.tables.campaign(after.slug, guild.id)
        made = campaign.npc(shown.attachments[0]["filename"].removesuffix(".yaml"))
        assert made is not None and campaign.npc("orla") is not None
        await (await hana.click(shown, "Add it")).message("in the campaign already")
        await (await hana.slash(inn, "forge", {**wish, "campaign": "nowhere"})).message("")
