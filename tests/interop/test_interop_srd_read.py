"""SRD data of both projects becomes the same values; what is wrong is named by file and record."""

import json
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from srd_judge import data_folder

from gm.domain.errors import AuthoringError
from gm.interop.srd import SrdLibrary, read_srd
from gm.interop.srd.values import SrdArmor, SrdDice, SrdSave, SrdStep, SrdUsage, SrdWeapon

FOLDER = data_folder()
needs_data = pytest.mark.skipif(FOLDER is None, reason="shared/data/5e-database is not there")
DOCUMENT = {"key": "srd-2014", "name": "System Reference Document 5.1"}


def database(year: str) -> SrdLibrary:
    assert FOLDER is not None
    return read_srd({path.name: path.read_bytes() for path in (FOLDER / year).rglob("*.json")})


@needs_data
def test_the_whole_database_of_both_years() -> None:
    old, new = database("2014"), database("2024")
    shelves = ("creatures", "spells", "weapons", "armor", "items", "conditions", "classes")
    assert [len(getattr(old, shelf)) for shelf in shelves] == [334, 319, 37, 13, 549, 15, 12]
    assert [len(getattr(new, shelf)) for shelf in shelves] == [3, 0, 38, 13, 393, 15, 12]
    assert {creature.edition for creature in (*old.creatures, *new.creatures)} == {"2014", "2024"}


@needs_data
def test_a_stat_block_is_read_whole() -> None:
    creatures = {creature.key: creature for creature in database("2014").creatures}
    dragon = creatures["adult-red-dragon"]
    assert (dragon.size, dragon.challenge, dragon.hit_dice, dragon.armor_class) == (
        "huge",
        17,
        SrdDice(19, 12, 133),
        19,
    )
    assert dragon.speeds == {"walk": 40, "climb": 40, "fly": 80}
    assert dragon.senses == {"blindsight": 60, "darkvision": 120}
    assert dragon.immunities == ("fire",)
    assert (dragon.saves["wisdom"], dragon.skills["perception"]) == (7, 13)
    actions = {action.name: action for action in dragon.actions}
    bite = actions["Bite"].attacks[0]
    assert (bite.bonus, bite.reach, bite.range) == (14, 10, None)
    assert [(part.dice.text, part.type) for part in bite.damage] == [("2d10+8", "piercing"), ("2d6", "fire")]
    breath = actions["Fire Breath"]
    assert (breath.save, breath.usage) == (SrdSave("dexterity", 21, "half"), SrdUsage("recharge", minimum=5))
    assert [part.dice.text for part in breath.damage] == ["18d6"]
    assert [step.count for step in actions["Multiattack"].multiattack[0]] == [1, 1, 2]
    assert actions["Wing Attack (Costs 2 Actions)"].cost == 2
    assert actions["Wing Attack (Costs 2 Actions)"].kind == "legendary"
    brass = {action.name: action for action in creatures["adult-brass-dragon"].actions}["Breath Weapons"]
    assert [option.name for option in brass.options] == ["Fire Breath", "Sleep Breath"]
    captain = {action.name: action for action in creatures["bandit-captain"].actions}["Multiattack"]
    assert captain.multiattack == ((SrdStep("Scimitar", 2), SrdStep("Dagger", 1)), (SrdStep("Dagger", 2),))
    djinni = {action.name: action for action in creatures["djinni"].actions}["Scimitar"].attacks[0]
    assert [(part.type, part.one_of) for part in djinni.damage] == [("slashing", 0), ("lightning", 1), ("thunder", 1)]
    casting = creatures["acolyte"].spellcasting[0]
    assert (casting.ability, casting.dc, casting.attack_bonus, casting.slots) == ("wisdom", 12, 4, {1: 3})
    assert creatures["guard"].challenge == Fraction(1, 8)
    vampire = [action for action in creatures["vampire-vampire"].actions if action.name == "Move"]
    assert vampire[0].attacks == (), "an attack bonus of 0 without an attack in the text is none"


@needs_data
def test_gear_and_spells_of_the_database() -> None:
    library = database("2014")
    weapons = {weapon.key: weapon for weapon in library.weapons}
    sword, bow = weapons["longsword"], weapons["longbow"]
    assert (sword.damage, sword.two_handed, sword.cost, sword.martial) == (SrdDice(1, 8), SrdDice(1, 10), 1500, True)
    assert (bow.ranged, bow.range, bow.long_range) == (True, 150, 600)
    armor = {each.key: each for each in library.armor}
    assert (armor["half-plate-armor"].dexterity_limit, armor["leather-armor"].dexterity_limit) == (2, None)
    assert (armor["plate-armor"].armor_class, armor["plate-armor"].loud, armor["plate-armor"].strength) == (
        18,
        True,
        15,
    )
    spells = {spell.key: spell for spell in library.spells}
    fireball = spells["fireball"]
    assert (fireball.save, fireball.scaling[4], fireball.area) == (
        SrdSave("dexterity", None, "half"),
        "9d6",
        "20 ft. sphere",
    )
    assert (spells["cure-wounds"].heals, spells["cure-wounds"].scaling[2]) == (True, "2d8 + MOD")
    assert (spells["fire-bolt"].scales_by, spells["fire-bolt"].scaling[5]) == ("caster", "2d10")
    assert next(each for each in library.classes if each.key == "wizard").saves == ("intelligence", "wisdom")


def creature(**change: object) -> dict[str, object]:
    return {
        "url": "https://api.example/v2/creatures/srd_guard/",
        "document": DOCUMENT,
        "key": "srd_guard",
        "name": "Guard",
        "size": {"key": "medium", "name": "Medium"},
        "type": {"key": "humanoid", "name": "Humanoid"},
        "alignment": "any alignment",
        "armor_class": 16,
        "hit_points": 11,
        "hit_dice": "2d8+2",
        "ability_scores": {"strength": 13, "dexterity": 12, "constitution": 12, "intelligence": 10, "wisdom": 11,
                           "charisma": 10},
        "challenge_rating_decimal": "0.125",
        "experience_points": 25,
        "proficiency_bonus": None,
        "passive_perception": 12,
        "speed": {"unit": "feet", "walk": 30.0, "hover": False},
        "saving_throws": {"dexterity": 3, "wisdom": None},
        "skill_bonuses": {"sleight_of_hand": 2},
        "darkvision_range": 60.0,
        "truesight_range": None,
        "languages": {"as_string": "Common", "data": []},
        "resistances_and_immunities": {"damage_resistances": [{"key": "fire", "name": "Fire"}],
                                       "condition_immunities": [{"key": "charmed", "name": "Charmed"}]},
        "traits": [{"name": "Watchful", "desc": "It seldom sleeps."}],
        "actions": [{
            "name": "Spear", "action_type": "ACTION", "desc": "…", "legendary_action_cost": 1,
            "usage_limits": {"type": "PER_DAY", "param": 3},
            "attacks": [{"name": "Spear", "attack_type": "WEAPON", "to_hit_mod": 3, "reach": 5, "range": 20,
                         "long_range": 60, "damage_die_count": 1, "damage_die_type": "D6", "damage_bonus": 1,
                         "damage_type": {"key": "piercing", "name": "Piercing"},
                         "extra_damage_die_count": 1, "extra_damage_die_type": "D4",
                         "extra_damage_type": {"key": "fire", "name": "Fire"}}],
        }, {"name": "Stare", "action_type": "LEGENDARY_ACTION", "desc": "…", "legendary_action_cost": 2}],
        **change,
    }  # fmt: skip


def page(*records: object) -> dict[str, bytes]:
    answer = {"count": len(records), "next": None, "previous": None, "results": list(records)}
    return {"page-1.json": json.dumps(answer).encode()}


def test_a_creature_of_open5e() -> None:
    guard = read_srd(page(creature())).creatures[0]
    assert (guard.key, guard.edition, guard.size, guard.type) == ("guard", "2014", "medium", "humanoid")
    assert (guard.challenge, guard.hit_dice, guard.proficiency) == (Fraction(1, 8), SrdDice(2, 8, 2), None)
    assert (guard.saves, guard.skills) == ({"dexterity": 3}, {"sleight-of-hand": 2})
    assert (guard.speeds, guard.senses) == ({"walk": 30}, {"darkvision": 60})
    assert (guard.resistances, guard.condition_immunities, guard.languages) == (("fire",), ("charmed",), "Common")
    trait, spear, stare = guard.actions
    assert (trait.kind, stare.kind, stare.cost) == ("trait", "legendary", 2)
    assert spear.usage == SrdUsage("day", 3)
    attack = spear.attacks[0]
    assert (attack.bonus, attack.reach, attack.range, attack.long_range) == (3, 5, 20, 60)
    assert [(part.dice.text, part.type) for part in attack.damage] == [("1d6+1", "piercing"), ("1d4", "fire")]


def test_the_older_shape_of_open5e() -> None:
    """Texts where newer answers have objects, lists at the top, a document given by its address."""
    old = creature(
        document="https://api.example/v2/documents/srd/",
        size="medium",
        languages=[{"name": "Common"}, {"name": "Elvish"}],
        resistances_and_immunities=None,
        damage_immunities=["fire"],
    )
    guard = read_srd({"creatures.json": json.dumps([old]).encode()}).creatures[0]
    assert (guard.size, guard.languages, guard.immunities) == ("medium", "Common, Elvish", ("fire",))


def test_things_of_open5e() -> None:
    sword = {
        "url": "https://api.example/v2/items/srd_longsword/", "key": "srd_longsword", "name": "Longsword",
        "document": {"key": "srd-2024"}, "category": {"key": "weapon"}, "cost": "15.00", "weight": "3.000",
        "rarity": None, "weapon": {
            "damage_dice": "1d8", "damage_type": {"key": "slashing"}, "is_martial": True, "range": 0, "long_range": 0,
            "properties": [{"detail": "1d10", "property": {"name": "Versatile", "type": None}},
                           {"detail": None, "property": {"name": "Sap", "type": "Mastery"}}]},
    }  # fmt: skip
    mail = {
        "url": "https://api.example/v2/armor/srd_half-plate/", "key": "srd_half-plate", "name": "Half plate",
        "document": DOCUMENT, "category": "medium", "ac_base": 15, "ac_add_dexmod": True, "ac_cap_dexmod": 2,
        "strength_score_required": None, "grants_stealth_disadvantage": True,
    }  # fmt: skip
    spell = {
        "url": "https://api.example/v2/spells/srd_fireball/", "key": "srd_fireball", "name": "Fireball",
        "document": DOCUMENT, "level": 3, "school": {"key": "evocation"}, "casting_time": "action",
        "range_text": "150 feet", "duration": "instantaneous", "desc": "…", "damage_roll": "8d6",
        "damage_types": ["fire"], "saving_throw_ability": "dexterity", "attack_roll": False, "verbal": True,
        "somatic": True, "material": True, "shape_size": 20.0, "shape_type": "sphere",
        "classes": ["https://api.example/v2/classes/srd_wizard/"],
        "casting_options": [{"type": "default", "damage_roll": None}, {"type": "slot_level_4", "damage_roll": "9d6"}],
    }  # fmt: skip
    stunned = {
        "url": "https://api.example/v2/conditions/stunned/", "key": "stunned", "name": "Stunned",
        "document": DOCUMENT, "desc": "…",
    }  # fmt: skip
    library = read_srd(page(sword, mail, spell, stunned))
    assert library.weapons[0] == SrdWeapon(
        "longsword", "Longsword", "2024", "weapon", 1500, 3.0, "", False, "", SrdDice(1, 8), "slashing", SrdDice(1, 10),
        True, False, None, None, ("versatile",), "sap",
    )  # fmt: skip
    assert library.armor[0] == SrdArmor(
        "half-plate", "Half plate", "2014", "medium", None, None, "", False, "", 15, True, 2, 0, True
    )
    fireball = library.spells[0]
    assert (fireball.scaling, fireball.scales_by, fireball.area) == ({3: "8d6", 4: "9d6"}, "slot", "20 ft. sphere")
    assert (fireball.components, fireball.classes) == (("V", "S", "M"), ("wizard",))
    assert library.conditions[0].key == "stunned"


def test_a_price_is_not_lost_to_an_answer_without_one() -> None:
    where = "https://api.example/v2"
    common = {"key": "srd_club", "name": "Club", "document": DOCUMENT}
    weapon = {"damage_dice": "1d4", "damage_type": {"key": "bludgeoning"}, "properties": []}
    item = {**common, "url": f"{where}/items/srd_club/", "category": "weapon", "cost": "0.10", "weapon": weapon}
    bare = {**common, "url": f"{where}/weapons/srd_club/", **weapon}
    for records in ((item, bare), (bare, item)):
        assert [(each.cost, each.damage) for each in read_srd(page(*records)).weapons] == [(10, SrdDice(1, 4))]


def test_only_the_srd_is_taken_from_open5e() -> None:
    library = read_srd(page(creature(), creature(key="tob_guard", document={"key": "tob", "name": "Another book"})))
    assert len(library.creatures) == 1
    assert list(library.skipped.values()) == ["not of the SRD"]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"hit_points": None}, r"page-1.json: srd_guard: `hit_points` should be a whole number, found nothing"),
        ({"armor_class": "sixteen"}, "`armor_class` should be a whole number, found 'sixteen'"),
        ({"hit_dice": "many"}, "`hit_dice` should be dice"),
        ({"ability_scores": [1]}, "expected an object, found a list"),
        ({"challenge_rating_decimal": "1/0"}, "`challenge_rating_decimal` should be a number"),
        ({"actions": {"name": 1}}, "`actions` should be a list"),
        ({"hit_points": 10**40}, "whole number"),
    ],
)
def test_what_is_wrong_is_named(change: dict[str, object], says: str) -> None:
    with pytest.raises(AuthoringError, match=says):
        read_srd(page(creature(**change)))


@pytest.mark.parametrize(
    ("sources", "says"),
    [
        ({}, "Nothing of the SRD"),
        ({"a.json": b"{"}, "a.json is not JSON"),
        ({"a.json": b"[" * 100_000}, "a.json is not JSON"),
        ({"a.json": b"\xff\xfe"}, "a.json is not JSON"),
        ({"a.json": b"3"}, "neither a list"),
        ({"5e-SRD-Monsters.json": b"[1]"}, "expected an object"),
        ({"notes.txt": b"x"}, "Nothing of the SRD"),
    ],
)
def test_files_that_are_not_what_they_should_be(sources: dict[str, bytes], says: str) -> None:
    with pytest.raises(AuthoringError, match=says):
        read_srd(sources)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


KINDS = ["Monsters", "Spells", "Equipment", "Magic-Items", "Conditions", "Classes", "page"]


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(sorted(creature())), json_values, st.sampled_from(KINDS))
def test_any_json_gives_values_or_a_clear_error(name: str, value: object, kind: str) -> None:
    record = creature(**{name: value})
    sources = page(record) if kind == "page" else {f"5e-SRD-{kind}.json": json.dumps([record, value]).encode()}
    try:
        read_srd(sources)
    except AuthoringError as error:
        assert str(error)
