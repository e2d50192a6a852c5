"""What each part of the report is made of, and how its figures are put."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

from gm.review.amounts import share, short
from gm.review.charts import Bars, Chart, Lines
from gm.review.report_figures import Figures, Sum, sums

MOST_SERIES: Final = 6
OTHER: Final = "all others"


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the report: what it shows in these data, in one sentence, a chart (None: there is too little for one),
    and the figures as a table."""

    key: str
    title: str
    says: str
    chart: Chart | None
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def shown_model(model: str) -> str:
    """A model's name without the way to it."""
    return model.rpartition("/")[2] or model


def over_time(
    figures: Figures, values: Mapping[str, Sequence[float | None]], unit: str, *, percent: bool = False
) -> Chart:
    """Lines over the periods; bars where there is but one."""
    if len(figures.periods) > 1:
        return Lines(figures.periods, values, unit, percent=percent)
    only = [(name, line[0] or 0.0) for name, line in values.items()]
    texts = [f"{100 * value:.0f} %" if percent else short(value) for _, value in only]
    scale = 100 if percent else 1
    return Bars([name for name, _ in only], [value * scale for _, value in only], texts, unit)


def by_period(figures: Figures) -> dict[str, Sum]:
    """Sums of each period; empty ones where nothing was asked."""
    found = sums(figures.cells, "day")
    return {period: found.get((period,), Sum()) for period in figures.periods}


def share_part(
    figures: Figures, key: str, title: str, by: str, names: Callable[[str], str], *, what: str, hint: str = ""
) -> Part:
    """Who or what the tokens went to, over time."""
    whole = by_period(figures)
    parts = sums(figures.cells, by)
    ranked = sorted(parts, key=lambda each: (-parts[each].tokens, each))
    everything = sum(each.tokens for each in parts.values())
    if not everything:
        return Part(key, title, f"No {what} has used tokens in this time.", None, (), ())
    split = sums(figures.cells, by, "day")
    lines: dict[str, list[float]] = {}
    top = ranked if len(ranked) <= MOST_SERIES else ranked[: MOST_SERIES - 1]
    for (name,) in ranked:
        shown = names(name) if (name,) in top else OTHER
        line = [split[name, period].tokens if (name, period) in split else 0 for period in figures.periods]
        lines[shown] = [a + b for a, b in zip(lines[shown], line, strict=True)] if shown in lines else list(line)
    shares = {
        name: [_of(value, whole[period].tokens) for value, period in zip(line, figures.periods, strict=True)]
        for name, line in lines.items()
    }
    first = names(ranked[0][0])
    says = f"{_capital(first)} took {share(parts[ranked[0]].tokens, everything)} of {short(everything)} tokens"
    known = [value for value in shares[first] if value is not None]
    if len(known) > 1:
        says += f": {100 * known[0]:.0f} % in the first {figures.unit}, {100 * known[-1]:.0f} % in the last"
    rows = tuple(
        (names(name), f"{each.calls:,}", f"{each.tokens:,}", share(each.tokens, everything), _cost(each))
        for (name,), each in ((each, parts[each]) for each in ranked)
    )
    chart = over_time(figures, shares, "share of tokens", percent=True)
    return Part(key, title, f"{says}.{hint}", chart, (what, "calls", "tokens", "share", "cost"), rows)


def _of(part: float, whole: float) -> float | None:
    return part / whole if whole else None


def _cost(each: Sum) -> str:
    from gm.review.amounts import money

    return money(each.cost if each.known else None)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def middle(values: Sequence[float]) -> float | None:
    """The median; None of nothing."""
    return median(values) if values else None
