"""When somebody was last heard in a game, and which message of a thread shows a turn."""

from collections.abc import Collection

from sqlalchemy import bindparam, func, select

from gm.store.discord_erasure import RECAP
from gm.store.lineage import not_undone, within
from gm.store.rows_discord import POSTS
from gm.store.rows_history import SEGMENTS
from gm.store.rows_turn import INPUTS, TURN_INPUTS, TURNS
from gm.store.tx import Tx, stored

_T = TURNS.c
_LAST = (
    select(func.max(_T.number))
    .select_from(
        SEGMENTS.join(TURNS, SEGMENTS.c.ancestor_id == _T.branch_id)
        .join(TURN_INPUTS, TURN_INPUTS.c.turn_id == _T.id)
        .join(INPUTS, INPUTS.c.id == TURN_INPUTS.c.input_id)
    )
    .where(
        SEGMENTS.c.branch_id == bindparam("branch"),
        within(_T.commit_seq),
        INPUTS.c.player == bindparam("who"),
        INPUTS.c.character == bindparam("character"),
        INPUTS.c.withdrawn_at.is_(None),
        not_undone(SEGMENTS.c.branch_id, _T.id),
    )
)
_SHOWN = (
    select(_T.number, func.min(POSTS.c.message_id))
    .select_from(SEGMENTS.join(TURNS, SEGMENTS.c.ancestor_id == _T.branch_id).join(POSTS, POSTS.c.turn_id == _T.id))
    .where(
        SEGMENTS.c.branch_id == bindparam("branch"),
        within(_T.commit_seq),
        _T.number.in_(bindparam("numbers", expanding=True)),
        POSTS.c.thread_id == bindparam("thread"),
        POSTS.c.message_id.is_not(None),
        POSTS.c.state != "gone",
        POSTS.c.part != RECAP,
    )
    .group_by(_T.number)
)
_PLAYS = (
    select(INPUTS.c.player)
    .where(
        INPUTS.c.game_id == bindparam("game"),
        INPUTS.c.character == bindparam("character"),
        INPUTS.c.player != "",
        INPUTS.c.withdrawn_at.is_(None),
    )
    .order_by(INPUTS.c.id.desc())
    .limit(1)
)


@stored
def load_who_plays(tx: Tx, game_id: int, character: str) -> str:
    """The player (their id at their face) who spoke last for a character of a game; '' where none ever did."""
    return str(tx.value(_PLAYS, {"game": game_id, "character": character}) or "")


@stored
def load_last_post(tx: Tx, branch_id: int, player: str, character: str) -> int:
    """Number of the last turn of a branch's history in which a player (their id at their face) spoke for a character; 0
    if in none."""
    return int(tx.value(_LAST, {"branch": branch_id, "who": player, "character": character}) or 0)


@stored
def load_shown(tx: Tx, branch_id: int, thread_id: int, numbers: Collection[int]) -> dict[int, int]:
    """The first message of a thread that shows a turn, by the turn's number; those that none shows are left out."""
    if not numbers:
        return {}
    values = {"branch": branch_id, "thread": thread_id, "numbers": sorted(numbers)}
    return {int(number): int(message) for number, message in tx.rows(_SHOWN, values)}
