"""A map as a picture: places as boxes in columns from where the story began, ways as lines between them. SVG, pure."""

from html import escape
from typing import Final

from gm.play.map_text import MapWords, parents_of
from gm.play.world_views import MapView

FONT: Final = "system-ui, 'Noto Sans', 'Liberation Sans', sans-serif"
_HIGH, _GAP, _BETWEEN, _EDGE = 34, 14, 90, 16
_LETTER: Final = 8
_MOST: Final = 40
"""Places that are drawn; a larger map is text alone."""


def map_svg(found: MapView, words: MapWords) -> str | None:
    """The picture; None where there is nothing to draw, or too much. What is not visited has a broken outline, and says
    so in words as well."""
    if not 1 < len(found.spots) <= _MOST:
        return None
    parents = parents_of(found)
    columns: list[list[str]] = []
    depth: dict[str, int] = {}
    for spot in found.spots:
        depth[spot.id] = depth.get(parents.get(spot.id, ""), -1) + 1
        columns += [[] for _ in range(depth[spot.id] + 1 - len(columns))]
        columns[depth[spot.id]].append(spot.id)
    labels = {spot.id: _label(found, spot.id, words) for spot in found.spots}
    at: dict[str, tuple[float, float, float]] = {}
    left = float(_EDGE)
    for column in columns:
        wide = max(_width(labels[place]) for place in column)
        for row, place in enumerate(column):
            at[place] = (left, _EDGE + row * (_HIGH + _GAP), wide)
        left += wide + _BETWEEN
    high = _EDGE * 2 + max(len(column) for column in columns) * (_HIGH + _GAP)
    parts = [_way(at[way.start], at[way.to], words.hours(way.hours) if way.hours else "", shut=way.shut)
             for way in found.ways if way.start in at and way.to in at]  # fmt: skip
    parts += [_box(at[spot.id], labels[spot.id], been=spot.been, here=spot.here) for spot in found.spots]
    width = left - _BETWEEN + _EDGE
    style = f'font-family="{FONT}" font-size="14"'
    paper = f'<rect width="{width}" height="{high}" fill="#fbf8f1"/>'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{high}" {style}>'
    return f"{head}{paper}{''.join(parts)}</svg>"


def _label(found: MapView, place: str, words: MapWords) -> str:
    spot = found.spot(place)
    if spot is None:
        return place
    more = words.here() if spot.here else "" if spot.been else words.unseen()
    return f"{spot.name} · {more}" if more else spot.name


def _width(text: str) -> float:
    return sum(_LETTER if ord(letter) < 0x1100 else 2 * _LETTER for letter in text) + 24


def _box(at: tuple[float, float, float], label: str, *, been: bool, here: bool) -> str:
    x, y, wide = at
    fill = "#f0d9a8" if here else "#ffffff"
    dashes = "" if been else ' stroke-dasharray="5 4"'
    box = f'<rect x="{x}" y="{y}" width="{wide}" height="{_HIGH}" rx="6" fill="{fill}" stroke="#4a4036"{dashes}/>'
    return f'{box}<text x="{x + 12}" y="{y + 22}" fill="#2b2520">{escape(label)}</text>'


def _way(start: tuple[float, float, float], to: tuple[float, float, float], label: str, *, shut: bool) -> str:
    if start[0] > to[0]:
        start, to = to, start
    x1, y1 = start[0] + start[2], start[1] + _HIGH / 2
    x2, y2 = to[0], to[1] + _HIGH / 2
    if start[0] == to[0]:  # in one column: a bow on its right side
        x2 = to[0] + to[2]
        path = f"M{x1},{y1} C{x1 + 50},{y1} {x2 + 50},{y2} {x2},{y2}"
    else:
        path = f"M{x1},{y1} C{x1 + 40},{y1} {x2 - 40},{y2} {x2},{y2}"
    dashes = ' stroke-dasharray="2 5"' if shut else ""
    line = f'<path d="{path}" fill="none" stroke="#8a7a66" stroke-width="2"{dashes}/>'
    said = (
        f'<text x="{(x1 + x2) / 2 - 20}" y="{(y1 + y2) / 2 - 5}" font-size="12" fill="#6b5d4c">{escape(label)}</text>'
    )
    return line + (said if label else "")
