"""What an author may write, derived from the domain's models, and every shorthand, as data.

A spec describes one authored value: `ObjectSpec` for a model, `ListSpec` for a tuple, and so on. The shapes come from
the annotations of `gm.domain`, so that a new field is readable the moment it exists; what YAML allows beyond them
stands in the tables here and nowhere else. `docs/author/reference.md` is tested against both.
"""

from dataclasses import dataclass
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin

from pydantic import BaseModel

from gm.domain import classes, combat, effects, living, reactions, ruleset, spells
from gm.domain.campaign import BookFile, Campaign, EncounterPlan, Exit, Flag, Npc, Place, Secret, Sheet
from gm.domain.items import Item
from gm.domain.ruleset import Ruleset
from gm.domain.ruling import ChoiceOption, Outcome

Model = type[BaseModel]


@dataclass(frozen=True, slots=True)
class TextSpec:
    """Text. A number may stand for itself as it was written; `number` keeps it a number (a challenge's difficulty)."""

    number: bool = False


@dataclass(frozen=True, slots=True)
class NumberSpec:
    """A whole number."""


@dataclass(frozen=True, slots=True)
class TruthSpec:
    """true or false."""


@dataclass(frozen=True, slots=True)
class WordSpec:
    """One of a few words."""

    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ListSpec:
    """A list. Of texts, a single one may stand alone; of objects with a key, a mapping will do."""

    item: "Spec"


@dataclass(frozen=True, slots=True)
class MapSpec:
    """A mapping whose keys the author chooses. `counted`: a list of keys means one of each."""

    key: "Spec"
    value: "Spec"
    counted: bool = False


@dataclass(frozen=True, slots=True)
class ObjectSpec:
    """A model. `key` is the field that a mapping's key fills; `short` the one that a single word or text fills."""

    model: Model
    key: str = ""
    short: str = ""


@dataclass(frozen=True, slots=True)
class EffectSpec:
    """An effect: a mapping with its kind as the only key, or with `kind:` among its fields."""

    kinds: tuple[tuple[str, ObjectSpec], ...]

    def of(self, kind: str) -> ObjectSpec | None:
        """The spec of that kind's fields, or None."""
        return dict(self.kinds).get(kind)


Spec = TextSpec | NumberSpec | TruthSpec | WordSpec | ListSpec | MapSpec | ObjectSpec | EffectSpec


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """A field of a model, by its name there. An `optional` one may be left out or left empty."""

    name: str
    spec: Spec
    optional: bool


SHORT: Final[dict[Model, str]] = {
    Secret: "text",
    Flag: "meaning",
    Exit: "label",
    Outcome: "text",
    ChoiceOption: "label",
    ruleset.Attribute: "name",
    ruleset.Resource: "name",
    effects.Reveal: "fact",
    effects.SetFlag: "flag",
    effects.TickClock: "clock",
    effects.StartEncounter: "encounter",
    effects.TakeRest: "rest",
    effects.TendLore: "entry",
    effects.DrawTable: "table",
    living.TableEntry: "text",
    living.Objective: "text",
    BookFile: "file",
    ruleset.Derived: "formula",
    ruleset.Load: "limit",
    classes.Extra: "dice",
    combat.Strike: "dice",
    combat.Given: "condition",
    combat.Trait: "text",
}
"""A single text where an object is expected fills this field of it."""

KEYS: Final[dict[Model, str]] = {Exit: "to"}
"""The field that the key of a mapping fills; `id` for every other model that has one."""

ORDERED: Final[frozenset[Model]] = frozenset({ruleset.DegreeRule})
"""Written as a list only, because their order says something."""

COUNTED: Final[frozenset[tuple[Model, str]]] = frozenset(
    {
        (Place, "items"),
        (Sheet, "items"),
        (EncounterPlan, "creatures"),
        (spells.Spell, "summons"),
        (classes.CharacterClass, "items"),
        (classes.Origin, "items"),
    }
)
"""Mappings to a quantity that may be written as a list."""

UNWRITTEN: Final[frozenset[tuple[Model, str]]] = frozenset(
    {(Campaign, "templates"), (Campaign, "ruleset"), (Campaign, "books"), (Ruleset, "words"), (Npc, "kind")}
)
"""Fields that are filled in another way than by reading a mapping."""

DICE: Final[frozenset[tuple[Model, str]]] = frozenset(
    {
        (effects.Damage, "amount"),
        (effects.Heal, "amount"),
        (Item, "damage"),
        (Sheet, "damage"),
        (Ruleset, "die"),
        (Ruleset, "unarmed_damage"),
        (ruleset.Dying, "dice"),
        (combat.Creature, "hp"),
        (combat.CombatRules, "initiative"),
        (reactions.Reaction, "add"),
        (living.RandomTable, "dice"),
    }
)
"""Texts that are dice expressions."""

PICTURES: Final[frozenset[tuple[Model, str]]] = frozenset({(Npc, "avatar")})
"""Texts that are addresses of pictures on the web."""


@cache
def object_spec(model: Model) -> ObjectSpec:
    """The spec of a model, with its key and its shorthand."""
    key = KEYS.get(model, "id" if "id" in model.model_fields else "")
    return ObjectSpec(model, "" if model in ORDERED else key, SHORT.get(model, ""))


@cache
def fields_of(model: Model) -> dict[str, FieldSpec]:
    """The fields that an author may write, by the name that they are written with: `class` for `class_`."""
    found = {}
    for name, info in model.model_fields.items():
        if (model, name) in UNWRITTEN or (name == "kind" and _is_effect(model)):
            continue
        spec = _spec(info.annotation)
        if (model, name) in COUNTED and isinstance(spec, MapSpec):
            spec = MapSpec(spec.key, spec.value, counted=True)
        found[name.rstrip("_")] = FieldSpec(name, spec, not info.is_required())
    return found


def _is_effect(model: Model) -> bool:
    return model.__module__ == effects.__name__


def _spec(annotation: Any) -> Spec:
    """The spec of an annotation; what pydantic adds to it (ranges, patterns) is checked when the model is built."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return _spec(get_args(annotation)[0])
    if origin in (Union, UnionType):
        return _union([part for part in get_args(annotation) if part is not NoneType])
    if origin is Literal:
        return WordSpec(tuple(get_args(annotation)))
    if origin is tuple:
        return ListSpec(_spec(get_args(annotation)[0]))
    if origin is dict:
        key, value = get_args(annotation)
        return MapSpec(_spec(key), _spec(value))
    simple: dict[Any, Spec] = {str: TextSpec(), int: NumberSpec(), bool: TruthSpec()}
    if annotation in simple:
        return simple[annotation]
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return object_spec(annotation)
    raise TypeError(f"no way to write {annotation!r} in YAML is known")


def _union(parts: list[Any]) -> Spec:
    if len(parts) == 1:
        return _spec(parts[0])
    if set(parts) == {str, int}:
        return TextSpec(number=True)
    return EffectSpec(tuple((model.model_fields["kind"].default, object_spec(model)) for model in parts))


def authored_models(root: Model) -> tuple[Model, ...]:
    """Every model that can be written below `root`, itself first: what a reference has to explain."""
    found: dict[Model, None] = {}

    def visit(spec: Spec) -> None:
        if isinstance(spec, ListSpec):
            visit(spec.item)
        elif isinstance(spec, MapSpec):
            visit(spec.value)
        elif isinstance(spec, EffectSpec):
            for _, each in spec.kinds:
                visit(each)
        elif isinstance(spec, ObjectSpec) and spec.model not in found:
            found[spec.model] = None
            for field in fields_of(spec.model).values():
                visit(field.spec)

    visit(object_spec(root))
    return tuple(found)
