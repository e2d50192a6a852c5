"""What is remembered of candidates that fail, and what became of calls that went wrong: values and protocols."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

Fault = Literal[
    "unreachable", "silent", "slow", "broken", "busy", "rate", "key", "credit", "unknown_model", "request", "overflow",
    "empty", "refusal", "loop", "cut", "garbled", "censored", "form", "budget", "resting", "moment", "other",
]  # fmt: skip
"""What went wrong with a call. `silent`: nothing came for too long; `slow`: not done in time; `broken`: it died on the
way; `busy`: a fault of the server's own; `request`: not taken as it is made; `cut`: ended at the length limit; `form`:
no JSON of the form; `resting`: not asked, since it failed before; `moment`: nothing wrong, the moment needs another."""

Done = Literal[
    "retried", "plainer", "next", "continued", "offline", "gave_up", "kept", "refitted", "rested", "escalated"
]  # fmt: skip
"""What was done about it. `next`: another candidate was asked; `continued`: another one went on from the words shown;
`plainer`: the same one, asked for less; `kept`: what was good of the reply was kept; `rested`: the candidate is left
alone for a while; `refitted`: it was sent a shorter prompt; `escalated`: a better candidate was asked."""


@dataclass(frozen=True, slots=True)
class CallEvent:
    """Something that went wrong with a call, or was done about it. Holds no words of a prompt or a reply."""

    fault: Fault
    done: Done
    role: str
    model: str
    """Whom it happened to."""
    to: str = ""
    """Who was asked instead; '' if nobody else was."""
    call_id: int | None = None
    """The call that went wrong; None: none was made."""
    game_id: int | None = None
    turn_id: int | None = None
    wait_ms: int | None = None
    """How long was waited, or how long the candidate rests."""


class CallEvents(Protocol):
    """Where events are written. Nothing depends on it: one that cannot be written is left out."""

    async def record(self, events: Sequence[CallEvent]) -> None:
        """Write them, in a transaction of its own."""
        ...


@dataclass(frozen=True, slots=True)
class Ailing:
    """A candidate that has failed lately: it rests until `until` (None: not yet)."""

    key: str
    model: str
    fault: str
    fails: int
    """Failures in a row."""
    rests: int
    """How often it was left alone since it last answered."""
    last: datetime
    until: datetime | None = None
    probing: datetime | None = None
    """Until when somebody tries whether it has recovered; everybody else leaves it alone as long."""

    def rests_at(self, now: datetime) -> bool:
        """Whether it is left alone at this moment."""
        return self.until is not None and (now < self.until or (self.probing is not None and now < self.probing))


class Cooldowns(Protocol):
    """Which candidates are ailing, known to all processes. Each method is a transaction of its own."""

    async def load(self) -> Mapping[str, Ailing]:
        """All of them, by key."""
        ...

    async def change(self, key: str, step: Callable[[Ailing | None], Ailing | None]) -> Ailing | None:
        """Put what `step` makes of it in its place, whatever others do meanwhile. None: it is well."""
        ...
