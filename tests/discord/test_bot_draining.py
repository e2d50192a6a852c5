"""Asked to stop, the bot finishes what it has begun, keeps what is said meanwhile, and goes on at the next start."""

import asyncio
from pathlib import Path

from bot_journey import HeldPace, opened, seated, serving
from loopback import LoopbackDiscord
from shipped_bot import ShippedBot, sits_down

from gm.store.turns import load_turns


async def test_a_telling_is_finished_and_words_said_meanwhile_are_kept(server: LoopbackDiscord, home: Path) -> None:
    channel = server.world.guild().channel("inn")
    async with opened(home) as app:
        pace = HeldPace()
        async with serving(server, app, pace=pace) as bot:
            pace.release()
            group = await seated(server, bot, channel, Ada="Ilse Brand", Bo="Tam Reed")
            pace.hold()
            await group.players["Ada"].slash(group.thread, "do", {"words": "I search the floor"})
            await server.until(lambda: bot.running.fairness.busy == 1 and group.told("🎲"))
            stopping = asyncio.create_task(bot.drain(5))
            await server.until(lambda: bot.running.draining.on)
            kept = await group.players["Bo"].slash(group.thread, "do", {"words": "I look around"})
            assert kept.acked_after is not None and kept.acked_after < 1
            await kept.message("nothing is lost")
            late = group.players["Ada"].mention(group.thread, "I warm my hands")
            await server.until(lambda: any(m.reference is late and "nothing is lost" in m.text for m in said(group)))
            later = await group.players["Ada"].slash(group.thread, "undo")
            await later.message("try again in a minute")
            assert not group.told("I look around") and not stopping.done()
            pace.release()
            await stopping
            assert group.with_button("Undo")  # Ada's telling is whole
        async with serving(server, app) as bot:
            await server.until(lambda: len(group.told("I look around")) == 1 and group.told("I warm my hands"))
            await bot.tables.rest()
            table = await bot.tables.at(group.thread.id)
            assert table is not None
            async with app.database.read() as db:
                turns = await load_turns(db, table.game.branch_id)
            assert [(turn.status, len(turn.inputs)) for turn in turns] == [("done", 0)] + [("done", 1)] * 3
            assert len(group.with_button("Undo")) == 1


def said(group: object) -> list:
    """The posts of a group's thread."""
    return group.thread.messages  # type: ignore[attr-defined]


async def test_what_takes_too_long_is_left_to_the_next_start(server: LoopbackDiscord, home: Path) -> None:
    channel = server.world.guild().channel("inn")
    async with opened(home) as app:
        pace = HeldPace()
        async with serving(server, app, pace=pace) as bot:
            pace.release()
            group = await seated(server, bot, channel, Ada="Ilse Brand")
            pace.hold()
            await group.players["Ada"].slash(group.thread, "do", {"words": "I look around"})
            await server.until(lambda: bot.running.fairness.busy == 1)
            await bot.drain(0.05)
        async with serving(server, app) as bot:
            await server.until(lambda: group.with_button("Undo"))
            assert len(group.told("I look around")) == 1


async def test_the_shipped_command_ends_well_and_the_next_goes_on(server: LoopbackDiscord, home: Path) -> None:
    """SIGTERM in the middle of a telling: exit status 0, and nothing stands half told."""
    channel = server.world.guild().channel("inn")
    assert channel.guild is not None
    ada = channel.guild.user("Ada")
    bot = ShippedBot(server, home, "--drain", "20")
    await bot.start()
    try:
        await (await ada.slash(channel, "play start", {"campaign": "tiny"})).message("set:")
        (thread,) = channel.threads
        (card,) = thread.messages
        await sits_down(ada, card, "Ilse Brand")
        await (await ada.click(card, "Begin")).message("begins")
        await server.until(lambda: "Act" in thread.messages[-1].labels)
        acted = await ada.slash(thread, "do", {"words": "I search the floor"})
        await server.until(lambda: any("🎲" in m.text for m in thread.messages))
        assert await bot.stop() == 0
        assert "Undo" in thread.messages[-1].labels and "✅" in acted.text
        await bot.start()
        told = [m.text for m in thread.messages]
        await (await ada.slash(thread, "do", {"words": "I look around"})).message("✅")
        await server.until(lambda: "Undo" in thread.messages[-1].labels and len(thread.messages) > len(told))
        assert [m.text for m in thread.messages][: len(told)] == told
        assert await bot.stop() == 0
    finally:
        if bot.running:
            await bot.kill()
