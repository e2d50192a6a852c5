"""Who was told of a limit already: once for each period, limit and place, whatever process tells it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import bindparam, delete

from gm.store.rows import Upsert
from gm.store.rows_money import SPEND_NOTICES
from gm.store.tx import Tx, stored

Level = Literal["soft", "hard", "stopped", "unpriced"]
_N = SPEND_NOTICES.c
_TAKE = Upsert(
    SPEND_NOTICES,
    lambda put: put.on_conflict_do_nothing(index_elements=["scope", "period", "level", "place"]),
)
_FORGET = delete(SPEND_NOTICES).where(_N.level == "stopped", _N.scope == bindparam("whose"))


@dataclass(frozen=True, slots=True)
class Notice:
    """What there is to tell. `place`: a table (`game:12`), a server's managers (`guild:1`), or `host`."""

    scope: str
    period: str
    """The UTC day or month that it is for."""
    level: Level
    place: str


@stored
def take_notice(tx: Tx, notice: Notice, now: datetime) -> bool:
    """Whether it is to be told here and now; whoever asks next is told no."""
    values = {"scope": notice.scope, "period": notice.period, "level": notice.level, "place": notice.place, "at": now}
    return tx.upsert(_TAKE, values) > 0


def forget_stop_notices(tx: Tx, scope: str) -> None:
    """A stop is over: the next one is told again."""
    tx.write(_FORGET, {"whose": scope})
