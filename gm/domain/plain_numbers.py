"""A kit's numbers for a sheet as it is written: enough to see whether formulas can be worked out before anyone plays.

Nothing of a world is in them: no conditions, no gear but what is carried at the start, resources at 0.
"""

from collections.abc import Iterator, Mapping

from gm.domain.campaign import Sheet
from gm.domain.errors import FormulaError
from gm.domain.formula import name_in_formulas, parse_formula
from gm.domain.ruleset import CHARACTER_NUMBERS, Ruleset


def hit_die_of(ruleset: Ruleset, sheet: Sheet) -> int:
    """Sides of somebody's hit dice: their class's, or the kit's."""
    known = ruleset.character_class(sheet.class_)
    return known.hit_die if known is not None else ruleset.hit_die


class PlainNumbers(Mapping[str, int]):
    """Numbers by the names that formulas use, for one sheet."""

    def __init__(self, ruleset: Ruleset, sheet: Sheet, gear: Mapping[str, int] | None = None) -> None:
        self._rules = ruleset
        self._sheet = sheet
        self._gear = gear or {}
        self._derived = {name_in_formulas(each.id): each.formula for each in ruleset.derived}
        self._attributes = {name_in_formulas(each.id): each for each in ruleset.attributes}
        self._skills = {name_in_formulas(each.id): each.id for each in ruleset.skills}
        self._plain = dict.fromkeys(CHARACTER_NUMBERS, 0) | {
            "level": sheet.level,
            "hp": sheet.max_hp,
            "max_hp": sheet.max_hp,
            "base_defence": sheet.defence,
            "armour_cap": 99,
            "spells": len(sheet.spells),
            "hit_die": hit_die_of(ruleset, sheet),
        }
        self._plain |= {name_in_formulas(each.id): 0 for each in ruleset.classes}
        if sheet.class_ is not None:
            self._plain[name_in_formulas(sheet.class_)] = sheet.level
        self._busy: set[str] = set()

    def __getitem__(self, name: str) -> int:
        if name in self._busy:
            raise KeyError(name)  # a circle, said elsewhere
        self._busy.add(name)
        try:
            return self._work_out(name)
        finally:
            self._busy.discard(name)

    def __iter__(self) -> Iterator[str]:
        yield from (*self._plain, *self._derived, *self._attributes, *self._skills)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def skill(self, skill_id: str) -> int:
        """The whole bonus of a skill. Raises FormulaError if it has no value."""
        skill = self._rules.skill(skill_id)
        if skill is None:
            raise FormulaError(f"nothing here is called {skill_id!r}")
        trained = self._sheet.skills.get(skill_id, 0)
        by_formula = self._rules.training_bonus
        names = {
            "attribute": self[name_in_formulas(skill.attribute)],
            "training": parse_formula(by_formula).value({"training": trained, "level": self._sheet.level})
            if by_formula
            else self._rules.training.get(trained, 0),
            "base": skill.base,
            "gear": self._gear.get(skill_id, 0),
        }
        formula = parse_formula(self._rules.procedure().bonus)
        return formula.value({**{name: self[name] for name in formula.names - names.keys()}, **names})

    def _work_out(self, name: str) -> int:
        if name in self._derived:
            return parse_formula(self._derived[name]).value(self)
        value_of = name.removesuffix("_value")
        attribute = self._attributes.get(name) or self._attributes.get(value_of)
        if attribute is not None:
            value = self._sheet.attributes.get(attribute.id, attribute.default)
            plain = attribute.modifier is None or name != name_in_formulas(attribute.id)
            return value if plain else parse_formula(attribute.modifier or "value").value({"value": value})
        if name in self._skills:
            return self.skill(self._skills[name])
        if name in self._plain:
            return self._plain[name]
        if self._rules.resource(name.replace("_", "-")) or self._rules.resource(name):
            return 0
        raise KeyError(name)
