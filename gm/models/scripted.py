"""A model for tests: it says what it was told to say, one character is one token, and nothing is left to chance."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, replace

from gm.domain.calls import BackendRequest, Chunk, Usage
from gm.domain.errors import ModelUnavailable
from gm.models.deadlines import Deadlines

Piece = str | Chunk | asyncio.Event | Exception
"""Text, a whole chunk, an event to wait for (a stall), or an error to die of."""

Reply = str | Exception | Sequence[Piece]
Script = Callable[[BackendRequest], Reply]


@dataclass(frozen=True, slots=True)
class Silent:
    """Wraps a reply whose provider reports no usage."""

    reply: Reply


class ScriptedBackend:
    """Gives the replies in order, one for each call, or asks a function for each. `requests` keeps what it was asked.

    Usage counts characters. With `cache`, the common beginning with the model's previous prompt counts as cached.
    """

    def __init__(self, replies: Sequence[Reply | Silent] | Script, *, cache: bool = False) -> None:
        self.requests: list[BackendRequest] = []
        self.closed = 0
        """How many streams have been left, finished or not."""
        self._script = replies if callable(replies) else None
        self._replies = [] if callable(replies) else list(replies)
        self._cache = cache
        self._seen: dict[tuple[str, str], str] = {}

    def _next(self, request: BackendRequest) -> Reply | Silent:
        self.requests.append(request)
        if self._script is not None:
            return self._script(request)
        if not self._replies:
            raise ModelUnavailable(f"the script for {request.candidate.model} has no reply left")
        return self._replies.pop(0)

    async def stream(self, request: BackendRequest) -> AsyncIterator[Chunk]:
        """The scripted reply in pieces, then usage and the finish reason.

        Raises:
            ModelError: what the script says, `ModelUnavailable` when it is used up or a stall meets its deadline.
        """
        try:
            deadlines = Deadlines(request)
            reply = self._next(request)
            usage = Usage() if isinstance(reply, Silent) else self._usage(request)
            reply = reply.reply if isinstance(reply, Silent) else reply
            written, finish = 0, "stop"
            for piece in (reply,) if isinstance(reply, str | Exception) else reply:
                if isinstance(piece, Exception):
                    raise piece
                if isinstance(piece, asyncio.Event):
                    await deadlines.next(piece.wait())
                    continue
                chunk = Chunk(text=piece) if isinstance(piece, str) else piece
                deadlines.begun = True
                finish = chunk.finish_reason or finish
                usage = chunk.usage or usage
                room = request.max_tokens - written
                written += len(chunk.text)
                if len(chunk.text) > room:
                    yield replace(chunk, text=chunk.text[:room])
                    written, finish = request.max_tokens, "length"
                    break
                yield chunk
            if usage.prompt_tokens is not None and usage.completion_tokens is None:
                usage = replace(usage, completion_tokens=written)
            yield Chunk(usage=usage, finish_reason=finish)
        finally:
            self.closed += 1

    def _usage(self, request: BackendRequest) -> Usage:
        wire = "\n".join(message.content for message in request.messages)
        total = sum(len(message.content) for message in request.messages)
        if not self._cache:
            return Usage(prompt_tokens=total, cached_tokens=0)
        key = (request.candidate.model, request.role)
        before = self._seen.get(key, "")
        self._seen[key] = wire
        return Usage(prompt_tokens=total, cached_tokens=min(total, _common(before, wire)))


def _common(left: str, right: str) -> int:
    """Length of the common beginning, by halving: prompts are long and alike."""
    low, high = 0, min(len(left), len(right))
    while low < high:
        middle = (low + high + 1) // 2
        if left[low:middle] == right[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low
