"""`gm models`, `test` and `refresh`, `gm init` and `gm doctor`, with model servers on real loopback sockets."""

import contextlib
import json
import sqlite3
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from cli_cases import Gm

from gm.settings import load_settings

KEY = "sk-or-v1-PLANTED5e8d2c4b7a9f"


class ModelServer:
    """Speaks the OpenAI protocol, and lists models as OpenRouter does. `able`: what it really can."""

    def __init__(self, *able: str, listed: Any = None, status: int = 200) -> None:
        self.able, self.listed, self.status = able, listed, status
        self.seen: list[tuple[str, dict[str, str], dict[str, Any]]] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *_: Any) -> None:
                """Say nothing."""

            def do_GET(self) -> None:
                outer.seen.append((self.path, dict(self.headers), {}))
                body = outer.listed if isinstance(outer.listed, bytes) else json.dumps(outer.listed).encode()
                self.send_response(outer.status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def do_POST(self) -> None:
                asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
                outer.seen.append((self.path, dict(self.headers), asked))
                self.send_response(200)
                self.send_header("Content-Type", "text/event-stream")
                self.end_headers()
                for delta, finish in outer.answer(asked):
                    choice = {"index": 0, "delta": delta, "finish_reason": finish}
                    self.event({"choices": [choice]})
                self.event({"choices": [], "usage": {"prompt_tokens": 30, "completion_tokens": 4, "total_tokens": 34}})
                self.wfile.write(b"data: [DONE]\n\n")

            def event(self, payload: dict[str, Any]) -> None:
                whole = {"id": "x", "object": "chat.completion.chunk", "created": 1, "model": "m", **payload}
                self.wfile.write(f"data: {json.dumps(whole)}\n\n".encode())

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.base = f"http://127.0.0.1:{self.http.server_address[1]}/v1"

    def answer(self, asked: dict[str, Any]) -> Iterator[tuple[dict[str, Any], str | None]]:
        if asked.get("tools") and "tools" in self.able:
            call = {"name": asked["tools"][0]["function"]["name"], "arguments": '{"word": "lantern"}'}
            yield (
                {"role": "assistant", "tool_calls": [{"index": 0, "id": "a", "type": "function", "function": call}]},
                None,
            )
            yield {}, "tool_calls"
            return
        held = (asked.get("response_format") or {}).get("type") == "json_schema" and "schema" in self.able
        yield {"role": "assistant", "content": '{"signal": "amber", "count": 1}' if held else "The sky is blue."}, None
        yield {}, "stop"


@contextlib.contextmanager
def running(server: ModelServer) -> Iterator[ModelServer]:
    thread = threading.Thread(target=server.http.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.http.shutdown()
        server.http.server_close()
        thread.join()


def write(text: str) -> None:
    Path("gm.yaml").write_text(text, encoding="utf-8")


def listing(**prices: Any) -> dict[str, Any]:
    """A list of models as OpenRouter gives it; one of the built-in ones is missing."""
    return {
        "data": [
            {
                "id": "deepseek/deepseek-v3.2",
                "context_length": 163840,
                "pricing": {"prompt": "0.0000005", "completion": "0.0000004", "input_cache_read": "0.00000005"}
                | prices,
                "supported_parameters": ["temperature", "reasoning"],
            },
            {"id": "openai/gpt-5-mini", "pricing": {"prompt": "0.00000025", "completion": "0.000002"}},
            {"id": "openai/gpt-oss-120b", "pricing": {"prompt": "-1", "completion": "1e400"}, "context_length": "long"},
            *({"id": None}, "strange", {"id": "x/y", "pricing": [], "top_provider": 3, "supported_parameters": {}}),
        ]
    }


def test_what_is_configured_fits_a_terminal(gm: Gm, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENROUTER_API_KEY", KEY)
    done = gm("models")
    assert done.code == 0 and KEY not in done.out
    assert all(len(line) <= 80 for line in done.out.splitlines()), done.out
    order = [
        "narrator",
        "1. openrouter/deepseek",
        "2. openrouter/mistralai",
        "then the offline",
        "adjudicator",
        "npc: as the",
    ]
    assert [done.out.index(text) for text in order] == sorted(done.out.index(text) for text in order)
    for text in ("window 131k", "$0.28 in", "open weights", "JSON schema", "words from Discord: yes"):
        assert text in done.out
    found = {each["role"]: each for each in json.loads(gm("models", "--json").out)["roles"]}
    assert found["narrator"]["candidates"][0]["price_out"] == 0.42 and found["director"]["borrows"] == "adjudicator"
    assert found["embed"]["candidates"] == []


def test_without_any_model_it_says_what_to_do(gm: Gm) -> None:
    done = gm("models")
    assert done.code == 0 and "OPENROUTER_API_KEY" in done.out and "narrator: the offline narrator" in done.out
    asked = gm("models", "test")
    assert asked.code != 0 and "OPENROUTER_API_KEY" in asked.err


def test_warnings_name_the_line_and_the_setting(gm: Gm) -> None:
    write(
        "data_policy: {regions: [eu]}\n"
        "routes:\n"
        "  narrator:\n"
        "    - model: openai/tale\n"
        "      key_env: TALE_KEY\n"
        "      extra: {min_p: 0.1, temprature: 1}\n"
        "    - {model: deepseek/deepseek-chat, region: eu}\n"
    )
    out = " ".join(gm("models").out.split())
    for text in (
        "! TALE_KEY is not set",
        "! gm.yaml:4: price unknown",
        "! gm.yaml:4: openai does not take `min_p`; it is left out",
        "`temprature` is no setting that a server is known to take (did you mean",
        "words from the terminal: never, where it runs is not told (region:)",
        "words from Discord: never, whether its provider trains",
        "retired: its provider ends it on",
    ):
        assert text in out, (text, out)
    found = json.loads(gm("doctor", "--json").out)
    said = " ".join(each["text"] for each in found if each["name"] == "models")
    assert all(text in said for text in ("TALE_KEY", "`min_p`", "price unknown", "is never asked", "retired"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("routes:\n  narrator:\n    - model: x\n      modle: y\n", ("gm.yaml:4", 'did you mean "model"')),
        (
            "routes:\n  narrator:\n    model: x\n    contxt_window: 9000\n",
            ("gm.yaml:4", 'did you mean "context_window"'),
        ),
        ("routes:\n  narrator:\n    - model: x\n      prices: {inptu: 1}\n", ("gm.yaml:4", 'did you mean "input"')),
        ("routes:\n  narrator:\n    - model: x\n      rating: matur\n", ("gm.yaml:4", "mature")),
        ("routes:\n  narrator:\n    - model: x\n      size: big\n", ("gm.yaml:4", "number")),
        ("\ndata_policy:\n  traning: never\n", ("gm.yaml:3", 'did you mean "training"')),
        ("data_policy:\n  makers: {forbid: [x]}\n", ("gm.yaml:2", "known: allow, deny")),
        ("profile: mixd\n", ("gm.yaml:1", "mixed")),
        ("models_url: ftp://x\n", ("gm.yaml:1", "models_url")),
    ],
)
def test_a_mistake_is_told_with_its_line_and_what_was_meant(gm: Gm, text: str, said: tuple[str, ...]) -> None:
    write(text)
    done = gm("models")
    assert done.code == 1 and all(word in done.err for word in said), done.err


def test_each_model_is_asked_for_real(gm: Gm, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MY_KEY", "a-key-of-mine")
    with running(ModelServer("schema", "tools")) as able, running(ModelServer()) as plain:
        price, can = "prices: {input: 1, output: 10}", "tools: true, json_schema: true"
        write(
            "routes:\n  narrator:\n"
            f"    - {{model: openai/able, endpoint: '{able.base}', key_env: MY_KEY, {can}, {price}}}\n"
            f"    - {{model: openai/plain, name: humble, endpoint: '{plain.base}', json_schema: true, {price}}}\n"
            f"    - {{model: openai/gone, endpoint: 'http://127.0.0.1:9/v1', {price}}}\n"
        )
        done = gm("models", "test", "--json")
        table = gm("models", "test", "humble")
        by_role = gm("models", "test", "scribe")
    assert done.code == 1, done.err
    first, second, third = json.loads(done.out)
    assert (first["json_schema"], first["tools"], first["differs"], first["error"]) == ("yes", "yes", [], "")
    assert (second["json_schema"], second["tools"], second["differs"]) == ("no", "no", ["json_schema: false"])
    assert first["calls"] == 3 and first["prompt_tokens"] == 90 and first["completion_tokens"] == 12
    assert first["cost"] == pytest.approx((90 * 1 + 12 * 10) / 1e6) and first["first_token_ms"] >= 0
    assert third["error"] and third["cost"] is None
    assert table.code == 0 and "no      no" in table.out and "json_schema: false" in table.out
    assert all(len(line) <= 80 for line in table.out.splitlines()), table.out
    assert by_role.code == 1 and len(able.seen) == 6
    assert {headers["authorization"] for _, headers, _ in able.seen} == {"Bearer a-key-of-mine"}
    with sqlite3.connect(home / "gm.db") as db:
        rows = db.execute("SELECT category, status, game_id FROM model_calls WHERE model != 'openai/gone'").fetchall()
        assert len(rows) == 15 and {(row[0], row[2]) for row in rows} == {("test", None)}
        assert [row[1] for row in rows].count("failed") == 3  # a sentence where a form was asked for
        held = db.execute("SELECT count(*) FROM model_calls WHERE status = 'reserved'").fetchone()
    assert held == (0,) and "a-key-of-mine" not in done.out + table.out
    unknown = gm("models", "test", "nobody")
    assert unknown.code == 2 and "openai/able" in unknown.err


def test_what_the_terms_rule_out_is_not_asked_for_a_test_either(gm: Gm) -> None:
    with running(ModelServer()) as server:
        write(
            "data_policy: {makers: {deny: [x]}}\n"
            f"routes: {{narrator: {{model: openai/m, endpoint: '{server.base}'}}}}\n"
        )
        done = gm("models", "test")
        assert (
            done.code == 1 and "data_policy: its maker is not told" in " ".join(done.out.split()) and server.seen == []
        )
        write(
            f"routes: {{narrator: {{model: openai/m, prices: {{input: 0, output: 0}}, endpoint: '{server.base}'}}}}\n"
        )
        assert gm("models", "test").code == 0 and len(server.seen) == 3


def test_who_names_a_route_pays_for_no_other_model(gm: Gm, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A key that lies in the environment is no order: neither a test nor a turn goes to a model of its profile."""
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    with running(ModelServer("schema", "tools")) as server:
        price = "prices: {input: 1, output: 10}"
        write(f"routes: {{narrator: {{model: openai/mine, endpoint: '{server.base}', {price}}}}}\n")
        done = gm("models", "test", "--json")
        listed = json.loads(gm("models", "--json").out)
        told = gm("doctor", "--json")
        Path("lines.txt").write_text("I look at the lamp\n", encoding="utf-8")
        played = gm("play", "tiny", "--script", "lines.txt")
    assert done.code == 0 and [each["model"] for each in json.loads(done.out)] == ["openai/mine"]
    asked = {one["model"] for each in listed["roles"] for one in each["candidates"] if each["borrows"] is None}
    assert asked == {"openai/mine"} and listed["announcement"] == "Routes from gm.yaml: openai/mine as narrator."
    assert listed["announcement"] in told.out
    assert f"{listed['announcement']} At most $1 a day" in " ".join((played.out + played.err).split()), played
    with sqlite3.connect(home / "gm.db") as db:
        rows = db.execute("SELECT DISTINCT model FROM model_calls WHERE model != 'offline'").fetchall()
    assert rows == [("openai/mine",)]


def test_refresh_shows_what_changes_and_keeps_it_only_when_told(
    gm: Gm, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENROUTER_API_KEY", KEY)
    with running(ModelServer(listed=listing())) as server:
        monkeypatch.setenv("GM_MODELS_URL", server.base)
        done = gm("models", "refresh")
        assert done.code == 0, done.err
        flat = " ".join(done.out.split())
        assert "! dearer openrouter/deepseek/deepseek-v3.2: $0.28 in" in flat and "→ $0.5 in" in flat
        assert "! openrouter/mistralai/mistral-small-3.2-24b-instruct: not listed any more" in flat
        assert "gpt-oss" not in flat  # nonsense is no change
        assert "refresh --yes" in done.out and not (home / "models.json").exists()
        assert gm("models").out.count("$0.5 in") == 0
        assert gm("models", "refresh", "--yes").code == 0
        ((path, headers, _), *_rest) = server.seen
    assert path == "/v1/models" and KEY not in str(headers)
    out = gm("models").out
    assert "(prices of 20" in out and "(prices of 2025-12-15)" not in out
    assert "window 164k; $0.5 in, $0.05 cached, $0.4 out" in out and "retired: OpenRouter did not list it" in out
    assert "price unknown" not in out  # what is told as nonsense leaves the price that is known
    said = " ".join(each["text"] for each in json.loads(gm("doctor", "--json").out))
    assert "retired" in said and "dearer than when it was built in" in said
    write("routes: {narrator: {model: openrouter/deepseek/deepseek-v3.2, prices: {input: 0.1, output: 0.4}}}\n")
    out = " ".join(gm("models").out.split())
    assert "$0.1 in, $0.4 out" in out.replace(", $0.05 cached", "") and "dearer than its route says" in out
    write("routes: {narrator: openrouter/deepseek/deepseek-v3.2}\n")
    assert "window 164k; $0.5 in" in gm("models").out


@pytest.mark.parametrize(
    ("listed", "status", "said"),
    [
        (b"<html>", 200, "JSON"),
        ({"data": []}, 200, "no list of models"),
        ({"data": [{"id": 7}]}, 200, "no list of models"),
        ([1], 200, "no list of models"),
        ({}, 503, "503"),
        ({}, 302, "302"),
    ],
)
def test_a_list_that_is_none_changes_nothing(
    gm: Gm, home: Path, monkeypatch: pytest.MonkeyPatch, listed: Any, status: int, said: str
) -> None:
    with running(ModelServer(listed=listed, status=status)) as server:
        monkeypatch.setenv("GM_MODELS_URL", server.base)
        done = gm("models", "refresh", "--yes")
    assert done.code in (1, 2) and said in done.err and not (home / "models.json").exists()


def test_a_file_that_was_spoiled_is_as_none(gm: Gm, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENROUTER_API_KEY", KEY)
    for text in ("{", "[]", '{"as_of": 1}', '{"as_of": "x", "source": "y", "models": {"a": {"price": 1}}}'):
        (home / "models.json").write_text(text)
        assert "Built-in prices" in gm("models").out


def test_the_catalogue_is_searched_without_loading_the_library(gm: Gm, gm_process: Gm) -> None:
    done = gm("models", "--catalogue", "claude haiku 4-5")
    assert done.code == 0 and "claude-haiku-4-5" in done.out and "schema tools" in done.out
    assert gm("models", "--catalogue", "no such model at all").code == 2
    found = json.loads(gm("models", "--catalogue", "claude-haiku-4-5 anthropic", "--json").out)
    assert {"price_in", "price_out", "context_window", "tools"} <= found[0].keys()
    assert "more: give more words" in gm("models", "--catalogue", "all").out


@pytest.mark.parametrize("profile", ["auto", "offline", "local", "openrouter", "mixed"])
def test_init_by_options(gm: Gm, home: Path, profile: str) -> None:
    done = gm("init", "--profile", profile, "--day-usd", "2.5", "--month-usd", "none", "--no-probe-local")
    assert done.code == 0 and "gm models" in done.out
    found = load_settings(Path("gm.yaml"), environ={"GM_HOME": str(home)}).config
    assert (found.profile, found.limits.day_usd, found.limits.month_usd) == (profile, 2.5, None)
    assert found.probe_local is False and found.data_policy.training == "terminal"
    assert gm("models").code == 0


def test_half_of_a_mixed_profile_is_told(gm: Gm, monkeypatch: pytest.MonkeyPatch) -> None:
    write("profile: mixed\n")
    monkeypatch.setenv("OPENROUTER_API_KEY", KEY)
    found = json.loads(gm("doctor", "--json").out)
    assert any("`mixed`" in each["text"] and "server" in each["text"] for each in found if each["name"] == "models")


def test_init_refuses_what_there_is_not(gm: Gm) -> None:
    assert 'did you mean "mixed"' in gm("init", "--profile", "mixd").err
    assert "no amount" in gm("init", "--day-usd", "lots").err
    assert not Path("gm.yaml").exists()
