"""What other people's faces bring in goes only to models that do not train on it."""

import ast
from pathlib import Path

import pytest

from gm.domain.play import PlayerInput, ReceivedInput
from gm.play.adjudicate import policy_of

ROOT = Path(__file__).parents[2]


class _Turn:
    def __init__(self, *faces: str) -> None:
        self.inputs = tuple(ReceivedInput(1, PlayerInput(face, "1", "p", "I wait"), 1) for face in faces)


@pytest.mark.parametrize(
    ("faces", "policy"),
    [((), "any"), (("terminal",), "any"), (("discord",), "no_training"), (("terminal", "web"), "no_training")],
)
def test_the_faces_of_a_turn_decide(faces: tuple[str, ...], policy: str) -> None:
    assert policy_of(_Turn(*faces)) == policy  # type: ignore[arg-type]


def test_nothing_else_asks_for_less() -> None:
    """No call of the engine or the bot says `any` for itself: it takes the turn's policy."""
    tries = {"trial.py"}  # asks for one word, and holds nobody's
    for folder in ("play", "bot", "memory"):
        for file in (ROOT / "gm" / folder).glob("*.py"):
            if file.name in tries:
                continue
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.keyword) and node.arg == "data_policy":
                    assert not (isinstance(node.value, ast.Constant) and node.value.value == "any"), file.name


def test_every_call_of_a_campaign_says_its_rating() -> None:
    """A route's content rating holds only where the call says what it is for."""
    tries = {"trial.py"}
    made = 0
    for folder in ("play", "bot", "memory", "forge"):
        for file in (ROOT / "gm" / folder).glob("*.py"):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "CallPurpose":
                    made += 1
                    assert file.name in tries or "rating" in {word.arg for word in node.keywords}, file.name
    assert made >= 3
