"""Months of uptime: what a process keeps by thread, channel, server or game has a bound, and nothing in use goes."""

import asyncio
import gc
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from bot_journey import NoPause, opened, seated, serving
from loopback import LoopbackDiscord

from gm.bot.fairness import Fairness
from gm.bot.gate import Gate
from gm.bot.open_tables import OpenTables
from gm.bot.personas import Personas
from gm.domain.bounded import Bounded
from gm.settings import DiscordConfig
from gm.store.guilds import GuildSettings

MANY = 5000


class Stub:
    """A table, as far as whoever keeps tables looks at it."""

    def __init__(self, thread: int, status: Any = "playing", busy: bool = False) -> None:
        self.binding = SimpleNamespace(thread_id=thread, status=status)
        self.busy = busy


def kept(most: int) -> Any:
    return OpenTables(most)


def test_of_thousands_of_tables_those_used_last_are_kept() -> None:
    tables = kept(100)
    for thread in range(MANY):
        tables.put(Stub(thread))
    gc.collect()
    assert len(tables) == 100 and len(tables.all()) == 100
    assert tables.get(MANY - 1) is not None and tables.get(0) is None
    assert tables.asleep(0) and not tables.asleep(MANY - 1)


def test_a_table_at_which_something_goes_on_stays() -> None:
    tables = kept(100)
    busy = [tables.put(Stub(thread, busy=True)) for thread in range(150)]
    for thread in range(1000, 1000 + MANY):
        tables.put(Stub(thread))
    gc.collect()
    assert [tables.get(thread) for thread in range(150)] == busy and len(tables) <= 152
    for table in busy:
        table.busy = False
    tables.put(Stub(9000))
    assert len(tables) == 100


def test_whoever_holds_a_table_and_whoever_asks_for_it_have_the_same() -> None:
    tables = kept(10)
    mine = tables.put(Stub(1))
    for thread in range(100, 200):
        tables.put(Stub(thread))
    gc.collect()
    assert tables.asleep(1) and mine in tables.all()
    assert tables.get(1) is mine and not tables.asleep(1)


def test_games_that_are_over_leave_nothing_behind() -> None:
    tables = kept(10)
    for thread in range(MANY):
        tables.put(Stub(thread, status="ended"))
    tables.put(Stub(MANY))
    for thread in range(100):
        tables.put(Stub(MANY + 1 + thread))
    assert tables.sleepers() and all(thread >= MANY for thread in tables.sleepers())
    tables.take(MANY)
    assert not tables.asleep(MANY)


async def test_a_table_that_was_let_go_is_heard_again(server: LoopbackDiscord, home: Path) -> None:
    channel = server.world.guild().channel("inn")
    async with opened(home) as app, serving(server, app) as bot:
        first = await seated(server, bot, channel, Ada="Ilse Brand")
        bot.tables._open.most = 1
        second = await seated(server, bot, channel, Bo="Tam Reed")
        gc.collect()
        assert bot.tables.opened(first.thread.id) is None and bot.tables.open_now == 1
        said = first.players["Ada"].mention(first.thread, "I warm my hands")  # a table that sleeps
        await server.until(lambda: first.told("I warm my hands") and first.with_button("Undo"))
        await first.rest()
        await second.does("Bo", "I look around")
        gc.collect()
        assert bot.tables.opened(first.thread.id) is None
        first.players["Ada"].edit(said, f"<@{server.world.bot.id}> I do not")
        await server.until(lambda: first.told("was played already"))  # too late: the thread says so
        await second.does("Bo", "I listen")
        gc.collect()
        assert bot.tables.opened(first.thread.id) is None
        form = await first.players["Ada"].click(first.with_button("Act")[-1], "Act")
        await (await first.players["Ada"].submit(form, {"Your character": "I listen"})).message("✅")
        await first.rest()
        assert len(first.told("I listen")) == 1 and len(first.with_button("Undo")) == 1


async def test_what_was_said_meanwhile_is_heard_at_tables_that_sleep(server: LoopbackDiscord, home: Path) -> None:
    channel = server.world.guild().channel("inn")
    async with opened(home) as app, serving(server, app) as bot:
        first = await seated(server, bot, channel, Ada="Ilse Brand")
        await first.does("Ada", "I look around")
        bot.tables._open.most = 1
        await seated(server, bot, channel, Bo="Tam Reed")
        gc.collect()
        assert bot.tables.sleepers() == (first.thread.id,)
        await server.gateway.invalidate()
        first.players["Ada"].mention(first.thread, "I call out")
        await server.until(lambda: first.told("I call out") and len(first.with_button("Undo")) == 1, 20)


async def test_gates_forget_servers_and_learn_them_again() -> None:
    asked: list[int] = []

    async def settings(guild_id: int) -> GuildSettings:
        asked.append(guild_id)
        return GuildSettings(guild_id=guild_id, blocked_users=(7,))

    pace = NoPause()
    gate = Gate(DiscordConfig(), settings, pace)
    gate._blocked = Bounded(100)
    for guild in range(1, MANY):
        assert await gate.refuses(guild, 7) == "gate.blocked"
    assert len(gate._blocked) == 100 and len(asked) == MANY - 1
    assert await gate.refuses(1, 7) == "gate.blocked"


async def test_a_press_does_not_wait_for_a_server_that_is_known() -> None:
    gate_open = asyncio.Event()
    blocked: tuple[int, ...] = ()

    async def settings(guild_id: int) -> GuildSettings:
        await gate_open.wait()
        return GuildSettings(guild_id=guild_id, blocked_users=blocked)

    pace = NoPause()
    gate = Gate(DiscordConfig(), settings, pace)
    gate_open.set()
    assert await gate.refuses(1, 7) == ""
    gate_open.clear()
    pace.seconds, blocked = 100.0, (7,)
    async with asyncio.timeout(5):
        assert await gate.refuses(1, 7) == ""  # the database has not answered
        gate_open.set()
        await asyncio.gather(*gate._looking.values())
        assert await gate.refuses(1, 7) == "gate.blocked" and not gate._looking


def test_a_full_channel_is_asked_again_after_a_while() -> None:
    personas = Personas(SimpleNamespace())  # type: ignore[arg-type]
    for channel in range(MANY * 2):
        personas._full.put(channel, 1.0)
        personas._hooks.put(channel, object())  # type: ignore[arg-type]
    assert len(personas._full) == len(personas._hooks) == MANY


def test_a_game_belongs_to_its_server_while_somebody_plays_it() -> None:
    fairness = Fairness()
    mine = fairness.belongs(1, 100)
    for game in range(2, MANY):
        fairness.belongs(game, 200)
    gc.collect()
    assert len(fairness._servers) == 1 and fairness.belongs(1, 100) is mine
