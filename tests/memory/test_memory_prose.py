"""A chronicle of prose that no model wrote: who, where, what changed and what hangs open, in the text's own words."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from prose_stories import CALLED, NAMES, OAR, SHORT, WHOLE, beat, long_story, short_story

from gm.domain.play import Beat
from gm.memory.extract import scene_text
from gm.memory.gists import MAX_CHARACTERS
from gm.memory.prose import gist_of_prose, is_written, prose_text, told_in_short
from gm.memory.units import units_of
from gm.models.tokens import EstimatingCounter

KEY = (
    "Marit",
    "Henrik",
    "Jon",
    "Eline Krag",
    "passports",
    "key",
    "boathouse",
    "lighthouse",
    "chest",
    "promised",
    "boat",
)
SIZE = EstimatingCounter().count
STORY = long_story()
STORY_TEXTS = [(each.inputs[0][1], each.narration) for each in STORY]


def whole(beats: tuple[Beat, ...]) -> list[str]:
    """Everything that can be quoted, without what only joins it."""
    texts = [text for each in beats for text in (*(said for _, said in each.inputs), each.narration)]
    return [_bare(text) for text in texts]


def _bare(text: str) -> str:
    return "".join(text.split())


def stands_in(row: str, beats: tuple[Beat, ...]) -> bool:
    return any(_bare(row) in text or _bare(row).rstrip(".。") in text for text in whole(beats))


def test_a_reader_could_go_on_from_it() -> None:
    text = prose_text(STORY, NAMES, "en", SIZE, 180)
    assert SIZE(text) <= 180
    for who in ("Marit", "Henrik", "Jon", "Eline Krag"):
        assert who in text, "everybody whom the story is about, also who came up in it"
    assert "passports" in text and "key" in text, "what it turns on"
    assert text.splitlines()[-1].endswith('or shall I take it?"'), "what hangs open, whole"
    for filler in ("A gull shifted", "A log fell", "There was soup", "go on", "slowly", "The wind had"):
        assert filler not in text
    before = scene_text(STORY, NAMES, SIZE, 180)
    found, found_before = ({word for word in KEY if word in each} for each in (text, before))
    assert found >= found_before and len(found) > len(found_before) + 2, (found, found_before)


def test_what_its_writers_wrote_and_asked_for_is_in_it() -> None:
    text = prose_text(STORY, NAMES, "en", SIZE, 240)
    assert sum(wrote.strip("[]")[:30] in text for wrote, _ in ((b.inputs[0][1], b) for b in STORY)) >= 3
    assert "Marit gets the chest open." in text, "a direction that names somebody says what came to pass"


@pytest.mark.parametrize("budget", [40, 100, 180, 240])
def test_each_line_stands_in_the_text_and_they_keep_its_order(budget: int) -> None:
    text = prose_text(STORY, NAMES, "en", SIZE, budget)
    everything = "".join(whole(STORY))
    at = -1
    for row in text.splitlines():
        assert stands_in(row, STORY), row
        assert row.count('"') % 2 == 0, "no speech is left open"
        found = everything.find(_bare(row).rstrip("."))
        assert found > at, "in the order of the text"
        at = found
    assert SIZE(text) <= budget and text == prose_text(STORY, NAMES, "en", SIZE, budget)


@pytest.mark.parametrize("language", SHORT)
def test_in_each_language_names_and_the_thing_are_kept(language: str) -> None:
    story = short_story(language)
    budget = SIZE("\n".join(f"{b.inputs[0][1]} {b.narration}" for b in story)) // 2
    text = prose_text(story, [WHOLE[language]], language, SIZE, budget)
    assert SIZE(text) <= budget and CALLED[language] in text and OAR[language] in text
    assert all(stands_in(row, story) for row in text.splitlines())
    assert text.splitlines()[-1].endswith(units_of(story[-1].narration, phrases=True)[-1]), "how it ends"


def test_a_sentence_that_names_nobody_is_told_with_the_one_that_does() -> None:
    filler = [beat(at, "[go on]", "Rain fell. It fell on the roofs and on the river.") for at in range(2, 9)]
    told = "Ada Wren locked the chapel. She threw the silver key into the chapel well.\n\nIt was Tuesday, more or less."
    again = beat(9, "[go on]", "Nobody found the silver key. The chapel stayed shut.")
    text = prose_text([beat(1, "[go on]", told), *filler, again], ["Ada Wren"], "en", SIZE, 60)
    assert "Ada Wren locked the chapel. She threw the silver key into the chapel well." in text


def test_a_broken_off_sentence_is_not_how_it_ends() -> None:
    text = prose_text([beat(1, "Ada sat down.", "Ada poured the tea for both of them, and waited. And this was never")],
                      ["Ada"], "en", SIZE, 60)  # fmt: skip
    assert text.endswith("and waited.")


def test_attempts_under_rules_are_no_part_of_a_text() -> None:
    tried = Beat(
        1, 1, "action", (("Ada", "I force the door"),), "Ada: Craft 3 vs 9", "It holds.", "Ada: I force the door — no"
    )
    assert not is_written(tried) and "force" not in prose_text([tried], ["Ada"], "en", SIZE, 60)
    assert is_written(STORY[0]) and is_written(STORY[4])


def test_erased_words_leave_nothing() -> None:
    gone = Beat(1, 1, "action", (("Ada", "[erased]"),), "", "[erased]", "[erased]")
    assert prose_text([gone], ["Ada"], "en", SIZE, 60) == ""
    assert "erased" not in prose_text([gone, *STORY[1:]], NAMES, "en", SIZE, 200)


@given(st.integers(0, 10_000), st.integers(20, 260), st.sampled_from(sorted(SHORT)))
@settings(max_examples=60, deadline=None)
def test_whatever_is_written_it_is_quoted_in_order_and_within_the_length(seed: int, budget: int, language: str) -> None:
    chance = random.Random(seed)
    pool = [text for pair in SHORT[language] for text in pair] + ([text for pair in STORY_TEXTS for text in pair])
    beats = tuple(
        beat(at, chance.choice(pool).split("\n")[0], " ".join(chance.choices(pool, k=chance.randint(0, 3))))
        for at in range(1, chance.randint(2, 25))
    )
    text = prose_text(beats, [WHOLE[language], *NAMES], language, SIZE, budget)
    assert text and text == prose_text(beats, [WHOLE[language], *NAMES], language, SIZE, budget)
    rows = text.splitlines()
    assert SIZE(text) <= budget or len(rows) == 1, text
    assert all(stands_in(row.rstrip("…"), beats) for row in rows)


@pytest.mark.parametrize("language", SHORT)
def test_a_gist_holds_whole_sentences(language: str) -> None:
    for each in short_story(language):
        gist = gist_of_prose(each.inputs[0][1], each.narration, [WHOLE[language]], language)
        wrote, _, told = gist.partition(" — ")
        assert wrote and told and "…" not in gist and len(gist) <= MAX_CHARACTERS
        assert _bare(wrote) in _bare(each.inputs[0][1]) and _bare(told)[:4] in _bare(each.narration)


def test_a_gist_of_a_long_passage_takes_what_says_most() -> None:
    wrote, told = STORY[7].inputs[0][1], STORY[7].narration
    gist = gist_of_prose(wrote, told, NAMES, "en")
    assert gist.startswith("a boat that should not be out — ") and "Henrik Vold had seen it too" in gist
    assert "…" not in gist and len(gist) <= MAX_CHARACTERS
    assert told_in_short("x" * 400, (), "en", 160) == "", "nothing that would have to be cut"
