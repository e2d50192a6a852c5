"""Creatures as Open5e's API v2 gives them (`/v2/creatures/`)."""

import re
from typing import Any, Final

from gm.interop.srd.fields import Fields, feet
from gm.interop.srd.values import (
    ABILITIES,
    ActionKind,
    SrdAction,
    SrdAttack,
    SrdCreature,
    SrdDamage,
    SrdDice,
    SrdUsage,
)

_KINDS: Final[dict[str, ActionKind]] = {
    "ACTION": "action",
    "BONUS_ACTION": "bonus",
    "REACTION": "reaction",
    "LEGENDARY_ACTION": "legendary",
    "LAIR_ACTION": "lair",
}
_SENSES: Final = ("darkvision", "blindsight", "tremorsense", "truesight")
_LISTS: Final = ("damage_vulnerabilities", "damage_resistances", "damage_immunities", "condition_immunities")


def document_of(record: Fields) -> str:
    """The key of the document that a record is from: `srd-2014`; '' if it does not say."""
    found = record.value.get("document")
    if isinstance(found, dict):
        return Fields(found, record.where).text("key", "")
    return found.rstrip("/").rpartition("/")[2] if isinstance(found, str) else ""


def edition_of(record: Fields) -> str:
    """The year of the rules that its document is for. The first SRD documents had no year in their key."""
    found = re.search(r"20\d\d", document_of(record))
    return found.group() if found else "2014"


def key_of(record: Fields) -> str:
    """The id without its document: `srd_guard` and `srd-2024_guard` are `guard`."""
    key = record.text("key")
    return key.partition("_")[2] or key


def name_of(record: Fields, name: str) -> str:
    """A field that is a text in old answers and an object with key and name in new ones."""
    found = record.value.get(name)
    if isinstance(found, dict):
        return Fields(found, f"{record.where}.{name}").text("key", "").rpartition("_")[2]
    return record.text(name, "")


def read_creature(record: Fields) -> SrdCreature:
    """One stat block.

    Raises:
        AuthoringError: a field that every block has is missing, or is of the wrong kind.
    """
    scores = record.must("ability_scores")
    dice = record.dice("hit_dice") if record.value.get("hit_dice") else SrdDice(0, 0, record.whole("hit_points"))
    speeds = {
        name: number
        for name, value in record.pairs("speed")
        if name not in ("unit", "hover") and (number := feet(value)) is not None
    }
    against = record.inner("resistances_and_immunities") or record
    kept = {name: tuple(_plain(each) for each in against.texts(name)) for name in _LISTS}
    return SrdCreature(
        key=key_of(record),
        name=record.text("name"),
        edition=edition_of(record),
        size=name_of(record, "size"),
        type=name_of(record, "type"),
        subtype=record.text("subcategory", ""),
        alignment=record.text("alignment", ""),
        armor_class=record.whole("armor_class"),
        armor_note=record.text("armor_detail", ""),
        hit_points=record.whole("hit_points"),
        hit_dice=dice,
        scores={name: scores.whole(name) for name in ABILITIES},
        challenge=_challenge(record),
        xp=record.whole("experience_points", 0),
        proficiency=record.whole_or_none("proficiency_bonus"),
        passive_perception=record.whole("passive_perception", 10),
        speeds=speeds,
        hover=any(name == "hover" and value is True for name, value in record.pairs("speed")),
        saves=_bonuses(record, "saving_throws"),
        skills={name.replace("_", "-"): value for name, value in _bonuses(record, "skill_bonuses").items()},
        senses={n: value for n in _SENSES if (value := feet(record.value.get(f"{n}_range"))) is not None},
        languages=_languages(record),
        vulnerabilities=kept["damage_vulnerabilities"],
        resistances=kept["damage_resistances"],
        immunities=kept["damage_immunities"],
        condition_immunities=kept["condition_immunities"],
        actions=(
            *(_trait(each) for each in record.each("traits")),
            *(_action(each) for each in record.each("actions")),
        ),
    )


def _plain(name: str) -> str:
    return name.lower()


def _challenge(record: Fields) -> Any:
    field = next((n for n in ("challenge_rating_decimal", "challenge_rating", "cr") if n in record), "challenge_rating")
    return record.number(field)


def _bonuses(record: Fields, name: str) -> dict[str, int]:
    inner = record.inner(name)
    return {key: inner.whole(key) for key, value in inner.value.items() if value is not None} if inner else {}


def _languages(record: Fields) -> str:
    found = record.value.get("languages")
    if isinstance(found, list):
        return ", ".join(record.texts("languages"))
    inner = record.inner("languages")
    return inner.text("as_string", "") if inner else ""


def _trait(entry: Fields) -> SrdAction:
    return SrdAction(entry.text("name"), "trait", entry.text("desc", ""))


def _action(entry: Fields) -> SrdAction:
    name, text, kind = entry.text("name"), entry.text("desc", ""), entry.text("action_type", "ACTION")
    return SrdAction(
        name=name,
        kind=_KINDS.get(kind, "action"),
        text=text,
        attacks=tuple(_attack(each) for each in entry.each("attacks")),
        usage=_usage(entry),
        cost=entry.whole("legendary_action_cost", 1)
        if "legendary_action_cost" in entry
        else entry.whole("legendary_cost", 1),
    )


def _attack(entry: Fields) -> SrdAttack:
    reach, near, far = (feet(entry.value.get(n)) for n in ("reach", "range", "long_range"))
    return SrdAttack(
        name=entry.text("name"),
        bonus=entry.whole("to_hit_mod", 0),
        spell=entry.text("attack_type", "") == "SPELL",
        reach=reach,
        range=near,
        long_range=far,
        damage=tuple(
            SrdDamage(dice, name_of(entry, f"{prefix}damage_type"))
            for prefix in ("", "extra_")
            if (dice := _dice(entry, prefix)) is not None
        ),
    )


def _dice(entry: Fields, prefix: str) -> SrdDice | None:
    count, bonus = entry.whole(f"{prefix}damage_die_count", 0), entry.whole(f"{prefix}damage_bonus", 0)
    die = entry.text(f"{prefix}damage_die_type", "")
    if not count:
        return SrdDice(0, 0, bonus) if bonus else None
    if not re.fullmatch(r"[Dd]\d{1,4}", die, re.ASCII):
        raise entry.wrong(f"{prefix}damage_die_type", "a die such as D8")
    return SrdDice(count, int(die[1:]), bonus)


def _usage(entry: Fields) -> SrdUsage | None:
    limits = entry.inner("usage_limits")
    if limits is None:
        return None
    kind, number = limits.text("type", ""), limits.whole("param", 1)
    if kind == "PER_DAY":
        return SrdUsage("day", number)
    if kind == "RECHARGE_ON_ROLL":
        return SrdUsage("recharge", minimum=number)
    return SrdUsage("rest" if kind == "RECHARGE_AFTER_REST" else "other", number)
