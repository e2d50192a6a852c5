"""`gm bench rules`: how quick the rules are: rolls a second beside the d20 library's, in one run.

The two take turns in short rounds, so that whatever else the machine does slows both; the ratio is the median of the
rounds'. Ours draw keyed dice (HMAC-SHA256) and keep every die; theirs draw from Python's generator.
"""

import time
from collections.abc import Callable, Sequence
from typing import Any, Final

from gm.bench.combats import combats_per_second
from gm.bench.report import Measure, Report, parser, percentile, print_report, progress
from gm.rules.dice import roll
from gm.rules.dice_parser import parse
from gm.rules.draws import KeyedDice

EXPRESSIONS: Final = ("1d20", "4d6kh3")
"""What the goal is set on."""
OTHERS: Final = ("1d20+5 [stealth]", "2d6+1d8+3", "8d6e6")
"""Measured, without a goal."""
GOAL: Final = 1.5
"""Times the d20 library's rolls a second."""
COMBATS: Final = 100
"""Combats a second and core."""


def main(argv: Sequence[str]) -> int:
    """Run it. Exit status 0 when every goal is met."""
    args = parser("rules", __doc__ or "")
    args.add_argument("--rounds", type=int, default=9, help="rounds for each expression (9)")
    args.add_argument("--seconds", type=float, default=0.1, help="how long each side rolls in a round (0.1)")
    options = args.parse_args(argv)
    return print_report(measure(max(1, options.rounds), max(0.001, options.seconds)), as_json=options.json)


def measure(rounds: int, seconds: float) -> Report:
    """Every part of the benchmark; parts that cannot be measured say why in the notes."""
    measures: list[Measure] = []
    notes: list[str] = []
    for part in (_dice, _parsing, _combats):
        found, said = part(rounds, seconds)
        measures += found
        notes += said
    return Report("rules", tuple(measures), notes=tuple(notes))


def _dice(rounds: int, seconds: float) -> tuple[list[Measure], list[str]]:
    dice = KeyedDice("5f" * 32, turn_uid="bench", attempt=1, source_ids=("bench",))
    theirs = _library()
    measures = []
    for expression in (*EXPRESSIONS, *OTHERS):
        progress(expression)

        def ours(expression: str = expression) -> object:
            return roll(expression, dice, purpose="check:0")

        def other(expression: str = expression) -> object:
            return theirs.roll(expression).total

        pairs = [
            (per_second(ours, seconds), per_second(other, seconds) if theirs is not None else 0.0)
            for _ in range(rounds)
        ]
        measures.append(Measure(f"{expression}, ours", percentile([mine for mine, _ in pairs], 0.5), "rolls/s"))
        if theirs is not None:
            measures.append(Measure(f"{expression}, d20", percentile([its for _, its in pairs], 0.5), "rolls/s"))
            ratio = percentile([mine / its for mine, its in pairs], 0.5)
            goal = GOAL if expression in EXPRESSIONS else None
            measures.append(Measure(f"{expression}, ours against d20", ratio, "times", goal, "at least"))
    if theirs is None:
        return measures, ["not compared: the d20 library is not installed (it is for development only)"]
    return measures, []


def _library() -> Any:
    """The d20 library, or None where it is not installed."""
    try:
        import d20
    except ImportError:
        return None
    return d20


def _parsing(rounds: int, seconds: float) -> tuple[list[Measure], list[str]]:
    """What an expression costs that was never seen before."""

    def cold() -> object:
        parse.cache_clear()
        return parse("2d20kh1 + 1d4 + 5 [stealth]")

    rates = [per_second(cold, seconds) for _ in range(rounds)]
    return [Measure("expressions read for the first time", percentile(rates, 0.5), "a second")], []


def _combats(rounds: int, seconds: float) -> tuple[list[Measure], list[str]]:
    """Complete four-on-four combats a second and core, by the processor's own time: other programs do not count."""
    progress("combats")
    played = [combats_per_second(seconds, round_ << 32) for round_ in range(rounds)]
    rate, lasted = (percentile([each[which] for each in played], 0.5) for which in (0, 1))
    return [
        Measure("four-on-four combats", rate, "a second", COMBATS, "at least"),
        Measure("rounds of such a combat", lasted, "rounds"),
    ], []


def per_second(action: Callable[[], object], seconds: float) -> float:
    """How often it can be done in a second."""
    count, start = 0, time.perf_counter()
    end = start + seconds
    while (now := time.perf_counter()) < end or not count:
        for _ in range(20):
            action()
        count += 20
    return count / (now - start) if now > start else float(count)
