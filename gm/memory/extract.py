"""Summaries without a model: the sentences of a span that say most, in order. Pure; the same in every language.

What counts is what code can see: dice that fell, what somebody gained or lost, a name that is heard for the first time,
what came out, who parted, and how the span begins and ends. Nothing is worded anew, so nothing is made up.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from gm.domain.play import Beat
from gm.domain.quotes import CUT
from gm.domain.words import Phrases
from gm.memory.gists import first_sentences, shorten

Size = Callable[[str], int]
"""Tokens of a text."""
BUDGETS: Final = {"scene": 100, "session": 150, "arc": 180}
"""Tokens of a summary, by level."""
_LINE: Final = 200
"""Characters that one beat may take."""
_ERASED: Final = "[erased]"
_ROLL, _CHANGE, _NAME, _EDGE, _QUESTION = 2.0, 2.0, 1.5, 1.0, 0.25


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
            worth = edge + _fresh(line, names, met) + _said(line) + (0.5 if place == 0 else 0.0)
            pieces.append(Piece(line, worth))
    return _told(pieces, size, budget)


def _pieces(beats: Sequence[Beat], names: Sequence[str]) -> list[Piece]:
    found: list[Piece] = []
    met: set[str] = set()
    last = len(beats) - 1
    for at, beat in enumerate(beats):
        line = line_of(beat)
        if not line:
            continue
        worth = _EDGE if at in (0, last) else 0.0
        worth += _ROLL if "[" in beat.gist or beat.outcome_line else 0.0
        worth += _fresh(line, names, met) + _said(line)
        worth += _QUESTION if any(words.rstrip().endswith(("?", "？")) for _, words in beat.inputs) else 0.0
        if at and beats[at - 1].place != beat.place:
            worth += _EDGE
        found.append(Piece(line, worth))
    return found


def line_of(beat: Beat) -> str:
    """A beat in one line: its gist where that says how something came out, else how its telling begins."""
    gist, told = _clean(beat.gist), _clean(beat.narration)
    if "\u2014" in gist or " · " in gist or not told:
        return shorten(gist, _LINE)
    return first_sentences(told, _LINE)


def _clean(text: str) -> str:
    flat = " ".join(text.split())
    return "" if flat in (CUT, _ERASED) else flat.replace(_ERASED, "…")


def _said(line: str) -> float:
    """Whether it says what changed."""
    return _CHANGE if " · " in line else 0.5 if "\u2014" in line else 0.0


def _fresh(line: str, names: Sequence[str], met: set[str]) -> float:
    """More for each name that is heard for the first time; at most two of them count."""
    found = {hit.tag for hit in _phrases(tuple(names)).hits(line)} - met
    met |= found
    return _NAME * min(len(found), 2)


@lru_cache(maxsize=8)
def _phrases(names: tuple[str, ...]) -> Phrases[str]:
    return Phrases((name, name) for name in names if name)


def _told(pieces: Sequence[Piece], size: Size, budget: int) -> str:
    """The best of them within the budget, a line each, in the order in which they happened."""
    chosen: set[int] = set()
    said: set[str] = set()
    left = budget
    for at in sorted(range(len(pieces)), key=lambda at: (-pieces[at].worth, -at)):
        text = pieces[at].text
        cost = size(f"{text}\n")
        if cost <= left and text not in said:
            chosen.add(at)
            said.add(text)
            left -= cost
    if not chosen and pieces:
        return shorten(max(pieces, key=lambda piece: piece.worth).text, max(20, budget))
    return "\n".join(pieces[at].text for at in sorted(chosen))
