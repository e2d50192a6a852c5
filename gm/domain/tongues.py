"""A kit's words in other languages: what skills, degrees, conditions, creatures, choices are called at a table.

A word is found by the path of what it names: `skills.stealth`, `creatures.wolf.attacks.bite`. The first text of a thing
(its name, label or question) has the path of the thing; any other one ends in its field: `skills.stealth.summary`. Ids,
numbers and effects are the same in every language, and so is everything that a record keeps.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, NamedTuple

from pydantic import BaseModel

from gm.domain.classes import CharacterClass, Feature, Origin
from gm.domain.combat import Attack, Creature, Trait
from gm.domain.items import Item
from gm.domain.reactions import Reaction
from gm.domain.ruleset import (
    Advancement,
    AfterRoll,
    Attribute,
    Coin,
    Condition,
    Declaration,
    DegreeRule,
    Derived,
    Resource,
    Rest,
    Ruleset,
    Skill,
)
from gm.domain.ruling import Choice, ChoiceOption, Outcome
from gm.domain.spells import Spell

AUTHORED: Final = ""
"""In place of a language: the texts as the kit's author wrote them."""
SHARED: Final = ("attacks", "traits")
"""What creatures share: a word for `attacks.bite` is one for every creature's bite."""

_TEXTS: Final[Mapping[type[BaseModel], tuple[str, ...]]] = {
    Ruleset: ("title", "summary"),
    Attribute: ("name",),
    Derived: ("name",),
    Skill: ("name", "summary"),
    DegreeRule: ("label",),
    AfterRoll: ("label",),
    Reaction: ("label",),
    Condition: ("name", "summary"),
    Resource: ("name",),
    Rest: ("name",),
    Coin: ("name",),
    Declaration: ("name", "summary"),
    Advancement: ("name",),
    Creature: ("name", "summary"),
    Attack: ("name",),
    Trait: ("name", "text"),
    Spell: ("name", "summary"),
    CharacterClass: ("name",),
    Feature: ("name",),
    Origin: ("name",),
    Item: ("name", "description"),
    Choice: ("question",),
    ChoiceOption: ("label", "text"),
    Outcome: ("text",),
}
_FOR_MODELS: Final = frozenset({(Ruleset, "summary"), (Condition, "summary"), (Spell, "summary")})
"""Texts that tell a model what something is, and that no player reads."""
_NAMED_BY_KEY: Final = frozenset({"damage_types", "difficulty_names"})
"""Mappings of an id to its name."""
_WRITTEN: Final = {"difficulty_names": "difficulties"}
"""What the path of a word says, where that is not the field's name."""


class KitText(NamedTuple):
    """A text of a kit. `path`: where its words stand; `field`: in which field of the thing, '' for a plain mapping."""

    path: str
    field: str
    text: str
    where: str
    """Where the text itself stands in the kit's YAML."""
    is_read: bool
    """Whether players read it: a language is whole when it has these."""


_Take = Callable[[KitText], str]


def texts_of(ruleset: Ruleset) -> tuple[KitText, ...]:
    """All texts of a kit that can be said in another language, in the order of its fields."""
    found: list[KitText] = []

    def take(each: KitText) -> str:
        found.append(each)
        return each.text

    _walked(_with_difficulties(ruleset), "", "", take)
    return tuple(found)


def in_language(ruleset: Ruleset, language: str) -> Ruleset:
    """The kit in a language (BCP 47): with its words where it has some, else as its author wrote it. What has no word
    in that language stays as it was written."""
    tongue = tongue_of(ruleset, language)
    if tongue == ruleset.spoken:
        return ruleset
    authored = ruleset.words.get(AUTHORED, {})
    words = {**authored, **ruleset.words.get(tongue, {})}
    kept = dict(authored)

    def take(each: KitText) -> str:
        word = words.get(each.path, each.text)
        if word != each.text:
            kept.setdefault(each.path, each.text)
        return word

    spoken: Ruleset = _walked(_with_difficulties(ruleset), "", "", take)
    return spoken.model_copy(update={"spoken": tongue, "words": {**ruleset.words, AUTHORED: kept}})


def tongue_of(ruleset: Ruleset, language: str) -> str:
    """The key of the kit's words for a language: the whole tag, else its first part; AUTHORED where there is none."""
    for key in (language, language.lower(), language.replace("_", "-").split("-")[0].lower()):
        if key and key in ruleset.words:
            return key
    return AUTHORED


def shared_path(path: str) -> str:
    """`creatures.wolf.attacks.bite` → `attacks.bite`; '' for what belongs to one thing alone."""
    parts = path.split(".")
    return ".".join(parts[2:]) if len(parts) > 3 and parts[0] == "creatures" and parts[2] in SHARED else ""


def _with_difficulties(ruleset: Ruleset) -> Ruleset:
    """The kit with a name for each difficulty: without words that is its id."""
    names = {each: ruleset.difficulty_names.get(each, each) for each in ruleset.difficulties}
    return ruleset.model_copy(update={"difficulty_names": names})


def _walked(model: Any, path: str, where: str, take: _Take) -> Any:
    """The model with every text replaced by what `take` gives for it; the very same model where nothing changed."""
    update: dict[str, Any] = {}
    for number, name in enumerate(_TEXTS.get(type(model), ())):
        text = getattr(model, name)
        if text:
            at = path if number == 0 and path else _joined(path, name)
            is_read = (type(model), name) not in _FOR_MODELS and getattr(model, "by", "") != "none"
            given = take(KitText(at, name, text, _joined(where, name), is_read))
            if given != text:
                update[name] = given
    for name in type(model).model_fields:
        value = getattr(model, name)
        written = _WRITTEN.get(name, name)
        made = _walked_field(value, name, _joined(path, written), _joined(where, written), take)
        if made is not value:
            update[name] = made
    return model.model_copy(update=update) if update else model


def _walked_field(value: Any, name: str, path: str, where: str, take: _Take) -> Any:
    if isinstance(value, BaseModel) and type(value) in _TEXTS:
        return _walked(value, path, where, take)
    if isinstance(value, tuple) and any(type(each) in _TEXTS for each in value):
        made: list[Any] = []
        for number, each in enumerate(value, start=1):
            spot = f"{where}[{number}]" if isinstance(each, DegreeRule) else f"{where}.{each.id}"
            made.append(_walked(each, f"{path}.{each.id}", spot, take))
        return value if all(new is old for new, old in zip(made, value, strict=True)) else tuple(made)
    if isinstance(value, dict) and name in _NAMED_BY_KEY:
        return {key: take(KitText(f"{path}.{key}", "", text, f"{where}.{key}", True)) for key, text in value.items()}
    if isinstance(value, dict) and any(type(each) in _TEXTS for each in value.values()):
        return {key: _walked(each, f"{path}.{key}", f"{where}.{key}", take) for key, each in value.items()}
    return value


def _joined(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def languages_of(ruleset: Ruleset) -> Iterator[str]:
    """The languages that the kit has words in."""
    return (each for each in ruleset.words if each != AUTHORED)
