"""What a search in a game's past looks at first, read at one moment and in one piece: it is asked before each."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from gm.store.archives import archive_marks
from gm.store.recall_docs import BranchView, FreshTurn, branch_view, fresh_turns
from gm.store.recall_segments import SegmentKey, WordsState, segment_count, segment_keys, words_state
from gm.store.tx import Tx, stored

Marks = Mapping[int, tuple[str, str | None]]


@dataclass(frozen=True, slots=True)
class Held:
    """What an index holds already. `state` None: nothing."""

    state: WordsState | None = None
    seen: int = 0
    """The last turn that it looked at."""
    pending: Collection[int] = ()
    """Earlier ones that may still be told."""
    marks: Marks | None = None
    """The old chats, as they were."""
    stretches: int = 0
    """How many sealed stretches there were."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a game's words stand now."""

    state: WordsState
    marks: Marks
    """What tells each whole old chat from another, by its id."""
    fresh: tuple[FreshTurn, ...]
    """Turns that the index has not looked at, or that it waits for."""
    keys: tuple[SegmentKey, ...] | None
    """The sealed stretches; None: no words were told otherwise, erased or brought since, and there are as many as there
    were, so none that is held has gone."""
    stretches: int
    """How many there are."""
    view: BranchView | None
    """What the branch may see; None: nobody asked for one."""


@stored
def load_standing(tx: Tx, game_id: int, version: int, held: Held, branch_id: int | None) -> Standing:
    """How a game's words stand, and what a branch may see of them, both at this moment."""
    state, marks = words_state(tx, game_id), archive_marks(tx, game_id)
    stretches = segment_count(tx, game_id, version)
    same = state == held.state and marks == held.marks and stretches == held.stretches
    return Standing(
        state,
        marks,
        fresh_turns(tx, game_id, held.seen, held.pending),
        None if same else segment_keys(tx, game_id, version),
        stretches,
        None if branch_id is None else branch_view(tx, game_id, branch_id),
    )
