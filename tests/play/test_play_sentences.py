"""A stream is cut into sentences the same way whatever pieces it comes in, and nothing is lost."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from gm.play.sentences import SentenceBuffer

TEXT = (
    'Dr. Halvard nods. "The bell?" he says. "It rang… twice!" Rain.\n\n'
    "The door is open. 雨が降る。誰かが来た。 Who? Nobody."
)


def cut(pieces: list[str]) -> list[str]:
    buffer = SentenceBuffer()
    done = [sentence for piece in pieces for sentence in buffer.feed(piece)]
    rest = buffer.rest()
    return [*done, rest] if rest else done


@given(st.lists(st.integers(0, len(TEXT)), max_size=30))
def test_any_chunking_gives_the_same_sentences(cuts: list[int]) -> None:
    edges = sorted({0, len(TEXT), *cuts})
    pieces = [TEXT[a:b] for a, b in itertools.pairwise(edges)]
    assert cut(pieces) == cut([TEXT])


@given(st.lists(st.text(alphabet='ab .!?…"”\n。雨', max_size=12), max_size=12))
def test_nothing_is_lost_or_added(pieces: list[str]) -> None:
    assert "".join(cut(pieces)) == "".join(pieces)


def test_where_sentences_end() -> None:
    assert [sentence.strip() for sentence in cut([TEXT])] == [
        "Dr. Halvard nods.",
        '"The bell?" he says.',
        '"It rang…',
        'twice!"',
        "Rain.",
        "The door is open.",
        "雨が降る。",
        "誰かが来た。",
        "Who?",
        "Nobody.",
    ]


def test_the_last_sentence_is_held_back_until_something_follows() -> None:
    buffer = SentenceBuffer()
    assert buffer.feed("One. Two.") == ["One. "]
    assert buffer.feed(" ") == []
    assert buffer.feed("T") == ["Two. "]
    assert buffer.rest() == "T"
