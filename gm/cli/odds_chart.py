"""The odds of dice as rows of text: a bar for each total, or for each range of totals where there are many."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, Final

from gm.domain.ruleset import DegreeRule
from gm.rules.odds import Odds

MAX_ROWS: Final = 24
"""More totals than that are shown in ranges."""
_RARE: Final = Fraction(1, 1_000)
"""What the lowest or highest totals may come to together, to be one row."""
_EIGHTHS: Final = " ▏▎▍▌▋▊▉"
Degrees = Sequence[tuple[DegreeRule, Fraction]]


def chart_rows(odds: Odds, dc: int | None, degrees: Degrees, *, width: int, unicode: bool) -> tuple[str, ...]:
    """The chart. What was asked for stands first, so that it is still on the screen when the chart is long."""
    low, high = odds.chances[0][0], odds.chances[-1][0]
    rows = [f"{odds.expression}: {low} to {high}, on average {_plain(odds.mean)}"]
    highest = max(chance for _, chance in odds.chances)
    most = [total for total, chance in odds.chances if chance == highest]
    if len(odds.chances) > 1:
        rows[0] += f", most often {most[0]}" if len(most) == 1 else ""
        rows[0] += f", give or take {odds.deviation:.1f}"
    if dc is not None:
        reached = odds.at_least(dc)
        rows.append(f"{dc} or more: {percent(reached)} {_one_in(reached)}".rstrip())
    if degrees:
        longest = max(len(degree.label) for degree, _ in degrees)
        rows += [f"  {degree.label:<{longest}}  {percent(chance):>8}" for degree, chance in degrees]
    if odds.cut:
        upto = "0.01 %" if odds.cut < Fraction(1, 10_000) else percent(odds.cut)
        rows.append(f"A die explodes at most {odds.explosions} times here; left out: at most {upto} of all rolls.")
    rows += ["", *_bars(odds, dc, width, unicode)]
    return tuple(rows)


def _bars(odds: Odds, dc: int | None, width: int, unicode: bool) -> list[str]:
    groups = _ranges(odds)
    names = [name for name, _, _, _ in groups]
    label = max(len("total"), *(len(name) for name in names))
    room = max(8, width - label - 26)
    widest = max(chance for *_, chance in groups)
    single = all(first == last for _, first, last, _ in groups)
    shown = [f"{'total':>{label}}  {'exactly' if single else 'chance':>8}  {'or more':>8}"]
    for name, first, last, chance in groups:
        mark = ">" if dc is not None and first <= dc <= last else " "
        bar = _bar(chance / widest, room, unicode)
        more = percent(odds.at_least(first))
        shown.append(f"{name:>{label}}{mark} {percent(chance):>8}  {more:>8}  {bar}".rstrip())
    return shown


def _ranges(odds: Odds) -> list[tuple[str, int, int, Fraction]]:
    """(what it is called, first and last total, chance): each total, or ranges, the rare ends in one each."""
    if len(odds.chances) <= MAX_ROWS:
        return [(str(total), total, total, chance) for total, chance in odds.chances]
    low, high = odds.chances[0][0], odds.chances[-1][0]
    first = _edge(odds.chances)
    last = _edge(odds.chances[::-1])
    step = -(-(last - first + 1) // (MAX_ROWS - 2))
    found: list[tuple[str, int, int, Fraction]] = []

    def add(name: str, start: int, end: int) -> None:
        chance = sum((share for total, share in odds.chances if start <= total <= end), Fraction(0))
        if chance:
            found.append((name, start, end, chance))

    if low < first:
        add(f"to {first - 1}", low, first - 1)
    for start in range(first, last + 1, step):
        end = min(start + step - 1, last)
        add(f"{start}" if start == end else f"{start} to {end}", start, end)
    if last < high:
        add(f"from {last + 1}", last + 1, high)
    return found


def _edge(chances: Sequence[tuple[int, Fraction]]) -> int:
    """The first total that is not among the rarest at this end."""
    seen = Fraction(0)
    for total, chance in chances:
        seen += chance
        if seen > _RARE:
            return total
    return chances[-1][0]


def _bar(share: Fraction, room: int, unicode: bool) -> str:
    if not unicode:
        return "#" * max(1, round(share * room))
    eighths = max(1, round(share * room * 8))
    return "█" * (eighths // 8) + _EIGHTHS[eighths % 8].strip()


def percent(chance: Fraction) -> str:
    """A chance to two places; never 0 % or 100 % of what is only nearly so."""
    if chance in (0, 1):
        return f"{int(chance * 100)} %"
    if chance < Fraction(1, 10_000):
        return "< 0.01 %"
    return "> 99.99 %" if chance > Fraction(9_999, 10_000) else f"{float(chance * 100):.2f} %"


def _one_in(chance: Fraction) -> str:
    return "" if not 0 < chance <= Fraction(1, 2) else f"(1 in {float(1 / chance):.3g})"


def _plain(number: Fraction) -> str:
    return f"{float(number):.2f}".rstrip("0").rstrip(".")


def odds_json(odds: Odds, dc: int | None, degrees: Degrees) -> dict[str, Any]:
    """The same for programs: chances as numbers and, exactly, as fractions."""
    found: dict[str, Any] = {
        "expression": odds.expression,
        "mean": float(odds.mean),
        "deviation": odds.deviation,
        "chances": [
            {"total": total, "chance": float(chance), "exactly": str(chance)} for total, chance in odds.chances
        ],
    }
    if odds.cut:
        found |= {"explosions": odds.explosions, "left_out_at_most": float(odds.cut)}
    if dc is not None:
        reached = odds.at_least(dc)
        found |= {"dc": dc, "reached": float(reached), "reached_exactly": str(reached)}
    if degrees:
        found["degrees"] = [
            {"id": degree.id, "label": degree.label, "chance": float(chance), "exactly": str(chance)}
            for degree, chance in degrees
        ]
    return found
