"""When the transcript gets too long: where it starts, and what stands for the beats before.

Each lane (scene, role) keeps a *watermark*, the number of the first beat that is shown word for word. It rests while
beats are added, so that a provider's cache covers them; at the high-water mark it moves once, far enough to rest for
long again. Beats before it are told by their gists, the chronicle, which is itself folded in rare, large steps.
"""

import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Final

from gm.domain.play import Beat
from gm.domain.protocols import TokenCounter
from gm.prompting.same import Same

LOW_WATER: Final = 0.4
"""Share of the transcript's budget that a compaction leaves: lower is cheaper, higher remembers more word for word."""
SCENE_END: Final = 0.7
"""At a scene's end a compaction is due from this share on: the next beats change the subject anyway."""
MIN_BEATS: Final = 2
"""Beats that always stay word for word."""
CHRONICLE_LOW: Final = 0.6
"""Share of the chronicle's budget that folding leaves."""


def transcript_start(
    beats: Sequence[Beat],
    start: int,
    *,
    budget: int,
    tokens: Callable[[Beat], int],
    scene_ended: bool = False,
) -> int:
    """The number of the first beat to show word for word: `start` again, unless a compaction is due.

    `beats`, oldest first, may begin at `start` or before it; `tokens` gives a beat's size in the lane's prompt
    (`gm.prompting.layout.beat_tokens`). Never moves back, unless undo has taken all beats from `start` on.
    """
    shown = [beat for beat in beats if beat.number >= start]
    if not shown:
        return _start_for(beats, int(budget * LOW_WATER), tokens) if beats else start
    total = sum(tokens(beat) for beat in shown)
    if total <= budget * (SCENE_END if scene_ended else 1):
        return start
    return max(start, _start_for(shown, int(budget * LOW_WATER), tokens))


def _start_for(beats: Sequence[Beat], budget: int, tokens: Callable[[Beat], int]) -> int:
    """The first of the newest beats that together stay within `budget` (at least `MIN_BEATS` of them)."""
    left, first = budget, beats[-1].number
    for count, beat in enumerate(reversed(beats)):
        left -= tokens(beat)
        if left < 0 and count >= MIN_BEATS:
            break
        first = beat.number
    return first


def chronicle_lines(gists: Sequence[str], *, budget: int, counter: TokenCounter) -> tuple[str, ...]:
    """The gists, oldest first, within `budget` tokens.

    Lines are added one by one; when they pass the budget they are folded once, down to `CHRONICLE_LOW` of it, so that
    between two foldings the text only grows. Folding what was folded already and going on gives the same as starting
    over: `chronicle_lines(chronicle_lines(a) + b) == chronicle_lines(a + b)`, so a caller may keep the result only.
    """
    return _folded(tuple(gists), budget, Same(counter))


_STEP: Final = 64


@lru_cache(maxsize=1024)
def _folded(gists: tuple[str, ...], budget: int, counter: Same[TokenCounter]) -> tuple[str, ...]:
    """In steps of `_STEP` gists, each kept: a long game goes on from the last one instead of starting over."""
    whole = (len(gists) - 1) // _STEP * _STEP
    lines: tuple[str, ...] = ()
    for end in range(_STEP, whole + 1, _STEP):
        lines = _go_on(lines, gists[end - _STEP : end], budget, counter)
    return _go_on(lines, gists[whole:], budget, counter)


@lru_cache(maxsize=4096)
def _go_on(
    before: tuple[str, ...], gists: tuple[str, ...], budget: int, counter: Same[TokenCounter]
) -> tuple[str, ...]:
    """The lines after some more gists."""
    lines = list(before)
    sizes = [_size(line, counter) for line in lines]
    total = sum(sizes)
    for gist in gists:
        line = " ".join(gist.split())
        if not line or (lines and lines[-1] == line):
            continue
        lines.append(line)
        sizes.append(_size(line, counter))
        total += sizes[-1]
        if total > budget:
            keep = _fold(lines, sizes, int(budget * CHRONICLE_LOW))
            lines = [lines[index] for index in keep]
            sizes = [sizes[index] for index in keep]
            total = sum(sizes)
    return tuple(lines)


def _size(line: str, counter: Same[TokenCounter]) -> int:
    return counter.value.count(f"- {line}\n")


def _fold(lines: Sequence[str], sizes: Sequence[int], budget: int) -> list[int]:
    """Indices of the lines to keep: those that say most that no other line says, newer ones before older ones."""
    grams = [_grams(line) for line in lines]
    seen: Counter[str] = Counter(gram for found in grams for gram in found)
    count = len(lines)
    worth = []
    for index, found in enumerate(grams):
        rare = math.fsum(math.log((count + 1) / seen[gram]) for gram in sorted(found)) / (len(found) or 1)
        age = (index + 1) / count
        worth.append(round(rare * (0.5 + age), 9))
    worth[0] = math.inf
    keep: list[int] = []
    for index in sorted(range(count), key=lambda i: (-worth[i], -i)):
        if sizes[index] <= budget:
            keep.append(index)
            budget -= sizes[index]
    keep.sort()
    return [index for at, index in enumerate(keep) if at == 0 or lines[index] != lines[keep[at - 1]]]


def _grams(line: str) -> frozenset[str]:
    """Pieces that work in any script: words, and pairs of neighbouring characters of words without blanks."""
    words: Iterable[str] = line.casefold().split()
    found: set[str] = set()
    for word in words:
        found.add(word)
        if not word.isascii():
            found.update(word[at : at + 2] for at in range(len(word) - 1))
    return frozenset(found)
