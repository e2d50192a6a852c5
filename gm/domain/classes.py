"""Classes, species and backgrounds as data: what somebody can do because of what they are, level by level."""

from pydantic import Field

from gm.domain.values import Slug, Value


class Bonus(Value):
    """What a feature adds to a number: a derived one, an attribute, a skill, `checks`, `attacks`, `damage`, `saves` or
    `speed`."""

    to: Slug
    by: str
    """A formula, names as in a derived number: `constitution if armour == 0 else 0`."""


class Extra(Value):
    """Damage on top of a hit, once in each turn of whoever deals it."""

    dice: str
    """Dice, in which formulas may stand in braces: `{ceil(rogue / 2)}d6`."""
    type: str = ""
    """The kind of damage; empty: that of the blow."""
    skills: tuple[Slug, ...] = ()
    """Only with what goes by one of these skills; empty: with anything."""
    edge: bool = False
    """Only where something helps the blow, or a friend stands beside the target; never where something hinders it."""
    against: tuple[str, ...] = ()
    """Only against somebody with one of these tags; empty: against anybody."""
    ends: bool = False
    """Dealt, it ends the condition that the feature is `during`."""


class Feature(Value):
    """Something that a class, a species or a background gives, from a level on."""

    id: Slug
    name: str
    summary: str = ""
    level: int = Field(default=1, ge=0, le=40)
    during: Slug | None = None
    """A condition that they must have for it; None: always."""
    power: Slug | None = None
    """A spell or power of the kit that they can use from then on."""
    blows: int = Field(default=1, ge=1, le=9)
    """How often they strike with one attack; of several features the most."""
    bonuses: tuple[Bonus, ...] = ()
    advantage: tuple[str, ...] = ()
    """Skills that it helps (`*` for all)."""
    saves: tuple[Slug, ...] = ()
    """Attributes whose saves it helps."""
    resistant: tuple[str, ...] = ()
    """Damage types (`*` for all)."""
    extra: Extra | None = None


class CharacterClass(Value):
    """What somebody has learned. A sheet that names it and a level gets from here what it does not say itself. Its id
    is a number in formulas as well: the level of those who have the class, 0 for everybody else."""

    id: Slug
    name: str
    summary: str = ""
    hit_die: int = Field(default=8, ge=1, le=100)
    """Sides of its hit dice: `hit_die` in formulas."""
    attributes: tuple[Slug, ...] = ()
    """Those that it lives by, the most important first: what characters that players make are strong in."""
    saves: tuple[Slug, ...] = ()
    """Attributes whose saves it is trained in, beside those of the sheet."""
    skills: tuple[Slug, ...] = ()
    """Skills that are trained where the sheet names none."""
    always: tuple[Slug, ...] = ()
    """Skills that are trained whatever the sheet names: the weapons that it has learned."""
    items: dict[Slug, int] = Field(default_factory=dict)
    """Carried at the start where the sheet names no items."""
    table: Slug | None = None
    """One of the kit's `tables`: what it has of some resources, level by level."""
    resources: dict[Slug, tuple[int, ...]] = Field(default_factory=dict)
    """Resource → the most of it at level 1, 2, 3…; the last number goes on. Whoever has another class has none."""
    recovers: dict[Slug, Slug] = Field(default_factory=dict)
    """Resource → a rest that gives all of it back to this class, beside those of the resource."""
    spells: tuple[Slug, ...] = ()
    """What it can cast as soon as it has slots of that level. A sheet that names spells has those instead, and gets
    from here what later levels open."""
    features: tuple[Feature, ...] = ()


class Origin(Value):
    """A species or a background: where somebody comes from, and what they have from there."""

    id: Slug
    name: str
    summary: str = ""
    skills: tuple[Slug, ...] = ()
    """Trained, whatever the sheet names."""
    items: dict[Slug, int] = Field(default_factory=dict)
    """Carried at the start, beside those of the class, where the sheet names no items."""
    resources: dict[Slug, int] = Field(default_factory=dict)
    """Counted at the start, where the sheet does not name it (coins)."""
    tags: tuple[str, ...] = ()
    """What spells and features know them by."""
    features: tuple[Feature, ...] = ()
