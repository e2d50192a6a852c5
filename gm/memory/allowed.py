"""Which passages a query may see: of this branch, not taken back, and known to those for whom it is recalled. Pure."""

from collections.abc import Callable, Collection, Mapping
from typing import TYPE_CHECKING, Any

from gm.domain.memory import RecallQuery
from gm.memory.shelves import Witnesses, joined_columns
from gm.store.recall_docs import BranchView

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gm.memory.kept_index import GameIndex

    Numbers = NDArray[Any]
    Mask = NDArray[Any]

Owners = Mapping[int, frozenset[str] | None]
"""Whose memory each old chat is, by its id; None: everybody's."""


def mask_of(index: "GameIndex", view: BranchView, query: RecallQuery) -> "Mask":
    """A bool for each document of a game's index: lines of old chats, then turns. There must be some."""
    import numpy as np

    lines, turns = index.lines.parts(), index.turns.parts()
    owners = {id_: archive.characters for id_, archive in index.archives.items()}
    size = sum(part.size for part in lines)
    masks = [allowed_lines(size, lambda: joined_columns(lines, "group")[0], owners, query)]
    if turns:
        columns = joined_columns(turns, "ref", "number", "branch", "seq")
        masks.append(allowed_turns(columns, view, index.witnesses, query))
    return np.concatenate(masks)


def allowed_turns(columns: "list[Numbers]", view: BranchView, witnesses: Witnesses, query: RecallQuery) -> "Mask":
    """A bool for each turn. `columns`: ref, number, branch, seq."""
    import numpy as np

    ref, number, branch, seq = columns
    mask = np.zeros(len(ref), bool)
    for ancestor, last in view.lineage:
        mask |= (branch == ancestor) & (True if last is None else seq <= last)
    mask &= ~_among(ref, view.gone)
    if query.before is not None:
        mask &= number < query.before
    if query.after is not None:
        mask &= number > query.after
    if query.knowers is not None:
        known = [_known(who, ref, view, witnesses) for who in sorted(query.knowers)]
        mask &= _joined(known, query, len(ref))
    return mask


def allowed_lines(size: int, groups: "Callable[[], Numbers]", owners: Owners, query: RecallQuery) -> "Mask":
    """A bool for each line of the old chats. `groups` gives the chat of each, as its negative id: asked only if it
    matters, since there may be very many lines."""
    import numpy as np

    if query.after is not None:
        return np.zeros(size, bool)
    if query.knowers is None:
        return np.ones(size, bool)
    shut = [archive for archive, people in owners.items() if not _opens(people, query)]
    if len(shut) == len(owners):
        return np.zeros(size, bool)
    return ~_among(-groups(), shut) if shut else np.ones(size, bool)


def _opens(people: frozenset[str] | None, query: RecallQuery) -> bool:
    knowers = query.knowers or frozenset()
    if people is None:
        return bool(knowers)
    return bool(knowers) and knowers <= people if query.together else bool(knowers & people)


def _known(who: str, ref: "Numbers", view: BranchView, witnesses: Witnesses) -> "Mask":
    """What one character witnessed or was told."""
    found = _among(ref, witnesses.by.get(who, ())) | _among(ref, view.heard.get(who, ()))
    return found | ~_among(ref, witnesses.known) if who in view.party else found


def _joined(known: "list[Mask]", query: RecallQuery, size: int) -> "Mask":
    import numpy as np

    if not known:
        return np.zeros(size, bool)
    return np.asarray(np.logical_and.reduce(known) if query.together else np.logical_or.reduce(known))


def _among(values: "Numbers", some: Collection[int]) -> "Mask":
    import numpy as np

    if not some:
        return np.zeros(len(values), bool)
    return np.isin(values, np.fromiter(some, np.int64, len(some)))
