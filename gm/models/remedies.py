"""What a door has against candidates that fail: pauses, rests, and a log of what went wrong."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from gm.domain.calls import Candidate
from gm.domain.errors import ModelError
from gm.domain.health import CallEvents
from gm.domain.protocols import Clock, Entropy
from gm.models.accounts import Account
from gm.models.cooldown import MemoryCooldowns, Ward
from gm.models.deadlines import TransientFailure
from gm.models.events import MemoryEvents, Notes
from gm.models.retrying import Backoff
from gm.models.windows import Windows


@dataclass(slots=True)
class Remedies:
    """Handed in by the composition root; what is left out is kept in this process alone.

    `pause` waits for so many seconds; `entropy` spreads pauses (None: they are all alike).
    """

    clock: Clock
    ward: Ward
    events: CallEvents = field(default_factory=MemoryEvents)
    backoff: Backoff = field(default_factory=Backoff)
    entropy: Entropy | None = None
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep
    windows: Windows = field(default_factory=Windows)

    @classmethod
    def alone(cls, clock: Clock, *, first: float = 0.5) -> "Remedies":
        """Those of a process that shares nothing; `first` is the first pause, in seconds."""
        return cls(clock, Ward(MemoryCooldowns(), clock), backoff=Backoff(first))

    async def failed(self, candidate: Candidate, account: Account | None, error: ModelError, notes: Notes) -> bool:
        """Count a failure against the candidate, unless it did answer, however badly. Gives whether it rests now."""
        wait = error.wait if isinstance(error, TransientFailure) else None
        named = None if wait is None else wait.left(self.clock.now())
        long = named if named is not None and named > self.backoff.longest else None
        rests = await self.ward.failed(candidate, account, error, wait=long, jitter=self._jitter())
        if rests is not None and rests.until is not None:
            seconds = (rests.until - self.clock.now()).total_seconds()
            await notes.note(candidate, error.fault, "rested", wait=max(0.0, seconds))  # type: ignore[arg-type]
        return rests is not None

    def pause_after(self, error: ModelError, tried: int, *, alone: bool, left: float | None) -> float | None:
        """Seconds to wait before the same candidate is asked again; None: it is not."""
        most = self.backoff.tries_alone if alone else self.backoff.tries
        if not isinstance(error, TransientFailure) or tried >= most:
            return None
        return self.backoff.pause(tried, error.wait, now=self.clock.now(), jitter=self._jitter(), left=left)

    def _jitter(self) -> float:
        return 0.5 if self.entropy is None else int(self.entropy.uid()[:8], 16) / 0xFFFFFFFF
