"""Which facts stand before a model in this turn: those that are pinned, and those that its words call up. Pure.

Pinned facts are a ledger in the stable part of the prompt: it changes at a compaction only, so what was pinned since
the last one stands in the tail. What words call up stands there as well, within few tokens: it is paid for anew in
every turn.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from gm.domain.brief import FactView
from gm.domain.campaign import Campaign
from gm.domain.facts import Fact
from gm.domain.protocols import TokenCounter
from gm.domain.state import WorldState
from gm.domain.words import Phrases
from gm.memory.knowing import knowers_of, may_know
from gm.memory.terms import terms

LEDGER_TOKENS: Final = 260
FRESH_TOKENS: Final = 60
"""What was pinned since the last compaction."""
RECALLED_TOKENS: Final = 50
_LEAST: Final = 2.0
"""A name counts 2, another word of its own 1: what a fact must reach to be called up."""


@dataclass(frozen=True, slots=True)
class Minded:
    """What stands before a model: `ledger` in the stable part, `facts` in the tail."""

    ledger: tuple[FactView, ...] = ()
    facts: tuple[FactView, ...] = ()


@dataclass(frozen=True, slots=True)
class Kept:
    """Facts and pinned lines that this model may be given, each with who of those present knows it."""

    facts: tuple[Fact, ...] = ()
    lines: tuple[tuple[FactView, int], ...] = ()
    """Pinned turns as views, with the number of the last turn when each was pinned."""
    present: tuple[str, ...] = ()
    language: str = "en"
    common: frozenset[str] = field(default_factory=frozenset)
    """Terms that say nothing here: the names of those present."""


def mind(
    campaign: Campaign, world: WorldState, kept: Kept, words: Iterable[str], *, start: int, counter: TokenCounter
) -> Minded:
    """What is pinned and what `words` call up. `start`: number of the first turn of the transcript; what was pinned
    before it stands in the ledger."""
    pinned = [(view_of(campaign, world, f, kept.present), f.pinned_after) for f in kept.facts if f.pinned]
    pinned += kept.lines
    pinned.sort(key=lambda pair: pair[1])
    ledger = [view for view, after in pinned if after < start]
    fresh = [view for view, after in pinned if after >= start]
    called = [view_of(campaign, world, fact, kept.present) for fact in called_up(kept, " ".join(words), pinned=False)]
    return Minded(
        _fitting(ledger, LEDGER_TOKENS, counter),
        (*_fitting(fresh, FRESH_TOKENS, counter), *_fitting(called, RECALLED_TOKENS, counter)),
    )


def called_up(kept: Kept, said: str, *, pinned: bool = True, least: float = _LEAST) -> list[Fact]:
    """The facts that some words are about, best first; without `pinned`, those left out that stand there anyway.
    `least`: a name in them counts 2, another word 1."""
    free = [fact for fact in kept.facts if pinned or not fact.pinned]
    if not free or not said.strip():
        return []
    asked = set(terms(said, kept.language)) - kept.common
    named = {hit.tag for hit in Phrases((f.subject, at) for at, f in enumerate(free) if f.subject).hits(said)}
    scored = []
    for at, fact in enumerate(free):
        held = asked & (set(terms(fact.text, kept.language)) - set(terms(fact.subject, kept.language)))
        score = 2.0 * (at in named) + sum(1.0 if len(term) > 3 or not term.isascii() else 0.4 for term in held)
        if score >= least:
            scored.append((score + 0.5 * fact.importance, fact.number, fact))
    scored.sort(key=lambda each: (-each[0], -each[1]))
    return [fact for _, _, fact in scored]


def view_of(campaign: Campaign, world: WorldState, fact: Fact, present: Sequence[str]) -> FactView:
    """A fact as a model reads it: who of those present knows it, if not all of them do."""
    knowing = knowers_of(campaign, world, fact, present)
    known, unknown = who_knows(
        campaign, knowing, [each for each in present if each in knowing or not may_know(campaign, world, each, fact)]
    )
    return FactView(
        fact.text,
        known,
        unknown,
        hearsay=fact.standing == "told",
        secret=fact.audience == "gm",
        players=(fact.author,) if fact.author else (),
    )


def who_knows(
    campaign: Campaign, knowing: Sequence[str], present: Sequence[str]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(names of those present who know, of those who do not); nothing where all of them do."""
    if len(knowing) == len(present):
        return (), ()
    names = {each: person.name if (person := campaign.anyone(each)) else each for each in present}
    return tuple(names[c] for c in present if c in knowing), tuple(names[c] for c in present if c not in knowing)


def _fitting(views: Sequence[FactView], most: int, counter: TokenCounter) -> tuple[FactView, ...]:
    """As many as fit, in order."""
    kept: list[FactView] = []
    left = most
    for view in views:
        cost = counter.count(view.text) + 3 * (len(view.known) + len(view.unknown)) + 3
        if cost <= left:
            kept.append(view)
            left -= cost
    return tuple(kept)
