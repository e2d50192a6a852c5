"""What is wrong with an authored file, and where: one `Problem` per mistake, collected rather than raised."""

import difflib
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from typing import Final, Literal

Severity = Literal["error", "warning"]

MAX_PROBLEMS: Final = 500
"""More than this in one go is a broken or hostile file: the rest is left out, and a last problem says so."""

_MAX_SUGGESTIONS: Final = 100
_MAX_CANDIDATES: Final = 1000
_LONGEST_WORD: Final = 64
_SHOWN: Final = 40


@dataclass(frozen=True, slots=True)
class Spot:
    """A position in a file. `line` and `column` count from 1, columns in characters."""

    file: str
    line: int = 1
    column: int = 1


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake. `path` is that of the value (`npcs.mara.place`; list items count from 1: `lines[2]`).

    `message` is complete by itself; `expected` repeats in plain words what should stand there, and `suggestion` is
    the word that was probably meant, for editors that want to offer them.
    """

    file: str
    line: int
    column: int
    path: str
    message: str
    expected: str = ""
    suggestion: str = ""
    severity: Severity = "error"

    def __str__(self) -> str:
        """`people.yaml:12:12: npcs.mara.place: no place "ferry-in" (did you mean "ferry-inn"?)`."""
        parts = [f"{self.file}:{self.line}:{self.column}"]
        if self.severity == "warning":
            parts.append("warning")
        if self.path:
            parts.append(self.path)
        hint = f" (did you mean {quoted(self.suggestion)}?)" if self.suggestion else ""
        return ": ".join([*parts, self.message]) + hint

    def under(self, folder: str) -> "Problem":
        """The same problem, with its file named from outside the campaign's folder."""
        return replace(self, file=f"{folder.rstrip('/')}/{self.file}")


@dataclass(slots=True)
class Problems:
    """Collects problems, at most `MAX_PROBLEMS`, and finds the word that was meant."""

    found: list[Problem] = field(default_factory=list)
    left_out: int = 0
    _suggested: int = 0

    def add(
        self,
        spot: Spot,
        path: str,
        message: str,
        *,
        expected: str = "",
        suggestion: str = "",
        severity: Severity = "error",
    ) -> None:
        """Note one problem; beyond the cap it is only counted."""
        if len(self.found) >= MAX_PROBLEMS:
            self.left_out += 1
            return
        self.found.append(
            Problem(spot.file, spot.line, spot.column, shown(path, 160), message, expected, suggestion, severity)
        )

    def suggest(self, word: str, candidates: Collection[str]) -> str:
        """The candidate that `word` was probably meant to be, or ''. Stops looking in files full of mistakes."""
        if not word or len(word) > _LONGEST_WORD or self._suggested >= _MAX_SUGGESTIONS:
            return ""
        self._suggested += 1
        return closest(word, candidates)

    @property
    def has_errors(self) -> bool:
        """Whether anything worse than a warning was found."""
        return any(problem.severity == "error" for problem in self.found)

    def report(self) -> tuple[Problem, ...]:
        """All that was found, in the order in which it was added, the number that was left out last."""
        if not self.left_out:
            return tuple(self.found)
        last = self.found[-1]
        message = f"there are {self.left_out} more problems: mend these first"
        return (*self.found, Problem(last.file, last.line, last.column, "", message))

    def sort(self, start: int, order: Iterable[str]) -> None:
        """Put everything from index `start` on into reading order, the files in the `order` given."""
        rank = {name: number for number, name in enumerate(order)}
        self.found[start:] = sorted(
            self.found[start:], key=lambda p: (rank.get(p.file, len(rank)), p.file, p.line, p.column)
        )


def closest(word: str, candidates: Collection[str]) -> str:
    """The most similar candidate, or '' if none is near. Case, `_`, `-` and blanks do not count against it."""
    plain = {_plain(name): name for name in reversed(list(candidates)[:_MAX_CANDIDATES])}
    near = difflib.get_close_matches(_plain(word), list(plain), n=1, cutoff=0.6)
    return plain[near[0]] if near and plain[near[0]] != word else ""


def _plain(word: str) -> str:
    return re.sub(r"[\s_-]+", "-", word.casefold())


def quoted(text: str) -> str:
    """The text in double quotes, on one line, cut when long."""
    return f'"{shown(text)}"'


def shown(text: str, limit: int = _SHOWN) -> str:
    """The text on one line, at most `limit` characters, with `…` for the rest."""
    flat = " ".join(text[: limit * 4].split())
    return flat if len(flat) <= limit and len(text) <= limit * 4 else flat[: limit - 1] + "…"


def listed(words: Iterable[str], limit: int = 8) -> str:
    """`a, b, c`, with `…` after `limit` words; names that are ours and few go to `every_name`."""
    every = list(words)
    return ", ".join(shown(word) for word in every[:limit]) + (", …" if len(every) > limit else "")


def every_name(names: Iterable[str]) -> str:
    """`a, b, c`, never cut: who wrote a field or a kind that is not there needs to find the right one in the list."""
    words = list(names)
    return listed(words, len(words))
