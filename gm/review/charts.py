"""Charts drawn by Altair and vl-convert, without a browser: lines with names at their ends, bars with figures, dots
between medians, a grid with a figure in each cell. Nothing is told by colour alone; ink and paper are put in last.

The only file that imports Altair and vl-convert, inside its functions.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from gm.domain.errors import ConfigError
from gm.review.usage_files import EXTRA

FONT: Final = "system-ui, 'Noto Sans', 'Liberation Sans', sans-serif"
WIDTH: Final = 620
HEIGHT: Final = 250
INK: Final = "#010203"
"""Stands for the colour of text and axes until it is known what they stand on."""
PAPER: Final = "#010204"
LIGHT: Final = ("#1b1b1f", "#ffffff")
DARK: Final = ("#e8e8ea", "#1e1f22")
"""(ink, paper) of pictures."""
COLOURS: Final = ("#0072b2", "#d55e00", "#009e73", "#b4639a", "#a67300", "#7b61c9", "#7a7a7a")
"""Told apart by people who see few colours, with a contrast of 3 to 1 on white and on dark paper alike."""
DASHES: Final = ([1, 0], [7, 3], [2, 2], [8, 3, 2, 3], [4, 2], [1, 3], [12, 4])
SHAPES: Final = ("circle", "square", "triangle-up", "diamond", "cross", "triangle-down", "triangle-right")
_GAP: Final = 15
"""Pixels between two names at the ends of lines."""


@dataclass(frozen=True, slots=True)
class Lines:
    """Values over time. `series`: by name, a value for each of `periods` (None: there is none)."""

    periods: Sequence[str]
    series: Mapping[str, Sequence[float | None]]
    unit: str
    """What the values are, beside the axis."""
    percent: bool = False
    money: bool = False
    height: int = HEIGHT


@dataclass(frozen=True, slots=True)
class Bars:
    """A value each, largest first as they are given. `texts`: what is written at their ends."""

    names: Sequence[str]
    values: Sequence[float]
    texts: Sequence[str]
    unit: str


@dataclass(frozen=True, slots=True)
class Dots:
    """Dots on two logarithmic axes, with lines at the medians and a name for each quarter (upper left first)."""

    names: Sequence[str]
    points: Sequence[tuple[float, float]]
    units: tuple[str, str]
    medians: tuple[float, float]
    quarters: tuple[str, str, str, str]


@dataclass(frozen=True, slots=True)
class Grid:
    """A share (0 to 1) in each cell, written out; None: nothing to be said. `marks`: what is written behind it."""

    rows: Sequence[str]
    columns: Sequence[str]
    cells: Sequence[Sequence[float | None]]
    marks: Mapping[tuple[int, int], str]
    unit: str


Chart = Lines | Bars | Dots | Grid | tuple[Lines, ...]


def svg_of(chart: Chart, title: str = "") -> str:
    """The chart as SVG, with `INK` and `PAPER` still to be put in (`inked`).

    Raises:
        ConfigError: Altair or vl-convert is not installed.
    """
    try:
        import vl_convert
    except ImportError as error:
        raise ConfigError("Charts need Altair and vl-convert, which are not installed.", remedy=EXTRA) from error
    made = _built(chart)
    if title:
        made = made.properties(title=title)
    svg: str = vl_convert.vegalite_to_svg(_configured(made).to_dict(validate=False))
    return svg


def inked(svg: str, ink: str = "currentColor", paper: str = "none") -> str:
    """With the colours of text and background."""
    return svg.replace(INK, ink).replace(PAPER, paper)


def png_of(svg: str, *, dark: bool = False, scale: float = 2) -> bytes:
    """What `svg_of` gave as a picture on light or dark paper."""
    import vl_convert

    body: bytes = vl_convert.svg_to_png(inked(svg, *(DARK if dark else LIGHT)), scale=scale)
    return body


def _altair() -> Any:
    try:
        import altair
    except ImportError as error:
        raise ConfigError("Charts need Altair and vl-convert, which are not installed.", remedy=EXTRA) from error
    return altair


def _built(chart: Chart) -> Any:
    if isinstance(chart, tuple):
        return _altair().vconcat(*[_lines(each) for each in chart], spacing=26)
    if isinstance(chart, Lines):
        return _lines(chart)
    if isinstance(chart, Bars):
        return _bars(chart)
    return _dots(chart) if isinstance(chart, Dots) else _grid(chart)


_PADDING: Final = {"left": 28, "right": 40, "top": 8, "bottom": 8}
"""Pixels around a chart. A browser's font may be wider than the one that names at its sides were measured with."""


def _configured(made: Any) -> Any:
    return (
        made.properties(background=PAPER, padding=_PADDING)
        .configure(font=FONT)
        .configure_view(strokeOpacity=0)
        .configure_axis(
            labelColor=INK, titleColor=INK, domainColor=INK, tickColor=INK, gridColor=INK, gridOpacity=0.13,
            labelFontSize=12, titleFontSize=12, titleFontWeight="normal", labelLimit=260, domainOpacity=0.5,
        )
        .configure_title(color=INK, fontSize=15, anchor="start", offset=12)
        .configure_text(color=INK)
    )  # fmt: skip


_DOLLARS: Final = "'$' + (datum.value >= 1000 ? format(datum.value, '.3~s') : format(datum.value, '.3~r'))"
"""Labels of an axis with money: thousandths of a dollar are written out, `$4m` would be read as millions."""


_SOME_DOLLARS: Final = f"indexof(['1', '2', '5'], slice(format(datum.value, '.0e'), 0, 1)) < 0 ? '' : {_DOLLARS}"


def _axis(chart: Lines, alt: Any) -> Any:
    if chart.money:
        return alt.Axis(labelExpr=_DOLLARS, tickCount=5)
    return alt.Axis(format=".0%" if chart.percent else "~s", tickCount=5)


def _lines(chart: Lines) -> Any:
    alt = _altair()
    names = list(chart.series)
    rows = [
        {"period": period, "name": name, "value": value}
        for name in names
        for period, value in zip(chart.periods, chart.series[name], strict=True)
        if value is not None
    ]
    top = max((value for line in chart.series.values() for value in line if value is not None), default=0.0) or 1.0
    scale = alt.Scale(domain=[0, 1 if chart.percent and top > 0.6 else top * 1.08])
    sort = list(chart.periods)
    every = max(1, -(-len(sort) // 9))
    x = alt.X(
        "period:O", sort=sort, title=None, scale=alt.Scale(domain=sort),
        axis=alt.Axis(labelAngle=0, grid=False, values=sort[::every]),
    )  # fmt: skip
    y = alt.Y("value:Q", title=chart.unit, scale=scale, axis=_axis(chart, alt))
    base = alt.Chart(alt.Data(values=rows)).encode(x=x, y=y)
    colour = alt.Color("name:N", scale=alt.Scale(domain=names, range=list(COLOURS[: len(names)])), legend=None)
    dash = alt.StrokeDash("name:N", scale=alt.Scale(domain=names, range=list(DASHES[: len(names)])), legend=None)
    shape = alt.Shape("name:N", scale=alt.Scale(domain=names, range=list(SHAPES[: len(names)])), legend=None)
    drawn = base.mark_line(strokeWidth=2).encode(color=colour, strokeDash=dash)
    points = base.mark_point(size=42, filled=True, opacity=1).encode(color=colour, shape=shape)
    ends = alt.Chart(alt.Data(values=_ends(chart, names, scale["domain"][1])))
    at = alt.Y("at:Q", scale=scale)
    if len(names) == 1:  # the axis says what it is
        return alt.layer(drawn, points).properties(width=WIDTH, height=chart.height)
    labels = ends.mark_text(align="left", dx=16, fontSize=12).encode(x=alt.value(WIDTH), y=at, text="name:N")
    keys = ends.mark_point(size=55, filled=True, opacity=1, xOffset=7).encode(
        x=alt.value(WIDTH), y=at, color=colour, shape=shape
    )
    return alt.layer(drawn, points, keys, labels).properties(width=WIDTH, height=chart.height)


def _ends(chart: Lines, names: Sequence[str], top: float) -> list[dict[str, Any]]:
    """Where each line's name stands: where it ends, or as near as leaves room for the others."""
    last: list[tuple[float, str]] = []
    for name in names:
        known = [value for value in chart.series[name] if value is not None]
        if known:
            last.append((known[-1], name))
    step = _GAP * top / chart.height
    placed: list[tuple[float, str]] = []
    floor = -step
    for value, name in sorted(last):
        floor = max(value, floor + step)
        placed.append((floor, name))
    ceiling, found = top, []
    for at, name in reversed(placed):  # what was pushed out above comes down again
        found.append({"at": min(at, ceiling), "name": name})
        ceiling = min(at, ceiling) - step
    return found


def _bars(chart: Bars) -> Any:
    alt = _altair()
    rows = [
        {"name": name, "value": value, "text": text}
        for name, value, text in zip(chart.names, chart.values, chart.texts, strict=True)
    ]
    top = max(chart.values, default=0) or 1
    base = alt.Chart(alt.Data(values=rows)).encode(
        y=alt.Y("name:N", sort=list(chart.names), title=None),
        x=alt.X(
            "value:Q",
            title=chart.unit,
            scale=alt.Scale(domain=[0, top * 1.02]),
            axis=alt.Axis(format="~s", tickCount=6, grid=False),
        ),
    )
    bars = base.mark_bar(color=COLOURS[0], height={"band": 0.62})
    texts = base.mark_text(align="left", dx=5, fontSize=12).encode(text="text:N")
    return alt.layer(bars, texts).properties(width=WIDTH - 120, height=max(60, 27 * len(rows)))


def _dots(chart: Dots) -> Any:
    alt = _altair()
    down = _below(chart.points)
    rows = [
        {"name": name, "x": x, "y": y, "below": at in down}
        for at, (name, (x, y)) in enumerate(zip(chart.names, chart.points, strict=True))
    ]
    wide, high = (_room([point[at] for point in chart.points]) for at in (0, 1))
    across, up = (alt.Scale(type="log", domain=room, nice=False) for room in (wide, high))
    x = alt.X("x:Q", title=chart.units[0], scale=across, axis=alt.Axis(format="~s", tickCount=4, grid=False))
    y = alt.Y("y:Q", title=chart.units[1], scale=up, axis=alt.Axis(labelExpr=_SOME_DOLLARS, grid=False))
    base = alt.Chart(alt.Data(values=rows)).encode(x=x, y=y)
    points = base.mark_point(size=90, filled=True, opacity=1, color=COLOURS[0])
    places = ((base.transform_filter("!datum.below"), -13), (base.transform_filter("datum.below"), 15))
    rims, names = zip(*(_on_paper(here, dy) for here, dy in places), strict=True)
    middle = alt.Chart(alt.Data(values=[{"x": chart.medians[0], "y": chart.medians[1]}]))
    rule = {"strokeDash": [4, 4], "color": INK, "opacity": 0.6}
    layers = [
        middle.mark_rule(**rule).encode(y=alt.Y("y:Q", scale=up)),
        middle.mark_rule(**rule).encode(x=alt.X("x:Q", scale=across)),
        *(*rims, points, *names),
        *(_corner(alt, at, text) for at, text in enumerate(chart.quarters)),
    ]
    return alt.layer(*layers).properties(width=WIDTH, height=HEIGHT + 80)


def _on_paper(here: Any, dy: int) -> tuple[Any, Any]:
    """The rim of paper around a name above or below its dot, so that no line runs through it; and the name."""
    rim = here.mark_text(dy=dy, fontSize=12, stroke=PAPER, strokeWidth=5, strokeJoin="round", fill=PAPER, aria=False)
    return rim.encode(text="name:N"), here.mark_text(dy=dy, fontSize=12).encode(text="name:N")


def _corner(alt: Any, at: int, text: str) -> Any:
    """The name of a quarter in its corner."""
    right, low = at % 2, at // 2
    drawn = alt.Chart(alt.Data(values=[{"text": text}])).mark_text(
        fontSize=12,
        opacity=0.75,
        fontStyle="italic",
        align="right" if right else "left",
        baseline="bottom" if low else "top",
    )
    place = {"x": alt.value(WIDTH - 6 if right else 6), "y": alt.value(HEIGHT + 74 if low else 6)}
    return drawn.encode(text="text:N", **place)


def _below(points: Sequence[tuple[float, float]]) -> set[int]:
    """Which names stand below their dots: those that would run into another's, to the left of it and lower."""
    found = set()
    for at, (x, y) in enumerate(points):
        for other, (right, high) in enumerate(points):
            near = other != at and abs(math.log(x / right)) < 1.0 and abs(math.log(y / high)) < 0.35
            if near and (y, at) < (high, other):
                found.add(at)
    return found


def _room(values: Sequence[float]) -> list[float]:
    return [min(values) / 2.2, max(values) * 2.2]


def _grid(chart: Grid) -> Any:
    alt = _altair()
    rows = [
        {
            "row": name,
            "column": chart.columns[at],
            "value": value,
            "text": f"{100 * value:.0f} %{chart.marks.get((line, at), '')}",
        }
        for line, name in enumerate(chart.rows)
        for at, value in enumerate(chart.cells[line])
        if value is not None
    ]
    base = alt.Chart(alt.Data(values=rows)).encode(
        x=alt.X("column:O", sort=list(chart.columns), title=chart.unit, axis=alt.Axis(orient="top", labelAngle=0)),
        y=alt.Y("row:O", sort=list(chart.rows), title=None, axis=alt.Axis(labelLimit=400)),
    )
    shade = alt.Opacity("value:Q", scale=alt.Scale(domain=[0, 1], range=[0.04, 0.42]), legend=None)
    cells = base.mark_rect(color=COLOURS[0], stroke=INK, strokeOpacity=0.15).encode(opacity=shade)
    texts = base.mark_text(fontSize=12).encode(text="text:N")
    return alt.layer(cells, texts).properties(width=52 * len(chart.columns), height=28 * len(chart.rows))
