"""The chronicle: spans of turns that are over, and what was written of each. Values only.

A span has a level: a *scene* is a stretch of turns at one place, a *session* the scenes of one sitting, an *arc* a few
sessions. Every turn lies in one span of a level, or in none yet. The words of the turns stay the truth: a summary cites
the turns that it covers, and is never the only copy of anything.
"""

from dataclasses import dataclass
from typing import Final, Literal

Level = Literal["scene", "session", "arc"]
LEVELS: Final[tuple[Level, ...]] = ("scene", "session", "arc")
"""From the shortest spans to the longest."""
BELOW: Final[dict[Level, Level]] = {"session": "scene", "arc": "session"}
"""What a span of this level is made of."""

Source = Literal["model", "extractive", "claimed"]
"""Who wrote a summary: a model, or code that picks sentences. `claimed`: a process is at it."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A turn that stands, as spans are cut by it."""

    number: int
    turn_id: int
    seq: int
    """Its commit."""
    place: str
    """Id of the place where it ended."""
    sitting: int
    """Number of its session in this database."""
    over: bool
    """Whether that sitting is closed."""
    ending: bool = False
    """Whether the story came to an end in it."""
    scene: str = "main"
    """Key of the scene that it was played in."""


@dataclass(frozen=True, slots=True)
class Span:
    """Turns that belong together and are over."""

    level: Level
    first_number: int
    last_number: int
    first_seq: int
    last_seq: int
    turns: int
    """How many turns it holds: undone ones, and those of other branches, have numbers too."""
    last_turn: int
    """The last turn's number in this database."""
    sitting: int
    """Number of the (last) session in this database."""
    scene: str = "main"
    """Key of the scene: of turns that were played elsewhere meanwhile it tells nothing."""

    def holds(self, number: int) -> bool:
        """Whether a turn of that number lies in it."""
        return self.first_number <= number <= self.last_number


@dataclass(frozen=True, slots=True)
class Summary:
    """What was written of a span."""

    id: int
    branch_id: int
    """The branch that it was written on."""
    span: Span
    source: Source
    version: int
    """Counts what was written of the same span, from 1: earlier ones are superseded."""
    text: str
    """'' while it is only claimed, or where only its place is looked at."""
    threads: tuple[str, ...] = ()
    """What it says is still open, in a model's words."""
    owner: str = ""
    """Which process claimed it."""
