"""A decisive moment is told by another model, where the host has named one; it is seen in the log, and limits hold."""

from dataclasses import replace

import pytest
from engine_table import SCRIPTED, EngineTable, ruling

from gm.domain.calls import Moment, Role, Route
from gm.domain.errors import ConfigError
from gm.models.escalate import Escalation, read_escalations
from gm.models.routes import RouteTable
from gm.play.engine import TurnEngine
from gm.store.calls import load_calls
from gm.store.database import Database

FOUND: dict[str, object] = {
    "character": "ilse",
    "intent": "dig up the floor",
    "text": "There he lies.",
    "effects": [{"kind": "set_flag", "flag": "found"}],
}
BEST = replace(SCRIPTED, model="best", name="best", on_request=True)


def table_of(database: Database, *when: Moment) -> EngineTable:
    table = EngineTable(database)
    table.parts.door.routes = replace(table.parts.door.routes, named={Role.NARRATOR: (BEST,)})
    chosen = {Role.NARRATOR: Escalation("best", frozenset(when))}
    table.engine = TurnEngine(replace(table.parts, escalations=chosen))
    return table


@pytest.mark.parametrize(("when", "teller"), [(("finale",), "best"), (("death",), "scripted")])
async def test_an_ending_is_told_by_the_one_that_is_named(
    sqlite_database: Database, when: tuple[Moment, ...], teller: str
) -> None:
    table = table_of(sqlite_database, *when)
    table.adjudicator = lambda _: ruling(FOUND)
    game = await table.start()
    turn = await table.say(game, "I search the floor under the stones")
    assert turn.outcome is not None and turn.outcome.ending == "told"
    async with sqlite_database.read() as db:
        calls = [call for call in await load_calls(db, turn_id=turn.id) if call.role == "narrator"]
    assert [call.model for call in calls] == [teller] and turn.narration_source == teller
    noted = [(event.fault, event.done, event.to) for event in table.parts.door.remedies.events.events]  # type: ignore[attr-defined]
    assert noted == ([("moment", "escalated", "best")] if teller == "best" else [])


async def test_if_it_fails_the_route_goes_on(sqlite_database: Database) -> None:
    table = table_of(sqlite_database, "finale")
    table.adjudicator = lambda _: ruling(FOUND)
    table.narrator = lambda r: "" if r.candidate.model == "best" else "The dust settles."
    game = await table.start()
    turn = await table.say(game, "I search the floor under the stones")
    assert turn.narration_source == "scripted"


def test_who_is_named_must_be_there() -> None:
    routes = RouteTable({Role.NARRATOR: Route(Role.NARRATOR, (SCRIPTED,))}, named={Role.NARRATOR: (BEST,)})
    assert read_escalations({"narrator": ("best", ("death",))}, routes)[Role.NARRATOR].to == "best"
    with pytest.raises(ConfigError, match="nobody in that route is named"):
        read_escalations({"narrator": ("other", ("death",))}, routes)


def test_a_role_knows_its_own_moments_only() -> None:
    routes = RouteTable({Role.ADJUDICATOR: Route(Role.ADJUDICATOR, (SCRIPTED, BEST))})
    assert read_escalations({"adjudicator": ("best", ())}, routes)[Role.ADJUDICATOR].when == {"schema"}
    with pytest.raises(ConfigError, match="death is no moment of that role"):
        read_escalations({"adjudicator": ("best", ("death",))}, routes)
