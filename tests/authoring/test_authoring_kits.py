"""Kits and stat blocks that could never work in play, each found with its line."""
# ruff: noqa: E501 (lines of output stand as they are printed)

import pytest
from authoring_samples import MINI_RULES, broken, rulesets, sources

from gm.authoring import lint_campaign, lint_ruleset

OGRE = "creatures:\n  ogre:\n    name: Ogre\n    hp: {hp}\n    defence: 11\n    attacks: {{club: {{name: Club, bonus: 4, strikes: [{{dice: 1d8}}]}}}}\n{more}"
LAST = len(MINI_RULES.splitlines())


def printed(more: str, old: str = "", new: str = "") -> list[str]:
    text = MINI_RULES.replace(old, new) if old else MINI_RULES
    return [str(problem) for problem in lint_ruleset((text + more).encode(), "r.yaml")]


CASES: list[tuple[str, str, str]] = [
    ("a circle of three", "derived: {a: b + 1, b: c, c: a}\n", f'r.yaml:{LAST + 1}:11: derived.a: this number is made of itself: a → b → c → a'),
    ("an unknown attribute", "derived: {guard: 10 + migth}\n", f'r.yaml:{LAST + 1}:18: derived.guard.formula: the formula "10 + migth" knows no "migth" (did you mean "might"?)'),
    ("a division by nothing", "derived: {guard: 10 / 0}\n", f"r.yaml:{LAST + 1}:18: derived.guard.formula: a formula divides by zero"),
    ("a division by what is 0", "derived: {guard: 10 / might}\n", f"r.yaml:{LAST + 1}:11: derived.guard: this divides by zero for a plain sheet"),
    ("a target that divides by zero", "difficulty_min: 0\ncheck: {target: bonus / difficulty}\n", f"r.yaml:{LAST + 2}:17: check.target: this divides by zero for a plain sheet"),
    ("a block with no hit points", OGRE.format(hp=0, more=""), f"r.yaml:{LAST + 4}:9: creatures.ogre.hp: a creature needs hit points: at least 1"),
    ("a block with no dice", OGRE.format(hp="0d8", more=""), f"r.yaml:{LAST + 4}:9: creatures.ogre.hp: a creature needs hit points: at least 1"),
    ("a block that does not say", OGRE.format(hp=5, more="").replace("    hp: 5\n", ""), f'r.yaml:{LAST + 2}:3: creatures.ogre: "hp" is missing'),
    ("an attack that is not there", OGRE.format(hp=5, more="    multiattack: [club, clubb]\n"), f'r.yaml:{LAST + 7}:25: creatures.ogre.multiattack[2]: no attack "clubb" (did you mean "club"?)'),
    ("a spell that is not there", OGRE.format(hp=5, more="    spells: [fog]\n"), f'r.yaml:{LAST + 7}:14: creatures.ogre.spells[1]: no spell "fog": none is defined'),
    ("a condition that is not there", OGRE.format(hp=5, more="    unaffected: [wett]\n"), f'r.yaml:{LAST + 7}:18: creatures.ogre.unaffected[1]: no condition "wett" (did you mean "wet"?)'),
    ("money without a purse", "coins: {penny: {name: penny, worth: 1}}\n", f"r.yaml:{LAST + 1}:8: coins: coins are counted in a resource with the id coin: there is none"),
    ("a save that is nothing", "combat: {concentration: faith}\n", f'r.yaml:{LAST + 1}:25: combat.concentration: no attribute or skill "faith": there is might, wits, climb, search'),
    ("a load without its condition", "load: {limit: 5 * might, condition: slow}\n", f'r.yaml:{LAST + 1}:37: load.condition: no condition "slow": there is wet, cursed'),
    ("no dice, and no default", "instead_of_dice: {question: What?, options: {a: yes, b: no}, default: c}\n", f'r.yaml:{LAST + 1}:71: instead_of_dice.default: no option "c": there is a, b'),
]  # fmt: skip
CASES += [
    ("a reaction to nothing", "reactions: {ward: {label: Ward, on: hit}}\n", f"r.yaml:{LAST + 1}:37: reactions.ward.on: this changes nothing: it needs `add` or `reroll`"),
    ("a reaction that is free", "reactions: {ward: {label: Ward, on: check, add: 1d4}}\n", f"r.yaml:{LAST + 1}:37: reactions.ward.on: this costs nothing, so everybody would be asked about every failed check"),
    ("a reaction for oneself", "reactions: {ward: {label: W, on: check, add: 1d4, whom: self, resource: luck}}\n", f"r.yaml:{LAST + 1}:57: reactions.ward.whom: about one's own check there is `after_roll`: here it can only be for an `ally`"),
    ("a roll that is none", "reactions: {ward: {label: Ward, on: cast, add: 1d4}}\n", f"r.yaml:{LAST + 1}:37: reactions.ward.on: a spell is no roll: write `save`, or nothing, for a reaction to `cast`"),
    ("a reaction by what nobody has", "reactions: {ward: {label: Ward, on: hit, add: -2, has: shieldd > 0}}\n", f'r.yaml:{LAST + 1}:56: reactions.ward.has: the formula "shieldd > 0" knows no "shieldd" (did you mean "shield"?)'),
    ("a reaction of a spell that is not there", "reactions: {ward: {label: Ward, on: hit, add: -2, spell: ward}}\n", f'r.yaml:{LAST + 1}:58: reactions.ward.spell: no spell "ward": that is the id of a reaction'),
    ("a spell that answers nothing", "spells: {ward: {name: Ward, cost: reaction}}\n", f"r.yaml:{LAST + 1}:35: spells.ward.cost: nobody can cast this: it is a reaction, and none of the reactions names it"),
    ("a block that reacts with nothing", OGRE.format(hp=5, more="    reactions: [club, ward]\n"), f'r.yaml:{LAST + 7}:23: creatures.ogre.reactions[2]: no attack "ward": there is club'),
]  # fmt: skip


@pytest.mark.parametrize(("more", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_what_could_never_work_is_named_with_its_line(more: str, expected: str) -> None:
    assert printed(more)[:1] == [expected]


CLASS = "classes:\n  thief:\n    name: Thief\n{more}"
CLASSES: list[tuple[str, str, str]] = [
    ("a resource that is not there", "    resources: {lukc: [1]}\n", f'r.yaml:{LAST + 4}:17: classes.thief.resources.lukc: no resource "lukc" (did you mean "luck"?)'),
    ("a row without numbers", "    resources: {luck: []}\n", f"r.yaml:{LAST + 4}:23: classes.thief.resources.luck: there is no number here: one for each level, the last goes on"),
    ("a table that is not there", "    table: full\n", f'r.yaml:{LAST + 4}:12: classes.thief.table: no table "full": none is defined'),
    ("a table of what is not there", "    table: full\ntables: {full: {slot: [1]}}\n", f'r.yaml:{LAST + 5}:23: tables.full.slot: no resource "slot": there is luck'),
    ("a rest that is not there", "    resources: {luck: [1]}\n    recovers: {luck: nap}\n", f'r.yaml:{LAST + 5}:22: classes.thief.recovers.luck: no rest "nap": there is none'),
    ("a save of nothing", "    saves: [migth]\n", f'r.yaml:{LAST + 4}:13: classes.thief.saves[1]: no attribute "migth" (did you mean "might"?)'),
    ("a thing that is not there", "    items: [lute]\n", f'r.yaml:{LAST + 4}:13: classes.thief.items[1]: no item "lute": none is defined'),
    ("a power that is not there", "    features: {trick: {name: Trick, power: dodge}}\n", f'r.yaml:{LAST + 4}:44: classes.thief.features.trick.power: no spell "dodge": none is defined'),
    ("a bonus to nothing", "    features: {trick: {name: Trick, bonuses: [{to: climbb, by: 1}]}}\n", f'r.yaml:{LAST + 4}:52: classes.thief.features.trick.bonuses[1].to: no number "climbb" (did you mean "climb"?)'),
    ("a bonus made of itself", "    features: {trick: {name: Trick, bonuses: [{to: climb, by: climb + 1}]}}\n", f"r.yaml:{LAST + 4}:47: classes.thief.features.trick.bonuses[1]: this number is made of itself: climb → climb"),
    ("a bonus of nothing", "    features: {trick: {name: Trick, bonuses: [{to: climb, by: theif}]}}\n", f'r.yaml:{LAST + 4}:63: classes.thief.features.trick.bonuses[1].by: the formula "theif" knows no "theif" (did you mean "thief"?)'),
    ("dice that are none", "    features: {trick: {name: Trick, extra: '{thief}x6'}}\n", f'r.yaml:{LAST + 4}:44: classes.thief.features.trick.extra.dice: '),
    ("an end of nothing", "    features: {trick: {name: Trick, extra: {dice: 1d6, ends: true}}}\n", f"r.yaml:{LAST + 4}:62: classes.thief.features.trick.extra.ends: there is no condition that it could end"),
    ("hit points that divide by zero", "hit_points: 10 / (level - 1)\n", f"r.yaml:{LAST + 4}:13: hit_points: this has no value for a thief of level 1: "),
    ("a hit die without sides", "    hit_die: 0\n", f"r.yaml:{LAST + 4}:14: classes.thief.hit_die: 0 is too small: 1 or more"),
]  # fmt: skip


@pytest.mark.parametrize(("more", "expected"), [case[1:] for case in CLASSES], ids=[case[0] for case in CLASSES])
def test_classes_that_could_never_work(more: str, expected: str) -> None:
    found = printed(CLASS.format(more=more))
    assert found
    assert found[0].startswith(expected)


def test_a_tag_that_nobody_has_is_a_warning() -> None:
    more = OGRE.format(hp=5, more="    tags: [giant]\n") + "spells: {glare: {name: Glare, only: [gaint]}}\n"
    assert printed(more) == [
        f'r.yaml:{LAST + 8}:37: warning: spells.glare.only: nobody in this kit has the tag "gaint" (did you mean "giant"?)'
    ]


def test_a_sheet_with_a_class_that_is_not_there() -> None:
    kits = {"mini.yaml": (MINI_RULES + CLASS.format(more="")).encode()}
    campaign = sources()
    campaign["people.yaml"] = campaign["people.yaml"].replace(
        b"      attributes:", b"      class: theif\n      attributes:", 1
    )
    found = [str(problem) for problem in lint_campaign(campaign, rulesets=kits)]
    assert len(found) == 1
    assert found[0].startswith("people.yaml:6:")
    assert found[0].endswith('characters.ash.sheet.class: no class "theif" (did you mean "thief"?)')


EACH_TURN = [
    ("each_turn: [set_flag: x]", 'conditions.wet.each_turn[1].set_flag: "set_flag" cannot happen each turn: only damage, heal, add_condition, remove_condition'),
    ("each_turn: [damage: {character: party, amount: 1}]", "conditions.wet.each_turn[1].damage.character: what a condition does each turn it does to its sufferer: write actor"),
    ("modifiers: [{to: speeed, by: 1}]", 'conditions.wet.modifiers[1].to: no number "speeed" (did you mean "speed"?)'),
]  # fmt: skip


@pytest.mark.parametrize(("field", "expected"), EACH_TURN)
def test_conditions_that_make_no_sense(field: str, expected: str) -> None:
    found = printed("", "disadvantage: climb}", f"{field}}}")
    assert any(line.startswith("r.yaml:13:") and line.endswith(expected) for line in found), found


def test_rulesets_that_extend_each_other_in_a_circle_are_named() -> None:
    kits = {"a.yaml": b"extends: b\n", "b.yaml": b"title: B\nextends: a\n"}
    found = [str(problem) for problem in lint_ruleset(kits["a.yaml"], "a.yaml", rulesets=kits)]
    assert found[0] == "b.yaml:2:10: extends: rulesets extend each other in a circle: a → b → a"


def test_a_ruleset_that_extends_nothing_known() -> None:
    found = [str(problem) for problem in lint_ruleset(b"title: A\nextends: mimi\n", "a.yaml", rulesets=rulesets())]
    assert found[0] == 'a.yaml:2:10: extends: no ruleset "mimi" (did you mean "mini"?)'


def test_a_check_that_nobody_can_pass_is_named_with_the_best_there_is() -> None:
    plain = {"mini.yaml": rulesets()["mini.yaml"].replace(b", natural: 20", b"")}
    assert lint_campaign(sources(), rulesets=plain) == ()
    hard = broken("places.yaml", "difficulty: hard", "difficulty: 26")
    assert [str(problem) for problem in lint_campaign(hard, rulesets=plain)] == [
        'places.yaml:21:17: challenges.unbolt.difficulty: nobody here can reach 26 with "climb": 25 is the best there is'
    ]
    assert lint_campaign(hard, rulesets=rulesets()) == ()  # a 20 decides alone in that kit


def test_a_difficulty_outside_of_the_bounds() -> None:
    found = lint_campaign(broken("places.yaml", "difficulty: hard", "difficulty: 31"), rulesets=rulesets())
    assert [str(problem) for problem in found] == [
        "places.yaml:21:17: challenges.unbolt.difficulty: 31 is outside of 5 to 30"
    ]


def test_a_sheet_beyond_the_bounds_and_a_fight_where_there_are_none() -> None:
    kit = rulesets()["mini.yaml"].replace(b"{might: Might,", b"{might: {name: Might, maximum: 1},")
    found = [str(problem) for problem in lint_campaign(sources(), rulesets={"mini.yaml": kit})]
    assert found == ["people.yaml:6:27: characters.ash.sheet.attributes.might: 2 cannot be: at most 1"]
    peaceful = {"mini.yaml": rulesets()["mini.yaml"] + b"combat: {order: none}\n"}
    more = "encounters:\n  brawl: {title: A brawl, place: inn, creatures: {}}\n"
    campaign = sources()
    campaign["places.yaml"] += more.encode()
    lines = [str(problem) for problem in lint_campaign(campaign, rulesets=peaceful)]
    assert len(lines) == 1 and lines[0].endswith("encounters.brawl: the rules of this campaign have no fights")
