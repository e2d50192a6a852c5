"""A ruling whose first model answers in the wrong form goes to the one that the host has named, once, then on."""

from dataclasses import replace

import pytest
from engine_table import SCRIPTED, EngineTable, check, ruling

from gm.domain.budgets import Strain
from gm.domain.calls import BackendRequest, CallPurpose, Role, Route
from gm.domain.errors import ModelUnavailable, SpendingPaused
from gm.domain.ledger import SpendLimit
from gm.models.escalate import Escalation
from gm.models.scripted import Reply
from gm.play.engine import TurnEngine
from gm.store.calls import CallLedger, load_calls
from gm.store.database import Database

SECOND = replace(SCRIPTED, model="second")
BEST = replace(SCRIPTED, model="best", name="best", on_request=True)
GOOD = ruling(check())
FORMLESS = '{"verdicts": 7}'


def table_of(database: Database, *replies: tuple[str, Reply], on: bool = True, rest: bool = True) -> EngineTable:
    table = EngineTable(database)
    given = dict(replies)

    def answer(request: BackendRequest) -> Reply:
        return given.get(request.candidate.model, GOOD)

    table.adjudicator = answer
    door = table.parts.door
    standing = Route(Role.ADJUDICATOR, (SCRIPTED, SECOND) if rest else (SCRIPTED,))
    routes = {**door.routes.routes, Role.ADJUDICATOR: standing}
    door.routes = replace(door.routes, routes=routes, named={Role.ADJUDICATOR: (BEST,)})
    chosen = {Role.ADJUDICATOR: Escalation("best", frozenset(("schema",)))} if on else {}
    table.parts = replace(table.parts, escalations=chosen)
    table.engine = TurnEngine(table.parts)
    return table


async def played(table: EngineTable) -> tuple[list[str], str]:
    """The models that were asked for a ruling, repetitions left out, and where the ruling came from."""
    game = await table.start()
    turn = await table.say(game, "I search the floor under the stones")
    return list(dict.fromkeys(each.candidate.model for each in table.asked(Role.ADJUDICATOR))), turn.ruling_source


def escalated(table: EngineTable) -> list[tuple[str, str, str, str]]:
    events = table.parts.door.remedies.events.events  # type: ignore[attr-defined]
    return [(each.role, each.model, each.fault, each.to) for each in events if each.done == "escalated"]


NOTED = [("adjudicator", "scripted", "form", "best")]


@pytest.mark.parametrize("rest", [True, False])
async def test_a_form_failed_twice_goes_to_the_one_that_is_named(sqlite_database: Database, rest: bool) -> None:
    table = table_of(sqlite_database, ("scripted", FORMLESS), rest=rest)
    assert await played(table) == (["scripted", "best"], "model")
    assert escalated(table) == NOTED
    async with sqlite_database.read() as db:
        calls = [call for call in await load_calls(db) if call.role == "adjudicator"]
    assert [call.model for call in calls] == ["scripted", "scripted", "best"]  # each in the books


async def test_it_is_asked_once_and_then_the_rest(sqlite_database: Database) -> None:
    table = table_of(sqlite_database, ("scripted", FORMLESS), ("best", FORMLESS))
    assert await played(table) == (["scripted", "best", "second"], "model")
    assert escalated(table) == NOTED


async def test_if_all_fail_the_rules_decide_offline(sqlite_database: Database) -> None:
    table = table_of(sqlite_database, ("scripted", FORMLESS), ("best", FORMLESS), rest=False)
    asked, source = await played(table)
    assert asked == ["scripted", "best"] and source == "offline"


@pytest.mark.parametrize(
    ("first", "on"),
    [(FORMLESS, False), (ModelUnavailable("down"), True), (GOOD, True), ("I can't help with that.", True)],
)
async def test_other_troubles_go_down_the_route_as_ever(sqlite_database: Database, first: Reply, on: bool) -> None:
    table = table_of(sqlite_database, ("scripted", first), on=on)
    asked, source = await played(table)
    assert asked == (["scripted"] if first == GOOD else ["scripted", "second"]) and source == "model"
    assert escalated(table) == []


async def test_where_one_model_stands_alone_the_rules_decide_if_it_is_down(sqlite_database: Database) -> None:
    table = table_of(sqlite_database, ("scripted", ModelUnavailable("down")), rest=False)
    asked, source = await played(table)
    assert asked == ["scripted"] and source == "offline" and escalated(table) == []


async def test_while_a_limit_is_mostly_used_up_nobody_dearer_is_asked(
    sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def strained(_: CallPurpose) -> tuple[Strain, ...]:
        return (Strain("host", "day", "usd", 9, 10),)

    table = table_of(sqlite_database, ("scripted", FORMLESS))
    door = table.parts.door
    door.routes = replace(door.routes, named={Role.ADJUDICATOR: (replace(BEST, price_in=9.0, price_out=9.0),)})
    monkeypatch.setattr(door, "strains", strained)
    assert await played(table) == (["scripted", "second"], "model")
    assert escalated(table) == []


async def test_a_hard_limit_holds_for_it_too(sqlite_database: Database) -> None:
    """It may not be paid: nothing is spent on it, and a free one goes on."""
    table = table_of(sqlite_database, ("scripted", FORMLESS))
    door = table.parts.door
    door._ledger = CallLedger(
        sqlite_database, table.clock, owner="host:1:test", limits=(SpendLimit("host", "day", 0.0),)
    )
    door.routes = replace(door.routes, named={Role.ADJUDICATOR: (replace(BEST, price_in=9.0, price_out=9.0),)})
    assert await played(table) == (["scripted", "second"], "model")


async def test_turns_that_are_to_wait_for_a_budget_wait_as_before(sqlite_database: Database) -> None:
    table = table_of(sqlite_database, rest=False)
    door = table.parts.door
    door._ledger = CallLedger(
        sqlite_database, table.clock, owner="host:1:test", limits=(SpendLimit("host", "day", 0.0),)
    )
    door.at_limit = "stop"
    dear = replace(SCRIPTED, price_in=9.0, price_out=9.0)
    door.routes = replace(
        door.routes, routes={**door.routes.routes, Role.ADJUDICATOR: Route(Role.ADJUDICATOR, (dear,))}
    )
    with pytest.raises(SpendingPaused):
        await played(table)


def noted(table: EngineTable) -> list[tuple[str, str, str, str]]:
    events = table.parts.door.remedies.events.events  # type: ignore[attr-defined]
    return [(each.model, each.fault, each.done, each.to) for each in events if each.role == "adjudicator"]


DOWN = ModelUnavailable("down")


async def test_whoever_comes_next_is_named_in_the_log_and_nobody_has_given_up(sqlite_database: Database) -> None:
    """The first candidate has a shift of its own: when it fails, others are asked in another one."""
    table = table_of(sqlite_database, ("scripted", DOWN), on=False)
    assert await played(table) == (["scripted", "second"], "model")
    assert noted(table) == [("scripted", "other", "next", "second")]


async def test_of_the_wrong_form_twice_is_noted_with_who_is_asked_instead(sqlite_database: Database) -> None:
    table = table_of(sqlite_database, ("scripted", FORMLESS), on=False)
    assert await played(table) == (["scripted", "second"], "model")
    assert noted(table) == [("scripted", "form", "next", "second")]


async def test_if_the_one_that_is_named_comes_in_that_is_said_once(sqlite_database: Database) -> None:
    table = table_of(sqlite_database, ("scripted", FORMLESS), ("best", FORMLESS))
    await played(table)
    assert noted(table) == [("scripted", "form", "escalated", "best"), ("best", "form", "next", "second")]


@pytest.mark.parametrize("last", [DOWN, FORMLESS])
async def test_when_all_have_failed_the_offline_rules_took_over(sqlite_database: Database, last: Reply) -> None:
    table = table_of(sqlite_database, ("scripted", DOWN), ("second", last), on=False)
    asked, source = await played(table)
    assert asked == ["scripted", "second"] and source == "offline"
    done = [each[2] for each in noted(table)]
    assert done == ["next", "offline"] and noted(table)[-1][:1] == ("second",)


async def test_a_ruling_that_waits_for_a_budget_was_given_up(sqlite_database: Database) -> None:
    table = table_of(sqlite_database, on=False)
    door = table.parts.door
    limits = (SpendLimit("host", "day", 0.0),)
    door._ledger = CallLedger(sqlite_database, table.clock, owner="host:1:test", limits=limits)
    door.at_limit = "stop"
    dear = tuple(replace(each, price_in=9.0, price_out=9.0) for each in (SCRIPTED, SECOND))
    door.routes = replace(door.routes, routes={**door.routes.routes, Role.ADJUDICATOR: Route(Role.ADJUDICATOR, dear)})
    with pytest.raises(SpendingPaused):
        await played(table)
    assert [(each[0], each[1]) for each in noted(table)][-1] == ("second", "budget")
    assert [each[2] for each in noted(table)].count("gave_up") == 1
