"""The report as one page that needs nothing else: charts as SVG in it, each with its sentence and its figures."""

import html
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from gm.review.amounts import money, short
from gm.review.charts import inked
from gm.review.report_figures import Figures, sums
from gm.review.report_parts import Part

_STYLE: Final = """
:root { color-scheme: light dark; --ink: #1b1b1f; --paper: #ffffff; --soft: #5c5f66; --line: #d5d7dc }
@media (prefers-color-scheme: dark) { :root { --ink: #e8e8ea; --paper: #1e1f22; --soft: #a9abb3; --line: #3c3e44 } }
* { box-sizing: border-box }
body { margin: 0 auto; padding: 1.5rem; max-width: 60rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.5 system-ui, sans-serif }
h1 { font-size: 1.6rem; margin: 0 0 .3rem } h2 { font-size: 1.2rem; margin: 2.6rem 0 .3rem }
p { margin: .3rem 0 .8rem } .soft { color: var(--soft) }
figure { margin: .6rem 0; overflow-x: auto } svg { max-width: 100%; height: auto; color: var(--ink) }
details { margin: .4rem 0 } summary { cursor: pointer; color: var(--soft) }
.wide { overflow-x: auto } table { border-collapse: collapse; font-size: .9rem; margin: .5rem 0 }
th, td { text-align: right; padding: .2rem .7rem; border-bottom: 1px solid var(--line) }
th:first-child, td:first-child { text-align: left } td { white-space: nowrap }
td.words { white-space: normal; text-align: left }
nav a { color: inherit } nav ul { columns: 2; padding-left: 1.2rem }
@media print { details { display: block } }
"""
_WORDS: Final = ("players",)
"""Columns that hold words, not figures."""


def report_html(figures: Figures, parts: Sequence[Part], charts: Mapping[str, str], *, now: datetime) -> str:
    """The page. `charts`: SVG by the part's key, with ink and paper still to be put in."""
    return "\n".join(_page(figures, parts, charts, now)) + "\n"


def _page(figures: Figures, parts: Sequence[Part], charts: Mapping[str, str], now: datetime) -> Iterator[str]:
    yield '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>Usage of language models</title>\n<style>{_STYLE}</style>\n</head>\n<body>"
    yield f"<h1>Usage of language models</h1>\n<p>{html.escape(summary(figures))}</p>"
    yield f'<p class="soft">{html.escape(_span(figures))} Made on {now.astimezone(UTC):%Y-%m-%d %H:%M} (UTC).</p>'
    if not figures.cells:
        yield "<p>What models are asked for is shown here once one is: until then there is nothing to draw.</p>"
        parts = [part for part in parts if part.rows]
    yield "<nav><ul>"
    for part in parts:
        yield f'<li><a href="#{part.key}">{html.escape(part.title)}</a></li>'
    yield "</ul></nav>\n<main>"
    for part in parts:
        yield from _part(part, charts.get(part.key))
    yield "</main>\n</body>\n</html>"


def summary(figures: Figures) -> str:
    """All of it in two sentences."""
    whole = sums(figures.cells).get(())
    offline = (
        f"{figures.offline:,} call{'' if figures.offline == 1 else 's'} answered offline" if figures.offline else ""
    )
    if whole is None:
        return f"No language model was asked in this time{f'; {offline}' if offline else ''}."
    unknown = whole.calls - whole.known
    text = f"{money(whole.cost if whole.known else None)} for {whole.calls:,} call{'' if whole.calls == 1 else 's'}"
    doubts = [f"{unknown:,} of unknown price"] if unknown and whole.known else []
    doubts += [f"{whole.failed:,} failed"] if whole.failed else []
    text += f" ({', '.join(doubts)})" if doubts else ""
    text += f" and {short(whole.tokens)} tokens"
    text += f"; {offline}" if offline else ""
    return f"{text}."


def _span(figures: Figures) -> str:
    last = figures.until.astimezone(UTC) - timedelta(microseconds=1)
    return f"From {figures.since.astimezone(UTC):%Y-%m-%d} to {last:%Y-%m-%d}, by {figures.unit}, in UTC."


def alt_of(part: Part) -> str:
    """What a reader who does not see the chart is told: its title, and what it shows."""
    return f"{part.title}. {part.says}"


def _part(part: Part, svg: str | None) -> Iterator[str]:
    yield f'<section id="{part.key}">\n<h2>{html.escape(part.title)}</h2>\n<p>{html.escape(part.says)}</p>'
    if svg is not None:
        yield f'<figure role="img" aria-label="{html.escape(alt_of(part), quote=True)}">{_inner(svg)}</figure>'
    if part.rows:
        yield '<details><summary>The figures</summary><div class="wide"><table>\n<thead><tr>'
        yield "".join(f'<th scope="col">{html.escape(each)}</th>' for each in part.head)
        yield "</tr></thead>\n<tbody>"
        for row in part.rows:
            cells = (_cell(name, text) for name, text in zip(part.head, row, strict=True))
            yield f"<tr>{''.join(cells)}</tr>"
        yield "</tbody></table></div></details>"
    yield "</section>"


def _cell(name: str, text: str) -> str:
    kind = ' class="words"' if name in _WORDS else ""
    return f"<td{kind}>{html.escape(text)}</td>"


def _inner(svg: str) -> str:
    """The SVG for a page: in the page's own ink, and hidden from readers who are told in words."""
    for name in (' xmlns="http://www.w3.org/2000/svg"', ' xmlns:xlink="http://www.w3.org/1999/xlink"'):
        svg = svg.replace(name, "")  # a page knows them, and names no address
    return inked(svg).replace("<svg ", '<svg aria-hidden="true" focusable="false" ', 1)
