"""What of a telling was shown before it broke off, so that it goes on from there; and what was taken back last."""

from typing import Any

from sqlalchemy import delete, select

from gm.domain.play import Lease
from gm.store.leases import held
from gm.store.rows_history import COMMITS
from gm.store.rows_turn import TEXTS
from gm.store.sealed import not_whispered
from gm.store.texts import get_text, put_texts
from gm.store.tx import Tx, stored


@stored
def record_shown(tx: Tx, lease: Lease, turn_id: int, *, alternative: int, text: str) -> None:
    """Keep the words that the table has seen of a telling that broke off. Raises StaleFence."""
    held(tx, lease)
    put_texts(tx, turn_id, ("shown", alternative, text))


@stored
def load_shown(tx: Tx, turn_id: int, *, alternative: int) -> str:
    """Those words, or ''."""
    return get_text(tx, turn_id, "shown", position=alternative) or ""


@stored
def drop_shown(tx: Tx, turn_id: int) -> None:
    """Forget them: the telling is whole."""
    tx.write(delete(TEXTS).where(TEXTS.c.turn_id == turn_id, TEXTS.c.kind == "shown"))


@stored
def drop_unfinished(tx: Tx, turn_id: int) -> None:
    """Delete what was seen of a telling that is not to go on, and what a model has written for it."""
    tx.write(delete(TEXTS).where(TEXTS.c.turn_id == turn_id, TEXTS.c.kind.in_(("shown", "reply", "draft"))))


@stored
def load_taken_back(tx: Tx, branch_id: int, scene_id: int) -> int | None:
    """The turn that a scene's last commit on a branch took back; None if its last commit is no undo. Facts that were
    written since do not count, nor what became of a whisper: nobody else could play that again."""
    row: Any = tx.row(
        select(COMMITS.c.kind, COMMITS.c.turn_id)
        .where(COMMITS.c.branch_id == branch_id, COMMITS.c.scene_id == scene_id, COMMITS.c.kind != "note")
        .where(not_whispered(COMMITS.c.turn_id))
        .order_by(COMMITS.c.seq.desc())
        .limit(1)
    )
    return int(row.turn_id) if row is not None and row.kind == "undo" and row.turn_id is not None else None
