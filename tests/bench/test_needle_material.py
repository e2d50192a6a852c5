"""The needle material: one place for each answer, paraphrases that share no words, real distractors."""

import re

import pytest
from stop_words import STOP

from gm.bench.needles import LANGUAGES
from gm.bench.needles.material import material
from gm.bench.needles.script import FULL, QUICK, script


def content_words(text: str, language: str) -> set[str]:
    """Words (for languages without spaces: pairs of signs) that mean something; inflected forms cut to five letters."""
    if language in ("zh", "ja", "th"):
        size = 2 if language != "th" else 5
        runs = re.findall(r"\w+", text) if language != "th" else re.findall(r"[\u0e00-\u0e7f]+", text)
        particles = re.compile(r"[\u3041-\u309f]") if language == "ja" else re.compile(r"[的了我他她你在是问说把和]")
        pairs = {run[at : at + size] for run in runs for at in range(len(run) - size + 1)}
        return {pair for pair in pairs if language == "th" or not particles.search(pair)}
    return {word[:5] for word in re.findall(r"\w+", text.lower()) if word not in STOP[language]}


EACH = [*((language, False) for language in LANGUAGES), ("en", True)]
"""The material of each language, and what is held out."""


@pytest.mark.parametrize(("language", "held_out"), EACH)
def test_each_answer_stands_in_one_place_of_the_session(language: str, held_out: bool) -> None:
    made = material(language, held_out=held_out)
    assert len(made.needles) == 20 and len({needle.id for needle in made.needles}) == 20
    assert held_out or [n.id for n in made.needles] == [n.id for n in material("en").needles]
    said = [text.casefold() for beat in script(made, FULL) for text in (beat.player, beat.heard)]
    lore = " ".join(entry.content for entry in made.lore()).casefold()
    for needle in made.needles:
        decisive = needle.decisive.casefold()
        assert sum(decisive in text for text in said) == 1, needle.id
        assert decisive not in lore


@pytest.mark.parametrize(("language", "held_out"), EACH)
def test_paraphrases_share_next_to_no_words_with_the_telling_and_names_share_several(
    language: str, held_out: bool
) -> None:
    shared, named = [], []
    for needle in material(language, held_out=held_out).needles:
        told = content_words(needle.told, language)
        shared.append(len(told & content_words(needle.paraphrase, language)))
        named.append(len(told & content_words(needle.names, language)))
    assert max(shared) <= 1 and sum(shared) / len(shared) <= 0.2, shared
    assert min(named) >= 1 and sum(named) / len(named) >= 3, named


@pytest.mark.parametrize(("language", "held_out"), EACH)
def test_a_session_tells_early_and_asks_each_fact_by_both_ways_in_both_windows(language: str, held_out: bool) -> None:
    made = material(language, held_out=held_out)
    for length in (FULL, QUICK):
        beats = script(made, length)
        assert [beat.number for beat in beats] == list(range(1, length.turns + 1))
        assert all(length.told[0] <= beat.number <= length.told[1] for beat in beats if beat.tells)
        asked = [(beat.needle.id, beat.asked, beat.late) for beat in beats if beat.needle and beat.asked]
        assert len(asked) == len(set(asked)) == 80
    assert beats == script(made, QUICK)


@pytest.mark.parametrize(("language", "held_out"), EACH)
def test_distractors_resemble_the_facts(language: str, held_out: bool) -> None:
    made = material(language, held_out=held_out)
    beats = script(made, FULL)
    quiet = [text for beat in beats if beat.needle is None for text in (beat.player, beat.heard) if text]
    words = [content_words(text, language) for text in quiet]
    told = [content_words(needle.told, language) for needle in made.needles]
    assert all(sum(bool(fact & line) for line in words) >= 5 for fact in told)
    assert sum(sum(len(fact & line) >= 2 for line in words) >= 8 for fact in told) >= 13
    assert len(made.lore()) == 200 and len({entry.keys for entry in made.lore()}) == 200
