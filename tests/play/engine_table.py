"""An engine at a table of its own: a small campaign, scripted models, a database that can be closed and reopened."""

import asyncio
import itertools
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from gm import resources
from gm.authoring.load import campaign_version, load_campaign
from gm.domain.calls import BackendRequest, Candidate, Role, Route
from gm.domain.campaign import Campaign
from gm.domain.events import NarrationFinished, OutcomeResolved, SentenceReleased, TurnEvent
from gm.domain.play import Game, PlayerInput, Turn
from gm.memory.recall import Recall
from gm.models.door import Door
from gm.models.offline.backend import OfflineBackend
from gm.models.routes import RouteTable
from gm.models.scripted import Reply, ScriptedBackend
from gm.models.tokens import EstimatingCounter
from gm.play.engine import TurnEngine
from gm.play.parts import EngineParts
from gm.rules.world import initial_changes
from gm.store.calls import CallLedger
from gm.store.campaigns import record_campaign
from gm.store.database import Database
from gm.store.games import record_game

YAML = """
slug: mill
title: The Mill
tagline: Something turns the stones at night.
ruleset: lantern-d20
characters:
  ilse:
    {name: Ilse, concept: a miller's daughter, hook: Gregor has known you since you were small.,
     sheet: {attributes: {wits: 2}, skills: {search: 1}, max_hp: 8}}
  odo: {name: Odo, concept: a carter, sheet: {max_hp: 8}}
npcs:
  gregor:
    {name: Gregor, place: mill, appearance: A tall man white with flour., persona: Tired and honest.,
     secrets: {buried: The miller buried the missing boy beneath the old threshing floor himself.}}
places:
  mill: {name: The Mill, description: A room of stones and dust., exits: {yard: the door to the yard}}
  yard: {name: The Yard, description: Mud and a cart., exits: {mill: the mill door}}
items: {key: {name: iron key}}
clocks: {dawn: {name: Dawn, segments: 4, every_minutes: 600, audience: everyone}}
flags: {found: The boy was found.}
lore: {stones: {title: The stones, keys: [stone], content: The stones were cut from a ring on the hill.}}
opening: {place: mill, text: The stones turn. Nobody is at the wheel.}
endings: {told: {title: It is told, when: {flags: found}, text: They dig at first light.}}
"""


def mill() -> Campaign:
    return load_campaign({"campaign.yaml": YAML.encode()}, rulesets=resources.ruleset_sources())


class StillClock:
    """Time that moves a second at each look."""

    def __init__(self) -> None:
        self._ticks = itertools.count()
        self._later = timedelta()

    def pass_by(self, seconds: int) -> None:
        self._later += timedelta(seconds=seconds)

    def now(self) -> datetime:
        return datetime(2030, 1, 1, tzinfo=UTC) + timedelta(seconds=next(self._ticks)) + self._later

    def monotonic(self) -> float:
        return float(next(self._ticks))


class CountedEntropy:
    """Ids and seeds that are the same in every run."""

    def __init__(self, start: str = "") -> None:
        self._ids = itertools.count(1)
        self._start = start

    def uid(self) -> str:
        return f"{self._start}{next(self._ids):032x}"[-32:]

    def seed(self) -> str:
        return f"{next(self._ids):064x}"


@dataclass
class WatchingFace:
    """Keeps what it is shown."""

    events: list[TurnEvent] = field(default_factory=list)
    on_finish: Callable[[], Awaitable[None]] | None = None
    """Called in place of showing that a narration is finished."""
    _said: dict[str, asyncio.Event] = field(default_factory=dict)

    async def show(self, event: TurnEvent) -> None:
        if isinstance(event, NarrationFinished) and self.on_finish is not None:
            await self.on_finish()
        self.events.append(event)
        for text, heard in self._said.items():
            if text in self.told():
                heard.set()

    async def until_said(self, text: str) -> None:
        """Wait until these words have been shown."""
        heard = self._said.setdefault(text, asyncio.Event())
        if text in self.told():
            return
        async with asyncio.timeout(5):
            await heard.wait()

    def told(self) -> str:
        return "".join(event.text for event in self.events if isinstance(event, SentenceReleased))

    def outcomes(self) -> list[OutcomeResolved]:
        return [event for event in self.events if isinstance(event, OutcomeResolved)]


def ruling(*verdicts: dict[str, object], minutes: int = 5) -> str:
    return json.dumps({"verdicts": list(verdicts), "minutes": minutes})


def check(character: str = "ilse", **more: object) -> dict[str, object]:
    """A verdict with a check on `search`."""
    made: dict[str, object] = {
        "character": character,
        "intent": "search the floor",
        "check": {"character": character, "skill": "search", "difficulty": 12},
        "stakes": "Noise carries.",
        "outcomes": {"success": {"text": "A board is loose."}, "failure": {"text": "Dust."}},
    }
    return made | more


SCRIPTED = Candidate(
    model="scripted", backend="scripted", context_window=8192, max_output=1024, price_in=0, price_out=0
)


class EngineTable:
    """The engine and what it stands on. `narrator` and `adjudicator` give the scripted models' replies."""

    def __init__(self, database: Database, *, owner: str = "host:1:test", gone: Callable[[str], bool] | None = None):
        self.database = database
        self.narrator: Callable[[BackendRequest], Reply] = lambda _: "The dust settles. Gregor waits."
        self.adjudicator: Callable[[BackendRequest], Reply] = lambda _: ruling(check())
        self.model = ScriptedBackend(self._reply)
        self.clock = StillClock()
        self.face = WatchingFace()
        self._lines = itertools.count(1)
        self._waited: dict[Role, asyncio.Event] = {}
        table = RouteTable({role: Route(role, (SCRIPTED,)) for role in (Role.NARRATOR, Role.ADJUDICATOR)})
        counter = EstimatingCounter()
        ledger = CallLedger(database, self.clock, owner=owner)
        door = Door(
            table, {"scripted": self.model, "offline": OfflineBackend()}, ledger, self.clock, counter, retry_delay=0
        )
        self.parts = EngineParts(
            database=database,
            door=door,
            shipped=resources.shipped_templates(),
            counter=counter,
            clock=self.clock,
            entropy=CountedEntropy(owner.encode().hex()),
            recall=Recall(database),
            owner=owner,
            owner_gone=gone or (lambda _: False),
        )
        self.engine = TurnEngine(self.parts)

    def _reply(self, request: BackendRequest) -> Reply:
        if request.role in self._waited:
            self._waited[request.role].set()
        return self.narrator(request) if request.role is Role.NARRATOR else self.adjudicator(request)

    async def start(
        self,
        *,
        party: tuple[str, ...] = ("ilse",),
        stakes: str = "show",
        campaign: Campaign | None = None,
        opened: bool = True,
    ) -> Game:
        campaign = campaign or mill()
        version = campaign_version(campaign)
        now = self.clock.now()
        async with self.database.begin() as db:
            await record_campaign(db, campaign, version=version, now=now)
            game = await record_game(
                db,
                uid="g" * 32,
                name=campaign.slug,
                campaign=campaign,
                version=version,
                branch_uid="b" * 32,
                changes=initial_changes(campaign, party),
                scene_title=campaign.title,
                scene_place=campaign.opening.place,
                stakes=stakes,
                seats=[(character, None) for character in party],
                now=now,
            )
            await db.commit()
        if opened:
            await self.engine.open_story(game, self.face)
        return game

    def line(self, text: str, *, character: str = "ilse", source: str | None = None) -> PlayerInput:
        return PlayerInput("test", source or f"line:{next(self._lines)}", character, text, character=character)

    async def say(self, game: Game, text: str, **more: str) -> Turn:
        return await self.engine.take_turn(game, [self.line(text, **more)], self.face)

    def asked(self, role: Role) -> list[BackendRequest]:
        return [request for request in self.model.requests if request.role is role]

    async def until_asked(self, role: Role) -> None:
        """Wait until a model of this role is being asked."""
        event = self._waited.setdefault(role, asyncio.Event())
        async with asyncio.timeout(5):
            await event.wait()


async def settled(task: asyncio.Task[object]) -> None:
    """Cancel a task and wait until it has ended."""
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
