"""Tagging the calls of a turn anew: the bill is moved with them, so that its sums are what a recount would give."""

from typing import Any, Final

from sqlalchemy import bindparam, delete, select, update

from gm.domain.calls import Category, Role
from gm.store.rows_call import MODEL_CALLS
from gm.store.rows_usage import USAGE_DAYS, USAGE_MONTHS
from gm.store.texts import drop_replies
from gm.store.tx import Tx, stored
from gm.store.usage_days import move_call

_M = MODEL_CALLS.c
OF_THE_TURN: Final = (
    Category.NARRATION, Category.ADJUDICATION, Category.NPC, Category.DIRECTOR, Category.TAGGING,
)  # fmt: skip
"""What is about the turn itself. Translations and tests are tagged for what they are, summaries are of many turns."""
_TURN: Any = bindparam("turn")
_TAG: Any = bindparam("tag")
_FOUND: Final = (
    select(_M.id, _M.status, _M.day, _M.content_tag)
    .where(_M.turn_id == _TURN, _M.category.in_(OF_THE_TURN))
    .order_by(_M.id)
    .with_for_update()
)
_MARK: Final = (
    update(MODEL_CALLS)
    .where(_M.id == bindparam("call"))
    .values(content_tag=bindparam("new_tag"), tag_source=bindparam("source"))
)
_EMPTY: Final = tuple(
    delete(table).where(column == bindparam("when"), table.c.content_tag == _TAG, table.c.calls == 0)
    for table, column in ((USAGE_DAYS, USAGE_DAYS.c.day), (USAGE_MONTHS, USAGE_MONTHS.c.month))
)


@stored
def retag_turn(tx: Tx, turn_id: int, tag: str, *, source: str) -> int:
    """Give this turn's calls another tag; how many had another before. `source`: who says so.

    A call that is on its way is not in the bill yet: it is added under its new tag when it is closed.
    """
    found = tx.rows(_FOUND, {"turn": turn_id})
    moved = [row for row in found if row.content_tag != tag]
    closed = [row for row in moved if row.status != "reserved"]
    move_call(tx, tag, *[row.id for row in closed])
    for row in found:
        tx.write(_MARK, {"call": row.id, "new_tag": tag, "source": source})
    for day, old in sorted({(row.day, row.content_tag) for row in closed}):
        for drop, when in zip(_EMPTY, (day, day[:7]), strict=True):
            tx.write(drop, {"when": when, "tag": old})
    drop_replies(tx, turn_id, str(Role.TAGGER))
    return len(moved)
