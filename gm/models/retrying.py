"""When the same candidate is asked again: after a growing pause, or when it says so itself, and never for long.

A provider that limits the rate names a moment (`Retry-After` in seconds or as a date, and what others call it). A table
waits a few seconds at most: a longer pause is not waited for, the candidate rests until then and the next one is asked.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

_NAMES: Final = (
    "retry-after-ms",
    "retry-after",
    "x-ratelimit-reset-requests",
    "x-ratelimit-reset-tokens",
    "x-ratelimit-reset",
)
_SPAN: Final = re.compile(r"(?:(\d+)h)?(?:(\d+)m(?!s))?(?:(\d+(?:\.\d+)?)s)?(?:(\d+(?:\.\d+)?)ms)?")
_EPOCH: Final = 1_000_000_000
"""Larger numbers of seconds are moments, not spans; a thousand times larger ones are milliseconds."""
LONGEST: Final = 86_400.0
"""Seconds. Nobody is believed who wants to be left alone for longer."""


@dataclass(frozen=True, slots=True)
class Wait:
    """How long a provider wants to be left alone: seconds, or until a moment."""

    seconds: float | None = None
    until: datetime | None = None

    def left(self, now: datetime) -> float:
        """Seconds from `now`, between 0 and a day."""
        seconds = self.seconds if self.until is None else (self.until - now).total_seconds()
        return min(LONGEST, max(0.0, seconds or 0.0))


def wait_of(headers: Mapping[str, str]) -> Wait | None:
    """What response headers (names in lower case) say. None: nothing, or nothing that can be understood.

    The longest of several limits counts; what only says when a full allowance is back counts where nothing else does.
    """
    for group in (_NAMES[:2], _NAMES[2:]):
        found = [wait for name in group if (wait := _read(name, headers.get(name, "").strip())) is not None]
        if found:
            return next((wait for wait in found if wait.until is not None), max(found, key=lambda w: w.seconds or 0.0))
    return None


def _read(name: str, value: str) -> Wait | None:
    if not value:
        return None
    try:
        number = float(value)
    except ValueError:
        return _span(value) or _date(value)
    if not 0 <= number < 1e14:
        return None
    if name.endswith("-ms"):
        return Wait(number / 1000)
    if number >= _EPOCH * 1000:
        number /= 1000
    return Wait(until=datetime.fromtimestamp(number, UTC)) if number >= _EPOCH else Wait(number)


def _span(value: str) -> Wait | None:
    match = _SPAN.fullmatch(value)
    if match is None or not any(match.groups()):
        return None
    hours, minutes, seconds, thousandths = (float(part or 0) for part in match.groups())
    return Wait(hours * 3600 + minutes * 60 + seconds + thousandths / 1000)


def _date(value: str) -> Wait | None:
    try:
        moment = parsedate_to_datetime(value)
    except (TypeError, ValueError):
        return None
    return Wait(until=moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC))


@dataclass(frozen=True, slots=True)
class Backoff:
    """Pauses between tries of one candidate. `first` in seconds; each is twice the one before."""

    first: float = 0.5
    tries: int = 2
    """How often one candidate is asked where another one comes after it."""
    tries_alone: int = 3
    """How often the last candidate is asked."""
    longest: float = 4.0
    """Seconds that a table is let wait for one candidate to be asked again."""

    def pause(self, tried: int, wait: Wait | None, *, now: datetime, jitter: float, left: float | None) -> float | None:
        """Seconds to wait after the try of that number (from 1). None: do not ask it again now.

        `jitter` from 0 to 1 spreads the pauses of many callers; `left`: seconds until the asking must be over.
        """
        pause = self.first * 2 ** (tried - 1) * (0.75 + jitter / 2)
        if wait is not None:
            named = wait.left(now)
            if named > self.longest:
                return None
            pause = max(pause, named * (1 + jitter / 10))
        pause = min(pause, self.longest * 1.1)
        return None if left is not None and pause >= left / 2 else pause
