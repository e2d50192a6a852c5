"""SRD values → a ruleset pack: YAML that extends a kit, with what the kit's fields can hold; the rest is counted.

The kit's own ids are used wherever it has them (`strength` or `str`, `paralyzed` or `paralysed`): a pack invents none.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from gm.domain.ruleset import Ruleset
from gm.domain.values import Value
from gm.interop.srd.pack_classes import character_class
from gm.interop.srd.pack_creatures import creature
from gm.interop.srd.pack_gear import armour, thing, weapon
from gm.interop.srd.pack_names import Names, slug_of
from gm.interop.srd.pack_spells import spell
from gm.interop.srd.values import SrdLibrary

_HEAD: Final = """# Made by `gm import srd` from data of the System Reference Document (rules of {edition})
# by Wizards of the Coast LLC, available under the Creative Commons Attribution 4.0 International License (CC BY 4.0):
# https://creativecommons.org/licenses/by/4.0/legalcode
title: {title}
extends: {base}
"""


@dataclass(frozen=True, slots=True)
class Pack:
    """A ruleset's file, and a campaign file of its items for those who want to change some.

    `made` counts what is in them, `left_out` what is not, and why."""

    ruleset: str
    items: str
    made: Mapping[str, int]
    left_out: Mapping[str, int]


def make_pack(library: SrdLibrary, edition: str, base: Ruleset, title: str) -> Pack:
    """The pack of one edition (`2014` or `2024`), for a kit that it extends."""
    names = Names(base)
    spells = {each.key: each for each in library.spells if each.edition == edition}
    by_name = {each.name.casefold(): each for each in spells.values()}
    kept = {slug_of(each.key): spell(each, names) for each in spells.values()}
    answered = {each.spell for each in base.reactions}
    for key in [key for key, made in kept.items() if made.get("cost") == "reaction" and key not in answered]:
        del kept[key]
        names.left_out["spells cast in answer to something that the kit does not answer"] += 1
    kept = {key: _instead(base.spell(key), made) for key, made in kept.items()}
    creatures = {
        slug_of(each.key): _instead(base.creature(slug_of(each.key)), creature(each, names, by_name))
        for each in library.creatures
        if each.edition == edition
    }
    items: dict[str, Any] = {}
    items |= {slug_of(each.key): thing(each) for each in library.items if each.edition == edition}
    items |= {slug_of(each.key): weapon(each, names) for each in library.weapons if each.edition == edition}
    items |= {slug_of(each.key): armour(each) for each in library.armor if each.edition == edition}
    every = (*library.levels, *(level for each in library.classes for level in each.levels))
    levels = [each for each in every if each.edition == edition]
    of_edition = list(spells.values())
    classes = {
        slug_of(each.key): character_class(each, levels, of_edition, kept, names)
        for each in library.classes
        if each.edition == edition
    }
    head = _HEAD.format(edition=edition, title=title, base=base.slug)
    ruleset = head + _section("creatures", creatures) + _section("spells", kept) + _section("classes", classes)
    of_kit = {each.id: each for each in base.items}
    ruleset += _section("items", {key: _instead(of_kit.get(key), each) for key, each in items.items()})
    made = {"creatures": len(creatures), "spells": len(kept), "classes": len(classes), "items": len(items)}
    about = f"# Items of {title}. The kit knows them by their ids; copy what shall be different into a campaign.\n"
    return Pack(ruleset, about + _section("items", items), made, dict(names.left_out))


def _instead(base: Value | None, own: dict[str, Any]) -> dict[str, Any]:
    """What stands in a pack where its kit has a thing of the same id: the kit's is taken out, field by field, since a
    ruleset is merged with the one that it extends."""
    if base is None:
        return own
    made = dict(own)
    for name, each in type(base).model_fields.items():
        value = getattr(base, name)
        if name == "id" or value == each.get_default(call_default_factory=True):
            continue
        if name not in own:
            made[name] = None
        elif isinstance(own[name], dict):
            inner = {getattr(part, "id", ""): part for part in value} if isinstance(value, tuple) else value
            if isinstance(inner, dict):
                gone = {key: None for key in inner if key not in own[name]}
                kept = {
                    key: _instead(inner[key], part) if isinstance(inner.get(key), Value) else part
                    for key, part in own[name].items()
                }
                made[name] = {**kept, **gone}
    return made


def _section(name: str, entries: Mapping[str, Any]) -> str:
    if not entries:
        return ""
    rows = [f"  {key}: {json.dumps(value, ensure_ascii=False)}" for key, value in sorted(entries.items())]
    return "\n".join([f"{name}:", *rows, ""])
