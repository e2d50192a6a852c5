"""A question in the middle of a fight. The turn stops there, and nothing of it is kept: with the answer it is fought
again from its beginning, by the same keyed dice, and goes on where it stopped."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from gm.domain.encounter import Step

if TYPE_CHECKING:
    from gm.rules.combat.ground import Fight


@dataclass(slots=True)
class Answers:
    """The answers that a verdict's questions have had so far, in the order in which they are asked."""

    verdict: int
    given: Mapping[str, str]
    """`react:<verdict>:<n>` → option, n counted from 1."""
    used: dict[str, str] = field(default_factory=dict)
    """Those that were asked for again, as they counted."""
    asked: int = 0

    def next_key(self) -> str:
        """What the next answer is kept under."""
        self.asked += 1
        return f"react:{self.verdict}:{self.asked}"


class MustAsk(Exception):
    """Somebody must be asked before the fight can go on. `about` is what they are asked about, not yet decided."""

    def __init__(self, fight: "Fight", who: str, about: Step, options: tuple[tuple[str, str], ...]) -> None:
        super().__init__(who)
        self.fight = fight
        self.who = who
        self.about = about
        self.options = options


KEEP = "keep"
"""The answer that does nothing."""


def ask(fight: "Fight", who: str, about: Step, options: tuple[tuple[str, str], ...], default: str = KEEP) -> str:
    """What a player has chosen, one of (id, label); the default for what is none of them.

    Raises:
        MustAsk: they have not chosen yet.
    """
    answers = fight.answers
    assert answers is not None
    key = answers.next_key()
    if key not in answers.given:
        raise MustAsk(fight, who, about, options)
    chosen = answers.given[key] if answers.given[key] in {each for each, _ in options} else default
    answers.used[key] = chosen
    return chosen
