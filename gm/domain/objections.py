"""What is said against a ruling, and what came of it: a ruling is reconsidered once, and why stays with it."""

from dataclasses import dataclass
from typing import Literal

from gm.domain.ruling import Ruling
from gm.domain.values import Value

Said = Literal["asked", "stands", "granted"]
"""`asked`: nobody has looked at it again yet. `stands`: the ruling is as it was. `granted`: it was ruled otherwise."""


class Objection(Value):
    """What somebody says against the ruling of a turn, with the answer. Kept with that turn; granted, also with the
    turn that is played in its place."""

    because: str
    said: Said = "asked"
    answer: str = ""
    """Why it stands, or what was put right, for the table; '' where code alone has looked."""


@dataclass(frozen=True, slots=True)
class ObjectionView:
    """What the adjudicator is given when it looks at its ruling again. What the dice showed is not in it."""

    because: str
    given: Ruling
    """The ruling as it was given."""
    ruled: str
    """The same for a prompt, JSON."""
    rules: tuple[str, ...] = ()
    """Rules of the kit that are named in what is said against it, a line each."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a turn was ruled as it was, where somebody said so: a game master who overruled, or an objection."""

    because: str
    answer: str = ""
    by: Literal["gm", "granted", "stands"] = "gm"
    """Whose word it is: a game master's, or an objection that was granted, or was not."""
    verdict: int | None = None
    """Which attempt of the turn it is about, from 0. None: all of it."""
    how: str = ""
    """How a game master settled it, as `gm.domain.approval.Settling`."""
