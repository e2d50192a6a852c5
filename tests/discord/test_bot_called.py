"""Calls in the reader's language: who answered, who fell out, what it cost. No phrase is missing in any of the six."""

import re
from dataclasses import fields, replace
from typing import get_args

import pytest

from gm.bot.catalogue import LOCALES, Speech, shipped_catalogue
from gm.bot.dice_said import dice_said
from gm.bot.why_card import called_in, trouble_said
from gm.domain.calls import Role
from gm.domain.health import CallEvent, Done, Fault
from gm.review.calls import _ENGLISH, answered_by, call_words
from gm.store.calls import ModelCall

BLANK = ModelCall(**{field.name: None for field in fields(ModelCall)})  # type: ignore[arg-type]
ASKED = replace(
    BLANK,
    role="narrator",
    category="narration",
    model="mistral",
    backend="litellm",
    status="ok",
    asking=0,
    error="",
    prompt_tokens=812,
    cached_tokens=640,
    completion_tokens=140,
    cost=0.0004,
    latency_ms=2100,
)
ENGLISH = re.compile(r"\b(ok|in|out|cached|failed|was|not|asked|after|cost|unknown|the|narrator|tokens)\b")


def test_a_call_in_german() -> None:
    say = called_in(Speech(shipped_catalogue(), "de"))
    assert call_words(ASKED, say) == (
        "Erzählung: mistral, geantwortet; 812 Token hinein (davon 640 zwischengespeichert), 140 heraus, $0.0004, 2.1 s"
    )
    assert "Kosten unbekannt" in call_words(replace(ASKED, cost=None), say)
    fell = [replace(ASKED, status="failed", error="timeout"), replace(ASKED, model="qwen")]
    assert answered_by("qwen", fell, "narrator", say) == "qwen; zuvor: mistral ist ausgefallen (timeout)"


def test_what_became_of_a_die_in_german_and_in_english() -> None:
    german, english = Speech(shipped_catalogue(), "de"), Speech(shipped_catalogue(), "en")
    line = "2d20kh1 (7 dropped, 15) + 4d6rr1 (1 rerolled, 3) = 19"
    assert dice_said(german, line) == "2d20kh1 (7 verworfen, 15) + 4d6rr1 (1 neu gewürfelt, 3) = 19"
    assert dice_said(english, line) == line


@pytest.mark.parametrize("locale", LOCALES)
def test_every_phrase_is_there_in_every_language(locale: str) -> None:
    speech = Speech(shipped_catalogue(), locale)
    say = called_in(speech)
    assert [key for key in _ENGLISH if speech.find(f"called.{key}") is None] == []
    assert say("category_recap") == "recap"
    if locale not in ("en", "es"):
        said = " ".join(
            (call_words(ASKED, say), *(answered_by(each, [], "narrator", say) for each in ("gm", "code", "")))
        )
        assert not ENGLISH.search(said), said


@pytest.mark.parametrize("locale", LOCALES)
def test_every_role_has_a_name(locale: str) -> None:
    say = called_in(Speech(shipped_catalogue(), locale))
    for role in Role:
        assert call_words(replace(ASKED, role=str(role)), say)


@pytest.mark.parametrize("locale", LOCALES)
def test_what_went_wrong_has_words_for_all_of_it(locale: str) -> None:
    speech, told = Speech(shipped_catalogue(), locale), set[str]()
    for fault in get_args(Fault):
        for done in get_args(Done):
            event = CallEvent(fault, done, "narrator", "mistral", "qwen", wait_ms=500)
            row = trouble_said(speech, event)
            assert "trouble." not in row and "mistral" in row and "0.5" in row
            assert ("qwen" in row) == (done in ("next", "continued", "escalated")), row
            assert locale == "en" or row != trouble_said(Speech(shipped_catalogue(), "en"), event)
            told.add(row)
    assert len(told) >= len(get_args(Fault)) * (len(get_args(Done)) - 1)
    assert "{" not in "".join(told)
