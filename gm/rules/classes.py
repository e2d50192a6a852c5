"""What somebody has from their class, species and background at the level where they stand."""

import re
from typing import Final

from gm.domain.campaign import Sheet
from gm.domain.classes import Feature
from gm.domain.ruleset import Ruleset
from gm.rules.lexicon import kept

_ROW: Final = re.compile(r"(.*?)-?(\d+)")


def features_of(ruleset: Ruleset, sheet: Sheet, level: int) -> tuple[Feature, ...]:
    """The features that have been reached, those of the class first."""
    if sheet.class_ is None and sheet.species is None and sheet.background is None:
        return ()
    made: dict[tuple[object, ...], tuple[Feature, ...]] = kept(ruleset, "features", dict)
    key = (sheet.class_, sheet.species, sheet.background, level)
    if key not in made:
        known = ruleset.character_class(sheet.class_)
        origins = ruleset.origins(sheet.species, sheet.background)
        every = (*(known.features if known else ()), *(each for origin in origins for each in origin.features))
        made[key] = tuple(each for each in every if each.level <= level)
    return made[key]


def most_by_class(ruleset: Ruleset, sheet: Sheet, resource: str, level: int) -> int | None:
    """The most that somebody of a class has of a resource at a level; None where classes do not say."""
    known = ruleset.character_class(sheet.class_)
    table = _tables(ruleset, sheet).get(resource)
    if table:
        return table[min(max(level, 1), len(table)) - 1]
    mine = kept(ruleset, "of classes", lambda: frozenset(name for each in ruleset.classes for name in each.resources))
    mine |= kept(ruleset, "of tables", lambda: frozenset(name for each in ruleset.tables.values() for name in each))
    if resource not in mine:
        return None
    rule = ruleset.resource(resource)
    bounded = rule is not None and (rule.formula is not None or rule.maximum is not None)
    return None if known is None and bounded else 0


def _tables(ruleset: Ruleset, sheet: Sheet) -> dict[str, tuple[int, ...]]:
    """Resource → the most of it by level, for a sheet's class."""
    known = ruleset.character_class(sheet.class_)
    if known is None:
        return {}
    shared = ruleset.tables.get(known.table or "", {})
    return {**shared, **known.resources}


def opened(ruleset: Ruleset, sheet: Sheet, level: int) -> int:
    """The highest level of spells that the class has slots for; 0 for none."""
    highest = 0
    for resource, table in _tables(ruleset, sheet).items():
        found = _ROW.fullmatch(resource)
        if found is not None and table and table[min(max(level, 1), len(table)) - 1] > 0:
            highest = max(highest, int(found[2]))
    return highest


def spells_of(ruleset: Ruleset, sheet: Sheet, level: int) -> tuple[str, ...]:
    """The spells that somebody knows: those of the sheet, or of the class as far as it has slots; and what later levels
    have opened since the one on the sheet."""
    known = ruleset.character_class(sheet.class_)
    if known is None or not known.spells:
        return sheet.spells
    made: dict[tuple[object, ...], tuple[str, ...]] = kept(ruleset, "spells of classes", dict)
    key = (sheet.class_, sheet.spells, sheet.level, level)
    if key not in made:
        low = opened(ruleset, sheet, sheet.level) if sheet.spells else -1
        high = opened(ruleset, sheet, level)
        came = (s.id for s in map(ruleset.spell, known.spells) if s is not None and low < s.level <= high)
        made[key] = tuple(dict.fromkeys((*sheet.spells, *came)))
    return made[key]


def powers_of(ruleset: Ruleset, sheet: Sheet, level: int) -> tuple[str, ...]:
    """What features let somebody use, by the ids of the kit's spells."""
    return tuple(each.power for each in features_of(ruleset, sheet, level) if each.power is not None)


def comes_back(ruleset: Ruleset, sheet: Sheet, resource: str, rest: str) -> str | None:
    """How much of a resource a rest gives back to somebody: `all`, dice, a formula; None for nothing."""
    known = ruleset.character_class(sheet.class_)
    if known is not None and known.recovers.get(resource) == rest:
        return "all"
    rule = ruleset.resource(resource)
    return rule.recovers.get(rest) if rule is not None else None
