"""What a process holds of one game's index. A container; who fills it is `gm.memory.game_index`."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

from gm.memory.frame import Frame
from gm.memory.segments import Part
from gm.memory.shelves import Shelf, Witnesses
from gm.store.archives import Archive
from gm.store.recall_segments import WordsState
from gm.store.recall_state import Marks


@dataclass(slots=True)
class GameIndex:
    """A game's index. Used under its lock only."""

    game_id: int
    language: str
    turns: Shelf = field(init=False)
    lines: Shelf = field(init=False)
    witnesses: Witnesses = field(default_factory=Witnesses)
    archives: dict[int, Archive] = field(default_factory=dict)
    """The old chats in `lines`, by id."""
    marks: Marks = field(default_factory=dict)
    """What told them from others when they were read."""
    state: WordsState | None = None
    stretches: int = 0
    """How many stored stretches there were."""
    seen: int = 0
    """The last turn that was looked at."""
    pending: set[int] = field(default_factory=set)
    """Turns up to `seen` that may still be told."""
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    _frame: Frame | None = None

    def __post_init__(self) -> None:
        self.forget_turns()
        self.forget_lines()

    def forget_turns(self) -> None:
        """Begin anew with the turns."""
        self.turns, self.witnesses = Shelf(self.language), Witnesses()
        self.seen, self.pending = 0, set()

    def forget_lines(self) -> None:
        """Begin anew with the old chats."""
        self.lines, self.archives, self.marks = Shelf(self.language), {}, {}

    def parts(self) -> list[Part]:
        """All that can be searched: lines of old chats, then turns."""
        return [*self.lines.parts(), *self.turns.parts()]

    def frame(self, parts: Sequence[Part]) -> Frame:
        """What is the same for every query over these parts, all that can be searched now."""
        if self._frame is None or not self._frame.fits(parts):
            self._frame = Frame(parts)
        return self._frame

    def nbytes(self) -> int:
        """Memory that it takes, roughly."""
        frame = self._frame.nbytes if self._frame else 0
        return frame + self.turns.nbytes() + self.lines.nbytes() + 100 * sum(map(len, self.witnesses.by.values()))
