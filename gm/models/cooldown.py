"""Cooldown: a candidate that failed some times in a row is left alone for a while, by all processes.

When its rest is over, one call tries whether it has recovered; the others go on without it until that one has answered.
What is known is read at most once a second, so that a turn whose models are well pays one short read at most.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from gm.domain.calls import Candidate
from gm.domain.errors import ModelError
from gm.domain.health import Ailing, Cooldowns
from gm.domain.protocols import Clock
from gm.models.accounts import HOST, Account

SICK: Final = frozenset(
    {"unreachable", "silent", "slow", "broken", "busy", "rate", "key", "credit", "unknown_model", "empty", "garbled"}
)
"""Faults that say something of the candidate, and not of what it was asked."""


@dataclass(frozen=True, slots=True)
class Cooling:
    """After `after` failures in a row a candidate rests for `first` seconds, twice as long each time, at most
    `longest`. Failures that lie further apart than `apart` seconds are not in a row."""

    after: int = 3
    first: float = 20.0
    longest: float = 300.0
    apart: float = 600.0

    def failed(
        self,
        before: Ailing | None,
        key: str,
        model: str,
        fault: str,
        *,
        wait: float | None,
        now: datetime,
        jitter: float,
    ) -> Ailing:
        """The candidate after one more failure. `wait`: seconds that it asked for itself."""
        if before is None or (now - before.last).total_seconds() > self.apart:
            before = Ailing(key, model, fault, 0, 0, now)
        after = replace(before, fault=fault, fails=before.fails + 1, last=now)
        named = None if wait is None else now + timedelta(seconds=wait)
        if before.until is not None and now < before.until:  # calls that were under way when it was put to rest
            return replace(after, until=max(before.until, named or before.until))
        if named is None and after.fails < self.after and before.until is None:
            return after
        rest = min(self.longest, self.first * 2 ** min(before.rests, 10)) * (0.9 + jitter / 5)
        return replace(after, rests=before.rests + 1, until=named or now + timedelta(seconds=rest), probing=None)


class MemoryCooldowns:
    """Implements `Cooldowns` for one process."""

    def __init__(self) -> None:
        self.ailing: dict[str, Ailing] = {}

    async def load(self) -> Mapping[str, Ailing]:
        """All that are ailing."""
        return dict(self.ailing)

    async def change(self, key: str, step: Callable[[Ailing | None], Ailing | None]) -> Ailing | None:
        """Put what `step` makes of it in its place."""
        after = step(self.ailing.get(key))
        if after is None:
            self.ailing.pop(key, None)
        else:
            self.ailing[key] = after
        return after


def key_of(candidate: Candidate, account: Account | None) -> str:
    """What a candidate is known by: the model, where it runs, and whose key opens it. Says nothing of the key."""
    payer = account.payer if account is not None else HOST
    parts = (candidate.backend, candidate.model, candidate.endpoint or "", candidate.key_env or "", payer)
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Order:
    """Who is asked: those that are well, in order; and those that rest, the one that recovers first at the front."""

    awake: tuple[Candidate, ...]
    resting: tuple[Candidate, ...]


class Ward:
    """Keeps count of who is ailing. `shared` is what all processes know; what they read of it is a second old."""

    def __init__(self, shared: Cooldowns, clock: Clock, policy: Cooling = Cooling(), *, fresh: float = 1.0) -> None:
        self._shared = shared
        self._clock = clock
        self.policy = policy
        self._fresh = fresh
        self._known: dict[str, Ailing] = {}
        self._read_at: float | None = None

    async def order(self, candidates: Sequence[Candidate], account: Account | None, *, seconds: float) -> Order:
        """In which order they are asked. One whose rest is over is tried by one caller at a time, who has `seconds`."""
        await self._look()
        if not self._known:
            return Order(tuple(candidates), ())
        now = self._clock.now()
        awake: list[Candidate] = []
        resting: list[tuple[datetime, Candidate]] = []
        for candidate in candidates:
            ailing = self._known.get(key_of(candidate, account))
            if ailing is None or ailing.until is None or await self._may_probe(ailing, now, seconds):
                awake.append(candidate)
            else:
                resting.append((ailing.until, candidate))
        resting.sort(key=lambda each: each[0])
        return Order(tuple(awake), tuple(candidate for _, candidate in resting))

    async def failed(
        self, candidate: Candidate, account: Account | None, error: ModelError, *, wait: float | None, jitter: float
    ) -> Ailing | None:
        """It failed once more. Gives what is known of it now, if it rests from now on."""
        if error.fault not in SICK:
            return None
        key, now = key_of(candidate, account), self._clock.now()

        def step(before: Ailing | None) -> Ailing:
            model = candidate.model
            return self.policy.failed(before, key, model, error.fault, wait=wait, now=now, jitter=jitter)

        after = await self._change(key, step)
        return after if after is not None and after.rests_at(now) else None

    async def answered(self, candidate: Candidate, account: Account | None) -> None:
        """It gave a good answer: what was held against it is forgotten."""
        key = key_of(candidate, account)
        if key in self._known:
            await self._change(key, lambda _: None)

    async def ailing(self) -> Iterable[Ailing]:
        """All that are ailing, as last read."""
        await self._look()
        return tuple(self._known.values())

    async def _may_probe(self, ailing: Ailing, now: datetime, seconds: float) -> bool:
        if ailing.rests_at(now):
            return False
        mine = False

        def step(before: Ailing | None) -> Ailing | None:
            nonlocal mine
            mine = before is None or not before.rests_at(now)
            return before if before is None or not mine else replace(before, probing=now + timedelta(seconds=seconds))

        await self._change(ailing.key, step)
        return mine

    async def _change(self, key: str, step: Callable[[Ailing | None], Ailing | None]) -> Ailing | None:
        after = await self._shared.change(key, step)
        if after is None:
            self._known.pop(key, None)
        else:
            self._known[key] = after
        return after

    async def _look(self) -> None:
        now = self._clock.monotonic()
        if self._read_at is None or now - self._read_at >= self._fresh:
            self._known = dict(await self._shared.load())
            self._read_at = now
