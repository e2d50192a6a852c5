"""A map as text: a tree of places from where the story began, and the ways that close its rings below it. Pure."""

from typing import Final, Protocol

from gm.play.world_views import MapView, Spot, Way

MOST: Final = 60
"""Places of a map; the farthest are counted."""


class MapWords(Protocol):
    """How a face says what stands beside a place."""

    def here(self) -> str:
        """That the character is here."""
        ...

    def unseen(self) -> str:
        """That they have not been there."""
        ...

    def shut(self) -> str:
        """That the way cannot be passed."""
        ...

    def hours(self, hours: int) -> str:
        """How long the way takes."""
        ...

    def more(self, places: int) -> str:
        """That so many places are not drawn."""
        ...


class EnglishWords:
    """The terminal's words."""

    def here(self) -> str:
        """That the character is here."""
        return "you are here"

    def unseen(self) -> str:
        """That they have not been there."""
        return "not visited"

    def shut(self) -> str:
        """That the way cannot be passed."""
        return "shut"

    def hours(self, hours: int) -> str:
        """How long the way takes."""
        return f"{hours} {'hour' if hours == 1 else 'hours'}"

    def more(self, places: int) -> str:
        """That so many places are not drawn."""
        return f"and {places} more"


def map_rows(found: MapView, words: MapWords) -> tuple[str, ...]:
    """The map, a row for each place; each stands below the one from which it was first seen."""
    shown = found.spots[:MOST]
    parents = parents_of(found)
    rows: list[str] = []
    kept = {spot.id for spot in shown}
    rings = [way for way in found.ways if not _is_branch(way, parents) and {way.start, way.to} <= kept]

    def draw(spot: Spot, lead: str, tail: str) -> None:
        way = _way(found, parents.get(spot.id), spot.id)
        rows.append(f"{lead}{_label(spot, way, words)}")
        below = [each for each in shown if parents.get(each.id) == spot.id]
        for number, child in enumerate(below, start=1):
            last = number == len(below)
            draw(child, tail + ("└─ " if last else "├─ "), tail + ("   " if last else "│  "))

    for spot in shown:
        if spot.id not in parents:
            draw(spot, "", "")
    for way in rings:
        ends = [each.name for place in (way.start, way.to) if (each := found.spot(place)) is not None]
        rows.append(" — ".join(ends) + _beside(_remarks(way, words)))
    if len(found.spots) > MOST:
        rows.append(words.more(len(found.spots) - MOST))
    return tuple(rows)


def parents_of(found: MapView) -> dict[str, str]:
    """Place → the place from which it was first reached, going out from the first; the first have none."""
    parents: dict[str, str] = {}
    seen: set[str] = set()
    for spot in found.spots:
        if spot.id in seen:
            continue
        waiting = [spot.id]
        seen.add(spot.id)
        while waiting:
            place = waiting.pop(0)
            for way in found.ways:
                other = way.to if way.start == place else way.start if way.to == place else None
                if other is not None and other not in seen:
                    seen.add(other)
                    parents[other] = place
                    waiting.append(other)
    return parents


def _is_branch(way: Way, parents: dict[str, str]) -> bool:
    return parents.get(way.to) == way.start or parents.get(way.start) == way.to


def _way(found: MapView, start: str | None, to: str) -> Way | None:
    return next((way for way in found.ways if {way.start, way.to} == {start, to}), None)


def _remarks(way: Way | None, words: MapWords) -> list[str]:
    if way is None:
        return []
    return [words.hours(way.hours)] * bool(way.hours) + [words.shut()] * way.shut


def _label(spot: Spot, way: Way | None, words: MapWords) -> str:
    remarks = _remarks(way, words)
    remarks += [words.here()] * spot.here + [words.unseen()] * (not spot.been)
    return spot.name + _beside(remarks)


def _beside(remarks: list[str]) -> str:
    return f" ({', '.join(remarks)})" if remarks else ""
