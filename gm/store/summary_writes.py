"""Writing summaries: once for each span, paid for once, superseded when the words under them change."""

import json
from collections.abc import Collection
from datetime import datetime
from typing import Any, Final

from sqlalchemy import bindparam, func, select, update

from gm.domain.calls import Role
from gm.domain.chronicle import Source, Span
from gm.store.rows import Upsert
from gm.store.rows_chronicle import SUMMARIES
from gm.store.rows_turn import TURNS
from gm.store.texts import drop_replies
from gm.store.tx import Tx, stored

_S, _T = SUMMARIES.c, TURNS.c
_BRANCH: Any = bindparam("branch")
_VERSION = select(func.max(_S.version)).where(
    _S.branch_id == _BRANCH,
    _S.level == bindparam("at_level"),
    _S.first_number == bindparam("first"),
    _S.last_number == bindparam("last"),
)
_ADD = Upsert(
    SUMMARIES,
    lambda put: put.on_conflict_do_nothing(
        index_elements=["branch_id", "level", "first_number", "last_number", "version"]
    ).returning(_S.id),
)
_FINISH = (
    update(SUMMARIES)
    .where(_S.id == bindparam("summary"), _S.source == "claimed", _S.superseded.is_(False))
    .values(source=bindparam("by"), body=bindparam("words"), threads=bindparam("open_threads"))
)
_TAKE_OVER = (
    update(SUMMARIES)
    .where(_S.id == bindparam("summary"), _S.source == "claimed", _S.owner == bindparam("gone"))
    .values(owner=bindparam("new"))
)
_SUPERSEDE = (
    update(SUMMARIES)
    .where(
        _S.game_id == bindparam("game"),
        _S.superseded.is_(False),
        _S.first_number <= bindparam("turn_number"),
        _S.last_number >= bindparam("turn_number"),
    )
    .values(superseded=True, body=None, threads=None)
)
_EMPTY = (
    update(SUMMARIES)
    .where(_S.game_id == bindparam("game"), _S.body.is_not(None))
    .values(superseded=True, body=None, threads=None)
)
_NUMBERS = select(_T.id, _T.number, _T.game_id).where(_T.id.in_(bindparam("turns", expanding=True)))
_LAST_TURN = select(_S.last_turn).where(_S.id == bindparam("summary"))
_ASKED = select(func.count()).select_from(SUMMARIES).where(_S.game_id == bindparam("game"), _S.asked)
_AT_ONCE: Final = 400


@stored
def claim_summary(
    tx: Tx, branch_id: int, span: Span, *, game_id: int, seen_seq: int, owner: str, now: datetime
) -> int | None:
    """Take it on to have a span summarised by a model, before it is asked; gives the summary's number.

    None: another process has it, or a model was asked for this span before. One span is paid for once, whatever
    crashes: who finds a claim of a process that is gone writes the summary without a model.
    """
    if tx.value(_VERSION, _at(branch_id, span)) is not None:
        return None
    row = _row(branch_id, span, game_id=game_id, seen_seq=seen_seq, version=1, now=now)
    found = tx.value(_ADD.on(tx.dialect), row | {"source": "claimed", "asked": True, "owner": owner})
    return None if found is None else int(found)


@stored
def take_over_claim(tx: Tx, summary_id: int, *, gone: str, owner: str) -> bool:
    """Go on with what a process claimed that is gone. False if another one was quicker."""
    return tx.write(_TAKE_OVER, {"summary": summary_id, "gone": gone, "new": owner}) > 0


@stored
def record_summary(
    tx: Tx,
    branch_id: int,
    span: Span,
    text: str,
    threads: Collection[str] = (),
    *,
    game_id: int,
    seen_seq: int,
    now: datetime,
) -> int | None:
    """Keep what code wrote of a span; None if somebody else was quicker."""
    version = int(tx.value(_VERSION, _at(branch_id, span)) or 0) + 1
    row = _row(branch_id, span, game_id=game_id, seen_seq=seen_seq, version=version, now=now)
    found = tx.value(_ADD.on(tx.dialect), row | {"source": "extractive", "body": text, "threads": _listed(threads)})
    return None if found is None else int(found)


@stored
def finish_summary(tx: Tx, summary_id: int, source: Source, text: str, threads: Collection[str] = ()) -> bool:
    """Write a summary that was claimed, and let go of the reply. False if it holds no more, or is written already."""
    values = {
        "summary": summary_id,
        "by": source,
        "words": text,
        "open_threads": _listed(threads),
    }
    drop_replies(tx, int(tx.value(_LAST_TURN, {"summary": summary_id}) or 0), str(Role.SCRIBE))
    return tx.write(_FINISH, values) > 0


@stored
def count_asked(tx: Tx, game_id: int) -> int:
    """How many summaries of a game a model was asked for."""
    return int(tx.value(_ASKED, {"game": game_id}) or 0)


def supersede_summaries(tx: Tx, turns: Collection[int]) -> int:
    """Words of these turns have changed, were set aside or erased: what was written of them goes, and is written anew
    when the game goes on. Gives how many."""
    count, ids = 0, sorted(turns)
    for start in range(0, len(ids), _AT_ONCE):
        for row in tx.rows(_NUMBERS, {"turns": ids[start : start + _AT_ONCE]}):
            count += tx.write(_SUPERSEDE, {"game": row.game_id, "turn_number": row.number})
    return count


def empty_summaries(tx: Tx, game_id: int) -> int:
    """Nothing is left of a game's chronicle; gives how many summaries."""
    return tx.write(_EMPTY, {"game": game_id})


def _listed(threads: Collection[str]) -> str:
    return json.dumps(list(threads), ensure_ascii=False)


def _at(branch_id: int, span: Span) -> dict[str, object]:
    return {"branch": branch_id, "at_level": span.level, "first": span.first_number, "last": span.last_number}


def _row(branch_id: int, span: Span, *, game_id: int, seen_seq: int, version: int, now: datetime) -> dict[str, Any]:
    return {
        "game_id": game_id,
        "branch_id": branch_id,
        "level": span.level,
        "scene": span.scene,
        "first_number": span.first_number,
        "last_number": span.last_number,
        "first_seq": span.first_seq,
        "last_seq": span.last_seq,
        "last_turn": span.last_turn,
        "sitting": span.sitting,
        "turns": span.turns,
        "seen_seq": seen_seq,
        "version": version,
        "asked": False,
        "owner": None,
        "body": None,
        "threads": None,
        "created_at": now,
        "superseded": False,
    }
