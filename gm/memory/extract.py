"""Summaries without a model: how a span begins, what turned in it, how it ends, in order and in the words it was told
in. Pure; the same in every language.

What turned is what code can see: something was gained, lost or found out, somebody is named for the first time, people
moved on. Of a beat only whole sentences are taken, no speech is left open, and dice are not read out. Nothing is worded
anew, so nothing is made up.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from gm.domain.play import Beat
from gm.domain.words import Phrases, fold
from gm.memory.gists import shorten
from gm.memory.passages import width_of
from gm.memory.units import joined, legible, units_of

Size = Callable[[str], int]
"""Tokens of a text."""
BUDGETS: Final = {"scene": 100, "session": 150, "arc": 180}
"""Tokens of a summary, by level."""
_LINE: Final = 200
"""How long the words of one beat may be, as long as Latin letters."""
_ROLL, _CHANGE, _OUTCOME, _NAME, _EDGE, _QUESTION = 0.5, 2.0, 1.0, 1.5, 1.0, 0.25
_DICE: Final = re.compile(r" \[[^\[\]]{1,60}: [^\[\]]{1,60}\]")
"""What a gist says of a check: ` [Persuade: Success]`."""
_ASKED: Final = re.compile(r"[\"“„«「『]([^\"“”„«»「」『』]{3,200}[?？])[\"“”»」』]")
_UNSPACED: Final = re.compile("[\u3000-\u303f\u3040-\u30ff\u4e00-\u9fff\uff01-\uff60]$")
MOST_THREADS: Final = 2


@dataclass(frozen=True, slots=True)
class Piece:
    """A line that could stand in a summary, and what speaks for it."""

    text: str
    worth: float


def scene_text(beats: Sequence[Beat], names: Sequence[str], size: Size, budget: int) -> str:
    """What came to pass in these beats, within `budget` tokens. `names`: who and what could be met."""
    return _told(_pieces(beats, names), size, budget)


def whole_text(parts: Sequence[str], names: Sequence[str], size: Size, budget: int) -> str:
    """What summaries of consecutive spans come to, within `budget` tokens: each gives its best sentences."""
    pieces: list[Piece] = []
    met: set[str] = set()
    for at, part in enumerate(parts):
        lines = [line.strip() for line in part.splitlines() if line.strip()]
        for place, line in enumerate(lines):
            edge = _EDGE if (at == 0 and place == 0) or (at == len(parts) - 1 and place == len(lines) - 1) else 0.0
            turned = _CHANGE if line.endswith((")", "\uff09")) else 0.0
            worth = edge + _fresh(line, names, met) + turned + (0.5 if place == 0 else 0.0)
            pieces.append(Piece(line, worth))
    return _told(pieces, size, budget)


def open_questions(beats: Sequence[Beat]) -> tuple[str, ...]:
    """What was asked aloud as a span ended, and not taken up any more in it."""
    told = [beat for beat in beats if legible(beat.narration)][-2:]
    found = [" ".join(each.split()) for beat in told for each in _ASKED.findall(beat.narration)]
    return tuple(dict.fromkeys(found[-MOST_THREADS:]))


def _pieces(beats: Sequence[Beat], names: Sequence[str]) -> list[Piece]:
    found: list[Piece] = []
    met: set[str] = set()
    shown: set[str] = set()
    last = len(beats) - 1
    for at, beat in enumerate(beats):
        text, changes = line_of(beat, ends=at == last, names=names, shown=shown), _changes(beat)
        if not text:
            continue
        worth = _EDGE if at in (0, last) else 0.0
        worth += _ROLL if "[" in beat.gist or beat.outcome_line else 0.0
        worth += _CHANGE if changes else _OUTCOME if _outcome(beat) else 0.0
        worth += _fresh(text, names, met)
        worth += _QUESTION if any(words.rstrip().endswith(("?", "？")) for _, words in beat.inputs) else 0.0
        if at and beats[at - 1].place != beat.place:
            worth += _EDGE
        shown.update(units_of(text))
        found.append(Piece(text, worth))
    return found


def line_of(beat: Beat, *, ends: bool = False, names: Sequence[str] = (), shown: set[str] | None = None) -> str:
    """A beat in one line: its sentences that say most, and what it changed. `ends`: how it ends instead.

    `shown`: sentences that were told already; rooms are described again and again.
    """
    told = legible(beat.narration)
    units = [unit for unit in units_of(told) if unit not in (shown or ())]
    gist = _DICE.sub("", legible(beat.gist))
    if not units:
        return "" if told else shorten(gist, _LINE)
    text = _picked(units, len(units) - 1 if ends else _best(units, fold(_outcome(beat)), names), ends=ends)
    more = [change for change in _changes(beat) if fold(change) not in fold(text)]
    if not more:
        return text
    told = "; ".join(more)
    return f"{text}\uff08{told}\uff09" if _UNSPACED.search(text) else f"{text} ({told})"


def _best(units: Sequence[str], outcome: str, names: Sequence[str]) -> int:
    """Which sentence of a telling says most: what came of it, who speaks or is named; of equals the first."""
    phrases = _phrases(tuple(names))

    def worth(at: int) -> float:
        unit = units[at]
        told = fold(unit)
        comes = 2.0 if outcome and (told in outcome or outcome[:40] in told) else 0.0
        return comes + 0.5 * min(2, len({hit.tag for hit in phrases.hits(unit)})) + (0.5 if at == 0 else 0.0)

    return max(range(len(units)), key=lambda at: (worth(at), -at))


def _picked(units: Sequence[str], at: int, *, ends: bool) -> str:
    """That sentence, with as many after it (before it, where it `ends`) as there is room for."""
    first = last = at
    room = _LINE - width_of(units[at])
    step = -1 if ends else 1
    while 0 <= (near := (first if ends else last) + step) < len(units) and width_of(units[near]) < room:
        room -= width_of(units[near]) + 1
        first, last = min(first, near), max(last, near)
    text = joined(units[first : last + 1])
    return text if width_of(text) <= 2 * _LINE else shorten(text, _LINE * len(text) // width_of(text))


def _outcome(beat: Beat) -> str:
    """How an attempt came out, as its gist says; '' where nothing was tried, whatever dashes its telling holds."""
    gist = legible(beat.gist)
    if not gist.startswith(tuple(f"{who}: " for who, _ in beat.inputs) or "\x00"):
        return ""
    return gist.partition("\u2014")[2].partition(" · ")[0].strip(" …")


def _changes(beat: Beat) -> list[str]:
    """What a beat changed for good, or what happened in its fight: the parts of its gist that quote nobody's attempt.
    What the gist cuts off stands whole in the line of outcomes."""
    tried = tuple(f"{who}: " for who, _ in beat.inputs)
    first, *parts = legible(beat.gist).split(" · ")
    if not (tried and first.startswith(tried)) and parts:
        parts = [first, *parts]
    whole = beat.outcome_line.split("; ")
    found: dict[str, str] = {}
    for each in (each for part in parts for each in part.split("; ")):
        if each.endswith("…"):
            each = next((line for line in whole if len(each) > 8 and line.startswith(each[:-1])), "")
        if each and not (tried and each.startswith(tried)) and "\u2014" not in each:
            found.setdefault(each.partition(": ")[2] or each, _DICE.sub("", each))
    return list(found.values())


def _fresh(line: str, names: Sequence[str], met: set[str]) -> float:
    """More for each name that is heard for the first time; at most two of them count."""
    found = {hit.tag for hit in _phrases(tuple(names)).hits(line)} - met
    met |= found
    return _NAME * min(len(found), 2)


@lru_cache(maxsize=8)
def _phrases(names: tuple[str, ...]) -> Phrases[str]:
    return Phrases((name, name) for name in names if name)


def _told(pieces: Sequence[Piece], size: Size, budget: int) -> str:
    """How it begins, how it ends, and between them the best within the budget; a line each, in the order in which they
    happened."""
    chosen: set[int] = set()
    said: set[str] = set()
    left = budget
    for at in _order(pieces):
        text = pieces[at].text
        cost = size(f"{text}\n")
        if cost <= left and text not in said:
            chosen.add(at)
            said.add(text)
            left -= cost
    if not chosen and pieces:
        return shorten(max(pieces, key=lambda piece: piece.worth).text, max(20, budget))
    return "\n".join(pieces[at].text for at in sorted(chosen))


def _order(pieces: Sequence[Piece]) -> Iterator[int]:
    last = len(pieces) - 1
    best = sorted(range(len(pieces)), key=lambda at: (-pieces[at].worth, -at))
    if best and pieces[best[0]].worth > _EDGE:  # whatever turned most comes before how it began
        yield best[0]
    yield from dict.fromkeys((*((last, 0) if pieces else ()), *best))
