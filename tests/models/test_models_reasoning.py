"""Thinking is taken out of a reply, however the reply is cut into pieces."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gm.models.reasoning import DEFAULT_HOLD, ReasoningFilter

LONG = "The rain has not stopped since noon, and the road is a river of mud. " * 6


def sift(*pieces: str, hold: int | None = DEFAULT_HOLD) -> tuple[str, str, bool]:
    sieve = ReasoningFilter(hold)
    parts = [sieve.feed(piece) for piece in pieces] + [sieve.finish()]
    return "".join(p.text for p in parts), "".join(p.reasoning for p in parts), sieve.leaked


@pytest.mark.parametrize(
    ("raw", "text", "reasoning"),
    [
        ("You fall.", "You fall.", ""),
        ("<think>hmm</think>\n\nYou fall.", "You fall.", "hmm"),
        ("<THINK>hmm</Think> You fall.", "You fall.", "hmm"),
        ("<thinking>a < b</thinking>ok", "ok", "a < b"),
        ("<reasoning>x</reasoning>ok", "ok", "x"),
        ("[THINK]x[/THINK]ok", "ok", "x"),
        ("◁think▷x◁/think▷ok", "ok", "x"),
        ("<|START_THINKING|>x<|END_THINKING|>ok", "ok", "x"),
        ("before <think>x</think>after", "before after", "x"),
        ("<think>never closed, all of it", "", "never closed, all of it"),
        ("secret plan</think>\nYou fall.", "You fall.", "secret plan"),
        (
            "<|channel|>analysis<|message|>plan<|end|><|start|>assistant<|channel|>final<|message|>ok<|return|>",
            "ok",
            "plan",
        ),
        ("<|channel|>analysis<|message|>plan<|channel|>final<|message|>ok", "ok", "plan"),
        ("<think>one</think><think>two</think>ok", "ok", "onetwo"),
        ("a < b and <b>bold</b> <thin", "a < b and <b>bold</b> <thin", ""),
    ],
)
def test_known_forms(raw: str, text: str, reasoning: str) -> None:
    assert sift(raw) == (text, reasoning, False)
    assert sift(*raw) == (text, reasoning, False)


def test_a_late_closing_tag_after_released_text_is_removed_and_noted() -> None:
    assert sift(LONG + "</think>done") == (LONG + "done", "", True)


def test_everything_is_held_when_the_model_is_known_to_start_inside() -> None:
    sieve = ReasoningFilter(hold=None)
    assert sieve.feed(LONG).text == ""
    assert sieve.feed("</think>You fall.").text == "You fall."
    assert sieve.finish().text == ""


def test_separate_reasoning_ends_the_holding() -> None:
    sieve = ReasoningFilter(hold=None)
    assert sieve.separate("hmm").reasoning == "hmm"
    assert sieve.feed("You fall.").text == "You fall."


def test_the_head_is_released_as_soon_as_it_is_long_enough() -> None:
    sieve = ReasoningFilter()
    assert sieve.feed("x" * (DEFAULT_HOLD - 1)).text == ""
    assert sieve.feed("y").text == "x" * (DEFAULT_HOLD - 1) + "y"


TAGS = ("<think>", "</think>", "<thinking>", "</THINKING>", "[THINK]", "[/think]")
CHANNELS = ("<|channel|>", "<|message|>", "<|end|>", "<|start|>", "final", "analysis", "assistant")
SCRAPS = ("<", "think>", "</", " ", "\n", "words of the tale", "İß", "<|", "|>", "x" * 90)
TOKENS = (*TAGS, *CHANNELS, *SCRAPS)


@given(st.lists(st.sampled_from(TOKENS), max_size=14), st.data(), st.sampled_from([0, 20, DEFAULT_HOLD, None]))
def test_any_cutting_gives_the_same(tokens: list[str], data: st.DataObject, hold: int | None) -> None:
    raw = "".join(tokens)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(raw)), max_size=12)))
    pieces = [raw[a:b] for a, b in zip([0, *cuts], [*cuts, len(raw)], strict=True)]
    whole = sift(raw, hold=hold)
    assert sift(*pieces, hold=hold) == whole
    assert sift(*raw, hold=hold) == whole


@given(st.text(alphabet="abc <\n", max_size=80), st.text(alphabet="xyz <\n", max_size=80))
def test_what_stands_in_a_block_is_never_shown(thought: str, tale: str) -> None:
    text, reasoning, _ = sift(f"<think>{thought}</think>{tale}")
    assert reasoning == thought
    assert text == tale.lstrip()
