"""Parts of the report about money and time: cost against usage, cost of a turn, and how long players wait."""

from collections import defaultdict

from gm.review.amounts import money, price, short
from gm.review.charts import Bars, Chart, Dots, Lines
from gm.review.report_figures import Figures, period_of, sums
from gm.review.report_parts import Part, by_period, middle, over_time, shown_model
from gm.store.usage_people import SLOT_MINUTES

QUARTERS = (
    "specialists: dear, little used",
    "premium: dear, much used",
    "niche: cheap, little used",
    "volume: cheap, much used",
)
"""The quarters of cost against usage: upper left, upper right, lower left, lower right."""


def usage_cost_part(figures: Figures) -> Part:
    """What a million tokens costs against how many are used: a dot for each category and model."""
    title = "Cost against usage"
    found = {
        key: each for key, each in sums(figures.cells, "category", "model").items() if each.tokens and each.cost > 0
    }
    if len(found) < 2:
        return Part("cost-usage", title, "Too little has had a price to compare.", None, (), ())
    category = _dotted(
        {key: each for key, each in sums(figures.cells, "category").items() if each.tokens and each.cost > 0}
    )
    model = _dotted(
        {
            (shown_model(key[0]),): each
            for key, each in sums(figures.cells, "model").items()
            if each.tokens and each.cost > 0
        }
    )
    dots = category if len(category) > 2 else model
    x, y = (middle([point[at] for point in dots.values()]) or 1.0 for at in (0, 1))
    dearest = max(model or category, key=lambda name: (model or category)[name][1])
    cheapest = min(model or category, key=lambda name: (model or category)[name][1])
    both = model or category
    says = f"A million tokens cost {price(both[dearest][1])} at {dearest}"
    says += (
        f" and {price(both[cheapest][1])} at {cheapest}; {_quarter_says(dots, x, y)}" if cheapest != dearest else "."
    )
    chart = None
    if len(dots) > 1:
        chart = Dots(list(dots), list(dots.values()), ("tokens used", "US dollars a million tokens"), (x, y), QUARTERS)
    rows = tuple(
        (
            category_,
            shown_model(model_),
            f"{each.tokens:,}",
            money(each.cost),
            price(1e6 * each.cost / each.tokens),
            _quarter(each.tokens, 1e6 * each.cost / each.tokens, x, y),
        )
        for (category_, model_), each in sorted(found.items(), key=lambda entry: -entry[1].cost)
    )
    return Part(
        "cost-usage", title, says, chart, ("category", "model", "tokens", "cost", "a million tokens", "quarter"), rows
    )


def _dotted(found: dict[tuple[str, ...], object]) -> dict[str, tuple[float, float]]:
    return {key[0]: (float(each.tokens), 1e6 * each.cost / each.tokens) for key, each in found.items()}  # type: ignore[attr-defined]


def _quarter(tokens: float, price: float, x: float, y: float) -> str:
    return QUARTERS[(0 if price >= y else 2) + (1 if tokens >= x else 0)].partition(":")[0]


def _quarter_says(dots: dict[str, tuple[float, float]], x: float, y: float) -> str:
    premium = [name for name, (tokens, price) in dots.items() if _quarter(tokens, price, x, y) == "premium"]
    return f"dear and much used is {', '.join(premium)}." if premium else "nothing is both dear and much used."


def unit_cost_part(figures: Figures) -> Part:
    """What a turn, a sitting and a player's hour cost."""
    title = "What a turn, a sitting and a player's hour cost"
    periods = by_period(figures)
    hours: dict[str, float] = defaultdict(float)
    for day in figures.played:
        hours[period_of(day.day, figures.unit)] += day.slots * SLOT_MINUTES / 60
    sittings: dict[str, list[float]] = defaultdict(list)
    for period, cost in figures.sittings:
        sittings[period].append(cost)
    if not any(figures.turns.get(period) for period in periods) or not any(each.cost for each in periods.values()):
        return Part(
            "unit-cost", title, "No turn has cost anything yet." if periods else "No turn was played.", None, (), ()
        )
    turn = [each.cost / figures.turns[name] if figures.turns.get(name) else None for name, each in periods.items()]
    sitting = [sum(sittings[name]) / len(sittings[name]) if sittings[name] else None for name in periods]
    hour = [each.cost / hours[name] if hours.get(name) else None for name, each in periods.items()]
    cost, turns = sum(each.cost for each in periods.values()), sum(figures.turns.values())
    every = [each for those in sittings.values() for each in those]
    says = f"A turn cost {price(cost / turns)} on average"
    says += f", a sitting {price(sum(every) / len(every))}" if every else ""
    says += f", an hour of a player's time {price(cost / sum(hours.values()))}" if hours else ""
    names, values = ("a turn", "a sitting", "a player's hour"), (turn, sitting, hour)
    chart: Chart
    if len(figures.periods) > 1:
        chart = tuple(
            Lines(figures.periods, {name: line}, f"{name}, $", money=True, height=120)
            for name, line in zip(names, values, strict=True)
        )
    else:
        only = [line[0] or 0.0 for line in values]
        chart = Bars(names, only, [price(each) for each in only], "US dollars")
    rows = tuple(
        (name, money(periods[name].cost), f"{figures.turns.get(name, 0):,}", *(_price(line[at]) for line in values))
        for at, name in enumerate(periods)
    )
    return Part("unit-cost", title, f"{says}.", chart, (figures.unit, "cost", "turns", *names), rows)


def _price(value: float | None) -> str:
    return "–" if value is None else price(value)


def seconds_part(figures: Figures) -> Part:
    """How long players wait for the dice, the first words and the end."""
    title = "Seconds to dice, first words and end"
    if not figures.times:
        return Part("seconds", title, "No turn was timed.", None, (), ())
    names = ("dice", "first words", "end")
    found: dict[str, tuple[list[float], list[float], list[float]]] = {name: ([], [], []) for name in figures.periods}
    for period, each in figures.times:
        if period in found:
            for line, value in zip(found[period], (each.dice, each.words, each.end), strict=True):
                if value is not None:
                    line.append(value)
    all_of = [[value for period in found.values() for value in period[at]] for at in range(3)]
    dice, words, end = (middle(line) for line in all_of)
    says = (
        f"Half of the turns had their dice within {_seconds(dice)}, the first words within {_seconds(words)}, all of it"
    )
    says += f" within {_seconds(end)}."
    if figures.every > 1:
        says += f" (One turn of {figures.every} was looked at.)"
    values = {name: [middle(period[at]) for period in found.values()] for at, name in enumerate(names)}
    chart = over_time(figures, values, "seconds, median") if found else None
    rows = tuple(
        (name, f"{len(lines[2]):,}", *(f"{_seconds(middle(line))} / {_seconds(_late(line))}" for line in lines))
        for name, lines in found.items()
    )
    head = (figures.unit, "turns", *(f"{name} (median / 95 of 100)" for name in names))
    return Part("seconds", title, says, chart, head, rows)


def _seconds(value: float | None) -> str:
    return "–" if value is None else f"{value:.1f} s"


def _late(values: list[float]) -> float | None:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))] if ordered else None


def games_part(figures: Figures) -> Part:
    """What each game has used."""
    title, found = "Which games it went to", figures.tables
    if not found:
        return Part("games", title, "No game has asked a model.", None, (), ())
    paid = any(line.cost for line in found.values())

    def value(game: int) -> float:
        return (found[game].cost or 0.0) if paid else float(found[game].prompt + found[game].completion)

    ranked = sorted(found, key=lambda game: (-value(game), game))
    names = {game: figures.games.get(game, f"game {game}") if game else "(no game)" for game in found}
    shown, written = ranked[:12], money if paid else short
    says = f"{names[ranked[0]]} had the most: {written(value(ranked[0]))} of {written(sum(map(value, ranked)))}"
    chart = Bars([names[game] for game in shown], [value(game) for game in shown],
                 [written(value(game)) for game in shown], "US dollars" if paid else "tokens")  # fmt: skip
    rows = tuple(
        (names[game], f"{line.calls:,}", f"{line.prompt + line.completion:,}", money(line.cost))
        for game, line in ((game, found[game]) for game in ranked[:100])
    )
    return Part("games", title, f"{says}{'' if paid else ' tokens'}.", chart, ("game", "calls", "tokens", "cost"), rows)
