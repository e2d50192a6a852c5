"""How a kit's checks go: what is rolled, how it is compared and read, and what may still be done about it.

What is asked and what came of it is in `gm.domain.ruling` and `gm.domain.dice`.
"""

from typing import Literal

from pydantic import Field

from gm.domain.dice import Degree
from gm.domain.effects import Effect
from gm.domain.values import Formula, Slug, Value


class CheckProcedure(Value):
    """How a check is rolled and compared.

    `bonus` may use `attribute`, `training`, `gear`, `level`, `base` and derived numbers; `target` may use these and
    `difficulty`, `bonus`.
    `dice` may hold a formula in braces for a number of dice: `{bonus}d6` followed by what counts.
    """

    dice: str = "1d20"
    bonus: Formula = "attribute + training + base + gear"
    adds_bonus: bool = True
    """Whether the bonus is added to the dice; where it says how many are thrown, or what to roll under, it is not."""
    compare: Literal["over", "under"] = "over"
    """`over`: margin = total − target. `under`: margin = target − total."""
    target: Formula = "difficulty"
    fixed: bool = False
    """No difficulty is set: degrees go by the total alone (6−, 7–9, 10+)."""
    counts_from: int | None = None
    """Each die of at least this face is a success, and the total counts them."""
    advantage: str = ""
    """Dice with advantage; empty: one die more, the best kept."""
    disadvantage: str = ""
    """Dice with disadvantage; empty: one die more, the worst kept."""


class DegreeRule(Value):
    """One degree of success, listed best to worst. The first that applies is the one.

    It applies when the margin is at least `margin`; `natural` is a die face that decides alone; `when` replaces both.
    It may use
    `total`, `target`, `difficulty`, `margin`, `bonus`, `natural` (the face, where one die counts; else 0), `ones` and
    `tops` (dice that
    show 1, or their highest face), `dice` (how many count). `label` is what a player reads.
    """

    id: Degree
    label: str
    margin: int = 0
    success: bool
    natural: int | None = None
    when: Formula | None = None


class AfterRoll(Value):
    """What a player may still do when the dice lie there, before they count: push, spend luck, resist, invoke an
    aspect.

    It is offered when `when` holds (names as in a degree, and `success`) and its cost can be paid. It is taken once a
    check.
    """

    id: Slug
    label: str
    when: Formula = "not success"
    resource: Slug | None = None
    """What is spent."""
    cost: int = Field(default=1, ge=0)
    reroll: Literal["", "all", "failed"] = ""
    """All dice again; or those that were no success, except ones (dice pools)."""
    add: str = ""
    """Dice or a number that is added to the total."""
    price: tuple[Effect, ...] = ()
    """What it costs otherwise; `actor` is whoever rolls."""
    backlash: tuple[Effect, ...] = ()
    """What happens as well if it does not help: the check fails all the same."""
