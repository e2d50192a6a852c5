"""Who answers: roles to candidates, as the host orders them."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any, Final
from urllib.parse import urlsplit

from gm.domain.calls import Candidate, Role, Route
from gm.domain.errors import ConfigError
from gm.domain.policy import NO_TERMS, Terms
from gm.models.cache_marks import SETTING
from gm.models.minilm import LOCAL
from gm.models.policy import LOCAL as LOCAL_REGION
from gm.models.profile_data import built_in, profile_data

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

_STAND_IN: Final = {
    Role.SCRIBE: Role.NARRATOR,
    Role.NPC: Role.NARRATOR,
    Role.DIRECTOR: Role.ADJUDICATOR,
    Role.ADJUDICATOR: Role.NARRATOR,
}
Facts = Callable[[str], Mapping[str, Any]]
"""Fields of a candidate for a model of this name, as far as they are known."""
_FIELDS: Final = frozenset(each.name for each in fields(Candidate))


@dataclass(frozen=True, slots=True)
class RouteTable:
    """Role → route. A role without its own borrows: scribe and npc the narrator's, director the adjudicator's."""

    routes: Mapping[Role, Route]
    terms: Terms = NO_TERMS
    """What the host demands of whoever is asked."""
    named: Mapping[Role, tuple[Candidate, ...]] = field(default_factory=dict)
    """Who may be chosen by name, with those who are asked on request only."""
    fixed: frozenset[Role] = frozenset()
    """Roles for which a choice was made that nothing changes any more."""

    def route(self, role: Role) -> Route:
        """The route of a role; an empty one means that only the offline backend answers."""
        found = next((self.routes[each] for each in lenders(role) if each in self.routes), None)
        return found if found is not None else Route(role, ())

    def lender(self, role: Role) -> Role | None:
        """Whose route it is that this role has: its own, or another's; None: nobody's."""
        return next((each for each in lenders(role) if each in self.routes), None)

    def offer(self, role: Role) -> tuple[Candidate, ...]:
        """All that may be asked for a role: its route, and who is asked on request only."""
        lender = self.lender(role)
        more = self.named.get(lender, ()) if lender is not None else ()
        standing = self.route(role).candidates
        return (*standing, *(each for each in more if each not in standing))

    @classmethod
    def from_config(
        cls, config: Mapping[str, Sequence[Mapping[str, Any] | str]], facts: Facts | None = None
    ) -> "RouteTable":
        """From `gm.yaml`: role → list of candidates, each a mapping of `Candidate` fields or a model's name alone.
        `facts`: looks up what a route does not say of a hosted model.

        Raises:
            ConfigError: an unknown role or field, or a value of the wrong kind.
        """
        given = {_role(name): _candidates(name, items, facts) for name, items in config.items()}
        routes = {
            role: Route(role, tuple(each for each in found if not each.on_request)) for role, found in given.items()
        }
        named = {role: tuple(each for each in found if each.name) for role, found in given.items()}
        return cls(routes, named={role: found for role, found in named.items() if found})


def lenders(role: Role) -> Iterator[Role]:
    """The role itself, then those whose route it borrows."""
    current: Role | None = role
    while current is not None:
        yield current
        current = _STAND_IN.get(current)


def _role(name: str) -> Role:
    try:
        return Role(name)
    except ValueError:
        known = ", ".join(Role)
        raise ConfigError(f"routes: {name!r} is not a role", remedy=f"roles are {known}") from None


def _candidates(
    role: str, items: Sequence[Mapping[str, Any] | str], facts: Facts | None = None
) -> tuple[Candidate, ...]:
    if isinstance(items, str | Mapping):
        items = [items]
    made: list[Candidate] = []
    for item in items:
        values = {"model": item} if isinstance(item, str) else _spelled_out(item)
        unknown = sorted(values.keys() - _FIELDS)
        if unknown or "model" not in values:
            wrong = f"unknown setting {unknown[0]!r}" if unknown else "no `model:`"
            raise ConfigError(f"routes: {role}: {wrong}", remedy=f"settings are {', '.join(sorted(_FIELDS))}")
        made.append(LOCAL if values == {"model": "local"} and role == Role.EMBED else _typed(role, values, facts))
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


def _typed(role: str, values: dict[str, Any], facts: Facts | None) -> Candidate:
    if values["model"] == "offline":
        return OFFLINE
    hosted = facts is not None and not values.get("endpoint") and values.get("backend", "litellm") == "litellm"
    if facts is not None and hosted:
        values = {**_known_of(str(values["model"]), values, facts), **values}
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


def _known_of(model: str, said: Mapping[str, Any], facts: Facts) -> dict[str, Any]:
    """What a route need not say of a hosted model. Prices go together: where the route says one, none is added."""
    known = dict(built_in(model))
    if not {"context_window", "price_in", "price_out"} <= said.keys():
        known |= facts(model)
    priced = not {"price_in", "price_out"}.isdisjoint(said)
    return {name: value for name, value in known.items() if not (priced and name.startswith("price_"))}


def on_this_machine(endpoint: str) -> bool:
    """Whether an address is on this machine itself: words that are sent there stay."""
    host = (urlsplit(endpoint).hostname or "") if "://" in endpoint else ""
    return host in ("localhost", "::1") or bool(re.fullmatch(r"127(\.\d{1,3}){3}", host))


def _known_key(model: str) -> str | None:
    provider = model.partition("/")[0]
    entry = profile_data()["profiles"].get(provider)
    return None if entry is None else str(entry["key"])
