"""What a kit counts down and how it comes back: resources, rests, what happens at 0 hit points, and afterwards."""

from typing import Literal

from pydantic import Field

from gm.domain.values import Formula, Slug, Value


class Resource(Value):
    """Something a sheet counts: luck, light, slots, hit dice. Never below 0; `maximum` None means no upper bound."""

    id: Slug
    name: str
    maximum: int | None = None
    formula: Formula | None = None
    """Its maximum by sheet (names as in a derived number); replaces `maximum`."""
    starts_full: bool = False
    """A sheet that does not name it begins with all of it; else with none."""
    recovers: dict[Slug, str] = Field(default_factory=dict)
    """Rest → how much comes back: `all`, or dice or a formula."""


class Rest(Value):
    """A pause that restores: how long, what comes back."""

    id: Slug
    name: str
    minutes: int = Field(ge=1, le=10080)
    hp: str = ""
    """`all`, dice or a formula (names as in a derived number); '' for none."""
    spends: Slug | None = None
    """A resource that each portion of `hp` costs (hit dice): as many are spent as are needed and there."""
    every: int = Field(default=0, ge=0)
    """In-world minutes that must lie between two of them; 0: any time."""
    safe: bool = True
    """Not where enemies are."""


class Recovery(Value):
    """How a party comes to when all of it is down, so that nobody is stuck: with `hp` hit points each, `minutes` later,
    and with a condition if the kit has it."""

    hp: int = Field(default=1, ge=1)
    minutes: int = Field(default=60, ge=0, le=1440)
    condition: Slug | None = "exhausted"


class Dying(Value):
    """What happens at 0 hit points. `down`: out of the fight until helped. `saves`: a save each turn until stable or
    dead.
    `dead`: at once, for creatures without a name always."""

    mode: Literal["down", "saves", "dead"] = "down"
    dice: str = "1d20"
    difficulty: int = 10
    needed: int = Field(default=3, ge=1, le=9)
    """Successes until stable, and failures until dead."""
    critical: int | None = None
    """A face that brings them back to their feet with 1 hit point."""
    fumble: int | None = None
    """A face that counts as two failures."""
    massive: bool = False
    """Damage left over that is at least the maximum kills at once."""
