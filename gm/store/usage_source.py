"""What usage is read from, in the columns of `usage_days`: days that are added up, and single calls where a span begins
or ends within a day, or where a call is still on its way."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, FromClause, select, union_all

from gm.store.rows_call import MODEL_CALLS
from gm.store.rows_usage import USAGE_DAYS
from gm.store.usage_days import KEYS, SUMS, counted

_M, _U = MODEL_CALLS.c, USAGE_DAYS.c
_Span = tuple[datetime | None, datetime | None]


@dataclass(frozen=True, slots=True)
class UsageScope:
    """Which calls are meant. `since` is included, `until` is not; both are moments with a time zone."""

    since: datetime | None = None
    until: datetime | None = None
    game_id: int | None = None
    account: str | None = None
    """Only what is counted as its use."""


def usage_source(scope: UsageScope) -> FromClause:
    """The calls of a scope, added up as far as they are."""
    days, parts = _spans(scope.since, scope.until)
    pieces = [counted(_M.status == "reserved", *calls_within(scope))]
    pieces += [counted(_M.status != "reserved", *_within(part), *_of(scope, _M)) for part in parts]
    if days is not None:
        first, last = days
        where = list(_of(scope, _U))
        if first is not None:
            where.append(_U.day >= f"{first:%Y-%m-%d}")
        if last is not None:
            where.append(_U.day < f"{last:%Y-%m-%d}")
        pieces.append(select(*[_U[name] for name in (*KEYS, *SUMS)]).where(*where))
    return union_all(*pieces).subquery("usage")


def calls_within(scope: UsageScope) -> Iterator[ColumnElement[bool]]:
    """The calls of a scope, as conditions on their own rows."""
    yield from _within((scope.since, scope.until))
    yield from _of(scope, _M)


def _spans(since: datetime | None, until: datetime | None) -> tuple[_Span | None, list[_Span]]:
    """Whole days (None: there are none), and what is left over at their ends."""
    since = None if since is None else since.astimezone(UTC)
    until = None if until is None else until.astimezone(UTC)
    first = None if since is None else _midnight(since + timedelta(days=1, microseconds=-1))
    last = None if until is None else _midnight(until)
    if first is not None and last is not None and first >= last:  # within two days
        return None, [(since, until)]
    parts: list[_Span] = []
    if first is not None and since != first:
        parts.append((since, first))
    if last is not None and until != last:
        parts.append((last, until))
    return (first, last), parts


def _midnight(moment: datetime) -> datetime:
    return moment.replace(hour=0, minute=0, second=0, microsecond=0)


def _within(span: _Span) -> Iterator[ColumnElement[bool]]:
    since, until = span
    if since is not None:
        yield _M.started_at >= since
    if until is not None:
        yield _M.started_at < until


def _of(scope: UsageScope, columns: Any) -> Iterator[ColumnElement[bool]]:
    if scope.game_id is not None:
        yield columns.game_id == scope.game_id
    if scope.account is not None:
        yield columns.account == scope.account
