"""Who answers: roles to candidates, and the profile that fits the keys and local servers that are there."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import lru_cache
from importlib.resources import files
from typing import Any, Final
from urllib.parse import urlsplit

import yaml

from gm.domain.calls import Candidate, Role, Route, Usage
from gm.domain.errors import ConfigError
from gm.domain.policy import NO_TERMS, Terms
from gm.models.cache_marks import SETTING
from gm.models.minilm import LOCAL
from gm.models.policy import LOCAL as LOCAL_REGION
from gm.models.pricing import settled_cost
from gm.models.probe import LocalModel, LocalServer

OFFLINE: Final = Candidate(
    model="offline",
    backend="offline",
    context_window=10_000_000,
    max_output=100_000,
    price_in=0.0,
    price_cached=0.0,
    price_out=0.0,
    json_schema=True,
    open_weight=True,
    maker="gm",
    provider="offline",
    trains_on_inputs=False,
)
"""The deterministic backend that stands behind every route. It composes text; it is not a model."""

NO_MODEL_LINE: Final = (
    "No key and no local model found: the offline narrator tells the story. "
    "For a real model set OPENROUTER_API_KEY, or start Ollama and come back."
)
_STAND_IN: Final = {
    Role.SCRIBE: Role.NARRATOR,
    Role.NPC: Role.NARRATOR,
    Role.DIRECTOR: Role.ADJUDICATOR,
    Role.ADJUDICATOR: Role.NARRATOR,
}
_FIELDS: Final = frozenset(field.name for field in fields(Candidate))


@dataclass(frozen=True, slots=True)
class RouteTable:
    """Role → route. A role without its own borrows: scribe and npc the narrator's, director the adjudicator's."""

    routes: Mapping[Role, Route]
    terms: Terms = NO_TERMS
    """What the host demands of whoever is asked."""

    def route(self, role: Role) -> Route:
        """The route of a role; an empty one means that only the offline backend answers."""
        current: Role | None = role
        while current is not None:
            found = self.routes.get(current)
            if found is not None:
                return found
            current = _STAND_IN.get(current)
        return Route(role, ())

    @classmethod
    def from_config(cls, config: Mapping[str, Sequence[Mapping[str, Any] | str]]) -> "RouteTable":
        """From `gm.yaml`: role → list of candidates, each a mapping of `Candidate` fields or a model's name alone.

        Raises:
            ConfigError: an unknown role or field, or a value of the wrong kind.
        """
        return cls({_role(name): Route(_role(name), _candidates(name, items)) for name, items in config.items()})


@dataclass(frozen=True, slots=True)
class Profile:
    """What was found to play with, and the one line that says so. `key` is the variable's name, or None."""

    name: str
    routes: RouteTable
    announcement: str
    key: str | None = None


def detect_profile(env_names: Collection[str], local: Sequence[LocalServer] = ()) -> Profile:
    """The profile for these environment variables (names of those that are set) and local servers.

    A key goes before a local server, which then stands behind it at no cost; OpenRouter goes before other keys.
    """
    free = _local_candidates(local)
    for name, entry in _profiles()["profiles"].items():
        if entry["key"] in env_names:
            return _keyed(name, entry, free)
    if free:
        server = next(server for server in local if server.models)
        line = (
            f"{server.name} found at {server.endpoint}: {free[0].model.partition('/')[2]} plays every role, at no cost."
        )
        return Profile("local", _table(free, free), line)
    return Profile("offline", RouteTable({}), NO_MODEL_LINE)


def profile_of(provider: str, *, key_env: str | None = None) -> Profile:
    """The profile of one provider alone, with nothing behind it: for an account with a key of its own.

    Raises:
        ConfigError: there is no such provider.
    """
    entry = _profiles()["profiles"].get(provider)
    if entry is None:
        raise ConfigError(f"There is no provider {provider!r}.", remedy=f"There are: {', '.join(providers())}.")
    return _keyed(provider, entry if key_env is None else {**entry, "key": key_env}, ())


def providers() -> tuple[str, ...]:
    """The providers that there are profiles for, in order of preference."""
    return tuple(_profiles()["profiles"])


def cost_per_turn(routes: RouteTable) -> float | None:
    """About how many US dollars a turn costs with the first candidates of narrator and adjudicator; None: unknown."""
    total = 0.0
    for name, shape in _profiles()["turn"].items():
        candidates = routes.route(Role(name)).candidates
        if not candidates:
            continue
        prompt = int(shape["prompt"])
        usage = Usage(
            prompt_tokens=prompt, cached_tokens=int(prompt * shape["cached"]), completion_tokens=int(shape["written"])
        )
        cost = settled_cost(candidates[0], usage)
        if cost is None:
            return None
        total += cost
    return total


def prices_as_of() -> str:
    """The date on which the built-in prices were read, ISO."""
    return str(_profiles()["as_of"])


def _keyed(name: str, entry: Mapping[str, Any], free: tuple[Candidate, ...]) -> Profile:
    common = {"key_env": entry["key"], "provider": entry["provider"]}
    narrators, adjudicators = (
        tuple(Candidate(**common, **item) for item in entry[role]) for role in ("narrator", "adjudicator")
    )
    table = _table((*narrators, *free), (*adjudicators, *free))
    cost = cost_per_turn(table)
    about = "price unknown" if cost is None else f"about ${cost:.4f} a turn"
    line = (
        f"{entry['key']} found: {_short(narrators[0])} narrates, {_short(adjudicators[0])} rules, {about} "
        f"(prices of {prices_as_of()})."
    )
    return Profile(name, table, line, key=entry["key"])


def _table(narrators: tuple[Candidate, ...], adjudicators: tuple[Candidate, ...]) -> RouteTable:
    return RouteTable(
        {
            Role.NARRATOR: Route(Role.NARRATOR, narrators),
            Role.ADJUDICATOR: Route(Role.ADJUDICATOR, adjudicators),
        }
    )


def _local_candidates(local: Sequence[LocalServer]) -> tuple[Candidate, ...]:
    return tuple(local_candidate(server, server.models[0]) for server in local if server.models)


def local_candidate(server: LocalServer, model: LocalModel) -> Candidate:
    """A candidate for a model that a local server offers: free, private, and of a window that the server told."""
    return Candidate(
        model=f"openai/{model.name}",
        endpoint=server.endpoint,
        context_window=model.context_window or 4096,
        max_output=1024,
        price_in=0.0,
        price_cached=0.0,
        price_out=0.0,
        json_schema=True,
        reasoning=model.reasons,
        open_weight=True,
        provider=server.name,
        trains_on_inputs=False,
        zero_retention=True,
        region=LOCAL_REGION,
    )


def _short(candidate: Candidate) -> str:
    return candidate.model.rpartition("/")[2]


def _role(name: str) -> Role:
    try:
        return Role(name)
    except ValueError:
        known = ", ".join(Role)
        raise ConfigError(f"routes: {name!r} is not a role", remedy=f"roles are {known}") from None


def _candidates(role: str, items: Sequence[Mapping[str, Any] | str]) -> tuple[Candidate, ...]:
    if isinstance(items, str | Mapping):
        items = [items]
    made: list[Candidate] = []
    for item in items:
        values = {"model": item} if isinstance(item, str) else _spelled_out(item)
        unknown = sorted(values.keys() - _FIELDS)
        if unknown or "model" not in values:
            wrong = f"unknown setting {unknown[0]!r}" if unknown else "no `model:`"
            raise ConfigError(f"routes: {role}: {wrong}", remedy=f"settings are {', '.join(sorted(_FIELDS))}")
        made.append(LOCAL if values == {"model": "local"} and role == Role.EMBED else _typed(role, values))
    return tuple(made)


def _spelled_out(item: Mapping[str, Any]) -> dict[str, Any]:
    """`prices:` and `cache_marks:` as the fields that they stand for."""
    values = dict(item)
    prices = values.pop("prices", None)
    if isinstance(prices, Mapping):
        names = {"input": "price_in", "cached": "price_cached", "output": "price_out"}
        values = {names.get(str(name), str(name)): price for name, price in prices.items()} | values
    if "cache_marks" in values:
        values["extra"] = {**(values.get("extra") or {}), SETTING: values.pop("cache_marks")}
    return values


def _typed(role: str, values: dict[str, Any]) -> Candidate:
    if values["model"] == "offline":
        return OFFLINE
    numbers = ("context_window", "max_output", "price_in", "price_cached", "price_out")
    for name in numbers:
        value = values.get(name)
        if value is not None and (isinstance(value, bool) or not isinstance(value, int | float) or value < 0):
            raise ConfigError(f"routes: {role}: {name} must be a number, not {value!r}")
    if "key_env" not in values and not values.get("endpoint"):
        values["key_env"] = _known_key(str(values["model"]))
    if not values.get("provider"):
        values["provider"] = "local" if values.get("endpoint") else str(values["model"]).partition("/")[0]
    if on_this_machine(str(values.get("endpoint") or "")):
        values = {"trains_on_inputs": False, "zero_retention": True, "region": LOCAL_REGION} | values
    return Candidate(**values)


def on_this_machine(endpoint: str) -> bool:
    """Whether an address is on this machine itself: words that are sent there stay."""
    host = (urlsplit(endpoint).hostname or "") if "://" in endpoint else ""
    return host in ("localhost", "::1") or bool(re.fullmatch(r"127(\.\d{1,3}){3}", host))


def _known_key(model: str) -> str | None:
    provider = model.partition("/")[0]
    entry = _profiles()["profiles"].get(provider)
    return None if entry is None else str(entry["key"])


def key_names() -> tuple[str, ...]:
    """The environment variables in which a key is looked for, in order of preference."""
    return tuple(str(entry["key"]) for entry in _profiles()["profiles"].values())


@lru_cache(maxsize=1)
def _profiles() -> dict[str, Any]:
    text = files("gm.models").joinpath("profiles.yaml").read_text(encoding="utf-8")
    loaded: dict[str, Any] = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    return loaded
