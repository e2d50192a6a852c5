"""The fault matrix in play: every way in which a provider fails, for every role of a turn. The turn is played to its
end, the table reads a story, the log has a closed row for every call, and nothing hangs.

Roles that are no part of a turn are asked at the door, in tests/models/test_models_faults.py.
"""

import asyncio
import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from engine_table import EngineTable, check, ruling

sys.path.insert(0, str(Path(__file__).parents[1] / "models"))

from fault_server import FAULTS, FAULTY_WORDS, Fault, candidates, sick_and_well
from fault_table import KEY, MOST, REFUSED, STORY, check_events, check_rows, hurried

from gm.domain.calls import Candidate, Role, Route
from gm.domain.events import NarrationFinished
from gm.domain.health import CallEvent
from gm.domain.play import Stage, Turn
from gm.models.backend import LitellmBackend
from gm.models.routes import RouteTable
from gm.play import triage
from gm.play.engine import TurnEngine
from gm.store.calls import ModelCall, load_calls
from gm.store.database import Database
from gm.store.health import load_call_events, record_call_events

pytestmark = pytest.mark.xdist_group("litellm")
EACH = pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
SEARCH = "I search the floor under the stones"
TALK = "I smile at Gregor, sit down by the stove, and tell him that the road was long, and that my horse is well"
RULING = json.loads(ruling(check()))
SAYS = {
    Role.NARRATOR: STORY,
    Role.ADJUDICATOR: json.dumps(RULING),
    Role.TRIAGE: '{"rules": false}',
}


@pytest.fixture(scope="module")
def backend() -> LitellmBackend:
    made = LitellmBackend({"TEST_KEY": KEY}.get)
    asyncio.run(made.warm_up())
    return made


class Cell:
    """One turn in which one role meets one fault; the other roles are well."""

    def __init__(self, database: Database, backend: LitellmBackend, role: Role, fault: Fault) -> None:
        self.database, self.role, self.fault = database, role, fault
        self.table = EngineTable(database)
        self.door = self.table.parts.door
        self.door._backends = {**self.door._backends, "litellm": backend}  # type: ignore[dict-item]
        self.table.engine = TurnEngine(replace(self.table.parts, ruling_seconds=MOST * 2))
        self.events: Sequence[CallEvent] = ()

    async def play(self, *, alone: bool = False, json_schema: bool = False) -> tuple[Turn, tuple[ModelCall, ...]]:
        game = await self.table.start()
        async with sick_and_well(self.fault, SAYS[self.role]) as (sick, well):
            both: tuple[Candidate, ...] = candidates(self.fault, sick, well, json_schema=json_schema)
            routes = {**self.door.routes.routes, self.role: Route(self.role, both[:1] if alone else both)}
            self.door.routes = RouteTable(routes)
            noted = hurried(self.door, self.fault)
            async with asyncio.timeout(MOST * 2):
                turn = await self.table.say(game, TALK if self.role is Role.TRIAGE else SEARCH)
        self.events = noted.events
        async with self.database.begin() as db:
            await record_call_events(db, self.events, self.table.clock.now())
            await db.commit()
        async with self.database.read() as db:
            calls = await load_calls(db, turn_id=turn.id)
            assert await load_call_events(db, turn_id=turn.id) == tuple(self.events)
        return turn, calls

    def check(self, turn: Turn, calls: Sequence[ModelCall]) -> None:
        """What holds in every cell."""
        assert turn.stage is Stage.SETTLED and turn.narration and turn.narration.strip()
        told = self.table.face.told()
        assert turn.narration in told and "\ufffd" not in told and REFUSED.search(told) is None
        mine = [call for call in calls if call.role == self.role]
        check_rows([(call.model, call.status, call.cost, call.error) for call in mine], self.fault)
        assert all(call.turn_id == turn.id and call.settled_at is not None for call in calls)


@EACH
async def test_a_narrator(backend: LitellmBackend, sqlite_database: Database, fault: Fault) -> None:
    cell = Cell(sqlite_database, backend, Role.NARRATOR, fault)
    turn, calls = await cell.play()
    cell.check(turn, calls)
    assert turn.narration_source.endswith("sick" if fault.prose_is_well else "well")
    check_events(cell.events, fault, well=fault.prose_is_well)
    if not fault.prose_is_well:
        assert turn.narration is not None and FAULTY_WORDS not in turn.narration.replace(f"{FAULTY_WORDS} ", "", 1)


@EACH
async def test_a_narrator_alone(backend: LitellmBackend, sqlite_database: Database, fault: Fault) -> None:
    cell = Cell(sqlite_database, backend, Role.NARRATOR, fault)
    turn, calls = await cell.play(alone=True)
    cell.check(turn, calls)
    finished = [event for event in cell.table.face.events if isinstance(event, NarrationFinished)][-1]
    if fault.prose_is_well:
        assert turn.narration_source.endswith("sick")
    else:
        assert (turn.narration_source, finished.about) == ("offline", "told_offline")
        assert finished.note and "\n" not in finished.note and KEY not in finished.note


@EACH
async def test_an_adjudicator(backend: LitellmBackend, sqlite_database: Database, fault: Fault) -> None:
    cell = Cell(sqlite_database, backend, Role.ADJUDICATOR, fault)
    turn, calls = await cell.play(json_schema=True)
    cell.check(turn, calls)
    assert turn.ruling_source == "model" and turn.outcome is not None and len(turn.outcome.checks) == 1
    good = [call.model for call in calls if call.role == "adjudicator" and call.status == "ok"]
    assert good[-1].endswith("sick" if fault.form_is_well else "well")


@EACH
async def test_triage(
    backend: LitellmBackend, sqlite_database: Database, fault: Fault, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(triage, "SECONDS", MOST)
    cell = Cell(sqlite_database, backend, Role.TRIAGE, fault)
    turn, calls = await cell.play()
    cell.check(turn, calls)
    assert turn.ruling_source == "code"


async def test_control_a_turn_that_nobody_tells_fails_the_matrix(
    backend: LitellmBackend, sqlite_database: Database
) -> None:
    fault = next(each for each in FAULTS if each.name == "503")
    cell = Cell(sqlite_database, backend, Role.NARRATOR, fault)
    turn, calls = await cell.play()
    with pytest.raises(AssertionError):
        cell.check(replace(turn, stage=Stage.RESOLVED), calls)
    with pytest.raises(AssertionError):
        cell.check(turn, [replace(calls[-1], status="reserved", settled_at=None)])
    with pytest.raises(AssertionError):
        cell.check(turn, [replace(call, cost=0.0) for call in calls])
