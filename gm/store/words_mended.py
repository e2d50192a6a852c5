"""Words of a player that read otherwise after their turn was played. What happened stays; what is derived goes."""

from sqlalchemy import bindparam, update

from gm.domain.play import Lease
from gm.store.leases import held
from gm.store.recall_segments import retold
from gm.store.rows_turn import TEXTS
from gm.store.tx import Tx, stored

_SAY = (
    update(TEXTS)
    .where(TEXTS.c.input_id == bindparam("entry"), TEXTS.c.body.is_not(None))
    .values(body=bindparam("words"))
)


@stored
def mend_input(tx: Tx, lease: Lease, turn_id: int, input_id: int, text: str) -> None:
    """Let an input of a turn read so; its stretch is indexed anew and summaries over it are due again. Erased words
    stay erased. Raises StaleFence."""
    held(tx, lease)
    if tx.write(_SAY, {"entry": input_id, "words": text}):
        retold(tx, turn_id)
