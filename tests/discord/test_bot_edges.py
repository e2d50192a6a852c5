"""What happens at the worst moment: sent away in the middle of a turn, a campaign that changes while a game begins."""

import asyncio
import logging
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import pytest
from bot_journey import TINY, Group, opened, seated, serving
from bot_standing import said_in
from loopback import LoopbackDiscord, Permission, Upload

from gm.app import App
from gm.domain.brief import NarrationBrief
from gm.domain.calls import Backend, BackendRequest, Chunk
from gm.review.verify import verify
from gm.store.turns import load_turns

LAMP = TINY.replace("slug: tiny\n", "slug: lamp\n").replace("The Lit Window", "The Lamp")


class Held:
    """The offline backend, whose narrator says one sentence and goes on when he may."""

    def __init__(self, app: App) -> None:
        self.begun, self.go_on = asyncio.Event(), asyncio.Event()
        backends: Mapping[str, Backend] = app.door._backends
        self._backend = backends["offline"]
        app.door._backends = {**backends, "offline": self}

    async def stream(self, request: BackendRequest) -> AsyncIterator[Chunk]:
        """As the offline backend."""
        async for chunk in self._backend.stream(request):
            if isinstance(request.brief, NarrationBrief) and not self.go_on.is_set():
                self.begun.set()
                await self.go_on.wait()
            yield chunk


async def beats(app: App, group: Group) -> list[tuple[str, int]]:
    """(status, inputs) of every turn; the history must be sound."""
    table = await group.bot.tables.at(group.thread.id)
    assert table is not None and (await verify(app.database, table.game)).ok
    async with app.database.read() as db:
        return [(turn.status, len(turn.inputs)) for turn in await load_turns(db, table.game.branch_id)]


async def test_sent_away_in_the_middle_of_a_turn(
    server: LoopbackDiscord, home: Path, caplog: pytest.LogCaptureFixture
) -> None:
    guild = server.world.guild()
    channel = guild.channel("inn")
    async with opened(home) as app, serving(server, app) as bot:
        group = await seated(server, bot, channel, Ada="Ilse Brand", Bo="Tam Reed")
        held = Held(app)
        await (await group.players["Ada"].slash(group.thread, "do", {"words": "I look around"})).message("✅")
        await asyncio.wait_for(held.begun.wait(), 5)
        waiting = await group.players["Bo"].slash(group.thread, "do", {"words": "I warm my hands"})
        await waiting.message("✅")
        asked = len(server.requests)
        guild.leave(server.world.bot)
        await server.until(lambda: bot.tables.opened(group.thread.id) is None)
        held.go_on.set()
        await bot.tables.rest()
        await bot.keeping.rest()
        in_vain = [r for r in server.requests[asked:] if r.status in (403, 404)]
        assert len(in_vain) <= 3, in_vain  # it does not knock again and again
        server.world.invite(guild)
        await server.until(lambda: bot.get_guild(guild.id) is not None)
        back = await group.players["Ada"].slash(group.thread, "play resume")
        await back.message("goes on")
        await server.until(lambda: len(group.with_button("Undo")) == 1 and group.told("I warm my hands"))
        await group.rest()
        assert await beats(app, group) == [("done", 0), ("done", 1), ("done", 1)]
        assert len(group.told("I look around")) == 1 and len(group.told("I warm my hands")) == 1
        await group.does("Bo", "I listen")
        assert len(group.with_button("Undo")) == 1
    worst = [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR]
    assert worst == []


async def test_sent_away_with_a_lobby_open(server: LoopbackDiscord, home: Path) -> None:
    guild = server.world.guild()
    channel, ada = guild.channel("inn"), guild.user("Ada")
    async with opened(home) as app, serving(server, app) as bot:
        await (await ada.slash(channel, "play start", {"campaign": "tiny"})).message("set:")
        (thread,) = channel.threads
        (card,) = thread.messages
        await (await ada.click(card, "Play Ilse Brand")).message("You play")
        guild.leave(server.world.bot)
        await server.until(lambda: bot.get_guild(guild.id) is None)
        await bot.keeping.rest()
        server.world.invite(guild)
        await server.until(lambda: bot.get_guild(guild.id) is not None)
        await (await ada.click(card, "Begin")).message("begins")
        await bot.tables.rest()
        assert [m for m in thread.messages if "Act" in m.labels]
        await (await ada.slash(thread, "do", {"words": "I look around"})).message("✅")


async def send(host, channel, text: str) -> None:  # type: ignore[no-untyped-def]
    sent = await host.slash(channel, "play upload", {"file": Upload("lamp.yaml", "text/yaml", text.encode())})
    await sent.message("The Lamp")


async def test_a_campaign_that_is_replaced_while_a_game_is_begun_from_it(server: LoopbackDiscord, home: Path) -> None:
    guild = server.world.guild()
    channel, host, ada = guild.channel("inn"), guild.user("Hana"), guild.user("Ada")
    guild.give(host, guild.role("staff", Permission.MANAGE_GUILD))
    async with opened(home) as app, serving(server, app) as bot:
        await send(host, channel, LAMP)
        (choice,) = await ada.autocomplete(channel, "play start", "campaign", {"campaign": "lamp"})
        await (await ada.slash(channel, "play start", {"campaign": choice["value"]})).message("set:")
        (thread,) = channel.threads
        (card,) = thread.messages
        await (await ada.click(card, "Play Odo")).message("You play Odo")

        gone = LAMP.replace("  odo: {name: Odo, concept: a carter, sheet: {max_hp: 9}}\n", "")
        await send(host, channel, gone)
        refused = await ada.click(card, "Begin")
        await refused.message("what Ada picked is not in it any more")
        assert await bot.tables.at(thread.id) is None and "Play Odo" not in card.labels
        await (await ada.click(thread.messages[0], "Play Una")).message("You play Una")
        begun = asyncio.gather(
            ada.click(thread.messages[0], "Begin"),
            send(host, channel, gone.replace("Rain. A lit window.", "Snow. A lit window.")),
        )
        (pressed, _) = await begun
        await pressed.message("begins")
        await bot.tables.rest()
        table = await bot.tables.at(thread.id)
        assert table is not None and (await verify(app.database, table.game)).ok
        told = [m.content for m in thread.messages if "A lit window." in m.content]
        assert len(told) == 1 and (("Snow" in told[0]) == ("Snow" in table.campaign.opening.text))
        await (await ada.slash(thread, "do", {"words": "I look around"})).message("✅")
        await bot.tables.rest()


async def test_redo_below_a_beat_is_about_that_beat_also_right_after_an_undo(
    server: LoopbackDiscord, home: Path
) -> None:
    """The command plays again what was just taken back; the button stands below the beat that it plays again."""
    channel = server.world.guild().channel("inn")
    async with opened(home) as app, serving(server, app) as bot:
        group = await seated(server, bot, channel, Ada="Ilse Brand", Bo="Tam Reed")
        ada = group.players["Ada"]
        await group.does("Ada", "I search the floor")
        await group.does("Bo", "I search the wall")
        await (await ada.click(group.with_button("Undo")[-1], "Undo")).message("is taken back")
        await group.rest()
        await (await ada.click(group.with_button("Redo")[-1], "Redo")).message("new dice")
        await group.rest()
        assert await said_in(app, group) == ["I search the floor"]
        await group.does("Bo", "I search the wall")
        await (await ada.slash(group.thread, "undo")).message("is taken back")
        await group.rest()
        await (await ada.slash(group.thread, "redo")).message("new dice")
        await group.rest()
        assert await said_in(app, group) == ["I search the floor", "I search the wall"]
