"""Who stays with a model: cohorts of players by when they first played with it, and how many still do later.

A player is with a model in a period in which they said something on a day on which it told at their table. A cohort is
*foundational* (the glass slipper fits) if it is the first of that model that keeps at least half of its players, on
average, and no later one keeps a tenth more. A *boomerang* is a player who is back after two periods or more.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from gm.review.charts import Grid
from gm.review.report_figures import Figures, period_of, sums
from gm.review.report_parts import Part, shown_model

MOST_ROWS: Final = 16
MOST_COLUMNS: Final = 12
AWAY: Final = 2
"""Periods without a model, after which coming back is a boomerang."""
KEEPS: Final = 0.5
MORE: Final = 0.1
"""How much more a later cohort may keep."""
SEEN: Final = 2
"""A cohort is judged when it has been seen for so many periods after its first."""


@dataclass(frozen=True, slots=True)
class Cohort:
    """Players who began with a model in the same period. `kept`: the share that is there after 0, 1, 2 … periods;
    `back`: how many came back then after an absence."""

    model: str
    began: str
    players: tuple[str, ...]
    kept: tuple[float, ...]
    back: tuple[int, ...]
    foundational: bool = False

    @property
    def later(self) -> float:
        """The share that is kept, on average, after the first period."""
        rest = self.kept[1:]
        return sum(rest) / len(rest) if rest else 0.0


def cohorts_of(figures: Figures, periods: Sequence[str], unit: str) -> tuple[Cohort, ...]:
    """All cohorts, by model and time."""
    at = {period: index for index, period in enumerate(periods)}
    told: dict[tuple[str, int], list[str]] = defaultdict(list)
    for day, game, model in figures.told:
        told[day, game].append(model)
    seen: dict[str, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    for played in figures.played:
        period = period_of(played.day, unit)  # type: ignore[arg-type]
        if played.player and played.player != "erased" and period in at:
            for model in told.get((played.day, played.game_id), ()):
                seen[model][played.player].add(at[period])
    found = []
    for model in sorted(seen):
        found += _marked(
            [
                _cohort(model, began, seen[model], periods)
                for began in sorted({min(each) for each in seen[model].values()})
            ]
        )
    return tuple(found)


def _cohort(model: str, began: int, players: Mapping[str, set[int]], periods: Sequence[str]) -> Cohort:
    those = {name: when for name, when in players.items() if min(when) == began}
    spans = range(began, len(periods))
    kept = tuple(sum(at in when for when in those.values()) / len(those) for at in spans)
    back = tuple(sum(_returned(at, when) for when in those.values()) for at in spans)
    return Cohort(model, periods[began], tuple(sorted(those)), kept, back)


def _returned(at: int, when: set[int]) -> bool:
    before = [each for each in when if each < at]
    return at in when and bool(before) and at - max(before) > AWAY


def _marked(cohorts: list[Cohort]) -> list[Cohort]:
    for index, each in enumerate(cohorts):
        after = [other.later for other in cohorts[index + 1 :] if len(other.kept) > SEEN]
        if len(each.kept) > SEEN and each.later >= KEEPS and each.later >= max(after, default=0.0) - MORE:
            cohorts[index] = Cohort(each.model, each.began, each.players, each.kept, each.back, True)
            break
    return cohorts


def retention_part(figures: Figures) -> Part:
    """The part of the report."""
    title = "Who stays with a model"
    unit = "month" if figures.unit == "month" else "week"
    days = sorted({day for day, _, _ in figures.told} | {each.day for each in figures.played})
    periods = _filled(figures, unit) if days else []
    cohorts = cohorts_of(figures, periods, unit)
    if len(periods) < 2 or not cohorts:
        return Part("retention", title, f"This needs play in at least two {unit}s.", None, (), ())
    tokens = {key[0]: each.tokens for key, each in sums(figures.cells, "model").items()}
    ranked = sorted({each.model for each in cohorts}, key=lambda model: (-tokens.get(model, 0), model))
    shown = [each for model in ranked for each in cohorts if each.model == model]
    drawn = shown[:MOST_ROWS]
    wide = min(MOST_COLUMNS, max(len(each.kept) for each in drawn))
    cells = [[each.kept[at] if at < len(each.kept) else None for at in range(wide)] for each in drawn]
    marks = {
        (row, at): " ←" for row, each in enumerate(drawn) for at in range(min(wide, len(each.back))) if each.back[at]
    }
    chart = Grid(
        [_label(each) for each in drawn],
        [str(at) for at in range(wide)],
        cells,
        marks,
        f"{unit}s since they began (► foundational, ← somebody came back)",
    )
    names = figures.players
    rows = tuple(
        (
            shown_model(each.model),
            each.began,
            ", ".join(names.get(player, player) for player in each.players),
            f"{100 * each.later:.0f} %" if len(each.kept) > 1 else "–",
            "yes" if each.foundational else "",
            str(sum(each.back)) if any(each.back) else "",
        )
        for each in shown
    )
    head = ("model", "began", "players", "kept on average", "foundational", "came back")
    return Part("retention", title, _says(shown, unit), chart, head, rows)


def _filled(figures: Figures, unit: str) -> list[str]:
    if unit == figures.unit:
        return list(figures.periods)
    found: dict[str, None] = {}
    for period in figures.periods:
        found[period_of(period, unit)] = None  # type: ignore[arg-type]
    return list(found)


def _label(cohort: Cohort) -> str:
    mark = "► " if cohort.foundational else ""
    count = len(cohort.players)
    return f"{mark}{shown_model(cohort.model)}, {cohort.began} ({count} player{'' if count == 1 else 's'})"


def _says(cohorts: Sequence[Cohort], unit: str) -> str:
    found = [each for each in cohorts if each.foundational]
    back = sum(sum(each.back) for each in cohorts)
    if found:
        best = max(found, key=lambda each: each.later)
        text = f"{shown_model(best.model)} has a foundational cohort ({best.began}): on average"
        text += f" {100 * best.later:.0f} % of it is there in a later {unit}"
    else:
        text = "No model has kept half of the players of a cohort so far"
    return f"{text}; {back} time{'' if back == 1 else 's'} somebody came back to a model after {AWAY} {unit}s or more."
