"""What this process counts about itself, and the text in which Prometheus reads it. Needs no library."""

import bisect
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final

from gm.domain.events import (
    InputReceived,
    NarrationFinished,
    NarrationStarted,
    OutcomeResolved,
    SentenceReleased,
    TurnEvent,
    TurnParked,
)

ACKNOWLEDGED: Final = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 3.0)
STAGES: Final = (0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 20.0, 40.0, 80.0, 160.0)
_MOST_MARKS: Final = 4096
Labels = tuple[tuple[str, str], ...]
HELP: Final = {
    "gm_turns_total": "Turns that came to their end.",
    "gm_turn_stage_seconds": "From one stage of a turn to the next: ruled, telling, told.",
    "gm_acknowledged_total": "Interactions by whether they could be acknowledged in time.",
    "gm_acknowledgement_seconds": "From an interaction's making, by Discord's clock, to our first answer.",
    "gm_turns_ended_total": "Turns that were played until they were told (done), waited, were undone, or broke off.",
    "gm_turn_seconds": "How long a turn was played, without waiting for its scene.",
    "gm_turn_work_seconds": "Work on one stage of a turn: rule, resolve, narrate, deliver, reword.",
    "gm_model_calls_total": "Calls to language models by role, model and status.",
    "gm_model_cost_usd_total": "What they cost; calls whose price is unknown are not in it.",
    "gm_model_calls_unpriced_total": "Calls whose price is unknown.",
    "gm_model_call_seconds": "How long a call to a model took.",
    "gm_model_first_token_seconds": "How long a call took to its first token.",
    "gm_model_tokens_total": "Tokens as reported: in, cached (counted in `in`, too), out, reasoning (in `out`, too).",
    "gm_model_faults_total": "What went wrong with calls, and what was done about it.",
    "gm_models_resting": "Models that failed and are left alone for now, in all processes.",
    "gm_guard_hits_total": "What guards did to narrations before anyone saw them.",
    "gm_limit_usd": "The host's limits, in US dollars.",
    "gm_limit_left_usd": "What is left of them.",
    "gm_limits_used_up": "Servers, campaigns and players of which a limit has nothing left, by who set it.",
    "gm_gateway_events_total": "Gateway sessions by what became of them: connected, resumed, disconnected.",
    "gm_discord_requests_total": "Requests to Discord by class of status; 429 by itself.",
    "gm_discord_rate_limit_wait_seconds_total": "Seconds that Discord has told us to wait.",
    "gm_posts_found_total": "Posts that were sent already and were found by looking, after a crash or a lost answer.",
    "gm_posts_unsure_total": "Posts sent again that nobody can rule out to stand there twice (webhook posts only).",
    "gm_posts_doubles_removed_total": "Of those, the ones that did stand there twice and were taken away again.",
    "gm_inputs_refused_total": "Inputs that were turned away, by why.",
    "gm_open_tables": "Games that this process has open.",
    "gm_turns_playing": "Turns that are being played now.",
    "gm_turns_waiting": "Turns that wait for others of their server or process.",
    "gm_draining": "1: it finishes what it has begun and takes up nothing new.",
}


@dataclass(slots=True)
class Histogram:
    """Counts of values by upper bound."""

    bounds: tuple[float, ...]
    counts: list[int] = field(default_factory=list)
    total: float = 0.0

    def __post_init__(self) -> None:
        self.counts = [0] * (len(self.bounds) + 1)

    def observe(self, value: float) -> None:
        """Take a value in."""
        self.counts[bisect.bisect_left(self.bounds, value)] += 1
        self.total += value


class Metrics:
    """All counts of one process. Gauges are asked for when somebody looks."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._counts: defaultdict[str, defaultdict[Labels, float]] = defaultdict(lambda: defaultdict(float))
        self._spread: dict[str, dict[Labels, Histogram]] = {}
        self._marks: dict[int, tuple[str, float]] = {}
        self.gauges: dict[str, Callable[[], float]] = {}
        self._levels: dict[str, dict[Labels, float]] = {}

    def add(self, name: str, amount: float = 1.0, **labels: str) -> None:
        """Count something."""
        self._counts[name][tuple(sorted(labels.items()))] += amount

    def level(self, name: str, value: float, **labels: str) -> None:
        """Note how high something stands."""
        self._levels.setdefault(name, {})[tuple(sorted(labels.items()))] = value

    def value(self, name: str, **labels: str) -> float:
        """A count so far; of a histogram, how many values it took in."""
        key = tuple(sorted(labels.items()))
        if name in self._spread:
            found = self._spread[name].get(key)
            return 0.0 if found is None else float(sum(found.counts))
        if name in self._levels:
            return self._levels[name].get(key, 0.0)
        return self._counts[name][key] if name in self._counts else 0.0

    def observe(self, name: str, value: float, bounds: tuple[float, ...] = STAGES, **labels: str) -> None:
        """Take a duration in, in seconds; one below zero (clocks apart) counts as zero."""
        by_labels = self._spread.setdefault(name, {})
        by_labels.setdefault(tuple(sorted(labels.items())), Histogram(bounds)).observe(max(0.0, value))

    def turn_event(self, event: TurnEvent) -> None:
        """Follow a turn through its stages."""
        match event:
            case InputReceived():
                self._mark(event.turn_id, "received")
            case TurnParked():
                self._marks.pop(event.turn_id, None)
            case OutcomeResolved():
                self._mark(event.turn_id, "ruled", after="received")
            case NarrationStarted():
                self._mark(event.turn_id, "writing")
            case SentenceReleased():
                self._mark(event.turn_id, "telling", after="writing")
            case NarrationFinished():
                self._mark(event.turn_id, "told", after="telling")
                self._marks.pop(event.turn_id, None)
                self.add("gm_turns_total")

    def _mark(self, turn_id: int, stage: str, after: str | None = None) -> None:
        """A turn has come so far; how long that took is kept, if it comes from the stage that was expected."""
        was, since = self._marks.get(turn_id, ("", 0.0))
        if after is not None and was != after:
            return
        now = self._now()
        if after is not None:
            self.observe("gm_turn_stage_seconds", now - since, stage=stage)
        if len(self._marks) > _MOST_MARKS:
            self._marks.clear()  # turns that broke off and were never taken up here again
        self._marks[turn_id] = (stage, now)

    def text(self) -> str:
        """Everything in Prometheus' text format."""
        return "\n".join(self._lines()) + "\n"

    def _lines(self) -> Iterator[str]:
        for name, by_labels in sorted(self._counts.items()):
            yield from _head(name, "counter")
            for labels, value in sorted(by_labels.items()):
                yield f"{name}{_labels(labels)} {_number(value)}"
        for name, gauge in sorted(self.gauges.items()):
            yield from _head(name, "gauge")
            yield f"{name} {_number(gauge())}"
        for name, levels in sorted(self._levels.items()):
            yield from _head(name, "gauge")
            for labels, value in sorted(levels.items()):
                yield f"{name}{_labels(labels)} {_number(value)}"
        for name, spreads in sorted(self._spread.items()):
            yield from _head(name, "histogram")
            for labels, spread in sorted(spreads.items()):
                yield from _buckets(name, labels, spread)


def _head(name: str, kind: str) -> Iterator[str]:
    if name in HELP:
        yield f"# HELP {name} {HELP[name]}"
    yield f"# TYPE {name} {kind}"


def _buckets(name: str, labels: Labels, spread: Histogram) -> Iterator[str]:
    seen = 0
    for bound, count in zip((*map(_number, spread.bounds), "+Inf"), spread.counts, strict=True):
        seen += count
        yield f"{name}_bucket{_labels((*labels, ('le', bound)))} {seen}"
    yield f"{name}_sum{_labels(labels)} {_number(spread.total)}"
    yield f"{name}_count{_labels(labels)} {seen}"


def _labels(labels: Labels) -> str:
    if not labels:
        return ""
    inside = ",".join(f'{name}="{_escaped(value)}"' for name, value in labels)
    return f"{{{inside}}}"


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def _number(value: float) -> str:
    return str(int(value)) if value == int(value) else repr(round(value, 9))
