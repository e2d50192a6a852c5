"""Lines for people and JSON for programs, and what an event of a call and a turn says."""

import io
import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from telemetry_table import begin, play, table

from gm.domain.guards import GuardCount
from gm.domain.health import CallEvent
from gm.telemetry.logs import JsonLines, Logging, PlainLines, start_logging


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """What is logged, as JSON, without the secret."""
    stream = io.StringIO()
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    root.handlers = []
    start_logging("info", "json", lambda text: text.replace("zqxjsecretq", "***"), stream)
    start_logging("debug", "text", lambda text: text, stream)  # whoever came first keeps it
    yield stream
    root.handlers, root.level = before, level


def read(stream: io.StringIO, event: str) -> list[dict[str, object]]:
    found = [json.loads(line) for line in stream.getvalue().splitlines()]
    return [line for line in found if line["message"] == event]


async def test_each_call_and_each_turn_is_an_event(tmp_path: Path, sqlite_template: Path, lines: io.StringIO) -> None:
    async with table(tmp_path / "home", sqlite_template) as app:
        game = await begin(app)
        turn = await play(app, game, 1)
    turns, calls = read(lines, "turn"), read(lines, "call")
    (last,) = [each for each in turns if each["turn"] == turn.id]
    assert (last["game"], last["scene"], last["uid"]) == (game.id, turn.scene_id, turn.uid)
    assert (last["status"], last["kind"], last["logger"], last["level"]) == ("done", "action", "gm.turns", "info")
    ruled, told = [each for each in calls if each["turn"] == turn.id]
    assert (ruled["role"], ruled["stage"], ruled["model"]) == ("adjudicator", "rule", "ruler/wise")
    assert (told["role"], told["stage"], told["status"]) == ("narrator", "narrate", "ok")
    assert {"call", "ms", "first_token_ms", "tokens_in", "tokens_out", "tokens_cached", "cost_usd"} <= set(told)
    assert "tokens_reasoning" not in told, "what was not reported is no figure"


def test_faults_and_guards_are_events(lines: io.StringIO) -> None:
    watcher = Logging()
    watcher.call_fault(CallEvent("rate", "next", "narrator", "a/b", to="c/d", call_id=4, game_id=1, wait_ms=250))
    watcher.guarded(GuardCount("leak", "cut", 2, "a/b"))
    (fault,), (guard,) = read(lines, "fault"), read(lines, "guard")
    assert (fault["fault"], fault["done"], fault["to"], fault["level"]) == ("rate", "next", "c/d", "warning")
    assert "turn" not in fault and (guard["kind"], guard["action"], guard["count"]) == ("leak", "cut", 2)


def test_an_exception_says_where_and_not_what(lines: io.StringIO) -> None:
    try:
        raise ValueError("I look under the zqxjboardsq")
    except ValueError:
        logging.getLogger("gm.x").exception("it broke")
    logging.getLogger("gm.x").warning("key=zqxjsecretq")
    (broke,) = read(lines, "it broke")
    assert broke["exception"] == "ValueError" and "test_telemetry_logs.py" in str(broke["where"])
    assert "zqxjboardsq" not in lines.getvalue() and "zqxjsecretq" not in lines.getvalue()
    assert read(lines, "key=***")


def test_lines_for_people_carry_the_same_figures() -> None:
    record = logging.LogRecord("gm.calls", logging.INFO, "f", 1, "call", (), None)
    record.gm_fields = {"role": "narrator", "ms": 12, "model": "zqxjsecretq"}
    text = PlainLines(lambda text: text.replace("zqxjsecretq", "***")).format(record)
    assert text.endswith("INFO gm.calls: call role=narrator ms=12 model=***")
    assert json.loads(JsonLines(lambda text: text).format(record))["ms"] == 12
