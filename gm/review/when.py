"""Spans of time as people say them: `2026-11-01`, `2026-11`, `7d`, `last month`. All in UTC, as usage is counted."""

import re
from datetime import UTC, datetime, timedelta

from gm.domain.errors import InputError

_BACK = re.compile(r"(\d{1,4})\s*(h|d|w|m|y)")
_REMEDY = "Write a date (2026-11-01), a month (2026-11), a moment (2026-11-01T18:00), 12h, 7d, 4w, today, last month …"


def read_since(text: str, now: datetime) -> datetime:
    """The moment that a span begins at, included.

    Raises:
        InputError: it is no span that can be read.
    """
    return _span(text, now)[0]


def read_until(text: str, now: datetime) -> datetime:
    """The moment that it ends at, not included: a day or a month that is named counts whole, and `7d` ends where
    `--since 7d` would begin.

    Raises:
        InputError: it is no span that can be read.
    """
    return _span(text, now)[1]


def _span(text: str, now: datetime) -> tuple[datetime, datetime]:
    said = " ".join(text.lower().replace("_", " ").split())
    day = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    found = _named(said, day, now) or _counted(said, day, now) or _dated(said)
    if found is None:
        raise InputError(f'"{text}" is no time that can be read.', remedy=_REMEDY)
    return found


def _named(said: str, day: datetime, now: datetime) -> tuple[datetime, datetime] | None:
    if said == "now":
        return now, now
    if said in ("today", "yesterday"):
        start = day - timedelta(days=said == "yesterday")
        return start, start + timedelta(days=1)
    which, _, unit = said.partition(" ")
    if which not in ("this", "last") or unit not in ("week", "month", "year"):
        return None
    back = int(which == "last")
    if unit == "week":
        start = day - timedelta(days=day.weekday() + 7 * back)
        return start, start + timedelta(days=7)
    if unit == "month":
        return _month(day, -back), _month(day, 1 - back)
    return day.replace(year=day.year - back, month=1, day=1), day.replace(year=day.year - back + 1, month=1, day=1)


def _counted(said: str, day: datetime, now: datetime) -> tuple[datetime, datetime] | None:
    """So many hours back; or so many days, weeks, months, years, the day that is going on being the last of them."""
    match = _BACK.fullmatch(said)
    if match is None:
        return None
    count, unit = int(match[1]), match[2]
    try:
        if unit == "h":
            start = now - timedelta(hours=count)
        elif unit in "dw":
            start = day + timedelta(days=1) - timedelta(days=count * (7 if unit == "w" else 1))
        else:
            start = _month(day, -count * (12 if unit == "y" else 1), keep=True)
    except (OverflowError, ValueError):
        start = datetime.min.replace(tzinfo=UTC)
    return start, start


def _dated(said: str) -> tuple[datetime, datetime] | None:
    try:
        if re.fullmatch(r"\d{4}-\d{2}", said):
            first = datetime.fromisoformat(f"{said}-01").replace(tzinfo=UTC)
            return first, _month(first, 1)
        moment = datetime.fromisoformat(said.upper())
    except ValueError:
        return None
    moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    whole = re.fullmatch(r"\d{4}-\d{2}-\d{2}|\d{8}", said)
    return moment, moment + timedelta(days=1) if whole else moment


def _month(day: datetime, months: int, *, keep: bool = False) -> datetime:
    """The first of a month so many months away; `keep`: that day of it, or its last."""
    at = day.year * 12 + day.month - 1 + months
    first = day.replace(year=at // 12, month=at % 12 + 1, day=1)
    if not keep:
        return first
    after = _month(first, 1)
    return min(first + timedelta(days=day.day - 1), after - timedelta(days=1))
