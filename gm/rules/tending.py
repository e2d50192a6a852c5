"""Lore switched off and on for a game, or brought up in the next beat whatever is said."""

from collections.abc import Iterable

from gm.domain.campaign import Campaign
from gm.domain.effects import Change, TendLore
from gm.domain.lorebooks import place_of
from gm.rules.ground import Ground


def lore_ids(campaign: Campaign) -> frozenset[str]:
    """The ids of all entries, those of books as `<book>/<entry>`."""
    return frozenset(
        (*(entry.id for entry in campaign.lore), *(rule.id for book in campaign.books for rule in book.rules))
    )


def tend_lore(ground: Ground, effect: TendLore) -> Iterable[Change]:
    """What the effect makes of the entry's marks in the world.

    Raises:
        EffectError: there is no such entry.
    """
    if effect.entry not in lore_ids(ground.campaign):
        raise ground.refusal("unknown", name=effect.entry)
    entity, short = place_of(effect.entry)
    if effect.to == "next":
        yield from ground.put(entity, f"forced/{short}", True)
        yield from ground.put(entity, f"off/{short}", None)
    else:
        yield from ground.put(entity, f"off/{short}", True if effect.to == "off" else None)
        if effect.to == "off":
            yield from ground.put(entity, f"forced/{short}", None)
