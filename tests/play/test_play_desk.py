"""The game master's desk: notes that steer the narrator in private, and narrations in the reader's language."""

import json

import pytest
from engine_table import SCRIPTED, EngineTable

from gm.domain.calls import BackendRequest, Role, Route
from gm.domain.errors import NotFound, Refused
from gm.domain.play import Game
from gm.models.routes import RouteTable
from gm.store.calls import load_calls
from gm.store.database import Database
from gm.store.erasure import erase_player
from gm.store.safety_log import load_events


def sent(table: EngineTable) -> str:
    return "\n".join(message.content for message in table.asked(Role.NARRATOR)[-1].messages)


async def test_a_note_reaches_the_narrator_for_its_beats_and_nobody_else(database: Database) -> None:
    table = EngineTable(database)
    game = await table.start()
    desk = table.engine.desk
    number = await desk.note(game, "gm:1", "Let the  wheel\nslow down.", beats=2)
    assert [(note.text, left) for note, left in await desk.notes(game)] == [("Let the wheel slow down.", 2)]
    for expected in (True, True, False):
        await table.say(game, "I nod")
        assert ("Let the wheel slow down." in sent(table)) is expected
    assert await desk.notes(game) == ()
    assert not any("wheel slow" in m.content for r in table.asked(Role.ADJUDICATOR) for m in r.messages)
    number = await desk.note(game, "gm:1", "Rain.", beats=None)
    await desk.unnote(game, number)
    with pytest.raises(NotFound):
        await desk.unnote(game, number)
    assert await desk.notes(game) == ()


async def test_notes_have_limits_and_are_erased_with_their_writer(database: Database) -> None:
    table = EngineTable(database)
    game = await table.start()
    desk = table.engine.desk
    for text in ("", "x" * 501):
        with pytest.raises(Refused):
            await desk.note(game, "gm:1", text, beats=1)
    for at in range(8):
        await desk.note(game, "gm:1", f"Note {at}", beats=None)
    with pytest.raises(Refused, match="8 notes"):
        await desk.note(game, "gm:1", "One more", beats=None)
    async with database.begin() as db:
        await erase_player(db, game.id, "gm:1")
        await db.commit()
    assert await desk.notes(game) == ()


async def told(table: EngineTable) -> Game:
    table.narrator = lambda _: "Gregor lifts the lamp. **Nobody** speaks."
    game = await table.start()
    await table.say(game, "I nod")
    return game


def translating(table: EngineTable, asked: list[BackendRequest]) -> None:
    def scribe(request: BackendRequest) -> str:
        asked.append(request)
        return "Gregor hebt die Lampe. **Niemand** spricht."

    table.adjudicator = lambda request: scribe(request) if request.role is Role.SCRIBE else "{}"
    table.parts.door.routes = RouteTable({role: Route(role, (SCRIPTED,)) for role in (Role.NARRATOR, Role.SCRIBE)})


async def test_a_translation_is_bought_once_and_is_the_readers(database: Database) -> None:
    table = EngineTable(database)
    game = await told(table)
    asked: list[BackendRequest] = []
    translating(table, asked)
    turn = (await table.engine.undo(game), await table.engine.redo(game, table.face))[1]
    for _ in range(2):
        text = await table.engine.desk.translated(game, turn, "de", player="discord:7")
        assert text == "Gregor hebt die Lampe. **Niemand** spricht."
    assert len(asked) == 1
    system, user = asked[0].messages
    assert "into German" in system.content and "NAMES IN IT: Gregor" in system.content
    assert user.content == "Gregor lifts the lamp. **Nobody** speaks."
    async with database.read() as db:
        call = next(call for call in await load_calls(db, turn_id=turn.id) if call.role == "scribe")
    assert (call.category, call.status) == ("translation", "ok")
    async with database.begin() as db:
        await erase_player(db, game.id, "ilse")
        await db.commit()
    await table.engine.desk.translated(game, (await reread(table, turn.id)), "de", player="discord:7")
    assert len(asked) == 2  # what was kept was of the telling with their words


async def reread(table: EngineTable, turn_id: int):  # type: ignore[no-untyped-def]
    from gm.store.turns import load_turn

    async with table.database.read() as db:
        return await load_turn(db, turn_id)


async def test_the_same_language_and_no_model_are_said_so(database: Database) -> None:
    table = EngineTable(database)
    game = await told(table)
    turn = await table.engine.redo(game, table.face)
    with pytest.raises(Refused) as error:
        await table.engine.desk.translated(game, turn, "en-GB", player="x")
    assert error.value.key == "read.same"
    table.parts.door.routes = RouteTable({})
    with pytest.raises(Refused) as error:
        await table.engine.desk.translated(game, turn, "de", player="x")
    assert error.value.key == "read.no_model"


async def test_a_translation_keeps_to_the_lines_also_those_drawn_after_it(sqlite_database: Database) -> None:
    table = EngineTable(sqlite_database)
    game = await told(table)
    asked: list[BackendRequest] = []
    translating(table, asked)
    turn = (await table.engine.undo(game), await table.engine.redo(game, table.face))[1]
    kept = await table.engine.desk.translated(game, turn, "de", player="discord:7")
    assert "Lampe" in kept
    await table.engine.safety.set_own(game, "odo", lines=["light: Lampe*"], veils=[])
    assert await table.engine.desk.translated(game, turn, "de", player="discord:7") == "**Niemand** spricht."
    await table.engine.safety.set_own(game, "odo", lines=["all: Lampe*, niemand"], veils=[])
    with pytest.raises(Refused) as error:
        await table.engine.desk.translated(game, turn, "de", player="discord:7")
    assert error.value.key == "read.bounds"


@pytest.mark.parametrize("fits", [True, False])
async def test_a_translation_is_judged_where_the_host_has_a_checker(sqlite_database: Database, fits: bool) -> None:
    table = EngineTable(sqlite_database)
    game = await told(table)
    asked: list[BackendRequest] = []
    translating(table, asked)
    scribe = table.adjudicator
    answer = json.dumps({"fits": fits, "kind": "" if fits else "line"})
    table.adjudicator = lambda request: answer if request.role is Role.CHECKER else scribe(request)
    turn = (await table.engine.undo(game), await table.engine.redo(game, table.face))[1]
    routes = {**table.parts.door.routes.routes, Role.CHECKER: Route(Role.CHECKER, (SCRIPTED,))}
    table.parts.door.routes = RouteTable(routes)
    for _ in range(2):
        if fits:
            assert "Lampe" in await table.engine.desk.translated(game, turn, "de", player="discord:7")
        else:
            with pytest.raises(Refused) as error:
                await table.engine.desk.translated(game, turn, "de", player="discord:7")
            assert error.value.key == "read.bounds"
    async with sqlite_database.read() as db:
        events = {(each.event, each.stage, each.by) for each in await load_events(db)}
    assert events == (set() if fits else {("line", "translation", "checker")})
    assert len([each for each in asked if each.role is Role.SCRIBE]) == 1, "asking again buys nothing, refused or not"
