"""Bytes to events to pieces of a reply: whatever way they are cut, commented, ended or broken."""

import itertools
import json
from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gm.domain.calls import Chunk
from gm.models.chat_stream import ChatStream
from gm.models.sse import LONGEST, SseReader, TooLong

TEXTS = st.text(st.characters(exclude_categories=("Cs",)), max_size=12)
ENDS = st.sampled_from(["\n", "\r\n", "\r"])
COMMENTS = st.sampled_from([": OPENROUTER PROCESSING", ":", "event: message", "id: 7", "retry: 3", "nonsense"])


def delta(finish: str | None = None, **said: Any) -> dict[str, Any]:
    return {"choices": [{"index": 0, "delta": said, "finish_reason": finish}]}


def cut(data: bytes, places: Iterable[int]) -> list[bytes]:
    at = sorted({0, len(data), *(place % (len(data) + 1) for place in places)})
    return [data[a:b] for a, b in itertools.pairwise(at)]


def read(pieces: Iterable[bytes]) -> list[str]:
    reader = SseReader()
    events = [event for piece in pieces for event in reader.feed(piece)]
    return ["\n".join(event) for event in (*events, *reader.finish())]


def told(pieces: Iterable[bytes]) -> tuple[str, str, ChatStream]:
    said = ChatStream()
    chunks: list[Chunk] = [chunk for piece in pieces for chunk in said.feed(piece)]
    chunks += said.finish()
    return "".join(c.text for c in chunks), "".join(c.reasoning for c in chunks), said


@st.composite
def streams(draw: st.DrawFn) -> tuple[bytes, list[str]]:
    """A stream as some server may send it, and the data of its events."""
    end = draw(ENDS)
    lines: list[str] = []
    events: list[str] = []
    for text in draw(st.lists(TEXTS.map(lambda text: text.replace("\r", "").replace("\0", "")), max_size=6)):
        parts = text.split("\n")
        lines += draw(st.lists(COMMENTS, max_size=2))
        lines += [f"data: {part}" if draw(st.booleans()) or part.startswith(" ") else f"data:{part}" for part in parts]
        lines.append("")
        events.append(text)
    text = "".join(line + end for line in lines)
    if lines and draw(st.booleans()):  # the last blank line is missing, or even the end of the line before it
        text = text.removesuffix(end)
        text = text.removesuffix(end) if draw(st.booleans()) else text
    return draw(st.sampled_from([b"", b"\xef\xbb\xbf"])) + text.encode(), events


@given(streams(), st.lists(st.integers(min_value=0), max_size=12))
@settings(max_examples=300)
def test_events_do_not_depend_on_how_the_bytes_come(stream: tuple[bytes, list[str]], places: list[int]) -> None:
    data, events = stream
    assert read(cut(data, places)) == events
    assert read([data]) == events
    assert read(bytes([byte]) for byte in data) == events


@given(
    st.lists(st.tuples(TEXTS, TEXTS), max_size=8), st.lists(st.integers(min_value=0), max_size=12), ENDS, st.booleans()
)
def test_a_reply_does_not_depend_on_how_it_comes(
    parts: list[tuple[str, str]], places: list[int], end: str, plain: bool
) -> None:
    events: list[Any] = [delta(content=text, reasoning=thought) for text, thought in parts]
    events += [delta("stop"), {"choices": [], "usage": {"prompt_tokens": 3}}]
    lines = [f"data: {json.dumps(event, ensure_ascii=plain)}" for event in events]
    data = (f"{end}{end}".join([": OPENROUTER PROCESSING", *lines, "data: [DONE]"]) + end + end).encode()
    text, thoughts, said = told(cut(data, places))
    assert text == "".join(text for text, _ in parts) and thoughts == "".join(thought for _, thought in parts)
    assert (said.finish_reason, said.done, said.reports, said.fault) == ("stop", True, [{"prompt_tokens": 3}], None)


@given(st.binary(max_size=200), st.lists(st.integers(min_value=0), max_size=6))
def test_no_bytes_are_too_strange(data: bytes, places: list[int]) -> None:
    assert read(cut(data, places)) == read([data])
    told(cut(data, places))
    told(cut(b"data: " + data + b"\n\n", places))


def test_several_lines_are_one_event_and_a_forgotten_blank_line_is_forgiven() -> None:
    pretty = "".join(f"data: {line}\n" for line in json.dumps(delta(content="Rain."), indent=1).split("\n"))
    assert told([pretty.encode() + b"\n"])[0] == "Rain."
    joined = "".join(f"data: {json.dumps(delta(content=word))}\n" for word in ("Ra", "in."))
    assert told([joined.encode(), b"data: [DONE]\n"])[0] == "Rain."


def test_halves_of_characters_are_replaced_and_nothing_is_lost_around_them() -> None:
    line = json.dumps(delta(content="Straße"), ensure_ascii=False).encode("latin-1")
    assert told([b"data: " + line + b"\n\n"])[0] == "Stra\ufffde"
    half = json.dumps(delta(content="ok ")).replace("ok ", "ok \\ud83d").encode()
    text = told([b"data: " + half + b"\n\n"])[0]
    assert text == "ok \ufffd" and text.encode()


def test_reasoning_comes_before_the_text_that_follows_it() -> None:
    events = [delta(reasoning_content="a"), delta(content="A"), delta(reasoning="b"), delta(content="B")]
    said = ChatStream()
    found = said.feed("".join(f"data: {json.dumps(event)}\n\n" for event in events).encode())
    assert found == [Chunk("A", "a"), Chunk("B", "b")]


def test_blocks_of_content_are_text_and_thinking() -> None:
    blocks = [{"type": "thinking", "thinking": [{"type": "text", "text": "plan"}]}, {"type": "text", "text": "Rain."}]
    text, thoughts, _ = told([f"data: {json.dumps(delta(content=blocks))}\n\n".encode()])
    assert (text, thoughts) == ("Rain.", "plan")


def test_calls_are_gathered() -> None:
    first = {"index": 0, "id": "x", "function": {"name": "rule", "arguments": '{"na'}}
    second = {"index": 0, "function": {"arguments": 'me": 1}'}}
    events = [delta(tool_calls=[first]), delta(tool_calls=[second]), delta("tool_calls")]
    said = told(["".join(f"data: {json.dumps(event)}\n\n" for event in events).encode()])[2]
    ((call,), finish) = (said.calls.whole(), said.finish_reason)
    assert (call.name, call.arguments, finish, said.begun) == ("rule", '{"name": 1}', "tool_calls", True)


@pytest.mark.parametrize(
    ("event", "status", "said"),
    [
        ({"error": {"message": "upstream died", "code": 502}}, 502, "upstream died"),
        ({"error": {"message": "odd", "code": "busy"}}, None, "odd"),
        ({"error": "words"}, None, "words"),
        ({"error": {"type": "x"}}, None, "type"),
        ([1], None, "no chat completion"),
        (delta("error"), None, "failed"),
    ],
)
def test_what_the_server_says_of_its_failure_is_kept_with_what_came_before(event: Any, status: Any, said: str) -> None:
    data = "".join(f"data: {json.dumps(each)}\n\n" for each in (delta(content="It ra"), event)).encode()
    text, _, stream = told([data])
    assert text == "It ra" and stream.fault is not None
    assert stream.fault.status_code == status and said in str(stream.fault)


def test_an_event_without_an_end_is_refused() -> None:
    reader = SseReader()
    with pytest.raises(TooLong):
        for _ in range(LONGEST // (1 << 20) + 2):
            reader.feed(b"x" * (1 << 20))
    said = ChatStream()
    said.feed(b"data: " + b"x" * (LONGEST + 1))
    assert said.fault is not None
