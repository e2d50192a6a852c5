"""What vectors are made of: the pieces of a turn or a line, small enough that each speaks of one thing. Pure.

The same words give the same pieces, so that a piece is known by its number.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from gm.memory.passages import Said, sentences_of, width_of

MOST: Final = 220
"""How long a piece is, in letters of Latin script; a longer sentence stays whole."""
PIECES: Final = 24
"""Pieces of one turn, at most: what comes after them is found by its words only."""


def pieces(said: Sequence[Said]) -> tuple[str, ...]:
    """Each with who says it."""
    return tuple(piece for piece, _ in zip(_all(said), range(PIECES), strict=False))


def _all(said: Sequence[Said]) -> Iterator[str]:
    for each in said:
        for paragraph in each.words.split("\n"):
            held: list[str] = []
            room = MOST
            for sentence in sentences_of(paragraph):
                if held and width_of(sentence) > room:
                    yield _with(each.speaker, held)
                    held, room = [], MOST
                held.append(sentence)
                room -= width_of(sentence) + 1
            if held:
                yield _with(each.speaker, held)


def _with(speaker: str, held: Sequence[str]) -> str:
    told = " ".join(held)
    return f"{speaker}: {told}" if speaker else told
