"""Everybody and everything that a story can name, as its campaign calls them. Pure."""

from gm.domain.campaign import Campaign


def names_of(campaign: Campaign) -> tuple[str, ...]:
    """Everybody and everything that a story can name."""
    found: list[str] = []
    for pc in campaign.characters:
        found += [pc.name, *pc.aliases]
    for npc in campaign.npcs:
        found += [npc.name, *npc.aliases]
    found += [place.name for place in campaign.places] + [item.name for item in campaign.items]
    return tuple(dict.fromkeys(name for name in found if name))
