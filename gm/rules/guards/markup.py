"""Markdown that a narration leaves open or that a chat does not want.

Bold, italics, spoilers, underlines, struck and code that are open at the end of a paragraph are closed there; a mark
that would close them later is dropped. Headings lose their marks; fences of code go. A numbered list of options ends
the telling: what comes next is for the players to say.
"""

import re
from dataclasses import dataclass, field
from typing import Final

_HEADING: Final = re.compile(r"(?m)^[ \t]*(?:#{1,6}|-#)[ \t]+")
_FENCE: Final = re.compile(r"(?m)^[ \t]*```\w*[ \t]*\n?|```")
_RULE: Final = re.compile(r"(?m)^[ \t]*(?:-{3,}|\*{3,}|_{3,}|={3,})[ \t]*$\n?")
_MARK: Final = re.compile(r"\\.|\*{1,3}|__|(?<!\w)_|_(?!\w)|\|\||~~|`")
_OPTION: Final = re.compile(r"^[ \t]*[*_]*(?:1|[aA])[.)]")
_BREAK: Final = re.compile(r"(\n{2,})")


@dataclass(slots=True)
class Markup:
    """Follows the marks through the sentences of one narration."""

    _open: list[str] = field(default_factory=list)
    _closed: set[str] = field(default_factory=set)
    """Marks that were closed for it, and whose own end may still come."""
    _line_start: bool = True

    def offers(self, sentence: str, shown: str) -> bool:
        """Whether a list of options begins here. `shown`: what the table has seen."""
        at_line = not shown or shown.endswith("\n")
        return bool(shown.strip()) and at_line and _OPTION.match(sentence) is not None

    def mend(self, sentence: str) -> str:
        """The sentence with its marks put right."""
        text = _FENCE.sub("", _RULE.sub("", _HEADING.sub("", sentence)))
        if not any(mark in text for mark in "*_|~`\n"):
            return text
        return "".join(
            self._ended() + part if part.startswith("\n\n") else self._marks(part) for part in _BREAK.split(text)
        )

    def close(self) -> str:
        """What the end of the narration still needs."""
        return self._ended()

    def _ended(self) -> str:
        ends = "".join(reversed(self._open))
        self._closed |= set(self._open)
        self._open = []
        return ends

    def _marks(self, part: str) -> str:
        out: list[str] = []
        last = 0
        for found in _MARK.finditer(part):
            mark = found.group()
            out.append(part[last : found.start()])
            last = found.end()
            out.append(self._mark(mark, part, found))
        return "".join(out) + part[last:]

    def _mark(self, mark: str, part: str, found: re.Match[str]) -> str:
        """What stands in place of a mark."""
        if mark.startswith("\\"):
            return mark
        if mark in self._open:
            at = len(self._open) - 1 - self._open[::-1].index(mark)
            inner, self._open = self._open[at:], self._open[:at]
            return "".join(reversed(inner))  # what was opened inside of it ends with it
        after, before = part[found.end() : found.end() + 1], part[: found.start()][-1:]
        touches_before, touches_after = bool(before.strip()), bool(after.strip())
        if mark in self._closed and touches_before:
            self._closed.discard(mark)
            return ""
        if touches_after:
            self._open.append(mark)
            return mark
        return "" if touches_before and mark != "*" else mark
