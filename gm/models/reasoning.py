"""Takes a model's thinking out of its reply while it streams: thinking never reaches players, memory or a next prompt.

Handled: `<think>`-like pairs and their cousins of several model families, channel markup
(`<|channel|>analysis<|message|>`), tags that are split over chunks, a block that is never closed (all after its
opening is thinking), and a reply that starts inside a block because the server's chat template wrote the opening tag
itself: then only a closing tag comes, and what stood before it is thinking.

The last case cannot be told from plain text until the closing tag is there. So the first `hold` characters of visible
text are kept back. A closing tag within them turns them into thinking; otherwise they are released, and a closing tag
that comes later is removed alone and noted in `leaked`. Since the guards hold back a sentence anyway, the default costs
no time that anybody notices. For a model that is known to reason on a server that does not separate thinking, the door
holds everything (`hold=None`).
"""

import re
from dataclasses import dataclass
from typing import Final

_NAMES: Final = ("think", "thinking", "thought", "reasoning", "reason", "reflection", "analysis", "seed:think")
_PAIRS: Final = {
    **{f"<{name}>": f"</{name}>" for name in _NAMES},
    "[think]": "[/think]",
    "◁think▷": "◁/think▷",
    "<|start_thinking|>": "<|end_thinking|>",
    "<|begin_of_thought|>": "<|end_of_thought|>",
}
_CLOSERS: Final = frozenset(_PAIRS.values())
_CHANNEL: Final = "<|channel|>"
_START: Final = "<|start|>"
_MESSAGE: Final = "<|message|>"
_ENDS: Final = frozenset({"<|end|>", "<|return|>"})
_ANSWER: Final = "final"
"""The channel that is meant to be read."""

_TAGS: Final = tuple(sorted({*_PAIRS, *_CLOSERS, _CHANNEL, _START, _MESSAGE, *_ENDS}))
_TAG: Final = re.compile("|".join(re.escape(tag) for tag in _TAGS), re.IGNORECASE | re.ASCII)
_LONGEST: Final = max(map(len, _TAGS))
_PREFIXES: Final = frozenset(tag[:length] for tag in _TAGS for length in range(1, len(tag)))
_UPPER: Final = {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}

DEFAULT_HOLD: Final = 200
"""Characters of visible text that are kept back at the start."""


@dataclass(frozen=True, slots=True)
class Sifted:
    """What a piece of a reply came to: text to show, and thinking to count and forget."""

    text: str = ""
    reasoning: str = ""


class ReasoningFilter:
    """Feed it pieces in order, then `finish`. The joined result does not depend on how the reply was cut."""

    def __init__(self, hold: int | None = DEFAULT_HOLD) -> None:
        self.leaked = False
        """A closing tag came after text was released: some thinking may have been shown."""
        self._hold = hold
        self._pending = ""
        self._head: list[str] | None = []
        self._head_length = 0
        self._until: str | None = None
        self._header: list[str] | None = None
        self._trim = True
        self._text: list[str] = []
        self._reasoning: list[str] = []

    def feed(self, piece: str) -> Sifted:
        """The next piece of the raw reply."""
        self._pending += piece
        start = 0
        for match in _TAG.finditer(self._pending):
            self._plain(self._pending[start : match.start()])
            self._tag(match.group().translate(_UPPER))
            start = match.end()
        rest = self._pending[start:]
        kept = _partial(rest)
        self._plain(rest[: len(rest) - kept])
        self._pending = rest[len(rest) - kept :]
        return self._take()

    def separate(self, reasoning: str) -> Sifted:
        """Thinking that the server sent apart: it separates, so nothing needs to be held back any more."""
        self._release()
        if reasoning:
            self._reasoning.append(reasoning)
        return self._take()

    def finish(self) -> Sifted:
        """The reply is over: what was held back is decided."""
        self._plain(self._pending)
        self._pending = ""
        self._release()
        return self._take()

    def _take(self) -> Sifted:
        sifted = Sifted("".join(self._text), "".join(self._reasoning))
        self._text.clear()
        self._reasoning.clear()
        return sifted

    def _plain(self, text: str) -> None:
        if not text:
            return
        if self._header is not None:
            self._header.append(text)
        elif self._until is not None:
            self._reasoning.append(text)
        elif self._head is not None:
            self._head.append(text)
            self._head_length += len(text)
            if self._hold is not None and self._head_length >= self._hold:
                self._release()
        else:
            self._show(text)

    def _show(self, text: str) -> None:
        if self._trim:
            text = text.lstrip()
            if not text:
                return
            self._trim = False
        self._text.append(text)

    def _release(self) -> None:
        if self._head is None:
            return
        head, self._head = "".join(self._head), None
        self._show(head)

    def _tag(self, tag: str) -> None:
        if self._header is not None:
            self._end_header(tag)
        elif tag in (_CHANNEL, _START):
            self._release()
            self._until = None
            self._header = []
        elif self._until is not None:
            if tag == self._until or (self._until == "<|end|>" and tag in _ENDS):
                self._until = None
            elif tag not in _PAIRS and tag not in _CLOSERS:
                return
            else:
                self._reasoning.append(tag)
        elif tag in _PAIRS:
            self._release()
            self._until = _PAIRS[tag]
        elif tag in _CLOSERS:
            self._orphan()

    def _end_header(self, tag: str) -> None:
        """Channel markup: `<|start|>assistant<|channel|>final<|message|>` opens what is meant to be read."""
        header = "".join(self._header or ()).strip().translate(_UPPER)
        if tag == _MESSAGE:
            self._header = None
            self._until = None if header.startswith(_ANSWER) or header in ("", "assistant") else "<|end|>"
        elif tag in (_CHANNEL, _START):
            self._header = []

    def _orphan(self) -> None:
        """A closing tag without an opening one: the reply started inside."""
        if self._head is None:
            self.leaked = True
            return
        self._reasoning.append("".join(self._head))
        self._head = None


def _partial(text: str) -> int:
    """How many characters at the end could be the beginning of a tag."""
    tail = text[-(_LONGEST - 1) :].translate(_UPPER)
    for start in range(len(tail)):
        if tail[start] in "<[◁" and tail[start:] in _PREFIXES:
            return len(tail) - start
    return 0
