"""`gm bench memory --transcripts DIR --ceiling`: how much of what is missed could be found at all.

How far down what is looked for stands: the best order of the first fifty could reach what is among the first fifty, and
no more. By our ranking, and by all routes that go by words together: ours, the windows that hold our best turns, and
plain Okapi BM25 over words as they are written. Then what a reader found who judged samples (`gm.bench.memory_judged`).
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from gm.bench import memory_judged
from gm.bench.memory_okapi import best, floor_of
from gm.bench.memory_sets import Pair, Transcripts, load_transcripts
from gm.bench.memory_transcripts import GOALS, SCOPES, campaigns_of, index_of, sample, stretches_of
from gm.bench.report import Measure, Report, progress
from gm.memory.field import Field
from gm.memory.ranking import Ranking, Sought, rank
from gm.memory.segments import Segment
from gm.memory.stretches import Stretches, rank_stretches

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[Any]

DEPTHS: Final = (10, 20, 50, 100, 200)
_NEAR: Final = 50

Span = tuple[int, int]
"""First and last turn over all sessions."""


@dataclass(frozen=True, slots=True)
class Found:
    """What was given for a summary, best first."""

    pair: Pair
    windows: list[Span]
    deep: list[Span]
    """The same as far down as is asked; looking at more of them again changes their order a little."""
    around: list[Span]
    """The windows that hold the best turns."""
    plain: list[Span]
    """By plain Okapi BM25."""
    stretches: list[int]
    plain_stretches: list[int]


def measure(folder: Path, *, queries: int, seed: int) -> Report:
    """The whole report."""
    progress("reading")
    transcripts = load_transcripts(folder)
    pairs = [pair for pair in transcripts.pairs if pair.split != "train"] or list(transcripts.pairs)
    looked = _Looked(transcripts)
    measures: list[Measure] = []
    notes: list[str] = []
    chosen = sample(pairs, queries, seed)
    for scope in SCOPES:
        progress(f"ranking, {scope}")
        found = [looked.at(pair, same=scope == "campaign") for pair in chosen]
        measures += [*looked.windows(found, scope), *looked.stretches(found, scope)]
        if scope == "campaign":
            judged, notes = looked.judged(found)
            measures += judged
    return Report(
        "memory --transcripts --ceiling", (*measures, *memory_judged.agreement(memory_judged.load())), {}, tuple(notes)
    )


class _Looked:
    """The set with its indexes."""

    def __init__(self, transcripts: Transcripts) -> None:
        import numpy as np

        self._offsets = transcripts.offsets()
        self._whole: Segment = index_of(transcripts)
        self._stretches: Stretches = stretches_of(transcripts)
        self._turns = Field([self._whole], None)
        progress("plain Okapi")
        self._floor = floor_of(transcripts)
        self._campaigns = campaigns_of(transcripts)
        self._of_pair = np.array([pair.campaign for pair in transcripts.pairs])
        self._of_span = np.array([campaign for _, _, campaign in self._floor.spans])
        self._numbers = {pair: number for number, pair in enumerate(transcripts.pairs)}
        self._spans = list(zip(self._stretches.first.tolist(), self._stretches.last.tolist(), strict=True))

    def span(self, pair: Pair) -> Span:
        """The aligned turns."""
        return self._offsets[pair.sitting] + pair.first, self._offsets[pair.sitting] + pair.last

    def at(self, pair: Pair, *, same: bool) -> Found:
        """What is given for a summary, among its campaign (`same`) or all."""
        sought, most = Sought(pair.summary), DEPTHS[-1]
        allowed = self._campaigns == pair.campaign if same else None
        field = Field([self._whole], allowed) if same else self._turns
        mask = self._of_pair == pair.campaign if same else None
        near = rank([self._whole], None, sought, allowed=allowed, field=field)
        deep = rank([self._whole], None, sought, allowed=allowed, field=field, limit=most)
        plain = best(self._floor.windows.scores(pair.summary), self._of_span == pair.campaign if same else None, most)
        whole = best(self._floor.stretches.scores(pair.summary), mask, most)
        return Found(
            pair,
            _spans(near),
            _spans(deep),
            list(dict.fromkeys(field.span(int(field.frame.block[hit.position])) for hit in deep.turns)),
            [self._floor.spans[at][:2] for at in plain],
            [hit.position for hit in rank_stretches(self._stretches, self._turns, sought, allowed=mask, limit=most)],
            list(whole),
        )

    def windows(self, found: Sequence[Found], scope: str) -> list[Measure]:
        """How far down a window stands that holds an aligned turn."""
        measures = [
            Measure(f"windows, {scope}: {name} {deep}", self._share(found, by, deep), "share")
            for name, by in (("in our first", _ours), ("in the first of any route by words,", _by_words))
            for deep in DEPTHS
        ]
        near = self._share(found, _ours, 10, reach=_NEAR)
        return [*measures, Measure(f"windows, {scope}: in our first 10, or within {_NEAR} turns of one", near, "share")]

    def _share(
        self, found: Sequence[Found], by: "Callable[[Found, int], Iterable[Span]]", deep: int, reach: int = 0
    ) -> float:
        hits = sum(self._holds(by(each, deep), each.pair, reach) for each in found)
        return hits / len(found)

    def _holds(self, given: Iterable[Span], pair: Pair, reach: int = 0) -> bool:
        first, last = self.span(pair)
        return any(begin - reach <= last and end + reach >= first for begin, end in given)

    def stretches(self, found: Sequence[Found], scope: str) -> list[Measure]:
        """How far down the aligned stretch stands; and where those that are the same turns count as one."""
        shares: Counter[str] = Counter()
        for each in found:
            number = self._numbers[each.pair]
            for deep in DEPTHS:
                ours = number in each.stretches[:deep]
                shares[f"in our first {deep}"] += ours
                shares[f"in the first of any route by words, {deep}"] += ours or number in each.plain_stretches[:deep]
            for name, given in (("ours", each.stretches), ("plain Okapi", each.plain_stretches)):
                shares[f"the same turns in the first 10 different ones, {name}"] += self._spans[
                    number
                ] in self._different(given)
        return [Measure(f"stretches, {scope}: {name}", many / len(found), "share") for name, many in shares.items()]

    def _different(self, given: Sequence[int]) -> list[Span]:
        return list(dict.fromkeys(self._spans[at] for at in given))[:10]

    def judged(self, found: Sequence[Found]) -> tuple[list[Measure], list[str]]:
        """What the reader's verdicts make of it."""
        verdicts, by_key = memory_judged.load(), {each.pair.key: each for each in found}
        measures, notes = [], []
        for what in ("windows", "stretches"):
            given = {key: self._given(each, what) for key, each in by_key.items()}
            missed = {key for key, each in by_key.items() if not self._found(each, what)}

            def holds(key: str, turn: int, given: dict[str, list[Span]] = given) -> bool:
                at = self._offsets[by_key[key].pair.sitting] + turn
                return any(first <= at <= last for first, last in given[key])

            judged = memory_judged.judged(verdicts[what], verdicts["hits"][what], missed, holds)
            read = memory_judged.corrected(judged, 1 - len(missed) / len(found))
            measures += [Measure(f"{what}, campaign: {each.name}", each.value, each.unit) for each in read]
            first = memory_judged.drawn(sorted(missed), verdicts["drawn"])[: len(verdicts[what])]
            same = len(set(first) & {row["id"] for row in verdicts[what]})
            notes.append(
                f"{what}: {len(missed)} of {len(found)} missed (goal {GOALS[what, 'campaign']}); {judged.left} of "
                f"{len(verdicts[what])} that were read are found by now; drawn anew, {same} of them would be the same"
            )
        return measures, notes

    def _given(self, each: Found, what: str) -> list[Span]:
        return each.windows if what == "windows" else [self._spans[at] for at in each.stretches[:10]]

    def _found(self, each: Found, what: str) -> bool:
        if what == "windows":
            return self._holds(each.windows, each.pair)
        return self._numbers[each.pair] in each.stretches[:10]


def _ours(each: Found, deep: int) -> Iterable[Span]:
    return each.windows if deep <= DEPTHS[0] else each.deep[:deep]


def _by_words(each: Found, deep: int) -> Iterable[Span]:
    return (*_ours(each, deep), *each.around[:deep], *each.plain[:deep])


def _spans(ranking: Ranking) -> list[Span]:
    return [(each.first, each.last) for each in ranking.windows]
