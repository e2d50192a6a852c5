"""What a roll leaves behind. The rolling itself is in `gm.rules`; randomness always comes in as a `Dice`."""

from typing import Literal, Protocol

from gm.domain.values import Value

Degree = str
"""The id of a degree of success, best to worst in the order in which the ruleset lists them."""

Advantage = Literal["none", "advantage", "disadvantage"]


class Dice(Protocol):
    """A source of fair draws, keyed so that neither order nor concurrency can bend them (promise 2)."""

    def draw(self, purpose: str, index: int, sides: int) -> int:
        """The die with that purpose and index: 1..sides, always the same for the same key."""


class Die(Value):
    """One physical die: `value` counts unless it was `dropped`; `note` says why (`kl`, `rerolled`, `exploded`)."""

    sides: int
    value: int
    dropped: bool = False
    note: str = ""


class RollRecord(Value):
    """One evaluated expression, every die kept. `purpose` and `indices` are what it takes to draw it again."""

    purpose: str
    expression: str
    total: int
    dice: tuple[Die, ...]
    first_index: int = 0
    draws: int = 0
    label: str = ""


class Taken(Value):
    """What a player did about their dice: `again` was thrown beside them (a push), `added` counts on top."""

    option: str
    again: RollRecord | None = None
    added: RollRecord | None = None


class CheckResult(Value):
    """A check that was rolled: who, against what, and how it came out. `total` counts successes where the kit does;
    `margin` is how far it is from what was needed, below 0 for too little.

    `bonus` (what was added, thrown or rolled under) and `opposed_bonus` are kept where the kit says how checks go.
    """

    check_id: str
    character: str
    skill: str
    difficulty: int
    advantage: Advantage = "none"
    roll: RollRecord
    opposed_roll: RollRecord | None = None
    opposed_by: str | None = None
    total: int
    margin: int
    degree: Degree
    success: bool
    bonus: int = 0
    opposed_bonus: int = 0
    after: Taken | None = None
