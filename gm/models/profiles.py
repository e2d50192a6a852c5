"""The profile that fits the keys and local servers that are there, and the one line that says so."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from gm.domain.calls import Candidate, Role, Route, Usage
from gm.domain.errors import ConfigError
from gm.models.known import NOTHING, Known, freshened
from gm.models.policy import LOCAL as LOCAL_REGION
from gm.models.pricing import settled_cost
from gm.models.probe import LocalModel, LocalServer
from gm.models.profile_data import profile_data
from gm.models.routes import RouteTable

_BROKER_KEY: Final = "OPENROUTER_API_KEY"
NO_MODEL_LINE: Final = (
    "No key and no local model found: the offline narrator tells the story. "
    "For a real model set OPENROUTER_API_KEY, or start Ollama and come back."
)


@dataclass(frozen=True, slots=True)
class Profile:
    """What was found to play with, and the one line that says so. `key` is the variable's name, or None."""

    name: str
    routes: RouteTable
    announcement: str
    key: str | None = None


def detect_profile(
    env_names: Collection[str],
    local: Sequence[LocalServer] = (),
    *,
    wanted: str = "auto",
    known: Known = NOTHING,
) -> Profile:
    """The profile for these environment variables (names of those that are set) and local servers.

    A key goes before a local server, which then stands behind it at no cost; OpenRouter goes before other keys.
    `wanted` is the setting: `mixed` has a local server narrate and OpenRouter rule, where both are there.
    `known`: what was last read of hosted models; it goes before what is built in.
    """
    free = _local_candidates(local)
    if wanted == "mixed" and free and _BROKER_KEY in env_names:
        return _mixed(free, known)
    for name, entry in profile_data()["profiles"].items():
        if entry["key"] in env_names:
            return _keyed(name, entry, free, known)
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
    entry = profile_data()["profiles"].get(provider)
    if entry is None:
        raise ConfigError(f"There is no provider {provider!r}.", remedy=f"There are: {', '.join(providers())}.")
    return _keyed(provider, entry if key_env is None else {**entry, "key": key_env}, ())


def providers() -> tuple[str, ...]:
    """The providers that there are profiles for, in order of preference."""
    return tuple(profile_data()["profiles"])


def cost_per_turn(routes: RouteTable) -> float | None:
    """About how many US dollars a turn costs with the first candidates of narrator and adjudicator; None: unknown."""
    total = 0.0
    for name, shape in profile_data()["turn"].items():
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
    return str(profile_data()["as_of"])


@lru_cache(maxsize=1)
def built_in_prices() -> Mapping[str, tuple[float | None, float | None]]:
    """Model → what it cost to read and to write, per million tokens, when its profile was written."""
    found: dict[str, tuple[float | None, float | None]] = {}
    for entry in profile_data()["profiles"].values():
        for item in (*entry["narrator"], *entry["adjudicator"]):
            found.setdefault(item["model"], (item.get("price_in"), item.get("price_out")))
    return found


def _keyed(name: str, entry: Mapping[str, Any], free: tuple[Candidate, ...], known: Known = NOTHING) -> Profile:
    common = {"key_env": entry["key"], "provider": entry["provider"]}
    narrators, adjudicators = (
        tuple(Candidate(**common, **item) for item in entry[role]) for role in ("narrator", "adjudicator")
    )
    table = freshened(_table((*narrators, *free), (*adjudicators, *free)), known)
    cost = cost_per_turn(table)
    about = "price unknown" if cost is None else f"about ${cost:.4f} a turn"
    line = (
        f"{entry['key']} found: {_short(narrators[0])} narrates, {_short(adjudicators[0])} rules, {about} "
        f"(prices of {known.as_of or prices_as_of()})."
    )
    return Profile(name, table, line, key=entry["key"])


def _mixed(free: tuple[Candidate, ...], known: Known) -> Profile:
    """What is told often and long is told at home; what has to be thought over is bought."""
    entry = profile_data()["profiles"]["openrouter"]
    hosted = _keyed("openrouter", entry, (), known)
    ways = hosted.routes.routes
    table = RouteTable(
        {
            **ways,
            Role.NARRATOR: Route(Role.NARRATOR, (*free, *ways[Role.NARRATOR].candidates)),
            Role.ADJUDICATOR: Route(Role.ADJUDICATOR, (*ways[Role.ADJUDICATOR].candidates, *free)),
        }
    )
    cost = cost_per_turn(table)
    about = "price unknown" if cost is None else f"about ${cost:.4f} a turn"
    narrates, rules = _short(free[0]), _short(ways[Role.ADJUDICATOR].candidates[0])
    line = f"{free[0].provider} found: {narrates} narrates; {entry['key']} found: {rules} rules, {about}."
    return Profile("mixed", table, line, key=entry["key"])


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


def key_names() -> tuple[str, ...]:
    """The environment variables in which a key is looked for, in order of preference."""
    return tuple(str(entry["key"]) for entry in profile_data()["profiles"].values())
