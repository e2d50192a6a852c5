"""Turns, stages and calls as OpenTelemetry spans, one trace a turn. The only file that imports `opentelemetry`, and
only where the standard `OTEL_*` variables ask for it.

The trace's id and that of its root are made of the turn's uid, so that a process which takes a turn up after a crash
goes on in the same trace. Attributes hold no words of anybody (`gm.telemetry.genai`).
"""

import hashlib
import logging
from collections import OrderedDict
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

from gm.domain.calls import Role
from gm.domain.ledger import CallEnd, CallStart
from gm.domain.watching import Here, TurnSeen, Watcher
from gm.telemetry.genai import answered, asked, is_inside

if TYPE_CHECKING:
    from opentelemetry.context import Context
    from opentelemetry.sdk.trace.export import SpanExporter
    from opentelemetry.trace import Span

_log = logging.getLogger("gm.telemetry")
_NAME: Final = "gm"
_PROTOCOL: Final = "http/protobuf"
_REMEMBERED: Final = 512
"""Turns whose calls may still come when they are over: summaries, facts."""


def endpoint_of(otel: Mapping[str, str]) -> str | None:
    """Where spans go; None: nowhere, which is so unless an endpoint or the exporter is named."""
    if otel.get("OTEL_SDK_DISABLED", "").lower() == "true":
        return None
    exporters = {name.strip() for name in otel.get("OTEL_TRACES_EXPORTER", "").split(",")} - {""}
    if exporters and "otlp" not in exporters:
        return None
    whole, base = otel.get("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"), otel.get("OTEL_EXPORTER_OTLP_ENDPOINT")
    if whole:
        return whole
    if base:
        return base.rstrip("/") + "/v1/traces"
    return "http://localhost:4318/v1/traces" if exporters else None


def open_spans(otel: Mapping[str, str], version: str) -> "Spans | None":
    """What writes spans, if these variables ask for it. Where it cannot be done the log says so."""
    endpoint = endpoint_of(otel)
    if endpoint is None:
        return None
    protocol = otel.get("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL") or otel.get("OTEL_EXPORTER_OTLP_PROTOCOL") or _PROTOCOL
    if protocol != _PROTOCOL:
        _log.warning("spans are not written: only OTEL_EXPORTER_OTLP_PROTOCOL=%s is there", _PROTOCOL)
        return None
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    except ImportError:
        _log.warning('spans are not written: install them with pip install "gm-engine[telemetry]"')
        return None
    written = otel.get("OTEL_EXPORTER_OTLP_TRACES_HEADERS") or otel.get("OTEL_EXPORTER_OTLP_HEADERS") or ""
    pairs = (pair.partition("=") for pair in written.split(",") if "=" in pair)
    headers = {unquote(name.strip()).lower(): unquote(value.strip()) for name, _, value in pairs}
    exporter = OTLPSpanExporter(endpoint=endpoint, headers=headers)
    return Spans(exporter, otel=otel, version=version)


def derived(uid: str) -> tuple[int, int]:
    """The ids of a turn's trace and of its root."""
    digest = hashlib.sha256(f"gm turn {uid}".encode()).digest()
    return int.from_bytes(digest[:16]) or 1, int.from_bytes(digest[16:24]) or 1


class Spans(Watcher):
    """Writes spans to `exporter`: in the background, or at once where a test wants to look."""

    def __init__(
        self, exporter: "SpanExporter", *, otel: Mapping[str, str] = {}, version: str = "", at_once: bool = False
    ) -> None:
        from opentelemetry import trace
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor, SimpleSpanProcessor
        from opentelemetry.sdk.trace.id_generator import RandomIdGenerator

        class Ids(RandomIdGenerator):
            """Random, but for the roots of turns."""

            set: tuple[int, int] | None = None

            def generate_trace_id(self) -> int:
                return self.set[0] if self.set else super().generate_trace_id()

            def generate_span_id(self) -> int:
                return self.set[1] if self.set else super().generate_span_id()

        own = {"service.version": version}
        if "service.name=" not in otel.get("OTEL_RESOURCE_ATTRIBUTES", ""):
            own["service.name"] = otel.get("OTEL_SERVICE_NAME") or _NAME
        self._ids = Ids()
        self._provider: TracerProvider = TracerProvider(
            id_generator=self._ids, resource=Resource.create(own), shutdown_on_exit=False
        )
        self._provider.add_span_processor(SimpleSpanProcessor(exporter) if at_once else BatchSpanProcessor(exporter))
        self._trace = trace
        self._tracer = self._provider.get_tracer(_NAME, version)
        self._turns: dict[str, Span] = {}
        self._stages: dict[tuple[str, str], Span] = {}
        self._calls: dict[int, Span] = {}
        self._lately: OrderedDict[int, str] = OrderedDict()

    def close(self) -> None:
        """Send what is left and stop; takes as long as the exporter does, so it is done in a thread."""
        self._provider.shutdown()

    def turn_begins(self, turn: TurnSeen) -> None:
        """The root; for a turn that was begun before, a span below the root that stands already."""
        attributes: dict[str, str | int] = {
            "gm.turn": turn.id,
            "gm.turn.uid": turn.uid,
            "gm.turn.number": turn.number,
            "gm.turn.kind": turn.kind,
            "gm.turn.attempt": turn.attempt,
            "gm.game": turn.game_id,
            "gm.scene": turn.scene_id,
        }
        if turn.continued:
            span = self._tracer.start_span("turn continued", self._root(turn.uid), attributes=attributes)
        else:
            self._ids.set = derived(turn.uid)
            try:
                span = self._tracer.start_span("turn", self._nowhere(), attributes=attributes)
            finally:
                self._ids.set = None
        self._turns[turn.uid] = span
        self._lately[turn.id] = turn.uid
        self._lately.move_to_end(turn.id)
        if len(self._lately) > _REMEMBERED:
            self._lately.popitem(last=False)

    def turn_ends(self, turn: TurnSeen, how: str, seconds: float) -> None:
        """Close it."""
        span = self._turns.pop(turn.uid, None)
        if span is not None:
            span.set_attribute("gm.turn.status", how)
            self._end(span, "" if how in ("done", "parked", "undone", "playing") else how)

    def stage_begins(self, here: Here) -> None:
        """A child of the turn."""
        span = self._tracer.start_span(here.stage, self._under(here))
        self._stages[here.turn.uid, here.stage] = span

    def stage_ends(self, here: Here, how: str, seconds: float) -> None:
        """Close it."""
        span = self._stages.pop((here.turn.uid, here.stage), None)
        if span is not None:
            self._end(span, "" if how == "done" else how)

    def call_begins(self, call_id: int, start: CallStart, here: Here | None) -> None:
        """A child of its stage; of its turn, where it is made afterwards; else a trace of its own."""
        operation = "embeddings" if start.purpose.role is Role.EMBED else "chat"
        kind = self._trace.SpanKind.INTERNAL if is_inside(start.candidate) else self._trace.SpanKind.CLIENT
        name, under = f"{operation} {start.candidate.model}", self._parent(start, here)
        attributes = {"gm.call": call_id, **asked(start, operation)}
        self._calls[call_id] = self._tracer.start_span(name, under, kind=kind, attributes=attributes)

    def call_ends(self, call_id: int, start: CallStart, end: CallEnd, here: Here | None) -> None:
        """Close it with what came back."""
        span = self._calls.pop(call_id, None)
        if span is not None:
            span.set_attributes(answered(end))
            self._end(span, "" if end.status == "ok" else end.fault or end.status)

    def call_refused(self, start: CallStart, kind: str, here: Here | None) -> None:
        """No bytes left: an event of its stage."""
        stage = self._stages.get((here.turn.uid, here.stage)) if here is not None else None
        if stage is not None:
            stage.add_event("gm.call.refused", {"gm.role": str(start.purpose.role), "gm.limit": kind})

    def _end(self, span: "Span", error: str) -> None:
        if error:
            span.set_attribute("error.type", error)
            span.set_status(self._trace.Status(self._trace.StatusCode.ERROR))
        span.end()

    def _nowhere(self) -> "Context":
        return self._trace.set_span_in_context(self._trace.INVALID_SPAN)

    def _root(self, uid: str) -> "Context":
        trace_id, span_id = derived(uid)
        flags = self._trace.TraceFlags(self._trace.TraceFlags.SAMPLED)
        there = self._trace.SpanContext(trace_id, span_id, is_remote=True, trace_flags=flags)
        return self._trace.set_span_in_context(self._trace.NonRecordingSpan(there))

    def _under(self, here: Here) -> "Context":
        span = self._stages.get((here.turn.uid, here.stage)) or self._turns.get(here.turn.uid)
        return self._root(here.turn.uid) if span is None else self._trace.set_span_in_context(span)

    def _parent(self, start: CallStart, here: Here | None) -> "Context":
        if here is not None:
            return self._under(here)
        uid = self._lately.get(start.purpose.turn_id or 0)
        return self._nowhere() if uid is None else self._root(uid)
