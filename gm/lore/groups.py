"""Inclusion groups: of several entries of one group, one comes up."""

from collections.abc import Callable, Iterable, Sequence

from gm.domain.dice import Dice
from gm.lore.book import Entry
from gm.lore.reasons import down


def chosen(
    found: Sequence[Entry],
    *,
    taken: Iterable[Entry],
    sticky: frozenset[str],
    scoring: bool,
    score: Callable[[Entry], int],
    dice: Dice,
    key: str,
) -> tuple[list[Entry], dict[str, str]]:
    """Those of the entries that are left when each group has its one, and why the others are not (by id).

    In turn: one that is sticky has won; where scores count only the best stay; if the group has come up already nobody
    does; then the highest order among those that go first; then a weighted draw, keyed by `key` and the group.
    """
    left = list(found)
    why: dict[str, str] = {}
    come_up = {group for entry in taken for group in entry.rule.groups}

    def drop(entries: Iterable[Entry], reason: str) -> None:
        for entry in entries:
            if entry in left:
                left.remove(entry)
                why[entry.id] = reason

    for group in dict.fromkeys(group for entry in found for group in entry.rule.groups):
        members = [entry for entry in left if group in entry.rule.groups]
        if not members:
            continue
        staying = [entry for entry in members if entry.id in sticky]
        if staying:
            drop([entry for entry in members if entry not in staying], down("group_stays", group=group))
            continue
        scores = {
            entry.id: score(entry)
            for entry in members
            if (scoring if entry.rule.group_scoring is None else entry.rule.group_scoring)
        }
        best = max((score(entry) for entry in members), default=0) if scores else 0
        drop(
            [entry for entry in members if entry.id in scores and scores[entry.id] < best],
            down("group_better", group=group),
        )
        members = [entry for entry in members if entry in left]
        if group in come_up:
            drop(members, down("group_before", group=group))
            continue
        if len(members) < 2:
            continue
        winner = _first(members) or _drawn(members, dice, f"{key}/group/{group}")
        drop([entry for entry in members if entry is not winner], down("group_drawn", group=group))
    return left, why


def _first(members: Sequence[Entry]) -> Entry | None:
    return max((e for e in members if e.rule.group_first), key=lambda e: (e.rule.order, -e.rank), default=None)


def _drawn(members: Sequence[Entry], dice: Dice, purpose: str) -> Entry:
    weights = [max(0, entry.rule.group_weight) for entry in members]
    total = sum(weights)
    if total == 0:
        return members[dice.draw(purpose, 0, len(members)) - 1]
    drawn = dice.draw(purpose, 0, total)
    for entry, weight in zip(members, weights, strict=True):
        drawn -= weight
        if drawn <= 0:
            return entry
    raise AssertionError("the weights add up to the total")
