"""What a process says of itself holds no words of anybody, and no key; the controls show that the look finds them."""

import io
import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from telemetry_table import LINE, begin, play, table

from gm.bench.table import scripted_reply
from gm.domain.calls import BackendRequest, Role
from gm.domain.errors import ModelUnavailable
from gm.telemetry.counting import Counting
from gm.telemetry.logs import start_logging
from gm.telemetry.metrics import Metrics
from gm.telemetry.spans import Spans

KEY: Final = "sk-or-v1-zqxjkeyq0123456789"
CANARIES: Final = {
    "a player's line": "zqxjlineq",
    "a player's id": "zqxjplayerq",
    "a model's words": "zqxjtoldq",
    "a vendor's error": "zqxjerrorq",
    "a key": "zqxjkeyq",
    "the campaign's secret": "zqxjcanonq",
}


def leaks(text: str) -> set[str]:
    return {name for name, word in CANARIES.items() if word in text}


@pytest.fixture
def logged(request: pytest.FixtureRequest) -> Iterator[io.StringIO]:
    """Everything that is logged, however chatty."""
    stream = io.StringIO()
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    root.handlers = []
    start_logging("debug", request.param, lambda text: text, stream)
    yield stream
    root.handlers, root.level = before, level


@pytest.mark.parametrize("logged", ["text", "json"], indirect=True)
async def test_nothing_of_anybody_is_in_logs_metrics_or_spans(
    tmp_path: Path, sqlite_template: Path, logged: io.StringIO
) -> None:
    sent: list[str] = []
    failing = 0

    def reply(request: BackendRequest) -> object:
        nonlocal failing
        sent.append("\n".join(message.content for message in request.messages))
        if request.role is not Role.NARRATOR:
            return scripted_reply(request)
        failing += 1
        if failing % 3 == 2:
            return ModelUnavailable("teller refused: 'zqxjerrorq'").of("request")
        return "The rain goes on, and the zqxjtoldq lies there. " * 4

    metrics, exporter = Metrics(), InMemorySpanExporter()
    async with table(tmp_path / "home", sqlite_template, reply=reply, environ={"OPENROUTER_API_KEY": KEY}) as app:
        assert app.settings.key("OPENROUTER_API_KEY") == KEY
        app.watchers.add(Counting(metrics))
        app.watchers.add(Spans(exporter, at_once=True))
        game = await begin(app)
        told = [await play(app, game, number, LINE) for number in range(3)]
        await app.engine.reword(game, "shorter", _Silent())
        await app.engine.settling.drain()
        stored = json.dumps([turn.narration for turn in told])
    spans = "".join(span.to_json() for span in exporter.get_finished_spans())
    text = metrics.text()
    assert {"a player's line", "a model's words"} <= leaks("\n".join(sent) + stored), "the control"
    assert "gm_model_faults_total" in text and 'model="teller/big"' in text
    assert "teller/big" in spans and "reword" in spans and "teller/big" in logged.getvalue()
    assert "gm.turns" in logged.getvalue() and "gm.calls" in logged.getvalue()
    for name, said in (("logs", logged.getvalue()), ("metrics", text), ("spans", spans)):
        assert leaks(said) == set(), name


class _Silent:
    async def show(self, event: object) -> None:
        """Nothing to see."""


@pytest.mark.parametrize("logged", ["json"], indirect=True)
def test_the_look_finds_what_is_there(logged: io.StringIO) -> None:
    """The control for the places that are looked at."""
    logging.getLogger("gm.x").debug("I look for the zqxjlineq")
    metrics, exporter = Metrics(), InMemorySpanExporter()
    metrics.add("gm_turns_total", who="zqxjplayerq")
    spans = Spans(exporter, at_once=True)
    spans._tracer.start_span("x", attributes={"said": "zqxjtoldq"}).end()
    assert leaks(logged.getvalue()) == {"a player's line"}
    assert leaks(metrics.text()) == {"a player's id"}
    assert leaks("".join(span.to_json() for span in exporter.get_finished_spans())) == {"a model's words"}
