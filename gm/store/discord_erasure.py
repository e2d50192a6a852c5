"""Which posts in threads still show what was erased: marked with the erasing, unmarked once they are mended."""

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import bindparam, select, update

from gm.store.rows_discord import POSTS, THREADS
from gm.store.rows_turn import TURNS
from gm.store.tx import Tx, stored

STALE: Final = "stale"
"""State of a post that shows what was erased since."""
RECAP: Final = "r"
"""The part of a turn under which a recap stands: it quotes the beats before it."""
_P = POSTS.c
_STALE = (
    select(_P.thread_id, _P.turn_id, _P.part, _P.message_id, _P.webhook_id)
    .where(_P.state == STALE, _P.message_id.is_not(None))
    .order_by(_P.thread_id, _P.turn_id, _P.part)
)
_MARK: Any = (
    update(POSTS)
    .where(_P.turn_id.in_(bindparam("turns", expanding=True)), _P.state == "shown", _P.message_id.is_not(None))
    .values(state=STALE)
)
_RECAPS: Any = (
    update(POSTS)
    .where(
        _P.part == RECAP,
        _P.turn_id >= bindparam("first"),
        _P.state == "shown",
        _P.message_id.is_not(None),
        _P.thread_id.in_(
            select(THREADS.c.thread_id).where(
                THREADS.c.game_id.in_(select(TURNS.c.game_id).where(TURNS.c.id.in_(bindparam("turns", expanding=True))))
            )
        ),
    )
    .values(state=STALE)
)
_HERE = (
    _P.thread_id == bindparam("at_thread"),
    _P.turn_id == bindparam("at_turn"),
    _P.part == bindparam("at_part"),
)
_MENDED = update(POSTS).where(*_HERE).values(state=bindparam("now"))
_AT_ONCE: Final = 400


@dataclass(frozen=True, slots=True)
class StalePost:
    """A message that must be changed."""

    thread_id: int
    turn_id: int
    part: str
    message_id: int
    webhook_id: int | None


def mark_stale(tx: Tx, turns: tuple[int, ...]) -> int:
    """All posts of these turns must be looked at again, and the recaps that may quote them; gives how many."""
    count = sum(tx.write(_MARK, {"turns": list(turns[at : at + _AT_ONCE])}) for at in range(0, len(turns), _AT_ONCE))
    return count + mark_recaps_stale(tx, turns)


def mark_recaps_stale(tx: Tx, turns: tuple[int, ...]) -> int:
    """The recaps that may quote these turns must be looked at again; gives how many."""
    return sum(
        tx.write(_RECAPS, {"first": min(some), "turns": list(some)})
        for some in (turns[at : at + _AT_ONCE] for at in range(0, len(turns), _AT_ONCE))
    )


@stored
def load_stale(tx: Tx) -> tuple[StalePost, ...]:
    """Posts that still show what was erased."""
    return tuple(StalePost(*row) for row in tx.rows(_STALE))


@stored
def record_mended(tx: Tx, post: StalePost, *, gone: bool = False) -> None:
    """A post shows nothing of it any more."""
    at = {"at_thread": post.thread_id, "at_turn": post.turn_id, "at_part": post.part}
    tx.write(_MENDED, at | {"now": "gone" if gone else "shown"})


@stored
def load_threads_of(tx: Tx, guild_id: int) -> tuple[tuple[int, int | None], ...]:
    """(thread, game) of a server."""
    rows = tx.rows(select(THREADS.c.thread_id, THREADS.c.game_id).where(THREADS.c.guild_id == guild_id))
    return tuple((int(row[0]), row[1]) for row in rows)
