"""Language models over litellm: the only file that imports it, inside the first call, because that takes seconds.

What its documentation does not say and this file allows for: streams report usage only when asked to, and where a
provider reports none the library makes numbers up (they are left out); its timeouts do not bound a stream; a reply
without an end looks like a finished one; its own retries would be calls without a row; leaving a stream without
`aclose` keeps the server busy.
"""

import asyncio
import contextlib
import logging
import os
import threading
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from dataclasses import replace
from typing import Any, Final

from gm.domain.calls import BackendRequest, Candidate, Chunk, Usage
from gm.domain.embeddings import EmbedRequest, Vectors
from gm.domain.errors import ModelUnavailable
from gm.models.cache_marks import wire_messages
from gm.models.chat_stream import ChatStream, whole
from gm.models.deadlines import Deadlines, TransientFailure
from gm.models.lean import connection_of, pieces
from gm.models.policy import broker_preferences, is_broker
from gm.models.pricing import reply_budget, settled_cost
from gm.models.reported import merged_usage
from gm.models.samplers import fitted
from gm.models.tool_calls import offered
from gm.models.vendor import map_error, missing_key

_LOGGERS: Final = ("LiteLLM", "LiteLLM Router", "LiteLLM Proxy", "litellm", "httpx", "openai")
_NO_KEY: Final = "none"
_NEVER_DROPPED: Final = ("response_format", "tools", "tool_choice")
"""What the library would leave out of a request without a word, where it thinks that a model does not take it."""
_USAGE_PATIENCE: Final = 3.0
"""Seconds to wait for usage after a reply is complete."""
_loading = threading.Lock()
_log = logging.getLogger("gm.models")


class LitellmBackend:
    """Implements `Backend`. `keys` gives the value of an environment variable by name; nothing of it is kept.

    `own_stream`: the library reads every reply itself; else those that it need not are read below it (`lean`).
    """

    def __init__(self, keys: Callable[[str], str | None], *, own_stream: bool = False) -> None:
        self._keys = keys
        self._own_stream = own_stream
        self._library: Any = None
        self._told: set[tuple[str, str | None]] = set()
        """Whose sampler settings were warned of."""

    async def warm_up(self) -> None:
        """Load the library off the event loop, so that the first call need not wait for it. Sends nothing."""
        library = await self._loaded()
        with contextlib.suppress(Exception):  # a rehearsal: what fails here will be told by the first call
            await asyncio.to_thread(asyncio.run, _rehearse(library))

    async def _loaded(self) -> Any:
        if self._library is None:
            self._library = await asyncio.to_thread(_load)
        return self._library

    async def aclose(self) -> None:
        """Close the connections that the process keeps for a next call; one that comes all the same makes its own."""
        library, self._library = self._library, None
        if library is not None:
            with contextlib.suppress(Exception):
                await library.close_litellm_async_clients()
            library.in_memory_llm_clients_cache.flush_cache()

    async def stream(self, request: BackendRequest) -> AsyncIterator[Chunk]:
        """The reply in pieces, raw; the last one carries usage and the finish reason.

        Raises:
            ModelUnavailable: refused, unreachable, limited, timed out, or died on the way.
            ContextOverflow: the prompt is longer than the window.
            BadReply: declined on policy.
        """
        candidate = request.candidate
        keys = request.keys or self._keys
        key = keys(candidate.key_env) if candidate.key_env else None
        if candidate.key_env and not key:
            raise missing_key(candidate)
        self._warn_once(candidate)
        library = await self._loaded()
        deadlines = Deadlines(request)
        stream: Any = None
        response: Any = None
        try:
            stream = await deadlines.next(library.acompletion(**_arguments(request, key or _NO_KEY)))
            response = None if self._own_stream else connection_of(stream)
            said = ChatStream()
            source = _pieces(stream, deadlines, said) if response is None else pieces(response, deadlines, said)
            async with contextlib.aclosing(source):
                async for chunk in source:
                    yield chunk
            if response is None:
                said.finish_reason, said.reports = _ending(stream), [*_reports(stream), *await _late_usage(stream)]
            yield _last(library, candidate, said)
        except Exception as error:
            mapped = map_error(error, request, key, begun=deadlines.begun)
            raise mapped from None
        finally:
            for open_ in (response, stream):
                if open_ is not None:
                    with contextlib.suppress(Exception):
                        await open_.aclose()

    def _warn_once(self, candidate: Candidate) -> None:
        """What is not sent of its settings is said in the log, once in a process."""
        if (candidate.model, candidate.endpoint) not in self._told:
            self._told.add((candidate.model, candidate.endpoint))
            for warning in fitted(candidate).warnings:
                _log.warning("%s: %s", candidate.model, warning)

    async def embed(self, request: EmbedRequest) -> Vectors:
        """A row for each text; implements `Embedder`.

        Raises:
            ModelUnavailable: refused, unreachable, limited, timed out.
            ContextOverflow: a text is longer than the window.
        """
        candidate = request.candidate
        keys = request.keys or self._keys
        key = keys(candidate.key_env) if candidate.key_env else None
        if candidate.key_env and not key:
            raise missing_key(candidate)
        library = await self._loaded()
        arguments: dict[str, Any] = {"model": candidate.model, "input": list(request.texts), "api_key": key or _NO_KEY}
        arguments |= {"timeout": request.total_timeout, "max_retries": 0, "num_retries": 0, "encoding_format": "float"}
        if candidate.endpoint:
            arguments["api_base"] = candidate.endpoint
        arguments |= candidate.extra
        try:
            reply = await library.aembedding(**arguments)
            rows = [row["embedding"] for row in sorted(reply.data, key=lambda row: row["index"])]
        except Exception as error:
            raise map_error(error, request, key, begun=False) from None
        usage, named_cost = merged_usage([reply.usage] if getattr(reply, "usage", None) is not None else [])
        usage = replace(usage, completion_tokens=0 if usage.prompt_tokens is not None else None)
        cost = named_cost if named_cost is not None else settled_cost(candidate, usage)
        return Vectors(rows, replace(usage, cost=_list_price(library, candidate, usage) if cost is None else cost))


async def _pieces(stream: Any, deadlines: Deadlines, said: ChatStream) -> AsyncGenerator[Chunk, None]:
    """Text and reasoning as they come. Returns at the end of the raw stream, before the library's own bookkeeping."""
    iterator = aiter(stream)
    while True:
        try:
            raw = await deadlines.next(anext(iterator))
        except StopAsyncIteration:
            return
        choices = getattr(raw, "choices", None)
        if choices:
            delta = choices[0].delta
            deadlines.begun |= said.calls.feed(getattr(delta, "tool_calls", None))
            text = getattr(delta, "content", None) or ""
            reasoning = getattr(delta, "reasoning_content", None) or getattr(delta, "reasoning", None) or ""
            if text or reasoning:
                deadlines.begun = True
                yield Chunk(text=whole(str(text)), reasoning=whole(reasoning) if isinstance(reasoning, str) else "")
        if getattr(stream, "sent_last_chunk", False):
            return


async def _late_usage(stream: Any) -> list[Any]:
    """Usage that comes after the finish reason, read from the raw stream: the library would first rebuild and recount
    the whole reply. Reading to the end also keeps the connection for the next call. The reply itself is complete, so
    nothing that goes wrong here matters more than a missing count."""
    raw = getattr(stream, "completion_stream", None)
    found: list[Any] = []
    if raw is None or not hasattr(raw, "__aiter__"):
        return found
    with contextlib.suppress(Exception):
        async with asyncio.timeout(_USAGE_PATIENCE):
            async for late in raw:
                usage = late.get("usage") if isinstance(late, dict) else getattr(late, "usage", None)
                if usage is not None:
                    found.append(usage)
    return found


def _ending(stream: Any) -> str | None:
    finish = getattr(stream, "received_finish_reason", None) or getattr(stream, "intermittent_finish_reason", None)
    return None if finish is None else str(finish)


def _reports(stream: Any) -> list[Any]:
    return [usage for raw in getattr(stream, "chunks", ()) if (usage := getattr(raw, "usage", None)) is not None]


def _last(library: Any, candidate: Candidate, said: ChatStream) -> Chunk:
    if said.finish_reason is None:
        raise TransientFailure(f"{candidate.model} broke off in the middle of its reply").of("broken")
    usage, named_cost = merged_usage(said.reports)
    cost = named_cost if named_cost is not None else settled_cost(candidate, usage)
    if cost is None:
        cost = _list_price(library, candidate, usage)
    reported = replace(usage, cost=cost)
    return Chunk(usage=reported, finish_reason=said.finish_reason, calls=said.calls.whole(), model=said.model)


def _list_price(library: Any, candidate: Candidate, usage: Usage) -> float | None:
    """The library's own price list, for hosted models without a price of ours. None: it does not know the model."""
    if candidate.endpoint or usage.prompt_tokens is None or usage.completion_tokens is None:
        return None
    try:
        known = library.get_model_info(candidate.model)
        priced = replace(
            candidate,
            price_in=known["input_cost_per_token"] * 1e6,
            price_out=known["output_cost_per_token"] * 1e6,
            price_cached=None
            if known.get("cache_read_input_token_cost") is None
            else known["cache_read_input_token_cost"] * 1e6,
        )
    except Exception:  # the library raises bare Exception for a model that is not on its list
        return None
    return settled_cost(priced, usage) or None


async def _rehearse(library: Any) -> None:
    """A call that never leaves the process: it makes the library import what it imports on first use."""
    messages = [{"role": "user", "content": "ready?"}]
    stream = await library.acompletion(
        model="openai/rehearsal", api_key=_NO_KEY, messages=messages, stream=True, mock_response="ready"
    )
    async for _ in stream:
        pass
    import openai.resources.chat  # noqa: F401 - the vendor's client also loads it on first use


def _arguments(request: BackendRequest, key: str) -> dict[str, Any]:
    candidate = request.candidate
    arguments: dict[str, Any] = {
        "model": candidate.model,
        "messages": wire_messages(request.messages, candidate),
        "api_key": key,
        "max_tokens": reply_budget(candidate, request.max_tokens),
        "stream": True,
        "stream_options": {"include_usage": True},
        "timeout": request.total_timeout,
        "max_retries": 0,
        "num_retries": 0,
        "drop_params": True,  # `fitted` names what a server does not take; this is for single models
    }
    arguments |= offered(request)
    samplers = fitted(candidate)
    body: dict[str, Any] = dict(samplers.body)
    arguments |= samplers.arguments
    if candidate.endpoint:
        arguments["api_base"] = candidate.endpoint
    if request.schema is not None and candidate.json_schema:
        form = {"name": "reply", "schema": dict(request.schema)}
        arguments["response_format"] = {"type": "json_schema", "json_schema": form}
    elif request.schema is not None and candidate.json_mode:
        arguments["response_format"] = {"type": "json_object"}
    must = [name for name in _NEVER_DROPPED if name in arguments]
    if must:
        arguments["allowed_openai_params"] = must
    if is_broker(candidate):
        preferences = broker_preferences(request, body.get("provider") or {})
        if preferences:
            body["provider"] = preferences
    if body:
        arguments["extra_body"] = body
    return arguments


def _load() -> Any:
    """Import the library: quiet, with its built-in price list, and without downloads."""
    with _loading:
        os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"
        os.environ.setdefault("LITELLM_LOG", "ERROR")
        try:
            import litellm
        except ImportError as error:
            raise ModelUnavailable(f"litellm cannot be loaded: {error}", remedy="make setup") from None
        litellm.disable_hf_tokenizer_download = True
        # What it takes where it was told 0: retries of its own, calls without a row.
        litellm.DEFAULT_MAX_RETRIES = 0  # type: ignore[attr-defined]
        litellm.telemetry = False
        litellm.suppress_debug_info = True
        litellm.turn_off_message_logging = True
        litellm.disable_token_counter = True
        for name in _LOGGERS:
            logging.getLogger(name).setLevel(logging.CRITICAL)
        return litellm
