"""Rules that a player looks up: everything that the kit has by name, as people ask for it, and nothing that a campaign
may still keep to itself."""

import re

import pytest
from rules_stage import CAMPAIGNS, starter

from gm.authoring.load import load_ruleset
from gm.domain.campaign import Campaign, Creature
from gm.domain.errors import NotFound
from gm.domain.words import fold
from gm.rules.rule_notions import NOTIONS, notions_of
from gm.rules.rule_sentences import Sentences
from gm.rules.rulebook import rule_names, rules_about
from gm.rules.tongues import campaign_in

KITS = ("fantasy-d20", "freeform", "lantern-d20", "moves-2d6")


def playing(kit: str) -> Campaign:
    kits = {f.name: f.read_bytes() for f in (CAMPAIGNS / "_rulesets").glob("*.yaml")}
    rules = load_ruleset(kits[f"{kit}.yaml"], f"{kit}.yaml", rulesets=kits)
    return starter().model_copy(update={"ruleset": rules})


@pytest.mark.parametrize(
    ("asked", "name", "of"),
    [
        ("stealth", "Stealth", "Dexterity"),
        ("what does being prone mean?", "Prone", ""),
        ("how does sneak attack work", "Sneak attack", "Rogue"),
        ("Wizard", "Wizard", "Intelligence, Constitution, Dexterity"),
        ("cure wounds", "Cure wounds", ""),
        ("a long rest", "Long rest", ""),
    ],
)
def test_it_is_found_as_people_ask(asked: str, name: str, of: str) -> None:
    found = rules_about(playing("fantasy-d20"), asked, "en")[0]
    assert (found.name, found.of) == (name, of) and (found.summary or found.detail)


@pytest.mark.parametrize("kit", KITS)
def test_whatever_is_listed_can_be_looked_up(kit: str) -> None:
    campaign = playing(kit)
    listed = [(kind, name) for kind, names in rule_names(campaign, "en") for name in names]
    assert listed
    for kind, name in listed:
        assert (kind, name) in [(each.kind, each.name) for each in rules_about(campaign, name, "en")]


def test_what_comes_near_is_said() -> None:
    with pytest.raises(NotFound, match="nothing called") as caught:
        rules_about(playing("fantasy-d20"), "stelth", "en")
    assert "Stealth" in caught.value.remedy
    with pytest.raises(NotFound) as caught:
        rules_about(playing("fantasy-d20"), "qqqq", "en")
    assert "/rule alone" in caught.value.remedy


def test_creatures_things_and_house_rules_of_a_campaign_are_not_told() -> None:
    secret = Creature(id="glass-abbot", name="The Glass Abbot", hp="9", defence=9)
    campaign = starter().model_copy(
        update={"creatures": (secret,), "house_rules": ("The abbot cannot drown.",)},
    )
    for asked in ("The Glass Abbot", "abbot", "house rules", campaign.items[0].name):
        with pytest.raises(NotFound) as caught:
            rules_about(campaign, asked, "en")
        assert "Abbot" not in caught.value.remedy and campaign.items[0].name not in caught.value.remedy


LANGUAGES = ("en", "de", "es", "ru", "zh", "th")
NOTATION = re.compile(
    r"[{}_]|floor\(|max\(|min\(| if \w+ [<>=]|: (True|False)\b|\b(margin|formula|default|starts full): "
)


@pytest.mark.parametrize(
    ("words", "title"),
    [
        ("what is advantage?", "Advantage and disadvantage"),
        ("how do hit points work", "Hit points"),
        ("initiative", "Initiative"),
        ("saving throw", "Saving throw"),
        ("difficulty", "Difficulty"),
        ("a critical hit", "Critical"),
    ],
)
def test_words_that_stand_in_no_kit_by_name_are_found(words: str, title: str) -> None:
    found = rules_about(playing("fantasy-d20"), words, "en")[0]
    assert found.name == title and found.summary.endswith(".")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kit", KITS)
def test_every_rule_is_told_in_plain_sentences_of_the_readers_language(kit: str, language: str) -> None:
    campaign = campaign_in(playing(kit), language)
    for kind, names in rule_names(campaign, language):
        for name in names:
            for rule in rules_about(campaign, name, language):
                said = f"{rule.summary} {rule.detail}"
                assert not NOTATION.search(said), (kind, name, said)
                if language in ("ru", "zh", "th"):
                    assert not re.search("[A-Za-z]{3}", said), (kind, name, said)


@pytest.mark.parametrize("language", LANGUAGES)
def test_whoever_plays_asks_in_words_of_any_language(language: str) -> None:
    campaign = campaign_in(playing("fantasy-d20"), language)
    for notion, title, _ in notions_of(Sentences(campaign.ruleset, language)):
        for word in NOTIONS[notion]:
            found = rules_about(campaign, word.rstrip("*"), language)
            names = [each.name for each in found]
            assert title in names or fold(word.rstrip("*")) == fold(names[0]), (word, names)  # the kit's own goes first


def test_numbers_are_those_of_the_kit_that_is_played() -> None:
    fantasy, lantern, moves = (playing(kit) for kit in ("fantasy-d20", "lantern-d20", "moves-2d6"))
    assert "medium 15" in rules_about(fantasy, "difficulty", "en")[0].summary
    assert "daunting 17" in rules_about(lantern, "difficulty", "en")[0].summary
    assert "the total alone" in rules_about(moves, "difficulty", "en")[0].summary
    assert "1d20 + Dexterity" in rules_about(fantasy, "initiative", "en")[0].summary
    assert "3 successes" in rules_about(fantasy, "hit points", "en")[0].detail
    assert "until somebody helps" in rules_about(moves, "hit points", "en")[0].detail
    with pytest.raises(NotFound):
        rules_about(playing("freeform"), "advantage", "en")
    assert "by level" in rules_about(fantasy, "proficiency", "en")[0].detail.lower()
    assert "14: +2" in rules_about(fantasy, "strength", "en")[0].detail
