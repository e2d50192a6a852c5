"""After an X-card the table rests: nothing begins until somebody goes on, in any scene, also after a restart."""

import asyncio
from pathlib import Path

import pytest
from dying import outlives
from engine_table import EngineTable, WatchingFace, ruling
from sqlalchemy import text
from test_play_amends import turns_of, until
from test_play_whispers import whisper

from gm.domain.calls import Role
from gm.domain.effects import TickClock
from gm.domain.errors import Refused
from gm.domain.play import Game, Hand
from gm.play.pausing import rise
from gm.play.scenes import Asked
from gm.review.verify import verify
from gm.store.database import Database
from gm.store.games import load_game_by_id
from gm.store.steers import load_steers
from gm.store.turns import load_turn


async def party(database: Database) -> tuple[EngineTable, Game]:
    table = EngineTable(database)
    table.adjudicator = lambda _: ruling()
    return table, await table.start(party=("ilse", "odo"))


async def test_nothing_begins_while_it_rests(database: Database) -> None:
    table, game = await party(database)
    await table.say(game, "I nod")
    await table.engine.set_aside(game)
    engine, before = table.engine, await turns_of(table, game)
    hand = Hand("test", "h", "gm", (TickClock(clock="dawn"),))
    for begin in (
        lambda: table.say(game, "I nod again"),
        lambda: whisper(table, game),
        lambda: engine.adjust(game, hand, table.face),
        lambda: engine.redo(game, table.face),
        lambda: engine.reword(game, "", table.face),
        lambda: engine.scenes.part(game, ["odo"], "yard", Asked("test", "p", "odo"), table.face),
    ):
        with pytest.raises(Refused) as refused:
            await begin()
        assert refused.value.key == "xcard.rests"
    assert await engine.control.due(game, table.face) is None
    assert await turns_of(table, game) == before
    again = EngineTable(database, owner="host:2:test", gone=lambda _: True)  # another process
    with pytest.raises(Refused):
        await again.say(game, "I nod again")
    assert await again.engine.go_on(game) and not await again.engine.go_on(game)
    assert (await again.say(game, "I nod again")).status == "done"


async def test_who_goes_on_is_the_tables_to_say(database: Database) -> None:
    table, game = await party(database)
    await table.engine.set_table(game, after_card="gm")
    await table.say(game, "I nod")
    await table.engine.set_aside(game)
    with pytest.raises(Refused) as refused:
        await rise(table.parts, game, leads=False)
    assert refused.value.key == "xcard.gm_goes_on"
    assert await table.engine.go_on(game, leads=True)
    await table.engine.set_table(game, after_card="at_once")
    await table.say(game, "I nod")
    await table.engine.set_aside(game)
    assert (await table.say(game, "I nod")).status == "done"


async def test_what_has_waited_is_played_once_somebody_goes_on(database: Database) -> None:
    table, game = await party(database)
    table.narrator = lambda _: ["A zebra. It runs. ", "The dust settles. " * 20, asyncio.Event()]
    first = asyncio.create_task(table.say(game, "I look at the stripes"))
    await table.face.until_said("A zebra")
    second = asyncio.create_task(table.say(game, "I look at the wheel", character="odo"))
    await until(lambda: any(type(event).__name__ == "TurnQueued" for event in table.face.events))
    async with asyncio.timeout(10):
        await table.engine.set_aside(game)
        assert (await first).status == "undone" and (await second).status == "running"
    table.narrator = lambda _: "Quiet."
    await table.engine.resume(game, table.face)
    assert "Quiet" not in table.face.told()
    await table.engine.go_on(game)
    (played,) = await table.engine.resume(game, table.face)
    assert played.status == "done" and "Quiet" in table.face.told()


async def test_the_card_is_laid_on_what_its_player_could_see(database: Database) -> None:
    table, game = await party(database)
    await table.engine.set_table(game, after_card="at_once")
    open_turn = await table.say(game, "I nod")
    hidden = await whisper(table, game)
    assert (await table.engine.set_aside(game, by="odo")).id == open_turn.id
    assert (await table.engine.set_aside(game, by="ilse")).id == hidden.id
    assert await table.engine.whispers.mine(game, "ilse") == ()
    again = await table.say(game, "I nod")
    table.narrator = lambda _: ["Told. Slowly. ", "x " * 40, asyncio.Event()]
    face = WatchingFace()
    task = asyncio.create_task(whisper_slowly(table, game, face))
    await table.until_asked(Role.NARRATOR)
    assert await table.engine.break_off(game, by="odo") is None, "nobody sees that something is whispered"
    async with asyncio.timeout(10):
        stopped = await table.engine.break_off(game, by="ilse")
        await asyncio.gather(task, return_exceptions=True)
    assert stopped is not None and stopped.id > again.id and stopped.status == "undone"


async def whisper_slowly(table: EngineTable, game: Game, face: WatchingFace) -> object:
    from gm.domain.play import PlayerInput
    from gm.play.whispers import AloneFace

    entry = PlayerInput("test", "w:slow", "ilse", "I hide", character="ilse", private=True)
    return await table.engine.take_turn(game, [entry], AloneFace(face, "ilse", table.face))


async def test_killed_while_it_is_laid_it_is_laid_whole_or_not_at_all(tmp_path: Path, sqlite_template: Path) -> None:
    """A real process, killed before its n-th write: nothing has happened, or all of it; never half."""
    from databases import open_copy

    seen = set()
    for after in range(0, 60, 2):
        database = await open_copy(sqlite_template, tmp_path)
        table, game = await party(database)
        turn = await table.say(game, "I search the zebra by the floor")
        await database.close()
        ended = await outlives(tmp_path / "game.db", "await table.engine.set_aside(game)", after=after)
        database = await Database.open(f"sqlite:///{tmp_path / 'game.db'}")
        table = EngineTable(database, owner="host:3:test", gone=lambda _: True)
        async with database.read() as db:
            game = await load_game_by_id(db, game.id)
            laid = bool(await load_steers(db, game.id))
            events = (await db.run(lambda tx: tx.rows(text("SELECT COUNT(*) FROM safety_events"))))[0][0]
            status = (await load_turn(db, turn.id, branch_id=game.branch_id)).status
        resting = (await table.engine.table(game)).resting
        whole = (laid, events, status, resting)
        assert whole in ((True, 1, "undone", True), (False, 0, "done", False)), (after, whole)
        assert (await verify(database, game)).ok
        await table.engine.set_aside(game)  # laid again, it is the same
        assert (await table.engine.table(game)).resting
        await database.close()
        seen.add((ended, laid))
        if ended:
            break
    assert (True, True) in seen and (False, False) in seen
