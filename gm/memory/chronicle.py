"""What tells the time before a prompt's transcript: summaries and gists, chosen at a compaction, kept until the next.

What was chosen is written down as references, so that the text only grows between two foldings, whatever is summarised
meanwhile: `s12` is a summary, `s12/1` its first line alone, `g41` the gist of a turn. At a compaction what is new is
added at the end; past its budget the whole is folded once, to about half: the far past by arcs, then sessions, then
scenes, and the gists of what no summary covers yet. Pure.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from gm.domain.chronicle import BELOW, Span, Summary
from gm.memory.units import joined

LOW: Final = 0.85
"""Share of the budget that a folding leaves."""
GISTS: Final = 0.4
"""Share of that for gists of turns that no summary covers yet."""
Size = Callable[[str], int]
"""Tokens of a line."""


_GONE: Final = Summary(0, 0, Span("scene", 0, 0, 0, 0, 0, 0, 0), "extractive", 1, "")


@dataclass(frozen=True, slots=True)
class Past:
    """What there is to tell of the turns before a transcript."""

    summaries: tuple[Summary, ...] = ()
    """Written ones that end before it, with their text."""
    gists: Mapping[int, str] = field(default_factory=dict)
    """Of turns, by number; at least of those that lie in no summary."""

    def line(self, ref: str) -> str:
        """What stands for a reference in a prompt; '' where the words are gone."""
        first, last, rows = self.told(ref)
        if not rows or ref.startswith("g"):
            return " ".join(rows)
        return f"#{first}\u2013{last}: {joined(rows)}"

    def told(self, ref: str) -> tuple[int, int, tuple[str, ...]]:
        """Number of the first and last turn of a reference, and what stands for it, a sentence or more each."""
        number, _, part = ref[1:].partition("/")
        if ref.startswith("g"):
            gist = " ".join(self.gists.get(int(number), "").split())
            return int(number), int(number), (gist,) if gist else ()
        found = self._found(ref)
        rows = tuple(" ".join(row.split()) for row in found.text.splitlines() if row.strip())
        return found.span.first_number, found.span.last_number, rows[:1] if part else rows

    def _found(self, ref: str) -> Summary:
        number = int(ref[1:].partition("/")[0])
        return next((each for each in self.summaries if each.id == number), _GONE)

    def lines(self, refs: Sequence[str]) -> tuple[str, ...]:
        """What stands for these references, without those whose words are gone."""
        return tuple(line for line in map(self.line, refs) if line)

    def reach(self, refs: Sequence[str]) -> int:
        """The last turn that these references tell of."""
        ends = {each.id: each.span.last_number for each in self.summaries}
        numbers = [int(ref[1:].partition("/")[0]) for ref in refs]
        found = [
            number if ref.startswith("g") else ends.get(number, 0) for ref, number in zip(refs, numbers, strict=True)
        ]
        return max(found, default=0)


def choose(past: Past, before: int, *, kept: Sequence[str] | None, budget: int, size: Size) -> tuple[str, ...]:
    """The references that tell the turns before `before`, within `budget` tokens.

    `kept`: those of the compaction before, which stay and are added to while there is room. None: from the beginning.
    """
    added = (*(kept or ()), *_after(past, past.reach(kept) if kept else 0, before))
    if (kept is not None or not past.summaries) and _cost(past, added, size) <= budget:
        return added
    return _folded(past, before, int(budget * LOW), size)


def _cost(past: Past, refs: Sequence[str], size: Size) -> int:
    return sum(size(line) for line in past.lines(refs))


def _after(past: Past, reach: int, before: int) -> tuple[str, ...]:
    """What tells the turns between `reach` and `before`."""
    scenes = [
        each
        for each in past.summaries
        if each.span.level == "scene" and each.span.first_number > reach and each.span.last_number < before
    ]
    found = [(each.span.first_number, f"s{each.id}") for each in scenes]
    last = ""
    for number, gist in sorted(past.gists.items()):
        if reach < number < before and not any(each.span.holds(number) for each in scenes):
            if gist.strip() and gist != last:
                found.append((number, f"g{number}"))
            last = gist
    return tuple(ref for _, ref in sorted(found))


def _folded(past: Past, before: int, target: int, size: Size) -> tuple[str, ...]:
    top = [each for each in _top(past.summaries) if each.span.last_number < before]
    reach = max((each.span.last_number for each in top), default=0)
    gists = _newest(past, _after(past, reach, before), int(target * GISTS) if top else target, size)
    room = target - _cost(past, gists, size)
    chosen = [(each, f"s{each.id}") for each in top]
    cost = {ref: size(past.line(ref)) for each in top for ref in (f"s{each.id}", f"s{each.id}/1")}
    total = sum(cost[ref] for _, ref in chosen)
    for at, (each, ref) in enumerate(chosen):  # the oldest are shortened first, then left out
        if total > room:
            total += cost[f"{ref}/1"] - cost[ref]
            chosen[at] = (each, f"{ref}/1")
    while chosen and total > room:
        total -= cost[chosen.pop(0)[1]]
    return (*(ref for _, ref in _unfolded(past, chosen, room - total, size)), *gists)


def _top(summaries: Sequence[Summary]) -> list[Summary]:
    """Of each stretch the longest span that is written, oldest first."""
    found: list[Summary] = []
    for level in ("arc", "session", "scene"):
        covered = list(found)
        found += [
            each
            for each in summaries
            if each.span.level == level and not any(whole.span.holds(each.span.first_number) for whole in covered)
        ]
    return sorted(found, key=lambda each: each.span.first_number)


def _unfolded(past: Past, chosen: Sequence[tuple[Summary, str]], room: int, size: Size) -> list[tuple[Summary, str]]:
    """With the newest spans told by their parts, as far as there is room."""
    found = list(chosen)
    for at in range(len(found) - 1, -1, -1):
        whole, ref = found[at]
        below = BELOW.get(whole.span.level)
        parts = [
            each for each in past.summaries if each.span.level == below and whole.span.holds(each.span.first_number)
        ]
        told = sum(each.span.turns for each in parts)
        more = _cost(past, [f"s{each.id}" for each in parts], size) - size(past.line(ref))
        if not parts or told < whole.span.turns or more > room:
            break
        room -= more
        found[at : at + 1] = [(each, f"s{each.id}") for each in parts]
    return found


def _newest(past: Past, refs: Sequence[str], room: int, size: Size) -> tuple[str, ...]:
    """The last of them that fit."""
    kept: list[str] = []
    for ref in reversed(refs):
        room -= size(past.line(ref))
        if room < 0:
            break
        kept.append(ref)
    return tuple(reversed(kept))
