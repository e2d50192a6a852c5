"""What is configured, role by role, with everything a host should know of each candidate. Pure but for the catalogue.

`gm models`, `gm doctor` and `/host models` show the same values.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from gm.domain.calls import Candidate, Category, Role, hosts_purpose
from gm.domain.policy import Terms
from gm.models.catalogue import Entry, listed
from gm.models.known import Known, KnownModel
from gm.models.policy import Barred, maker_of, refusal
from gm.models.profiles import built_in_prices, prices_as_of
from gm.models.routes import RouteTable
from gm.models.samplers import fitted

SOON: Final = timedelta(days=60)
"""A model that is gone within this is told of before."""
_DISCORD: Final = hosts_purpose(Role.NARRATOR, Category.NARRATION, data_policy="no_training")
_TERMINAL: Final = replace(_DISCORD, data_policy="any")


@dataclass(frozen=True, slots=True)
class Standing:
    """One candidate of a role. `discord`, `terminal`: why words from there are not sent to it; None: they are."""

    candidate: Candidate
    maker: str
    key_missing: str
    """The variable of its key, where that is not set."""
    discord: Barred | None
    terminal: Barred | None
    warnings: tuple[str, ...]
    on_request: bool = False


@dataclass(frozen=True, slots=True)
class RoleListing:
    """A role. `borrows`: whose route it has, if not its own."""

    role: Role
    borrows: Role | None
    standings: tuple[Standing, ...]


def list_routes(
    table: RouteTable, known: Known, today: date, *, has_key: Callable[[str], bool]
) -> tuple[RoleListing, ...]:
    """All roles, in the order of `Role`."""
    found = []
    for role in Role:
        lender = table.lender(role)
        standing = table.route(role).candidates
        rows = tuple(
            _standing(each, table, known, today, has_key, on_request=each not in standing) for each in table.offer(role)
        )
        found.append(RoleListing(role, lender if lender is not role else None, rows))
    return tuple(found)


def barred_from_discord(candidate: Candidate, terms: Terms) -> Barred | None:
    """Why words from Discord are not sent to it; None: they are."""
    return refusal(candidate, _DISCORD, terms)


def warnings_of(candidate: Candidate, known: Known, today: date) -> tuple[str, ...]:
    """What is wrong or worth knowing about a candidate itself, most serious first."""
    if candidate.backend != "litellm":
        return ()
    rows = [*_retired(candidate, known, today), *_prices(candidate, known), *map(str, fitted(candidate).warnings)]
    found = known.of(candidate)
    if found is not None:
        if found.context_window and candidate.context_window > found.context_window:
            rows.append(f"context_window: {candidate.context_window:,} is more than its {found.context_window:,}")
        rows += _not_taken(candidate, found.takes)
    return tuple(rows)


def _standing(
    candidate: Candidate,
    table: RouteTable,
    known: Known,
    today: date,
    has_key: Callable[[str], bool],
    *,
    on_request: bool,
) -> Standing:
    key = candidate.key_env or ""
    return Standing(
        candidate,
        maker_of(candidate),
        key if key and not has_key(key) else "",
        refusal(candidate, _DISCORD, table.terms),
        refusal(candidate, _TERMINAL, table.terms),
        warnings_of(candidate, known, today),
        on_request,
    )


def _retired(candidate: Candidate, known: Known, today: date) -> list[str]:
    if known.gone(candidate):
        return [f"retired: OpenRouter did not list it on {known.as_of}"]
    found = known.of(candidate)
    entry = listed(candidate.model) if found is None and not candidate.endpoint else None
    told = found.retires if found is not None else entry.retired if entry is not None else ""
    try:
        day = date.fromisoformat(told)
    except ValueError:
        return []
    if day <= today:
        return [f"retired: its provider ends it on {day}"]
    return [f"its provider ends it on {day}: look for another"] if day - today <= SOON else []


def _prices(candidate: Candidate, known: Known) -> list[str]:
    if candidate.price_in is None or candidate.price_out is None:
        return ["price unknown: under a limit it may not be asked; give it `prices:` (0 for your own machine)"]
    found, source = known.of(candidate), known.as_of
    told: KnownModel | Entry | None = found
    if found is None and not candidate.endpoint:
        told, source = listed(candidate.model), "litellm's list"
    if told is None or told.price_in is None or told.price_out is None:
        return []
    now = (told.price_in, told.price_out)
    said = (candidate.price_in, candidate.price_out)
    if said != now:
        rises = _rises(said, now)
        return [f"dearer than its route says, per million tokens: {rises} ({source})"] if rises else []
    rises = _rises(built_in_prices().get(candidate.model, (None, None)), now)
    return [f"dearer than when it was built in ({prices_as_of()}): {rises}"] if rises else []


def _rises(then: tuple[float | None, float | None], now: tuple[float, float]) -> str:
    """`in $0.28 → $0.5`, or ''."""
    pairs = zip(("in", "out"), then, now, strict=True)
    return ", ".join(f"{what} ${old:g} → ${new:g}" for what, old, new in pairs if old is not None and new > old)


def _not_taken(candidate: Candidate, takes: tuple[str, ...]) -> list[str]:
    """Samplers that the broker takes, and none of this model's providers."""
    if not takes:
        return []
    sent = fitted(candidate)
    names = [name for name in (*sent.arguments, *sent.body) if name in _PER_MODEL and name not in takes]
    return [f"none of its providers takes `{name}`" for name in names]


_PER_MODEL: Final = frozenset(
    {"temperature", "top_p", "top_k", "min_p", "top_a", "frequency_penalty", "presence_penalty", "repetition_penalty"}
    | {"seed", "stop", "logit_bias", "reasoning"}
)
