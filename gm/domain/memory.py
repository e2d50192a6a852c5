"""Memory: what is looked for in the past of a game, for whom, and what is found there.

The words of the turns are the truth; everything here points at them. What is found is never shown to anybody whom its
query did not name.
"""

from dataclasses import dataclass, field
from typing import Literal

from gm.domain.embeddings import Likeness

Origin = Literal["turn", "line"]
"""A beat of this game, or a line of an old chat that was brought along."""


@dataclass(frozen=True, slots=True)
class MemoryRef:
    """Which passage: the id of the turn, or of the line."""

    origin: Origin
    id: int


@dataclass(frozen=True, slots=True)
class RecallQuery:
    """What is looked for."""

    text: str
    """The words: a question, or what players just said."""
    names: tuple[str, ...] = ()
    """People, places and things that it is about; passages by or about them come first. They leave nothing out."""
    knowers: frozenset[str] | None = None
    """Ids of the characters for whom it is recalled: only what at least one of them witnessed or was told. None: for
    the game master, who may know all."""
    among: frozenset[str] = frozenset()
    """Of whom else is said whether they know it (`Memory.known_by`); they leave nothing out."""
    together: bool = False
    """Only what every one of `knowers` witnessed or was told."""
    before: int | None = None
    """Only turns with a smaller number: what is in the transcript already need not be recalled. None: all."""
    after: int | None = None
    """Only turns with a greater number. None: all."""
    now: int | None = None
    """In-world minutes, for "last night" and "yesterday". None: such words are only words."""
    limit: int = 5
    fitting: bool = False
    """Only what fits well: for prompts, where a passage that has little to do with it costs more than none."""
    topic: str = ""
    """The words of `text` that say what is asked about (`gm.memory.question_words`): only what holds a good share of
    them answers, words that were never said included. '': whatever holds a rare word is found."""
    like: Likeness | None = None
    """What it means, as a vector, where the host has set a route for that. None: it goes by words alone."""


@dataclass(frozen=True, slots=True)
class Memory:
    """A passage that was found."""

    ref: MemoryRef
    number: int
    """Number of the turn; of the line in its chat."""
    text: str
    """The words around what was looked for, verbatim, with who says them."""
    score: float
    """Comparable within one recall only."""
    minutes: int = 0
    """In-world minutes when it ended; 0 for a line."""
    place: str = ""
    """Id of the place; '' where none is known."""
    session: int = 0
    """Number of the sitting, or of the chat."""
    known_by: tuple[str, ...] = ()
    """Those of the query's `knowers` and `among` who witnessed it or were told."""
    why: str = ""
    """Why it was found, to whoever asks: the rare words, the person, the time."""
    players: tuple[str, ...] = ()
    """Ids of the players whose words are in it, or who brought the old chat (for erasure)."""
    aside: bool = False
    """Talk out of character and its answer: no part of the story."""
    core: str = ""
    """The one sentence of `text` that holds most of what was looked for; '' where that is not told."""


@dataclass(frozen=True, slots=True)
class Recalled:
    """What a recall brought, best first."""

    memories: tuple[Memory, ...] = ()
    looked_at: int = 0
    """Passages that this query may see."""
    notes: tuple[str, ...] = field(default=())
    """How the query was widened: aliases, time expressions."""
