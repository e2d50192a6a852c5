"""A fight told without a model: short, without numbers, whole, in every language of the table; never the same twice."""

import re

import pytest
from fight_stage import pit, played
from hypothesis import given, settings
from hypothesis import strategies as st

from gm.rules.combat.passages import LONGEST, TABLE, fight_passage
from gm.rules.combat.playing import with_creatures

_NUMBERS = re.compile(r"(?<!Goblin )(?<!Ogre )\b\d+")


def test_each_language_says_everything() -> None:
    for language, words in TABLE.items():
        assert words.keys() == TABLE["en"].keys(), language
        for kind, several in words.items():
            for text in several:
                own = set(re.findall(r"{(\w+)}", text))
                assert own == set(re.findall(r"{(\w+)}", TABLE["en"][kind][0])), (language, text)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**40), st.sampled_from(["goblins", "ogre", "ambush"]), st.sampled_from(sorted(TABLE)))
def test_what_matters_is_told_and_nothing_is_counted(seed: int, plan: str, language: str) -> None:
    for turn, (_, done) in enumerate(played(seed, plan)):
        people = with_creatures(pit(), done.world).model_copy(update={"language": language})
        told = fight_passage(people, done.steps, turn)
        assert len(told) <= LONGEST
        assert not any(_NUMBERS.search(sentence) for sentence in told), told
        fallen = [step for step in done.steps if step.kind in ("down", "dead", "flee")]
        for step in fallen if len(fallen) < LONGEST - 1 else ():
            who = people.anyone(step.actor if step.kind == "flee" else step.target)
            assert who is not None and any(who.name in sentence for sentence in told), (step, told)
        end = next((step.detail for step in done.steps if step.kind == "end"), None)
        if end is not None:
            assert told[-1] in TABLE[language][end]


@pytest.mark.parametrize("language", ["en", "de", "es", "ru", "zh", "th"])
def test_the_next_turn_has_other_words(language: str) -> None:
    done = next(iter(played(3, "goblins")))[1]
    people = with_creatures(pit(), done.world).model_copy(update={"language": language})
    assert fight_passage(people, done.steps, 1) != fight_passage(people, done.steps, 2)
    assert fight_passage(people, done.steps, 1) == fight_passage(people, done.steps, 1)
