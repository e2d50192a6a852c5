"""Which passages a query may see: of this branch, not taken back, and known to those for whom it is recalled. Pure."""

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from gm.domain.memory import RecallQuery
from gm.memory.shelves import Witnesses
from gm.store.recall_docs import BranchView

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[Any]
    Mask = NDArray[Any]

Owners = Mapping[int, frozenset[str] | None]
"""Whose memory each old chat is, by its id; None: everybody's."""


def allowed(
    columns: "list[Numbers]", view: BranchView, witnesses: Witnesses, owners: Owners, query: RecallQuery
) -> "Mask":
    """A bool for each document. `columns`: ref, number, branch, seq, group."""
    import numpy as np

    ref, number, branch, seq, group = columns
    turns = ref > 0
    mask = np.zeros(len(ref), bool)
    for ancestor, last in view.lineage:
        mask |= (branch == ancestor) & (True if last is None else seq <= last)
    mask &= turns & ~_among(ref, view.gone)
    if query.before is not None:
        mask &= number < query.before
    if query.after is not None:
        mask &= number > query.after
    else:
        mask |= ~turns & _among(-group, owners.keys())
    if query.knowers is None:
        return mask
    known = [knows(who, columns, view, witnesses, owners) for who in sorted(query.knowers)]
    if not known:
        return np.zeros(len(ref), bool)
    shared = np.logical_and.reduce(known) if query.together else np.logical_or.reduce(known)
    return np.asarray(mask & shared)


def knows(who: str, columns: "list[Numbers]", view: BranchView, witnesses: Witnesses, owners: Owners) -> "Mask":
    """What one character witnessed or was told, and the old chats that are theirs."""
    import numpy as np

    ref, group = columns[0], columns[4]
    found = _among(ref, witnesses.by.get(who, ())) | _among(ref, view.heard.get(who, ()))
    if who in view.party:
        found |= (ref > 0) & ~_among(ref, witnesses.known)
    theirs = [archive for archive, people in owners.items() if people is None or who in people]
    return np.asarray(found | ((ref < 0) & _among(-group, theirs)))


def _among(values: "Numbers", some: Collection[int]) -> "Mask":
    import numpy as np

    if not some:
        return np.zeros(len(values), bool)
    return np.isin(values, np.fromiter(some, np.int64, len(some)))
