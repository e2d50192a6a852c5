"""An adjudicator that looks things up before it rules: steps, limits, deadline, crash, and what it leaves behind."""

import asyncio
import json
from dataclasses import replace
from typing import Any

import pytest
from engine_table import SCRIPTED, EngineTable, check, ruling, settled

from gm.bot.catalogue import Speech, shipped_catalogue
from gm.bot.why_card import why_card
from gm.domain.calls import BackendRequest, Candidate, Chunk, Role, Route
from gm.domain.tools import ToolCall
from gm.models.deadlines import RefusedRequest
from gm.models.routes import RouteTable
from gm.models.scripted import Reply
from gm.play.engine import TurnEngine
from gm.play.tools import ANSWER_TOKENS, TOOLS
from gm.review.pace import pace_of
from gm.review.why import load_why, why_rows
from gm.store.calls import load_calls
from gm.store.database import Database
from gm.store.paces import load_paces

LOOKS = replace(SCRIPTED, model="looks", tools=True, json_schema=True, context_window=32768)
BOTH = replace(LOOKS, schema_with_tools=True)
LINE = "I search the floor under the stones"


def asks(*calls: tuple[str, Any]) -> Reply:
    """A model's wish to look things up, under ids of its vendor's."""
    made = tuple(
        ToolCall(f"vendor-{at}", name, given if isinstance(given, str) else json.dumps(given))
        for at, (name, given) in enumerate(calls)
    )
    return [Chunk(calls=made, finish_reason="tool_calls")]


def table_of(database: Database, *candidates: Candidate, hops: int = 3, seconds: float = 30) -> EngineTable:
    table = EngineTable(database)
    routes = dict(table.parts.door.routes.routes)
    routes[Role.ADJUDICATOR] = Route(Role.ADJUDICATOR, candidates or (LOOKS,))
    table.parts.door.routes = RouteTable(routes)
    table.parts = replace(table.parts, ruling_seconds=seconds, hops=hops)
    table.engine = TurnEngine(table.parts)
    return table


def script(table: EngineTable, *replies: Reply) -> None:
    left = list(replies)
    table.adjudicator = lambda _: left.pop(0)


def answers(request: BackendRequest) -> list[str]:
    """What the tools have said so far."""
    return [message.content for message in request.messages if message.role == "tool"]


async def test_what_is_looked_up_stands_before_the_model_when_it_rules(database: Database) -> None:
    table = table_of(database)
    script(table, asks(("rule", {"name": "search"}), ("entity", {"name": "Gregor"})), ruling(check()))
    game = await table.start()
    turn = await table.say(game, LINE)
    first, second = table.asked(Role.ADJUDICATOR)
    assert turn.ruling_source == "model"
    assert first.tools == second.tools == TOOLS and first.schema is not None
    assert not first.candidate.json_schema and second.messages[: len(first.messages)] == first.messages
    asked, rule, gregor = second.messages[len(first.messages) :]
    assert [call.id for call in asked.calls] == ["hop1call1", "hop1call2"] == [rule.call_id, gregor.call_id]
    assert rule.content.startswith("skill search")
    assert "SECRET" in gregor.content and "threshing floor" in gregor.content and "here" in gregor.content
    async with database.read() as db:
        calls = [c for c in await load_calls(db, turn_id=turn.id) if c.role == "adjudicator"]
    assert [(c.tools_offered, c.tools_called, c.status, c.asking) for c in calls] == [(4, 2, "ok", 1), (4, 0, "ok", 1)]
    assert {c.category for c in calls} == {"adjudication"}


async def test_each_step_is_shown_to_who_may_know_and_counted_for_all(database: Database) -> None:
    table = table_of(database)
    script(table, asks(("entity", {"name": "gregor"})), ruling(check()))
    game = await table.start()
    turn = await table.say(game, LINE)
    async with database.read() as db:
        told, known = [await load_why(db, game, number=turn.number, spoilers=each) for each in (False, True)]
        pace = pace_of(await load_paces(db, game_id=game.id))
    assert 'Looked up: entity {"name": "gregor"}' in list(why_rows(known))
    assert "Looked up: 1 time" in list(why_rows(told)) and "gregor {" not in "\n".join(why_rows(told))
    assert (pace.look_ups, pace.looking) == (1, 1)
    speech = Speech(shipped_catalogue(), "de")
    cards = [dict(why_card(speech, each).fields) for each in (told, known)]
    assert cards[1]["Für die Entscheidung nachgeschlagen"] == '• `entity {"name": "gregor"}`'
    assert "Für die Entscheidung nachgeschlagen" not in cards[0]


async def test_after_so_many_steps_the_ruling_is_due(database: Database) -> None:
    table = table_of(database, hops=2)
    step = asks(("memory", {"words": "stones"}))
    script(table, step, step, ruling(check()))
    game = await table.start()
    turn = await table.say(game, LINE)
    *steps, last = table.asked(Role.ADJUDICATOR)
    assert turn.ruling_source == "model" and len(steps) == 2
    assert last.tools == () and last.candidate.json_schema and all(message.role != "tool" for message in last.messages)
    assert "LOOKED UP: memory" in last.messages[-1].content and "Give the ruling now" in last.messages[-1].content


async def test_a_vendor_that_takes_both_is_held_to_the_form_all_along(database: Database) -> None:
    table = table_of(database, BOTH, hops=1)
    script(table, asks(("sheet", {"character": "Ilse"})), ruling(check()))
    game = await table.start()
    await table.say(game, LINE)
    step, last = table.asked(Role.ADJUDICATOR)
    assert step.candidate.json_schema and step.may_call
    assert last.candidate.json_schema and last.tools == TOOLS and not last.may_call
    assert "hp 8/8" in answers(last)[0] and "search" in answers(last)[0]


async def test_what_no_tool_can_answer_is_said_plainly(database: Database) -> None:
    table = table_of(database)
    wrong = (("fly", {}), ("rule", "no json"), ("entity", {"name": "Gregr"}))
    script(table, asks(*wrong), asks(*[("sheet", {"who": "odo"})] * 5), ruling(check()))
    game = await table.start()
    turn = await table.say(game, LINE)
    said = answers(table.asked(Role.ADJUDICATOR)[-1])
    assert turn.ruling_source == "model"
    assert said[0] == "There is no tool 'fly'; there are rule, entity, sheet, memory."
    assert said[1] == 'rule takes one text: {"name": "…"}.'
    assert said[2].endswith("Did you mean gregor?")
    assert said[3].startswith("There is no character 'odo'")  # not in this party
    assert said[-1] == "Not looked up: at most 3 at once."


async def test_a_model_that_turns_tools_down_is_asked_without_from_then_on(database: Database) -> None:
    table = table_of(database)
    table.adjudicator = lambda r: RefusedRequest("no tools here") if r.tools else ruling(check())
    game = await table.start()
    for number in range(2):
        turn = await table.say(game, f"{LINE} {number}")
        assert turn.ruling_source == "model"
    assert [len(request.tools) for request in table.asked(Role.ADJUDICATOR)] == [4, 0, 0]


async def test_a_route_without_the_flag_gets_no_tools(database: Database) -> None:
    table = table_of(database, replace(LOOKS, tools=False), hops=3)
    game = await table.start()
    await table.say(game, LINE)
    assert all(not request.tools for request in table.asked(Role.ADJUDICATOR))
    off = table_of(database, LOOKS, hops=0)
    assert off.parts.window(Role.ADJUDICATOR) == 8192


async def test_all_steps_share_the_time_for_a_ruling(database: Database) -> None:
    """The second step never ends: the ruling is nobody's, and the game goes on."""
    table = table_of(database, seconds=5)
    never = asyncio.Event()
    left: list[Reply] = [asks(("rule", {"name": "search"}))]
    table.adjudicator = lambda _: left.pop(0) if left else [never]
    game = await table.start()
    turn = await table.say(game, LINE)
    assert turn.ruling_source == "offline" and turn.narration
    async with database.read() as db:
        calls = [c for c in await load_calls(db, turn_id=turn.id) if c.role == "adjudicator"]
    assert [(c.status, c.tools_called) for c in calls if c.backend != "offline"] == [("ok", 1), ("failed", 0)]
    assert sum(c.latency_ms or 0 for c in calls) >= 0


async def test_a_step_that_was_paid_is_not_bought_again(database: Database) -> None:
    table = table_of(database)
    never = asyncio.Event()
    left: list[Reply] = [asks(("entity", {"name": "gregor"}))]
    second = asyncio.Event()

    def reply(_: BackendRequest) -> Reply:
        if left:
            return left.pop(0)
        second.set()
        return [never]

    table.adjudicator = reply
    game = await table.start()
    playing = asyncio.create_task(table.say(game, LINE, source="line:x"))
    async with asyncio.timeout(10):
        await second.wait()
    await settled(playing)
    after = table_of(database)
    script(after, ruling(check()))
    turn = await after.engine.take_turn(game, [after.line(LINE, source="line:x")], after.face)
    (asked,) = after.asked(Role.ADJUDICATOR)
    assert turn.ruling_source == "model" and "threshing floor" in answers(asked)[0]


async def test_answers_are_short_and_the_same_each_time(database: Database) -> None:
    table = table_of(database)
    step = [("rule", {"name": name}) for name in ("search", "check", "dying")]
    table.adjudicator = lambda r: ruling(check()) if answers(r) else asks(*step)
    game = await table.start()
    for number in range(2):
        await table.say(game, f"{LINE} {number}")
    first, second = [answers(r) for r in table.asked(Role.ADJUDICATOR) if answers(r)]
    assert first == second
    assert all(table.parts.counter.count(each) <= ANSWER_TOKENS + 1 for each in first)


@pytest.mark.parametrize(
    ("said", "wanted", "found"),
    [
        ("I praise the 守夜人 aloud", "守夜人", True),
        ("I hum a старую песню", "песню", True),
        ("I wait here", "dragon", False),
    ],
)
async def test_past_turns_are_searched_in_any_script(database: Database, said: str, wanted: str, found: bool) -> None:
    table = table_of(database)
    script(table, ruling(), asks(("memory", {"words": wanted})), ruling(check()))
    game = await table.start()
    await table.say(game, f"{said}, then I try to sing and climb the roof beam")
    await table.say(game, LINE)
    (answer,) = answers(table.asked(Role.ADJUDICATOR)[-1])
    assert (said.split(" ")[-2] in answer and answer.startswith("turn")) if found else answer.startswith("No past turn")


SECRET = "the miller buried the missing boy beneath the old threshing floor"


async def test_a_reason_that_quotes_what_was_looked_up_stays_with_the_game_master(database: Database) -> None:
    table = table_of(database)
    told = check(check={"character": "ilse", "skill": "search", "difficulty": 12, "reason": f"Because {SECRET}."})
    script(table, asks(("entity", {"name": "gregor"})), ruling(told | {"stakes": f"Whether {SECRET} comes out."}))
    game = await table.start()
    turn = await table.say(game, LINE)
    (shown,) = table.face.outcomes()[-1:]
    assert turn.ruling_source == "model" and shown.checks[0].reason == "" and shown.stakes == ()
    async with database.read() as db:
        why = await load_why(db, game, number=turn.number, spoilers=False)
    assert "threshing" not in "\n".join(why_rows(why))


async def test_a_refusal_that_quotes_it_is_asked_for_again(database: Database) -> None:
    table = table_of(database)
    refusal = {"character": "ilse", "possible": False, "refusal": f"No: {SECRET} himself."}
    script(table, ruling(refusal), ruling(refusal | {"refusal": "The floor is stone."}))
    game = await table.start()
    turn = await table.say(game, LINE)
    assert turn.ruling_source == "model" and table.face.outcomes()[-1].refusals == ("The floor is stone.",)
    assert "tells the secret 'buried'" in table.asked(Role.ADJUDICATOR)[-1].messages[-1].content
