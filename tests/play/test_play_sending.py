"""Word from one scene to another: when it is there, who knows of it, once through kills, undo."""

import pytest
from engine_table import EngineTable, ruling
from test_play_scenes import SECRET, asked, say, split

from gm.domain.errors import HistoryConflict, Refused
from gm.domain.play import Game, Turn
from gm.domain.scenes import MAIN
from gm.play.parts import SilentFace
from gm.rules.sending import By
from gm.store.database import Database
from gm.store.history import check_chain
from gm.store.turns import load_turns
from gm.store.witnesses import load_witnesses


async def send(table: EngineTable, game: Game, words: str, by: By = "letter", number: int = 90) -> Turn:
    """Ilse, in the mill, to Odo, in the yard."""
    return await table.engine.scenes.word.send(game, "ilse", "odo", by, words, asked(number), table.face)


async def told(table: EngineTable, game: Game, key: str) -> list[Turn]:
    async with table.database.read() as db:
        turns = await load_turns(db, game.branch_id, include_undone=False)
        await check_chain(db, game.branch_id)
    found = [turn for turn in turns if turn.inputs and turn.inputs[0].input.face == "word"]
    assert all(turn.status == "done" for turn in found)
    return found


async def test_a_letter_takes_its_way_and_is_told_once_without_a_model(database: Database) -> None:
    table = EngineTable(database)
    game, key = await split(table)
    beat = await send(table, game, "Come back, the stones have stopped.")
    assert beat.narration == "Ilse writes to Odo: Come back, the stones have stopped."
    word = table.engine.scenes.word
    assert await word.arrive(game, table.face, scene_key=key) == (), "it is still carried"
    table.adjudicator = lambda _: ruling(minutes=6)
    await say(table, game, "odo", "I search the yard for tracks", key)
    assert not await told(table, game, key)
    before = len(table.model.requests)
    played = await say(table, game, "odo", "I search the yard for signs", key)
    (there,) = await told(table, game, key)
    assert there.narration == "A letter from Ilse reaches Odo: Come back, the stones have stopped."
    assert repr(table.face.events).count(repr(there.narration)) == 1 and there.number > played.number
    assert len(table.model.requests) - before == 2, "the beat's ruling and telling; the letter asks nobody"
    assert (await table.engine.state(game, scene_key=key)).minutes == 18 * 60 + 12, "it takes no time there"
    assert await word.arrive(game, table.face, scene_key=key) == ()
    await say(table, game, "odo", "I read it again", key)
    assert "the stones have stopped" in str(table.model.requests[-1].messages), "whoever tells on knows of it"


async def test_who_got_it_remembers_it_and_nobody_else(database: Database) -> None:
    table = EngineTable(database)
    game, key = await split(table, to="")
    await send(table, game, f"Mind the {SECRET} beneath the boards")
    await table.engine.scenes.word.arrive(game, table.face, scene_key=key)  # no way lies between them
    (there,) = await told(table, game, key)
    async with database.read() as db:
        assert set(await load_witnesses(db, there.id)) == {"odo"}, "Gregor stands by, and has not read it"
    state, back = await table.engine.state(game, scene_key=key), table.engine.back
    assert SECRET in repr(await back.ask(game, state, "odo", f"What of the {SECRET}?"))
    await send(table, game, "Run", "shout", 91)
    await table.engine.scenes.word.arrive(game, table.face, scene_key=key)
    async with database.read() as db:
        heard = (await told(table, game, key))[-1]
        assert {"odo", "gregor"} <= set(await load_witnesses(db, heard.id))


async def test_a_third_scene_learns_nothing(database: Database) -> None:
    table = EngineTable(database)
    game, key = await split(table)
    await table.engine.join(game, "ilse")
    before = len(table.model.requests)
    there = await table.engine.scenes.word.send(
        game, "odo", "ilse", "shout", SECRET, asked(92), table.face, scene_key=key
    )
    assert len(table.model.requests) == before and SECRET in (there.narration or "")
    state = await table.engine.state(game)
    assert SECRET not in repr(await table.engine.back.previously(game, state)), "it has not been heard yet"
    await table.engine.scenes.word.arrive(game, table.face)
    assert SECRET in repr(await table.engine.back.previously(game, await table.engine.state(game)))


async def test_undo_calls_it_back_until_it_is_there(database: Database) -> None:
    table = EngineTable(database)
    game, key = await split(table)
    word = table.engine.scenes.word
    await send(table, game, "Run", "shout")
    await table.engine.undo(game)
    assert await word.arrive(game, table.face, scene_key=key) == ()
    await send(table, game, "Stay", "shout", 93)
    await word.arrive(game, table.face, scene_key=key)
    with pytest.raises(HistoryConflict):
        await table.engine.undo(game)
    await table.engine.undo(game, scene_key=key)  # what arrived is taken back there: it is still to come
    (again,) = await word.arrive(game, table.face, scene_key=key)
    assert again.narration == "Ilse can be heard, shouting to Odo: Stay"
    await table.engine.undo(game, scene_key=key)
    await table.engine.undo(game)
    assert await word.arrive(game, table.face, scene_key=key) == ()


async def test_it_is_told_once_by_whoever_goes_on_after_a_kill(database: Database) -> None:
    """The process ends between sending and arriving, and between the commit of its arrival and its telling."""
    table = EngineTable(database)
    game, key = await split(table)
    await send(table, game, "Run", "shout")
    second = EngineTable(database, owner="host:2:test", gone=lambda _: True)

    class Dead(Exception):
        pass

    class DeadFace(SilentFace):
        async def show(self, event: object) -> None:
            raise Dead

    with pytest.raises(Dead):
        await second.engine.scenes.word.arrive(game, DeadFace(), scene_key=key)
    third = EngineTable(database, owner="host:3:test", gone=lambda _: True)
    (there,) = await third.engine.resume(game, third.face, scene_key=key)
    assert there.narration == "Ilse can be heard, shouting to Odo: Run"
    assert await third.engine.scenes.word.arrive(game, third.face, scene_key=key) == ()
    assert len(await told(third, game, key)) == 1


async def test_it_finds_them_where_they_play_by_then(database: Database) -> None:
    table = EngineTable(database)
    game, key = await split(table)
    await send(table, game, "Come back")
    table.adjudicator = lambda _: ruling(
        {"character": "odo", "intent": "go in", "effects": [{"kind": "move", "character": "odo", "place": "mill"}]},
        minutes=1,
    )
    await say(table, game, "odo", "I go into the mill", key)
    await table.engine.scenes.meet(game, MAIN, key, asked(94), table.face)
    table.adjudicator = lambda _: ruling(minutes=30)
    await say(table, game, "ilse", "I wait for long", MAIN)
    (there,) = await told(table, game, MAIN)
    assert there.narration == "A letter from Ilse reaches Odo: Come back"


async def test_what_cannot_reach_them_is_refused(database: Database) -> None:
    table = EngineTable(database)
    game, key = await split(table)
    for by, words in (("sending", "Run"), ("shout", " "), ("letter", "x" * 1001)):
        with pytest.raises(Refused):
            await send(table, game, words, by)  # type: ignore[arg-type]
    await table.engine.set_table(game, sendings=True)
    await send(table, game, "Run", "sending", 95)
    (there,) = await table.engine.scenes.word.arrive(game, table.face, scene_key=key)
    assert there.narration == "The words of Ilse reach Odo, as if from nearby: Run"
    word = table.engine.scenes.word
    with pytest.raises(Refused, match="simply say it"):
        await word.send(game, "ilse", "ilse", "shout", "Hm", asked(96), table.face)


async def test_what_was_set_aside_is_not_told_again(database: Database) -> None:
    table = EngineTable(database)
    game, key = await split(table)
    beat = await send(table, game, SECRET, "letter")
    await say(table, game, "ilse", "I sit down", MAIN)
    await table.engine.set_aside(game, turn_id=beat.id)
    await table.engine.go_on(game)
    shown = len(table.face.events)
    await say(table, game, "odo", "I wait", key)
    await say(table, game, "odo", "I wait", key)
    await say(table, game, "odo", "I wait", key)
    assert SECRET not in repr(table.face.events[shown:])
    assert [each.narration for each in await told(table, game, key)] == [
        "Word from Ilse reaches Odo, and cannot be made out any more."
    ]
