"""A reply read from its connection, below the vendor library's own stream, which costs about a millisecond a piece.

The library builds the request, finds the address and the key, keeps the connections, sends, and maps what a server
refuses: it knows its providers. Only the reply is read here, where the provider speaks OpenAI's stream; all others, and
whatever looks different from what is expected, is left to the library (docs/develop/wire.md).
"""

import asyncio
import contextlib
from collections.abc import AsyncGenerator, AsyncIterator
from typing import Any, Final

from gm.domain.calls import Chunk
from gm.models.chat_stream import ChatStream
from gm.models.deadlines import Deadlines

SPEAKERS: Final = frozenset(
    {
        "openai",
        "openrouter",
        "deepseek",
        "groq",
        "mistral",
        "together_ai",
        "fireworks_ai",
        "hosted_vllm",
    }
)
"""The library's names of providers whose stream is OpenAI's; `openai` is also any server with an address of its own.
Not among them: xAI, whose counts the library sets right."""
_USAGE_PATIENCE: Final = 3.0
"""Seconds to wait for usage after a reply is complete."""
_END_PATIENCE: Final = 0.25
"""Seconds to wait for the end of the transfer, which keeps the connection for the next call."""


def connection_of(stream: Any) -> Any:
    """The reply's connection (an `httpx.Response`) under the library's stream. None: leave it to the library."""
    import httpx

    if getattr(stream, "custom_llm_provider", None) not in SPEAKERS:
        return None
    inner = getattr(stream, "completion_stream", None)
    response = getattr(inner, "response", None) or getattr(inner, "http_response", None)
    if not isinstance(response, httpx.Response) or response.is_stream_consumed or response.is_closed:
        return None
    if getattr(inner, "json_mode", None):  # the library asks for JSON through a tool and translates back
        return None
    if not response.headers.get("content-type", "").lower().startswith("text/event-stream"):
        return None
    return response if response.request.url.path.endswith("/chat/completions") else None


async def pieces(response: Any, deadlines: Deadlines, said: ChatStream) -> AsyncGenerator[Chunk, None]:
    """Text and reasoning as they come; at the end `said` holds the rest.

    Raises:
        ModelUnavailable: a deadline has passed.
        StreamFault: the server said that it failed, or something unreadable.
        httpx.HTTPError: the connection broke.
    """
    source = response.aiter_bytes()
    while said.finish_reason is None and not said.done:
        try:
            piece = await deadlines.next(anext(source))
        except StopAsyncIteration:
            piece = None
        chunks = said.finish() if piece is None else said.feed(piece)
        deadlines.begun |= said.begun
        for chunk in chunks:
            yield chunk
        if said.fault is not None:
            raise said.fault
        if piece is None:
            return
    await _rest(source, said)


async def _rest(source: AsyncIterator[bytes], said: ChatStream) -> None:
    """Usage comes after the reply. That is complete: nothing that goes wrong here matters more than a missing count."""
    with contextlib.suppress(Exception):
        if not said.done:
            async with asyncio.timeout(_USAGE_PATIENCE):
                async for piece in source:
                    said.feed(piece)
                    if said.done:
                        break
                else:
                    said.finish()
        async with asyncio.timeout(_END_PATIENCE):
            async for _ in source:
                pass
