"""What a span says of a call, by OpenTelemetry's semantic conventions for generative AI (names as of 1.41, still in
development: https://opentelemetry.io/docs/specs/semconv/gen-ai/). Pure; no words of prompts or replies.
"""

from typing import Any, Final
from urllib.parse import urlsplit

from gm.domain.calls import Candidate
from gm.domain.ledger import CallEnd, CallStart

_PROVIDERS: Final = {"mistral": "mistral_ai", "xai": "x_ai", "gemini": "gcp.gemini", "vertex_ai": "gcp.vertex_ai"}
"""What the conventions call a provider, where it is not the name that the library has for it."""
_SAMPLERS: Final = ("temperature", "top_p", "top_k", "frequency_penalty", "presence_penalty", "seed")


def asked(start: CallStart, operation: str) -> dict[str, Any]:
    """The attributes of a call that is made."""
    why, one = start.purpose, start.candidate
    provider = provider_of(one)
    told: dict[str, Any] = {
        "gen_ai.operation.name": operation,
        "gen_ai.provider.name": provider,
        "gen_ai.system": provider,  # what the same was called before 1.37, which many viewers still read
        "gen_ai.request.model": one.model,
        "gen_ai.request.stream": True if operation == "chat" else None,
        "gen_ai.request.max_tokens": start.max_tokens if operation == "chat" else None,
        "gen_ai.output.type": "json" if start.rung else "text" if operation == "chat" else None,
        "gen_ai.conversation.id": None if why.game_id is None else f"game-{why.game_id}",
        "gm.role": str(why.role),
        "gm.category": str(why.category),
        "gm.attempt": start.attempt,
        "gm.rung": start.rung or None,
        "gm.game": why.game_id,
        "gm.scene": why.scene_id,
        "gm.turn": why.turn_id,
    }
    for name in _SAMPLERS:
        value = one.extra.get(name)
        told[f"gen_ai.request.{name}"] = value if isinstance(value, int | float) else None
    if one.endpoint:
        address = urlsplit(one.endpoint)
        told["server.address"] = address.hostname
        told["server.port"] = address.port or (443 if address.scheme == "https" else 80)
    return {name: value for name, value in told.items() if value is not None}


def answered(end: CallEnd) -> dict[str, Any]:
    """The attributes of what came back; what was not reported is left out."""
    first = end.first_token_ms
    told: dict[str, Any] = {
        "gen_ai.response.model": end.model or None,
        "gen_ai.response.finish_reasons": (end.finish_reason,) if end.finish_reason else None,
        "gen_ai.response.time_to_first_chunk": None if first is None else first / 1000,
        "gen_ai.usage.input_tokens": end.usage.prompt_tokens,
        "gen_ai.usage.output_tokens": end.usage.completion_tokens,
        "gen_ai.usage.cache_read.input_tokens": end.usage.cached_tokens,
        "gen_ai.usage.reasoning.output_tokens": end.usage.reasoning_tokens,
        "gm.cost_usd": end.usage.cost,
        "gm.status": end.status,
    }
    return {name: value for name, value in told.items() if value is not None}


def provider_of(candidate: Candidate) -> str:
    """The provider, as the conventions call it."""
    if is_inside(candidate):
        return "gm"
    first = candidate.model.partition("/")[0] if "/" in candidate.model else ""
    named = candidate.provider or first or "openai"
    if first == "openrouter":
        named = first
    return _PROVIDERS.get(named.lower(), named.lower())


def is_inside(candidate: Candidate) -> bool:
    """Whether it is answered in this process, and not by a provider."""
    return candidate.backend != "litellm"
