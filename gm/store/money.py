"""Stops of spending, sealed keys, and which server a game is played in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, delete, func, select

from gm.store.holding import EVERYTHING
from gm.store.notices import forget_stop_notices
from gm.store.rows import Upsert
from gm.store.rows_call import SPEND_TOTALS
from gm.store.rows_discord import THREADS
from gm.store.rows_money import ACCOUNT_KEYS, SPEND_STOPS
from gm.store.tx import Tx, stored

__all__ = [
    "EVERYTHING",
    "SealedKey",
    "Stop",
    "drop_key",
    "drop_stop",
    "load_guild_of_game",
    "load_key",
    "load_spent",
    "load_stops",
    "record_key",
    "record_stop",
]


@dataclass(frozen=True, slots=True)
class Stop:
    """Spending that is stopped. `scope` is an account, a payer, or `EVERYTHING`; `by` is `server` or `terminal`."""

    scope: str
    since: datetime
    by: str


@dataclass(frozen=True, slots=True)
class SealedKey:
    """A key as it is stored. Says nothing without the secret."""

    account: str
    provider: str
    sealed: bytes
    set_at: datetime


_S, _K = SPEND_STOPS.c, ACCOUNT_KEYS.c
_STOPS = select(_S.scope, _S.since, _S.by).order_by(_S.scope)
_PUT_STOP = Upsert(SPEND_STOPS, lambda put: put.on_conflict_do_nothing(index_elements=["scope"]))
_DROP_STOP = delete(SPEND_STOPS).where(_S.scope == bindparam("which"))
_KEY = select(_K.account, _K.provider, _K.sealed, _K.set_at).where(_K.account == bindparam("whose"))
_PUT_KEY = Upsert(
    ACCOUNT_KEYS,
    lambda put: put.on_conflict_do_update(
        index_elements=["account"],
        set_={"provider": put.excluded.provider, "sealed": put.excluded.sealed, "set_at": put.excluded.set_at},
    ),
)
_DROP_KEY = delete(ACCOUNT_KEYS).where(_K.account == bindparam("whose"))
_GUILD_OF = select(THREADS.c.guild_id).where(THREADS.c.game_id == bindparam("game")).limit(1)
_SPENT = select(func.coalesce(SPEND_TOTALS.c.total, 0)).where(
    SPEND_TOTALS.c.scope == bindparam("by"), SPEND_TOTALS.c.period == bindparam("span")
)


@stored
def load_stops(tx: Tx) -> tuple[Stop, ...]:
    """All stops that stand."""
    return tuple(Stop(*row) for row in tx.rows(_STOPS))


@stored
def record_stop(tx: Tx, scope: str, by: str, now: datetime) -> bool:
    """Stop the spending of a scope, from the next call on. False if it was stopped already."""
    return tx.upsert(_PUT_STOP, {"scope": scope, "since": now, "by": by}) > 0


@stored
def drop_stop(tx: Tx, scope: str) -> bool:
    """Let it go on. False if it was not stopped."""
    forget_stop_notices(tx, EVERYTHING)
    return tx.write(_DROP_STOP, {"which": scope}) > 0


@stored
def load_key(tx: Tx, account: str) -> SealedKey | None:
    """The sealed key of an account, or None."""
    row = tx.row(_KEY, {"whose": account})
    return None if row is None else SealedKey(*row)


@stored
def record_key(tx: Tx, key: SealedKey) -> None:
    """Keep an account's sealed key in the place of an earlier one."""
    values = {"account": key.account, "provider": key.provider, "sealed": key.sealed, "set_at": key.set_at}
    tx.upsert(_PUT_KEY, values)


@stored
def drop_key(tx: Tx, account: str) -> bool:
    """Forget an account's key. False if there was none."""
    return tx.write(_DROP_KEY, {"whose": account}) > 0


@stored
def load_guild_of_game(tx: Tx, game_id: int) -> int | None:
    """The Discord server that a game is played in; None: in none."""
    found = tx.value(_GUILD_OF, {"game": game_id})
    return None if found is None else int(found)


@stored
def load_spent(tx: Tx, scope: str, periods: Sequence[str]) -> tuple[int, ...]:
    """Nano-dollars that are spent or held in each period (`2026-03-01` or `2026-03`) by a payer or an account."""
    return tuple(int(tx.value(_SPENT, {"by": scope, "span": period}) or 0) for period in periods)
