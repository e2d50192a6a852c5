"""Spells, powers and prayers as data: what they cost, whom they reach, what they do."""

from typing import Literal

from pydantic import Field

from gm.domain.combat import ActionCost, Given, SaveSpec, Strike
from gm.domain.effects import Effect
from gm.domain.values import Slug, Value


class Spell(Value):
    """Something cast. A save's `difficulty` of 0 means the caster's own (the kit's derived number
    `spell_difficulty`)."""

    id: Slug
    name: str
    summary: str = ""
    level: int = Field(default=0, ge=0, le=9)
    resource: Slug | None = None
    """What is spent: a slot, mana; None: nothing."""
    amount: int = Field(default=1, ge=0)
    cost: ActionCost = "action"
    reach: int = Field(default=1, ge=0)
    area: Literal["self", "one", "zone", "zones", "friends", "foes"] = "one"
    """Whom it touches: the caster, one, all in a zone or in two of them, or in a zone those of the caster's side (with
    the caster) or of the other one."""
    attack: bool = False
    """Rolled to hit, with the derived number `spell_attack`."""
    save: SaveSpec | None = None
    strikes: tuple[Strike, ...] = ()
    heals: str = ""
    """Dice; '' if it does not heal."""
    shields: str = ""
    """Dice of temporary hit points; '' if it gives none. They do not add up, and are gone with the fight."""
    summons: dict[Slug, int] = Field(default_factory=dict)
    """Stat block → how many come to fight for the caster; they go when a spell that is kept up is let go."""
    gives: tuple[Given, ...] = ()
    effects: tuple[Effect, ...] = ()
    """What else it does outside of fights; `actor` is the caster."""
    concentration: bool = False
    rounds: int | None = Field(default=None, ge=1)
    """How long it lasts; None: it is over at once."""
    higher: tuple[Strike, ...] = ()
    """Added for each level above its own that is spent."""
    only: tuple[str, ...] = ()
    """It does something only to those with one of these tags (`undead`); empty: to anybody."""
    spares: tuple[str, ...] = ()
    """It does nothing to those with one of these tags."""
    spoken: bool = True
    """A power of the body, which takes no words, says `false`: it is used, not cast, and silence does not stop it."""
    pool: bool = False
    """It heals as much as is needed and as `resource` has left, a point for a point, instead of `heals`."""
    hands: dict[Slug, int] = Field(default_factory=dict)
    """Resource → how much of it whoever it is used on gets (a die of inspiration)."""
    again: bool = False
    """Whoever uses it may act once more this turn."""
    ritual_minutes: int = Field(default=0, ge=0)
    """Cast slowly, it costs nothing but this time; 0: cannot be."""
