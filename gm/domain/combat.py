"""Combat as data: what a kit says about rounds, and what a creature can do in them."""

from typing import Literal

from pydantic import Field

from gm.domain.values import Slug, Value

ActionCost = Literal["action", "bonus", "reaction", "free", "legendary", "lair"]
ActionKind = Literal[
    "attack", "cast", "dash", "disengage", "dodge", "help", "hide", "ready", "use", "flee", "surrender", "stand", "wait"
]


class Strike(Value):
    """Damage of one type: dice or a number, and for the first strike of an attack the attribute is in it already."""

    dice: str
    type: str = ""


class SaveSpec(Value):
    """A save that a target makes: with what, how hard, and what a success leaves of the damage."""

    attribute: Slug
    difficulty: int
    on_success: Literal["none", "half"] = "none"


class Given(Value):
    """A condition that an attack or a spell gives, and for how long."""

    condition: Slug
    rounds: int | None = Field(default=None, ge=1, le=1000)
    """Full rounds, ending at the end of the giver's turn; None: until something ends it."""
    save: SaveSpec | None = None
    """Escaped with a save at once, and again each turn where the condition says so."""


class Attack(Value):
    """Something that harms: a blow, a shot, a breath. Either `bonus` is rolled against defence, or targets make a
    `save`."""

    id: Slug
    name: str
    bonus: int | None = None
    """Added to the kit's check die; None: no roll to hit, `save` decides."""
    reach: int = Field(default=0, ge=0)
    """Zones away that it still reaches without trouble; 0: only who stands in the same zone."""
    long: int | None = None
    """Zones away that it reaches with disadvantage."""
    strikes: tuple[Strike, ...] = ()
    save: SaveSpec | None = None
    area: Literal["one", "zone", "zones"] = "one"
    """Whom it may hit: one target, all in one zone, or all in two adjoining zones."""
    gives: tuple[Given, ...] = ()
    cost: ActionCost = "action"
    recharge: int | None = Field(default=None, ge=2, le=6)
    """After use it comes back at the start of a turn on 1d6 of at least this."""
    uses: int | None = Field(default=None, ge=1)
    """How often in one encounter."""


class Trait(Value):
    """Something about a creature that code knows: `pack-tactics`, `regeneration`, `magic-resistance`…; or text
    alone."""

    id: Slug
    name: str
    text: str = ""
    amount: int = 0


class Morale(Value):
    """When a creature stops fighting: below a share of its hit points, or when so many of its side are down."""

    flees_below: int = Field(default=0, ge=0, le=100)
    """Percent of its hit points; 0: fights to the end."""
    losses: int = Field(default=0, ge=0, le=100)
    """Percent of its side that must be down; 0: does not matter."""
    surrenders: bool = False
    """Rather than fleeing, where nobody can get away."""


Tactics = Literal["brute", "skirmisher", "archer", "caster", "guard", "pack", "coward", "beast"]


class Creature(Value):
    """A stat block: everything code needs to run a creature. Without a name of its own it is one of many."""

    id: Slug
    name: str
    summary: str = ""
    hp: str
    """Dice or a number."""
    defence: int = Field(ge=0, le=99)
    attributes: dict[Slug, int] = Field(default_factory=dict)
    saves: dict[Slug, int] = Field(default_factory=dict)
    """Attribute → whole bonus, where it differs from the attribute's modifier."""
    skills: dict[Slug, int] = Field(default_factory=dict)
    """Skill → whole bonus."""
    initiative: int | None = None
    """Whole bonus; None: what the kit's formula gives."""
    speed: int = Field(default=1, ge=0, le=9)
    """Zones that it can go in a move."""
    attacks: tuple[Attack, ...] = ()
    multiattack: tuple[Slug, ...] = ()
    """Attacks that one action makes, in order; empty: one of its choice."""
    reactions: tuple[Slug, ...] = ()
    """Attacks that it can make as a reaction when an enemy leaves its reach."""
    legendary: tuple[Slug, ...] = ()
    legendary_actions: int = Field(default=0, ge=0, le=5)
    lair: tuple[Slug, ...] = ()
    """Attacks that happen at the top of each round while it is in its lair."""
    spells: tuple[Slug, ...] = ()
    traits: tuple[Trait, ...] = ()
    resistant: tuple[str, ...] = ()
    vulnerable: tuple[str, ...] = ()
    immune: tuple[str, ...] = ()
    """Damage types."""
    unaffected: tuple[Slug, ...] = ()
    """Conditions that it cannot have."""
    tactics: Tactics = "brute"
    morale: Morale = Field(default_factory=Morale)
    xp: int = Field(default=0, ge=0)
    tags: tuple[str, ...] = ()


class CombatRules(Value):
    """How a fight goes in this kit."""

    order: Literal["initiative", "sides", "spotlight", "none"] = "initiative"
    """`initiative`: everyone rolls. `sides`: one side, then the other. `spotlight`: players act as they please; what
    goes wholly well opens a way for a companion, all else is answered by an enemy. `none`: the kit has no fights;
    everything is a check."""
    initiative: str = "1d20"
    initiative_bonus: str = "0"
    """A formula, names as in a derived number."""
    attack_skill: Slug | None = None
    """Skill of blows for characters without attacks of their own; None: the default skill."""
    shoot_skill: Slug | None = None
    critical: Literal["none", "double_dice", "maximum"] = "none"
    """What the best degree of an attack does to its damage."""
    damage_bonus: str = "0"
    """A formula that is added to weapon damage, names as in a derived number."""
    shared_zone_disadvantage: bool = True
    """Shooting while an enemy stands in the same zone is harder."""
    opportunity: bool = True
    """Leaving a zone with enemies lets each of them strike once, unless one disengages."""
    concentration: str = ""
    """Attribute of the save that keeps a spell up when hurt; '' where the kit has no concentration."""
    surprise: bool = True
    actions: tuple[ActionKind, ...] = ("attack", "dash", "disengage", "dodge", "help", "hide", "use", "flee", "wait")
    moves: int = Field(default=1, ge=0, le=9)
    """Zones that a character can go in a turn beside their action."""
