"""Facts: what is remembered of somebody or something, with when it began, where it comes from and who knows it.

The words of the turns are the truth (promise 10); a fact points at them and is never the only copy. What the engine
owns (hit points, pockets, where somebody is) is no fact: it is read from state.
"""

from dataclasses import dataclass
from typing import Final, Literal

Audience = Literal["everyone", "party", "named", "gm"]
"""Who may know a fact: everybody there is; the party (those of `knowers`, or all where that is empty); only those named
in `knowers`; the game master alone."""
AUDIENCES: Final[tuple[Audience, ...]] = ("everyone", "party", "named", "gm")
Standing = Literal["canon", "told"]
"""`told` is hearsay: somebody said so, or a narrator did. `canon` is so: the campaign or a game master says it."""
Writer = Literal["campaign", "gm", "player", "scribe"]
LONGEST: Final = 240
"""Characters of a fact, all of it."""
MOST_PINS: Final = 12
"""Facts and turns that may be pinned at a time: they stand in every prompt."""


@dataclass(frozen=True, slots=True)
class NewFact:
    """A fact as it is written down."""

    object: str
    """The rest of the sentence; where nobody is its subject, all of it."""
    subject: str = ""
    relation: str = ""
    standing: Standing = "told"
    audience: Audience = "party"
    knowers: tuple[str, ...] = ()
    """Ids of the characters who know it from the start."""
    importance: int = 2
    """1 a trifle, 2 ordinary, 3 what the story turns on."""
    valid_from: int = 0
    """In-world minutes since the first midnight."""
    writer: Writer = "player"
    author: str | None = None
    """The player who wrote it, by their id at their face; None for the campaign's and the scribe's."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact that stands on a branch."""

    number: int
    """Counts the facts of a game from 1; a correction keeps the number. 0: the campaign's own, see `authored`."""
    subject: str
    relation: str
    object: str
    standing: Standing
    audience: Audience
    knowers: tuple[str, ...] = ()
    valid_from: int = 0
    importance: int = 2
    writer: Writer = "player"
    author: str | None = None
    turn_id: int | None = None
    """The turn that it comes from; None: written by hand, or the campaign's own."""
    turn_number: int | None = None
    row: int = 0
    """The row that holds these words: what a correction points at."""
    revision: int = 0
    """How often it has been superseded on this branch."""
    authored: str = ""
    """Id of the campaign's secret or lore entry that it is read from."""
    pinned: bool = False
    pinned_after: int = 0
    """Number of the last turn when it was pinned."""
    locked: bool = False
    """Nothing supersedes it but a game master."""

    @property
    def text(self) -> str:
        """The sentence."""
        return " ".join(part for part in (self.subject, self.relation, self.object) if part)

    @property
    def ref(self) -> str:
        """What it is called when it is named: its number, or the campaign's id."""
        return self.authored or str(self.number)

    @property
    def what(self) -> str:
        """What marks are kept under."""
        return mark_of_authored(self.authored) if self.authored else mark_of_fact(self.number)


def mark_of_fact(number: int) -> str:
    """What marks of a fact are kept under."""
    return f"fact:{number}"


def mark_of_authored(fact: str) -> str:
    """What marks of a campaign's own fact are kept under."""
    return f"authored:{fact}"


def mark_of_turn(turn_id: int) -> str:
    """What marks of a turn are kept under."""
    return f"turn:{turn_id}"


TOLD: Final = "told"
"""State: `character:<id>` `told/<number>`: somebody told them this fact."""
HEARD: Final = "heard"
"""State: `character:<id>` `heard/<turn id>`: somebody told them of this turn."""
