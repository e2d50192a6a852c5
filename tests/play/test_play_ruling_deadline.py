"""How long a ruling may take: the first model, then a faster one, then the rules alone."""

import asyncio
from dataclasses import replace

from engine_table import SCRIPTED, EngineTable, check, ruling

from gm.domain.calls import Role, Route
from gm.models.routes import RouteTable
from gm.play.engine import TurnEngine
from gm.review.pace import pace_of
from gm.review.why import load_why
from gm.store.calls import load_calls
from gm.store.database import Database
from gm.store.paces import load_paces

SLOW = replace(SCRIPTED, model="slow", json_schema=True)
FAST = replace(SCRIPTED, model="fast", json_mode=True)


def table_of(database: Database, *route: object, seconds: float = 0.6) -> EngineTable:
    table = EngineTable(database)
    routes = dict(table.parts.door.routes.routes)
    routes[Role.ADJUDICATOR] = Route(Role.ADJUDICATOR, route)  # type: ignore[arg-type]
    table.parts.door.routes = RouteTable(routes)
    table.engine = TurnEngine(replace(table.parts, ruling_seconds=seconds))
    return table


async def test_a_slow_model_is_followed_by_the_next_of_the_route(database: Database) -> None:
    table = table_of(database, SLOW, FAST)
    never = asyncio.Event()
    table.adjudicator = lambda r: [never] if r.candidate.model == "slow" else ruling(check())
    game = await table.start()
    turn = await table.say(game, "I search the floor under the stones")
    async with database.read() as db:
        calls = [c for c in await load_calls(db, turn_id=turn.id) if c.role == "adjudicator"]
        why = await load_why(db, game, number=turn.number, spoilers=True)
    assert turn.ruling_source == "model"
    assert [(c.model, c.status, c.rung) for c in calls] == [("slow", "failed", "schema"), ("fast", "ok", "json")]
    assert "not done after" in calls[0].error
    assert why.ruled_by.startswith("fast (held to JSON), after slow failed")


async def test_when_all_are_slow_the_rules_decide(database: Database) -> None:
    table = table_of(database, SLOW, FAST)
    never = asyncio.Event()
    table.adjudicator = lambda _: [never]
    game = await table.start()
    turn = await table.say(game, "I search the floor under the stones")
    assert turn.ruling_source == "offline" and turn.outcome is not None
    assert [r.candidate.model for r in table.asked(Role.ADJUDICATOR)] == ["slow", "fast"]


async def test_a_ruling_that_the_rules_do_not_allow_goes_on_to_the_next(database: Database) -> None:
    table = table_of(database, SLOW, FAST, seconds=30)
    wrong = ruling(check(check={"character": "ilse", "skill": "flying", "difficulty": 12}))
    table.adjudicator = lambda r: wrong if r.candidate.model == "slow" else ruling(check())
    game = await table.start()
    turn = await table.say(game, "I search the floor under the stones")
    assert turn.ruling_source == "model" and turn.ruling is not None
    assert [r.candidate.model for r in table.asked(Role.ADJUDICATOR)] == ["slow", "slow", "fast"]


async def test_the_pace_of_what_was_played(database: Database) -> None:
    table = table_of(database, SLOW, seconds=30)
    game = await table.start()
    await table.say(game, "I search the floor under the stones")
    async with database.read() as db:
        (turn,) = await load_paces(db, game_id=game.id)
        assert await load_paces(db, game_id=game.id + 1) == ()
    pace = pace_of((turn,))
    assert dict(pace.rungs) == {"schema": 1} and pace.calls == 2
    assert turn.created_at <= turn.decided_at <= turn.delivered_at
    assert pace.routes[0].ruled_by == "slow" and pace.routes[0].words.median is not None


async def test_what_a_ruling_says_reaches_those_whom_it_is_for(database: Database) -> None:
    table = table_of(database, SLOW, seconds=30)
    asked = {"character": "ilse", "skill": "search", "difficulty": 12, "reason": "The bones lie here."}
    table.adjudicator = lambda _: ruling(check(check=asked | {"reason_audience": "gm"}, notices=["gregor"]))
    game = await table.start()
    turn = await table.say(game, "I search the floor under the stones")
    assert turn.ruling_source == "model" and table.face.outcomes()[-1].checks[0].reason == ""
    assert "Gregor noticed." in table.asked(Role.NARRATOR)[-1].messages[-1].content
    async with database.read() as db:
        told, known = [await load_why(db, game, number=turn.number, spoilers=each) for each in (False, True)]
    assert not any("bones" in row for row in told.ruling) and any("bones" in row for row in known.ruling)
