"""The usage log: a row before bytes leave, closed when the answer is in, and limits that hold under any rush."""

import contextlib
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, bindparam, func, insert, select, update

from gm.domain.budgets import Strain
from gm.domain.calls import CallPurpose
from gm.domain.errors import BudgetExceeded, StoreError
from gm.domain.ledger import CallEnd, CallStart, SpendLimit
from gm.domain.protocols import Clock
from gm.domain.tools import ToolCall, dump_calls, read_calls
from gm.store.call_players import load_players, players_of, put_players
from gm.store.call_rows import FIELDS, ModelCall, call_from, pack, row_of
from gm.store.database import Database
from gm.store.expiring import EVERY, close_expired, counts
from gm.store.holding import Held, correct, hold
from gm.store.nano import to_nano
from gm.store.refusing import Refusal
from gm.store.rows_call import MODEL_CALLS
from gm.store.sections import KnownSections, PutSections, digest, load_prompt, load_sections, put_sections
from gm.store.spend import SpendLine, load_spend
from gm.store.strains import load_strains
from gm.store.texts import get_text, put_texts
from gm.store.tx import Tx, stored
from gm.store.usage_days import count_calls

__all__ = [
    "CallLedger",
    "ModelCall",
    "SpendLine",
    "SpendLimit",
    "close_lost",
    "load_calls",
    "load_prompt",
    "load_looked",
    "load_reply",
    "load_sections",
    "load_spend",
]

_M = MODEL_CALLS.c
_HOP = 1000
_ADD = insert(MODEL_CALLS).returning(_M.id)
_CALL: BindParameter[Any] = bindparam("call")
_OPEN = (
    select(
        _M.payer,
        _M.account,
        _M.campaign,
        _M.player,
        _M.day,
        _M.turn_id,
        _M.role,
        _M.asking,
        func.coalesce(_M.counted, _M.reserved_cost).label("counted"),
        _M.counted_tokens,
    )
    .where(_M.id == _CALL, _M.status == "reserved")
    .with_for_update()
)
_CLOSE = (
    update(MODEL_CALLS)
    .where(_M.id == _CALL, _M.status == "reserved")
    .values(
        status=bindparam("ended"),
        settled_at=bindparam("now"),
        prompt_tokens=bindparam("told"),
        cached_tokens=bindparam("cached"),
        completion_tokens=bindparam("completion"),
        reasoning_tokens=bindparam("reasoning"),
        cost=bindparam("paid"),
        counted=bindparam("counts"),
        counted_tokens=bindparam("count_tokens"),
        finish_reason=bindparam("reason"),
        first_token_ms=bindparam("first_token"),
        latency_ms=bindparam("latency"),
        tools_called=bindparam("tools"),
        error=bindparam("wrong"),
    )
)
_RESERVED = (
    select(_M.id, _M.owner, _M.turn_id, _M.prompt_estimate, _M.reserved_cost)
    .where(_M.status == "reserved")
    .order_by(_M.id)
)
_LOSE = (
    update(MODEL_CALLS)
    .where(_M.id == _CALL, _M.status == "reserved")
    .values(
        status="lost",
        settled_at=bindparam("now"),
        prompt_tokens=_M.prompt_estimate,
        cost=_M.reserved_cost,
        error="the process that made the call ended before the answer was in",
    )
)
_COLUMNS = [_M[name] for name in FIELDS]
_ALL = select(*_COLUMNS).order_by(_M.id)
_OF_GAME = _ALL.where(_M.game_id == bindparam("game"))
_OF_TURN = _ALL.where(_M.turn_id == bindparam("turn"))
_OF_BOTH = _OF_GAME.where(_M.turn_id == bindparam("turn"))


class CallLedger:
    """The ledger of one process (`owner`), as a `gm.domain.ledger.Ledger`."""

    def __init__(self, database: Database, clock: Clock, *, owner: str, limits: Sequence[SpendLimit] = ()) -> None:
        self._database = database
        self._clock = clock
        self._owner = owner
        self._limits = tuple(limits)
        self._known = KnownSections()
        self._looked = clock.now()
        """When expired calls were last looked for."""

    async def reserve(self, call: CallStart) -> int:
        """Write the row and hold its money, in a transaction of its own; gives its number.

        Raises:
            BudgetExceeded: a limit would be passed. A row of status `refused` is kept.
        """
        digests = [digest(section) for section in call.sections]
        known = self._known.among(digests)
        async with self._database.begin() as db:
            number, refusal, put = await db.run(self._reserve, call, digests, known, self._clock.now())
            await db.commit()
        self._known.add(put.new)
        if refusal is not None:
            raise BudgetExceeded(refusal.text, remedy=refusal.remedy, kind=refusal.kind, scope=refusal.scope)
        await self._expire()
        return number

    def _reserve(
        self, tx: Tx, call: CallStart, digests: list[bytes], known: dict[bytes, int], now: datetime
    ) -> tuple[int, Refusal | None, PutSections]:
        put = put_sections(tx, call.sections, digests, known, call.purpose.game_id)
        row = row_of(call, prompt=pack(put.ids), owner=self._owner, now=now)
        players = players_of(call.purpose)
        held = hold(tx, row, players, (*self._limits, *call.limits))
        refusal = held if isinstance(held, Refusal) else None
        if refusal is not None:
            row |= {"status": "refused", "settled_at": now, "cost": 0, "counted": 0, "counted_tokens": None}
            row |= {"error": refusal.text, "finish_reason": refusal.kind}
        number = int(tx.value(_ADD, row))
        if isinstance(held, Held):
            put_players(tx, number, call.purpose, held.players)
        if refusal is not None:
            count_calls(tx, number)
        return number, refusal, put

    async def _expire(self) -> None:
        """Now and then, close what nobody waits for any more, whoever made it."""
        now = self._clock.now()
        if abs(now - self._looked) < EVERY:
            return
        self._looked = now
        with contextlib.suppress(StoreError):  # the call that is about to be made matters more; there is a next time
            async with self._database.begin() as db:
                await close_expired(db, now)
                await db.commit()

    async def strains(self, purpose: CallPurpose, limits: Sequence[SpendLimit]) -> tuple[Strain, ...]:
        """Limits that a call for this purpose counts under and that are mostly used up."""
        standing = (*self._limits, *limits)
        if not standing:
            return ()
        async with self._database.read() as db:
            return await load_strains(db, purpose, standing, self._clock.now())

    async def settle(self, call_id: int, end: CallEnd) -> None:
        """Close the row, in a transaction of its own, and keep the reply until its stage is committed.

        Settling twice changes nothing.
        """
        async with self._database.begin() as db:
            await db.run(_settle, call_id, end, self._clock.now())
            await db.commit()


def _settle(tx: Tx, call_id: int, end: CallEnd, now: datetime) -> None:
    row = tx.row(_OPEN, {"call": call_id})
    if row is None:
        return
    usage, call = end.usage, row._mapping
    cost = to_nano(usage.cost)
    money, tokens = counts(end, cost, row.counted or 0, row.counted_tokens)
    tx.write(
        _CLOSE,
        {
            "call": call_id,
            "ended": end.status,
            "now": now,
            "told": usage.prompt_tokens,
            "cached": usage.cached_tokens,
            "completion": usage.completion_tokens,
            "reasoning": usage.reasoning_tokens,
            "paid": cost,
            "counts": money,
            "count_tokens": tokens,
            "reason": end.finish_reason,
            "first_token": end.first_token_ms,
            "latency": end.latency_ms,
            "tools": len(end.calls),
            "wrong": end.error,
        },
    )
    correct(tx, call, load_players(tx, call_id, row.player), money, tokens)
    count_calls(tx, call_id)  # after the totals, as a refusal takes them: nobody locks anybody out
    if end.status == "ok" and end.calls and row.turn_id is not None:
        put_texts(tx, row.turn_id, ("reply", _look(row.asking, end.hop), dump_calls(end.calls)), role=row.role)
    elif end.status == "ok" and end.reply and row.turn_id is not None:
        put_texts(tx, row.turn_id, ("reply", row.asking, end.reply), role=row.role)


def _look(asking: int, hop: int) -> int:
    """Where the look-ups of a hop are kept: behind all replies."""
    return hop * _HOP + asking


@stored
def load_reply(tx: Tx, turn_id: int, role: str, attempt: int) -> str | None:
    """The kept reply of a call that went well and whose stage is not committed yet, or None."""
    return get_text(tx, turn_id, "reply", position=attempt, role=str(role))


@stored
def load_looked(tx: Tx, turn_id: int, role: str, attempt: int, hop: int) -> tuple[ToolCall, ...]:
    """What a model asked to look up in this hop of an asking whose stage is not committed yet; none if it did not."""
    return read_calls(get_text(tx, turn_id, "reply", position=_look(attempt, hop), role=str(role)) or "")


@stored
def close_lost(tx: Tx, *, turn_id: int | None = None, owner_gone: Callable[[str], bool], now: datetime) -> int:
    """Close the calls whose process is gone as `lost`, with our estimate of the prompt and the money held for them.

    `turn_id` looks at one turn only. Gives how many were closed.
    """
    lost = [
        row.id for row in tx.rows(_RESERVED) if (turn_id is None or row.turn_id == turn_id) and owner_gone(row.owner)
    ]
    closed = [number for number in lost if tx.write(_LOSE, {"call": number, "now": now})]
    count_calls(tx, *closed)
    return len(closed)


@stored
def load_calls(tx: Tx, *, game_id: int | None = None, turn_id: int | None = None) -> tuple[ModelCall, ...]:
    """Calls in order: all, those of a game, or those of a turn."""
    statement = {
        (False, False): _ALL,
        (True, False): _OF_GAME,
        (False, True): _OF_TURN,
        (True, True): _OF_BOTH,
    }[(game_id is not None, turn_id is not None)]
    return tuple(call_from(row) for row in tx.rows(statement, {"game": game_id, "turn": turn_id}))
