"""What a character may know of the world, to be looked up: the day, the places, what they carry in coin. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from gm.domain.campaign import Campaign
from gm.domain.play import SceneState
from gm.play.dates import now_of
from gm.rules.calendars import Date, date_of, minutes_a_day, part_of_day
from gm.rules.coins import coins_in
from gm.rules.line import COIN
from gm.rules.travel import route_between
from gm.rules.weather import weather_at
from gm.rules.world import visible_exits

AHEAD: Final = 60
"""Days ahead of which feasts are named."""
_FEASTS: Final = 3


@dataclass(frozen=True, slots=True)
class DayView:
    """Today. `weather` is '' indoors and where nobody has made any."""

    date: Date
    part: str
    """night, dawn, day or dusk."""
    weather: str
    feasts: tuple[tuple[int, str, str], ...]
    """(days from now, name, what people do), soonest first."""


def day_of(state: SceneState, place: str | None = None) -> DayView:
    """The day as anybody at the place knows it."""
    calendar, now = state.campaign.calendar, now_of(state)
    found = []
    for ahead in range(AHEAD if calendar.holidays else 0):
        date = date_of(calendar, now + ahead * minutes_a_day(calendar))
        found += [(ahead, feast.name, feast.text) for feast in date.holidays]
    return DayView(
        date_of(calendar, now),
        part_of_day(calendar, now),
        weather_at(state.campaign, state.world, place or state.place_id),
        tuple(found[:_FEASTS]),
    )


@dataclass(frozen=True, slots=True)
class Spot:
    """A place on a map. `been`: the character has been there; else it is only known to be at the end of a way."""

    id: str
    name: str
    been: bool
    here: bool = False


@dataclass(frozen=True, slots=True)
class Way:
    """A way between two places of a map. `hours` is 0 where it takes none; `shut`: it cannot be passed."""

    start: str
    to: str
    hours: int = 0
    shut: bool = False


@dataclass(frozen=True, slots=True)
class MapView:
    """The places that a character knows, in the order in which they are reached, and the ways between them."""

    spots: tuple[Spot, ...]
    ways: tuple[Way, ...]

    def spot(self, place: str) -> Spot | None:
        """The place of that id, or None."""
        return next((each for each in self.spots if each.id == place), None)


def map_of(state: SceneState, character: str) -> MapView:
    """Where the character has been, and what lies at the end of the ways that they have seen from there."""
    campaign, world = state.campaign, state.world
    here = world.text(f"character:{character}", "place") or state.place_id
    known = frozenset(world.under(f"character:{character}", "knows"))
    been = {
        place.id
        for place in campaign.places
        if place.id == here
        or (
            world.is_set(f"place:{place.id}", "visited")
            and not world.is_set(f"place:{place.id}", f"unseen/{character}")
        )
    }
    ways = {place: visible_exits(campaign, world, place, known) for place in been}
    edges: dict[frozenset[str], Way] = {}
    for place in (each.id for each in campaign.places if each.id in been):
        for way in ways[place]:
            route = route_between(campaign, place, way.to)
            made = Way(place, way.to, route.hours if route else 0, bool(way.locked))
            edges.setdefault(frozenset((place, way.to)), made)
    order = tuple(_order(campaign, been, edges))
    spots = tuple(Spot(each, _name(campaign, each), each in been, each == here) for each in order)
    return MapView(spots, tuple(edges.values()))


def _order(campaign: Campaign, been: set[str], edges: dict[frozenset[str], Way]) -> Iterator[str]:
    """The places breadth first from where the story began, so that a map grows at its ends."""
    seen: set[str] = set()
    starts = [campaign.opening.place, *(place.id for place in campaign.places)]
    for start in starts:
        waiting = [start] if start in been and start not in seen else []
        while waiting:
            place = waiting.pop(0)
            if place in seen:
                continue
            seen.add(place)
            yield place
            waiting += [way.to for way in edges.values() if way.start == place and way.to not in seen]
            waiting += [way.start for way in edges.values() if way.to == place and way.start not in seen]


def _name(campaign: Campaign, place: str) -> str:
    found = campaign.place(place)
    return found.name if found is not None else place


def purse_of(state: SceneState, character: str) -> tuple[tuple[str, int], ...]:
    """(name, how many) of the coins that a character has, the most valuable first, in as few coins as it takes; the
    plain count where the kit has no coins by name; () where it counts no money."""
    rules = state.campaign.ruleset
    counted = rules.resource(COIN)
    if counted is None:
        return ()
    left = state.world.number(f"character:{character}", f"resource/{COIN}")
    return coins_in(rules, left) or ((counted.name, left),)
