"""What a query may see, against a plain model: any lineage, undos, witnesses, tellings, hidden turns, old chats."""

from dataclasses import dataclass, replace

import numpy as np
from hypothesis import event, given, settings
from hypothesis import strategies as st

from gm.domain.memory import RecallQuery
from gm.memory.allowed import allowed_lines, allowed_turns
from gm.memory.shelves import Witnesses
from gm.store.recall_docs import BranchView

PEOPLE = ("ilse", "tomas", "hob", "nan")
WHO = st.sampled_from(PEOPLE)
GROUP = st.frozensets(WHO, max_size=4)


@dataclass(frozen=True)
class Told:
    """A turn as the model knows it. `there`: None where nobody wrote down who was."""

    ref: int
    number: int
    branch: int
    seq: int
    undone: bool
    hidden: bool
    there: frozenset[str] | None
    heard: frozenset[str]

    @property
    def gone(self) -> bool:
        return self.undone or self.hidden


@st.composite
def lineages(draw: st.DrawFn) -> dict[int, list[tuple[int, int | None]]]:
    """Branches, each forked from an earlier one at some commit: for each, its ancestors and how much of them it has."""
    found: dict[int, list[tuple[int, int | None]]] = {1: [(1, None)]}
    for branch in range(2, draw(st.integers(2, 6))):
        parent, seq = draw(st.sampled_from(sorted(found))), draw(st.integers(0, 12))
        inherited = [(each, seq if last is None else min(seq, last)) for each, last in found[parent]]
        found[branch] = [*inherited, (branch, None)]
    return found


@st.composite
def turns(draw: st.DrawFn, branches: int) -> list[Told]:
    size = draw(st.integers(1, 25))
    refs = draw(st.lists(st.integers(1, 400), min_size=size, max_size=size, unique=True))
    return [
        Told(
            ref,
            draw(st.integers(1, 15)),
            draw(st.integers(1, branches + 1)),  # one more than there are: another game's would be nobody's
            draw(st.integers(1, 14)),
            draw(st.integers(0, 4)) == 0,
            draw(st.integers(0, 5)) == 0,
            draw(st.none() | GROUP),
            draw(GROUP) if draw(st.booleans()) else frozenset(),
        )
        for ref in refs
    ]


QUERIES = st.builds(
    RecallQuery,
    st.just("x"),
    knowers=st.none() | GROUP,
    together=st.booleans(),
    before=st.none() | st.integers(0, 16),
    after=st.none() | st.integers(0, 16),
)


def knows(who: str, turn: Told, party: frozenset[str]) -> bool:
    """Who was there, or was told; where it was not written down, the whole party was there."""
    if who in turn.heard:
        return True
    return who in party if turn.there is None else who in turn.there


def may_see(turn: Told, lineage: list[tuple[int, int | None]], party: frozenset[str], query: RecallQuery) -> bool:
    on_branch = any(turn.branch == branch and (last is None or turn.seq <= last) for branch, last in lineage)
    if not on_branch or turn.gone:
        return False
    if query.before is not None and not turn.number < query.before:
        return False
    if query.after is not None and not turn.number > query.after:
        return False
    return serves([knows(who, turn, party) for who in query.knowers or ()], query)


def serves(known: list[bool], query: RecallQuery) -> bool:
    """The game master may see all; nobody at all sees nothing."""
    if query.knowers is None:
        return True
    if not known:
        return False
    return all(known) if query.together else any(known)


def view_of(told: list[Told], lineage: list[tuple[int, int | None]], party: frozenset[str]) -> BranchView:
    heard = {who: frozenset(turn.ref for turn in told if who in turn.heard) for who in PEOPLE}
    return BranchView(tuple(lineage), frozenset(turn.ref for turn in told if turn.gone), heard, party)


def witnesses_of(told: list[Told]) -> Witnesses:
    found = Witnesses()
    # a turn with nobody in its list has no rows in the store: it counts as one of which nothing is known
    found.add({turn.ref: turn.there for turn in told if turn.there})
    return found


@settings(max_examples=300)
@given(st.data())
def test_turns_are_seen_as_the_model_says(data: st.DataObject) -> None:
    found = data.draw(lineages())
    told = [replace(turn, there=turn.there or None) for turn in data.draw(turns(len(found)))]
    party, query = data.draw(GROUP), data.draw(QUERIES)
    columns = [np.array([getattr(turn, name) for turn in told]) for name in ("ref", "number", "branch", "seq")]
    for branch, lineage in found.items():
        mask = allowed_turns(columns, view_of(told, lineage, party), witnesses_of(told), query)
        expected = [may_see(turn, lineage, party, query) for turn in told]
        event(f"branch {min(branch, 2)}: {'some' if any(expected) else 'none'} seen")
        assert mask.tolist() == expected


@settings(max_examples=300)
@given(
    owners=st.dictionaries(st.integers(1, 8), st.none() | GROUP, min_size=1, max_size=8),
    lines=st.lists(st.integers(0, 7), max_size=30),
    query=QUERIES,
)
def test_lines_of_old_chats_are_seen_by_their_owners(
    owners: dict[int, frozenset[str] | None], lines: list[int], query: RecallQuery
) -> None:
    ids = sorted(owners)
    of_line = [ids[at % len(ids)] for at in lines]
    mask = allowed_lines(len(of_line), lambda: -np.array(of_line, np.int64), owners, query)

    def seen(archive: int) -> bool:
        people = owners[archive]
        if query.after is not None:  # chats are from before all turns
            return False
        return serves([people is None or who in people for who in query.knowers or ()], query)

    assert mask.tolist() == [seen(archive) for archive in of_line]


@settings(max_examples=200)
@given(st.data())
def test_nobody_knows_more_by_an_undo_or_by_forgetting(data: st.DataObject) -> None:
    """Taking turns away, hiding them, or telling them to fewer never shows one that was not shown."""
    lineage = data.draw(lineages())[1]
    told = [replace(turn, there=turn.there or None) for turn in data.draw(turns(2))]
    party, query = data.draw(GROUP), data.draw(QUERIES)
    fewer = [
        replace(turn, undone=turn.undone or data.draw(st.booleans()), heard=turn.heard - data.draw(GROUP))
        for turn in told
    ]
    columns = [np.array([getattr(turn, name) for turn in told]) for name in ("ref", "number", "branch", "seq")]
    before, after = (
        allowed_turns(columns, view_of(each, lineage, party), witnesses_of(each), query) for each in (told, fewer)
    )
    assert not (after & ~before).any()
