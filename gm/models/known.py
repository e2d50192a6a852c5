"""What was last read of hosted models: prices, windows, what they take, which are gone. Kept as a file in GM_HOME.

It is written on request only (`gm models refresh`). A price that the host wrote in `gm.yaml` is never
changed by it; those of the built-in profiles are.
"""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from gm.domain.calls import Candidate, Route
from gm.domain.errors import ConfigError
from gm.models.catalogue import listed
from gm.models.policy import is_broker
from gm.models.routes import RouteTable

FILE: Final = "models.json"
"""Its name in GM_HOME."""
_MOST_BYTES: Final = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class KnownModel:
    """One model, as the broker lists it. Prices in US dollars per million tokens; None: not told."""

    price_in: float | None = None
    price_cached: float | None = None
    price_out: float | None = None
    context_window: int | None = None
    max_output: int | None = None
    takes: tuple[str, ...] = ()
    """Parameters that at least one of its providers takes."""
    retires: str = ""
    """The day from which it is gone, ISO; '' if none is told."""


@dataclass(frozen=True, slots=True)
class Known:
    """All of them by id (`maker/model`), and when they were read (ISO; '' never)."""

    as_of: str = ""
    source: str = ""
    models: Mapping[str, KnownModel] = field(default_factory=dict)

    def of(self, candidate: Candidate) -> KnownModel | None:
        """What is known of a candidate that goes through the broker, or None."""
        if not is_broker(candidate):
            return None
        name = broker_id(candidate)
        return self.models.get(name) or self.models.get(name.partition(":")[0])

    def gone(self, candidate: Candidate) -> bool:
        """Whether the broker was asked, and does not list it any more."""
        return bool(self.models) and is_broker(candidate) and self.of(candidate) is None


NOTHING: Final = Known()


def broker_id(candidate: Candidate) -> str:
    """What the broker calls it."""
    return candidate.model.partition("/")[2]


def parse_models(body: object) -> dict[str, KnownModel]:
    """The broker's list of models. What is not as it should be is left out.

    Raises:
        ConfigError: it is no such list at all.
    """
    items = body.get("data") if isinstance(body, dict) else None
    if not isinstance(items, list) or not items:
        raise ConfigError("What came back is no list of models.", remedy="Is `models_url` in gm.yaml right?")
    found = {}
    for item in items:
        if isinstance(item, dict) and isinstance(item.get("id"), str) and 0 < len(item["id"]) <= 200:
            found[item["id"]] = _model(item)
    if not found:
        raise ConfigError("What came back is no list of models.", remedy="Is `models_url` in gm.yaml right?")
    return found


def load_known(home: Path) -> Known:
    """What was last read, or nothing. A file that cannot be read is as none."""
    file = home / FILE
    try:
        if file.stat().st_size > _MOST_BYTES:
            return NOTHING
        body = json.loads(file.read_text(encoding="utf-8"))
        models = {
            str(name): KnownModel(**{**item, "takes": tuple(item.get("takes", ()))})
            for name, item in body["models"].items()
        }
        return Known(str(body["as_of"]), str(body["source"]), models)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return NOTHING


def keep_known(home: Path, known: Known) -> Path:
    """Write it, whole or not at all."""
    home.mkdir(parents=True, exist_ok=True)
    fresh = home / f".{FILE}.new"
    body = {"as_of": known.as_of, "source": known.source}
    models = {name: {k: v for k, v in asdict(each).items() if v} | _free(each) for name, each in known.models.items()}
    fresh.write_text(json.dumps({**body, "models": models}, indent=0, sort_keys=True), encoding="utf-8")
    fresh.replace(home / FILE)
    return home / FILE


def freshened(table: RouteTable, known: Known) -> RouteTable:
    """A built-in profile's routes with the prices and windows that were read last."""
    routes = {
        role: Route(role, tuple(_fresh(each, known) for each in route.candidates))
        for role, route in table.routes.items()
    }
    return replace(table, routes=routes)


def facts(known: Known, model: str) -> dict[str, Any]:
    """What a route need not say of a hosted model, as a candidate's fields: price, window, schemas."""
    found: KnownModel | None = known.of(Candidate(model))
    if found is not None:
        given = {
            "context_window": found.context_window,
            "price_in": found.price_in,
            "price_cached": found.price_cached,
            "price_out": found.price_out,
            "json_schema": True if "structured_outputs" in found.takes else None,
        }
        return {name: value for name, value in given.items() if value is not None}
    entry = listed(model)
    if entry is None:
        return {}
    names = ("context_window", "price_in", "price_cached", "price_out")
    told = {name: getattr(entry, name) for name in names if getattr(entry, name) is not None}
    return told | ({"json_schema": True} if entry.json_schema else {})


def _free(each: KnownModel) -> dict[str, float]:
    """Prices of 0 are kept: they are known."""
    prices = {"price_in": each.price_in, "price_cached": each.price_cached, "price_out": each.price_out}
    return {name: price for name, price in prices.items() if price is not None}


def _fresh(candidate: Candidate, known: Known) -> Candidate:
    found = known.of(candidate)
    if found is None or found.price_in is None or found.price_out is None:
        return candidate
    window = found.context_window or candidate.context_window
    return replace(
        candidate,
        price_in=found.price_in,
        price_cached=candidate.price_cached if found.price_cached is None else found.price_cached,
        price_out=found.price_out,
        context_window=window,
    )


def _model(item: Mapping[str, Any]) -> KnownModel:
    raw, top = item.get("pricing"), item.get("top_provider")
    prices: Mapping[str, Any] = raw if isinstance(raw, dict) else {}
    limits: Mapping[str, Any] = top if isinstance(top, dict) else {}
    takes = item.get("supported_parameters")
    words: Sequence[Any] = takes if isinstance(takes, list) else ()
    retires = item.get("expiration_date")
    return KnownModel(
        _price(prices.get("prompt")),
        _price(prices.get("input_cache_read")),
        _price(prices.get("completion")),
        _tokens(item.get("context_length")) or _tokens(limits.get("context_length")),
        _tokens(limits.get("max_completion_tokens")),
        tuple(sorted(str(word)[:60] for word in words[:100] if isinstance(word, str))),
        retires[:10] if isinstance(retires, str) else "",
    )


def _price(value: object) -> float | None:
    """A price per token, often as text, as one per million; None if it is none (a negative one means "it depends")."""
    try:
        number = float(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else math.nan
    except ValueError:
        return None
    return round(number * 1e6, 6) if math.isfinite(number) and number >= 0 else None


def _tokens(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 < value < 10**9 else None
