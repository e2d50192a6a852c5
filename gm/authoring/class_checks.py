"""What classes, species, backgrounds and powers say that could never work in play."""

from collections.abc import Iterable
from typing import Final

from gm.authoring.problem import closest, listed, quoted
from gm.authoring.scalars import Reading
from gm.domain.campaign import Sheet
from gm.domain.classes import Feature
from gm.domain.errors import FormulaError
from gm.domain.formula import parse_formula
from gm.domain.plain_numbers import PlainNumbers
from gm.domain.ruleset import Ruleset

_OF_FIGHTS: Final = ("checks", "attacks", "damage", "saves", "speed")


def check_classes(ruleset: Ruleset, reading: Reading, at: str) -> None:
    """Report tables and features that name what there is not, and hit points that have no value."""
    resources = [each.id for each in ruleset.resources]
    for name, table in ruleset.tables.items():
        _rows(table, f"{at}tables.{name}", resources, reading, named=True)
    for each in ruleset.classes:
        path = f"{at}classes.{each.id}"
        _rows(each.resources, f"{path}.resources", resources, reading, named=False)
        for resource, rest in each.recovers.items():
            if ruleset.rest(rest) is None:
                _unknown(reading, f"{path}.recovers.{resource}", "rest", rest, [r.id for r in ruleset.rests])
        _hit_points(ruleset, each.id, reading, at)
    for where, feature in ruleset.all_features():
        _feature(ruleset, feature, f"{at}{where}", reading)
    tags = known_tags(ruleset)
    for spell in ruleset.spells:
        path = f"{at}spells.{spell.id}"
        if spell.pool and spell.resource is None:
            _add(reading, f"{path}.pool", "it heals from a resource: name it", expected="a resource as well")
        check_tags(spell.only, tags, f"{path}.only", reading)
        check_tags(spell.spares, tags, f"{path}.spares", reading)


def known_tags(ruleset: Ruleset) -> tuple[str, ...]:
    """Every tag that somebody in the kit can have."""
    given = (*(each.tags for each in ruleset.creatures), *(each.tags for each in ruleset.species), ruleset.folk)
    return tuple(dict.fromkeys(tag for tags in given for tag in tags))


def check_tags(used: Iterable[str], known: tuple[str, ...], path: str, reading: Reading) -> None:
    """Warn of tags that look like a slip: a spell against the undaed does nothing to anybody. One that is like no other
    may be there for creatures that a campaign brings."""
    for tag in used:
        suggestion = closest(tag, known) if tag not in known and path in reading.where else ""
        if suggestion:
            message = f"nobody in this kit has the tag {quoted(tag)}"
            reading.problems.add(reading.spot(path), path, message, suggestion=suggestion, severity="warning")


def _rows(table: dict[str, tuple[int, ...]], path: str, resources: list[str], reading: Reading, *, named: bool) -> None:
    for resource, row in table.items():
        where = f"{path}.{resource}"
        if named and resource not in resources:
            _unknown(reading, where, "resource", resource, resources)
        if not row:
            _add(reading, where, "there is no number here: one for each level, the last goes on")
        elif min(row) < 0:
            _add(reading, where, f"nobody has {min(row)} of something", expected="0 or more")


def _hit_points(ruleset: Ruleset, class_id: str, reading: Reading, at: str) -> None:
    path = f"{at}hit_points"
    if not ruleset.hit_points or path in {each.path for each in reading.problems.found}:
        return
    for level in (1, 20):
        try:
            parse_formula(ruleset.hit_points).value(PlainNumbers(ruleset, Sheet(class_=class_id, level=level)))
        except FormulaError as error:
            _add(reading, path, f"this has no value for a {class_id} of level {level}: {error}")
            return
        except KeyError:
            return  # an unknown name or a circle, said elsewhere


def _feature(ruleset: Ruleset, feature: Feature, path: str, reading: Reading) -> None:
    known = [*_OF_FIGHTS]
    known += [each.id for group in (ruleset.derived, ruleset.attributes, ruleset.skills) for each in group]
    for number, bonus in enumerate(feature.bonuses, start=1):
        if bonus.to not in known:
            _unknown(reading, f"{path}.bonuses[{number}].to", "number", bonus.to, known)
    if feature.extra is None:
        return
    if feature.extra.ends and feature.during is None:
        _add(reading, f"{path}.extra.ends", "there is no condition that it could end", expected="`during` as well")
    check_tags(feature.extra.against, known_tags(ruleset), f"{path}.extra.against", reading)


def _unknown(reading: Reading, path: str, what: str, name: str, known: list[str]) -> None:
    suggestion = closest(name, known)
    rest = "" if suggestion else f": there is {listed(known, 16)}" if known else ": there is none"
    message = f"no {what} {quoted(name)}{rest}"
    reading.problems.add(reading.spot(path), path, message, expected=f"an id of a {what}", suggestion=suggestion)


def _add(reading: Reading, path: str, message: str, *, expected: str = "") -> None:
    reading.problems.add(reading.spot(path), path, message, expected=expected)
