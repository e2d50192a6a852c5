"""The log of what was kept out at which table: when to the hour, what kind, at which stage. Never who, never what."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

from sqlalchemy import bindparam, func, insert, select

from gm.store.rows_discord import THREADS
from gm.store.rows_game import GAMES
from gm.store.rows_safety import SAFETY_EVENTS
from gm.store.tx import Tx, stored

SafetyKind = Literal["xcard", "line", "veil", "rating", "unchecked"]
_E = SAFETY_EVENTS.c
_ADD: Final = insert(SAFETY_EVENTS)
_MOST: Final = 500


@dataclass(frozen=True, slots=True)
class SafetyEvent:
    """Something that was kept out. `by`: `rules`, `checker`, or '' for a card."""

    at: datetime
    game: str
    event: str
    stage: str
    by: str
    count: int


def put_event(tx: Tx, game_id: int, event: SafetyKind, stage: str, now: datetime, by: str = "", count: int = 1) -> None:
    """Write an event down, in a transaction that goes on. The hour alone: a minute would tell who was there."""
    at = now.replace(minute=0, second=0, microsecond=0)
    tx.write(_ADD, {"at": at, "game_id": game_id, "event": event, "stage": stage, "by": by, "count": count})


@stored
def record_event(
    tx: Tx, game_id: int, event: SafetyKind, stage: str, now: datetime, by: str = "", count: int = 1
) -> None:
    """Write an event down."""
    put_event(tx, game_id, event, stage, now, by, count)


@stored
def load_events(
    tx: Tx, *, since: datetime | None = None, game_id: int | None = None, guild_id: int | None = None
) -> tuple[SafetyEvent, ...]:
    """The latest first; of one game or server, or all. Those of one hour, table, kind and stage are one row."""
    rows: Any = (
        select(_E.at, GAMES.c.name, _E.event, _E.stage, _E.by, func.sum(_E.count))
        .join_from(SAFETY_EVENTS, GAMES, GAMES.c.id == _E.game_id)
        .group_by(_E.at, GAMES.c.name, _E.event, _E.stage, _E.by)
        .order_by(_E.at.desc(), GAMES.c.name, _E.event, _E.stage, _E.by)
        .limit(_MOST)
    )
    if since is not None:
        rows = rows.where(_E.at >= since)
    if game_id is not None:
        rows = rows.where(_E.game_id == game_id)
    if guild_id is not None:
        rows = rows.where(_E.game_id.in_(select(THREADS.c.game_id).where(THREADS.c.guild_id == bindparam("guild"))))
    values = {"guild": guild_id} if guild_id is not None else {}
    return tuple(SafetyEvent(row[0], row[1], row[2], row[3], row[4], int(row[5])) for row in tx.rows(rows, values))
