"""What went wrong in one `complete`, and what was done about it: written down when the next step is known."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field

from gm.domain.calls import CallPurpose, Candidate
from gm.domain.errors import GmError, ModelError
from gm.domain.health import CallEvent, CallEvents, Done, Fault
from gm.models.routes import OFFLINE

_log = logging.getLogger("gm.models")


@dataclass(slots=True)
class MemoryEvents:
    """Implements `CallEvents` in memory."""

    events: list[CallEvent] = field(default_factory=list)

    async def record(self, events: Sequence[CallEvent]) -> None:
        """Keep them."""
        self.events += events


@dataclass(slots=True)
class Fallen:
    """A call that went wrong, until it is known what is done about it."""

    candidate: Candidate
    fault: Fault
    call_id: int | None
    shown: bool
    """Whether some words of the reply were shown."""


class Notes:
    """The events of one `complete`."""

    def __init__(self, log: CallEvents, purpose: CallPurpose) -> None:
        self._log = log
        self._purpose = purpose
        self.open: Fallen | None = None

    def fell(self, candidate: Candidate, error: ModelError, call_id: int | None, *, shown: bool) -> None:
        """A call went wrong. What is done about it comes next."""
        self.open = Fallen(candidate, error.fault, call_id, shown)  # type: ignore[arg-type]

    async def asks(self, candidate: Candidate, *, retried: Done | None = None, wait: float | None = None) -> None:
        """Somebody is asked now: that is what is done about the call that went wrong, if one did."""
        fallen = self.open
        if fallen is None:
            return
        self.open = None
        done: Done = retried or ("continued" if fallen.shown else "next")
        if candidate.backend == OFFLINE.backend:
            done = "offline"
        to = candidate.model if candidate.model != fallen.candidate.model else ""
        await self._write(fallen.candidate, fallen.fault, done, to=to, call_id=fallen.call_id, wait=wait)

    async def gives_up(self) -> None:
        """Nobody is left to be asked."""
        fallen, self.open = self.open, None
        if fallen is not None:
            await self._write(fallen.candidate, fallen.fault, "gave_up", call_id=fallen.call_id)

    async def note(
        self,
        candidate: Candidate,
        fault: Fault,
        done: Done,
        *,
        to: str = "",
        call_id: int | None = None,
        wait: float | None = None,
    ) -> None:
        """Something of its own."""
        await self._write(candidate, fault, done, to=to, call_id=call_id, wait=wait)

    async def _write(
        self,
        candidate: Candidate,
        fault: Fault,
        done: Done,
        *,
        to: str = "",
        call_id: int | None = None,
        wait: float | None = None,
    ) -> None:
        event = CallEvent(
            fault,
            done,
            str(self._purpose.role),
            candidate.model,
            to,
            call_id,
            self._purpose.game_id,
            self._purpose.turn_id,
            None if wait is None else round(wait * 1000),
        )
        try:
            await self._log.record([event])
        except GmError as error:  # the turn matters more than the note about it
            _log.warning("an event of a call was not written: %s", error)
