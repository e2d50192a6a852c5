"""What a table does not play: lines (never), veils (may happen, is not shown), and how strong its story may be.

One notation everywhere, in campaigns, settings, forms and at the terminal: the topic, and after a colon the words that
code looks for: `spiders: spider*, tarantula, паук*`. A word that ends in `*` matches every word beginning so; `…`
between words allows up to four others. The words are never put into a prompt.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

from gm.domain.policy import RATINGS
from gm.domain.words import fold

BoundaryKind = Literal["line", "veil"]
LONGEST_TOPIC: Final = 120
LONGEST: Final = 400
"""Characters of a boundary, words included."""
MOST: Final = 20
"""Boundaries that one player, table or server may set of each kind."""
MOST_WORDS: Final = 24


@dataclass(frozen=True, slots=True)
class Boundary:
    """One thing that is not played (`line`) or not shown (`veil`)."""

    kind: BoundaryKind
    topic: str
    words: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """As it is written down."""
        return f"{self.topic}: {', '.join(self.words)}" if self.words else self.topic


@dataclass(frozen=True, slots=True)
class House:
    """What whoever runs the program never plays at any table, and the strongest rating that they allow (None: any)."""

    boundaries: tuple[Boundary, ...] = ()
    rating: str | None = None
    unchecked: Literal["hidden", "shown"] = "hidden"
    """What becomes of a telling that the host's checker could not be asked about."""


NO_HOUSE: Final = House()
"""Somebody who rules nothing out."""


def read_boundary(text: str, kind: BoundaryKind) -> Boundary:
    """What somebody wrote. A colon of any script parts the topic from its words."""
    flat = " ".join(text.replace("\uff1a", ":").split())[:LONGEST]
    topic, _, rest = flat.partition(":")
    given = rest.replace("\uff0c", ",").replace("、", ",").replace(";", ",").split(",")
    words = tuple(dict.fromkeys(each.strip() for each in given if each.strip(" *….")))[:MOST_WORDS]
    return Boundary(kind, topic.strip()[:LONGEST_TOPIC], words)


def read_boundaries(texts: Iterable[str], kind: BoundaryKind) -> tuple[Boundary, ...]:
    """Those of them that name a topic, each once."""
    found = (read_boundary(text, kind) for text in texts)
    return tuple(dict.fromkeys(each for each in found if each.topic))


def merged(*sources: Iterable[Boundary]) -> tuple[Boundary, ...]:
    """All of them as one list in which nobody can see whose each is: by topic, in the order of the alphabet, a line
    before a veil of the same topic, words together. The same boundaries give the same list, whoever set them."""
    kinds: dict[str, BoundaryKind] = {}
    topics: dict[str, str] = {}
    words: dict[str, set[str]] = {}
    for each in sorted((b for source in sources for b in source), key=lambda b: (fold(b.topic), b.topic, b.text)):
        key = fold(each.topic)
        topics.setdefault(key, each.topic)
        kinds[key] = "line" if "line" in (each.kind, kinds.get(key)) else "veil"
        words.setdefault(key, set()).update(each.words)
    return tuple(Boundary(kinds[key], topics[key], tuple(sorted(words[key]))) for key in sorted(topics))


def capped(rating: str, *caps: str | None) -> str:
    """The mildest of a campaign's rating and what table, server and host allow at most."""
    known = [each for each in (rating, *caps) if each in RATINGS]
    return min(known, key=RATINGS.index, default="teen")
