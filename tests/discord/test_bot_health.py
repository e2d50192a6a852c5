"""What a host's monitoring sees."""

import asyncio
import re
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
from bot_journey import opened, seated, serving
from loopback import LoopbackDiscord
from shipped_bot import ShippedBot

from gm.bot.health import parse_address
from gm.domain.errors import ConfigError
from gm.telemetry.counting import Counting
from gm.telemetry.metrics import HELP, Metrics


@pytest.fixture
async def server() -> AsyncIterator[LoopbackDiscord]:
    """A Discord that breaks requests on purpose, and finds nothing wrong with those that it was asked."""
    async with LoopbackDiscord() as made:
        yield made
    assert [str(finding) for finding in made.findings_on_requests] == []


def read(text: str) -> dict[str, float]:
    """Prometheus' text format: every line must be one of its three kinds."""
    found = {}
    for line in text.splitlines():
        if not line.startswith("# "):
            sample = re.fullmatch(r'([a-z_]+(?:\{[a-z_]+="[^"]*"(?:,[a-z_]+="[^"]*")*\})?) ([-+0-9.e]+)', line)
            assert sample, line
            assert sample[1] not in found, line
            found[sample[1]] = float(sample[2])
        else:
            assert re.match(r"# (HELP [a-z_]+ .+|TYPE [a-z_]+ (counter|gauge|histogram))$", line), line
    return found


def test_metrics_are_text_that_prometheus_reads() -> None:
    metrics = Metrics()
    metrics.add("gm_turns_total")
    metrics.add("gm_model_calls_total", role='a"b\\', status="ok")
    for value in (-1.0, 0.02, 7.5, 500.0):
        metrics.observe("gm_model_call_seconds", value, role="narrator")
    metrics.gauges["gm_open_tables"] = lambda: 3
    found = read(metrics.text().replace('a\\"b\\\\', "ab"))
    assert found["gm_turns_total"] == 1 and found["gm_open_tables"] == 3
    assert found['gm_model_calls_total{role="ab",status="ok"}'] == 1
    assert found['gm_model_call_seconds_bucket{role="narrator",le="0.1"}'] == 2
    assert found['gm_model_call_seconds_bucket{role="narrator",le="10"}'] == 3
    assert found['gm_model_call_seconds_bucket{role="narrator",le="+Inf"}'] == 4
    assert found['gm_model_call_seconds_count{role="narrator"}'] == 4
    assert metrics.value("gm_model_call_seconds", role="narrator") == 4 and metrics.value("gm_nothing") == 0


def test_addresses_as_hosts_write_them() -> None:
    assert parse_address("127.0.0.1:8080") == ("127.0.0.1", 8080)
    assert parse_address("8080") == parse_address(":8080") == ("127.0.0.1", 8080)  # loopback unless told
    assert parse_address("0.0.0.0:9") == ("0.0.0.0", 9) and parse_address("[::1]:9") == ("::1", 9)
    for wrong in ("", "host", "host:x", "127.0.0.1:70000", "127.0.0.1:-1"):
        with pytest.raises(ConfigError):
            parse_address(wrong)


async def test_a_played_turn_is_counted(server: LoopbackDiscord, home: Path) -> None:
    channel = server.world.guild().channel("inn")
    async with opened(home) as app, serving(server, app) as bot:
        metrics = bot.running.metrics
        app.watchers.add(Counting(metrics))
        group = await seated(server, bot, channel, Ada="Ilse Brand")
        answered = metrics.value("gm_acknowledgement_seconds")
        server.faults.once("POST", f"/channels/{group.thread.id}/messages", "429")
        server.faults.once("POST", "/interactions/*/callback", "500")
        acted = await group.does("Ada", "I search the floor")
        assert acted.acked_after is not None and acted.acked_after < 1  # the library alone would wait a second
        assert metrics.value("gm_turns_total") == 2  # the opening, too
        assert metrics.value("gm_turn_stage_seconds", stage="ruled") == 1
        assert metrics.value("gm_turn_stage_seconds", stage="telling") == 2
        assert metrics.value("gm_turn_stage_seconds", stage="told") == 2
        assert metrics.value("gm_acknowledgement_seconds") == answered + 1
        assert metrics.value("gm_discord_requests_total", status="429") == 1
        assert metrics.value("gm_discord_rate_limit_wait_seconds_total") > 0
        assert metrics.value("gm_model_calls_total", role="narrator", model="offline", status="ok") == 1
        assert metrics.value("gm_model_cost_usd_total", role="narrator", model="offline") == 0
        assert metrics.value("gm_gateway_events_total", kind="connected") == 1
        await server.gateway.drop()
        await server.until(lambda: metrics.value("gm_gateway_events_total", kind="resumed") == 1)
        server.faults.once("POST", f"/channels/{group.thread.id}/messages", "lost")
        await group.does("Ada", "I search the floor")
        assert metrics.value("gm_posts_found_total") + len(server.nonce_hits) >= 1
        assert metrics.value("gm_posts_unsure_total") == 0
        assert {name for name in read(metrics.text()) if name.partition("{")[0].endswith("_total")}
        unknown = {name.partition("{")[0].removesuffix("_bucket") for name in read(metrics.text())} - set(HELP)
        assert {name.removesuffix("_sum").removesuffix("_count") for name in unknown} <= set(HELP)


async def test_the_shipped_command_answers_its_monitoring(server: LoopbackDiscord, home: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    bot = ShippedBot(server, home, "--http", f"127.0.0.1:{port}")
    await bot.start()
    try:
        async with aiohttp.ClientSession(f"http://127.0.0.1:{port}") as client:

            async def ask(path: str) -> tuple[int, str]:
                async with client.get(path) as reply:
                    return reply.status, await reply.text()

            assert await ask("/healthz") == (200, "ok\n")
            ready = await ask("/readyz")
            for _ in range(200):  # it has a session; the servers of it are still coming in
                if ready[0] == 200:
                    break
                await asyncio.sleep(0.05)
                ready = await ask("/readyz")
            assert ready == (200, "ready\n")
            status, text = await ask("/metrics")
            assert status == 200 and read(text)["gm_open_tables"] == 0
            assert read(text)['gm_gateway_events_total{kind="connected"}'] == 1
            assert (await ask("/"))[0] == 404
            # a second one cannot have the port, and says so
            other = ShippedBot(server, home, "--http", f"127.0.0.1:{port}")
            await other.start(ready=False)
            assert other.process is not None and await asyncio.wait_for(other.process.wait(), 30) == 1
            assert "Give --http another port" in other.said() and "Traceback" not in other.said()
        assert await bot.stop() == 0
    finally:
        if bot.running:
            await bot.kill()
