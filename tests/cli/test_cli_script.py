"""`--script` on the offline narrator: each line once, over runs; JSON; commands that have no source id."""

import json
from pathlib import Path

import pytest
from cli_cases import Gm

from gm.cli.script import ScriptLine, ScriptProgress, script_lines
from gm.domain.errors import InputError


def script(tmp_path: Path, *lines: str, name: str = "s.txt") -> str:
    file = tmp_path / name
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return str(file)


def objects(out: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in out.splitlines()]


def numbers(gm: Gm, game: str = "g") -> list[tuple[int, str]]:
    turns = json.loads(gm("log", game, "--json").out)["turns"]
    return [(turn["turn"], turn["status"]) for turn in turns]


def test_source_ids_come_from_content_and_line_number() -> None:
    first = script_lines(b"# note\n\n  I wait.  \n/roll 1d6\n")
    assert [(line.number, line.text, line.is_command) for line in first] == [
        (3, "I wait.", False),
        (4, "/roll 1d6", True),
    ]
    assert first == script_lines(b"# note\n\n  I wait.  \n/roll 1d6\n")
    assert not {line.source_id for line in first} & {line.source_id for line in script_lines(b"I wait.\n")}
    assert not {line.source_id for line in first} & {
        line.source_id for line in script_lines(b"# note\n\n  I wait.  \n/roll 1d6\n", again="x")
    }


def test_a_script_that_is_no_text() -> None:
    with pytest.raises(InputError, match="UTF-8"):
        script_lines(b"\xff\xfe")


def test_progress_survives_and_tells_begun_from_done(tmp_path: Path) -> None:
    line = ScriptLine(3, "/undo", "abc:3")
    ScriptProgress(tmp_path, "game", "abc").begin(line, "before")
    again = ScriptProgress(tmp_path, "game", "abc")
    assert not again.is_done(line)
    assert again.intent(line) == "before"
    again.finish(line)
    assert ScriptProgress(tmp_path, "game", "abc").is_done(line)
    assert not ScriptProgress(tmp_path, "game", "other").is_done(line)


def test_a_script_is_played_once_and_again_on_demand(gm: Gm, tmp_path: Path) -> None:
    lines = ("I look around.", "# a remark", "", "I search the stove.", "/roll 2d6", "I wait by the window.")
    file = script(tmp_path, *lines)
    first = gm("play", "tiny", "--game", "g", "--script", file, "--json")
    assert first.code == 0, first.err
    played = objects(first.out)
    assert [each["player_line"] for each in played] == [lines[0], lines[3], lines[5]]
    assert set(played[0]) == {"turn", "player_line", "ruling", "rolls", "changes", "narration", "model_calls"}
    assert all(each["narration"] for each in played)
    call = played[0]["model_calls"][0]  # type: ignore[index]
    assert {"role", "category", "model", "prompt_tokens", "cached_tokens", "completion_tokens", "cost"} <= set(call)
    before = numbers(gm)
    second = gm("play", "tiny", "--game", "g", "--script", file, "--json")
    assert (second.code, second.out) == (0, "")
    assert numbers(gm) == before
    third = gm("play", "tiny", "--game", "g", "--script", file, "--again", "--json")
    assert len(objects(third.out)) == 3
    assert len(numbers(gm)) == len(before) + 3


def test_more_lines_at_the_end_are_another_script(gm: Gm, tmp_path: Path) -> None:
    gm("play", "tiny", "--game", "g", "--script", script(tmp_path, "I wait."))
    longer = gm("play", "tiny", "--game", "g", "--script", script(tmp_path, "I wait.", "I leave."), "--json")
    assert len(objects(longer.out)) == 2


def test_history_commands_are_carried_out_once(gm: Gm, tmp_path: Path) -> None:
    file = script(tmp_path, "I wait.", "I search the stove.", "/undo", "I look at Orla.")
    assert gm("play", "tiny", "--game", "g", "--script", file).code == 0
    once = numbers(gm)
    assert [status for _, status in once].count("undone") == 1
    assert gm("play", "tiny", "--game", "g", "--script", file).code == 0
    assert numbers(gm) == once


def test_redo_plays_the_same_line_with_new_dice(gm: Gm, tmp_path: Path) -> None:
    file = script(tmp_path, "/check search I search the stove.", "/redo")
    played = objects(gm("play", "tiny", "--game", "g", "--script", file, "--json").out)
    assert [each["player_line"] for each in played] == ["I search the stove."] * 2
    assert played[0]["rolls"]
    assert played[1]["rolls"]


def test_a_question_takes_its_default_or_the_scripts_answer(gm: Gm, tmp_path: Path) -> None:
    default = gm("play", "tiny", "--game", "d", "--script", script(tmp_path, "I open the cupboard."))
    assert default.code == 0, default.err
    assert "Take the letter?" in default.out
    assert "Leave it" in default.out
    file = script(tmp_path, "I open the cupboard.", "/choose take", name="c.txt")
    assert gm("play", "tiny", "--game", "c", "--script", file).code == 0
    assert "default is taken" not in gm("play", "tiny", "--game", "c", "--script", file).out


def test_a_wrong_line_is_named_and_what_was_played_stays(gm: Gm, tmp_path: Path) -> None:
    file = script(tmp_path, "I wait.", "/fly", "I leave.")
    done = gm("play", "tiny", "--game", "g", "--script", file)
    assert done.code == 2
    assert "Line 2" in done.err
    assert len(done.err.strip().splitlines()) <= 2
    assert [status for _, status in numbers(gm)] == ["done", "done"]


def test_a_script_from_stdin(gm_process: Gm) -> None:
    done = gm_process("play", "tiny", "--game", "g", "--as", "tam", "--script", "-", "--json", stdin="I wait.\n")
    assert done.code == 0, done.err
    assert [each["player_line"] for each in objects(done.out)] == ["I wait."]


def test_dice_and_state_can_be_verified(gm: Gm, tmp_path: Path) -> None:
    file = script(tmp_path, "/check search I search.", "/roll 4d6kh3+2", "/redo", "/undo")
    assert gm("play", "tiny", "--game", "g", "--script", file).code == 0
    found = gm("db", "verify", "g", "--json")
    assert found.code == 0, found.out
    checked = json.loads(found.out)
    assert checked["ok"]
    assert checked["rolls"] == 3
