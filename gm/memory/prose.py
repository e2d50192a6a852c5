"""Summaries of written prose without a model: who, where, what changed and what hangs open, in whole sentences of the
text itself, in the order in which they stand. Pure; the same in every language.

Where people write together nothing is ruled, so code cannot see what turned. It goes by what any text shows: the names
that stand in a sentence, above all for the first time; the words to which the story comes back; where a paragraph ends;
what its writers wrote or asked for themselves. A sentence that names nobody is told with the one before it that does.
"""

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from gm.domain.play import Beat
from gm.domain.words import Phrases
from gm.memory.gists import MAX_CHARACTERS, shorten
from gm.memory.passages import width_of
from gm.memory.strangers import capitalised, strangers
from gm.memory.terms import terms
from gm.memory.units import joined, legible, units_of

Size = Callable[[str], int]
"""Tokens of a text."""
_LINE: Final = 220
"""How long a line may be, as long as Latin letters."""
_SHORT: Final = 36
"""What is shorter seldom says anything by itself."""
_WROTE: Final = 160
"""Letters of a gist for what its writers wrote."""
_END: Final = 130
"""How long the words are that tell how it ends."""
_MOST: Final = 2
_MISSED: Final = 12
"""Lines for which there was no room, after which none is looked for any more."""
_ROW: Final = 26
"""Tokens of a line, about: how many stretches of the text are looked at."""
_BRIEF: Final = 90
"""A line that is shorter goes on with the sentence after it."""
_CENTRAL, _NAMED, _NEW, _FIRST, _LAST, _OWN, _ASKED = 1.0, 0.35, 0.6, 0.6, 0.3, 0.35, 0.5
_NAMELESS, _SCRAP, _LONG, _AGAIN = 0.5, 0.7, 0.5, 0.5
_WHOLE: Final = re.compile(r"[.!?…。！？][\"'”’»)\]*_」』）]*$")
_WIDE: Final = re.compile("[\u3040-\u30ff\u4e00-\u9fff]$")
_SIGNED: Final = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")


@dataclass(frozen=True, slots=True)
class Unit:
    """A sentence of the text, or a speech with who says it."""

    beat: int
    at: int
    """Its place in its beat."""
    text: str
    own: bool
    """Whether its writers wrote it, or asked for it."""
    last: bool
    """Whether a passage ends with it."""
    direction: bool = False


def is_written(beat: Beat) -> bool:
    """Whether the words of a beat are part of the text, as its writers wrote them, and not what somebody attempts: then
    its gist would say who does."""
    tried = tuple(f"{who}: " for who, _ in beat.inputs if who)
    return not beat.outcome_line and not (tried and beat.gist.startswith(tried))


def prose_text(beats: Sequence[Beat], names: Sequence[str], language: str, size: Size, budget: int) -> str:
    """What these beats tell, within `budget` tokens: a line each, verbatim and in order. `names`: who and what could be
    met."""
    found = [unit for at, beat in enumerate(beats) for unit in _units(beat, at)]
    if not found:
        return ""
    reader = _Reader(found, names, language)
    chosen: dict[int, str] = {}
    left = budget

    def take(at: int, *, ends: bool = False) -> bool:
        nonlocal left
        line = reader.line(at, ends=ends)
        for cut in (line, range(line[0], at + 1), range(at, at + 1)):  # shorter where there is no room, still whole
            text = reader.text(cut)
            cost = size(f"{text}\n")
            if cost <= left and (reader.says_something(cut) or not chosen):
                chosen[cut[0]] = text
                left -= cost
                reader.told(cut)
                return True
        reader.passed.add(at)
        return False

    take(reader.ending(), ends=True)
    rows = max(1, budget // _ROW)
    parts = [range(len(found) * part // rows, len(found) * (part + 1) // rows) for part in range(rows)]
    while parts:  # of each stretch the best; those first that have most to say
        best = [(reader.worth(at), at, part) for part in parts if (at := reader.best(part)) is not None]
        if not best:
            break
        _, at, part = max(best, key=lambda each: each[:2])
        if take(at):
            parts.remove(part)
    missed = 0
    while missed < _MISSED and (more := reader.best(range(len(found)))) is not None:
        missed += not take(more)
    if not chosen:
        return shorten(found[reader.ending()].text, max(20, budget))
    return "\n".join(chosen[at] for at in sorted(chosen))


def told_in_short(text: str, names: Sequence[str], language: str, limit: int) -> str:
    """The whole sentences of one passage that say most, in order, within `limit` letters: two of them, or as many as
    make half of it. '' where none is short enough."""
    found = _passage(legible(text), 0, own=False)
    reader = _Reader(found, names, language)
    kept: list[int] = []
    while len(kept) < len(found) and (len(kept) < _MOST or len(reader.text_of(kept)) < limit // 2):
        at = reader.best(range(len(found)))
        if at is None:
            break
        if len(reader.text_of([*kept, at])) > limit:
            reader.passed.add(at)
            continue
        kept.append(at)
        reader.told(range(at, at + 1))
    return reader.text_of(kept)


def gist_of_prose(wrote: str, told: str, names: Sequence[str], language: str) -> str:
    """A passage in one line: how what its writers wrote begins, and what the answer to it comes to; whole sentences, as
    far as one of them is short enough."""
    said = ""
    for unit in units_of(legible(wrote), phrases=True):
        if len(joined([said, unit] if said else [unit])) > (_WROTE if said else MAX_CHARACTERS * 2 // 3):
            break
        said = joined([said, unit]) if said else unit
    said = said or shorten(" ".join(wrote.split()), _WROTE)
    room = MAX_CHARACTERS - len(said) - 3 if said else _WROTE
    answered = told_in_short(told, names, language, room) or shorten(" ".join(told.split()), room)
    return " — ".join(part for part in (said, answered) if part)


def _units(beat: Beat, number: int) -> list[Unit]:
    found: list[Unit] = []
    if is_written(beat):
        for _, text, kind in beat.lines:
            text = legible(text)
            if kind in ("do", "say"):
                found += _passage(text, number, own=True, start=len(found))
            elif kind == "direct" and text.strip(" …"):
                found.append(Unit(number, len(found), _flat(text), own=True, last=False, direction=True))
    return found + _passage(legible(beat.narration), number, own=False, start=len(found))


def _passage(text: str, number: int, *, own: bool, start: int = 0) -> list[Unit]:
    pieces = units_of(text, phrases=True)
    return [
        Unit(number, start + at, piece, own, last=at == len(pieces) - 1 or (own and at == 0))
        for at, piece in enumerate(pieces)
    ]


def _flat(text: str) -> str:
    return " ".join(text.split())


class _Reader:
    """Says what each sentence of a text is worth, beside those that were taken already."""

    def __init__(self, found: Sequence[Unit], names: Sequence[str], language: str) -> None:
        self.found = found
        self.passed: set[int] = set()
        self._taken: set[int] = set()
        self._met: set[str] = set()
        self._heard: Counter[str] = Counter()
        self._terms = [frozenset(terms(unit.text, language)) for unit in found]
        self._weights = _weights(found, self._terms)
        phrases = Phrases(_parts(names))
        self._names = [frozenset(hit.tag for hit in phrases.hits(unit.text)) for unit in found]
        unknown = strangers(((unit.beat, unit.text) for unit in found), language)
        for at, unit in enumerate(found):
            self._names[at] |= unknown.intersection(capitalised(unit.text))
        self._most = max((self._pull(at) for at in range(len(found))), default=1.0) or 1.0

    def ending(self) -> int:
        """How the text ends: its last whole sentence."""
        last = len(self.found) - 1
        near = range(last, max(-1, last - 4), -1)
        return next((at for at in near if self._is_whole(at)), last)

    def best(self, among: range) -> int | None:
        """The sentence that is worth most of these; of equals the later one."""
        open_ = [at for at in among if at not in self.passed and at not in self._taken and self._may(at)]
        return max(open_, key=lambda at: (self.worth(at), at), default=None)

    def told(self, line: range) -> None:
        """A line was taken: what it holds is no news any more."""
        for each in line:
            self._taken.add(each)
            self._met |= self._names[each]
            self._heard.update(self._terms[each])

    def line(self, at: int, *, ends: bool = False) -> range:
        """The sentences that are told for one: with the one before it, where only that says who is meant, and with the
        one after it where it is short. `ends`: with as many before it as there is room for."""
        first, last = at, at
        before = self._before(at)
        if before is not None and before not in self._taken:
            first = before
        while ends and self._is_near(first - 1, at) and self._width(first - 1, last) <= _END:
            first -= 1
        if self._width(first, last) < _BRIEF and self._is_near(last + 1, at) and self._width(first, last + 1) <= _LINE:
            last += 1
        return range(first, last + 1)

    def says_something(self, line: range) -> bool:
        """Whether a line is more than a scrap."""
        return self.found[line[0]].direction or self._width(line[0], line[-1]) >= _SHORT

    def text_of(self, chosen: Iterable[int]) -> str:
        """These sentences as one text, in order."""
        return joined([self.found[at].text for at in sorted(chosen)])

    def text(self, line: range) -> str:
        """The words of a line."""
        rows = [self.found[at].text for at in line]
        if self.found[line[0]].direction and not _WHOLE.search(rows[0]):
            rows[0] += "。" if _WIDE.search(rows[0]) else "" if _SIGNED.search(rows[0][-1:]) else "."
        return joined(rows)

    def _is_near(self, at: int, to: int) -> bool:
        """Whether a sentence belongs to the same passage as another one, and was not taken yet."""
        if not 0 <= at < len(self.found) or at in self._taken or not self._is_whole(at):
            return False
        near, unit = self.found[at], self.found[to]
        return (near.beat, near.own, near.direction, unit.direction) == (unit.beat, unit.own, False, False)

    def _width(self, first: int, last: int) -> int:
        return sum(width_of(self.found[at].text) + 1 for at in range(first, last + 1))

    def worth(self, at: int) -> float:
        """How much speaks for it."""
        unit, names = self.found[at], self._names[at]
        width = width_of(unit.text)
        value = _CENTRAL * self._pull(at) / self._most + _FIRST * (at == 0)
        value += _NAMED * bool(names) + _NEW * min(2, len(names - self._met))
        value += _LAST * unit.last + _OWN * unit.own + _ASKED * unit.direction
        value -= _NAMELESS * (not names and self._before(at) is None)
        value -= _SCRAP * (width < _SHORT and not unit.direction) + _LONG * (width > _LINE)
        same = {self.found[each].beat for each in self._taken}
        return value - _AGAIN * (unit.beat in same)

    def _is_whole(self, at: int) -> bool:
        """Whether it is not broken off: people who write together may leave a sentence to the next hand."""
        unit = self.found[at]
        return unit.direction or bool(_WHOLE.search(unit.text) or _SIGNED.search(unit.text[-1:]))

    def _may(self, at: int) -> bool:
        if self.found[at].direction:
            return bool(self._names[at])  # how it should sound is no part of the story
        return self._is_whole(at)

    def _before(self, at: int) -> int | None:
        """The sentence before one that names nobody, where that one does and both are short enough together."""
        if self._names[at] or not at or self.found[at - 1].beat != self.found[at].beat or self.found[at].direction:
            return None
        near = self.found[at - 1]
        if not self._names[at - 1] or near.direction or near.own != self.found[at].own:
            return None
        return at - 1 if width_of(near.text) + width_of(self.found[at].text) < _LINE else None

    def _pull(self, at: int) -> float:
        """How much of what the text comes back to is in it, and was not taken yet: its four weightiest words."""
        found = sorted((self._weights[term] / (1 + self._heard[term]) for term in self._terms[at]), reverse=True)
        return math.fsum(found[:4])


def _weights(found: Sequence[Unit], held: Sequence[frozenset[str]]) -> dict[str, float]:
    """What a word weighs: much where it stands in many beats and in few of all sentences."""
    everywhere = Counter(term for each in held for term in each)
    beats = Counter(
        term for _, term in {(unit.beat, term) for unit, each in zip(found, held, strict=True) for term in each}
    )
    return {term: math.log1p(beats[term]) * math.log((len(found) + 1) / count) for term, count in everywhere.items()}


def _parts(names: Sequence[str]) -> list[tuple[str, str]]:
    """Names, and those words of them that only one of them has and that are written as names are."""
    owners: dict[str, set[str]] = {}
    for name in names:
        for part in name.split():
            owners.setdefault(part, set()).add(name)
    alone = [(part, next(iter(who))) for part, who in owners.items() if len(who) == 1 and len(part) > 2]
    shared = [(part, part) for part, who in owners.items() if len(who) > 1 and len(part) > 2]
    return [(name, name) for name in names if name] + [each for each in (*alone, *shared) if each[0][:1].isupper()]
