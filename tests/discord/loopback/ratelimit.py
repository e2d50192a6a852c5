"""Rate limit buckets. They run on real time, since the client waits in real time."""

import hashlib
import math
import time
from dataclasses import dataclass, field
from fnmatch import fnmatch


class Limited(Exception):
    """429: try again after `retry_after` seconds."""

    def __init__(self, retry_after: float, headers: dict[str, str], scope: str = "user") -> None:
        super().__init__(f"limited for {retry_after}")
        self.retry_after = retry_after
        self.headers = headers
        self.scope = scope


@dataclass
class Rule:
    """`limit` requests in `per` seconds for each channel, guild or webhook; answers carry headers or not."""

    method: str
    path: str
    limit: int
    per: float
    headers: bool = True
    windows: dict[str, tuple[float, int]] = field(default_factory=dict)


class RateLimits:
    """Rules that tests set; without any, nothing is limited and answers carry no limit headers."""

    def __init__(self) -> None:
        self._rules: list[Rule] = []
        self.hits = 0

    def rule(self, method: str, path: str, limit: int, per: float, *, headers: bool = True) -> None:
        """Limit requests whose template fits the glob (`/channels/{channel_id}/messages*`)."""
        self._rules.append(Rule(method, path, limit, per, headers))

    def clear(self) -> None:
        """No limits any more."""
        self._rules = []

    def take(self, method: str, template: str, params: dict[str, str]) -> dict[str, str]:
        """Count a request and return the headers of its answer. Raises `Limited`."""
        for rule in self._rules:
            if rule.method in ("*", method) and fnmatch(template, rule.path):
                return self._count(rule, params)
        return {}

    def _count(self, rule: Rule, params: dict[str, str]) -> dict[str, str]:
        major = next((params[k] for k in ("channel_id", "guild_id", "webhook_token") if k in params), "")
        now = time.monotonic()
        opened, used = rule.windows.get(major, (now, 0))
        if now - opened >= rule.per:
            opened, used = now, 0
        left = opened + rule.per - now
        over = used >= rule.limit
        if not over:
            rule.windows[major] = (opened, used + 1)
        bucket = hashlib.md5(f"{rule.method}{rule.path}".encode()).hexdigest()
        headers = {
            "X-RateLimit-Limit": str(rule.limit),
            "X-RateLimit-Remaining": str(0 if over else rule.limit - used - 1),
            "X-RateLimit-Reset": f"{time.time() + left:.3f}",
            "X-RateLimit-Reset-After": f"{left:.3f}",
            "X-RateLimit-Bucket": bucket,
        }
        shown = headers if rule.headers else {}
        if over:
            self.hits += 1
            raise Limited(math.ceil(left * 1000) / 1000, shown)
        return shown
