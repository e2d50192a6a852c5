"""What the readers give: one set of frozen values for both formats. Distances are feet, weights pounds, money copper.

`key` is the id that the source gives, without its prefix; `edition` is the rules' year, `2014` or `2024`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from types import MappingProxyType
from typing import Any, Final, Literal

ABILITIES: Final = ("strength", "dexterity", "constitution", "intelligence", "wisdom", "charisma")
"""The six abilities, as scores, saves and save types name them."""
ActionKind = Literal["trait", "action", "bonus", "reaction", "legendary", "lair"]
_NONE: Final[Mapping[Any, Any]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class SrdDice:
    """`count` dice of `sides` and a bonus. A fixed amount has no dice: count and sides are 0."""

    count: int
    sides: int
    bonus: int = 0

    @property
    def text(self) -> str:
        """In our dice notation: `2d6+3`."""
        if not self.count:
            return str(self.bonus)
        return f"{self.count}d{self.sides}" + (f"{self.bonus:+d}" if self.bonus else "")


@dataclass(frozen=True, slots=True)
class SrdSave:
    """A saving throw: its ability, what it must reach (None: the caster's own), and what a success leaves."""

    ability: str
    dc: int | None
    success: Literal["none", "half", "other"] = "none"


@dataclass(frozen=True, slots=True)
class SrdDamage:
    """One part of what a hit does. Parts with the same `one_of` above 0 are alternatives; 0 parts all apply."""

    dice: SrdDice
    type: str = ""
    """`fire`, `slashing` …; '' is not said."""
    save: SrdSave | None = None
    one_of: int = 0


@dataclass(frozen=True, slots=True)
class SrdAttack:
    """An attack roll and what a hit does. A reach or range of None is not said."""

    name: str
    bonus: int
    spell: bool = False
    reach: int | None = None
    range: int | None = None
    long_range: int | None = None
    damage: tuple[SrdDamage, ...] = ()


@dataclass(frozen=True, slots=True)
class SrdUsage:
    """How often it can be used: `times` a day, back on a roll of `minimum` or more on a d6, or back after a rest."""

    kind: Literal["day", "recharge", "rest", "other"]
    times: int = 1
    minimum: int | None = None
    rests: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SrdStep:
    """Part of a multiattack: which action, how often. `count` None: as the text says (`dice` may hold a roll)."""

    action: str
    count: int | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class SrdAction:
    """One paragraph of a stat block. What the source has in fields is in fields here; `text` always holds all of it."""

    name: str
    kind: ActionKind
    text: str
    attacks: tuple[SrdAttack, ...] = ()
    damage: tuple[SrdDamage, ...] = ()
    """Damage that no attack roll decides: a breath, an aura."""
    save: SrdSave | None = None
    usage: SrdUsage | None = None
    cost: int = 1
    """Legendary actions that it uses up."""
    multiattack: tuple[tuple[SrdStep, ...], ...] = ()
    """Alternatives, each a row of steps."""
    options: tuple["SrdAction", ...] = ()
    """Ways to use it, of which one is chosen: the breaths of a dragon."""


@dataclass(frozen=True, slots=True)
class SrdKnownSpell:
    """A spell that a creature casts. `uses` None: at will, or from slots."""

    name: str
    level: int
    uses: int | None = None


@dataclass(frozen=True, slots=True)
class SrdSpellcasting:
    """How a creature casts. None is not said."""

    ability: str
    dc: int | None
    attack_bonus: int | None
    level: int | None = None
    slots: Mapping[int, int] = field(default_factory=lambda: _NONE)
    spells: tuple[SrdKnownSpell, ...] = ()


@dataclass(frozen=True, slots=True)
class SrdCreature:
    """A stat block."""

    key: str
    name: str
    edition: str
    size: str
    type: str
    alignment: str
    armor_class: int
    hit_points: int
    hit_dice: SrdDice
    scores: Mapping[str, int]
    """Ability → score."""
    challenge: Fraction
    xp: int
    proficiency: int | None
    """None: not said; `gm.rules.srd_formulas.proficiency_by_challenge` tells."""
    passive_perception: int
    subtype: str = ""
    armor_note: str = ""
    speeds: Mapping[str, int] = field(default_factory=lambda: _NONE)
    """walk, fly, swim, climb, burrow → feet a turn."""
    hover: bool = False
    saves: Mapping[str, int] = field(default_factory=lambda: _NONE)
    """Ability → bonus, of the saves that are listed."""
    skills: Mapping[str, int] = field(default_factory=lambda: _NONE)
    """Skill (`sleight-of-hand`) → bonus, of those that are listed."""
    senses: Mapping[str, int] = field(default_factory=lambda: _NONE)
    """darkvision, blindsight, tremorsense, truesight → feet."""
    languages: str = ""
    vulnerabilities: tuple[str, ...] = ()
    """Damage types, or the source's own words ("bludgeoning from nonmagical weapons")."""
    resistances: tuple[str, ...] = ()
    immunities: tuple[str, ...] = ()
    condition_immunities: tuple[str, ...] = ()
    actions: tuple[SrdAction, ...] = ()
    """Traits, actions, reactions, legendary and lair actions, in the order of the block."""
    spellcasting: tuple[SrdSpellcasting, ...] = ()


@dataclass(frozen=True, slots=True)
class SrdSpell:
    """A spell. `scaling` maps a slot's or a caster's level (`scales_by`) to dice; `MOD` in them is the caster's
    modifier."""

    key: str
    name: str
    edition: str
    level: int
    school: str
    casting_time: str
    range: str
    duration: str
    text: str
    concentration: bool = False
    ritual: bool = False
    components: tuple[str, ...] = ()
    material: str = ""
    attack: bool = False
    save: SrdSave | None = None
    damage_types: tuple[str, ...] = ()
    heals: bool = False
    scales_by: Literal["", "slot", "caster"] = ""
    scaling: Mapping[int, str] = field(default_factory=lambda: _NONE)
    area: str = ""
    """`20 ft. sphere`, or ''."""
    classes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SrdItem:
    """Anything that can be carried, ridden or worn. `rarity` '' is an ordinary thing."""

    key: str
    name: str
    edition: str
    category: str
    cost: int | None = None
    """Copper pieces; None has no price."""
    weight: float | None = None
    rarity: str = ""
    attunement: bool = False
    text: str = ""


@dataclass(frozen=True, slots=True)
class SrdWeapon(SrdItem):
    """A weapon. `damage` None: it does none of its own, as a net."""

    damage: SrdDice | None = None
    damage_type: str = ""
    two_handed: SrdDice | None = None
    martial: bool = False
    ranged: bool = False
    range: int | None = None
    long_range: int | None = None
    properties: tuple[str, ...] = ()
    mastery: str = ""


@dataclass(frozen=True, slots=True)
class SrdArmor(SrdItem):
    """Armour, or a shield (whose `armor_class` is what it adds). `dexterity_limit` None: no limit."""

    armor_class: int = 10
    adds_dexterity: bool = False
    dexterity_limit: int | None = None
    strength: int = 0
    """Strength that it asks for; 0 asks for none."""
    loud: bool = False
    """Whether it hinders stealth."""


@dataclass(frozen=True, slots=True)
class SrdCondition:
    """A condition, in the source's words."""

    key: str
    name: str
    edition: str
    text: str


@dataclass(frozen=True, slots=True)
class SrdClass:
    """A character class: its hit die, the saves that it is proficient in, the skills that it chooses from, and the
    abilities that it lives by, where the source says so."""

    key: str
    name: str
    edition: str
    hit_die: int
    saves: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    """Skills to choose from, as slugs."""
    choose: int = 0
    """How many of them."""
    primary: tuple[str, ...] = ()
    levels: tuple["SrdLevel", ...] = ()
    """Where the source has them with the class (Open5e)."""


@dataclass(frozen=True, slots=True)
class SrdLevel:
    """What a class has at a level: spell slots of level 1 to 9. Key: `wizard-5`."""

    key: str
    edition: str
    class_key: str
    level: int
    slots: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class SrdLibrary:
    """Everything that was read. `skipped`: path or name → why it was left out."""

    creatures: tuple[SrdCreature, ...] = ()
    spells: tuple[SrdSpell, ...] = ()
    weapons: tuple[SrdWeapon, ...] = ()
    armor: tuple[SrdArmor, ...] = ()
    items: tuple[SrdItem, ...] = ()
    conditions: tuple[SrdCondition, ...] = ()
    classes: tuple[SrdClass, ...] = ()
    levels: tuple[SrdLevel, ...] = ()
    skipped: Mapping[str, str] = field(default_factory=lambda: _NONE)
