"""What is written beside the tellings keeps to the table's bounds, too: summaries, and what factions do off-stage."""

import json

import pytest
from engine_table import SCRIPTED, EngineTable
from test_play_meanwhile import CHAIN, directed, later, moves, offline, say, start, turns
from test_play_settling import SAID, ScribeTable, played, standing

from gm.domain.calls import BackendRequest, Role, Route
from gm.memory.spans import LONGEST
from gm.models.routes import RouteTable
from gm.models.scripted import Reply
from gm.store.calls import load_calls
from gm.store.database import Database
from gm.store.safety_log import load_events


class CheckedScribe(ScribeTable):
    """A scribe, and a checker that finds legs."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        routes = {**self.parts.door.routes.routes, Role.CHECKER: Route(Role.CHECKER, (SCRIPTED,))}
        self.parts.door.routes = RouteTable(routes)

    def _reply(self, request: BackendRequest) -> Reply:
        if request.role is Role.CHECKER:
            return json.dumps({"fits": "hairy" not in request.messages[-1].content, "kind": "line"})
        return super()._reply(request)


@pytest.mark.parametrize("fits", [True, False])
async def test_a_summary_of_a_model_is_judged_before_it_is_kept(sqlite_database: Database, fits: bool) -> None:
    table = CheckedScribe(sqlite_database)
    words = (
        SAID["summary"] if fits else "Ilse searched the mill floor while Gregor waited in the dust on eight hairy legs."
    )
    table.scribe = lambda _: json.dumps({**SAID, "summary": words})
    game = await played(table, LONGEST + 4)
    (scene,) = await standing(table, game)
    assert scene.source == ("model" if fits else "extractive") and "hairy" not in scene.text and scene.text
    async with sqlite_database.read() as db:
        stages = [(each.event, each.stage) for each in await load_events(db)]
        about = [call for call in await load_calls(db) if call.role == Role.CHECKER and call.asking >= 4_000]
    assert stages == ([] if fits else [("line", "summary")])
    assert [(call.status, call.category) for call in about] == [("ok", "safety")]


async def test_a_directors_move_over_a_line_never_comes_to_be(sqlite_database: Database) -> None:
    table = directed(EngineTable(sqlite_database))
    game = await start(table)
    await table.engine.safety.set_table(game, lines=["spiders"])
    await say(table, game)
    later(table)
    answers = iter([moves({**CHAIN, "rumour": "A spider has spun the ford shut."}), moves(CHAIN)])
    table.narrator = table.adjudicator = lambda _: next(answers)
    await say(table, game)
    asked = table.asked(Role.DIRECTOR)
    assert len(asked) == 2 and "where this table does not" in asked[1].messages[-1].content
    (told,) = [text for kind, text in await turns(table, game) if kind == "world"]
    assert "painted the ford stones white" in told and "pider" not in told


async def test_a_director_that_stays_over_the_line_is_not_heard(sqlite_database: Database) -> None:
    table = directed(EngineTable(sqlite_database))
    game = await start(table)
    await table.engine.safety.set_table(game, lines=["spiders"])
    await say(table, game)
    later(table)
    table.narrator = table.adjudicator = lambda _: moves({**CHAIN, "rumour": "A spider has spun the ford shut."})
    turn = await say(table, game)
    assert turn.status == "done" and len(table.asked(Role.DIRECTOR)) == 2
    (told,) = [text for kind, text in await turns(table, game) if kind == "world"]
    assert told and "pider" not in told  # the author's own moves, drawn by weight


async def test_an_authored_move_that_the_table_does_not_play_is_not_made(sqlite_database: Database) -> None:
    table = offline(EngineTable(sqlite_database))
    game = await start(table)
    await table.engine.safety.set_table(game, lines=["chain"])
    await say(table, game)
    for _ in range(3):
        later(table)
        await say(table, game)
    assert not any("chain" in text for kind, text in await turns(table, game) if kind == "world")
