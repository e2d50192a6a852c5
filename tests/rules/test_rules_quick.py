"""A character of one sentence is what the sentence calls them, as far as the kit has it, and as strong as any other."""

import pytest
from test_rules_shaping import FANTASY, LANTERN

from gm.rules.own import own_character, read_picks
from gm.rules.quick import as_called, quick_picks
from gm.rules.tongues import campaign_in


@pytest.mark.parametrize(
    ("about", "archetype", "calling", "species", "background"),
    [
        ("a wizard who reads", "", "wizard", None, None),
        ("an elf and a soldier, no wizard", "", None, "elf", "soldier"),
        ("a baker's daughter", "rogue", "rogue", None, None),
        ("a baker's daughter", "A", "fighter", "human", "soldier"),
        ("a halfling bard", "A", "bard", "halfling", "soldier"),
        ("a magistrate at sea", "", None, None, None),
    ],
)
def test_they_are_what_they_are_called(
    about: str, archetype: str, calling: str | None, species: str | None, background: str | None
) -> None:
    picks = quick_picks(FANTASY, f"Bo, {about}", archetype)
    shape = picks.shape
    assert (shape and shape.calling, shape and shape.species, shape and shape.background) == (
        calling,
        species,
        background,
    )
    made = own_character(FANTASY, picks, slug="own-1", owner="local").sheet
    plain = own_character(FANTASY, quick_picks(FANTASY, "Ed, a cook"), slug="own-2", owner="local").sheet
    assert made.class_ == (calling or plain.class_)
    assert sorted(made.attributes.values()) == sorted(plain.attributes.values()), "no stronger than any other"


def test_a_kit_without_classes_is_as_before() -> None:
    assert quick_picks(LANTERN, "Bo, a wizard and a soldier").shape is None


def test_it_is_heard_in_the_readers_language() -> None:
    picks = quick_picks(FANTASY, "Bo, eine Magierin")
    kit = campaign_in(FANTASY, "de").ruleset
    wizard = next(each.name for each in kit.classes if each.id == "wizard")
    named = picks.model_copy(update={"concept": f"Früher {wizard}"})
    assert as_called(FANTASY, named).shape is None
    heard = as_called(FANTASY, named, heard_in=kit).shape
    assert heard is not None and heard.calling == "wizard"


def test_what_ties_them_reads_as_sentences_in_any_script() -> None:
    ties = ("Тётка ждёт меня", "她欠我钱")
    made = own_character(FANTASY, quick_picks(FANTASY, "Ed, a cook", ties=ties), slug="own-1", owner="local")
    assert made.hook == "Тётка ждёт меня. 她欠我钱"


@pytest.mark.parametrize(
    ("said", "name", "pronouns", "concept"),
    [
        ("Bo, a ferryman", "Bo", "they/them", "a ferryman"),
        ("Bo (she), a ferryman", "Bo", "she/her", "a ferryman"),
        ("Bo, he, a ferryman", "Bo", "he/him", "a ferryman"),
        ("Bo (xe/xem), a ferryman", "Bo", "xe/xem", "a ferryman"),
        ("Bo (the Elder), a ferryman", "Bo (the Elder)", "they/them", "a ferryman"),
        ("Bo, herself a ferryman, and tired", "Bo", "they/them", "herself a ferryman, and tired"),
        ("Ida (sie), eine Müllerin", "Ida", "she/her", "eine Müllerin"),
        ("Inés (ella), una barquera", "Inés", "she/her", "una barquera"),
        ("Ося (он), паромщик", "Ося", "he/him", "паромщик"),
        ("阿宝（她）, 船夫", "阿宝", "she/her", "船夫"),
        ("บัว (เธอ), คนพายเรือ", "บัว", "she/her", "คนพายเรือ"),
    ],
)
def test_pronouns_are_said_in_a_word_or_not_at_all(said: str, name: str, pronouns: str, concept: str) -> None:
    picks = quick_picks(FANTASY, said)
    assert (picks.name, picks.pronouns, picks.concept) == (name, pronouns, concept)


@pytest.mark.parametrize(("typed", "kept"), [("she", "she/her"), ("", "they/them"), ("she/they", "she/they")])
def test_a_form_takes_one_word_too(typed: str, kept: str) -> None:
    picks = read_picks(FANTASY, name="Bo", pronouns=typed, about="a cook", good_at=(), wish="")
    assert picks.pronouns == kept
