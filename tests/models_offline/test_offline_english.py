"""Verb forms, names and the nouns that details begin with."""

import pytest

from gm.models.offline import english


@pytest.mark.parametrize(
    ("base", "number", "tense", "form"),
    [
        ("look", "s", "present", "looks"),
        ("watch", "s", "present", "watches"),
        ("try", "s", "present", "tries"),
        ("stay", "s", "present", "stays"),
        ("go", "s", "present", "goes"),
        ("be", "base", "present", "are"),
        ("be", "s", "past", "was"),
        ("carry", "s", "past", "carried"),
        ("take", "base", "past", "took"),
        ("smile", "base", "past", "smiled"),
    ],
)
def test_verbs(base: str, number: english.Number, tense: str, form: str) -> None:
    assert english.verb(base, number, tense) == form


@pytest.mark.parametrize(
    ("detail", "noun"),
    [
        ("A bell-rope hangs by the stair.", "the bell-rope"),
        ("The hooks by the door hold nets.", "the hooks"),
        ("Wet coats hang from a row of nails.", ""),
        ("Gulls quarrel on the roof.", "the gulls"),
        ("Somebody has cut tally marks into the doorpost.", ""),
        ("Rain drips into a pot.", ""),
        ("It smells of tar.", ""),
        ("The boards just inside the door are dented.", "the boards"),
    ],
)
def test_subject_nouns(detail: str, noun: str) -> None:
    assert english.subject_noun(detail) == noun


@pytest.mark.parametrize(
    ("name", "short"),
    [("Marta Oke", "Marta"), ("Old Wick", "Old Wick"), ("Mrs Stope", "Mrs Stope"), ("The Ferryman", "The Ferryman")],
)
def test_short_names(name: str, short: str) -> None:
    assert english.short_name(name) == short


def test_articles() -> None:
    assert english.the("brass key") == "the brass key"
    assert english.the("a rope") == "the rope"
    assert english.the("Old Tib") == "Old Tib"
    assert english.the("founder's hammer") == "the founder's hammer"
    assert english.within("The Ferry Inn") == "the Ferry Inn"
    assert english.within("Ferry Landing") == "Ferry Landing"


@pytest.mark.parametrize(
    ("intent", "phrase"),
    [
        ("slip past the guard", "slip past the guard"),
        ("slips past the guard", "slip past the guard"),
        ("I tie my boots", "tie your boots"),
        ("hello there", ""),
        ("the door?", ""),
        ("walk; then run", ""),
        ("quietly open it", ""),
    ],
)
def test_attempts_become_verb_phrases(intent: str, phrase: str) -> None:
    assert english.attempt_phrase(intent, english.pronouns("you")) == phrase


def test_unknown_pronouns_are_they() -> None:
    assert english.pronouns("xe/xem")[0] == "they"
    assert english.pronouns("She/her")[1] == "her"
