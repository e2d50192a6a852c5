"""What providers say of a call: tokens and cost, in every shape that they send.

OpenAI's form is the base. Beside it stand, each where its provider puts it: OpenRouter's `cost`; what was read from a
cache (`prompt_tokens_details.cached_tokens`, Anthropic's `cache_read_input_tokens`, DeepSeek's
`prompt_cache_hit_tokens`); what was written to one (Anthropic's `cache_creation_input_tokens`, OpenRouter's
`cache_write_tokens`); and thinking that is not in `completion_tokens` but only in the total (xAI, Gemini).
"""

from collections.abc import Iterable
from typing import Any

from gm.domain.calls import Usage


def merged_usage(reports: list[Any]) -> tuple[Usage, float | None]:
    """What the provider itself reported, over all chunks that carry usage, and the cost that it named.

    The vendor library fills in guesses of its own where nothing was reported; those are not among `reports`. A field
    counts from its last report; a prompt of 0 tokens is a field that was left out.
    """
    prompt = cached = written = completion = reasoning = total = None
    cost: float | None = None
    for report in reports:
        prompt = _count(report, "prompt_tokens") or prompt
        completion = _later(completion, _count(report, "completion_tokens"))
        total = _later(total, _count(report, "total_tokens"))
        details = _part(report, "prompt_tokens_details")
        cached = _later(cached, _first(_count(details, "cached_tokens"), *_named(report, _READ)))
        written = _later(written, _first(*_named(report, _WRITTEN), *_named(details, _WRITTEN)))
        reasoning = _later(reasoning, _count(_part(report, "completion_tokens_details"), "reasoning_tokens"))
        cost = _later(cost, _money(_part(report, "cost")))
    if prompt is None:
        completion = completion or None
    elif completion is not None and reasoning and total == prompt + completion + reasoning:
        completion += reasoning
    return Usage(prompt, cached, completion, reasoning, None, written), cost


_READ = ("cache_read_input_tokens", "prompt_cache_hit_tokens")
_WRITTEN = ("cache_creation_input_tokens", "cache_creation_tokens", "cache_write_tokens")


def _named(report: Any, names: Iterable[str]) -> list[int | None]:
    return [_count(report, name) for name in names]


def _first(*counts: int | None) -> int | None:
    """The first that says something; 0 only where none says more."""
    told = [count for count in counts if count is not None]
    return next((count for count in told if count), told[0] if told else None)


def _part(report: Any, name: str) -> Any:
    return report.get(name) if isinstance(report, dict) else getattr(report, name, None)


def _later(before: Any, now: Any) -> Any:
    return before if now is None else now


def _count(report: Any, name: str) -> int | None:
    value = _part(report, name)
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        return None
    return value


def _money(value: Any) -> float | None:
    if isinstance(value, dict):
        value = value.get("total_cost")
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 1e6:
        return None
    return float(value)
