"""Parts of a turn's post: each is shown exactly once."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, select, update

from gm.domain.play import Lease
from gm.store.leases import held
from gm.store.rows import Upsert
from gm.store.rows_turn import OUTBOX
from gm.store.tx import Tx, stored

NARRATION_PART: Final = 1
"""The number of the part that is a turn's telling."""
_O = OUTBOX.c
_PUT = Upsert(OUTBOX, lambda put: put.on_conflict_do_nothing(index_elements=["turn_id", "part"]))
_PENDING = select(_O.part, _O.kind).where(_O.turn_id == bindparam("turn"), _O.sent_at.is_(None)).order_by(_O.part)
_SENT = (
    update(OUTBOX)
    .where(_O.turn_id == bindparam("turn"), _O.part == bindparam("number"), _O.sent_at.is_(None))
    .values(external_id=bindparam("message"), sent_at=bindparam("now"))
)


@stored
def record_parts(tx: Tx, lease: Lease, turn_id: int, parts: Sequence[tuple[int, str]]) -> None:
    """Announce the parts (number, kind) that will be sent; those known already stay as they are. Raises StaleFence."""
    held(tx, lease)
    tx.upsert(_PUT, [{"turn_id": turn_id, "part": part, "kind": kind} for part, kind in parts])


@stored
def load_pending_parts(tx: Tx, turn_id: int) -> tuple[tuple[int, str], ...]:
    """The parts (number, kind) that are not sent yet, in order."""
    return tuple((row.part, row.kind) for row in tx.rows(_PENDING, {"turn": turn_id}))


@stored
def record_sent(tx: Tx, turn_id: int, part: int, external_id: str | None, now: datetime) -> None:
    """A part was sent. The first report counts."""
    tx.write(_SENT, {"turn": turn_id, "number": part, "message": external_id, "now": now})
