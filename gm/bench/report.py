"""What every benchmark prints: measures against goals, and a floor measured in the same minute on the same machine."""

import argparse
import json
import os
import platform
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure. `goal` is compared by `relation`; None is only reported."""

    name: str
    value: float
    unit: str
    goal: float | None = None
    relation: Literal["at most", "at least"] = "at most"

    @property
    def ok(self) -> bool | None:
        """Whether the goal is met; None without a goal."""
        if self.goal is None:
            return None
        return self.value <= self.goal if self.relation == "at most" else self.value >= self.goal


@dataclass(frozen=True, slots=True)
class Report:
    """A benchmark's result."""

    bench: str
    measures: tuple[Measure, ...]
    floor: dict[str, float] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """The report as plain JSON values."""
        return {
            "bench": self.bench,
            "measures": [{**asdict(m), "value": round(m.value, 4), "ok": m.ok} for m in self.measures],
            "floor": {name: round(value, 4) for name, value in self.floor.items()},
            "machine": {
                "cpus": os.cpu_count(),
                "python": platform.python_version(),
                "system": f"{platform.system()} {platform.machine()}",
            },
            **({"notes": list(self.notes)} if self.notes else {}),
        }


def print_report(report: Report, *, as_json: bool) -> int:
    """Print it; the exit status says whether every goal is met (0) or not (1)."""
    if as_json:
        print(json.dumps(report.as_dict(), indent=2))  # noqa: T201 - a benchmark's output is its purpose
    else:
        for measure in report.measures:
            goal = "" if measure.goal is None else f"   {measure.relation} {measure.goal:g}"
            mark = {True: "ok  ", False: "MISS", None: "    "}[measure.ok]
            print(f"{mark} {measure.name:<58} {measure.value:>10.3f} {measure.unit}{goal}")  # noqa: T201
        for name, value in report.floor.items():
            print(f"     floor: {name:<51} {value:>10.3f}")  # noqa: T201
        for note in report.notes:
            print(f"     {note}")  # noqa: T201
    return 0 if all(measure.ok is not False for measure in report.measures) else 1


def parser(name: str, about: str) -> argparse.ArgumentParser:
    """The arguments that every benchmark takes."""
    made = argparse.ArgumentParser(prog=f"gm bench {name}", description=about)
    made.add_argument("--json", action="store_true", help="print the report as JSON")
    return made


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which `share` (0..1) of the values lie; nearest rank."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def append_floor(line: bytes, rounds: int = 200) -> float:
    """Milliseconds that a bare client needs to append a line to a file and fsync it (median)."""
    times = []
    with tempfile.TemporaryDirectory() as folder, (Path(folder) / "log").open("ab") as file:
        for _ in range(rounds):
            start = time.perf_counter()
            file.write(line)
            file.flush()
            os.fsync(file.fileno())
            times.append((time.perf_counter() - start) * 1000)
    return percentile(times, 0.5)


def progress(text: str) -> None:
    """A line on stderr while it runs, where someone is watching."""
    if sys.stderr.isatty():
        print(text, file=sys.stderr)  # noqa: T201
