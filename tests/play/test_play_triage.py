"""A small model before the adjudicator: asked only where code is not sure, and whatever it does, the game goes on."""

import asyncio
from dataclasses import replace

import pytest
from engine_table import SCRIPTED, EngineTable, check, ruling

from gm.domain.calls import BackendRequest, Role, Route
from gm.domain.errors import ModelUnavailable
from gm.models.routes import RouteTable
from gm.models.scripted import Reply
from gm.play import triage
from gm.store.calls import load_calls
from gm.store.database import Database

SMALL = replace(SCRIPTED, model="small", json_schema=True)
TALK = "I smile at Gregor, sit down by the stove, and tell him that the road was long, and that my horse is well"
SEARCH = "I search the floor under the stones and look behind the sacks, then try to pry the boards up"


def table_of(database: Database, *answers: Reply) -> EngineTable:
    table = EngineTable(database)
    routes = {**table.parts.door.routes.routes, Role.TRIAGE: Route(Role.TRIAGE, (SMALL,))}
    table.parts.door.routes = RouteTable(routes)
    left = list(answers)

    def reply(request: BackendRequest) -> Reply:
        if request.role is Role.TRIAGE:
            return left.pop(0)
        return ruling(check())

    table.adjudicator = reply
    return table


async def test_what_needs_no_ruling_costs_none(database: Database) -> None:
    table = table_of(database, '{"rules": false}')
    game = await table.start()
    turn = await table.say(game, TALK)
    assert turn.ruling_source == "code" and turn.narration and table.asked(Role.ADJUDICATOR) == []
    (asked,) = table.asked(Role.TRIAGE)
    assert table.parts.counter.count("".join(message.content for message in asked.messages)) < 320
    assert "buried" not in str(asked.messages), "nothing that is secret is sent"
    async with database.read() as db:
        (call,) = [c for c in await load_calls(db, turn_id=turn.id) if c.role == "triage"]
    assert (call.category, call.status, call.model) == ("adjudication", "ok", "small")


@pytest.mark.parametrize(
    "answers",
    [
        ('{"rules": true}',),
        ("{}", "no json at all"),
        (ModelUnavailable("it is down"),),
        (ModelUnavailable("it is down"), ModelUnavailable("it is down")),
    ],
    ids=["needed", "gibberish", "down", "down twice"],
)
async def test_otherwise_it_goes_on_as_without_it(database: Database, answers: tuple[Reply, ...]) -> None:
    table = table_of(database, *answers)
    game = await table.start()
    turn = await table.say(game, TALK)
    assert turn.ruling_source == "model" and len(table.asked(Role.ADJUDICATOR)) == 1


async def test_what_code_is_sure_of_is_not_asked_about(database: Database) -> None:
    table = table_of(database)
    game = await table.start()
    assert (await table.say(game, "I nod to Gregor")).ruling_source == "code"
    assert (await table.say(game, SEARCH)).ruling_source == "model"
    assert table.asked(Role.TRIAGE) == []


async def test_without_a_route_nobody_is_asked(database: Database) -> None:
    table = EngineTable(database)
    game = await table.start()
    assert (await table.say(game, TALK)).ruling_source == "model"
    assert table.asked(Role.TRIAGE) == []


async def test_it_is_not_waited_for(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(triage, "SECONDS", 0.1)
    never = asyncio.Event()
    table = table_of(database, [never])
    game = await table.start()
    turn = await table.say(game, TALK)
    assert turn.ruling_source == "model"
    async with database.read() as db:
        calls = [c for c in await load_calls(db, turn_id=turn.id) if c.role == "triage"]
    assert [c.status for c in calls] == ["failed"]
