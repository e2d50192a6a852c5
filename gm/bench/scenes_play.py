"""Many scenes of one game on one database, each with a walker of its own, and a model that is slow on purpose."""

import asyncio
import contextlib
import json
import re
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

from gm import resources
from gm.app import App, SystemClock, SystemEntropy
from gm.authoring.load import load_campaign
from gm.bench.table import SCRIPTED
from gm.domain.calls import BackendRequest, Chunk, Role, Route
from gm.domain.campaign import Campaign
from gm.domain.effects import GiveItem, LoseItem
from gm.domain.play import Game, Hand, PlayerInput
from gm.domain.scenes import MAIN
from gm.liveness import process_gone, process_name
from gm.memory.recall import Recall
from gm.models.door import Door
from gm.models.offline.backend import OfflineBackend
from gm.models.routes import RouteTable
from gm.models.scripted import ScriptedBackend
from gm.models.tokens import EstimatingCounter
from gm.play.engine import SilentFace, TurnEngine
from gm.play.parts import EngineParts
from gm.play.scenes import Asked
from gm.settings import load_settings
from gm.store.calls import CallLedger
from gm.store.database import Database

GAME: Final = "scenes"
TOKEN: Final = "token"
"""Each turn takes one from the heap in the hall, which all scenes share, into its walker's own hands."""
HEAP: Final = 999
"""Tokens on the heap in the beginning."""
_MARK: Final = re.compile(r"mark-(\d+)-(\d+)-(\d+)")
_HEAD: Final = """
slug: many-scenes
title: Many Scenes
tagline: Everybody is somewhere.
ruleset: lantern-d20
npcs: {warden: {name: Warden, place: hall, appearance: An old man with a ledger., persona: Patient.}}
places: {hall: {name: The Hall, description: A long room with alcoves.}}
items: {token: {name: token}}
opening: {place: hall, text: The hall is long.}
characters:
"""


def crowd(scenes: int) -> Campaign:
    """A campaign with a walker for each scene, and a warden whom all of them see."""
    people = "\n".join(
        f"  walker{n}: {{name: Walker{n}, concept: a walker, sheet: {{max_hp: 8}}}}" for n in range(scenes)
    )
    return load_campaign({"campaign.yaml": f"{_HEAD}{people}\n".encode()}, rulesets=resources.ruleset_sources())


@dataclass(frozen=True, slots=True)
class Call:
    """A model's call: for which scene and which line, and when (seconds of the machine's monotonic clock)."""

    scene: int
    line: str
    begun: float
    ended: float


@dataclass
class SlowModel:
    """Rules that each line moves one own and one shared value; answers after `seconds`."""

    seconds: float
    calls: list[Call] = field(default_factory=list)
    held: int = -1
    """A scene whose narrator does not answer before `release`; -1: none."""
    release: asyncio.Event = field(default_factory=asyncio.Event)
    holding: asyncio.Event = field(default_factory=asyncio.Event)
    """Set once its call has begun, and is held."""
    _told: ScriptedBackend = field(default_factory=lambda: ScriptedBackend(_reply))

    async def stream(self, request: BackendRequest) -> AsyncIterator[Chunk]:
        """The reply, late."""
        scene, line = _line_of(request)
        begun = time.monotonic()
        try:
            await asyncio.sleep(self.seconds)
            if scene == self.held and request.role is Role.NARRATOR:
                self.holding.set()
                await self.release.wait()
            async for chunk in self._told.stream(request):
                yield chunk
        finally:
            self.calls.append(Call(scene, line, begun, time.monotonic()))


def _line_of(request: BackendRequest) -> tuple[int, str]:
    inputs = getattr(request.brief, "inputs", ())
    found = _MARK.search(inputs[-1].text) if inputs else None
    return (int(found[1]), found[0]) if found is not None else (-1, "")


def _reply(request: BackendRequest) -> str:
    if request.role is Role.NARRATOR:
        return "Dust settles in the alcove. The warden writes something down."
    scene, _ = _line_of(request)
    who = f"walker{scene}"
    taken = {"kind": "give_item", "character": who, "item": TOKEN, "source": "hall"}
    return json.dumps({"verdicts": [{"character": who, "intent": "take a token", "effects": [taken]}], "minutes": 1})


@contextlib.asynccontextmanager
async def opened(url: str, model: SlowModel) -> AsyncIterator[App]:
    """An app on that database, whose every model is the slow one."""
    with tempfile.TemporaryDirectory(prefix="gm-bench-") as folder:
        settings = load_settings(environ={"GM_HOME": folder, "GM_PROBE_LOCAL": "false"}, cwd=Path(folder))
        database = await Database.open(url, busy_timeout=60)
        try:
            clock, owner, counter = SystemClock(), process_name(), EstimatingCounter()
            routes = RouteTable({role: Route(role, (SCRIPTED,)) for role in (Role.NARRATOR, Role.ADJUDICATOR)})
            ledger = CallLedger(database, clock, owner=owner, limits=())
            door = Door(routes, {"scripted": model, "offline": OfflineBackend()}, ledger, clock, counter)
            parts = EngineParts(
                database=database,
                door=door,
                shipped=resources.shipped_templates(),
                counter=counter,
                clock=clock,
                entropy=SystemEntropy(),
                recall=Recall(database),
                owner=owner,
                owner_gone=process_gone,
            )
            app = App(settings, database, TurnEngine(parts), door, announcement="")
            yield app
            await app.engine.settling.drain()
        finally:
            await database.close()


async def prepare(app: App, scenes: int) -> Game:
    """A game in which every walker has a scene of their own."""
    party = [f"walker{n}" for n in range(scenes)]
    game = await app.start_game(crowd(scenes), name=GAME, characters=party)
    await app.engine.open_story(game, SilentFace())
    heap = (
        GiveItem(character=party[0], item=TOKEN, quantity=HEAP),
        LoseItem(character=party[0], item=TOKEN, quantity=HEAP, dropped=True),
    )
    await app.engine.adjust(game, Hand("bench", "heap", "bench", heap), SilentFace())
    for who in party[1:]:
        await app.engine.scenes.part(game, [who], "", Asked("bench", f"go:{who}", who), SilentFace())
    return game


async def keys_of(app: App, game: Game, scenes: int) -> list[str]:
    """The key of each walker's scene."""
    found = {who: view.key for view in await app.engine.scenes.all(game) for who in view.who}
    return [found.get(f"walker{n}", MAIN) for n in range(scenes)]


async def say(app: App, game: Game, key: str, scene: int, worker: int, turn: int) -> None:
    """One line in one scene, to its end."""
    text = f"I take a token from the heap mark-{scene}-{worker}-{turn}"
    line = PlayerInput("bench", f"{scene}.{worker}.{turn}", f"p{scene}", text, character=f"walker{scene}")
    await app.engine.take_turn(game, [line], SilentFace(), scene_key=key)


@dataclass
class Played:
    """What one process saw."""

    calls: list[Call]
    round_seconds: list[float]
    """How long each round of all scenes took."""
    alone_seconds: float
    """A turn of one scene while nothing else went on."""
    stuck: int
    """Scenes that did not come to the end of a turn while one model call was held."""
    cpu: float

    def as_json(self) -> str:
        """To hand it to the process that counts."""
        return json.dumps({**asdict(self), "calls": [asdict(call) for call in self.calls]})

    @classmethod
    def read(cls, text: str) -> "Played":
        """The same, read again."""
        found: dict[str, Any] = json.loads(text)
        return cls(**{**found, "calls": [Call(**each) for each in found["calls"]]})


async def play(
    app: App, model: SlowModel, scenes: int, turns: int, *, worker: int = 0, patience: float = 120.0
) -> Played:
    """All scenes at once for so many turns, and a last one while a call of the first scene is held. The first worker
    also plays one turn alone before."""
    found = await app.find_game(GAME)
    assert found is not None
    game, begun = found, time.process_time()
    keys = await keys_of(app, game, scenes)
    rounds: list[float] = []
    for turn in range(1, turns + 1):
        started = time.monotonic()
        await asyncio.gather(*(say(app, game, key, n, worker, turn) for n, key in enumerate(keys)))
        rounds.append(time.monotonic() - started)
    stuck = await _held(app, model, game, keys, worker, turns + 1, patience)
    started = time.monotonic()
    await say(app, game, keys[worker], worker, worker, turns + 2)
    alone = time.monotonic() - started
    return Played(model.calls, rounds, alone, stuck, time.process_time() - begun)


async def _held(
    app: App, model: SlowModel, game: Game, keys: Sequence[str], worker: int, turn: int, patience: float
) -> int:
    """A turn of every scene while a narrator of this process's own scene never answers; how many did not end. Each
    process holds another scene, and all leave the held ones alone until then."""
    model.held = worker
    first = asyncio.create_task(say(app, game, keys[worker], worker, worker, turn))
    seen = asyncio.create_task(model.holding.wait())
    await asyncio.wait((first, seen), return_when=asyncio.FIRST_COMPLETED)  # the others begin while it is held
    free = [asyncio.create_task(say(app, game, key, n, worker, turn)) for n, key in enumerate(keys) if n >= HELD]
    _, waiting = await asyncio.wait(free, timeout=patience)
    model.release.set()
    await asyncio.gather(first, *waiting)
    for n in range(HELD):  # those that others may have held
        if n != worker:
            await say(app, game, keys[n], n, worker, turn)
    model.held = -1
    return len(waiting)


HELD: Final = 4
"""The first scenes may be held by processes, one by each: at most so many processes play."""


def overlaps(calls: Sequence[Call]) -> int:
    """How many pairs of calls of one scene, for different lines, were under way at the same time."""
    count = 0
    by_scene: dict[int, list[Call]] = {}
    for call in calls:
        by_scene.setdefault(call.scene, []).append(call)
    for own in by_scene.values():
        own.sort(key=lambda call: call.begun)
        for number, call in enumerate(own):
            for later in own[number + 1 :]:
                if later.begun >= call.ended:
                    break
                count += later.line != call.line
    return count


def most_at_once(calls: Sequence[Call]) -> int:
    """How many calls were under way at the same moment, at most."""
    steps = sorted([(call.begun, 1) for call in calls] + [(call.ended, -1) for call in calls])
    now = most = 0
    for _, step in steps:
        now += step
        most = max(most, now)
    return most
