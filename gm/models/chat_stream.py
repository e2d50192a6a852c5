"""What OpenAI's chat-completion stream says, and its many cousins: events to pieces of a reply. Pure.

Only what we use is looked at: text, reasoning under its three names, calls, the finish reason, usage, and errors that
come inside a stream that began well. What came in one read goes out as one piece: where the machine is slower than
the models, pieces grow and everything behind them has less to do.
"""

import json
from collections.abc import Callable, Iterator
from typing import Any, Final

from gm.domain.calls import Chunk
from gm.models.sse import SseReader, TooLong
from gm.models.tool_calls import GatheredCalls

_DONE: Final = "[DONE]"
_LONGEST_NAME: Final = 200
_FAILED: Final = "error"
"""A finish reason that is none."""


class StreamFault(Exception):
    """The server says inside the stream that it has failed, or says what nobody can read. `status_code` as in HTTP, if
    one was given."""

    def __init__(self, message: str, status_code: int | None = None) -> None:
        super().__init__(message)
        self.status_code = status_code


class ChatStream:
    """One reply as it is read."""

    def __init__(self) -> None:
        self._events = SseReader()
        self.calls = GatheredCalls()
        self.begun = False
        """Whether any of the reply has arrived."""
        self.finish_reason: str | None = None
        self.done = False
        """The server has said that nothing follows."""
        self.model = ""
        """Which model the server says that it is: what it said last, in case a broker asked several."""
        self.reports: list[Any] = []
        """Usage, as often as it was reported."""
        self.fault: StreamFault | None = None
        """The server has failed, or this is no such stream."""

    def feed(self, piece: bytes) -> list[Chunk]:
        """What this read brings; then look whether there is a `fault`."""
        return self._chunks(self._events.feed, piece)

    def finish(self) -> list[Chunk]:
        """What was left when the stream ended."""
        return self._chunks(lambda _: self._events.finish(), b"")

    def _chunks(self, read: Callable[[bytes], list[tuple[str, ...]]], piece: bytes) -> list[Chunk]:
        found: list[Chunk] = []
        text: list[str] = []
        reasoning: list[str] = []
        try:
            for thought, words in self._parts(read(piece)):
                if thought and text:  # in a piece reasoning comes before text: one that comes after begins another
                    found.append(Chunk(text=whole("".join(text)), reasoning=whole("".join(reasoning))))
                    text, reasoning = [], []
                if thought:
                    reasoning.append(thought)
                if words:
                    text.append(words)
        except TooLong as error:
            self.fault = StreamFault(str(error))
        except StreamFault as fault:
            self.fault = fault
        if text or reasoning:  # also what was said before a failure was said
            found.append(Chunk(text=whole("".join(text)), reasoning=whole("".join(reasoning))))
        return found

    def _parts(self, events: list[tuple[str, ...]]) -> Iterator[tuple[str, str]]:
        for event in events:
            for said in _parsed(event):
                if said == _DONE:
                    self.done = True
                    return
                yield from self._said(said)

    def _said(self, event: Any) -> Iterator[tuple[str, str]]:
        """Reasoning and text of one event; everything else is noted."""
        if not isinstance(event, dict):
            raise StreamFault("no chat completion")
        error = event.get("error")
        if error:
            raise _fault(error)
        model = event.get("model")
        if isinstance(model, str) and model:
            self.model = model[:_LONGEST_NAME]
        usage = event.get("usage")
        if usage is not None:
            self.reports.append(usage)
        choices = event.get("choices")
        choice = choices[0] if isinstance(choices, list) and choices else None
        if not isinstance(choice, dict):
            return
        delta = choice.get("delta")
        if isinstance(delta, dict) and self.finish_reason is None:
            calls = delta.get("tool_calls")
            if calls and isinstance(calls, list):
                self.begun |= self.calls.feed(calls)
            words, thought = _words(delta.get("content"))
            named = delta.get("reasoning_content") or delta.get("reasoning")
            thought = named if isinstance(named, str) else thought
            if words or thought:
                self.begun = True
                yield thought, words
        finish = choice.get("finish_reason")
        if finish == _FAILED:
            raise StreamFault("it says that it failed")
        if isinstance(finish, str) and finish:
            self.finish_reason = finish


def _parsed(event: tuple[str, ...]) -> Iterator[Any]:
    """The values of an event: one over all its lines, or one on each where a server forgets the blank lines."""
    data = "\n".join(event).strip()
    if not data:
        return
    if data.startswith(_DONE):
        yield _DONE
        return
    try:
        yield json.loads(data)
        return
    except ValueError:
        if len(event) == 1:
            raise StreamFault("no JSON") from None
    for line in event:
        yield from _parsed((line,))


def _words(content: Any) -> tuple[str, str]:
    """Text, and the reasoning that stands among it where content comes in blocks (Mistral's)."""
    if isinstance(content, str):
        return content, ""
    words: list[str] = []
    thoughts: list[str] = []
    for block in content if isinstance(content, list) else ():
        if not isinstance(block, dict):
            continue
        if block.get("type") == "text" and isinstance(block.get("text"), str):
            words.append(block["text"])
        elif block.get("type") == "thinking":
            thoughts.append(_words(block.get("thinking"))[0])
    return "".join(words), "".join(thoughts)


def _fault(error: Any) -> StreamFault:
    if not isinstance(error, dict):
        return StreamFault(str(error))
    code = error.get("code")
    status = code if isinstance(code, int) and 400 <= code < 600 else None
    message = error.get("message")
    return StreamFault(message if isinstance(message, str) else json.dumps(error, ensure_ascii=False), status)


def whole(text: str) -> str:
    """The text without halves of characters, which some servers send when a chunk ends inside one: no database and no
    terminal takes them."""
    if text.isascii():
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
