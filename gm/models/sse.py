"""Server-sent events, from bytes that may be cut anywhere to the data of whole events. Pure: it reads nothing itself.

As the standard says (https://html.spec.whatwg.org/multipage/server-sent-events.html), lines end in LF, CR LF or CR, a
blank line ends an event, several `data` lines of one event belong together, comments and unknown fields are nothing.
What the standard would drop is taken, because servers send it: an event that the end of the stream cuts off. Halves of
characters become U+FFFD.
"""

from typing import Final

_BOM: Final = b"\xef\xbb\xbf"
LONGEST: Final = 16 * 1024 * 1024
"""Bytes that one event may have."""


class TooLong(ValueError):
    """One event is longer than anything that a model says."""


class SseReader:
    """Feed it bytes in order, then `finish`. What comes out does not depend on how the bytes were cut."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        """What came since the last end of a line."""
        self._length = 0
        self._data: list[bytes] = []
        """The `data` lines of the event that is under way."""
        self._first = True

    def feed(self, piece: bytes) -> list[tuple[str, ...]]:
        """The events that this piece completes, each as its lines of data; joined by a line feed they are its data.

        Raises:
            TooLong: an event has no end.
        """
        self._length += len(piece)
        if self._length > LONGEST:
            raise TooLong(f"an event of more than {LONGEST} bytes")
        held = self._parts[-1] if self._parts else b""
        if b"\n" not in piece and b"\r" not in piece and not held.endswith(b"\r"):
            if piece:
                self._parts.append(piece)
            return []
        text = b"".join((*self._parts, piece))
        lines = text.splitlines(keepends=True)
        # A CR at the very end may be half of a CR LF: it waits for what comes next.
        rest = lines.pop() if lines and not lines[-1].endswith(b"\n") else b""
        self._parts = [rest] if rest else []
        events = self._events(lines)
        self._length = len(rest) + sum(map(len, self._data))
        return events

    def finish(self) -> list[tuple[str, ...]]:
        """The stream is over: what is left counts as an event."""
        lines = b"".join(self._parts).splitlines()
        self._parts = []
        return self._events([*lines, b""])

    def _events(self, lines: list[bytes]) -> list[tuple[str, ...]]:
        found: list[tuple[str, ...]] = []
        for raw in lines:
            line = raw.rstrip(b"\r\n")
            if self._first:
                line, self._first = line.removeprefix(_BOM), False
            if line.startswith(b"data:"):
                self._data.append(line[6:] if line[5:6] == b" " else line[5:])
            elif not line:
                if self._data:
                    found.append(tuple(each.decode("utf-8", "replace") for each in self._data))
                    self._data = []
            elif line == b"data":
                self._data.append(b"")
        return found
