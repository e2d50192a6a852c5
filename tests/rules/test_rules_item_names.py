"""Items named with their articles, as the docs write them, are called what people call things."""

import pytest
from rules_stage import brief_of, mill, said, state_of

from gm.domain.campaign import Campaign, Item
from gm.domain.effects import GiveItem, LoseItem
from gm.domain.ruling import Verdict
from gm.domain.words import Phrases
from gm.rules.intents import propose_ruling, read_intent
from gm.rules.naming import in_any_case
from gm.rules.phrases import TABLE, definite, without_article


def _with(
    *things: tuple[str, str], lying: tuple[str, ...] = (), held: tuple[str, ...] = (), lang: str = "en"
) -> Campaign:
    """The mill with these (id, name), without an alias; some lie in the hall, some are Ilse's."""
    base = mill(lang)
    hall, *places = base.places
    ilse, *others = base.characters
    sheet = ilse.sheet.model_copy(update={"items": dict.fromkeys(held, 1)})
    return base.model_copy(
        update={
            "items": (*base.items, *(Item(id=key, name=name) for key, name in things)),
            "places": (hall.model_copy(update={"items": dict.fromkeys(lying, 1)}), *places),
            "characters": (ilse.model_copy(update={"sheet": sheet}), *others),
        }
    )


def _ruled(campaign: Campaign, text: str) -> Verdict:
    return propose_ruling(brief_of(state_of(campaign), said(text))).verdicts[0]


LANTERN = ("lantern", "a brass lantern")


@pytest.mark.parametrize(
    "text",
    [
        "I take a brass lantern",
        "I take the brass lantern",
        "take brass lantern",
        "I pick up the lantern",
        "grab lantern",
    ],
)
def test_a_thing_is_taken_by_any_of_its_names(text: str) -> None:
    verdict = _ruled(_with(LANTERN, lying=("lantern",)), text)
    assert verdict.effects == (GiveItem(character="ilse", item="lantern", source="hall"),)


@pytest.mark.parametrize("name", ["a brass lantern", "the brass lantern", "lantern"])
@pytest.mark.parametrize(
    ("text", "effect"),
    [
        ("I give the {} to Old Harke", GiveItem(character="miller", item="lantern", source="ilse")),
        ("I drop the {}", LoseItem(character="ilse", item="lantern", dropped=True)),
    ],
)
def test_it_is_given_and_dropped_so(text: str, effect: GiveItem | LoseItem, name: str) -> None:
    campaign = _with(LANTERN, held=("lantern",))
    assert _ruled(campaign, text.format(name.removeprefix("a ").removeprefix("the "))).effects == (effect,)


@pytest.mark.parametrize("text", ["I use the brass lantern", "I light the lantern", "I open the lantern"])
def test_it_is_used_so(text: str) -> None:
    intent = read_intent(text, "do", brief_of(state_of(_with(LANTERN, held=("lantern",)))))
    assert (intent.kind, intent.target_id, intent.target_kind) == ("use", "lantern", "item")


@pytest.mark.parametrize(
    ("lang", "name", "text"),
    [
        ("de", "eine rostige Laterne", "Ich nehme die Laterne"),
        ("de", "der Schlüssel zum Turm", "Ich nehme den Schlüssel"),
        ("ru", "медная лампа", "беру лампу"),
        ("zh", "一盏黄铜灯", "我拿起黄铜灯"),
    ],
)
def test_articles_and_nouns_of_other_languages(lang: str, name: str, text: str) -> None:
    verdict = _ruled(_with(("lantern", name), lying=("lantern",), lang=lang), text)
    assert verdict.effects == (GiveItem(character="ilse", item="lantern", source="hall"),)


TWO = (("brass", "a brass key"), ("iron", "an iron key"))


def test_a_noun_that_two_things_share_takes_neither_and_asks() -> None:
    verdict = _ruled(_with(*TWO, lying=("brass", "iron")), "I take the key")
    assert not verdict.possible and not verdict.effects
    assert verdict.refusal == "It is not plain which one is meant: the brass key or the iron key."


def test_what_is_at_hand_for_the_deed_settles_a_shared_noun() -> None:
    campaign = _with(*TWO, lying=("brass",), held=("iron",))
    assert _ruled(campaign, "I take the key").effects == (GiveItem(character="ilse", item="brass", source="hall"),)
    assert _ruled(campaign, "I drop the key").effects == (LoseItem(character="ilse", item="iron", dropped=True),)


def test_a_thing_named_in_full_is_never_another_that_shares_its_noun() -> None:
    verdict = _ruled(_with(*TWO, lying=("brass",)), "I take the iron key")
    assert not verdict.effects


@pytest.mark.parametrize(
    ("text", "kind"), [("I watch the miller", "look"), ("I go up to the loft", "move"), ("I take the watch", "take")]
)
def test_a_noun_of_a_thing_does_not_hide_other_words(text: str, kind: str) -> None:
    campaign = _with(("watch", "a pocket watch"), ("hatch", "a key of the loft"), lying=("watch",))
    assert read_intent(text, "do", brief_of(state_of(campaign))).kind == kind


def test_names_with_articles_stand_well_in_sentences() -> None:
    assert definite("a brass lantern") == "the brass lantern"
    assert without_article("an iron key") == "iron key"
    assert all(set(table) == set(TABLE["en"]) for table in TABLE.values())
    assert "There is no brass lantern" in _ruled(_with(LANTERN), "take the lantern").refusal


@pytest.mark.parametrize(
    ("name", "said", "hit"),
    [
        ("Мария", "я бью марию ножом", True),
        ("Старый мост", "иду к старому мосту", True),
        ("Олег", "говорю с олегом", True),
        ("Мария", "я бью марка ножом", False),
        ("Аня", "я зову аню", False),
        ("Bram", "I greet brams", False),
    ],
)
def test_russian_names_are_known_in_any_case(name: str, said: str, hit: bool) -> None:
    assert bool(Phrases((form, name) for form in in_any_case((name,))).hits(said)) is hit


def test_of_two_russian_names_the_whole_one_is_meant() -> None:
    people = Phrases((form, name) for name in ("Мария", "Марина") for form in in_any_case((name,)))
    best = people.best("я бью Марину")
    assert best is not None and best.tag == "Марина"
