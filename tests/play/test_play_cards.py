"""The X-card in the middle: what is being told or weighed stops at once, its words go, its call is accounted for."""

import asyncio

import pytest
from engine_table import EngineTable, settled
from sqlalchemy import text
from test_play_amends import turns_of, until

from gm.domain.calls import Role
from gm.domain.events import InputReceived, NarrationFinished
from gm.domain.play import Turn
from gm.store.calls import load_calls
from gm.store.database import Database


async def stored(database: Database) -> str:
    """Every text of every turn."""
    async with database.read() as db:
        rows = await db.run(lambda tx: tx.rows(text("SELECT kind, body FROM texts WHERE body IS NOT NULL")))
    return "\n".join(f"{row[0]}: {row[1]}" for row in rows)


async def telling(table: EngineTable, game: object, words: str) -> "asyncio.Task[Turn]":
    """A turn whose telling has begun and never ends by itself."""
    table.narrator = lambda _: [
        "A zebra crosses the mill. It runs. ",
        "The dust settles. " * 20,
        asyncio.Event(),
        "Never said.",
    ]
    task = asyncio.create_task(table.say(game, words))  # type: ignore[arg-type]
    await table.face.until_said("A zebra")
    return task


async def test_a_second_card_while_the_table_rests_takes_nothing_more(database: Database) -> None:
    """The second of two people was a moment later: the beat that both mean is back already."""
    table = EngineTable(database)
    game = await table.start()
    opening = {line for line in (await stored(database)).splitlines() if line.startswith("narration: ")}
    table.narrator = lambda _: "A zebra crosses."
    turn = await table.say(game, "I look at the stripes")
    assert [(await table.engine.set_aside(game)).id for _ in range(3)] == [turn.id] * 3
    assert opening and opening <= set((await stored(database)).splitlines()), "an earlier beat keeps its words"
    assert await turns_of(table, game) == [("done", []), ("undone", ["I look at the stripes"])]


async def test_a_card_stops_the_telling_at_once(database: Database) -> None:
    table = EngineTable(database)
    game = await table.start()
    task = await telling(table, game, "I look at the stripes")
    async with asyncio.timeout(30):
        both = await asyncio.gather(*(table.engine.set_aside(game) for _ in range(2)))  # two people, one card
        turn = await task
    assert {each.id for each in both} == {turn.id} and turn.status == both[0].status == "undone"
    assert "zebra" not in await stored(database)
    async with database.read() as db:
        (call,) = [call for call in await load_calls(db) if call.role == Role.NARRATOR]
    assert (call.status, call.error) == ("failed", "cancelled") and call.cost is not None  # written as it was
    assert not any(isinstance(event, NarrationFinished) and event.turn_id == turn.id for event in table.face.events)
    table.narrator = lambda _: "Quiet."
    await table.engine.go_on(game)
    await table.say(game, "I nod")
    sent = table.asked(Role.NARRATOR)[-1].messages
    assert not any("zebra" in message.content or "stripes" in message.content for message in sent)
    assert "Go on elsewhere" in sent[-1].content
    assert await turns_of(table, game) == [
        ("done", []),
        ("undone", ["I look at the stripes"]),
        ("done", ["I nod"]),
    ]


async def test_words_that_wait_behind_it_are_played_all_the_same(database: Database) -> None:
    table = EngineTable(database)
    game = await table.start()
    task = await telling(table, game, "I dance")
    queued = asyncio.create_task(table.say(game, "I bow"))
    await until(lambda: sum(isinstance(event, InputReceived) for event in table.face.events) == 2)
    table.narrator = lambda _: "Quiet."
    async with asyncio.timeout(30):
        assert (await table.engine.break_off(game)) == await task
        assert (await queued).status == "running"  # the table rests
        assert await table.engine.go_on(game)
        (waited,) = await table.engine.resume(game, table.face)
        assert waited.status == "done"
    assert await turns_of(table, game) == [("done", []), ("undone", ["I dance"]), ("done", ["I bow"])]
    assert await table.engine.break_off(game) is None  # nothing is being told


async def test_a_card_stops_the_weighing_and_another_wording(database: Database) -> None:
    table = EngineTable(database)
    game = await table.start()
    weigh = table.adjudicator
    table.adjudicator = lambda _: [asyncio.Event()]
    task = asyncio.create_task(table.say(game, "I search the floor for the bones of the boy"))
    await table.until_asked(Role.ADJUDICATOR)
    async with asyncio.timeout(30):
        assert (await table.engine.set_aside(game)).status == "undone"
        await task
    table.adjudicator = weigh
    assert table.asked(Role.NARRATOR) == []
    await table.engine.go_on(game)
    await table.say(game, "I nod")
    table.narrator = lambda _: ["A zebra again. It runs. ", "The dust settles. " * 20, asyncio.Event()]
    task = asyncio.create_task(table.engine.reword(game, "", table.face))
    await table.face.until_said("A zebra again")
    async with asyncio.timeout(30):
        assert (await table.engine.set_aside(game)).status == "undone"
        await task
    assert "zebra" not in await stored(database)
    assert [status for status, _ in await turns_of(table, game)] == ["done", "undone", "undone"]


async def test_a_process_that_stops_breaks_nothing_off_for_good(database: Database) -> None:
    table = EngineTable(database)
    game = await table.start()
    task = await telling(table, game, "I dance")
    await settled(task)  # the process is asked to stop: nobody has laid a card
    assert task.cancelled() and "shown: A zebra" in await stored(database)
    table.narrator = lambda _: "It is gone."
    (turn,) = await table.engine.resume(game, table.face)
    assert turn.status == "done" and turn.narration is not None and turn.narration.startswith("A zebra")


@pytest.mark.parametrize("stage", ["later", "earlier"])
async def test_a_card_on_another_beat_than_the_one_that_is_told_waits(database: Database, stage: str) -> None:
    table = EngineTable(database)
    game = await table.start()
    first = await table.say(game, "I nod")
    task = await telling(table, game, "I dance")
    laid = asyncio.create_task(table.engine.set_aside(game, turn_id=first.id))
    done, _ = await asyncio.wait({laid}, timeout=0.05)
    assert not done  # who wants both stopped breaks off first
    assert (await table.engine.break_off(game)) is not None
    assert (await laid).id == first.id and (await task).status == "undone"
    assert (await turns_of(table, game))[1][0] == "undone"
