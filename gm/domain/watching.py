"""Whoever looks on while turns are played and models are called: what they are shown, and where in a turn it happens.

What a watcher is meant to keep are ids, names of models, counts and times. `CallStart` and `CallEnd` also hold words of
prompts and replies: those are not.
"""

from contextvars import ContextVar
from dataclasses import dataclass

from gm.domain.guards import GuardCount
from gm.domain.health import CallEvent
from gm.domain.ledger import CallEnd, CallStart


@dataclass(frozen=True, slots=True)
class TurnSeen:
    """A turn that is being played. `continued`: it had been begun before, here or in a process that is gone."""

    id: int
    uid: str
    game_id: int
    scene_id: int
    number: int
    kind: str
    attempt: int
    continued: bool


@dataclass(frozen=True, slots=True)
class Here:
    """Where in a turn something happens. `stage` is '' between stages."""

    turn: TurnSeen
    stage: str = ""


HERE: ContextVar[Here | None] = ContextVar("gm_here", default=None)
"""Where this task is; None outside of turns."""


class Watcher:
    """Looks on. Does nothing by itself; what it does must be quick, and must not fail the turn."""

    def turn_begins(self, turn: TurnSeen) -> None:
        """A turn is taken up."""

    def turn_ends(self, turn: TurnSeen, how: str, seconds: float) -> None:
        """It is told (`done`), waits (`parked`), is taken back (`undone`), or broke off (the name of the error)."""

    def stage_begins(self, here: Here) -> None:
        """Work on the next stage begins."""

    def stage_ends(self, here: Here, how: str, seconds: float) -> None:
        """The stage is committed (`done`), or broke off (the name of the error)."""

    def call_begins(self, call_id: int, start: CallStart, here: Here | None) -> None:
        """A call's row is written; bytes leave now."""

    def call_ends(self, call_id: int, start: CallStart, end: CallEnd, here: Here | None) -> None:
        """The call's row is closed."""

    def call_refused(self, start: CallStart, kind: str, here: Here | None) -> None:
        """A limit forbade a call (`day`, `month`, `stopped`)."""

    def call_fault(self, event: CallEvent) -> None:
        """Something went wrong with a call, and something was done about it."""

    def guarded(self, count: GuardCount) -> None:
        """Guards did something to a narration."""
