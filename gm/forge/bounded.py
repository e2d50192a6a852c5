"""A draft keeps to what its campaign plays, by lines, veils and rating. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from gm.authoring.problem import Problem
from gm.domain.boundaries import Boundary, capped, merged, read_boundaries
from gm.domain.campaign import Campaign
from gm.rules.safety.finding import bounds_of

_BEYOND: Final = "goes where this campaign does not: word it so that nothing of that kind happens or is named"
"""Without the topic, which is not to be repeated to a model."""


def bounded(campaign: Campaign, boundaries: Sequence[Boundary], *ratings: str | None) -> Campaign:
    """The campaign with what else is not played where it is drafted for: a host's bounds, a server's."""
    own = (*read_boundaries(campaign.lines, "line"), *read_boundaries(campaign.veils, "veil"))
    found = merged(tuple(boundaries), own)
    return campaign.model_copy(
        update={
            "lines": tuple(each.text for each in found if each.kind == "line"),
            "veils": tuple(each.text for each in found if each.kind == "veil"),
            "rating": capped(campaign.rating, *ratings),
        }
    )


def beyond(campaign: Campaign, where: str, fields: Mapping[str, Any]) -> tuple[Problem, ...]:
    """A problem for each field of an entry that touches what the campaign does not play; `where`: `npcs.old-meg`."""
    bounds = bounds_of(campaign)
    return tuple(
        Problem("draft.yaml", 1, 1, f"{where}.{name}", _BEYOND)
        for name, value in fields.items()
        if any(bounds.touched(text) is not None for text in _texts(value))
    )


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _texts(each)
