"""One breakdown of usage as a chart: a line over time or bars; by money where there is any, else tokens or calls."""

import html
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from gm.review.amounts import money, short
from gm.review.charts import Bars, Lines, inked, png_of, svg_of
from gm.store.spend import SpendLine

MOST_BARS: Final = 15
_OVER_TIME: Final = ("day", "week", "month", "session", "turn")


def chart_of(
    lines: Sequence[SpendLine],
    by: str,
    names: Mapping[str, str],
    *,
    other: str = "other",
    units: tuple[str, str, str] = ("US dollars", "tokens", "calls"),
) -> Lines | Bars:
    """The chart. Beyond `MOST_BARS` the least are one bar."""
    costs = sum(line.cost or 0 for line in lines) > 0
    tokens = sum(line.prompt + line.completion for line in lines) > 0
    unit = units[0] if costs else units[1] if tokens else units[2]

    def value(line: SpendLine) -> float:
        return (line.cost or 0.0) if costs else line.prompt + line.completion if tokens else line.calls

    if by in _OVER_TIME and len(lines) > 2:
        return Lines([line.key or "–" for line in lines], {unit: [value(line) for line in lines]}, unit, money=costs)
    ordered = list(lines) if by in _OVER_TIME else sorted(lines, key=lambda line: -value(line))
    shown = [(names.get(line.key, line.key) or "(none)", value(line)) for line in ordered]
    if len(shown) > MOST_BARS:
        shown = [*shown[: MOST_BARS - 1], (other, sum(amount for _, amount in shown[MOST_BARS - 1 :]))]
    texts = [money(amount) if costs else short(amount) for _, amount in shown]
    return Bars(
        [_fresh(name, at, shown) for at, (name, _) in enumerate(shown)], [amount for _, amount in shown], texts, unit
    )


def _fresh(name: str, at: int, shown: Sequence[tuple[str, float]]) -> str:
    """Two players of one name have a bar each."""
    before = sum(other == name for other, _ in shown[:at])
    return f"{name} ({before + 1})" if before else name


def write_chart(file: Path, lines: Sequence[SpendLine], by: str, names: Mapping[str, str], title: str) -> None:
    """Draw it into a file whose name ends in .svg, .png or .html. Raises ConfigError if a library is missing."""
    svg = svg_of(chart_of(lines, by, names), title)
    ending = file.suffix.lower()
    if ending == ".png":
        file.write_bytes(png_of(svg))
    elif ending == ".svg":
        file.write_text(inked(svg, "#767676"), encoding="utf-8")
    else:
        file.write_text(_PAGE.format(title=html.escape(title), svg=inked(svg)), encoding="utf-8")


_PAGE: Final = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title><style>:root {{ color-scheme: light dark }}
body {{ margin: 1.5rem; background: Canvas; color: CanvasText }} svg {{ max-width: 100%; height: auto }}</style></head>
<body><figure role="img" aria-label="{title}">{svg}</figure></body></html>
"""
