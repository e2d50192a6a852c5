"""Figures about prose tell a worn-out telling from a plain one."""

import pytest

from gm.rules.cliches import CLICHES, cliches_of
from gm.rules.prose import prose_figures

PLAIN = (
    "Rain ticks on the shutters. The reeve puts his cup down and does not pick it up again.",
    "Down at the landing a rope creaks. Somebody has cut it half through, and not well.",
)
WORN = (
    "You step in. A shiver runs down your spine. The air is thick with tension. What do you do?",
    "You step out. It is a testament to the age. You step on. What do you do?",
)


def test_a_worn_telling_is_told_from_a_plain_one() -> None:
    plain, worn = prose_figures(PLAIN, "en", [20, 20]), prose_figures(WORN, "en", [200, 20])
    assert (plain.cliches_per_1000, plain.openings, plain.asks_players, plain.closing_questions) == (0, 0, 0, 0)
    assert worn.cliches_per_1000 > 100
    assert worn.openings == 0.5
    assert worn.asks_players == worn.closing_questions == 1
    assert worn.sentence_openings > plain.sentence_openings
    assert (plain.near, worn.near) == (1.0, 0.5)


def test_a_sentence_told_before_is_counted_once() -> None:
    twice = prose_figures((PLAIN[1], PLAIN[1]), "en")
    assert twice.repeated == pytest.approx(0.25)  # of four sentences, the one long enough to be a repetition


@pytest.mark.parametrize("language", CLICHES)
def test_every_phrase_of_a_list_is_found_where_it_stands(language: str) -> None:
    for phrase in CLICHES[language]:
        text = phrase.replace("*", "").replace("…", "x")
        assert any(hit.phrase == phrase for hit in cliches_of(language).hits(f"A {text} b")), phrase


def test_nothing_divides_by_nothing() -> None:
    assert prose_figures((), "en").words == 0
    assert prose_figures(("",), "xx", [100]).cliches_per_1000 == 0
