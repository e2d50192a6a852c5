"""Who played when, and how many turns there were: what money is divided by."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, String, cast, func, select

from gm.store.rows_turn import INPUTS, TURNS
from gm.store.tx import Tx, stored

_I, _T = INPUTS.c, TURNS.c
SLOT_MINUTES = 10
"""A player plays in ten minutes of which they said something in one."""


@dataclass(frozen=True, slots=True)
class PlayedDay:
    """A player's day at a table."""

    game_id: int
    player: str
    day: str
    slots: int
    """Spans of `SLOT_MINUTES` in which they said something."""


@stored
def load_played(
    tx: Tx, *, since: datetime | None = None, until: datetime | None = None, game_id: int | None = None
) -> tuple[PlayedDay, ...]:
    """Days on which players said something, with how long they did. `since` is included, `until` is not."""
    stamp = _stamp(_I.received_at, tx.dialect)
    day, slot = func.substr(stamp, 1, 10).label("day"), func.substr(stamp, 1, 15)
    statement = select(_I.game_id, _I.player, day, func.count(slot.distinct()).label("slots"))
    statement = statement.where(_I.withdrawn_at.is_(None)).group_by(_I.game_id, _I.player, day)
    found = _within(statement, _I.received_at, since, until, _I.game_id, game_id)
    return tuple(PlayedDay(int(row[0]), str(row[1]), str(row[2]), int(row[3])) for row in tx.rows(found))


@stored
def load_turn_counts(
    tx: Tx, *, since: datetime | None = None, until: datetime | None = None, game_id: int | None = None
) -> dict[str, int]:
    """Turns that players' words began, by day; those that were taken back have cost as much and count."""
    day = func.substr(_stamp(_T.created_at, tx.dialect), 1, 10).label("day")
    statement = select(day, func.count().label("turns")).where(_T.kind == "action").group_by(day)
    found = _within(statement, _T.created_at, since, until, _T.game_id, game_id)
    return {str(row[0]): int(row[1]) for row in tx.rows(found)}


def _stamp(moment: ColumnElement[Any], dialect: str) -> ColumnElement[Any]:
    """The moment in UTC as text, `2026-11-01 18:05:…`: as SQLite keeps it."""
    if dialect == "sqlite":
        return cast(moment, String)
    return func.to_char(func.timezone("UTC", moment), "YYYY-MM-DD HH24:MI:SS")


def _within(
    statement: Any, moment: Any, since: datetime | None, until: datetime | None, game: Any, game_id: int | None
) -> Any:
    if since is not None:
        statement = statement.where(moment >= since)
    if until is not None:
        statement = statement.where(moment < until)
    return statement if game_id is None else statement.where(game == game_id)
