"""No sentence twice and no run of six words in more than three turns, whatever the players repeat."""

import math
import re
from dataclasses import replace
from importlib import resources

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from offline_table import ASH, FAIL, INN, LOOK, MANY, MARTA, PASS, REFUSED, STAY, TALK, WAIT, brief, play, repeated

from gm.models.offline.narrator import narrate
from gm.models.offline.variation import Memory, Rotation, grams, sentences

SCRIPTS = {"look": (LOOK,), "talk": (TALK,), "fail": (FAIL,), "pass": (PASS,), "wait": (WAIT,), "refused": (REFUSED,),
           "stay": (STAY,), "many": MANY}  # fmt: skip


@pytest.mark.parametrize("script", SCRIPTS)
def test_fifty_turns_of_the_same_never_repeat(script: str) -> None:
    assert repeated(play(SCRIPTS[script], 50)) == ([], [])


@pytest.mark.parametrize("script", ["look", "talk", "fail", "many"])
def test_two_hundred_turns_never_repeat_where_older_beats_are_told(script: str) -> None:
    assert repeated(play(SCRIPTS[script], 200, seen=12)) == ([], [])


@pytest.mark.parametrize("seed", ["a", "b", "c"])
def test_other_seeds_hold_the_rule_and_tell_otherwise(seed: str) -> None:
    texts = play(MANY, 60, seed=seed)
    assert repeated(texts) == ([], [])
    assert texts != play(MANY, 60, seed=seed + "x")


@pytest.mark.parametrize("language", ["de", "es", "ru", "zh", "fr"])
def test_other_languages_hold_the_rule(language: str) -> None:
    assert repeated(play(MANY, 50, language=language)) == ([], [])


def test_a_bare_place_holds_the_rule() -> None:
    bare = replace(INN, details=(), exits=(), items=(), description="")
    assert repeated(play((LOOK, WAIT, FAIL), 50, place=bare, others=())) == ([], [])


def test_without_older_beats_little_comes_back() -> None:
    """The engine should give `told`; where it does not, an author's sentence still waits for its season."""
    texts = play(MANY, 50, seen=12, told=())
    twice, runs = repeated(texts)
    assert len(twice) <= 12
    assert len(runs) <= 8


def test_the_outcome_is_told_in_full_the_first_time_and_not_again() -> None:
    words = "The bar lifts an inch and drops. Somebody behind it laughs."
    texts = play((replace(FAIL, outcome=words),), 10)
    assert texts[0].startswith(words)
    assert sum("laughs" in text for text in texts) == 1
    assert repeated(texts) == ([], [])


def test_redone_and_reworded_beats_differ() -> None:
    for said in (TALK, FAIL, WAIT, REFUSED):
        told = {
            narrate(brief(7, said, attempt=attempt, alternative=other)) for attempt in (1, 2) for other in (0, 1, 2)
        }
        assert len(told) == 6


@given(st.integers(2, 40), st.integers(2, 40), st.integers(0, 5000))
def test_two_banks_without_common_divisor_meet_once_a_cycle(first: int, second: int, start: int) -> None:
    if math.gcd(first, second) != 1:
        return
    rounds = [Rotation("s", start + step) for step in range(first * second)]
    pairs = {(turn.index("a", first), turn.index("b", second)) for turn in rounds}
    assert len(pairs) == first * second


@given(st.integers(1, 12), st.integers(0, 500))
def test_a_pool_of_any_size_is_walked_in_full(size: int, start: int) -> None:
    rounds = [Rotation("s", start * size + step) for step in range(size)]
    assert {turn.skewed("pool", size) for turn in rounds} == set(range(size))


@settings(max_examples=60)
@given(st.text(alphabet="ab cd.!? \"'”", max_size=60))
def test_sentences_lose_nothing_but_spaces(text: str) -> None:
    assert "".join(sentences(text)).replace(" ", "") == text.replace(" ", "")


@pytest.mark.parametrize("older", [(), ("Nothing like it.",), ("One two three four five six. Ten.",)])
def test_memory_knows_sentences_and_worn_runs(older: tuple[str, ...]) -> None:
    memory = Memory(("One two three four five six seven. Eight!",), older)
    assert memory.said("eight")
    assert not memory.said("nine")
    assert memory.worn("and one two three four five six")
    assert memory.worn("and one two three four five six", 2) == bool(older and "two" in older[0])
    assert memory.said("ten") == bool(older and "Ten" in older[0])
    memory.note("A cat sat on the mat today.")
    assert memory.worn("a cat sat on the mat", 3)
    assert grams("a b c d e") == []


def _banks(language: str) -> dict[str, dict[str, list[str]]]:
    text = resources.files("gm.models.offline").joinpath("phrases", f"{language}.yaml").read_text(encoding="utf-8")
    found: dict[str, dict[str, list[str]]] = yaml.safe_load(text)
    return found


@pytest.mark.parametrize("language", ["en", "de", "es", "ru", "zh"])
def test_banks_are_prime_and_without_doubles(language: str) -> None:
    for name, options in _banks(language)["banks"].items():
        assert all(isinstance(option, str) for option in options), name
        assert len(set(options)) == len(options), name
        assert len(options) > 1 and all(len(options) % n for n in range(2, len(options))), (name, len(options))


@pytest.mark.parametrize("language", ["en", "de", "es", "ru", "zh"])
def test_every_slot_is_a_bank_or_a_known_value(language: str) -> None:
    known = (
        "You you youobj your yourself yours_word you_stand you_hands Npc they them their themself focus it itobj its "
        "exit exit2 item target intent does place hour habit line line_comma health object thing appearance reason "
        "ways people title Pc"
    )
    values = set(known.split())
    found = _banks(language)
    texts = [text for part in found.values() for options in part.values() for text in options]
    slots = {slot for text in texts for slot in re.findall(r"\{(\w+)\}", text)}
    assert slots <= values | set(found["banks"])
    assert set(found["banks"]) <= slots


def test_banks_that_meet_in_an_english_sentence_differ_in_size() -> None:
    """Else they would walk in step, and the same pair would come back with every cycle."""
    found = _banks("en")
    in_step = []
    for name, templates in found["families"].items():
        for template in templates:
            used = [slot for slot in re.findall(r"\{(\w+)\}", template) if slot in found["banks"]]
            sizes = [len(found["banks"][slot]) for slot in used]
            if len(set(sizes)) != len(sizes):
                in_step.append((name, template))
    assert in_step == []


def test_people_of_the_table_are_all_seen_in_time() -> None:
    text = " ".join(play((WAIT,), 12))
    assert MARTA.name.split()[0] in text
    assert ASH.name in text
