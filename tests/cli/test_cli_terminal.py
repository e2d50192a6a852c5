"""The terminal face: wrapping while text streams in, order of dice and words, nothing that text could abuse."""

import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gm.cli.screen import MAX_COLUMNS, Screen, cells, clean
from gm.cli.terminal import TerminalFace
from gm.domain.brief import ChangeView, CheckView
from gm.domain.events import (
    InputReceived,
    NarrationFinished,
    NarrationStarted,
    OutcomeResolved,
    RulingStarted,
    SentenceReleased,
    StoryEnded,
    TurnEvent,
    TurnParked,
)
from gm.domain.play import Parked, ParkedOption, PlayerInput, ReceivedInput
from gm.domain.speakers import Speaker


class Tty(io.StringIO):
    def isatty(self) -> bool:
        return True


def screen(columns: int = 40, *, tty: bool = False, **environ: str) -> Screen:
    return Screen(Tty() if tty else io.StringIO(), columns=columns, environ=environ)


def written(target: Screen) -> str:
    assert isinstance(target.out, io.StringIO)
    return target.out.getvalue()


async def show(face: TerminalFace, *events: TurnEvent) -> str:
    for event in events:
        await face.show(event)
    return written(face.screen)


words = st.text(st.characters(codec="utf-8", categories=("Lu", "Ll", "Po", "Nd")), min_size=1, max_size=12)


@given(st.lists(words, min_size=1, max_size=60), st.integers(20, 100), st.data())
def test_streaming_wraps_at_words_wherever_the_chunks_break(
    parts: list[str], columns: int, data: st.DataObject
) -> None:
    text = " ".join(parts)
    target = screen(columns)
    rest = text
    while rest:
        size = data.draw(st.integers(1, len(rest)))
        target.stream(rest[:size])
        rest = rest[size:]
    target.end()
    whole = screen(columns)
    whole.stream(text)
    whole.end()
    assert written(target) == written(whole)
    rows = written(target).splitlines()
    assert all(cells(row) <= min(columns, MAX_COLUMNS) for row in rows)
    if all(cells(word) <= columns // 2 and cells(word) == len(word) for word in parts):
        assert " ".join(rows).split() == parts


@given(st.text(max_size=300))
def test_nothing_that_controls_a_terminal_gets_through(text: str) -> None:
    shown = clean(text)
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", shown)


def test_rows_are_filled() -> None:
    target = screen(20)
    target.stream("aaaa bbbb cccc dddd eeee ffff")
    target.end()
    assert written(target) == "aaaa bbbb cccc dddd\neeee ffff\n"


def test_paragraphs_and_line_breaks_are_kept() -> None:
    target = screen()
    for chunk in ("One.", "\n", "\nTwo", ".\nThree.", "\n\n\n\n", "Four."):
        target.stream(chunk)
    target.end()
    assert written(target) == "One.\n\nTwo.\nThree.\n\nFour.\n"


def test_scripts_without_spaces_break_between_characters() -> None:
    target = screen(20)
    target.stream("灯塔看守人在雾中点燃了灯。他听见海浪拍打岩石的声音，没有回头。")
    target.end()
    rows = written(target).splitlines()
    assert "".join(rows) == "灯塔看守人在雾中点燃了灯。他听见海浪拍打岩石的声音，没有回头。"
    assert all(cells(row) <= 20 for row in rows)
    assert not any(row.startswith(("。", "，")) for row in rows)


def test_markup_is_text() -> None:
    target = screen(80)
    target.stream("He says [bold]no[/bold] and *means* it: # not a heading, 2 * 3 * 4.")
    target.end()
    assert written(target) == "He says [bold]no[/bold] and *means* it: # not a heading, 2 * 3 * 4.\n"


def test_styles_only_where_a_terminal_wants_them() -> None:
    assert screen(tty=True).style("x", "bold") == "\x1b[1mx\x1b[0m"
    assert screen(tty=True, NO_COLOR="1").style("x", "bold") == "x"
    assert screen(tty=True, TERM="dumb").style("x", "bold") == "x"
    assert screen().style("x", "bold") == "x"


async def test_the_name_before_somebodys_words_stands_out() -> None:
    said = 'Rain.\n\nOrla Voss: "Close the door: it is open." She turns.\n\nOrla: stays.'
    events = (NarrationStarted(1, speakers=(Speaker("orla", ("Orla Voss", "Orla")),)), SentenceReleased(1, said))
    shown = await show(TerminalFace(screen(80, tty=True)), *events, NarrationFinished(1, said, "model"))
    assert (
        '\x1b[1mOrla\x1b[0m \x1b[1mVoss:\x1b[0m "Close the door: it' in shown and "\x1b[1mOrla:\x1b[0m stays." in shown
    )
    plain = await show(TerminalFace(screen(80)), *events, NarrationFinished(1, said, "model"))
    assert plain.strip() == said


@pytest.mark.parametrize(
    ("lead", "first", "rest"),
    [
        ("The boy has the pin.", "Two palms rise. ", "He knows who sleeps there."),
        ("Two palms rise.", "Two palms rise. ", "He knows who sleeps there."),
        ("Two palms rise.", "Two palms rise. He counts.\n\n", "He knows who sleeps there."),
        ("Two palms rise. He", "Two palms rise. ", "He knows who sleeps there."),
    ],
)
async def test_after_a_question_no_space_between_sentences_is_lost(lead: str, first: str, rest: str) -> None:
    face = TerminalFace(screen(80))
    face.read_out = lead
    shown = await show(
        face,
        NarrationStarted(1),
        SentenceReleased(1, first),
        SentenceReleased(1, rest),
        NarrationFinished(1, first + rest, "model"),
    )
    assert shown.strip() == (first + rest).removeprefix(lead).strip()


def test_a_stream_that_knows_only_ascii() -> None:
    out = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    target = Screen(out, columns=40)
    target.line("Ilse −3 HP → the cellar")
    out.flush()
    assert out.buffer.getvalue() == b"Ilse -3 HP -> the cellar\n"  # type: ignore[attr-defined]


def test_a_status_is_wiped_and_never_reaches_a_pipe() -> None:
    target = screen(tty=True, NO_COLOR="1")
    target.status("Weighing ...")
    target.line("Done")
    assert written(target) == "Weighing ...\r            \rDone\n"
    pipe = screen()
    pipe.status("Weighing ...")
    assert written(pipe) == ""


CHECK = CheckView("Ilse", "Stealth", 12, 19, "success", "Success", True, reason="the floor creaks")
RECEIVED = InputReceived(1, ReceivedInput(1, PlayerInput("terminal", "a", "local", "I sneak past."), 1))


async def test_dice_and_outcome_come_before_the_words() -> None:
    changes = (ChangeView("hurt", "Ilse", "Ilse −3 HP (5)"),)
    outcome = OutcomeResolved(1, (CHECK,), ("1d20 (14) + 5 = 19",), changes, ("The door is barred.",), ("Being seen.",))
    shown = await show(
        TerminalFace(screen(80)),
        RECEIVED,
        RulingStarted(1),
        outcome,
        NarrationStarted(1),
        SentenceReleased(1, "You slip past."),
        SentenceReleased(1, " Nobody stirs."),
        NarrationFinished(1, "You slip past. Nobody stirs.", "offline", note="Told offline."),
        StoryEnded(1, "The Long Night"),
    )
    assert shown == (
        "  Stakes: Being seen.\n"
        "  Ilse, Stealth: 19 against 12. Success. (the floor creaks)\n"
        "  Dice: 1d20 (14) + 5 = 19\n"
        "  Not possible: The door is barred.\n"
        "  · Ilse −3 HP (5)\n"
        "\n"
        "You slip past. Nobody stirs.\n"
        "(Told offline.)\n"
        "\n"
        "The end: The Long Night\n"
    )


async def test_an_outcome_that_is_told_again_is_shown_once() -> None:
    outcome = OutcomeResolved(1, (CHECK,), ("1d20 (14) + 5 = 19",), (), ())
    shown = await show(TerminalFace(screen(80)), RECEIVED, outcome, outcome, NarrationStarted(1, resumed=True), outcome)
    assert shown.count("Stealth: 19") == 1
    again = await show(TerminalFace(screen(80)), RECEIVED, outcome, RECEIVED, outcome)
    assert again.count("Stealth: 19") == 2


async def test_where_nobody_answers_the_line_that_says_so_is_shown() -> None:
    for tty in (False, True):
        events = (NarrationStarted(1), NarrationFinished(1, "", "code", note="Nobody here answers that."))
        shown = await show(TerminalFace(screen(80, tty=tty)), *events)
        assert "(Nobody here answers that.)" in shown


async def test_a_narration_that_came_in_one_piece_is_shown_once() -> None:
    shown = await show(TerminalFace(screen()), NarrationStarted(1), NarrationFinished(1, "All at once.", "model"))
    assert shown == "All at once.\n\n"


async def test_a_resumed_telling_says_so() -> None:
    shown = await show(TerminalFace(screen(80)), NarrationStarted(1, resumed=True), SentenceReleased(1, "And so."))
    assert "Picking up" in shown


async def test_a_question_is_kept_for_the_prompt() -> None:
    options = (ParkedOption(id="run", label="Run"), ParkedOption(id="stay", label="Stay"))
    parked = Parked(reason="choice", question="Run?", who=("ilse",), options=options, default="stay")
    face = TerminalFace(screen())
    await show(face, RECEIVED, TurnParked(1, parked))
    assert face.parked == parked
    await face.show(RECEIVED)
    assert face.parked is None


@pytest.mark.parametrize("columns", [1, 20, 500])
def test_width_stays_readable(columns: int) -> None:
    assert 20 <= screen(columns).width <= MAX_COLUMNS
