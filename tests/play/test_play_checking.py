"""A model judges each telling before anybody reads it: nothing of it is shown before, nothing of what does not fit."""

import asyncio
import json
from collections.abc import Callable

import pytest
from engine_table import SCRIPTED, EngineTable, check, ruling

from gm.domain.boundaries import House
from gm.domain.calls import BackendRequest, Role, Route
from gm.domain.play import Game
from gm.models.routes import RouteTable
from gm.models.scripted import Reply
from gm.review.verify import verify
from gm.store.calls import load_calls
from gm.store.database import Database
from gm.store.safety_log import load_events

TOLD = "Eight hairy legs unfold above the stones. Gregor looks away from them."


def fits(yes: bool, kind: str = "") -> str:
    return json.dumps({"fits": yes, "kind": kind})


class CheckedTable(EngineTable):
    """The engine with a checker; `judge` gives its answers."""

    def __init__(self, database: Database, house: House = House(), **more: str) -> None:  # noqa: B008
        super().__init__(database, **more)  # type: ignore[arg-type]
        self.judge: Callable[[BackendRequest], Reply] = lambda _: fits(True)
        routes = {role: Route(role, (SCRIPTED,)) for role in (Role.NARRATOR, Role.ADJUDICATOR, Role.CHECKER)}
        object.__setattr__(self.parts, "door", self.parts.door.with_routes(RouteTable(routes)))
        object.__setattr__(self.parts, "house", house)
        self.narrator = lambda _: TOLD

    def _reply(self, request: BackendRequest) -> Reply:
        if request.role is Role.CHECKER:
            if request.role in self._waited:
                self._waited[request.role].set()
            return self.judge(request)
        return super()._reply(request)


async def party(table: CheckedTable) -> Game:
    table.adjudicator = lambda _: ruling(check())
    game = await table.start(party=("ilse", "odo"))
    await table.engine.safety.set_own(game, "odo", lines=["zqspiders"], veils=[])
    return game


async def test_what_fits_is_shown_whole_once_it_is_judged(database: Database) -> None:
    table = CheckedTable(database)
    game = await party(table)
    opened = table.face.told()

    def judge(request: BackendRequest) -> str:
        assert table.face.told() == opened, "nobody has read a word of it yet"
        return fits(True)

    table.judge = judge
    turn = await table.say(game, "I search the floor")
    assert turn.narration == TOLD and table.face.told() == opened + TOLD
    (asked,) = table.asked(Role.CHECKER)
    sent = "\n".join(message.content for message in asked.messages)
    assert "zqspiders" in sent and "hairy legs" in sent
    async with database.read() as db:
        (call,) = [call for call in await load_calls(db) if call.role == Role.CHECKER]
        assert call.status == "ok" and call.category == "safety"
        assert await load_events(db) == ()


@pytest.mark.parametrize("kind", ["line", "veil", "rating"])
async def test_what_does_not_fit_is_shown_to_nobody(sqlite_database: Database, kind: str) -> None:
    database = sqlite_database
    table = CheckedTable(database)
    game = await party(table)
    table.judge = lambda _: fits(False, kind)
    turn = await table.say(game, "I search the floor")
    assert turn.status == "done" and "hairy" not in table.face.told() + (turn.narration or "")
    assert turn.narration, "time passes instead"
    async with database.read() as db:
        (event,) = await load_events(db)
    assert (event.event, event.stage, event.by) == (kind, "telling", "checker") and "zq" not in repr(event)
    table.judge = lambda _: fits(True)
    since = len(table.model.requests)
    table.narrator = lambda _: "Dust settles on the rail."
    await table.say(game, "I nod")
    assert not any("legs unfold" in m.content for request in table.model.requests[since:] for m in request.messages)
    assert (await verify(database, game)).ok


@pytest.mark.parametrize("unchecked", ["hidden", "shown"])
async def test_where_it_cannot_be_asked_the_host_says_what_becomes_of_it(
    sqlite_database: Database, unchecked: str
) -> None:
    table = CheckedTable(sqlite_database, House(unchecked=unchecked))  # type: ignore[arg-type]
    game = await party(table)
    table.judge = lambda _: "I would rather not say."
    turn = await table.say(game, "I search the floor")
    assert turn.status == "done" and ("hairy" in (turn.narration or "")) == (unchecked == "shown")
    assert ("hairy" in table.face.told()) == (unchecked == "shown")


async def test_a_card_is_laid_while_it_is_judged(database: Database) -> None:
    table = CheckedTable(database)
    game = await party(table)
    table.judge = lambda _: [asyncio.Event()]
    opened = table.face.told()
    task = asyncio.create_task(table.say(game, "I search the floor"))
    await table.until_asked(Role.CHECKER)
    async with asyncio.timeout(10):
        turn = await table.engine.set_aside(game)
        await asyncio.gather(task, return_exceptions=True)
    assert turn.status == "undone" and table.face.told() == opened
    assert (await table.engine.table(game)).resting
    assert (await verify(database, game)).ok


async def test_a_judgement_that_was_bought_is_not_bought_again(sqlite_database: Database) -> None:
    class Dies(Exception):
        pass

    table = CheckedTable(sqlite_database)
    game = await party(table)

    async def dies(*_: object) -> None:
        raise Dies

    table.face.on_finish = dies
    shown = table.face.show

    async def breaks(event: object) -> None:
        if type(event).__name__ == "SentenceReleased" and "hairy" in getattr(event, "text", ""):
            raise Dies
        await shown(event)  # type: ignore[arg-type]

    table.face.show = breaks  # type: ignore[method-assign]
    with pytest.raises(Dies):
        await table.say(game, "I search the floor")
    other = CheckedTable(sqlite_database, owner="host:2:test", gone=lambda _: True)  # type: ignore[arg-type]
    (turn,) = await other.engine.resume(game, other.face)
    assert turn.narration == TOLD and other.asked(Role.CHECKER) == [] and other.asked(Role.NARRATOR) == []
