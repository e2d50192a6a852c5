"""Moments as people type them: `<t:1764358200:f>`, `2026-11-28 19:30`, `19:30`, `in 3h`. Pure; UTC where no zone is."""

import re
from datetime import UTC, datetime, timedelta
from typing import Final

FURTHEST: Final = timedelta(days=180)
"""Further ahead than this is taken for a slip."""
_STAMP: Final = re.compile(r"<t:(\d{1,12})(?::[a-zA-Z])?>")
_SPAN: Final = re.compile(r"(?:in\s+)?(\d{1,4})\s*(m|min|h|d|w)[a-z]*", re.IGNORECASE)
_UNITS: Final = {"m": "minutes", "min": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_CLOCK: Final = re.compile(r"(\d{1,2}):(\d{2})")


def read_moment(text: str, now: datetime) -> datetime | None:
    """The moment that is meant, in UTC; None if it cannot be told, is past, or lies too far ahead."""
    found = _read(" ".join(text.split()), now.astimezone(UTC))
    if found is None or not now < found <= now + FURTHEST:
        return None
    return found.replace(second=0, microsecond=0) if found.second and found - now > timedelta(minutes=2) else found


def _read(text: str, now: datetime) -> datetime | None:
    stamp = _STAMP.fullmatch(text)
    if stamp is not None:
        return _from_stamp(int(stamp[1]))
    span = _SPAN.fullmatch(text)
    if span is not None:
        return now + timedelta(**{_UNITS[span[2].lower()]: int(span[1])})
    clock = _CLOCK.fullmatch(text)
    if clock is not None:
        return _next(int(clock[1]), int(clock[2]), now)
    try:
        found = datetime.fromisoformat(text.replace(" UTC", "+00:00").replace(" Z", "Z"))
    except ValueError:
        return None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def _from_stamp(seconds: int) -> datetime | None:
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, OSError, ValueError):
        return None


def _next(hour: int, minute: int, now: datetime) -> datetime | None:
    if hour > 23 or minute > 59:
        return None
    today = now.replace(hour=hour, minute=minute, second=0, microsecond=0)
    return today if today > now else today + timedelta(days=1)


def suggestions(text: str, now: datetime) -> tuple[datetime, ...]:
    """What to offer while somebody types: what they mean so far, else some likely evenings."""
    found = read_moment(text, now) if text.strip() else None
    if found is not None:
        return (found,)
    full = now.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    evening = full.replace(hour=19)
    first = evening if evening > now else evening + timedelta(days=1)
    return (full + timedelta(hours=2), *(first + timedelta(days=day) for day in range(7)))


def mark(moment: datetime, style: str = "F") -> str:
    """The moment as Discord shows it, to everyone in their own time."""
    return f"<t:{int(moment.timestamp())}:{style}>"
