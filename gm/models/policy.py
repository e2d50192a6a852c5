"""Whom words may be sent to: decided before any byte leaves, for each candidate, with the reason. Pure.

What is not told counts as what is feared: a candidate whose region, maker or training is unknown is not asked where
that matters. A broker (OpenRouter) chooses who runs a model only with the call: it is told the terms, and held to them
by its own promise; what it cannot be told (regions) has to stand in the route.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from gm.domain.calls import BackendRequest, CallPurpose, Candidate
from gm.domain.policy import NO_TERMS, RATINGS, Terms

LOCAL: Final = "local"
"""The region of the host's own machines."""
_BROKER: Final = "openrouter/"
Bar = Literal[
    "rating", "trains", "training", "keeps", "keeping", "region", "where", "maker", "made", "provider", "provided"
]
"""What stands in the way. `training`, `keeping`, `where`, `made`, `provided`: not told, so the worst is feared."""
_TEXTS: Final[Mapping[Bar, str]] = {
    "rating": "it allows stories up to `{name}`, and this one is `{wanted}`",
    "trains": "its provider trains on what is sent",
    "training": "whether its provider trains on what is sent is not told (trains_on_inputs:)",
    "keeps": "its provider keeps what is sent",
    "keeping": "whether its provider keeps what is sent is not told (zero_retention:)",
    "region": "it runs in `{name}`",
    "where": "where it runs is not told (region:)",
    "maker": "its maker `{name}` is not allowed",
    "made": "its maker is not told (maker:)",
    "provider": "its provider `{name}` is not allowed",
    "provided": "its provider is not told (provider:)",
}


@dataclass(frozen=True, slots=True)
class Barred:
    """Why a candidate may not be asked. `name`: where it runs, who made or runs it, or the rating that it allows up to,
    as the route says; `wanted`: the story's rating. As text: in English, for the terminal."""

    bar: Bar
    name: str = ""
    wanted: str = ""

    def __str__(self) -> str:
        return _TEXTS[self.bar].format(name=self.name, wanted=self.wanted)


def is_broker(candidate: Candidate) -> bool:
    """Whether it hands calls on to providers of its choice, within what it is told."""
    return candidate.backend == "litellm" and candidate.model.startswith(_BROKER)


def permitted(candidate: Candidate, purpose: CallPurpose, terms: Terms = NO_TERMS, *, told: bool = True) -> bool:
    """Whether this candidate may be asked for this purpose."""
    return refusal(candidate, purpose, terms, told=told) is None


def refusal(candidate: Candidate, purpose: CallPurpose, terms: Terms = NO_TERMS, *, told: bool = True) -> Barred | None:
    """Why this candidate may not be asked; None: it may. `told` False: a broker is not told the terms with this kind of
    call, so it is trusted with nothing.

    What runs inside this program (the offline narrator, its own embeddings) sends nothing anywhere: only the rating
    holds for it.
    """
    if purpose.rating is not None and not allows_rating(candidate, purpose.rating):
        return Barred("rating", candidate.rating, purpose.rating)
    if candidate.backend != "litellm":
        return None
    strict = forbids_training(purpose.data_policy == "no_training", terms)
    broker = told and is_broker(candidate)
    return (
        (_training(candidate, broker) if strict else None)
        or (_retention(candidate, broker) if terms.zero_retention else None)
        or _region(candidate, terms)
        or _listed("maker", "made", maker_of(candidate), terms.makers, terms.no_makers)
        or (None if broker else _run_by(candidate, terms))
    )


def forbids_training(others_words: bool, terms: Terms) -> bool:
    """Whether nobody may learn from this call. `others_words`: it holds words that did not come from one's own
    terminal."""
    return terms.training == "never" or (terms.training == "terminal" and others_words)


def allows_rating(candidate: Candidate, rating: str) -> bool:
    """Whether its provider allows stories of this rating. A rating that is not known is taken for the strongest."""
    wanted = RATINGS.index(rating) if rating in RATINGS else len(RATINGS) - 1
    return candidate.rating in RATINGS and RATINGS.index(candidate.rating) >= wanted


def maker_of(candidate: Candidate) -> str:
    """Who made the model: as the route says, else as a broker's name for it says (`openrouter/MAKER/…`)."""
    if candidate.maker:
        return candidate.maker
    parts = candidate.model.split("/")
    return parts[1] if is_broker(candidate) and len(parts) > 2 else ""


def broker_preferences(request: BackendRequest, own: Mapping[str, Any]) -> dict[str, Any]:
    """Whom OpenRouter may hand the call to: its `provider` setting. `own` is what the route asks for, and holds as far
    as it does not loosen the terms."""
    asked, terms = request.candidate, request.terms
    found = dict(own)
    if request.tools or (request.schema is not None and (asked.json_schema or asked.json_mode)):
        found["require_parameters"] = True
    if forbids_training(request.data_policy == "no_training", terms):
        found["data_collection"] = "deny"
    if terms.zero_retention:
        found["zdr"] = True
    if terms.no_providers:
        found["ignore"] = sorted({*map(str, found.get("ignore") or ()), *terms.no_providers})
    if terms.providers:
        wanted = found.get("only") or sorted(terms.providers)
        found["only"] = [each for each in wanted if str(each).casefold() in terms.providers] or sorted(terms.providers)
    return found


def _training(candidate: Candidate, broker: bool) -> Barred | None:
    if candidate.trains_on_inputs:
        return Barred("trains")
    return Barred("training") if candidate.trains_on_inputs is None and not broker else None


def _retention(candidate: Candidate, broker: bool) -> Barred | None:
    if candidate.zero_retention is False:
        return Barred("keeps")
    return Barred("keeping") if candidate.zero_retention is None and not broker else None


def _region(candidate: Candidate, terms: Terms) -> Barred | None:
    where = candidate.region.casefold()
    if not terms.regions or where == LOCAL or where in terms.regions:
        return None
    return Barred("region", where) if where else Barred("where")


def _run_by(candidate: Candidate, terms: Terms) -> Barred | None:
    return _listed("provider", "provided", candidate.provider, terms.providers, terms.no_providers)


def _listed(bar: Bar, untold: Bar, name: str, only: frozenset[str], never: frozenset[str]) -> Barred | None:
    if not only and not never:
        return None
    word = name.casefold()
    if not word:
        return Barred(untold)
    return Barred(bar, word) if word in never or (only and word not in only) else None
