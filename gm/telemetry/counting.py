"""Counts calls, turns and what guards did, as they are shown."""

from typing import Final

from gm.domain.guards import GuardCount
from gm.domain.health import CallEvent
from gm.domain.ledger import CallEnd, CallStart
from gm.domain.watching import Here, TurnSeen, Watcher
from gm.telemetry.metrics import Metrics

FIRST_TOKEN: Final = (0.1, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0)
WORK: Final = (0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 20.0, 40.0, 80.0, 160.0)
_MOST_MODELS: Final = 100
OTHERS: Final = "other"
"""Stands for all models beyond the first hundred: servers may choose theirs, and each is a line of every count."""


class Counting(Watcher):
    """Keeps `Metrics`."""

    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics
        self._models: set[str] = set()

    def turn_ends(self, turn: TurnSeen, how: str, seconds: float) -> None:
        """Count it."""
        self._metrics.add("gm_turns_ended_total", how=how)
        self._metrics.observe("gm_turn_seconds", seconds, WORK)

    def stage_ends(self, here: Here, how: str, seconds: float) -> None:
        """Count it."""
        self._metrics.observe("gm_turn_work_seconds", seconds, WORK, stage=here.stage)

    def call_refused(self, start: CallStart, kind: str, here: Here | None) -> None:
        """Count it."""
        role, model = self._who(start)
        self._metrics.add("gm_model_calls_total", role=role, model=model, status="refused")

    def call_ends(self, call_id: int, start: CallStart, end: CallEnd, here: Here | None) -> None:
        """Count it. Figures that were not reported are in no sum."""
        usage, add, observe = end.usage, self._metrics.add, self._metrics.observe
        role, model = self._who(start)
        add("gm_model_calls_total", role=role, model=model, status=end.status)
        observe("gm_model_call_seconds", (end.latency_ms or 0) / 1000, role=role, model=model)
        if end.first_token_ms is not None:
            seconds = end.first_token_ms / 1000
            observe("gm_model_first_token_seconds", seconds, FIRST_TOKEN, role=role, model=model)
        tokens = {
            "in": usage.prompt_tokens,
            "cached": usage.cached_tokens,
            "out": usage.completion_tokens,
            "reasoning": usage.reasoning_tokens,
        }
        for kind, count in tokens.items():
            if count is not None:
                add("gm_model_tokens_total", count, role=role, model=model, kind=kind)
        if usage.cost is None:
            add("gm_model_calls_unpriced_total", role=role, model=model)
        else:
            add("gm_model_cost_usd_total", usage.cost, role=role, model=model)

    def call_fault(self, event: CallEvent) -> None:
        """Count it."""
        model = self._named(event.model)
        self._metrics.add("gm_model_faults_total", role=event.role, model=model, fault=event.fault, done=event.done)

    def guarded(self, count: GuardCount) -> None:
        """Count it."""
        model = self._named(count.model)
        self._metrics.add("gm_guard_hits_total", count.count, model=model, kind=count.kind, action=count.action)

    def _who(self, start: CallStart) -> tuple[str, str]:
        return str(start.purpose.role), self._named(start.candidate.model)

    def _named(self, model: str) -> str:
        if model in self._models or len(self._models) < _MOST_MODELS:
            self._models.add(model)
            return model
        return OTHERS
