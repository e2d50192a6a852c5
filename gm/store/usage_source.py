"""What usage is read from, in the columns of `usage_days`: months and days that are added up, and single calls where a
span begins or ends within a day, or where a call is still on its way."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, FromClause, Select, literal, select, union_all

from gm.store.rows_call import MODEL_CALLS
from gm.store.rows_usage import USAGE_DAYS, USAGE_MONTHS
from gm.store.usage_days import KEYS, SUMS, counted

_M, _U, _V = MODEL_CALLS.c, USAGE_DAYS.c, USAGE_MONTHS.c
Span = tuple[datetime | None, datetime | None]


@dataclass(frozen=True, slots=True)
class UsageScope:
    """Which calls are meant. `since` is included, `until` is not; both are moments with a time zone."""

    since: datetime | None = None
    until: datetime | None = None
    game_id: int | None = None
    account: str | None = None
    """Only what is counted as its use."""


def usage_source(
    scope: UsageScope, keys: Sequence[str] = KEYS, of: Sequence[str] = SUMS, *, months: bool = False
) -> FromClause:
    """The calls of a scope, added up as far as they are: only the `keys` that it is asked by, only the sums `of` it.
    With `months` nothing may be asked for that months do not know: player, sitting, the day within its month."""
    spans = usage_spans(scope.since, scope.until, months=months)
    pieces = [counted(_M.id.in_(_ON_THEIR_WAY), *calls_within(scope), by=keys, of=of)]
    pieces += [
        counted(_M.status != "reserved", *_within(part), *_of(scope, _M), by=keys, of=of) for part in spans.calls
    ]
    pieces += [_kept(scope, _U, _U.day, "%Y-%m-%d", days, keys, of) for days in spans.days]
    pieces += [_kept(scope, _V, _V.month, "%Y-%m", each, keys, of) for each in spans.months]
    return union_all(*pieces).subquery("usage")


_ON_THEIR_WAY: Final = select(MODEL_CALLS.c.id).where(MODEL_CALLS.c.status == "reserved")
"""By their own small index, whatever else is asked: SQLite would rather read all calls of a span."""


def _kept(
    scope: UsageScope,
    columns: Any,
    when: ColumnElement[str],
    form: str,
    span: Span,
    keys: Sequence[str],
    of: Sequence[str],
) -> Select[Any]:
    first, end = span
    where = list(_of(scope, columns))
    if first is not None:
        where.append(when >= first.strftime(form))
    if end is not None:
        where.append(when < end.strftime(form))
    known = [columns[name] if name in columns else _UNTOLD[name].label(name) for name in keys]
    return select(*known, *[columns[name] for name in of]).where(*where)


_UNTOLD: Final[dict[str, ColumnElement[Any]]] = {
    "day": _V.month.concat("-01"),
    "session_id": literal(0),
    "player": literal(""),
}
"""What stands for that which months do not know."""


def calls_within(scope: UsageScope) -> Iterator[ColumnElement[bool]]:
    """The calls of a scope, as conditions on their own rows."""
    yield from _within((scope.since, scope.until))
    yield from _of(scope, _M)


@dataclass(frozen=True, slots=True)
class UsageSpans:
    """A span of time, cut where it is read from different tables: together all of it, nothing twice."""

    months: tuple[Span, ...]
    days: tuple[Span, ...]
    calls: tuple[Span, ...]


def usage_spans(since: datetime | None, until: datetime | None, *, months: bool) -> UsageSpans:
    """Whole months (if they will do), whole days beside them, and what is left over at the ends."""
    since = None if since is None else since.astimezone(UTC)
    until = None if until is None else until.astimezone(UTC)
    days, calls = _cut((since, until), _midnight)
    if days is None or not months:
        return UsageSpans((), () if days is None else (days,), calls)
    whole, beside = _cut(days, _first_of_month)
    return UsageSpans(() if whole is None else (whole,), beside, calls)


def _cut(span: Span, begin_of: Callable[[datetime], datetime]) -> tuple[Span | None, tuple[Span, ...]]:
    """What of a span is whole (None: nothing), and what is left over at its ends."""
    since, until = span
    first = None if since is None else begin_of(since)
    if since is not None and first != since:
        first = begin_of(begin_of(since) + timedelta(days=40 if begin_of is _first_of_month else 1))
    last = None if until is None else begin_of(until)
    if first is not None and last is not None and first >= last:
        return None, (span,)
    parts = []
    if since != first:
        parts.append((since, first))
    if until != last:
        parts.append((last, until))
    return (first, last), tuple(parts)


def _midnight(moment: datetime) -> datetime:
    return moment.replace(hour=0, minute=0, second=0, microsecond=0)


def _first_of_month(moment: datetime) -> datetime:
    return _midnight(moment.replace(day=1))


def _within(span: Span) -> Iterator[ColumnElement[bool]]:
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
