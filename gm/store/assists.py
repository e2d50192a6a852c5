"""What a game master's own words would make true, proposed to them and not done yet. A text of its turn, erasable."""

from sqlalchemy import bindparam, delete

from gm.domain.assisting import Proposed
from gm.store.rows_turn import TEXTS
from gm.store.texts import drop_replies, get_text, put_texts
from gm.store.tx import Tx, stored

_KIND = "proposed"
_DROP = delete(TEXTS).where(TEXTS.c.turn_id == bindparam("turn"), TEXTS.c.kind == _KIND)


@stored
def record_proposed(tx: Tx, turn_id: int, proposed: Proposed, *, author: str | None) -> None:
    """Keep what was read; what was asked of a model for it is let go of."""
    drop_replies(tx, turn_id, "adjudicator")
    put_texts(tx, turn_id, (_KIND, 0, proposed.model_dump_json()), author=author)


@stored
def load_proposed(tx: Tx, turn_id: int) -> Proposed | None:
    """What a turn's words would make true; None: nothing was read, or it was decided."""
    body = get_text(tx, turn_id, _KIND)
    return None if body is None else Proposed.model_validate_json(body)


@stored
def drop_proposed(tx: Tx, turn_id: int) -> None:
    """It was decided."""
    tx.write(_DROP, {"turn": turn_id})


@stored
def drop_asked(tx: Tx, turn_id: int) -> None:
    """Let go of what characters were asked to say aside."""
    drop_replies(tx, turn_id, "npc")
