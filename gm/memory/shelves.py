"""What one process holds of a game's index: sealed stretches that are stored, pieces that are not yet, and the end that
grows. Pure containers; who fills them is `gm.memory.game_index`."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from gm.memory.segments import IndexDoc, Part, Segment, Tail, compacted, merged
from gm.memory.voices import voices
from gm.store.archives import line_of
from gm.store.recall_docs import LineDoc, TurnDoc
from gm.store.recall_segments import SegmentKey

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[Any]

SEAL: Final = 4096
"""Documents of a stored stretch."""
LEAST: Final = 512
"""Lines of old chats that are worth a stored stretch of their own."""
CHUNK: Final = 256
"""Documents of a piece: what is read again when one of its turns is told otherwise."""


@dataclass(slots=True)
class Piece:
    """Documents that are packed but not stored. `shown`: the telling of each turn that was read, by its id."""

    part: Segment
    shown: dict[int, int]


@dataclass(slots=True)
class Shelf:
    """The turns of a game, or the lines of its old chats."""

    language: str
    keys: list[SegmentKey] = field(default_factory=list)
    """The stored stretches that are in `stored`, by id."""
    stored: tuple[Segment, ...] = ()
    pieces: list[Piece] = field(default_factory=list)
    live: Tail = field(init=False)
    shown: dict[int, int] = field(default_factory=dict)
    """The telling of each turn in `live`."""

    def __post_init__(self) -> None:
        self.live = Tail(self.language)

    def parts(self) -> list[Part]:
        """Everything, oldest first."""
        live: list[Part] = [self.live] if self.live.size else []
        return [*self.stored, *(piece.part for piece in self.pieces), *live]

    def nbytes(self) -> int:
        """Memory that it takes, roughly."""
        sealed = sum(each.nbytes for each in self.stored) + sum(piece.part.nbytes for piece in self.pieces)
        return sealed + 2048 * self.live.size

    def holds(self, id_: int) -> bool:
        """Whether a stored stretch covers this turn or line."""
        return any(key.first_id <= id_ <= key.last_id for key in self.keys)

    def append(self, doc: IndexDoc, id_: int, alternative: int) -> None:
        """One more turn at the growing end. To be called in the thread that searches."""
        self.live.append(doc)
        self.shown[id_] = alternative
        if self.live.size >= CHUNK:
            self.pieces.append(Piece(self.live.seal(), self.shown))
            self.live, self.shown = Tail(self.language), {}

    def add(self, key: SegmentKey, part: Segment) -> None:
        """A stored stretch."""
        self.keys = sorted([*self.keys, key], key=lambda each: each.first_id)
        self.stored = compacted([*self.stored, part])

    def take_pieces(self) -> tuple[Segment, frozenset[int]] | None:
        """The pieces after the last stored stretch as one, with the ids of its turns, if they are enough."""
        last = self.keys[-1].last_id if self.keys else 0
        pieces = [piece for piece in self.pieces if piece.shown and min(piece.shown) > last]
        if sum(len(piece.shown) for piece in pieces) < SEAL:
            return None
        return merged([piece.part for piece in pieces]), frozenset(id_ for piece in pieces for id_ in piece.shown)

    def drop_pieces(self, ids: frozenset[int]) -> None:
        """Their turns are in a stored stretch now."""
        self.pieces = [piece for piece in self.pieces if not ids.issuperset(piece.shown)]


@dataclass(slots=True)
class Witnesses:
    """Who was there, by character; `known`: turns of which anything is known."""

    by: dict[str, set[int]] = field(default_factory=dict)
    known: set[int] = field(default_factory=set)

    def add(self, found: dict[int, frozenset[str]]) -> None:
        """Take in the witnesses of some turns."""
        for turn, people in found.items():
            self.known.add(turn)
            for who in people:
                self.by.setdefault(who, set()).add(turn)

    def of(self, turn: int, who: str, party: frozenset[str]) -> bool:
        """Whether somebody was there: where nothing is known, the whole party was."""
        return turn in self.by.get(who, ()) if turn in self.known else who in party


def turn_doc(doc: TurnDoc) -> IndexDoc:
    """A turn as the index takes it in."""
    said = [f"{words}" for _, words, _ in doc.inputs if words]
    whole = "\n".join(part for part in (*said, doc.line, doc.narration) if part)
    return IndexDoc(
        ref=doc.id,
        text=whole,
        speakers=tuple(dict.fromkeys([*(who for _, words, who in doc.inputs if words), *voices(whole)])),
        group=doc.session_id,
        minutes=doc.minutes,
        number=doc.number,
        branch=doc.branch_id,
        seq=doc.seq,
    )


def line_doc(doc: LineDoc) -> IndexDoc:
    """A line of an old chat as the index takes it in."""
    archive, number = line_of(doc.id)
    speakers = (doc.speaker,) if doc.speaker and doc.body else ()
    return IndexDoc(ref=-doc.id, text=doc.body, speakers=speakers, group=-archive, number=number)


def joined_columns(parts: Sequence[Part], *names: str) -> "list[Numbers]":
    """Columns of the documents over all parts."""
    import numpy as np

    columns = [part.columns for part in parts]
    return [np.concatenate([each[name] for each in columns]) for name in names]
