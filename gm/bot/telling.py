"""How a telling lies in a thread: the narrator's posts and, between them, posts of those who speak. Pure.

A message cannot change its author. So a part's name says who speaks in it, and where another telling of the same beat
goes another way, what follows is posted anew below, and the old posts are taken away.
"""

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from gm.bot.split import split_text
from gm.domain.speakers import Speaker, segments

_NAME: Final = re.compile(r"n(\d+)(?:~([0-9a-f]{8}))?(?:\.(\d+))?")


@dataclass(frozen=True, slots=True)
class Piece:
    """What one post of a telling holds."""

    text: str
    speaker: str = ""
    """Id of who speaks; '' for the narrator."""
    name: str = ""
    avatar: str = ""
    segment: int = 0
    """Which part of the narration it shows (`gm.domain.speakers.segments`), from 0."""


def pieces_of(text: str, speakers: Iterable[Speaker], *, final: bool) -> tuple[Piece, ...]:
    """A narration in posts. While it grows, none but the last changes, and none changes its speaker."""
    known = {speaker.id: speaker for speaker in speakers}
    found: list[Piece] = []
    for number, part in enumerate(segments(text, known.values(), final=final)):
        avatar = known[part.speaker].avatar if part.speaker else ""
        name = f"{part.name[:1].upper()}{part.name[1:]}"
        found += [Piece(piece, part.speaker, name, avatar, number) for piece in split_text(part.words)]
    return tuple(found)


def is_narration(name: str) -> bool:
    """Whether a part of a turn is of its telling."""
    return _NAME.fullmatch(name) is not None


def in_order(names: Iterable[str]) -> tuple[str, ...]:
    """Parts of a telling from first to last."""
    return tuple(sorted(filter(is_narration, names), key=_place))


def speaks(name: str) -> bool:
    """Whether somebody other than the narrator speaks in this part."""
    return "~" in name


@dataclass(slots=True)
class Layout:
    """Which part shows which piece of one telling, given the parts that stand in the thread already."""

    there: Sequence[str] = ()
    """Parts of the telling that stand in the thread."""
    gone: Sequence[str] = ()
    """Parts that were there once: a name is never used for a second message."""
    resumed: bool = False
    """The same telling goes on: what people have deleted of it stays away."""
    _given: list[str] = field(default_factory=list)
    _parted: bool = False

    def name(self, at: int, speaker: str) -> str:
        """The part for piece number `at`. Asked in order; the same answer each time."""
        if at < len(self._given):
            return self._given[at]
        self._given.append(self._next(at, _sign(speaker)))
        return self._given[at]

    def left_over(self) -> tuple[str, ...]:
        """Parts that stand in the thread and show nothing of this telling."""
        return tuple(name for name in in_order(self.there) if name not in self._given)

    def _next(self, at: int, sign: str | None) -> str:
        everything = in_order((*self.there, *self.gone))
        own = [name for name in everything if _place(name)[0] == at and _NAME.fullmatch(name)[2] == sign]  # type: ignore[index]
        if self.resumed:
            return own[-1] if own else _made(at, sign, 0)
        standing = in_order(self.there)
        if not self._parted and at < len(standing) and standing[at] in own:
            return standing[at]
        self._parted = self._parted or at < len(standing)
        return _made(at, sign, 1 + _place(own[-1])[1] if own else 0)


def _made(at: int, sign: str | None, again: int) -> str:
    return f"n{at}" + (f"~{sign}" if sign else "") + (f".{again}" if again else "")


def _place(name: str) -> tuple[int, int]:
    found = _NAME.fullmatch(name)
    assert found is not None
    return int(found[1]), int(found[3] or 0)


def _sign(speaker: str) -> str | None:
    return hashlib.sha256(speaker.encode()).hexdigest()[:8] if speaker else None
