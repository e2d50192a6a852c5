"""Formulas of a ruleset are checked where they stand: they can be read, name what there is, and go in no circle."""

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Final

from gm.authoring.problem import closest, listed, quoted
from gm.authoring.scalars import Reading, check_dice
from gm.authoring.yaml_source import Node
from gm.domain import classes as k
from gm.domain import combat as f
from gm.domain import reactions as x
from gm.domain import ruleset as r
from gm.domain import spells as s
from gm.domain.errors import FormulaError
from gm.domain.formula import Formula, name_in_formulas, parse_formula
from gm.domain.ruleset import CHARACTER_NUMBERS, Ruleset

CHECK: Final = ("attribute", "training", "base", "gear")
DEGREE: Final = ("total", "target", "difficulty", "margin", "bonus", "natural", "ones", "tops", "dice")

_BRACES: Final = re.compile(r"\{([^{}]*)\}")

SCOPES: Final[Mapping[tuple[type, str], tuple[str, ...]]] = {
    (r.Attribute, "modifier"): ("value",),
    (r.Derived, "formula"): ("character",),
    (r.CheckProcedure, "bonus"): ("character", *CHECK),
    (r.CheckProcedure, "target"): ("difficulty", "bonus"),
    (r.DegreeRule, "when"): DEGREE,
    (r.AfterRoll, "when"): (*DEGREE, "success"),
    (x.Reaction, "has"): ("character",),
    (r.Modifier, "by"): ("level",),
    (r.Resource, "formula"): ("character",),
    (r.Load, "limit"): ("character",),
    (r.Ruleset, "hit_points"): ("character",),
    (k.Bonus, "by"): ("character",),
    (r.Ruleset, "training_bonus"): ("training", "level"),
    (f.CombatRules, "initiative_bonus"): ("character",),
    (f.CombatRules, "damage_bonus"): ("character",),
}
"""Field → the names that its formula may use; `character` stands for all numbers of a character."""

DICE_OR_FORMULA: Final = frozenset(
    {(r.Rest, "hp"), (r.Level, "hp"), (k.Extra, "dice"), (s.Spell, "heals"), (s.Spell, "shields"), (f.Strike, "dice")}
)
"""Fields that hold dice, a formula about a character, or a word of their own (`all`)."""


def check_formula(reading: Reading, value: str, node: Node, path: str) -> None:
    """Complain about a formula that cannot be read, at the very character."""
    try:
        parse_formula(value)
    except FormulaError as error:
        spot = node.spot
        remedy = f" ({error.remedy})" if error.remedy else ""
        reading.problems.add(spot, path, f"{error}{remedy}", expected="a formula such as `10 + grace`")


def check_dice_or_formula(reading: Reading, value: str, node: Node, path: str) -> None:
    """Complain about text that is neither `all`, nor a formula, nor dice (in which formulas may stand in braces)."""
    if value == "all":
        return
    try:
        parse_formula(value)
    except FormulaError:
        for inner in _BRACES.findall(value):
            check_formula(reading, inner, node, path)
        check_dice(reading, _BRACES.sub("1", value), node, path)


def character_names(ruleset: Ruleset) -> tuple[str, ...]:
    """All names that a formula about a character may use, as formulas write them."""
    groups = (ruleset.classes, ruleset.resources, ruleset.skills, ruleset.derived)
    own = [each.id for group in groups for each in group]
    attributes = [name_in_formulas(each.id) for each in ruleset.attributes]
    values = [f"{name}_value" for name in attributes]
    return (*CHARACTER_NUMBERS, *attributes, *values, *(name_in_formulas(name) for name in own))


def check_formulas(ruleset: Ruleset, reading: Reading, at: str) -> None:
    """Report names that no formula can know here, and numbers that are made of themselves. `at`: '' or `ruleset.`"""
    known = character_names(ruleset)
    for path, text, scope in _written(ruleset):
        formula = _read(text)
        if formula is not None and f"{at}{path}" in reading.where:
            _names(reading, f"{at}{path}", formula, [*known, *scope] if "character" in scope else scope)
    _circles(ruleset, reading, at)


def _written(ruleset: Ruleset) -> Iterable[tuple[str, str, tuple[str, ...]]]:
    """(path, text, names) of every formula of a ruleset."""
    for name in ("attributes", "derived", "resources", "after_roll", "reactions"):
        for each in getattr(ruleset, name):
            yield from _of(each, f"{name}.{each.id}")
    for number, degree in enumerate(ruleset.degrees, start=1):
        yield from _of(degree, f"degrees[{number}]")
    for condition in ruleset.conditions:
        for number, modifier in enumerate(condition.modifiers, start=1):
            yield from _of(modifier, f"conditions.{condition.id}.modifiers[{number}]")
    for part in ("check", "load", "combat"):
        if getattr(ruleset, part) is not None:
            yield from _of(getattr(ruleset, part), part)
    for path, feature in ruleset.all_features():
        for number, bonus in enumerate(feature.bonuses, start=1):
            yield from _of(bonus, f"{path}.bonuses[{number}]")
    yield from _of(ruleset, "")


def _of(value: object, path: str) -> Iterable[tuple[str, str, tuple[str, ...]]]:
    for (model, field), scope in SCOPES.items():
        text = getattr(value, field, None) if type(value) is model else None
        if isinstance(text, str) and text:
            yield f"{path}.{field}" if path else field, text, scope


def _read(text: str) -> Formula | None:
    try:
        return parse_formula(text)
    except FormulaError:
        return None  # said where it was read


def _names(reading: Reading, path: str, formula: Formula, known: Collection[str]) -> None:
    for name in sorted(formula.names - set(known)):
        suggestion = closest(name, known)
        rest = "" if suggestion else f": there is {listed(known, 16)}"
        message = f"the formula {quoted(formula.text)} knows no {quoted(name)}{rest}"
        reading.problems.add(
            reading.spot(path), path, message, expected="a number that there is", suggestion=suggestion
        )


def _circles(ruleset: Ruleset, reading: Reading, at: str) -> None:
    """Report derived numbers that come round to themselves, each circle once; what features add to them included."""
    uses = {name_in_formulas(each.id): formula.names for each in ruleset.derived if (formula := _read(each.formula))}
    ids = {name_in_formulas(each.id): f"derived.{each.id}" for each in ruleset.derived}
    for where, feature in ruleset.all_features():
        for number, bonus in enumerate(feature.bonuses, start=1):
            name, formula = name_in_formulas(bonus.to), _read(bonus.by)
            if formula is not None:
                uses[name] = uses.get(name, frozenset()) | formula.names
                ids.setdefault(name, f"{where}.bonuses[{number}]")
                if name in formula.names:
                    ids[name] = f"{where}.bonuses[{number}]"
    done: set[str] = set()

    def visit(name: str, way: tuple[str, ...]) -> None:
        if name in way:
            circle = way[way.index(name) :]
            if not done.intersection(circle):
                path = f"{at}{ids[circle[0]]}"
                shown = " → ".join((*circle, name))
                reading.problems.add(reading.spot(path), path, f"this number is made of itself: {shown}")
            done.update(circle)
        elif name not in done:
            for other in sorted(uses.get(name, ())):
                if other in uses:
                    visit(other, (*way, name))
            done.add(name)

    for name in uses:
        visit(name, ())
