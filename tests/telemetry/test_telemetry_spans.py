"""One trace a turn: stages below it, calls below their stage, and the same trace after a crash."""

import contextlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, StatusCode
from telemetry_table import begin, play, table

from gm.bench.table import scripted_reply
from gm.domain.calls import BackendRequest, Candidate, Chunk, Role
from gm.domain.errors import ModelUnavailable
from gm.play.engine import SilentFace
from gm.telemetry.genai import provider_of
from gm.telemetry.spans import Spans, derived, endpoint_of, open_spans


def named(spans: tuple[ReadableSpan, ...], name: str) -> list[ReadableSpan]:
    return [span for span in spans if span.name == name]


def parent(span: ReadableSpan) -> int | None:
    return None if span.parent is None else span.parent.span_id


async def test_a_turn_is_a_trace_with_its_stages_and_calls(tmp_path: Path, sqlite_template: Path) -> None:
    exporter = InMemorySpanExporter()
    async with table(tmp_path / "home", sqlite_template) as app:
        app.watchers.add(Spans(exporter, at_once=True))
        game = await begin(app)
        exporter.clear()
        turn = await play(app, game, 1)
        await app.engine.settling.drain()
    spans = exporter.get_finished_spans()
    (root,) = named(spans, "turn")
    assert root.context is not None and root.parent is None
    assert (root.context.trace_id, root.context.span_id) == derived(turn.uid)
    assert {span.context.trace_id for span in spans if span.context} == {root.context.trace_id}
    assert root.attributes is not None and root.attributes["gm.turn.status"] == "done"
    assert root.attributes["gm.turn.uid"] == turn.uid and root.attributes["gm.game"] == game.id
    stages = {span.name: span for span in spans if parent(span) == root.context.span_id}
    assert list(stages) == ["rule", "resolve", "narrate", "deliver"]
    (ruled,), (told,) = named(spans, "chat ruler/wise"), named(spans, "chat teller/big")
    for call, stage in ((ruled, "rule"), (told, "narrate")):
        assert stages[stage].context is not None and parent(call) == stages[stage].context.span_id
    said: Any = told.attributes
    assert said["gen_ai.operation.name"] == "chat" and said["gen_ai.request.model"] == "teller/big"
    assert said["gen_ai.provider.name"] == said["gen_ai.system"] == "gm"  # it is answered in this process
    assert said["gen_ai.usage.input_tokens"] > 100 and said["gen_ai.usage.output_tokens"] > 100
    assert said["gen_ai.usage.cache_read.input_tokens"] == 0 and "gen_ai.usage.reasoning.output_tokens" not in said
    assert said["gen_ai.response.finish_reasons"] == ("stop",) and said["gen_ai.output.type"] == "text"
    assert said["gen_ai.request.max_tokens"] > 0 and said["gen_ai.conversation.id"] == f"game-{game.id}"
    assert said["gm.role"] == "narrator" and said["gm.status"] == "ok" and said["gm.cost_usd"] > 0
    assert ruled.attributes is not None and ruled.attributes["gen_ai.output.type"] == "json"
    assert told.kind is SpanKind.INTERNAL and told.status.status_code is StatusCode.UNSET


async def test_what_a_provider_says_it_is_stands_beside_what_was_asked_for(
    tmp_path: Path, sqlite_template: Path
) -> None:
    def reply(request: BackendRequest) -> object:
        return ["It rains, and nobody comes. " * 4, Chunk(model="big-20260101")]

    exporter = InMemorySpanExporter()
    async with table(tmp_path / "home", sqlite_template, reply=reply) as app:
        app.watchers.add(Spans(exporter, at_once=True))
        await play(app, await begin(app), 1)
    (told,) = named(exporter.get_finished_spans(), "chat teller/big")
    assert told.attributes is not None and told.attributes["gen_ai.response.model"] == "big-20260101"


async def test_what_fails_is_an_error_with_its_kind(tmp_path: Path, sqlite_template: Path) -> None:
    def reply(request: BackendRequest) -> object:
        if request.role is Role.NARRATOR:
            return ModelUnavailable("the server of zqxj died").of("broken")
        return scripted_reply(request)

    exporter = InMemorySpanExporter()
    async with table(tmp_path / "home", sqlite_template, reply=reply) as app:
        app.watchers.add(Spans(exporter, at_once=True))
        turn = await play(app, await begin(app), 1)
    spans = exporter.get_finished_spans()
    failed = named(spans, "chat teller/big")
    assert failed and all(span.status.status_code is StatusCode.ERROR for span in failed)
    assert {span.attributes["error.type"] for span in failed if span.attributes} == {"broken"}
    assert named(spans, "chat offline") and turn.narration  # told all the same
    assert "zqxj" not in "".join(span.to_json() for span in spans)


async def test_a_crash_goes_on_in_the_same_trace(tmp_path: Path, sqlite_template: Path) -> None:
    class Gone(BaseException):
        """What ends a process."""

    def dies(request: BackendRequest) -> object:
        if request.role is Role.NARRATOR:
            raise Gone
        return scripted_reply(request)

    exporter = InMemorySpanExporter()
    home = tmp_path / "home"
    with pytest.raises(Gone):
        async with table(home, sqlite_template, reply=dies) as app:
            game = await begin(app)
            app.watchers.add(Spans(exporter, at_once=True))
            await play(app, game, 1)
    before = exporter.get_finished_spans()
    (root,) = named(before, "turn")
    assert root.context is not None and root.attributes is not None
    assert root.attributes["error.type"] == "Gone"
    exporter.clear()
    async with table(home, sqlite_template) as app:
        app.watchers.add(Spans(exporter, at_once=True))
        (turn,) = await app.engine.resume(game, SilentFace())
    after = exporter.get_finished_spans()
    (again,) = named(after, "turn continued")
    assert derived(turn.uid) == (root.context.trace_id, root.context.span_id)
    assert again.context is not None and again.context.trace_id == root.context.trace_id
    assert parent(again) == root.context.span_id
    assert [span.name for span in after if parent(span) == again.context.span_id] == ["narrate", "deliver"]
    assert named(after, "chat teller/big") and not named(after, "chat ruler/wise")


@contextlib.asynccontextmanager
async def receiver(got: list[tuple[dict[str, str], ExportTraceServiceRequest]]) -> AsyncIterator[str]:
    """An OTLP/HTTP collector on loopback."""

    async def take(request: web.Request) -> web.Response:
        got.append((dict(request.headers), ExportTraceServiceRequest.FromString(await _body(request))))
        return web.Response(body=b"", content_type="application/x-protobuf")

    app = web.Application()
    app.add_routes([web.post("/v1/traces", take)])
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


async def _body(request: web.Request) -> bytes:
    return await request.read()


async def test_a_real_receiver_gets_them_where_the_variables_say(tmp_path: Path, sqlite_template: Path) -> None:
    got: list[tuple[dict[str, str], ExportTraceServiceRequest]] = []
    async with receiver(got) as base:
        environ = {
            "OTEL_EXPORTER_OTLP_ENDPOINT": base,
            "OTEL_EXPORTER_OTLP_HEADERS": "x-tenant=zqxjtenantq,authorization=Basic%20abc",
            "OTEL_SERVICE_NAME": "table-four",
        }
        async with table(tmp_path / "home", sqlite_template, environ=environ) as app:
            turn = await play(app, await begin(app), 1)
            assert "zqxjtenantq" not in app.settings.redact("x-tenant=zqxjtenantq,authorization=Basic%20abc")
    headers = {name.lower(): value for name, value in got[0][0].items()}  # sent when the app closed
    assert headers["x-tenant"] == "zqxjtenantq" and headers["authorization"] == "Basic abc"
    resource = {pair.key: pair.value.string_value for pair in got[0][1].resource_spans[0].resource.attributes}
    assert resource["service.name"] == "table-four" and resource["service.version"]
    spans = [
        span for _, sent in got for part in sent.resource_spans for scope in part.scope_spans for span in scope.spans
    ]
    mine = [span for span in spans if int.from_bytes(span.trace_id) == derived(turn.uid)[0]]
    assert {"turn", "rule", "narrate", "chat teller/big"} <= {span.name for span in mine}


@pytest.mark.parametrize(
    ("otel", "where"),
    [
        ({}, None),
        ({"OTEL_SERVICE_NAME": "x"}, None),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://c:4318/"}, "http://c:4318/v1/traces"),
        ({"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://c/t"}, "http://c/t"),
        ({"OTEL_TRACES_EXPORTER": "otlp"}, "http://localhost:4318/v1/traces"),
        ({"OTEL_TRACES_EXPORTER": "none", "OTEL_EXPORTER_OTLP_ENDPOINT": "http://c"}, None),
        ({"OTEL_SDK_DISABLED": "true", "OTEL_EXPORTER_OTLP_ENDPOINT": "http://c"}, None),
    ],
)
def test_nothing_is_sent_unless_the_standard_variables_say_so(otel: dict[str, str], where: str | None) -> None:
    assert endpoint_of(otel) == where
    if where is None:
        assert open_spans(otel, "1") is None


def test_another_protocol_is_told_off_and_nothing_is_sent(caplog: pytest.LogCaptureFixture) -> None:
    otel = {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://c", "OTEL_EXPORTER_OTLP_PROTOCOL": "grpc"}
    assert open_spans(otel, "1") is None and "http/protobuf" in caplog.text


def test_without_the_library_the_log_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "opentelemetry.exporter.otlp.proto.http.trace_exporter", None)
    assert open_spans({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://c"}, "1") is None
    assert "gm-engine[telemetry]" in caplog.text


@pytest.mark.parametrize(
    ("model", "provider", "name"),
    [
        ("openrouter/deepseek/deepseek-v3.2", "DeepSeek", "openrouter"),
        ("openai/m", "", "openai"),
        ("openai/m", "llama.cpp", "llama.cpp"),
        ("mistral/mistral-small", "", "mistral_ai"),
        ("gpt-5-mini", "", "openai"),
    ],
)
def test_providers_are_called_what_the_conventions_call_them(model: str, provider: str, name: str) -> None:
    assert provider_of(Candidate(model, provider=provider)) == name
