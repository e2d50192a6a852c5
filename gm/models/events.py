"""What went wrong in one `complete`, and what was done about it: written down when the next step is known."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from gm.domain.calls import CallPurpose, Candidate
from gm.domain.errors import GmError, ModelError
from gm.domain.health import CallEvent, CallEvents, Done, Fault
from gm.models.routes import OFFLINE

_log = logging.getLogger("gm.models")
_UNASKED: Final = ("budget", "resting")
"""Faults of a candidate that was not asked at all: if it is after all, it is asked for no less."""


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


@dataclass(slots=True)
class Relay:
    """Calls that went wrong, handed from one `complete` to the next where the same thing is asked of others: what is
    done about them is who is asked next, whoever asks it. Nobody has given up before the last of them has.
    """

    open: list[Fallen] = field(default_factory=list)

    def misses(self, candidate: Candidate, call_id: int | None) -> None:
        """An answer came, and it is not of the form."""
        self.open.append(Fallen(candidate, "form", call_id, shown=False))

    def passes(self, candidate: Candidate) -> None:
        """It is not asked at all: no prompt can be made small enough for its window."""
        self.open.append(Fallen(candidate, "overflow", None, shown=False))


class Notes:
    """The events of one `complete`, or of one more of a relay."""

    def __init__(self, log: CallEvents, purpose: CallPurpose, relay: Relay | None = None) -> None:
        self._log = log
        self._purpose = purpose
        self._open = (relay or Relay()).open

    def fell(self, candidate: Candidate, error: ModelError, call_id: int | None, *, shown: bool) -> None:
        """A call went wrong. What is done about it comes next."""
        self._open.append(Fallen(candidate, error.fault, call_id, shown))  # type: ignore[arg-type]

    async def asks(self, candidate: Candidate, *, retried: Done | None = None, wait: float | None = None) -> None:
        """Somebody is asked now: that is what is done about the call that went wrong, if one did."""
        for fallen in self._taken():
            same = candidate.model == fallen.candidate.model
            done: Done = retried or ("continued" if fallen.shown else "next")
            if candidate.backend == OFFLINE.backend:
                done = "offline"
            elif same and done == "next" and fallen.fault not in _UNASKED:
                done = "plainer"
            to = "" if same else candidate.model
            await self._write(fallen.candidate, fallen.fault, done, to=to, call_id=fallen.call_id, wait=wait)

    async def gives_up(self) -> None:
        """Nobody is left to be asked."""
        for fallen in self._taken():
            await self._write(fallen.candidate, fallen.fault, "gave_up", call_id=fallen.call_id)

    def _taken(self) -> list[Fallen]:
        taken = self._open[:]
        self._open.clear()
        return taken

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
