"""A window of any size loses no turn: who holds too little is passed over; where nobody holds enough, code goes on."""

from dataclasses import replace

import pytest
from engine_table import SCRIPTED, EngineTable

from gm.domain.calls import BackendRequest, Candidate, Role, Route
from gm.domain.errors import ContextOverflow
from gm.domain.health import CallEvent
from gm.domain.play import Game, Stage, Turn
from gm.models.scripted import Reply
from gm.models.tokens import EstimatingCounter
from gm.store.database import Database

WIDE = replace(SCRIPTED, model="wide", context_window=32768)
Event = tuple[str, str, str, str, str]


def table_of(database: Database, *route: Candidate) -> EngineTable:
    table = EngineTable(database)
    door = table.parts.door
    door.routes = replace(
        door.routes, routes={role: Route(role, route) for role in (Role.NARRATOR, Role.ADJUDICATOR, Role.NPC)}
    )
    return table


async def play(table: EngineTable, *, turns: int = 3) -> tuple[Game, list[Turn]]:
    game = await table.start()
    return game, [await table.say(game, f"I search the floor under stone {number}") for number in range(turns)]


def events(table: EngineTable, turn: Turn) -> list[Event]:
    noted: list[CallEvent] = table.parts.door.remedies.events.events  # type: ignore[attr-defined]
    return [(each.role, each.model, each.fault, each.done, each.to) for each in noted if each.turn_id == turn.id]


@pytest.mark.parametrize("window", [300, 1000, 1500, 2048, 2500, 3000, 4096])
async def test_whatever_a_route_says_of_its_window(sqlite_database: Database, window: int) -> None:
    table = table_of(sqlite_database, replace(SCRIPTED, context_window=window))
    _, turns = await play(table)
    assert all(turn.stage is Stage.SETTLED and turn.narration for turn in turns)


@pytest.mark.parametrize("holds", [900, 2048, 4096])
async def test_a_server_whose_window_is_smaller_than_its_route_says(sqlite_database: Database, holds: int) -> None:
    """It overflows once, and is known from then on: the turns after the first one are those that a table would lose."""
    table = table_of(sqlite_database, SCRIPTED)
    counter = EstimatingCounter()

    def answers(request: BackendRequest, reply: Reply) -> Reply:
        asked = sum(counter.count(message.content) for message in request.messages)
        if asked > holds:
            error = ContextOverflow("too long")
            error.window = holds
            raise error
        return reply

    narrator, adjudicator = table.narrator, table.adjudicator
    table.narrator = lambda request: answers(request, narrator(request))
    table.adjudicator = lambda request: answers(request, adjudicator(request))
    _, turns = await play(table)
    assert all(turn.stage is Stage.SETTLED and turn.narration for turn in turns)


async def test_who_holds_enough_is_asked_instead_and_that_is_a_row(sqlite_database: Database) -> None:
    narrow = replace(SCRIPTED, model="narrow", context_window=700)
    table = table_of(sqlite_database, narrow, replace(narrow, model="narrower", context_window=500), WIDE)
    _, (turn, *_) = await play(table, turns=1)
    assert (turn.narration_source, turn.ruling_source) == ("wide", "model")
    assert {request.candidate.model for request in table.model.requests} == {"wide"}
    assert events(table, turn) == [
        (role, model, "overflow", "next", "wide")
        for role in ("adjudicator", "narrator")
        for model in ("narrow", "narrower")
    ]


async def test_where_nobody_does_the_log_says_who_went_on(sqlite_database: Database) -> None:
    table = table_of(sqlite_database, replace(SCRIPTED, model="narrow", context_window=700))
    _, (turn, *_) = await play(table, turns=1)
    assert (turn.narration_source, turn.ruling_source) == ("offline", "offline")
    assert table.model.requests == []
    assert events(table, turn) == [
        (role, "narrow", "overflow", "offline", "offline") for role in ("adjudicator", "narrator")
    ]
