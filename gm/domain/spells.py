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
    area: Literal["self", "one", "zone", "zones"] = "one"
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
    ritual_minutes: int = Field(default=0, ge=0)
    """Cast slowly, it costs nothing but this time; 0: cannot be."""
