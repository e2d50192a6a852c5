"""The JSON schema of a ruling, as it goes to providers that hold a model to one: what this campaign's rules have."""

import copy
from collections.abc import Collection, Mapping
from functools import cache
from typing import Any, Final

from gm.domain.campaign import Campaign
from gm.domain.ruling import Ruling

SCHEMA_NAME = "ruling"
_OPTIONAL: Final = {
    "advance": "Advance",
    "improve": "Improve",
    "rest": "TakeRest",
    "start_encounter": "StartEncounter",
    "declare": "Declare",
    "lore": "TendLore",
    "regard": "Regard",
    "pass_time": "PassTime",
    "later": "Later",
    "quest": "ChangeQuest",
    "draw": "DrawTable",
}
"""Kinds of effects that not every kit has → the name of their definition."""


def effects_left_out(campaign: Campaign) -> frozenset[str]:
    """Kinds of effects that mean nothing in this campaign: it has no levels, rests, fights or declarations; and what
    is never for a model to ask."""
    rules = campaign.ruleset
    there = {
        "advance": rules.advancement.by != "none",
        "improve": any(level.picks for level in rules.advancement.levels),
        "rest": bool(rules.rests),
        "start_encounter": bool(campaign.encounters),
        "declare": rules.authority == "shared" and bool(rules.declarations),
        "pass_time": campaign.is_living(),
        "later": campaign.is_living(),
        "quest": bool(campaign.quests),
        "draw": bool(campaign.tables),
    }
    return frozenset(("lore", "regard", *(kind for kind, has in there.items() if not has)))


def ruling_schema(campaign: Campaign, *, objected: bool = False) -> Mapping[str, Any]:
    """`Ruling` as JSON schema without titles and docs: those who read it are told by the prompt, and it is paid for
    by the token. Effects and actions that this campaign's rules do not have are not in it; an answer to an objection
    only where there is one."""
    return _schema(effects_left_out(campaign), bool(campaign.encounters), has_actions(campaign), objected)


def has_actions(campaign: Campaign) -> bool:
    """Whether anybody ever does something by rules of its own: fights, spells, things that can be used."""
    return bool(campaign.encounters or campaign.ruleset.spells or any(item.use for item in campaign.items))


@cache
def whole_schema() -> dict[str, Any]:
    """All of it, as pydantic writes it: that takes longer than all else that a prompt is made of."""
    return Ruling.model_json_schema()


@cache
def _schema(without: frozenset[str], fights: bool, actions: bool, objected: bool) -> Mapping[str, Any]:
    schema = copy.deepcopy(whole_schema())
    definitions = schema["$defs"]
    del schema["properties"]["moves"], definitions["WorldMove"]
    for name in () if objected else ("objection", "answer"):
        del schema["properties"][name]
    _flatten(definitions["Later"]["properties"])
    for kind in without:
        del definitions[_OPTIONAL[kind]]
    gone = {f"#/$defs/{_OPTIONAL[kind]}" for kind in without}
    if not actions:
        del definitions["CombatAction"]
        definitions["Verdict"]["properties"].pop("action")
    if not fights:
        definitions["AddCondition"]["properties"].pop("rounds")
    schema = _without(schema, gone, without)
    bare: Mapping[str, Any] = _bare(schema)
    return bare


def _flatten(later: dict[str, Any]) -> None:
    """What is put off puts nothing off itself, and has no words: a schema that refers to itself is refused by many."""
    later.pop("text")
    items = later["effects"]["items"]
    items["oneOf"] = [each for each in items["oneOf"] if each["$ref"] != "#/$defs/Later"]
    items["discriminator"]["mapping"].pop("later")


def _without(node: Any, gone: Collection[str], kinds: Collection[str]) -> Any:
    """The schema without references to what is gone, in unions and in the mappings that tell them apart."""
    if isinstance(node, dict):
        return {
            key: _without(value, gone, kinds)
            for key, value in node.items()
            if not (key in kinds and isinstance(value, str) and value in gone)
        }
    if isinstance(node, list):
        return [
            _without(each, gone, kinds) for each in node if not (isinstance(each, dict) and each.get("$ref") in gone)
        ]
    return node


def _bare(node: Any, *, names: bool = False) -> Any:
    """`names`: this mapping's keys are property names, not keywords."""
    if isinstance(node, dict):
        return {
            key: _bare(value, names=key in ("properties", "$defs") and not names)
            for key, value in node.items()
            if names or key not in ("title", "description")
        }
    return [_bare(item) for item in node] if isinstance(node, list) else node
