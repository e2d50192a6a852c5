"""The catalogue of models that comes with litellm: read as the file that it is, since importing it takes seconds.

It says what a hosted model costs, how long its window is, what it can do, and when it is retired.
"""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

_FILE: Final = "model_prices_and_context_window_backup.json"
_MODES: Final = ("chat", "completion", "responses", "embedding")


@dataclass(frozen=True, slots=True)
class Entry:
    """A model of the catalogue. Prices in US dollars per million tokens; None: not told."""

    model: str
    provider: str
    mode: str
    context_window: int | None
    max_output: int | None
    price_in: float | None
    price_cached: float | None
    price_out: float | None
    json_schema: bool
    tools: bool
    reasoning: bool
    retired: str
    """The day from which it is not offered any more, ISO; '' if none is told."""


def catalogue_file() -> Path | None:
    """Where it is, without importing anything; None if litellm is not installed."""
    spec = find_spec("litellm")
    for folder in (spec.submodule_search_locations or ()) if spec is not None else ():
        if (Path(folder) / _FILE).is_file():
            return Path(folder) / _FILE
    return None


@lru_cache(maxsize=1)
def entries() -> Mapping[str, Entry]:
    """The whole catalogue by name; empty if it is not there or cannot be read."""
    file = catalogue_file()
    if file is None:
        return {}
    try:
        listed = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {
        name: _entry(name, item)
        for name, item in listed.items()
        if isinstance(item, dict) and item.get("mode") in _MODES and name != "sample_spec"
    }


def find(words: Sequence[str]) -> list[Entry]:
    """All whose name or provider holds each of the words, whatever their case, by name."""
    wanted = [word.casefold() for word in words]
    return sorted(
        (
            each
            for each in entries().values()
            if all(word in f"{each.provider} {each.model}".casefold() for word in wanted)
        ),
        key=lambda each: each.model,
    )


def listed(model: str) -> Entry | None:
    """The entry of a model as a route calls it: with its provider's prefix, or without."""
    found = entries().get(model)
    if found is None and "/" in model:
        prefix, _, rest = model.partition("/")
        bare = entries().get(rest)
        found = bare if bare is not None and bare.provider == prefix else None
    return found


def _entry(name: str, item: Mapping[str, Any]) -> Entry:
    def price(key: str) -> float | None:
        value = item.get(key)
        good = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value) and value >= 0
        return round(value * 1e6, 6) if good else None  # type: ignore[operator]

    def tokens(*keys: str) -> int | None:
        return next(
            (v for key in keys if isinstance(v := item.get(key), int) and not isinstance(v, bool) and v > 0), None
        )

    return Entry(
        name,
        str(item.get("litellm_provider", "")),
        str(item["mode"]),
        tokens("max_input_tokens", "max_tokens"),
        tokens("max_output_tokens", "max_tokens"),
        price("input_cost_per_token"),
        price("cache_read_input_token_cost"),
        price("output_cost_per_token"),
        item.get("supports_response_schema") is True,
        item.get("supports_function_calling") is True,
        item.get("supports_reasoning") is True,
        str(item.get("deprecation_date") or ""),
    )
