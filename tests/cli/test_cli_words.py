"""Words for people: sentences joined, words quoted, the story told without clipping it, a look around."""

import io

import pytest
from cli_cases import Gm
from hypothesis import given
from hypothesis import strategies as st

from gm.cli.phrases import quoted, sentence, taken_back
from gm.cli.screen import Screen
from gm.cli.slash import COMMANDS, show_commands
from gm.cli.spelling import spelled
from gm.domain.play import Beat
from gm.memory.chronicle import Past
from gm.memory.story import TOLD_LENGTH, retold, told, whole_gist


def beat(number: int, narration: str, gist: str = "Something.") -> Beat:
    return Beat(number, number, "action", (), "", narration, gist)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("the keeper's daughter.", "The keeper's daughter."),
        ("disgraced cartographer", "Disgraced cartographer."),
        ("who goes there?", "Who goes there?"),
        ('she says "no."', 'She says "no."'),
        ("смотритель маяка", "Смотритель маяка."),
        ("  ", ""),
    ],
)
def test_a_concept_becomes_a_sentence(text: str, shown: str) -> None:
    assert sentence(text) == shown


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("I wait", 'Taken back: turn 3, "I wait".'),
        ("I wait.", 'Taken back: turn 3, "I wait."'),
        ('"Who lit the lamp?" I ask "him"', 'Taken back: turn 3, "Who lit the lamp?" I ask "him".'),
        ('"Who?"', 'Taken back: turn 3, "Who?"'),
        ("", "Taken back: turn 3."),
    ],
)
def test_an_undo_names_the_line_without_doubled_marks(words: str, shown: str) -> None:
    assert taken_back(3, words) == shown


@given(st.text())
def test_quotation_marks_are_never_doubled(words: str) -> None:
    assert quoted(words).count('"') == (words.count('"') or (0 if set(words) & set("“”„«»") else 2))


def recap_rows(beats: list[Beat]) -> tuple[str, ...]:
    """A recap with room for all of it."""
    return tuple(row.text for row in retold(beats, Past(gists={each.number: each.gist for each in beats}), 1000))


def test_a_recap_tells_the_last_beats_and_sums_up_the_older_ones() -> None:
    beats = [beat(n, f"Beat {n} begins. It ends.", f"Ilse: try {n} — it went.") for n in range(1, 10)]
    rows = recap_rows(beats)
    assert rows[:3] == tuple(f"Ilse: try {n} — it went." for n in (1, 2, 3))
    assert rows[3:] == tuple(f"Beat {n} begins. It ends." for n in range(4, 10))


def test_an_old_beat_whose_gist_is_cut_off_is_told() -> None:
    beats = [beat(1, "Rain.", "Ilse: I ask Odo who has… \u2014 He knows."), *(beat(n, "Dawn.") for n in range(2, 9))]
    assert recap_rows(beats)[0] == "Rain."


def test_an_old_beat_whose_gist_only_repeats_the_line_is_told() -> None:
    beats = [beat(1, "Rain on the moor.", "Ilse: I look around"), *(beat(n, "Dawn.") for n in range(2, 8))]
    assert recap_rows(beats)[0] == "Rain on the moor."


def test_beats_in_which_nothing_came_to_pass_are_left_out_of_a_recap() -> None:
    assert recap_rows([beat(1, "Rain."), beat(2, "You cannot.", gist=""), beat(3, "Dawn.")]) == ("Rain.", "Dawn.")


def test_a_long_first_sentence_is_told_whole() -> None:
    long = "The road " + "and the river " * 20 + "meet."
    assert told(f"{long} Then nothing.") == long


def test_a_speech_is_not_left_open() -> None:
    text = (
        '"I will tell you," she says. ' + 'She waits. "One thing. ' + "Another thing. " * 12 + 'That is all." She goes.'
    )
    assert told(text) == '"I will tell you," she says. She waits.'


@given(st.lists(st.sampled_from(["Rain falls.", "Who is there?", "Nobody answers!", "Far off, a bell…"]), min_size=1))
def test_what_is_told_is_made_of_whole_sentences(parts: list[str]) -> None:
    shown = told(" ".join(parts))
    starts = [" ".join(parts[: count + 1]) for count in range(len(parts))]
    assert shown == max((start for start in starts if len(start) <= TOLD_LENGTH), key=len)


def test_the_clipped_end_of_a_gist_is_dropped() -> None:
    assert whole_gist("Ilse: I ask [Persuade: Setback] — He answers. · Ilse learns: Three…") == (
        "Ilse: I ask [Persuade: Setback] — He answers."
    )
    assert whole_gist("Ilse: I ask. He answers and goes on and…") == "Ilse: I ask."


def test_a_look_around_takes_no_turn(gm_process: Gm) -> None:
    done = gm_process("play", "tiny", stdin="/look\n/log\n/quit\n")
    assert done.code == 0, done.err
    assert "The Hut · evening of day 1, about 18:00\n" in done.out
    for shown in ("  Here: Orla\n", "  In sight: brass lamp\n", "  Ways: the door to the path\n"):
        assert shown in done.out
    assert "Turn 2" not in done.out


def test_hidden_ways_and_clocks_are_not_seen(gm_process: Gm) -> None:
    done = gm_process("play", "drowned-bell", stdin="/look\n/quit\n")
    (clocks,) = [row for row in done.out.splitlines() if "0/8" in row]
    assert "The tide of Saint Tib's Eve 0/8" in clocks
    assert "kin" not in clocks.casefold()


@pytest.mark.parametrize(
    ("encoding", "shown"),
    [("ascii", '* Bartle -2 HP -> "Cafe" ## ..?'), ("latin-1", '· Bartle -2 HP -> "Café" ## ..?')],
)
def test_signs_that_a_terminal_lacks_are_spelled(encoding: str, shown: str) -> None:
    out = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
    Screen(out, columns=60).line("· Bartle −2 HP → “Café” ●● ○○灯")
    out.flush()
    assert out.buffer.getvalue().decode(encoding) == f"{shown}\n"  # type: ignore[attr-defined]


@given(st.text())
def test_what_is_spelled_can_be_shown(text: str) -> None:
    assert spelled(text, "ascii").isascii()
    assert spelled(text, "utf-8").encode("utf-8", "replace") == text.encode("utf-8", "replace")


@pytest.mark.parametrize("columns", [40, 80])
def test_the_list_of_commands_fits(columns: int) -> None:
    out = io.StringIO()
    show_commands(Screen(out, columns=columns), COMMANDS)
    assert all(len(row) <= columns for row in out.getvalue().splitlines())
    assert all(f"/{command.name}" in out.getvalue() for command in COMMANDS)
