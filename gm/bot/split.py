"""Long text in posts: cut at sentences, with markdown closed in each post and opened again in the next. Pure.

Cutting is stable: once a text has grown past a cut, growing further never moves that cut, so that posts which are full
are never edited again while the narration streams on.
"""

import re
import unicodedata
from typing import Final

LIMIT: Final = 2000
"""Characters that Discord takes in one message."""
ROOM: Final = 1800
"""Characters of the text itself in one post: the rest is for markdown, a note and a status line."""

_PARAGRAPH: Final = re.compile(r"\n\s*\n")
_SENTENCE: Final = re.compile(r"[.!?…]+[\"'”’»)\]*_]*(?=\s)|[。！？]+[”」』）]*")
_SPACE: Final = re.compile(r"\s(?=\S)")
_JOINER: Final = "\u200d"
_MARK: Final = re.compile(r"\\.|```|`|\*\*\*|\*\*|\*|__|_|~~|\|\|", re.DOTALL)


def split_text(text: str, room: int = ROOM) -> tuple[str, ...]:
    """The text in posts of at most `room` characters each, a few more where markdown is closed. Never empty posts."""
    posts: list[str] = []
    opened: tuple[str, ...] = ()
    for piece in _pieces(text, room):
        still = _open_marks(piece, opened)
        posts.append("".join(opened) + piece + "".join(reversed(still)))
        opened = still
    return tuple(posts)


def _pieces(text: str, room: int) -> list[str]:
    pieces = []
    rest = text.strip()
    while len(rest) > room:
        cut = _cut(rest[:room], rest[room])
        pieces.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return [piece for piece in (*pieces, rest) if piece]


def _cut(window: str, after: str) -> int:
    """Where to cut a text that begins with this window and goes on with `after`: nothing later matters."""
    for pattern, least in ((_PARAGRAPH, 0.6), (_SENTENCE, 0.3), (_SPACE, 0.1)):
        ends = [found.end() for found in pattern.finditer(window) if found.end() >= least * len(window)]
        if ends:
            return ends[-1]
    cut, torn = len(window), after
    while cut > 1 and (unicodedata.category(torn).startswith("M") or torn == _JOINER or window[cut - 1] == _JOINER):
        cut -= 1  # a mark must not be torn from its letter
        torn = window[cut]
    return cut


def _open_marks(piece: str, opened: tuple[str, ...]) -> tuple[str, ...]:
    """The markdown that is still open at the end of a piece, outermost first."""
    stack = list(opened)
    for found in _MARK.finditer(piece):
        mark = found.group()
        if mark.startswith("\\"):
            continue
        if stack and stack[-1] in ("```", "`"):
            if mark == stack[-1]:
                stack.pop()
        elif mark in stack:
            del stack[stack.index(mark) :]
        elif _can_open(piece, found.start(), found.end(), mark):
            stack.append(mark)
    return tuple(stack)


def _can_open(piece: str, start: int, end: int, mark: str) -> bool:
    """A mark opens something only before a letter; `_` only at the beginning of a word. A lone star is a bullet."""
    if mark in ("`", "```"):
        return mark in piece[end:] or mark == "```"
    if end >= len(piece) or piece[end].isspace():
        return False
    return not (mark in ("_", "__") and start > 0 and piece[start - 1].isalnum())


def one_line(text: str, most: int = 80) -> str:
    """The beginning of a text on one line, without marks."""
    flat = " ".join(re.sub(r"[*_`~|]+", "", text).split())
    return flat if len(flat) <= most else flat[: most - 1].rstrip() + "…"
