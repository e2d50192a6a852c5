"""Who is asked for a ruling, shift after shift: the first of the route, then the others; `escalate:` adds one."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from gm.domain.calls import CallPurpose, Candidate, Moment
from gm.domain.errors import BadReply, ModelError
from gm.models.escalate import better
from gm.models.events import Relay
from gm.models.routes import OFFLINE
from gm.play.parts import EngineParts

LATER_SHARE: Final = 0.5
"""What the later candidates of the route may take together, as a share of the time that the first one has."""
_UNASKED: Final = ("budget", "resting")
"""Faults of a candidate that was not asked at all."""
_WRONG_FORM: Final[tuple[Moment, ...]] = ("schema",)


@dataclass(frozen=True, slots=True)
class Shift:
    """Some candidates whose turn it is, for so many seconds. `last`: nobody but the offline rules comes after."""

    candidates: tuple[Candidate, ...]
    seconds: float
    last: bool


class Shifts:
    """The shifts of one ruling. `spare`: somebody may be asked before the plain rest of the route, once, if the answers
    of the first are of the wrong form."""

    def __init__(self, parts: EngineParts, purpose: CallPurpose, route: tuple[Candidate, ...], *, spare: bool) -> None:
        self._parts, self._purpose, self._route = parts, purpose, route
        self.first = Shift(route[:1], parts.ruling_seconds, last=len(route) < 2 and not spare)
        self.relay = Relay()
        """What went wrong, until somebody else is asked."""

    @classmethod
    async def of(cls, parts: EngineParts, purpose: CallPurpose, moments: Collection[Moment] = ()) -> "Shifts":
        """Those for this ruling. Of a decisive moment the one that the host has named for it is asked first."""
        route = tuple(await parts.door.thrifty(parts.door.candidates(purpose), purpose))
        first = await escalated(parts, purpose, moments)
        if first is None:
            return cls(parts, purpose, route, spare=_named(parts, purpose, _WRONG_FORM) not in (None, *route[:1]))
        await parts.door.note_escalation(purpose, first)
        return cls(parts, purpose, _before(first, route), spare=False)

    async def after(self, error: ModelError | None) -> Shift | None:
        """Who is asked after the first shift, if anybody. `error`: why it gave no ruling; None: the rules did not allow
        what it gave."""
        if self.first.last:
            return None
        rest, seconds = self._route[1:], self._parts.ruling_seconds * LATER_SHARE
        if isinstance(error, BadReply) and error.fault == "form":
            chosen = await escalated(self._parts, self._purpose, _WRONG_FORM)
            if chosen is not None and chosen not in self._route[:1]:
                self.relay.open.clear()  # its own note says so
                await self._parts.door.note_escalation(self._purpose, chosen, "form")
                return Shift(_before(chosen, rest), seconds, last=True)
        if not rest and error is not None and error.fault in _UNASKED:
            rest = self._route
        return Shift(rest, seconds, last=True) if rest or error is not None else None

    async def over(self, *, offline: bool = False) -> None:
        """Nobody else is asked. `offline`: the offline rules decide."""
        await self._parts.door.gives_up(self._purpose, self.relay, to=OFFLINE if offline else None)


async def escalated(parts: EngineParts, purpose: CallPurpose, moments: Collection[Moment]) -> Candidate | None:
    """Who is asked first for such a moment; None: the route as it stands. While a limit is mostly used up, nobody is
    who is dearer than the first of the route."""
    chosen = _named(parts, purpose, moments)
    if chosen is None:
        return None
    standing = parts.door.candidates(purpose)[:1]
    return chosen if chosen in await parts.door.thrifty((*standing, chosen), purpose) else None


def _named(parts: EngineParts, purpose: CallPurpose, moments: Collection[Moment]) -> Candidate | None:
    return better(parts.escalations, parts.door.routes, purpose, moments)


def _before(first: Candidate, route: tuple[Candidate, ...]) -> tuple[Candidate, ...]:
    return (first, *(each for each in route if each != first))
