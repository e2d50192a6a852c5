"""A document of a game's past as the index keeps it, and what can be ranked. Pure values."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Protocol

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[Any]

BLOCK: Final = 10
"""Documents in a row that are counted together; a window is two blocks."""
SPEAKER: Final = "@"
"""Stands before the terms of who speaks, which are looked for by themselves."""
COLUMNS: Final = ("ref", "number", "group", "minutes", "branch", "seq", "witnesses")
"""Fields of a document that are numbers."""


@dataclass(frozen=True, slots=True)
class IndexDoc:
    """A document: a turn or a line of an old chat."""

    ref: int
    """Id of the turn; of a line of an old chat, negative."""
    text: str
    speakers: tuple[str, ...] = ()
    """Names of those whose words are in it."""
    group: int = 0
    """Sitting or chat: no window reaches from one into another. A chat's is none of a sitting's (negative, say)."""
    minutes: int = 0
    """In-world minutes when it ended."""
    number: int = 0
    """Number of the turn; of the line in its chat. Ten numbers are a block: 0 to 9, 10 to 19 …"""
    branch: int = 0
    seq: int = 0
    """Of the commit."""
    witnesses: int = 0
    """Id of the set of those who know it; whoever asks decides what it means."""


class Blocks(NamedTuple):
    """Documents in blocks: stretches of one sitting."""

    of: "Numbers"
    """The number of each document's block, from 0, ascending."""
    starts: "Numbers"
    """The first document of each block."""
    groups: "Numbers"
    """The sitting or chat of each block."""


class Part(Protocol):
    """Some of a game's documents, to be ranked: a sealed segment or the tail."""

    @property
    def size(self) -> int:
        """How many documents."""
        ...

    @property
    def lengths(self) -> "Numbers":
        """Terms in each document."""
        ...

    @property
    def columns(self) -> dict[str, "Numbers"]:
        """What is known about each document, by the names of `COLUMNS`."""
        ...

    def postings(self, term: str) -> "tuple[Numbers, Numbers] | None":
        """Which documents hold a term, ascending, and how often each (at most 255); None where none does."""
        ...

    def words(self, position: int) -> list[str]:
        """The terms of a document, in order."""
        ...

    def blocks(self) -> Blocks:
        """Its documents in blocks."""
        ...
