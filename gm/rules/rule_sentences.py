"""Rules as plain sentences, in a reader's language: what a condition, a spell, a rest does. Pure.

A kit's formulas are worked out where a level is all they need; else it is said what they depend on. What a kit tells
models alone (a condition's `summary`) is said only where it is in the reader's language.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from gm.domain.classes import CharacterClass, Feature, Origin
from gm.domain.combat import SaveSpec, Strike
from gm.domain.errors import GmError
from gm.domain.formula import Formula, name_in_formulas, parse_formula
from gm.domain.reactions import Reaction
from gm.domain.ruleset import (
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
from gm.domain.spells import Spell
from gm.domain.tongues import AUTHORED
from gm.rules.notion_phrases import NOTIONS_SAID
from gm.rules.phrases import tongue
from gm.rules.power_phrases import POWERS_SAID
from gm.rules.roll_phrases import ROLLS_SAID
from gm.rules.rule_phrases import LASTING_SAID, TONGUES

SAID: Final[Mapping[str, tuple[str, ...]]] = {**LASTING_SAID, **POWERS_SAID, **ROLLS_SAID, **NOTIONS_SAID}
_LEVELS: Final = range(1, 21)
_SHOWN: Final = (8, 10, 12, 14, 16, 18)
"""Values of an attribute that are worked out as examples."""
_BY_ITSELF: Final = 9000
"""A margin that no roll reaches: such a degree comes from a die's face alone."""
_PATHS: Final[Mapping[type, str]] = {
    Skill: "skills",
    Condition: "conditions",
    Spell: "spells",
    Declaration: "declarations",
}
_NO_MATTER: Final = 90
"""A margin below which everything lies."""


@dataclass(frozen=True, slots=True)
class Sentences:
    """One kit, told in one language."""

    rules: Ruleset
    language: str

    def say(self, key: str, **values: object) -> str:
        """One sentence."""
        return self.pick(SAID[key]).format(**values)

    def pick(self, row: Sequence[str]) -> str:
        """Of the same thing in all languages the one that is read."""
        return row[TONGUES.index(tongue(self.language))]

    def names(self, ids: Iterable[str]) -> str:
        """What a player calls these: skills, attributes, conditions, kinds of damage, rests."""
        return self.joined(dict.fromkeys(self.name(each) for each in ids))

    def joined(self, names: Iterable[str]) -> str:
        """Names in a row."""
        return ("、" if tongue(self.language) == "zh" else ", ").join(names)

    def name(self, own: str) -> str:
        """What a player calls something of the kit; '*' is all."""
        if own == "*":
            return self.say("all")
        wanted = name_in_formulas(own)
        rules = self.rules
        for group in (rules.skills, rules.attributes, rules.derived, rules.conditions, rules.resources, rules.rests,
                      rules.spells, rules.classes, rules.creatures):  # fmt: skip
            for each in group:
                if name_in_formulas(each.id) == wanted:
                    return each.name or each.id
        key = next((f"{kind}_{wanted}" for kind in ("to", "name", "do") if f"{kind}_{wanted}" in SAID), "")
        return self.say(key) if key else rules.damage_types.get(own, own)

    def time(self, minutes: int) -> str:
        """`8 h`, `1 h 30 min`."""
        hours, rest = divmod(minutes, 60)
        parts = [self.say("hours", number=hours)] if hours else []
        return " ".join([*parts, self.say("minutes", number=rest)] if rest or not hours else parts)

    def says(self, thing: Any) -> tuple[str, ...]:  # noqa: C901  (one case for each kind of thing)
        """Everything that a player should know of it, a sentence each; nothing where its name says all."""
        match thing:
            case Attribute():
                return self._attribute(thing)
            case Skill():
                return self._skill(thing)
            case Condition():
                return self._condition(thing)
            case Spell():
                return self._spell(thing)
            case Resource():
                return self._resource(thing)
            case Rest():
                return self._rest(thing)
            case DegreeRule():
                return self._degree(thing)
            case Derived():
                return self._from(thing.formula)
            case AfterRoll():
                return (*self._cost(thing.resource, thing.cost), *self._dice_again(thing.reroll, thing.add))
            case Declaration():
                limit = (self.say("once_each", number=thing.limit),) if thing.limit else ()
                return (*self._cost(thing.resource, thing.cost), *limit)
            case Coin():
                return (self.say("worth", number=thing.worth),)
            case Reaction():
                return self._reaction(thing)
            case Feature():
                return self._feature(thing)
            case CharacterClass() | Origin():
                return self._owner(thing)
        return ()

    def speaks(self, thing: Any) -> bool:
        """Whether what a kit says of it is in the language that the kit speaks now. (Only skills' must be.)"""
        spoken = self.rules.spoken
        path = f"{_PATHS.get(type(thing), '')}.{getattr(thing, 'id', '')}.summary"
        return spoken == AUTHORED or path in self.rules.words.get(spoken, {})

    def _attribute(self, each: Attribute) -> tuple[str, ...]:
        made = [skill.name for skill in self.rules.skills if skill.attribute == each.id]
        found = [self.say("value_adds")]
        if each.modifier:
            worked = parse_formula(each.modifier)
            shown = [value for value in _SHOWN if (each.minimum or 0) <= value <= (each.maximum or value)]
            pairs = [f"{value}: {worked.value({'value': value}):+d}" for value in shown]
            found = [self.say("value_makes", what=self.joined(pairs))] if pairs else []
        if each.minimum is not None and each.maximum is not None:
            found.append(self.say("goes_from", low=each.minimum, high=each.maximum))
        return (*found, *((self.say("made_with", what=self.joined(made)),) if made else ()))

    def _skill(self, skill: Skill) -> tuple[str, ...]:
        found = []
        for degree, outcome in skill.outcomes.items():
            rule = self.rules.degree(degree)
            if outcome.choice is not None and rule is not None:
                ways = self.joined(option.label for option in outcome.choice.options)
                found.append(f"{rule.label}: {outcome.choice.question} {ways}.")
        return tuple(found)

    def _all_or(self, ids: tuple[str, ...]) -> str:
        return self.say("all_checks") if "*" in ids else self.names(ids)

    def _condition(self, each: Condition) -> tuple[str, ...]:
        found = []
        if each.advantage:
            found.append(self.say("helps", what=self._all_or(each.advantage)))
        if each.disadvantage:
            found.append(self.say("hinders", what=self._all_or(each.disadvantage)))
        for key, value in (("attacks", each.attacks), ("attacked", each.attacked), ("far", each.attacked_far)):
            if value:
                found.append(self.say(f"{key}_{value}"))
        if each.saves:
            found.append(self.say(f"saves_{each.saves}", what=self.names(each.save_attributes or ("*",))))
        found += [self._changed(one.to, one.by) for one in each.modifiers]
        if each.blocks:
            found.append(self.say("cannot", what=self.joined(self.say(f"do_{one}") for one in each.blocks)))
        if each.implies:
            found.append(self.say("comes_with", what=self.names(each.implies)))
        if each.levels > 1:
            found.append(self.say("grows", number=each.levels))
            found += [self.say(f"worst_{each.worst}")] if each.worst else []
        for effect in each.each_turn:
            if effect.kind == "damage":
                found.append(self.say("each_turn", dice=self.dice(effect.amount)))
        if each.ends:
            found.append(self.say("save_ends", what=self.name(each.ends.save)))
        if each.rests:
            found.append(self.say("rest_ends", what=self.names(each.rests)))
        if each.resistance:
            found.append(self.say("resists", what=self.names(each.resistance)))
        return tuple(found)

    def _changed(self, to: str, by: str) -> str:
        plain = by.replace(" ", "")
        if plain.endswith("*level") and _is_number(plain[:-6]):
            return self.say("changes_each", name=self.name(to), by=f"{int(plain[:-6]):+d}")
        if _is_number(plain):
            return self.say("changes", name=self.name(to), by=f"{int(plain):+d}")
        return self.say("changes", name=self.name(to), by=self.called_in(by))

    def _spell(self, each: Spell) -> tuple[str, ...]:
        found = [self.say("level", number=each.level)] if each.level else []
        found += self._cost(each.resource, each.amount)
        if each.area == "one":
            found.append(self.say("reaches", number=each.reach) if each.reach else self.say("beside"))
        else:
            found.append(self.say(f"area_{each.area}"))
        found += [self.say("must_hit")] if each.attack else []
        found += self._save(each.save)
        found += [self.say("damages", what=self._strikes(each.strikes))] if each.strikes else []
        found += [self.say("heals", what=self.dice(each.heals))] if each.heals else []
        found += [self.say("shields", what=self.dice(each.shields))] if each.shields else []
        found += [self.say("gives", what=self.names(one.condition for one in each.gives))] if each.gives else []
        found += [self.say("calls", what=self.names(each.summons))] if each.summons else []
        found += [self.say("kept_up")] if each.concentration else []
        found += [self.say("lasts", number=each.rounds)] if each.rounds else []
        found += [self.say("ritual", number=each.ritual_minutes)] if each.ritual_minutes else []
        return tuple(found)

    def _save(self, save: SaveSpec | None) -> tuple[str, ...]:
        if save is None:
            return ()
        halves = (self.say("save_halves"),) if save.on_success == "half" else ()
        return (self.say("they_save", what=self.name(save.attribute)), *halves)

    def _strikes(self, strikes: tuple[Strike, ...]) -> str:
        return self.joined(f"{self.dice(each.dice)} {self.name(each.type) if each.type else ''}".strip()
                           for each in strikes)  # fmt: skip

    def _cost(self, resource: str | None, amount: int) -> tuple[str, ...]:
        return (self.say("costs", number=amount, what=self.name(resource)),) if resource and amount else ()

    def _dice_again(self, reroll: str, add: str) -> tuple[str, ...]:
        key = {"better": "better_again", "worse": "worse_again"}.get(reroll, "all_again")
        plus = f"+{add}" if add and add[0] not in "+-" else add
        return (
            *((self.say(key),) if reroll else ()),
            *((self.say("roll_changes", what=plus),) if add else ()),
        )

    def _resource(self, each: Resource) -> tuple[str, ...]:
        found = [self.say("most", number=each.maximum)] if each.maximum else []
        found += self._from(each.formula) if each.formula else ()
        found += [self.say("starts_full")] if each.starts_full else []
        back = [(rest, amount) for rest, amount in each.recovers.items() if amount not in ("", "0")]
        if back:
            pairs = [f"{self.name(rest)} ({self._amount(amount)})" for rest, amount in back]
            found.append(self.say("comes_back", what=self.joined(pairs)))
        return tuple(found)

    def _amount(self, amount: str) -> str:
        if amount == "all":
            return self.say("everything")
        return amount if _is_number(amount) else self.called_in(amount)

    def _rest(self, rest: Rest) -> tuple[str, ...]:
        found = [self.say("takes", time=self.time(rest.minutes))]
        if rest.hp == "all":
            found.append(self.say("hp_all"))
        elif rest.hp:
            found.append(self.say("heals", what=self.dice(rest.hp)))
        found += [self.say("each_costs", what=self.name(rest.spends))] if rest.spends else []
        found += [self.say("once_in", time=self.time(rest.every))] if rest.every else []
        found += [self.say("no_danger")] if rest.safe else []
        back = [one.name for one in self.rules.resources if one.recovers.get(rest.id) not in (None, "", "0")]
        found += [self.say("comes_back", what=self.joined(back))] if back else []
        return tuple(found)

    def _degree(self, degree: DegreeRule) -> tuple[str, ...]:
        found = [self.say("is_success" if degree.success else "is_failure")]
        if self.rules.instead_of_dice is None and degree.when is None and abs(degree.margin) < _BY_ITSELF:
            found.append(self._reached(degree.margin))
        found += [self.say("natural", number=degree.natural)] if degree.natural is not None else []
        return tuple(found)

    def _reached(self, margin: int) -> str:
        if margin <= -_NO_MATTER:
            return self.say("below")
        if self.rules.procedure().fixed:
            return self.say("total_from", number=margin)
        if margin > 0:
            return self.say("beaten_by", number=margin)
        return self.say("met") if margin == 0 else self.say("missed_by", number=-margin)

    def _from(self, text: str) -> tuple[str, ...]:
        """What a number follows from; where that is the level alone, its steps."""
        formula = parse_formula(text)
        names = self._needs(formula) - _UNNAMED
        if names == {"level"}:
            steps: list[str] = []
            before: int | None = None
            for level in _LEVELS:
                value = formula.value({"level": level, "spells": 1})
                if value != before:
                    steps.append(self.say("at_level", level=level, value=value))
                before = value
            if len(steps) < len(_LEVELS):
                return (self.say("by_level", what=self.joined(steps)),)
        called = [self.name(name) for name in sorted(names)]
        return (self.say("follows", what=self.joined(dict.fromkeys(called))),) if called else ()

    def _needs(self, formula: Formula) -> set[str]:
        return {name.removesuffix("_value") for name in formula.names}

    def dice(self, text: str) -> str:
        """Dice as players read them: `{cantrip_dice}d10` → `1d10 (more at higher levels)`."""
        later, made, rest = False, "", text
        while "{" in rest:
            before, _, rest = rest.partition("{")
            inside, _, rest = rest.partition("}")
            number = self._at_first(inside)
            later = later or number is not None
            made += before + (str(number) if number is not None else f"({self.called_in(inside)})")
        return f"{made}{rest}" + (f" ({self.say('more_later')})" if later else "")

    def called_in(self, text: str) -> str:
        """The names that a formula goes by."""
        names = [self.name(name) for name in sorted(self._needs(parse_formula(text))) if name not in _UNNAMED]
        return self.joined(dict.fromkeys(names)) or "…"

    def _at_first(self, text: str) -> int | None:
        """A formula's value at the first level, where it needs nothing but levels."""
        try:
            formula = parse_formula(text)
            derived = {name_in_formulas(each.id): each.formula for each in self.rules.derived}
            levels = {name_in_formulas(each.id): 1 for each in self.rules.classes} | {"level": 1}
            values = {name: parse_formula(derived[name]).value(levels) for name in formula.names if name in derived}
            return formula.value(levels | values)
        except GmError:
            return None

    def _reaction(self, each: Reaction) -> tuple[str, ...]:
        return (
            self.say(f"on_{each.on}"),
            *self._cost(each.resource, each.cost),
            *((self.say("spells", what=self.name(each.spell)),) if each.spell else ()),
            *self._dice_again(each.reroll, each.add),
            *((self.say("gives", what=self.names(each.gives)),) if each.gives else ()),
            *self._save(each.save),
        )

    def _feature(self, each: Feature) -> tuple[str, ...]:
        found = [self.say("from_level", number=each.level)] if each.level > 1 else []
        found += [self.say("while_in", what=self.name(each.during))] if each.during else []
        power = self.rules.spell(each.power) if each.power else None
        if power is not None:
            found += [self.say("can_use", what=power.name)] if power.name != each.name else []
            found += self._spell(power)
        found += [self.say("blows", number=each.blows)] if each.blows > 1 else []
        found += [self._changed(one.to, one.by) for one in each.bonuses]
        found += [self.say("helps", what=self._all_or(each.advantage))] if each.advantage else []
        found += [self.say("saves_advantage", what=self.names(each.saves))] if each.saves else []
        found += [self.say("resists", what=self.names(each.resistant))] if each.resistant else []
        if each.extra:
            kind = f" {self.name(each.extra.type)}" if each.extra.type else ""
            found.append(self.say("more_damage", what=self.dice(each.extra.dice) + kind))
        return tuple(found)

    def _owner(self, each: CharacterClass | Origin) -> tuple[str, ...]:
        found = [self.say("hit_die", number=each.hit_die)] if isinstance(each, CharacterClass) else []
        if isinstance(each, CharacterClass) and each.saves:
            found.append(self.say("saves_well", what=self.names(each.saves)))
        found += [self.say("trained", what=self.names(each.skills))] if each.skills else []
        features = [f"{one.name} ({one.level})" if one.level > 1 else one.name for one in each.features]
        found += [self.say("features", what=self.joined(features))] if features else []
        spells = getattr(each, "spells", ())
        return (*found, *((self.say("spells", what=self.names(spells)),) if spells else ()))


_UNNAMED: Final = frozenset({"armour_cap", "base_defence", "hp", "max_hp", "spells", "hit_die", "training", "bonus"})
"""Names of formulas that no player goes by."""


def _is_number(text: str) -> bool:
    return text.lstrip("+-").isdecimal()
