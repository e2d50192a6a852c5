"""A small model that says of a sample of the turns what they were about: in the background, or not at all."""

from dataclasses import replace

import pytest
from engine_table import SCRIPTED, EngineTable, mill, ruling

from gm.domain.calls import BackendRequest, Role, Route
from gm.domain.errors import ModelUnavailable
from gm.models.routes import RouteTable
from gm.models.scripted import Reply
from gm.play.engine import TurnEngine
from gm.play.tagging import is_sampled
from gm.store.calls import load_calls
from gm.store.database import Database
from gm.store.usage_days import usage_differs

SMALL = replace(SCRIPTED, model="small", json_schema=True, maker="tiny")
TRAINS = replace(SMALL, backend="litellm", trains_on_inputs=True)


def table_of(database: Database, *answers: Reply, share: float = 1.0, candidate: object = SMALL) -> EngineTable:
    table = EngineTable(database)
    left = list(answers)
    routes = dict(table.parts.door.routes.routes)
    if candidate is not None:
        routes[Role.TAGGER] = Route(Role.TAGGER, (candidate,))  # type: ignore[arg-type]
    table.parts.door.routes = RouteTable(routes)
    table.parts = replace(table.parts, tag_share=share)
    table.engine = TurnEngine(table.parts)

    def reply(request: BackendRequest) -> Reply:
        return left.pop(0) if request.role is Role.TAGGER else ruling()

    table.adjudicator = reply
    return table


async def tags_of(table: EngineTable, turn_id: int) -> dict[str, str]:
    await table.engine.settling.drain()
    async with table.database.read() as db:
        assert await usage_differs(db) == ()
        return {call.role: call.content_tag for call in await load_calls(db, turn_id=turn_id)}


async def test_its_answer_is_the_tag_of_the_turns_calls(database: Database) -> None:
    table = table_of(database, '{"tag": "health"}')
    game = await table.start()
    assert table.asked(Role.TAGGER) == [], "nobody said anything yet"
    turn = await table.say(game, "I search the floor for what the doctor prescribed")
    assert set((await tags_of(table, turn.id)).values()) == {"health"}
    (asked,) = table.asked(Role.TAGGER)
    assert asked.data_policy == "no_training", "it came in by a face that is no terminal"
    assert "doctor" in str(asked.messages) and "buried" not in str(asked.messages)
    assert table.parts.counter.count("".join(message.content for message in asked.messages)) < 480
    async with database.read() as db:
        (call,) = [each for each in await load_calls(db, turn_id=turn.id) if each.role == "tagger"]
    assert (call.category, call.status, call.model) == ("tagging", "ok", "small")


@pytest.mark.parametrize(
    "answers",
    [
        ('{"tag": "test"}', '{"tag": "Health"}'),
        ("health", "no json at all"),
        (ModelUnavailable("down"), ModelUnavailable("down")),
    ],
    ids=["none of them", "gibberish", "down"],
)
async def test_otherwise_the_tag_by_rules_stands(sqlite_database: Database, answers: tuple[Reply, ...]) -> None:
    table = table_of(sqlite_database, *answers)
    game = await table.start()
    turn = await table.say(game, "I search the floor")
    assert turn.narration and set((await tags_of(table, turn.id)).values()) == {"roleplay/games"}
    assert table.asked(Role.TAGGER)


@pytest.mark.parametrize("case", ["no share", "no route", "adults", "terms"])
async def test_nobody_is_asked(sqlite_database: Database, case: str) -> None:
    table = table_of(
        sqlite_database,
        share=0.0 if case == "no share" else 1.0,
        candidate=None if case == "no route" else TRAINS if case == "terms" else SMALL,
    )
    table.parts.door._backends = {**table.parts.door._backends, "litellm": table.model}
    game = await table.start(campaign=mill().model_copy(update={"rating": "adult"}) if case == "adults" else None)
    turn = await table.say(game, "I search the floor")
    tags = await tags_of(table, turn.id)
    assert set(tags.values()) == {"adult" if case == "adults" else "roleplay/games"}
    assert table.asked(Role.TAGGER) == []


def test_the_share_is_decided_by_the_turn() -> None:
    uids = [f"{number:032x}" for number in range(4000)]
    few, many = ({uid for uid in uids if is_sampled(uid, share)} for share in (0.05, 0.5))
    assert few < many and 140 < len(few) < 260 and 1850 < len(many) < 2150
    assert not any(is_sampled(uid, 0) for uid in uids) and all(is_sampled(uid, 1) for uid in uids)
