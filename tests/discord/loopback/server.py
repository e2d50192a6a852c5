"""The server: TLS on loopback, REST and CDN and gateway by host name, the log, faults and limits."""

import asyncio
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from fnmatch import fnmatch
from typing import Any, TypeVar

import aiohttp
from aiohttp import web

from . import rest_application, rest_channels, rest_guilds, rest_interactions, rest_messages, rest_webhooks, tls
from .clock import Changes, Clock
from .errors import ApiError
from .faults import Faults, Plan
from .gateway import Gateway
from .interaction import Interaction
from .judge import Finding, Judge
from .message import Message
from .posting import Upload
from .ratelimit import Limited, RateLimits
from .routing import Call, find
from .world import World

AREAS = (rest_application, rest_channels, rest_guilds, rest_interactions, rest_messages, rest_webhooks)
API = "/api/v10"
T = TypeVar("T")


@dataclass
class Request:
    """One request in the log. `at` is the server's clock, `took` real seconds; `status` 0 = no answer was sent."""

    method: str
    path: str
    template: str
    query: dict[str, str]
    body: Any
    at: float
    files: dict[int, Upload] = field(default_factory=dict)
    status: int = 0
    answer: Any = None
    took: float = 0.0
    fault: str | None = None

    def __repr__(self) -> str:
        return f"<{self.method} {self.path} -> {self.status}{' ' + self.fault if self.fault else ''}>"


class LoopbackDiscord:
    """A small Discord. `async with LoopbackDiscord() as server:` then `server.connector()` for the client."""

    def __init__(self, *, judge: bool = True) -> None:
        self.clock = Clock()
        self.changes = Changes()
        self.world = World(self.clock, self.changes)
        self.gateway = Gateway(self)
        self.faults = Faults(self)
        self.limits = RateLimits()
        self.judge = Judge(enabled=judge)
        self.requests: list[Request] = []
        self.nonce_hits: list[Message] = []
        self.refused_hosts: list[str] = []
        self.unknown_routes: list[str] = []
        self.sockets: set[web.WebSocketResponse] = set()
        self.port = 0
        self._runner: web.AppRunner | None = None
        self.world.connect(self.gateway.emit)

    # -- life

    async def __aenter__(self) -> "LoopbackDiscord":
        app = web.Application(client_max_size=32 * 1024 * 1024)
        app.router.add_route("*", "/{rest:.*}", self._serve)
        self._runner = web.AppRunner(app, access_log=None, handle_signals=False, shutdown_timeout=0.2)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0, ssl_context=tls.server_context())
        await site.start()
        self.port = self._runner.addresses[0][1]
        return self

    async def __aexit__(self, *_: object) -> None:
        for session in self.gateway.sessions.values():
            session.detach()
        for socket in list(self.sockets):
            await socket.close(code=1001)
        await self.changes.close()
        if self._runner is not None:
            await self._runner.cleanup()

    @property
    def token(self) -> str:
        """The bot token that is accepted."""
        return self.world.token

    def connector(self) -> aiohttp.TCPConnector:
        """A connector for one client. Refused hosts are listed in `refused_hosts`."""
        return tls.connector(self.port, self.refused_hosts)

    # -- looking

    @property
    def findings_on_requests(self) -> list[Finding]:
        """What Discord's OpenAPI document says against the client's requests."""
        return self.judge.on_requests

    @property
    def findings_on_answers(self) -> list[Finding]:
        """What Discord's OpenAPI document says against this server's answers."""
        return self.judge.on_answers

    def calls(self, method: str = "*", path: str = "*") -> list[Request]:
        """Requests so far whose path or template fits the glob."""
        return [
            r
            for r in self.requests
            if method in ("*", r.method) and (fnmatch(r.path, path) or fnmatch(r.template, path))
        ]

    @property
    def interactions(self) -> list[Interaction]:
        """All interactions so far, in order."""
        return list(self.world.interactions.values())

    @property
    def invalid_requests(self) -> int:
        """Answers that count towards Cloudflare's ban (10,000 of 401, 403, 429 in 10 minutes)."""
        return sum(r.status in (401, 403, 429) for r in self.requests)

    async def until(self, condition: Callable[[], T], within: float = 20.0, what: str = "") -> T:
        """Wait until the condition holds; looked at after each change."""
        return await self.changes.until(condition, within, what)

    async def ready(self, sessions: int = 1, within: float = 40.0) -> None:
        """Wait until that many sessions are connected."""
        await self.until(lambda: len(self.gateway.connected) >= sessions, within, f"{sessions} gateway sessions")

    # -- serving

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        host = (request.host or "").split(":")[0]
        if request.headers.get("Upgrade", "").lower() == "websocket":
            return await self.gateway.serve(request)
        if host.endswith(("discordapp.com", "discordapp.net")):
            return self._cdn(request)
        return await self._rest(request)

    def _cdn(self, request: web.Request) -> web.Response:
        upload = self.world.files.get(request.path)
        if upload is None:
            return web.Response(status=404)
        return web.Response(body=upload.data, content_type=upload.content_type)

    async def _rest(self, request: web.Request) -> web.Response:
        path = request.path.removeprefix(API)
        match = find(request.method, path)
        template = match[0].template if match else path
        body, files = await _read(request)
        logged = Request(request.method, path, template, dict(request.query), body, self.clock.now(), files)
        self.requests.append(logged)
        started = time.perf_counter()
        headers = {"Via": "1.1 google", "Content-Type": "application/json"}
        plan = self.faults.on_request(request.method, path)
        logged.fault = plan.kind if plan else None
        held = self.faults.held_up(request.method, path)
        if held is not None and not held.after:
            self.changes.touch()
            await held.wait()
        try:
            if plan is not None and (early := await self._before(plan, headers)) is not None:
                status, answer = early
            elif match is None:
                self.unknown_routes.append(f"{request.method} {path}")
                raise ApiError(404, 0, "404: Not Found")
            else:
                route, params = match
                call = Call(self, request.method, template, path, params, logged.query, body, files)
                call.reason = request.headers.get("X-Audit-Log-Reason")
                self._authorise(request, route.auth)
                self.judge.request(request.method, template, logged.query, body)
                headers |= self.limits.take(request.method, template, params)
                answer = await route.endpoint(call)
                status = 204 if answer is None else call.status
        except ApiError as error:
            status, answer = error.status, error.payload()
        except Limited as limited:
            headers |= limited.headers
            status, answer = _limited(limited.retry_after, headers, scope=limited.scope)
        if plan is not None and plan.kind == "500_after":
            status, answer = 500, {"message": "500: Internal Server Error", "code": 0}
        if status == -1 or (plan is not None and plan.kind == "lost"):
            if request.transport is not None:
                request.transport.abort()
            self.changes.touch()
            return web.Response(status=500)
        if held is not None and held.after:
            self.changes.touch()
            await held.wait()
        if held is not None:
            held.done = True
        logged.status, logged.answer, logged.took = status, answer, time.perf_counter() - started
        if plan is None and match is not None:
            self.judge.answer(request.method, template, status, answer)
        self.changes.touch()
        if status == 204:
            del headers["Content-Type"]
            return web.Response(status=status, headers=headers)
        return web.Response(status=status, body=json.dumps(answer, ensure_ascii=False).encode(), headers=headers)

    async def _before(self, plan: Plan, headers: dict[str, str]) -> tuple[int, Any] | None:
        if plan.error is not None:
            return plan.error.status, plan.error.payload()
        if plan.kind in ("500", "502"):
            return int(plan.kind), {"message": f"{plan.kind}: Server Error", "code": 0}
        if plan.kind == "429_cloudflare":
            del headers["Via"]
            headers["Content-Type"] = "text/html"
            return 429, "error code: 1015"
        if plan.kind.startswith("429"):
            if plan.kind == "429":
                headers |= {"X-RateLimit-Limit": "5", "X-RateLimit-Remaining": "0", "X-RateLimit-Bucket": "fault"}
                headers |= {"X-RateLimit-Reset-After": str(plan.seconds), "X-RateLimit-Reset": str(time.time())}
            return _limited(plan.seconds, headers, everywhere=plan.kind == "429_global")
        if plan.kind == "drop":
            return -1, None
        if plan.kind == "slow":
            await asyncio.sleep(plan.seconds)
        return None

    def _authorise(self, request: web.Request, needed: bool) -> None:
        if needed and request.headers.get("Authorization") != f"Bot {self.token}":
            raise ApiError(401, 0, "401: Unauthorized")
        if request.headers.get("Content-Type", "application/json").startswith("text/"):
            raise ApiError(400, 50109, "The request body contains invalid JSON.")


def _limited(
    seconds: float, headers: dict[str, str], scope: str = "user", everywhere: bool = False
) -> tuple[int, dict[str, Any]]:
    headers |= {"Retry-After": str(max(1, round(seconds))), "X-RateLimit-Scope": "global" if everywhere else scope}
    if everywhere:
        headers["X-RateLimit-Global"] = "true"
    return 429, {"message": "You are being rate limited.", "code": 0, "retry_after": seconds, "global": everywhere}


async def _read(request: web.Request) -> tuple[Any, dict[int, Upload]]:
    if not request.can_read_body:
        return None, {}
    if not request.content_type.startswith("multipart/"):
        raw = await request.read()
        return (json.loads(raw) if raw else None), {}
    body: Any = {}
    files: dict[int, Upload] = {}
    async for part in await request.multipart():
        assert isinstance(part, aiohttp.BodyPartReader)
        name = part.name or ""
        data = bytes(await part.read(decode=True))
        if name == "payload_json":
            body = json.loads(data)
        elif name.startswith("files["):
            kind = part.headers.get("Content-Type", "application/octet-stream")
            files[int(name[6:-1])] = Upload(part.filename or "file", kind, data)
    return body, files
