"""A game master's desk against a model: in any order of deeds players see what was approved, and no more."""

from pathlib import Path

from copilot_model import CopilotMachine
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

SPEED = {"deadline": None, "suppress_health_check": list(HealthCheck), "phases": (Phase.explicit, Phase.generate)}
"""Without shrinking, which would take minutes on a server: add Phase.shrink by hand to study a failure."""


def test_players_see_what_was_approved_and_every_word_is_answered_once(sqlite_template: Path) -> None:
    machine = type("AtATable", (CopilotMachine,), {"template": sqlite_template})
    run_state_machine_as_test(machine, settings=settings(max_examples=15, stateful_step_count=25, **SPEED))
