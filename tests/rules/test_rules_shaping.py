"""Sheets from plain words: legal whatever is said, as strong as any other, corrected by what is said next."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_rules_own import campaigns

from gm import resources
from gm.authoring.load import load_campaign
from gm.domain.campaign import Campaign, PlayerCharacter, Sheet
from gm.domain.own import CharacterPicks, Shape
from gm.domain.play import Game, Scene, SceneState, Session
from gm.domain.state import WorldState
from gm.rules.levelling import planned, standing
from gm.rules.own import own_character, training_ranks
from gm.rules.reshaping import reshape, with_sheets
from gm.rules.shaping import choices, packed, shaped, sheet_of_shape, unpacked
from gm.rules.world import initial_changes

SOURCES = resources.ruleset_sources()
SOLDIER = "{class: fighter, species: human, background: soldier, attributes: {strength: 16, dexterity: 13, wisdom: 12}}"
PLAIN = "{attributes: {wits: 2, might: 1}, skills: {search: 2, aim: 1}}"


def campaign(kit: str, sheet: str, language: str = "en") -> Campaign:
    text = f"""
slug: t
title: T
tagline: x
language: {language}
ruleset: {kit}
characters: {{a: {{name: A, concept: c, sheet: {sheet}}}}}
places: {{m: {{name: M, description: d}}}}
opening: {{place: m, text: x}}
"""
    return load_campaign({"campaign.yaml": text.encode()}, rulesets=SOURCES)


FANTASY, LANTERN = campaign("fantasy-d20", SOLDIER), campaign("lantern-d20", PLAIN)


def test_step_by_step_a_sentence_is_a_sheet() -> None:
    first = shaped(FANTASY, "a sneaky halfling who grew up on ships")
    assert (first.calling, first.species, first.background) == ("rogue", "halfling", "wanderer")
    assert "stealth" in first.good_at and first.strong_in[0] == "dexterity"
    second = shaped(FANTASY, "not athletics, more perception", first)
    assert second.good_at[0] == "perception" and "athletics" not in second.good_at and second.calling == "rogue"
    third = shaped(FANTASY, "no halfling, an elf, and a clever wizard", second)
    assert (third.calling, third.species) == ("wizard", "elf") and third.strong_in[0] == "intelligence"
    trained = {each.id for each in choices(FANTASY, second, first) if each.kind == "skill"}
    assert "athletics" not in trained and "athletics" not in sheet_of_shape(FANTASY, third).skills, "nor by the rules"
    assert "athletics" in sheet_of_shape(FANTASY, shaped(FANTASY, "athletics after all", third)).skills
    whys = {(each.kind, each.id): each.why for each in choices(FANTASY, third, second)}
    assert whys["species", "elf"] == "said" and whys["background", "wanderer"] == "kept"
    assert "fitting" in whys.values()
    sheet = sheet_of_shape(FANTASY, third)
    assert (sheet.class_, sheet.species, sheet.background) == ("wizard", "elf", "wanderer")


@pytest.mark.parametrize(
    ("said", "skill"),
    [
        ("eine schlaue, heimliche Jägerin", "survival"),
        ("una ladrona sigilosa", "stealth"),
        ("тихая охотница", "survival"),
        ("一个潜行的猎人", "stealth"),
        ("นายพรานที่เงียบ", "stealth"),
    ],
)
def test_in_any_language(said: str, skill: str) -> None:
    assert skill in shaped(LANTERN, said).good_at


WORDS = st.lists(
    st.sampled_from(
        [
            *(
                "sneaky",
                "halfling",
                "not",
                "no",
                "wizard",
                "stealth",
                "strong",
                "skill-3",
                "might",
                "more",
                "less",
                "and",
            ),
            *("elf,", "sage", "temple", "", "🙂", "не", "沉默", "x" * 40, "strength", "two", "clever", "ships"),
        ]
    ),
    max_size=14,
).map(" ".join)


def _legal(made: Campaign, shape: Shape) -> None:
    """As a ready character may be, and no stronger than the rules' own."""
    sheet, rules = sheet_of_shape(made, shape), made.ruleset
    usual = sheet_of_shape(made, Shape())
    known = {each.id for each in rules.skills}
    assert set(sheet.skills) <= known
    levels = sorted((level for level in sheet.skills.values() if level > 0), reverse=True)
    assert max(levels, default=0) <= max((*training_ranks(made), 1)) if known else not levels
    for each in rules.attributes:
        value = sheet.attributes.get(each.id, each.default)
        assert each.minimum is None or value >= each.minimum
        assert each.maximum is None or value <= each.maximum
    values = [sorted(s.attributes.get(each.id, each.default) for each in rules.attributes) for s in (sheet, usual)]
    assert values[0] == values[1], "the same numbers, elsewhere"
    assert sheet.class_ is None or rules.character_class(sheet.class_) is not None
    assert sheet.level == usual.level


@settings(max_examples=120, deadline=None)
@given(made=campaigns() | st.sampled_from([FANTASY, LANTERN]), said=st.lists(WORDS, min_size=1, max_size=3))
def test_whatever_is_said_the_sheet_is_legal(made: Campaign, said: list[str]) -> None:
    shape: Shape | None = None
    for words in said:
        before, shape = shape, shaped(made, words, shape)
        assert unpacked(made, packed(made, shape)) == shape and len(packed(made, shape)) <= 60
        assert choices(made, shape, before) or not made.ruleset.attributes
        _legal(made, shape)


@given(code=st.text(alphabet="0123456789.x-٣", max_size=30))
def test_a_code_from_a_stranger_is_a_shape_or_nothing(code: str) -> None:
    found = unpacked(FANTASY, code)
    assert found is None or unpacked(FANTASY, packed(FANTASY, found)) is not None


def state_of(made: Campaign, *more: tuple[str, str, object]) -> SceneState:
    from datetime import UTC, datetime

    now = datetime(2030, 1, 1, tzinfo=UTC)
    world = WorldState().apply(initial_changes(made, [pc.id for pc in made.characters]))
    values = {**world.values, **{(entity, path): value for entity, path, value in more}}
    game, session = Game(1, "g", "g", "t", "v", 1, now), Session(1, 1, 1, "", now)
    return SceneState(game, session, Scene(1, 1, 1, "main", "T", "m"), made, WorldState(values), 1)  # type: ignore[arg-type]


def test_a_changed_sheet_keeps_what_was_spent_and_its_inverse_is_as_before() -> None:
    picks = CharacterPicks(name="Bo", concept="c", good_at=("athletics",))
    bo = own_character(FANTASY, picks, slug="own-1", owner="p")
    made = FANTASY.model_copy(update={"characters": (*FANTASY.characters, bo)})
    state = state_of(made, ("character:own-1", "hp", 3))
    shape = shaped(made, "a wizard who is clever and bookish")
    done = reshape(state, "own-1", sheet_of_shape(made, shape))
    after = state.world.apply(done.changes)
    old, new = bo.sheet.max_hp, sheet_of_shape(made, shape).max_hp
    assert after.number("character:own-1", "max_hp") == new
    assert after.number("character:own-1", "hp") == max(1, 3 + new - old)
    seen = with_sheets(made, after).character("own-1")
    assert seen is not None and seen.sheet.class_ == "wizard" and with_sheets(made, after) is with_sheets(made, after)
    assert with_sheets(made, state.world) is made
    back = after.apply([each.inverse() for each in reversed(done.changes)])
    assert back.hash() == state.world.hash()


def test_a_level_is_spent_by_plain_words_as_far_as_the_rules_allow() -> None:
    person = PlayerCharacter(id="a", name="A", concept="c", sheet=Sheet(attributes={"bold": 1}, skills={"clash": 1}))
    made = campaign("moves-2d6", "{attributes: {bold: 1}}").model_copy(update={"characters": (person,)})
    assert standing(state_of(made), "a").open == () and not planned(state_of(made), "a", "bold").take
    state = state_of(made, ("character:a", "picks", 2))
    assert standing(state, "a").picks == 2 and standing(state, "a").open
    plan = planned(state, "a", "bold, and keen and warm")
    assert plan.take == ("bold", "keen") and plan.refused and "→" in plan.rows[0]
    assert planned(state, "a", "not bold").take == ()
    assert planned(state, "a", "my hat").take == ()
