"""Which weather is where. It is drawn in `gm.rules.living`, a line a day."""

from gm.domain.campaign import Campaign
from gm.domain.living import Climate
from gm.domain.state import WorldState


def climate_of(campaign: Campaign, place: str) -> Climate | None:
    """The climate that can be seen from a place: its own before one that is everywhere; None indoors."""
    named = [each for each in campaign.climates if place in each.places or place in each.indoors]
    climate = next(iter(named), None) or next((each for each in campaign.climates if not each.places), None)
    return None if climate is None or place in climate.indoors else climate


def weather_at(campaign: Campaign, world: WorldState, place: str) -> str:
    """Today's weather as somebody at the place sees it; '' if none is known there."""
    climate = climate_of(campaign, place)
    return world.text(f"climate:{climate.id}", "weather") if climate is not None else ""
