"""At a limit: cheaper models in time, the offline narrator, or a turn that waits and is played later."""

from dataclasses import replace

import pytest
from test_play_accounts import DEAR, GUILD, Server

from gm.domain.calls import Role, Route
from gm.domain.errors import SpendingPaused
from gm.domain.play import Stage
from gm.models.routes import RouteTable
from gm.models.thrift import thrifty
from gm.play.accounts import ServerAccounts, ServerCaps, no_secret
from gm.play.engine import TurnEngine
from gm.store.database import Database
from gm.store.money import drop_stop, load_spent, record_stop

CHEAP = replace(DEAR, model="cheap", price_in=1.0, price_out=1.0)
DEARER = replace(DEAR, model="dearer", price_in=900.0, price_out=900.0)
UNKNOWN = replace(DEAR, model="unknown", price_in=None, price_out=None)


class Table(Server):
    """A server whose narrator has a dear model first and a cheap one behind it."""

    def __init__(self, database: Database, caps: ServerCaps, *narrators: object) -> None:
        super().__init__(database, caps=caps)
        routes = RouteTable({Role.NARRATOR: Route(Role.NARRATOR, narrators or (DEAR, DEARER, CHEAP))})
        self.accounts = ServerAccounts(database, routes, no_secret, caps)
        self.parts = replace(self.parts, accounts=self.accounts)
        self.engine = TurnEngine(self.parts)

    async def spent(self) -> float:
        async with self.database.read() as db:
            (spent,) = await load_spent(db, f"guild:{GUILD}", ["2030-01-01"])
        return spent / 1e9


def test_the_cheapest_first_and_nobody_dearer_than_the_first() -> None:
    free = replace(DEAR, model="free", price_in=0.0, price_out=0.0)
    assert thrifty((DEAR, DEARER, UNKNOWN, CHEAP, free)) == (free, CHEAP, DEAR)
    assert thrifty((UNKNOWN, DEAR, CHEAP)) == (CHEAP, DEAR, UNKNOWN)
    assert thrifty((CHEAP, DEAR)) == (CHEAP,)
    assert thrifty(()) == ()


async def test_a_soft_limit_asks_cheaper_models_and_the_table_is_told_once(sqlite_database: Database) -> None:
    table = Table(sqlite_database, ServerCaps(day_usd=1.0, soft=0.01))
    game = await table.opened()
    for line in ("I wait.", "I listen.", "I sit down.", "I yawn."):
        await table.say(game, line)
    assert [call.model for call in await table.calls()] == ["scripted", "cheap", "cheap", "cheap"]
    told = [(each.about, bool(each.note)) for each in table.finished()]
    assert told == [("soft", True), ("", False), ("", False), ("", False)]
    assert "cheaper models" in table.finished()[0].note and table.finished()[0].refused == ""


async def test_a_soft_limit_of_one_player_is_theirs_alone(sqlite_database: Database) -> None:
    table = Table(sqlite_database, ServerCaps(soft=0.01))
    game = await table.opened(player_day_usd=1.0)
    for player in ("ilse", "ilse", "odo"):
        await table.say(game, "I wait.", character=player)
    assert [call.model for call in await table.calls()] == ["scripted", "cheap", "scripted"]
    assert [each.about for each in table.finished()] == ["soft_player", "", "soft_player"]  # each of the two, once


async def test_a_player_without_budget_is_told_offline_and_others_play_on(sqlite_database: Database) -> None:
    table = Table(sqlite_database, ServerCaps(), DEAR)
    game = await table.opened(player_day_usd=0.6)
    for _ in range(40):
        await table.say(game, "I wait.", character="ilse")
        if table.finished()[-1].refused:
            break
    assert (table.finished()[-1].refused, table.finished()[-1].source) == ("player_day", "offline")
    assert "player's day's limit" in table.finished()[-1].note and "ilse" not in table.finished()[-1].note
    await table.say(game, "I wait.", character="odo")
    await table.say(game, "I wait.", character="ilse")
    assert [(each.source, each.note) for each in table.finished()[-2:]] == [("scripted", ""), ("offline", "")]


async def test_where_turns_are_to_wait_nothing_is_lost_and_nothing_is_rolled_twice(sqlite_database: Database) -> None:
    table = Table(sqlite_database, ServerCaps(day_usd=0.0, at_limit="stop"), DEAR)
    game = await table.opened()
    with pytest.raises(SpendingPaused) as paused:
        await table.say(game, "I search the floor.")
    assert (paused.value.kind, paused.value.scope) == ("day", f"guild:{GUILD}")
    with pytest.raises(SpendingPaused):
        await table.say(game, "I listen.")
    assert table.finished() == []
    assert table.asked(Role.NARRATOR) == []
    table.accounts.caps = replace(table.accounts.caps, day_usd=5.0)
    played = await table.engine.resume(game, table.face)
    assert [turn.stage for turn in played] == [Stage.SETTLED] * 2
    assert [each.source for each in table.finished()] == ["scripted"] * 2
    said = [entry.input.text for turn in played for entry in turn.inputs]
    assert said == ["I search the floor.", "I listen."]


async def test_a_stop_makes_turns_wait_too_and_free_models_go_on(sqlite_database: Database) -> None:
    free = replace(DEAR, model="free", price_in=0.0, price_out=0.0)
    table = Table(sqlite_database, ServerCaps(at_limit="stop"), DEAR, free)
    game = await table.opened()
    async with sqlite_database.begin() as db:
        await record_stop(db, "*", "terminal", table.clock.now())
        await db.commit()
    await table.say(game, "I wait.")
    assert (table.finished()[-1].source, table.finished()[-1].about) == ("free", "free_model")
    async with sqlite_database.begin() as db:
        await drop_stop(db, "*")
        await record_stop(db, "*", "terminal", table.clock.now())
        await db.commit()
    await table.set(models="host", at_limit="offline")
    table.accounts = ServerAccounts(
        sqlite_database, RouteTable({Role.NARRATOR: Route(Role.NARRATOR, (DEAR,))}), no_secret, ServerCaps()
    )
    table.parts = replace(table.parts, accounts=table.accounts)
    table.engine = TurnEngine(table.parts)
    await table.say(game, "I listen.")
    assert table.finished()[-1].source == "offline" and table.finished()[-1].refused == "stopped"


async def test_a_model_without_a_price_is_not_asked_and_the_table_is_told(sqlite_database: Database) -> None:
    table = Table(sqlite_database, ServerCaps(day_usd=5.0), UNKNOWN)
    game = await table.opened()
    await table.say(game, "I wait.")
    assert table.finished()[-1].source == "offline" and table.finished()[-1].refused == "unpriced"
    assert "No price is known for unknown" in table.finished()[-1].note
    (refused, _) = await table.calls()
    assert (refused.status, refused.finish_reason) == ("refused", "unpriced")
