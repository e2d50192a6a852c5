"""Faults, by plan or by chance: what can go wrong between a bot and Discord."""

import asyncio
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from fnmatch import fnmatch
from typing import TYPE_CHECKING, Any

from .errors import ApiError
from .session import Session

if TYPE_CHECKING:
    from .gateway import Gateway
    from .server import LoopbackDiscord

# before: nothing was done. after: it was done, but the answer never came or was an error.
REQUEST_KINDS = ("429", "429_bare", "429_global", "429_cloudflare", "500", "502", "drop", "slow", "500_after", "lost")
DISPATCH_KINDS = ("duplicate", "late", "socket", "cut", "op7", "op9")


@dataclass
class Plan:
    """A fault waiting for its request: `skip` matching ones pass first, then `times` are hit."""

    kind: str
    method: str
    path: str
    times: int = 1
    skip: int = 0
    seconds: float = 0.05
    error: ApiError | None = None

    def hits(self, method: str, path: str) -> bool:
        """Is this the request? Counts down."""
        if self.times <= 0 or self.method not in ("*", method) or not fnmatch(path, self.path):
            return False
        if self.skip > 0:
            self.skip -= 1
            return False
        self.times -= 1
        return True


@dataclass
class Held:
    """A request that is held up: before anything is done, or (`after`) with its answer ready. Whoever had asked may be
    dead when it goes on: Discord does what it was sent all the same."""

    matches: Callable[[str, str], bool]
    skip: int = 0
    after: bool = False
    request: str = ""
    """Method and path, once it is there."""
    done: bool = False
    """Whether Discord is done with it, and has answered if anybody was there."""
    _gate: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def reached(self) -> bool:
        """Whether it is being held."""
        return bool(self.request)

    def release(self) -> None:
        """Let it go on."""
        self._gate.set()

    async def wait(self) -> None:
        """Until it may go on."""
        await self._gate.wait()


class Faults:
    """What will go wrong. `happened` counts by kind."""

    def __init__(self, server: "LoopbackDiscord") -> None:
        self._server = server
        self._plans: list[Plan] = []
        self._dispatches: list[Plan] = []
        self._rates: dict[str, float] = {}
        self._random = random.Random(0)
        self._holds: list[Held] = []
        self.happened: Counter[str] = Counter()

    def once(self, method: str, path: str, kind: str, *, times: int = 1, skip: int = 0, seconds: float = 0.05) -> None:
        """The next `times` requests whose path fits the glob (`/channels/*/messages`) go wrong.

        `seconds` is the retry_after of a 429, or how long a slow one takes.
        """
        assert kind in REQUEST_KINDS, kind
        self._plans.append(Plan(kind, method, path, times, skip, seconds))

    def refuse(self, method: str, path: str, error: ApiError, *, times: int = 1, skip: int = 0) -> None:
        """The next `times` requests are answered with an error of Discord's (`errors.unknown("webhook")`, …)."""
        self._plans.append(Plan("error", method, path, times, skip, error=error))

    def hold(self, matches: Callable[[str, str], bool], *, skip: int = 0, after: bool = False) -> Held:
        """Hold up the next request whose method and path match, when `skip` such ones have passed."""
        self._holds.append(Held(matches, skip, after))
        return self._holds[-1]

    def held_up(self, method: str, path: str) -> Held | None:
        """The hold that a request runs into, if any."""
        for held in self._holds:
            if held.matches(method, path):
                if held.skip == 0:
                    self._holds.remove(held)
                    held.request = f"{method} {path}"
                    return held
                held.skip -= 1
        return None

    def dispatch(self, kind: str, event: str = "*", *, times: int = 1, skip: int = 0) -> None:
        """The next `times` events of that name go wrong.

        `late` (an interaction whose 3 s are over), `duplicate` (sent twice), or the connection breaks before the event
        gets out and it is only replayed: `socket` (closed), `cut` (without a handshake), `op7`, `op9` (it is lost).
        """
        assert kind in DISPATCH_KINDS, kind
        self._dispatches.append(Plan(kind, "*", event, times, skip))

    def storm(self, rates: dict[str, float], seed: int = 0) -> None:
        """From now on each request or event goes wrong by chance, e.g. `{"429": 0.02, "duplicate": 0.02}`."""
        assert set(rates) <= {*REQUEST_KINDS, *DISPATCH_KINDS}, rates
        self._rates = dict(rates)
        self._random = random.Random(seed)

    def calm(self) -> None:
        """Nothing goes wrong any more."""
        self._plans, self._dispatches, self._rates, self._holds = [], [], {}, []

    def on_request(self, method: str, path: str) -> Plan | None:
        """The fault that befalls a request, if any."""
        plan = next((p for p in self._plans if p.hits(method, path)), None) or self._chance(REQUEST_KINDS)
        if plan is not None:
            self.happened[plan.kind] += 1
        return plan

    def _chance(self, kinds: tuple[str, ...]) -> Plan | None:
        for kind in kinds:
            if kind in self._rates and self._random.random() < self._rates[kind]:
                return Plan(kind, "*", "*")
        return None

    def on_dispatch(self, gateway: "Gateway", session: Session, event: str, body: dict[str, Any]) -> None:
        """Dispatch an event, or what goes wrong instead."""
        plan = next((p for p in self._dispatches if p.hits("*", event)), None)
        if plan is None and session.socket is not None:
            plan = self._chance(DISPATCH_KINDS)
        if plan is None or (plan.kind == "late" and event != "INTERACTION_CREATE"):
            session.dispatch(event, body)
            return
        self.happened[plan.kind] += 1
        if plan.kind == "late":
            self._server.world.interactions[int(body["id"])].created_at -= 3.2
        elif plan.kind == "op7":
            session.send({"op": 7, "d": None})
            session.hold()
        elif plan.kind == "op9":
            session.invalid = True
            session.send({"op": 9, "d": False})
            session.hold()
            return
        elif plan.kind == "cut":
            session.cut()
        elif plan.kind == "socket":
            session.close_soon(4000)
        session.dispatch(event, body)
        if plan.kind == "duplicate":
            session.repeat()
