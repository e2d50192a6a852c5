"""What is at stake, asked before the roll on the loopback Discord: for a server's new games, and for the one played."""

from pathlib import Path

from bot_journey import opened, seated, serving
from loopback import LoopbackDiscord, Permission
from test_bot_handling import last_turn

from gm.store.guilds import load_audit

SEARCH = "I search the floor"


async def test_who_tries_it_reads_the_stakes_and_may_back_out(server: LoopbackDiscord, home: Path) -> None:
    guild = server.world.guild()
    channel, host = guild.channel("inn"), guild.user("Hana")
    guild.give(host, guild.role("staff", Permission.MANAGE_GUILD))
    async with opened(home) as app, serving(server, app) as bot:
        await (await host.slash(channel, "host stakes", {"ask": True})).message("begin from now on ask")
        group = await seated(server, bot, channel, Ada="Ilse Brand", Bo="Tam Reed")
        ada, bo = group.players["Ada"], group.players["Bo"]

        await group.does("Ada", SEARCH)
        (question,) = group.told("Noise carries.")
        assert question.labels == ["Roll (Search +4)", "Back off"] and "for Ilse Brand" in question.content
        assert not group.told("🎲"), "no die has fallen"
        await (await bo.click(question, "Back off")).message("This is for Ilse Brand to answer")
        await (await ada.click(question, "Back off")).message("You chose: Back off")
        await group.rest()
        turn = await last_turn(app, bot, group)
        assert turn.status == "done" and turn.outcome is not None and turn.outcome.checks == ()
        assert "→ Back off" in question.content and question.labels == [] and not group.told("🎲")

        await group.does("Ada", SEARCH)
        question = group.told("Noise carries.")[-1]
        await (await ada.click(question, "Roll (Search +4)")).message("You chose: Roll")
        await group.rest()
        assert len(group.told("🎲")) == 1

        await (await bo.slash(group.thread, "gm stakes", {"ask": False})).message("Only the game master")
        await (await host.slash(group.thread, "gm stakes", {"ask": False})).message("the dice fall at once")
        await group.does("Ada", SEARCH)
        assert len(group.told("🎲")) == 2 and len(group.told("❓")) == 2, "rolled at once from here on"
        async with app.database.read() as db:
            audited = [entry.action for entry in await load_audit(db, guild.id)]
    assert audited[:2] == ["table.stakes", "settings.stakes"]


async def test_the_question_outlives_the_bot(server: LoopbackDiscord, home: Path) -> None:
    guild = server.world.guild()
    channel, host = guild.channel("inn"), guild.user("Hana")
    guild.give(host, guild.role("staff", Permission.MANAGE_GUILD))
    async with opened(home) as app, serving(server, app) as bot:
        group = await seated(server, bot, channel, Ada="Ilse Brand")
        await host.slash(group.thread, "gm stakes", {"ask": True})
        await group.does("Ada", SEARCH)
        (question,) = group.told("Noise carries.")
    async with opened(home) as app, serving(server, app) as bot:
        await (await group.players["Ada"].click(question, "Roll (Search +4)")).message("You chose: Roll")
        await bot.tables.rest()
        turn = await last_turn(app, bot, group)
        assert turn.outcome is not None and len(turn.outcome.checks) == 1
        assert (await app.engine.reload(await app.find_game(None))).stakes == "ask"  # type: ignore[arg-type]
