"""Spells, conditions and classes of the community 5e-database (2014 and 2024)."""

from typing import Literal

from gm.interop.srd.database_creatures import edition_of
from gm.interop.srd.fields import Fields
from gm.interop.srd.values import SrdClass, SrdCondition, SrdLevel, SrdSave, SrdSpell


def read_spell(record: Fields) -> SrdSpell:
    """A spell of `5e-SRD-Spells.json`.

    Raises:
        AuthoringError: a field is missing or wrong.
    """
    by, scaling = _scaling(record)
    damage, dc, area = record.inner("damage"), record.inner("dc"), record.inner("area_of_effect")
    kind = damage.inner("damage_type") if damage else None
    return SrdSpell(
        key=record.text("index"),
        name=record.text("name"),
        edition=edition_of(record),
        level=record.whole("level"),
        school=record.must("school").text("index"),
        casting_time=record.text("casting_time"),
        range=record.text("range"),
        duration=record.text("duration"),
        text="\n".join(part for part in (record.text("desc"), record.text("higher_level", "")) if part),
        concentration=record.flag("concentration"),
        ritual=record.flag("ritual"),
        components=record.texts("components"),
        material=record.text("material", ""),
        attack="attack_type" in record,
        save=_save(dc) if dc else None,
        damage_types=(kind.text("index"),) if kind else (),
        heals="heal_at_slot_level" in record,
        scales_by=by,
        scaling=scaling,
        area=f"{area.whole('size')} ft. {area.text('type')}" if area else "",
        classes=tuple(each.text("index") for each in record.each("classes")),
    )


def _scaling(record: Fields) -> tuple[Literal["", "slot", "caster"], dict[int, str]]:
    damage = record.inner("damage")
    sources: tuple[tuple[Fields | None, str, Literal["slot", "caster"]], ...] = (
        (record, "heal_at_slot_level", "slot"),
        (damage, "damage_at_slot_level", "slot"),
        (damage, "damage_at_character_level", "caster"),
    )
    for source, name, by in sources:
        if source is not None and name in source:
            return by, {int(at): str(dice) for at, dice in source.pairs(name) if at.isdecimal()}
    return "", {}


def _save(dc: Fields) -> SrdSave:
    said = dc.text("dc_success", "none")
    return SrdSave(dc.ability("dc_type"), None, "half" if said == "half" else "none" if said == "none" else "other")


def read_condition(record: Fields) -> SrdCondition:
    """A condition of `5e-SRD-Conditions.json`."""
    text = record.text("desc", "") or record.text("description", "")
    return SrdCondition(record.text("index"), record.text("name"), edition_of(record), text)


def read_class(record: Fields) -> SrdClass:
    """A class of `5e-SRD-Classes.json`."""
    saves = tuple(
        Fields({"ability": each.value}, each.where).ability("ability") for each in record.each("saving_throws")
    )
    skills: list[str] = []
    choose = 0
    for choice in record.each("proficiency_choices"):
        chosen_from = choice.inner("from")
        options = list(chosen_from.each("options")) if chosen_from else []
        named = [item.text("index") for each in options if (item := each.inner("item")) is not None]
        of_skills = [name.removeprefix("skill-") for name in named if name.startswith("skill-")]
        if of_skills and not skills:
            skills, choose = of_skills, choice.whole("choose")
    primary = record.inner("primary_ability")
    abilities = [
        Fields({"ability": each.value}, each.where).ability("ability")
        for each in (primary.each("ability_scores") if primary else ())
    ]
    return SrdClass(
        record.text("index"),
        record.text("name"),
        edition_of(record),
        record.whole("hit_die"),
        saves,
        tuple(skills),
        choose,
        tuple(abilities),
    )


def read_level(record: Fields) -> SrdLevel | None:
    """A level of a class of `5e-SRD-Levels.json`; None for what a subclass adds."""
    if "subclass" in record:
        return None
    slots = record.inner("spellcasting")
    each_level = (f"spell_slots_level_{number}" for number in range(1, 10))
    counts = tuple(slots.whole(name) if name in slots else 0 for name in each_level) if slots else ()
    class_key = record.must("class").text("index")
    return SrdLevel(record.text("index"), edition_of(record), class_key, record.whole("level"), counts)
