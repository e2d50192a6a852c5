"""Lines and veils on the loopback Discord: one's own are private, hold for all, and nobody reads whose they are."""

from pathlib import Path

from bot_journey import opened, seated, serving
from loopback import LoopbackDiscord


async def test_a_line_of_one_players_holds_for_all_and_names_nobody(server: LoopbackDiscord, home: Path) -> None:
    channel = server.world.guild().channel("inn")
    assert channel.guild is not None
    async with opened(home) as app, serving(server, app) as bot:
        group = await seated(server, bot, channel, Ada="Ilse Brand", Bo="Tam Reed")
        ada, bo, thread = group.players["Ada"], group.players["Bo"], group.thread
        before = [each.id for each in thread.messages if not each.ephemeral]
        kept = await (await bo.slash(thread, "safety", {"never": "spiders"})).message("Kept")
        assert kept.ephemeral and "• never: spiders" in kept.text
        assert "• never: spiders" not in (await (await ada.slash(thread, "safety")).message("What is not played")).text
        led = await (await ada.slash(thread, "gm safety")).message("What is not played")  # she started the game
        assert led.ephemeral and "• never: spiders" in led.text and not any(name in led.text for name in ("Bo", "Tam"))

        # what is written, and what things are called
        said = await (await ada.slash(thread, "do", {"words": "I feed the sp1der"})).message("does not play that")
        named = await (await ada.slash(thread, "branch", {"name": "spider den"})).message("does not play that")
        marked = await (await ada.slash(thread, "bookmark", {"name": "the spider"})).message("does not play that")
        (card, *_) = thread.messages
        cy = channel.guild.user("Cy")
        form = await cy.click(card, "Make your own")
        about = {"name": "Cass", "about": "A tamer of spiders", "good_at": ["search"]}
        made = await (await cy.submit(form, about)).message("does not play that")
        form = await cy.click(card, "Make your own")
        told = await (await cy.submit(form, about | {"about": "A tamer of crows"})).message("You play Cass")
        form = await cy.click(told, "Two questions")
        tied = await (await cy.submit(form, {"party": "Ilse hates spiders", "world": ""})).message("does not play that")
        for refused in (said, named, marked, made, tied):
            assert refused.ephemeral and not any(word in refused.text for word in ("pider", "Bo", "Tam"))
        await group.rest()
        fresh = [each for each in thread.messages if not each.ephemeral and each.id not in before]
        assert not any("pider" in each.text for each in fresh) and len(channel.threads) == 1

        # dropped again, it is played
        await (await bo.slash(thread, "safety", {"drop": "spiders"})).message("Kept")
        await (await ada.slash(thread, "branch", {"name": "spider den"})).message("spider den")
        rows = await app.engine.safety.log()
        assert {(each.event, each.stage) for each in rows} == {("line", "input")}
        assert sum(each.count for each in rows) == 5


async def test_a_servers_own_lines_are_its_managers_to_set_and_count_before_play(
    server: LoopbackDiscord, home: Path
) -> None:
    guild = server.world.guild()
    channel = guild.channel("inn")
    async with opened(home) as app, serving(server, app):
        ada = guild.user("Ada")
        await (await guild.owner.slash(channel, "host safety", {"never": "spiders"})).message("Kept")
        await (await ada.slash(channel, "play start", {"campaign": "tiny"})).message("set:")
        (card,) = channel.threads[-1].messages
        form = await ada.click(card, "Make your own")
        about = {"name": "Cass", "about": "A tamer of spiders", "good_at": ["search"]}
        refused = await (await ada.submit(form, about)).message("does not play that")
        assert refused.ephemeral
        assert await app.engine.safety.log() == ()  # no table yet, nothing to write down
