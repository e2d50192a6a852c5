"""Who has agreed to what is stored and sent."""

from datetime import datetime

from sqlalchemy import bindparam, delete, select

from gm.store.rows import Upsert
from gm.store.rows_privacy import CONSENTS
from gm.store.tx import Tx, stored

_C = CONSENTS.c
_GET = select(_C.version).where(_C.user_id == bindparam("user"))
_PUT = Upsert(
    CONSENTS,
    lambda put: put.on_conflict_do_update(
        index_elements=["user_id"], set_={"version": put.excluded.version, "agreed_at": put.excluded.agreed_at}
    ),
)


@stored
def load_consent(tx: Tx, user_id: int) -> str | None:
    """The version of the text that a user agreed to; None: to none."""
    found = tx.value(_GET, {"user": user_id})
    return None if found is None else str(found)


@stored
def record_consent(tx: Tx, user_id: int, version: str, now: datetime) -> None:
    """A user agrees to this version."""
    tx.upsert(_PUT, {"user_id": user_id, "version": version, "agreed_at": now})


@stored
def withdraw_consent(tx: Tx, user_id: int) -> None:
    """A user takes their agreement back."""
    tx.write(delete(CONSENTS).where(_C.user_id == user_id))
