"""A rules kit, authored as data: how a check is rolled and read, what a sheet counts, what hurts and what heals.

Formulas (`Formula` fields) are read by `gm.domain.formula`; which names each may use stands with the field. A kit says
numbers and words; what they do is code in `gm.rules`, the same for every kit.
"""

from typing import Final, Literal

from pydantic import Field

from gm.domain.checks import AfterRoll as AfterRoll
from gm.domain.checks import CheckProcedure as CheckProcedure
from gm.domain.checks import DegreeRule as DegreeRule
from gm.domain.classes import CharacterClass, Feature, Origin
from gm.domain.combat import CombatRules, Creature
from gm.domain.dice import Degree
from gm.domain.effects import Effect
from gm.domain.items import Item
from gm.domain.reactions import Reaction
from gm.domain.recovery import Dying as Dying
from gm.domain.recovery import Recovery as Recovery
from gm.domain.recovery import Resource as Resource
from gm.domain.recovery import Rest as Rest
from gm.domain.ruling import Choice, Outcome
from gm.domain.spells import Spell
from gm.domain.values import Formula, Slug, Value

IntentKind = Literal["look", "talk", "move", "take", "give", "use", "wait", "attack", "rest", "cast"]
"""What code can tell about an input without a model, from the ruleset's words in the campaign's language."""

CHARACTER_NUMBERS: Final = (
    "level", "hp", "max_hp", "armour", "armour_cap", "shield", "base_defence", "spells", "hit_die",
)  # fmt: skip
"""Numbers that every character has, whatever the kit; formulas about a character may use them. `spells`: how many they
know. `hit_die`: sides of their class's hit dice, or of the kit's where they have no class."""

Authority = Literal["strict", "shared"]


class Attribute(Value):
    """An attribute of a sheet. `modifier` works out what it adds to a check from its `value`; without one, the value
    itself is added."""

    id: Slug
    name: str
    modifier: Formula | None = None
    """From `value`: `floor((value - 10) / 2)`."""
    default: int = 0
    """Its value on a sheet that does not name it."""
    minimum: int | None = None
    """No sheet has less."""
    maximum: int | None = None
    """No sheet has more, and nobody grows beyond it."""


class Derived(Value):
    """A number that follows from a sheet: `defence: 10 + grace`. Formulas may use attributes (what they add),
    `<attribute>_value`, `level`, `armour`, `armour_cap`, `shield`, skills (the whole bonus), and each other."""

    id: Slug
    formula: Formula
    name: str = ""
    """What a sheet calls it; '' where it is not shown."""


class Skill(Value):
    """What a check is made with. `synonyms` maps a language (`en`, `de`…) to words and phrases that call for it."""

    id: Slug
    name: str
    attribute: Slug
    summary: str = ""
    synonyms: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    base: int = 0
    """What everyone has in it, untrained (d100 kits: 25)."""
    outcomes: dict[Degree, Outcome] = Field(default_factory=dict)
    """What a degree brings where no author has said otherwise: the choices of a move. `actor` is whoever rolls."""


class Modifier(Value):
    """What a condition adds to or takes from a number: a derived one, an attribute, a skill, `checks` (all of them),
    `attacks`,
    `damage`, `saves`, or `speed`."""

    to: Slug
    by: Formula
    """May use `level` of the condition, where it has some."""


class Ends(Value):
    """A way in which a condition ends by itself: a save at the beginning or end of the sufferer's turn."""

    save: Slug
    """Attribute or skill."""
    difficulty: int | None = None
    """None: what was set when it was given, or the kit's middle difficulty."""
    at: Literal["start", "end"] = "end"


class Condition(Value):
    """A lasting state of a character. `disadvantage` lists the skills that it hinders (`*` for all)."""

    id: Slug
    name: str
    summary: str
    disadvantage: tuple[str, ...] = ()
    advantage: tuple[str, ...] = ()
    attacks: Literal["", "advantage", "disadvantage"] = ""
    """Their own attacks."""
    attacked: Literal["", "advantage", "disadvantage"] = ""
    """Attacks against them."""
    attacked_far: Literal["", "advantage", "disadvantage"] = ""
    """Attacks against them from another zone; empty: as all others."""
    saves: Literal["", "advantage", "disadvantage", "fail"] = ""
    """Their saves with attributes named in `save_attributes` (empty: all)."""
    save_attributes: tuple[Slug, ...] = ()
    modifiers: tuple[Modifier, ...] = ()
    blocks: tuple[Literal["actions", "reactions", "move", "speech"], ...] = ()
    """What they cannot do while it lasts."""
    implies: tuple[Slug, ...] = ()
    """Conditions that come with it."""
    levels: int = Field(default=1, ge=1, le=10)
    """More than 1: being given it again makes it worse, up to here."""
    worst: Literal["", "down", "dead"] = ""
    """What the last level does."""
    each_turn: tuple[Effect, ...] = ()
    """What it does at the beginning of each of their turns, in an encounter; `actor` is the sufferer."""
    ends: Ends | None = None
    rests: tuple[Slug, ...] = ()
    """Rests that lift it (one level, where it has some)."""
    resistance: tuple[str, ...] = ()
    """Damage types that they resist meanwhile (`*` for all)."""


class Level(Value):
    """A step of advancement: what it takes, what it gives."""

    level: int = Field(ge=1, le=40)
    needs: int = Field(ge=0)
    """Experience, marks or milestones, all told."""
    hp: str = ""
    """Hit points gained: a number, dice or a formula (names as in a derived number)."""
    resources: dict[Slug, int] = Field(default_factory=dict)
    """Added to what the sheet has at most."""
    picks: int = Field(default=0, ge=0, le=9)
    """Skills that may be trained one step further, or attributes raised by one: with the effect `improve`."""


class Advancement(Value):
    """How characters grow. `xp`: defeated creatures and rewards, shared by the party. `milestone`: an effect says so.
    `marks`: each failed check marks its skill, and enough marks make a level."""

    by: Literal["none", "xp", "milestone", "marks"] = "none"
    name: str = "Experience"
    levels: tuple[Level, ...] = ()


class Load(Value):
    """How much can be carried: `limit` as a formula (names as in a derived number). Whoever carries more has the
    condition, for as long as they do."""

    limit: Formula
    condition: Slug


class Coin(Value):
    """A coin, worth so many of the smallest. What somebody owns is counted in the resource `coin`; a player who pays
    with this coin pays its worth."""

    id: Slug
    name: str
    worth: int = Field(ge=1)


class Declaration(Value):
    """Something that a player may make true under `authority: shared`, at its cost: a prop, a contact, an aspect."""

    id: Slug
    name: str
    summary: str
    resource: Slug | None = None
    cost: int = Field(default=1, ge=0)
    limit: int = Field(default=0, ge=0)
    """How often by one character; 0: as often as it can be paid."""


class Ruleset(Value):
    """A complete rules kit. Texts are what the adjudicator is told; numbers are what code enforces."""

    slug: Slug
    title: str
    summary: str = ""
    die: str = "1d20"
    check: CheckProcedure | None = None
    """How checks go; None: `die` + bonus against the difficulty."""
    attributes: tuple[Attribute, ...]
    derived: tuple[Derived, ...] = ()
    skills: tuple[Skill, ...]
    default_skill: Slug
    training: dict[int, int] = Field(default_factory=lambda: {0: 0, 1: 2, 2: 4})
    training_bonus: Formula | None = None
    """What training adds, from `training` (0, 1, 2) and `level`; replaces the table."""
    difficulties: dict[str, int]
    difficulty_min: int = 5
    difficulty_max: int = 30
    degrees: tuple[DegreeRule, ...]
    after_roll: tuple[AfterRoll, ...] = ()
    reactions: tuple[Reaction, ...] = ()
    """What others may do about a roll."""
    instead_of_dice: Choice | None = None
    """A kit without dice: where others roll a check, this question is put to the player. The default option lets it be;
    every other one gets what was wanted, at its price. `actor` is whoever tries."""
    conditions: tuple[Condition, ...] = ()
    resources: tuple[Resource, ...] = ()
    damage_types: dict[Slug, str] = Field(default_factory=dict)
    """Id → name."""
    unarmed_damage: str = "1d2"
    rests: tuple[Rest, ...] = ()
    recovery: Recovery = Field(default_factory=Recovery)
    dying: Dying = Field(default_factory=Dying)
    advancement: Advancement = Field(default_factory=Advancement)
    load: Load | None = None
    coins: tuple[Coin, ...] = ()
    authority: Authority = "strict"
    declarations: tuple[Declaration, ...] = ()
    combat: CombatRules = Field(default_factory=CombatRules)
    creatures: tuple[Creature, ...] = ()
    spells: tuple[Spell, ...] = ()
    classes: tuple[CharacterClass, ...] = ()
    tables: dict[Slug, dict[Slug, tuple[int, ...]]] = Field(default_factory=dict)
    """Name → resource → the most of it at level 1, 2, 3…: what several classes share (spell slots)."""
    species: tuple[Origin, ...] = ()
    backgrounds: tuple[Origin, ...] = ()
    hit_die: int = Field(default=8, ge=1, le=100)
    """`hit_die` of everybody without a class."""
    hit_points: Formula = ""
    """The most hit points of a sheet that names a class and no `max_hp`; names as in a derived number."""
    folk: tuple[str, ...] = ()
    """Tags of everybody who has neither a stat block nor a species."""
    items: tuple[Item, ...] = ()
    """Things that every campaign may use by their ids."""
    guidance: tuple[str, ...] = ()
    """Short rules of thumb for the adjudicator, one sentence each."""
    intents: dict[str, dict[IntentKind, tuple[str, ...]]] = Field(default_factory=dict)
    """language → kind → verbs and phrases, for the offline adjudicator and for triage."""
    words: dict[str, dict[str, str]] = Field(default_factory=dict)
    """language → path of a text → the text in that language: see `gm.domain.tongues`. Under '': texts as they were
    written, where the kit speaks another language now."""
    spoken: str = ""
    """The language of `words` that names, labels and the like are in; '': as they were written."""
    difficulty_names: dict[str, str] = Field(default_factory=dict)
    """What a difficulty is called; one that is missing here by its id."""

    def procedure(self) -> CheckProcedure:
        """How checks go."""
        return self.check or CheckProcedure(dice=self.die)

    def has_derived(self, derived_id: str) -> bool:
        """Whether the kit works out a number of that id."""
        return any(each.id == derived_id for each in self.derived)

    def attribute(self, attribute_id: str) -> Attribute | None:
        """The attribute of that id, or None."""
        return next((each for each in self.attributes if each.id == attribute_id), None)

    def difficulty_name(self, difficulty_id: str) -> str:
        """What a difficulty is called."""
        return self.difficulty_names.get(difficulty_id, difficulty_id)

    def skill(self, skill_id: str) -> Skill | None:
        """The skill of that id, or None."""
        return next((skill for skill in self.skills if skill.id == skill_id), None)

    def degree(self, degree_id: str) -> DegreeRule | None:
        """The degree of that id, or None."""
        return next((degree for degree in self.degrees if degree.id == degree_id), None)

    def condition(self, condition_id: str) -> Condition | None:
        """The condition of that id, or None."""
        return next((condition for condition in self.conditions if condition.id == condition_id), None)

    def resource(self, resource_id: str) -> Resource | None:
        """The resource of that id, or None."""
        return next((each for each in self.resources if each.id == resource_id), None)

    def reaction(self, reaction_id: str) -> Reaction | None:
        """The reaction of that id, or None."""
        return next((each for each in self.reactions if each.id == reaction_id), None)

    def rest(self, rest_id: str) -> Rest | None:
        """The rest of that id, or None."""
        return next((each for each in self.rests if each.id == rest_id), None)

    def creature(self, creature_id: str) -> Creature | None:
        """The stat block of that id, or None."""
        return next((each for each in self.creatures if each.id == creature_id), None)

    def character_class(self, class_id: str | None) -> CharacterClass | None:
        """The class of that id, or None."""
        return next((each for each in self.classes if each.id == class_id), None)

    def origins(self, species: str | None, background: str | None) -> tuple[Origin, ...]:
        """The species and the background of those ids, as far as there are such."""
        named = [each for each in self.species if each.id == species]
        return (*named, *(each for each in self.backgrounds if each.id == background))

    def all_features(self) -> tuple[tuple[str, Feature], ...]:
        """(path, feature) of every class, species and background."""
        groups = (("classes", self.classes), ("species", self.species), ("backgrounds", self.backgrounds))
        return tuple(
            (f"{name}.{each.id}.features.{feature.id}", feature)
            for name, group in groups
            for each in group
            for feature in each.features
        )

    def spell(self, spell_id: str) -> Spell | None:
        """The spell of that id, or None."""
        return next((each for each in self.spells if each.id == spell_id), None)
