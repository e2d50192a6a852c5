"""A model judges each telling before anybody reads it: nothing of it is shown before, nothing of what does not fit."""

import asyncio
import json
from collections.abc import Callable

import pytest
from engine_table import SCRIPTED, EngineTable, check, ruling

from gm.domain.boundaries import House
from gm.domain.calls import BackendRequest, Role, Route
from gm.domain.events import NarrationFinished
from gm.domain.play import Game
from gm.models.routes import RouteTable
from gm.models.scripted import Reply
from gm.review.safety import log_rows
from gm.review.verify import verify
from gm.store.calls import load_calls
from gm.store.database import Database
from gm.store.guards import load_guards
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
    judged: list[str] = []

    def judge(request: BackendRequest) -> str:
        assert table.face.told() == opened, "nobody has read a word of it yet"
        judged.append(request.messages[-1].content)
        return fits(True)

    table.judge = judge
    turn = await table.say(game, "I search the floor")
    assert turn.narration == TOLD and table.face.told() == opened + TOLD
    of_ruling, of_telling = table.asked(Role.CHECKER)
    assert all("zqspiders" in each.messages[0].content for each in (of_ruling, of_telling))
    assert "hairy legs" in judged[1] and "hairy legs" not in judged[0]
    async with database.read() as db:
        calls = [call for call in await load_calls(db) if call.role == Role.CHECKER]
        assert [(call.status, call.category) for call in calls] == [("ok", "safety")] * 2  # each is metered
        assert all(call.cost is not None and call.turn_id == turn.id for call in calls)
        assert await load_events(db) == ()


@pytest.mark.parametrize("kind", ["line", "veil", "rating"])
async def test_what_does_not_fit_is_shown_to_nobody(sqlite_database: Database, kind: str) -> None:
    database = sqlite_database
    table = CheckedTable(database)
    game = await party(table)
    table.judge = lambda request: fits("hairy" not in request.messages[-1].content, kind)
    turn = await table.say(game, "I search the floor")
    assert turn.status == "done" and "hairy" not in table.face.told() + (turn.narration or "")
    assert turn.narration, "time passes instead"
    assert len(table.asked(Role.NARRATOR)) == 2, "asked once more, and not again"
    async with database.read() as db:
        (event,) = await load_events(db)
        guards = [(hit.kind, hit.action) for _, hit in await load_guards(db, turn.id)]
    assert (event.event, event.stage, event.by, event.count) == (kind, "telling", "checker", 2)
    assert "zq" not in repr(event) and guards == [(kind, "asked_again"), (kind, "offline")]
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
    assert (turn.ruling_source == "model") == (unchecked == "shown")  # a ruling that nobody judged is none
    (finished,) = [
        each for each in table.face.events if isinstance(each, NarrationFinished) and each.turn_id == turn.id
    ]
    assert finished.about == f"unchecked_{unchecked}" and "could not be asked" in finished.note
    async with sqlite_database.read() as db:
        events = await load_events(db)
    assert {(each.event, each.stage) for each in events} == {("unchecked", "ruling"), ("unchecked", "telling")}
    assert all("the checker could not be asked" in row for row in log_rows(events))


async def test_a_refused_telling_is_asked_once_more_and_told_why(database: Database) -> None:
    table = CheckedTable(database)
    game = await party(table)
    told = iter([TOLD, "Dust settles on the rail. Gregor waits."])
    table.narrator = lambda _: next(told)
    table.judge = lambda request: fits("hairy" not in request.messages[-1].content, "line")
    turn = await table.say(game, "I search the floor")
    assert turn.narration == "Dust settles on the rail. Gregor waits." and "hairy" not in table.face.told()
    first, again = table.asked(Role.NARRATOR)
    assert "ruled out" in again.messages[-1].content and "ruled out" not in first.messages[-1].content
    assert "hairy" not in "".join(message.content for message in again.messages)
    async with database.read() as db:
        calls = await load_calls(db)
        guards = [(hit.kind, hit.action) for _, hit in await load_guards(db, turn.id)]
    assert [call.role for call in calls].count("narrator") == 2 and [call.role for call in calls].count("checker") == 3
    assert guards == [("line", "asked_again")]
    assert (await verify(database, game)).ok


async def test_a_refused_answer_of_a_character_is_asked_once_more_and_they_are_told_why(
    sqlite_database: Database,
) -> None:
    table = CheckedTable(sqlite_database)
    game = await party(table)
    await table.engine.set_table(game, mode="npc")
    told = iter(['"Eight hairy legs, I saw."', '"Nothing I would talk of."'])
    table.adjudicator = lambda _: next(told)
    table.judge = lambda request: fits("hairy" not in request.messages[-1].content, "line")
    turn = await table.say(game, "Gregor, what did you see?")
    assert turn.narration == 'Gregor: "Nothing I would talk of."' and "hairy" not in table.face.told()
    first, again = table.asked(Role.NPC)
    assert "ruled out" in again.messages[-1].content and "ruled out" not in first.messages[-1].content
    assert "hairy" not in "".join(message.content for message in again.messages)
    assert (await verify(sqlite_database, game)).ok


async def test_a_ruling_whose_words_go_too_far_is_worded_anew_or_not_taken(sqlite_database: Database) -> None:
    table = CheckedTable(sqlite_database)
    game = await party(table)
    table.narrator = lambda _: "Dust settles on the rail."
    rulings = iter([ruling(check(stakes="Eight hairy legs are near.")), ruling(check(stakes="It may wake."))])
    table.adjudicator = lambda _: next(rulings)
    table.judge = lambda request: fits("hairy" not in request.messages[-1].content, "line")
    turn = await table.say(game, "I search the floor")
    assert turn.ruling_source == "model" and turn.ruling is not None
    assert turn.ruling.verdicts[0].stakes == "It may wake."
    assert "where this table does not" in table.asked(Role.ADJUDICATOR)[-1].messages[-1].content
    table.adjudicator = lambda _: ruling(check(stakes="Eight hairy legs are near."))
    worse = await table.say(game, "I search the beam")
    assert worse.ruling_source == "offline" and "hairy" not in repr(worse.ruling)
    async with sqlite_database.read() as db:
        assert {(each.event, each.stage) for each in await load_events(db)} == {("line", "ruling")}


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
