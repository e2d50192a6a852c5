"""A ruleset made of SRD data: it loads, it lints clean, and every creature in it can fight."""

import json
from functools import cache
from pathlib import Path

import pytest

from gm import resources
from gm.app import load_campaign_at
from gm.authoring.load import lint_ruleset, load_campaign, load_ruleset
from gm.checking import lint_sources
from gm.cli.import_srd import take_in_srd
from gm.cli.lint import lint_path
from gm.domain.campaign import Campaign
from gm.domain.errors import AuthoringError, NotFound, Refused
from gm.domain.ruleset import Ruleset
from gm.domain.state import WorldState
from gm.interop.srd import SrdLibrary, read_srd
from gm.interop.srd.pack import Pack, make_pack
from gm.rules.combat.fighter import fighter_of
from gm.rules.combat.simulate import simulate
from gm.rules.sheets import numbers_of
from gm.rules.world import initial_changes

DATA = Path(__file__).parents[3] / "shared/data/5e-database/src"
ROOT = DATA if DATA.is_dir() else None
needs_data = pytest.mark.skipif(ROOT is None, reason="the 5e-database is not beside the checkout")
GOBLIN = {
    "index": "goblin",
    "name": "Goblin",
    "size": "Small",
    "type": "humanoid",
    "alignment": "neutral evil",
    "armor_class": [{"type": "armor", "value": 15}],
    "hit_points": 7,
    "hit_dice": "2d6",
    "hit_points_roll": "2d6",
    "speed": {"walk": "30 ft."},
    "strength": 8,
    "dexterity": 14,
    "constitution": 10,
    "intelligence": 10,
    "wisdom": 8,
    "charisma": 8,
    "proficiencies": [{"value": 6, "proficiency": {"index": "skill-stealth", "name": "Skill: Stealth"}}],
    "damage_vulnerabilities": [],
    "damage_resistances": ["piercing from nonmagical weapons"],
    "damage_immunities": ["fire"],
    "condition_immunities": [{"index": "paralyzed", "name": "Paralyzed"}],
    "senses": {"passive_perception": 9},
    "languages": "Common",
    "challenge_rating": 0.25,
    "xp": 50,
    "actions": [
        {
            "name": "Spear",
            "desc": "Melee or Ranged Weapon Attack: +4 to hit, reach 5 ft. or range 20/60 ft., one target. Hit: 5 "
            "piercing damage, and the target must succeed on a DC 11 Constitution saving throw or be "
            "poisoned for 1 minute.",
            "attack_bonus": 4,
            "damage": [{"damage_type": {"index": "piercing", "name": "Piercing"}, "damage_dice": "1d6+2"}],
        }
    ],
}


@cache
def base() -> Ruleset:
    kits = resources.ruleset_sources()
    return load_ruleset(kits["fantasy-d20.yaml"], "fantasy-d20.yaml", rulesets=kits)


@cache
def library() -> SrdLibrary:
    assert ROOT is not None
    return read_srd({str(each.relative_to(ROOT)): each.read_bytes() for each in sorted(ROOT.rglob("*.json"))})


@cache
def pack(edition: str) -> Pack:
    return make_pack(library(), edition, base(), f"SRD {edition}")


def a_pack(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "5e-SRD-Monsters.json").write_text(json.dumps([GOBLIN]))
    return folder


def test_a_block_becomes_a_creature_in_the_kits_own_ids(tmp_path: Path) -> None:
    home = tmp_path / "home"
    rows = take_in_srd(a_pack(tmp_path), home)
    kits = resources.ruleset_sources(home)
    slug = next(name for name in kits if name.startswith("srd-"))
    goblin = load_ruleset(kits[slug], slug, rulesets=kits).creature("goblin")
    assert goblin is not None
    assert (goblin.defence, goblin.hp, goblin.xp, goblin.speed) == (15, "2d6", 50, 1)
    assert goblin.attributes["dexterity"] == 14 and goblin.skills == {"stealth": 6}
    assert goblin.immune == ("fire",) and goblin.resistant == ()
    assert goblin.unaffected == ("paralysed" if base().condition("paralysed") else "paralyzed",)
    assert [each.id for each in goblin.attacks] == ["spear", "spear-thrown"]  # and none of the kit's own goblin
    spear, thrown = goblin.attacks
    assert (spear.bonus, spear.reach, spear.strikes[0].dice, spear.strikes[0].type) == (4, 0, "1d6+2", "piercing")
    assert (thrown.reach, thrown.long) == (1, 2)
    assert spear.gives[0].condition == "poisoned" and spear.gives[0].rounds == 10
    assert spear.gives[0].save is not None and spear.gives[0].save.difficulty == 11
    assert any("resistances" in row for row in rows)


def test_a_pack_is_found_by_name_and_lints_clean(tmp_path: Path) -> None:
    home = tmp_path / "home"
    take_in_srd(a_pack(tmp_path), home, name="mine")
    assert lint_path("mine", home) == ()
    assert lint_path(str(home / "campaigns/_rulesets/mine.yaml"), home) == ()
    folder = home / "campaigns" / "cave"
    folder.mkdir()
    (folder / "campaign.yaml").write_text(ARENA.format(kit="mine", encounters=_encounters(["goblin"])))
    campaign = load_campaign_at(home, "cave")
    assert campaign.ruleset.creature("goblin") is not None
    assert not [each for each in lint_path("cave", home) if each.severity == "error"]
    assert [each for each in lint_sources(resources.campaign_sources(folder), slug="cave") if each.severity == "error"]


def test_nothing_is_replaced_unasked_and_nothing_is_made_of_nothing(tmp_path: Path) -> None:
    home, data = tmp_path / "home", a_pack(tmp_path)
    take_in_srd(data, home, name="mine")
    with pytest.raises(Refused):
        take_in_srd(data, home, name="mine")
    assert take_in_srd(data, home, name="mine", force=True)
    with pytest.raises(Refused):
        take_in_srd(data, home, name="../mine")
    with pytest.raises(Refused):
        take_in_srd(data, home, name="fantasy-d20")
    with pytest.raises(NotFound):
        take_in_srd(tmp_path / "nowhere", home)
    (tmp_path / "bad").mkdir()
    (tmp_path / "bad/5e-SRD-Monsters.json").write_text("[{}]")
    with pytest.raises(AuthoringError):
        take_in_srd(tmp_path / "bad", home)


ARENA = """
title: The Cave
ruleset: {kit}
opening: {{place: cave, text: Dark.}}
places: {{cave: {{name: The Cave, description: Dark and wet.}}}}
items: {{axe: {{name: axe, damage: 1d12, type: slashing}}}}
characters:
  ada: {{name: Ada, concept: a fighter, sheet: {{attributes: {{strength: 18, constitution: 16}}, max_hp: 90,
       level: 9, defence: 18, items: [axe]}}}}
  bo: {{name: Bo, concept: a fighter, sheet: {{attributes: {{strength: 18, constitution: 16}}, max_hp: 90, level: 9,
       defence: 18, items: [axe]}}}}
encounters:
{encounters}
"""


def _encounters(keys: list[str]) -> str:
    zones = "[near, middle, far]"
    return "\n".join(
        f"  {key}: {{title: {key}, place: cave, creatures: {{{key}: 1}}, zones: {zones}, foes_zone: 2}}" for key in keys
    )


@cache
def arena() -> Campaign:
    kits = {**resources.ruleset_sources(), "srd-2014.yaml": pack("2014").ruleset.encode()}
    keys = sorted(each.key for each in library().creatures if each.edition == "2014")
    text = ARENA.format(kit="srd-2014", encounters=_encounters(keys))
    return load_campaign({"campaign.yaml": text.encode()}, rulesets=kits, slug="cave")


@needs_data
@pytest.mark.parametrize("edition", ["2014", "2024"])
def test_the_whole_of_it_lints_clean(edition: str) -> None:
    kits = resources.ruleset_sources()
    assert lint_ruleset(pack(edition).ruleset.encode(), f"srd-{edition}.yaml", rulesets=kits) == ()


@needs_data
def test_the_items_can_be_taken_into_a_campaign() -> None:
    kits = {**resources.ruleset_sources(), "srd-2014.yaml": pack("2014").ruleset.encode()}
    main = ARENA.format(kit="srd-2014", encounters=_encounters(["goblin"])) + "include: [gear.yaml]\n"
    made = load_campaign(
        {"campaign.yaml": main.encode(), "gear.yaml": pack("2014").items.encode()}, rulesets=kits, slug="c"
    )
    longsword, plate = made.item("longsword"), made.item("plate-armor")
    assert longsword is not None and (longsword.damage, longsword.type) == ("1d8", "slashing")
    assert plate is not None and (plate.armour, plate.armour_cap) == (18, 0)


@needs_data
def test_every_monster_fights() -> None:
    campaign = arena()
    assert len(campaign.encounters) == 334
    harmless = []
    for plan in campaign.encounters:
        odds = simulate(campaign, plan, ("ada", "bo"), times=1, seed="a1")
        assert sum(odds.outcomes.values()) == 1, plan.id
        block = campaign.creature(plan.id)
        assert block is not None
        if not block.attacks:
            harmless.append(plan.id)
    assert harmless == HARMLESS


@needs_data
def test_numbers_of_known_monsters() -> None:
    dragon = arena().creature("adult-black-dragon")
    assert dragon is not None
    assert (dragon.defence, dragon.hp, dragon.legendary_actions) == (19, "17d12+85", 3)
    assert dragon.multiattack == ("bite", "claw", "claw")
    breath = next(each for each in dragon.attacks if each.id == "acid-breath")
    assert breath.recharge == 5 and breath.save is not None
    assert (breath.save.difficulty, breath.save.on_success, breath.area) == (18, "half", "zone")
    assert "tail" in dragon.legendary
    fireball = arena().ruleset.spell("fireball")
    assert fireball is not None and fireball.strikes[0].dice == "8d6" and fireball.higher[0].dice == "1d6"
    assert fireball.save is not None and fireball.save.on_success == "half" and fireball.resource == "slot-3"


HARMLESS = ["frog", "sea-horse", "shrieker", "vampire-mist"]
"""What the SRD gives no attack with numbers."""


@needs_data
@pytest.mark.parametrize(("edition", "wizards"), [("2014", 90), ("2024", 15)])
def test_classes_are_in_the_pack_and_a_sheet_that_names_one_gets_the_rest(edition: str, wizards: int) -> None:
    made = pack(edition)
    assert made.made["classes"] == 12
    assert not any("class" in why for why in made.left_out), "nothing of a class is lost that the kit has a place for"
    kits = {**resources.ruleset_sources(), f"srd-{edition}.yaml": made.ruleset.encode()}
    text = """
slug: hut
title: The Hut
ruleset: srd-%s
opening: {place: hut, text: Rain.}
places: {hut: {name: The Hut, description: A hut.}}
characters:
  wiz: {name: Wiz, concept: a wizard,
        sheet: {class: wizard, level: 5, attributes: {intelligence: 16}, items: [longsword]}}
  war: {name: War, concept: a warlock, sheet: {class: warlock, level: 5, attributes: {charisma: 16}}}
  pal: {name: Pal, concept: a paladin, sheet: {class: paladin, level: 6, attributes: {strength: 16}}}
"""
    campaign = load_campaign({"campaign.yaml": (text % edition).encode()}, rulesets=kits, slug="hut")
    world = WorldState().apply(initial_changes(campaign, ("wiz", "war", "pal")))

    def slots(who: str) -> list[int]:
        return [numbers_of(campaign, world, who)[f"slot_{each}"] for each in range(1, 5)]

    assert (slots("wiz"), slots("war"), slots("pal")) == ([4, 3, 2, 0], [0, 0, 2, 0], [4, 2, 0, 0])
    wizard = numbers_of(campaign, world, "wiz")
    assert (wizard["max_hp"], wizard.save("wisdom")) == (6 + 4 * 4, 3)
    assert wizard["spells"] >= wizards
    assert campaign.item("longsword") is not None, "things of the pack are known by their ids"
    paladin = fighter_of(campaign, world, "pal", "party")
    assert max(gift.blows for gift in paladin.gifts) == 2, "what the kit keeps of a class stays"


def test_classes_of_open5e_bring_their_slots() -> None:
    table = [{"level": level, "column_value": str(count)} for level, count in ((1, 2), (2, 3), (3, 4))]
    record = {
        "url": "https://api.open5e.com/v2/classes/srd_wizard/",
        "key": "srd_wizard",
        "name": "Wizard",
        "document": {"key": "srd-2014"},
        "hit_dice": "D6",
        "subclass_of": None,
        "saving_throws": [{"name": "Intelligence"}, {"name": "Wisdom"}],
        "features": [
            {"name": "1st", "feature_type": "SPELL_SLOTS", "data_for_class_table": table},
            {"name": "Arcane Recovery", "feature_type": "CLASS_LEVEL_FEATURE"},
        ],
    }
    sub = {
        **record,
        "url": "https://api.open5e.com/v2/classes/srd_evoker/",
        "key": "srd_evoker",
        "subclass_of": {"key": "w"},
    }
    read = read_srd({"classes.json": json.dumps([record, sub]).encode()})
    assert [(each.key, each.hit_die, each.saves) for each in read.classes] == [
        ("wizard", 6, ("intelligence", "wisdom"))
    ]
    assert [(each.level, each.slots[0]) for each in read.classes[0].levels] == [(1, 2), (2, 3), (3, 4)]
    kit = load_ruleset(resources.ruleset_sources()["fantasy-d20.yaml"], "fantasy-d20.yaml")
    text = make_pack(read, read.classes[0].edition, kit, "SRD").ruleset
    assert '"slot-1": [2, 3, 4, 0' in text
