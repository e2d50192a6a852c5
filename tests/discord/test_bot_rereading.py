"""Words that were received, and then edited or deleted while the bot was gone: what is played is what stands there."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

from bot_journey import opened, seated, serving
from loopback import LoopbackDiscord
from shipped_bot import ShippedBot, shipped
from test_bot_threads import words

from gm.app import SystemClock
from gm.bot.consent import VERSION
from gm.store.consents import record_consent

STALLED = """
routes:
  narrator: [{{model: openai/stalled, endpoint: "http://127.0.0.1:{port}", trains_on_inputs: false, price_in: 0,
              price_out: 0, context_window: 8192}}]
"""


@contextlib.asynccontextmanager
async def stalled() -> AsyncIterator[tuple[int, asyncio.Event]]:
    """A model's server that is asked, and never answers: its port, and when it was asked."""
    asked, over = asyncio.Event(), asyncio.Event()

    async def keep(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        asked.set()
        await over.wait()
        writer.close()

    listening = await asyncio.start_server(keep, "127.0.0.1", 0)
    try:
        yield listening.sockets[0].getsockname()[1], asked
    finally:
        over.set()
        listening.close()


async def test_what_was_received_and_not_played_follows_its_message_over_a_kill(
    server: LoopbackDiscord, home: Path
) -> None:
    channel = server.world.guild().channel("inn")
    seats = {"Ada": "Ilse Brand", "Bo": "Tam Reed", "Cy": "Odo", "Di": "Una"}
    async with opened(home) as app, serving(server, app) as bot:
        group = await seated(server, bot, channel, **seats)
        before = group.players["Ada"].mention(group.thread, "I look around")
        await server.until(lambda: len(group.told("I look around")) > 1)
        await group.rest()
        ada, bo, cy, di = group.players.values()
        async with app.database.begin() as db:
            for user in (ada, bo, cy, di):
                await record_consent(db, user.id, VERSION, SystemClock().now())
            await db.commit()
    async with stalled() as (port, asked):
        (home / "gm.yaml").write_text(STALLED.format(port=port))
        dying = ShippedBot(server, home, environ={"GM_PROFILE": "auto", "GM_PROBE_LOCAL": "no"})
        await dying.start()
        told = ada.mention(group.thread, "I search the floor")
        async with asyncio.timeout(60):
            await asked.wait()  # the first turn is weighed, and all that follows waits behind it
        said = []
        for user, text in ((bo, "I sing zqxjwrongq"), (cy, "I shout zqxjgoneq"), (di, "I listen")):
            said.append(user.mention(group.thread, text))
            await server.until(lambda text=text: len(group.told(text)) > 1, 30, f"{text} to be committed")
        await dying.kill()
    (home / "gm.yaml").unlink()
    bo.edit(said[0], said[0].content.replace("I sing zqxjwrongq", "I sing of rain"))
    cy.delete(said[1])
    ada.edit(told, told.content.replace("I search the floor", "I never search"))
    ada.edit(before, before.content.replace("I look around", "I look away"))
    async with shipped(server, home):
        await server.until(lambda: any("Undo" in m.labels and m.id > said[2].id for m in group.thread.messages), 60)
        await server.until(lambda: group.told("was played already"), 30, "the edit of what was played")
    async with opened(home) as app, serving(server, app) as bot:
        # what the last process had not come to is played by this one, once the lease of that one is over
        await server.until(lambda: (at := bot.tables.opened(group.thread.id)) is not None and not at.busy, 60)
        await bot.tables.rest()
        found = await words(app, bot, group.thread.id)
        # what waited together may be played as one beat
        said_in_order = [text for turn in found for text in turn]
        assert said_in_order == ["I look around", "I never search", "I sing of rain", "I listen"]
        assert len(group.told("was played already")) == 1  # said once, over two starts
        assert [m for m in group.told("zqxj") if m.webhook_id] == []
    left = b"".join(file.read_bytes() for file in home.glob("gm.db*"))  # noqa: ASYNC240
    assert b"zqxjgoneq" not in left and b"zqxjwrongq" not in left
