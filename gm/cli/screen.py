"""Writing to a terminal: wrapping as words come in, plain styles, nothing that text from outside could abuse."""

import codecs
import re
import shutil
import unicodedata
from collections.abc import Mapping
from typing import Final, TextIO

from gm.cli.spelling import spelled

MAX_COLUMNS: Final = 88
"""Longer lines are hard to read, however wide the window is."""
_TOKENS: Final = re.compile(r"\n+|[^\S\n]+|\S+")
_STYLES: Final = {"bold": "1", "dim": "2", "italic": "3"}


def clean(text: str) -> str:
    """Text from people and models without control characters: no escape sequence reaches the terminal."""
    return "".join(
        c for c in text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ") if c == "\n" or _is_shown(c)
    )


def _is_shown(character: str) -> bool:
    category = unicodedata.category(character)
    joins = character in "\u200c\u200d\u200e\u200f"
    return joins or category not in ("Cc", "Cf", "Cs", "Co", "Cn")


def cells(text: str) -> int:
    """How many columns a text takes: wide characters two, combining ones none."""
    return sum(_cell(character) for character in text)


def _cell(character: str) -> int:
    if character.isascii():
        return 1
    if unicodedata.combining(character) or unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


class Screen:
    """A stream of text, wrapped at words while it grows. Knows its column; breaks no word across chunks."""

    def __init__(self, out: TextIO, *, columns: int | None = None, environ: Mapping[str, str] | None = None) -> None:
        self.out = out
        self.interactive = out.isatty()
        wide = columns or (shutil.get_terminal_size((80, 24)).columns if self.interactive else 80)
        self.width = max(20, min(wide, MAX_COLUMNS))
        plain = (environ or {}).get("NO_COLOR") or (environ or {}).get("TERM") == "dumb"
        self.styled = self.interactive and not plain
        self.unicode = _takes_unicode(out)
        self._encoding = _encoding_of(out)
        self._column = 0
        self._pending = ""
        self._gap = False
        self._blank_lines = 1
        self._status = 0
        self._ink: str | None = None

    def style(self, text: str, name: str) -> str:
        """The text in a style where the terminal has styles; unchanged elsewhere. Never the only carrier of meaning."""
        return f"\x1b[{_STYLES[name]}m{text}\x1b[0m" if self.styled else text

    def line(self, text: str = "", *, indent: int = 0, style: str | None = None, keep: bool = False) -> None:
        """A line of its own, wrapped with a hanging indent. Ends a paragraph that is still streaming.

        `keep` leaves the spaces inside as they are (columns, trees): the line is then not wrapped.
        """
        self.end()
        for part in self._shown(text).split("\n"):
            for row in [part] if keep else self.wrapped(part, indent):
                self._write_row(row, style)

    def blank(self) -> None:
        """One empty line, unless there is one already."""
        self.end()
        if self._blank_lines == 0:
            self._emit("\n")
            self._blank_lines = 1

    def wrapped(self, text: str, indent: int = 0) -> list[str]:
        """The text as rows of at most the screen's width; an indented text hangs two columns deeper after it."""
        rows: list[str] = []
        row, room = " " * indent, self.width
        fresh = True
        for piece in (p for word in text.split() for p in self._pieces(word)):
            joined = piece if fresh or piece.startswith("\u2060") else f" {piece}"
            joined = joined.replace("\u2060", "")
            if not fresh and cells(row) + cells(joined) > room:
                rows.append(row)
                row, joined = " " * (indent + 2 if indent else 0), piece.replace("\u2060", "")
            row, fresh = row + joined, False
        return [*rows, row] if row.strip() or not rows else rows

    def typed(self) -> None:
        """Something was typed and ended with Enter: the cursor stands at the start of a line below text."""
        self._column, self._blank_lines = 0, 0

    def stream(self, text: str, *, style: str | None = None) -> None:
        """Add to the paragraph that is growing. A word is written once it is whole; `style` holds for all words."""
        self._drop_status()
        self._ink = style
        text = self._pending + self._shown(text)
        self._pending = ""
        tokens = _TOKENS.findall(text)
        if tokens and not tokens[-1].isspace():
            self._pending = tokens.pop()
        for token in tokens:
            self._token(token)
        self.out.flush()

    def flush_sentence(self) -> None:
        """Write the word that is held back: a sentence has ended."""
        if self._pending:
            self._token(self._pending)
            self._pending = ""
            self.out.flush()

    def end(self) -> None:
        """Finish the growing paragraph, if there is one."""
        self._drop_status()
        self.flush_sentence()
        self._gap = False
        if self._column:
            self._emit("\n")
            self._column = 0
            self._blank_lines = 0

    def flush(self) -> None:
        """Hand on what has been written: what other streams say next then comes after it."""
        self.end()
        self.out.flush()

    def status(self, text: str) -> None:
        """A passing remark that the next output replaces; shown on terminals only."""
        if self.interactive and not self._column:
            self._drop_status()
            self._emit(self.style(text, "dim"))
            self._status = cells(text)
            self.out.flush()

    def _drop_status(self) -> None:
        if self._status:
            self._emit("\r" + " " * self._status + "\r")
            self._status = 0

    def _token(self, token: str) -> None:
        if token.startswith("\n"):
            self._gap = False
            for _ in token:
                if self._column:
                    self._emit("\n")
                    self._column, self._blank_lines = 0, 0
                elif not self._blank_lines:
                    self._emit("\n")
                    self._blank_lines = 1
        elif token.isspace():
            self._gap = self._column > 0
        else:
            for piece in self._pieces(token):
                self._word(piece)

    def _pieces(self, word: str) -> list[str]:
        """A word as parts that may stand on different rows; parts after the first start with U+2060 (no space).

        Scripts without spaces break between wide characters; anything wider than a row is cut.
        """
        if cells(word) <= self.width // 2 and all(_cell(c) < 2 for c in word):
            return [word]
        parts: list[str] = []
        for character in word:
            wide = _cell(character) == 2
            closes = unicodedata.category(character) in ("Pe", "Pf", "Po", "Mn", "Me")
            if parts and (not wide or closes) and not (_ends_wide(parts[-1]) and not closes):
                fits = cells(parts[-1]) + _cell(character) <= self.width - 8
                if fits:
                    parts[-1] += character
                    continue
            parts.append(character)
        return [part if i == 0 else f"\u2060{part}" for i, part in enumerate(parts)]

    def _word(self, piece: str) -> None:
        glued, word = piece.startswith("\u2060"), piece.replace("\u2060", "")
        space = " " if self._gap and not glued and self._column else ""
        if self._column and self._column + cells(space + word) > self.width:
            self._emit("\n")
            self._column, space = 0, ""
        self._emit(space + (self.style(word, self._ink) if self._ink else word))
        self._column += cells(space + word)
        self._gap = False
        self._blank_lines = 0

    def _write_row(self, row: str, style: str | None) -> None:
        self._emit((self.style(row, style) if style and row else row).rstrip(" ") + "\n")
        self._blank_lines = 1 if not row.strip() else 0

    def _shown(self, text: str) -> str:
        """The text as this terminal can show it: cleaned, and spelled where characters are missing."""
        return clean(text) if self.unicode else spelled(clean(text), self._encoding)

    def _emit(self, text: str) -> None:
        self.out.write(text if self.unicode else text.encode(self._encoding, "replace").decode(self._encoding))


def _ends_wide(part: str) -> bool:
    return _cell(part[-1]) == 2


def _encoding_of(out: TextIO) -> str:
    """The stream's encoding, if Python knows it."""
    name = getattr(out, "encoding", None) or "utf-8"
    try:
        return codecs.lookup(name).name
    except LookupError:
        return "ascii"


def _takes_unicode(out: TextIO) -> bool:
    try:
        "−●→—".encode(getattr(out, "encoding", None) or "utf-8")
    except (UnicodeEncodeError, LookupError):
        return False
    return True
