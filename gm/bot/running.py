"""What belongs to the running of one process, and to no table: counts, fair places, draining, shards."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any, Final

import aiohttp

from gm.bot.allowance import Allowance
from gm.bot.draining import Draining
from gm.bot.fairness import Fairness
from gm.bot.shard_lease import ShardLease
from gm.bot.shards import Shards
from gm.telemetry.metrics import Metrics

_TOO_MANY: Final = 429
_THEIR_FAULT: Final = 500


class UnsureAnswer(aiohttp.ClientError):
    """Discord failed while an interaction was answered for the first time.

    The library would wait a second before it tries again, and there are but three: so the try ends here.
    """


class UnsurePost(aiohttp.ClientError):
    """Discord failed while a webhook posted: it may stand there or not.

    The library would send it again unasked, and a webhook's post has no nonce: people would read it twice. So the try
    ends here, and whoever posts looks for it first.
    """


@dataclass
class Running:
    """One of each, made with the bot."""

    shards: Shards = field(default_factory=Shards)
    metrics: Metrics = field(default_factory=Metrics)
    fairness: Fairness = field(default_factory=Fairness)
    allowance: Allowance = field(default_factory=Allowance)
    desk: Callable[[int, int, str], Awaitable[None]] | None = None
    """Tells those who run a server (server, thread, kind) that a limit is reached; None: nobody is told."""
    lease: ShardLease | None = None
    """None: no other process is looked for."""
    prepared: Callable[[], None] = lambda: None
    """Called when all that a process needs for good is in memory, before it connects."""
    draining: Draining = field(init=False)

    def __post_init__(self) -> None:
        self.draining = Draining(self.fairness)
        gauges: dict[str, Callable[[], float]] = {
            "gm_turns_playing": lambda: self.fairness.busy,
            "gm_turns_waiting": lambda: self.fairness.waiting,
            "gm_draining": lambda: float(self.draining.on),
        }
        self.metrics.gauges.update(gauges)

    def trace(self) -> aiohttp.TraceConfig:
        """Counts the requests of a client session: their outcome, and how long Discord told us to wait."""
        config = aiohttp.TraceConfig()

        async def ended(_: aiohttp.ClientSession, __: SimpleNamespace, end: aiohttp.TraceRequestEndParams) -> None:
            status = end.response.status
            label = str(status) if status == _TOO_MANY else f"{status // 100}xx"
            self.metrics.add("gm_discord_requests_total", status=label)
            if status == _TOO_MANY:
                wait = end.response.headers.get("X-RateLimit-Reset-After") or end.response.headers.get("Retry-After")
                self.metrics.add("gm_discord_rate_limit_wait_seconds_total", _seconds(wait))

            if status >= _THEIR_FAULT and end.url.path.endswith("/callback"):
                raise UnsureAnswer(f"{status} for an answer to an interaction")
            if status >= _THEIR_FAULT and end.method == "POST" and "thread_id" in end.url.query:
                raise UnsurePost(f"{status} for a post in somebody's name")

        async def failed(*_: Any) -> None:
            self.metrics.add("gm_discord_requests_total", status="failed")

        config.on_request_end.append(ended)
        config.on_request_exception.append(failed)
        return config


def _seconds(text: str | None) -> float:
    try:
        return float(text or 0)
    except ValueError:
        return 0.0
