"""A sheet that names a class, a species, a background and a level gets what it does not say itself.

Done once, when a campaign is read or a character is made: afterwards a sheet is whole. What grows with the level
(slots, spells, what features do) is not in it: `gm.rules.classes` works that out as somebody stands.
"""

from collections.abc import Iterable
from typing import Any

from gm.domain.campaign import Campaign, Sheet
from gm.domain.classes import CharacterClass
from gm.domain.errors import FormulaError
from gm.domain.formula import parse_formula
from gm.domain.items import Item
from gm.domain.plain_numbers import PlainNumbers
from gm.domain.ruleset import Ruleset


def filled(ruleset: Ruleset, sheet: Sheet) -> Sheet:
    """The sheet with what its class, species and background give; what its author wrote stands."""
    known = ruleset.character_class(sheet.class_)
    origins = ruleset.origins(sheet.species, sheet.background)
    written = sheet.model_fields_set
    made: dict[str, Any] = {}
    trained = dict(sheet.skills)
    for skill in _trained(known, sheet):
        trained.setdefault(skill, 1)
    for origin in origins:
        for skill in origin.skills:
            trained[skill] = max(1, trained.get(skill, 0))
    if trained != sheet.skills:
        made["skills"] = trained
    if known is not None:
        made["saves"] = tuple(dict.fromkeys((*sheet.saves, *known.saves)))
    if "items" not in written and (known is not None or origins):
        made["items"] = _sum((known.items if known else {}), *(each.items for each in origins))
    counted = {name: count for each in origins for name, count in each.resources.items()}
    if counted:
        made["resources"] = counted | sheet.resources
    if not sheet.tags and any(each.tags for each in origins):
        made["tags"] = tuple(dict.fromkeys(tag for each in origins for tag in each.tags))
    whole = sheet.model_copy(update=made) if made else sheet
    if known is not None and "max_hp" not in written and ruleset.hit_points:
        whole = whole.model_copy(update={"max_hp": _hit_points(ruleset, whole)})
    return whole


def _trained(known: CharacterClass | None, sheet: Sheet) -> Iterable[str]:
    """Skills that the class trains: all of its own where the sheet names none, else its weapons alone."""
    if known is None:
        return ()
    return known.always if sheet.skills else (*known.skills, *known.always)


def _sum(*sets: dict[str, int]) -> dict[str, int]:
    found: dict[str, int] = {}
    for each in sets:
        for name, count in each.items():
            found[name] = found.get(name, 0) + count
    return found


def _hit_points(ruleset: Ruleset, sheet: Sheet) -> int:
    try:
        return max(1, parse_formula(ruleset.hit_points).value(PlainNumbers(ruleset, sheet)))
    except (FormulaError, KeyError):
        return sheet.max_hp  # `gm lint` says so with the formula


def with_kit(campaign: Campaign, named: Iterable[str] = ()) -> Campaign:
    """The campaign with whole sheets, and with those things of its kit that it uses (`named`, or carried by somebody):
    one of the campaign's own with the same id goes before the kit's."""
    rules = campaign.ruleset
    characters = tuple(each.model_copy(update={"sheet": filled(rules, each.sheet)}) for each in campaign.characters)
    npcs = tuple(each.model_copy(update={"sheet": filled(rules, each.sheet)}) for each in campaign.npcs)
    sheets = [each.sheet for each in characters] + [each.sheet for each in npcs]
    wanted = {*named, *(item for each in sheets for item in each.items)}
    own = {item.id for item in campaign.items}
    found: tuple[Item, ...] = tuple(item for item in rules.items if item.id in wanted and item.id not in own)
    return campaign.model_copy(update={"characters": characters, "npcs": npcs, "items": (*campaign.items, *found)})


def spoken(campaign: Campaign, rules: Ruleset) -> Campaign:
    """The campaign with its kit in another language, the things that it has from there included."""
    written = {item.id: item for item in campaign.ruleset.items}
    said = {item.id: item for item in rules.items}
    items = tuple(said[item.id] if item == written.get(item.id) else item for item in campaign.items)
    return campaign.model_copy(update={"ruleset": rules, "items": items})
