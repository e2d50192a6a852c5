"""`gm bench memory --transcripts DIR`: what is found again in transcripts of actual play, by summaries of them.

For a seeded sample of summaries of the val and test splits: does one of the ten best turns belong to the turns that the
summary was aligned to, does one of the ten best windows of twenty, is the aligned stretch among the ten best stretches?
Among the turns of the same campaign, and among all. Beside it, in the same run, plain Okapi BM25 over words as they are
written; each goal is twelve points above the figure that was published for it. Then where the ceiling is, what a search
costs, and the same sessions brought into a game as old chats.
"""

import asyncio
import hashlib
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from gm.bench.memory_import import import_and_recall
from gm.bench.memory_meaning import Meaning, local_candidate
from gm.bench.memory_okapi import best, floor_of
from gm.bench.memory_sets import Pair, Transcripts, load_transcripts
from gm.bench.report import Measure, Report, percentile, progress
from gm.memory.field import Field
from gm.memory.ranking import Ranking, Sought, rank
from gm.memory.segments import IndexDoc, Segment, Tail, merged
from gm.memory.stretches import Stretches, rank_stretches
from gm.memory.terms import terms

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[Any]

GOALS: Final = {
    ("turns", "campaign"): 0.676, ("turns", "all"): 0.636,
    ("windows", "campaign"): 0.890, ("windows", "all"): 0.880,
    ("stretches", "campaign"): 0.838, ("stretches", "all"): 0.828,
}  # fmt: skip
SCOPES: Final = ("campaign", "all")
_DEEP: Final = 1000
_RARE: Final = 0.01


def measure(folder: Path, *, queries: int, seed: int, imported: bool, embedding: str | None = None) -> Report:
    """The whole benchmark. `imported`: with the game into which the sessions are brought. `embedding`: a local route;
    stretches are ranked once more with their likeness at the border.

    Raises:
        ModelUnavailable: that model is not installed, or not one of this process.
        NotFound: the folder holds no transcripts.
    """
    progress("reading")
    candidate = None if embedding is None else local_candidate(embedding)
    found = load_transcripts(folder)
    meaning = None if candidate is None else Meaning(found, candidate)
    pairs = [pair for pair in found.pairs if pair.split != "train"] or list(found.pairs)
    chosen = sample(pairs, queries, seed)
    floor = {f"Okapi, {what}, {scope}": share for (what, scope), share in _floor(found, chosen).items()}
    measures, notes = _ours(found, chosen, meaning)
    if imported:
        measures += asyncio.run(import_and_recall(found, [pair.summary for pair in chosen[:200]]))
    return Report("memory --transcripts", tuple(measures), floor, tuple(notes))


def sample(pairs: Sequence[Pair], size: int, seed: int) -> list[Pair]:
    """Some of them, the same for the same seed."""
    keyed = sorted(range(len(pairs)), key=lambda at: hashlib.sha256(f"{seed}:{at}".encode()).digest())
    return [pairs[at] for at in keyed[:size]]


def _floor(found: Transcripts, sample: Sequence[Pair]) -> dict[tuple[str, str], float]:
    """The shares that plain Okapi BM25 finds."""
    import numpy as np

    progress("plain Okapi")
    floor, offsets = floor_of(found), found.offsets()
    turns, windows, whole, spans = floor.turns, floor.windows, floor.stretches, floor.spans
    campaigns = campaigns_of(found)
    of_span = np.array([campaign for _, _, campaign in spans])
    of_pair = np.array([pair.campaign for pair in found.pairs])
    numbers = {pair: number for number, pair in enumerate(found.pairs)}
    hits: Counter[tuple[str, str]] = Counter()
    for pair in sample:
        first, last = (offsets[pair.sitting] + at for at in (pair.first, pair.last))
        by_turn, by_window, by_stretch = (each.scores(pair.summary) for each in (turns, windows, whole))
        for scope in SCOPES:
            same = scope == "campaign"
            top = best(by_turn, campaigns == pair.campaign if same else None)
            hits["turns", scope] += any(first <= at <= last for at in top)
            top = best(by_window, of_span == pair.campaign if same else None)
            hits["windows", scope] += any(spans[at][0] <= last and spans[at][1] >= first for at in top)
            hits["stretches", scope] += numbers[pair] in best(by_stretch, of_pair == pair.campaign if same else None)
    return {key: hits[key] / len(sample) for key in GOALS}


def campaigns_of(found: Transcripts) -> "Numbers":
    """Of each turn."""
    import numpy as np

    return np.array([sitting.campaign for sitting in found.sittings for _ in sitting.lines])


@dataclass(slots=True)
class _Tally:
    """What was found so far."""

    hits: Counter[tuple[str, str]]
    times: list[float]
    deep: Counter[str]


def _ours(found: Transcripts, sample: Sequence[Pair], meaning: Meaning | None) -> tuple[list[Measure], list[str]]:
    import numpy as np

    progress("our index")
    start = time.process_time()
    whole = index_of(found)
    built = time.process_time() - start
    stretches, turns = stretches_of(found), Field([whole], None)
    campaigns, of_pair = campaigns_of(found), np.array([pair.campaign for pair in found.pairs])
    numbers = {pair: number for number, pair in enumerate(found.pairs)}
    offsets = found.offsets()
    tally = _Tally(Counter(), [], Counter())
    for done, pair in enumerate(sample):
        span = (offsets[pair.sitting] + pair.first, offsets[pair.sitting] + pair.last)
        sought = Sought(pair.summary)
        for scope in SCOPES:
            same = scope == "campaign"
            ranking = rank([whole], None, sought, allowed=campaigns == pair.campaign if same else None)
            _count(tally.hits, ranking, span, scope)
            mask = of_pair == pair.campaign if same else None
            tops = rank_stretches(stretches, turns, sought, allowed=mask)
            by_words = any(hit.position == numbers[pair] for hit in tops)
            tally.hits["stretches", scope] += by_words
            if meaning is not None:
                like = meaning.of(pair.summary)
                tops = rank_stretches(stretches, turns, sought, allowed=mask, likeness=like)
                with_meaning = any(hit.position == numbers[pair] for hit in tops)
                tally.hits["like", scope] += with_meaning
                tally.hits["came", scope] += with_meaning and not by_words
                tally.hits["fell", scope] += by_words and not with_meaning
        start = time.process_time()
        rank([whole], None, sought, windows=False)  # as play does
        tally.times.append((time.process_time() - start) * 1000)
        _look_deep(tally.deep, whole, sought, campaigns == pair.campaign, span)
        if done % 50 == 0:
            progress(f"{done} of {len(sample)}")
    measures, notes = _measures(tally, len(sample), whole, built), _notes(tally, len(sample))
    if meaning is not None:
        measures += _with_meaning(tally, len(sample), meaning)
        notes += [
            f"likeness, {scope}: {tally.hits['came', scope]} came among the ten, {tally.hits['fell', scope]} fell out"
            for scope in SCOPES
        ]
    return measures, notes


def index_of(found: Transcripts) -> Segment:
    """All turns of the sessions, each session a sitting."""
    segments = []
    for number, sitting in enumerate(found.sittings):
        tail = Tail("en")
        for at, line in enumerate(sitting.lines):
            tail.append(IndexDoc(-1 - at, line.text, line.speakers, group=-1 - number, number=at))
        segments.append(tail.seal())
    return merged(segments)


def stretches_of(found: Transcripts) -> Stretches:
    """The stretches that summaries are aligned to, each a document, and where they are among all turns."""
    import numpy as np

    tail = Tail("en")
    for at, pair in enumerate(found.pairs):
        lines = found.sittings[pair.sitting].lines[pair.first : pair.end + 1]
        tail.append(IndexDoc(at + 1, " ".join(line.text for line in lines), group=pair.sitting, number=at))
    offsets = found.offsets()
    first = np.array([offsets[pair.sitting] + pair.first for pair in found.pairs])
    last = np.array(
        [offsets[pair.sitting] + min(pair.end, len(found.sittings[pair.sitting].lines) - 1) for pair in found.pairs]
    )
    return Stretches(tail.seal(), first, np.maximum(first, last))


def _count(hits: Counter[tuple[str, str]], ranking: Ranking, span: tuple[int, int], scope: str) -> None:
    first, last = span
    hits["turns", scope] += any(first <= hit.position <= last for hit in ranking.turns)
    hits["windows", scope] += any(each.first <= last and each.last >= first for each in ranking.windows)


def _look_deep(deep: Counter[str], whole: Segment, sought: Sought, same: "Numbers", span: tuple[int, int]) -> None:
    """Where the ceiling is: how far down it stands, and whether any of the turns looked for says a rare word of it."""
    first, last = span
    ranking = rank([whole], None, sought, allowed=same, limit=_DEEP)
    deep["turns 100"] += any(first <= hit.position <= last for hit in ranking.turns[:100])
    deep["turns 1000"] += any(first <= hit.position <= last for hit in ranking.turns)
    deep["windows 100"] += any(each.first <= last and each.last >= first for each in ranking.windows[:100])
    in_windows = any(each.first <= last and each.last >= first for each in ranking.windows[:10])
    kind = "one" if first == last else "more"
    deep[kind] += 1
    deep[f"{kind} found"] += in_windows
    held = {term for at in range(first, last + 1) for term in whole.words(at)}
    rare = {
        term
        for term in terms(sought.text, "en")
        if (found := whole.postings(term)) is not None and len(found[0]) < _RARE * whole.size
    }
    deep["bare"] += not rare & held
    deep["bare found"] += in_windows and not rare & held


def _measures(tally: _Tally, size: int, whole: Segment, built: float) -> list[Measure]:
    names = {"turns": "an aligned turn in the top 10 turns", "windows": "in the top 10 windows of 20"}
    names["stretches"] = "the aligned stretch in the top 10"
    measures = [
        Measure(f"{names[what]}, {scope}", tally.hits[what, scope] / size, "share", goal, "at least")
        for (what, scope), goal in GOALS.items()
    ]
    return [
        *measures,
        Measure("ranking over all turns, CPU, median", percentile(tally.times, 0.5), "ms", 20),
        Measure("ranking over all turns, CPU, p99", percentile(tally.times, 0.99), "ms", 60),
        Measure("turns", whole.size, "turns"),
        Measure("the index in memory", whole.nbytes / 1e6, "MB", 100),
        Measure("building it, CPU", built / max(1, whole.size) * 1e6, "µs a turn"),
    ]


def _with_meaning(tally: _Tally, size: int, meaning: Meaning) -> list[Measure]:
    shares = {scope: tally.hits["like", scope] / size for scope in SCOPES}
    return [
        *(
            Measure(f"the same with likeness, {scope}", share, "share", GOALS["stretches", scope], "at least")
            for scope, share in shares.items()
        ),
        Measure("stretches embedded", meaning.stretches, "stretches"),
        Measure("pieces of them", meaning.pieces, "pieces"),
        Measure("embedding them and the summaries, CPU", meaning.seconds, "s"),
    ]


def _notes(tally: _Tally, size: int) -> list[str]:
    deep = tally.deep
    one, more, bare = (max(1, deep[name]) for name in ("one", "more", "bare"))
    return [
        f"same campaign: an aligned turn is in the top 100 turns for {deep['turns 100'] / size:.3f}, in the top "
        f"{_DEEP} for {deep['turns 1000'] / size:.3f}, in the top 100 windows for {deep['windows 100'] / size:.3f}",
        f"{deep['one']} of {size} summaries are aligned to a single turn: in windows {deep['one found'] / one:.3f} of "
        f"them are found, of the others {deep['more found'] / more:.3f}",
        f"for {deep['bare']} of {size} no aligned turn holds a rare term of the summary (one that stands in less than "
        f"{_RARE:.0%} of turns): in windows {deep['bare found'] / bare:.3f} of them are found",
    ]
