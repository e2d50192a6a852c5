"""How long a beat is told."""

from gm.domain.brief import VerdictView
from gm.play.beat_length import beat_words


def said(words: int) -> VerdictView:
    return VerdictView("Wil", "", "", "do", outcome=" ".join(["word"] * words))


def test_there_is_room_for_all_that_is_decided() -> None:
    assert beat_words(60, (), notes=(), learned=0, fight=0) == 60
    assert beat_words(60, (said(75),), notes=(), learned=0, fight=0) == 80
    assert beat_words(60, (said(10), said(40)), notes=(), learned=1, fight=0) == 110


def test_one_blow_is_not_told_as_long_as_a_battle() -> None:
    lengths = [beat_words(110, (), notes=(), learned=0, fight=lines) for lines in range(1, 9)]
    assert lengths[0] == 60 and lengths[-1] == 110 and lengths == sorted(lengths)
