"""What a table in `copilot` does, deed by deed: what is due follows from what the store holds, so that people who come
back to a table whose process died do again what was not done, and nothing else."""

import asyncio
import contextlib
import hashlib
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

from harness import settings_of

from gm.app import App, open_app
from gm.domain.approval import Overruling
from gm.domain.calls import BackendRequest, Chunk, Role, Route
from gm.domain.events import TurnEvent
from gm.domain.play import Game, PlayerInput
from gm.models.minilm import LOCAL
from gm.models.routes import RouteTable
from gm.models.scripted import ScriptedBackend
from gm.play.engine import SilentFace
from gm.play.whispers import AloneFace
from gm.store.objections import load_objection
from gm.store.turns import load_last_turn, load_turns, load_unfinished

GAME, MODEL = "approved", "mortal-copilot"
PLAYER, MASTER = "tester", "gm:1"
LINES = (
    "I listen at the door for the bell",
    "I look closely at the old marks",
    "I search under the boards",
    "I listen for steps in the fog",
    "I look along the quay for a lamp",
    "I listen to what the old woman says",
    "I look for the ferry",
    "I feel along the wall where nobody sees it",
)
WHISPERED = 7
"""The line that is said to nobody but the game master."""
PLAN: dict[str, str] = {
    "0/0": "approve",
    "0/0.1": "reword",
    "0/0.2": "edit",
    "1/0": "overrule dc",
    "1/0.1": "approve",
    "2/0": "approve",
    "2/0.1": "overrule succeeds",
    "2/0.2": "approve",
    "3/0": "approve",
    "3/0.1": "approve",
    "3/told": "object",
    "3/asked": "look again",
    "4/0": "approve",
    "4/0.1": "approve",
    "4/told": "object as master",
    "4/asked": "object as master",
    "5/0": "undo",
    "6/0": "approve",
    "6/0.1": "undo",
    "7/0": "approve",
    "7/0.1": "reword",
    "7/0.2": "approve",
}
"""What is done about which line at which stop; about a line that was put right the same as before."""


class Pondering(ScriptedBackend):
    """Takes a while, so that some kills strike while a model is asked."""

    async def stream(self, request: BackendRequest) -> AsyncIterator[Chunk]:
        for _ in range(80):
            await asyncio.sleep(0)
        async for chunk in super().stream(request):
            yield chunk


class Keeping:
    """The players' eyes: what they are shown stays in a file."""

    def __init__(self, home: Path) -> None:
        self._file = home / "shown.jsonl"

    async def show(self, event: TurnEvent) -> None:
        text = getattr(event, "text", "") if type(event).__name__ == "SentenceReleased" else ""
        _keep(self._file, {"turn": event.turn_id, "event": type(event).__name__, "text": text})


def _keep(file: Path, value: object) -> None:
    with file.open("a", encoding="utf-8") as out:
        out.write(json.dumps(value) + "\n")


@contextlib.asynccontextmanager
async def opened(home: Path) -> AsyncIterator[App]:
    """The app on this home, with models that are paid for and answer by what they are asked."""

    def reply(request: BackendRequest) -> str:
        asked = request.messages[-1].content
        if request.role is Role.ADJUDICATOR:
            return _ruling(asked, request)
        told = f"Draft {hashlib.sha256(asked.encode()).hexdigest()[:12]} is what they hear."
        _keep(home / "written.jsonl", told)
        return told

    async with open_app(settings_of(home, None), models=False, backends={MODEL: Pondering(reply)}) as app:
        priced = replace(LOCAL, price_in=1.0, price_out=1.0, price_cached=1.0, context_window=32768, max_output=2000)
        mine = replace(priced, backend=MODEL, model="paid")
        own = {role: Route(role, (mine,)) for role in (Role.NARRATOR, Role.ADJUDICATOR)}
        app.door.routes = RouteTable({**app.door.routes.routes, **own})
        yield app


def _ruling(asked: str, request: BackendRequest) -> str:
    who = request.brief.inputs[0].character if request.brief.inputs else ""
    again = "YOU RULED THIS ALREADY" in asked
    if again and "it was easy" in asked:
        return json.dumps({"objection": "stands", "answer": "It was foggy.", "verdicts": [], "minutes": 0})
    check = {"character": who, "skill": "notice", "difficulty": 5 if again else 12}
    verdict = {
        "character": who,
        "intent": "look",
        "check": check,
        "stakes": "Noise carries.",
        "outcomes": {"success": {"text": "A board is loose."}, "failure": {"text": "Dust."}},
    }
    more = {"objection": "granted", "answer": "So it is."} if again else {}
    return json.dumps({"verdicts": [verdict], "minutes": 5, **more})


class Table:
    """A game master and a player at a game in copilot."""

    def __init__(self, app: App, home: Path, game: Game) -> None:
        self.app, self.game = app, game
        self._engine, self._face = app.engine, Keeping(home)

    @classmethod
    async def begin(cls, app: App, home: Path) -> None:
        campaign = app.load_campaign("drowned-bell")
        game = await app.start_game(campaign, name=GAME, characters=[campaign.characters[0].id])
        await app.engine.open_story(game, SilentFace())
        await app.engine.set_table(game, mode="copilot")

    @classmethod
    async def sit_down(cls, app: App, home: Path) -> "Table":
        found = await app.find_game(GAME)
        assert found is not None
        return cls(app, home, found)

    async def take_up(self) -> None:
        """What a process does first with a game that it finds."""
        await self._engine.resume(self.game, self._face)

    async def due(self) -> str:
        """What is to be done now, by what the store holds; '': nothing more."""
        proposal = await self._engine.copilot.waiting(self.game)
        if proposal is not None:
            line = _line_of(proposal.turn)
            put_right = "'" if proposal.turn.dice_of else ""
            return f"{PLAN[f'{line}/{proposal.mark}']} {line}/{proposal.mark}{put_right}"
        async with self.app.database.read() as db:
            turns = [t for t in await load_turns(db, self.game.branch_id, whispered=True) if t.kind == "action"]
            last = await load_last_turn(db, self.game.branch_id)
            said = await load_objection(db, last.id) if last is not None else None
            if await load_unfinished(db, last.scene_id if last is not None else 1):
                return "resume"
        if last is not None and last.kind == "action" and (said is None or said[0].said == "asked"):
            stop = f"{_line_of(last)}/{'told' if said is None else 'asked'}"
            if stop in PLAN and _line_of(last) == max(map(_line_of, turns)):
                return f"{PLAN[stop]} {stop}"
        number = max((_line_of(turn) for turn in turns), default=-1) + 1
        how = "whisper" if number == WHISPERED else "say"
        return f"{how} {number}" if number < len(LINES) else ""

    async def do(self, deed: str) -> None:
        """Do what is due."""
        what, _, where = deed.rpartition(" ")
        engine, game, face = self._engine, self.game, self._face
        if what == "say":
            who = (await engine.state(game)).present()[0]
            line = PlayerInput("script", f"s:{where}", PLAYER, LINES[int(where)], character=who)
            await engine.take_turn(game, [line], face)
        elif what == "whisper":
            who = (await engine.state(game)).present()[0]
            line = PlayerInput("script", f"s:{where}", PLAYER, LINES[int(where)], character=who, private=True)
            await engine.take_turn(game, [line], AloneFace(SilentFace(), who, face))
        elif what == "undo":
            await engine.undo(game)
        elif what == "object":
            await engine.objections.object(game, "I know these boards", PLAYER, leads=False)
        elif what == "object as master":
            done = await engine.objections.object(game, "it was easy", MASTER, leads=True)
            assert done.objection.said == "stands"
        elif what == "look again":
            waits = await engine.objections.waiting(game)
            assert waits
            done = await engine.objections.decide(game, waits[0].turn.id, stands=None)
            assert done.objection.said == "granted"
            await engine.objections.play(game, done, face)
        elif deed == "resume":
            await self.take_up()
        else:
            await self._decide(what, where)

    async def _decide(self, what: str, where: str) -> None:
        copilot, game, face = self._engine.copilot, self.game, self._face
        proposal = await copilot.waiting(game)
        assert proposal is not None
        turn, mark = proposal.turn.id, proposal.mark
        if what == "approve":
            await copilot.approve(game, turn, mark, face)
        elif what == "reword":
            await copilot.reword(game, turn, mark, "shorter", face)
        elif what == "edit":
            await copilot.edit(game, turn, mark, f"By hand, of line {where}.", MASTER, face)
        else:
            by = Overruling(difficulty=14) if what == "overrule dc" else Overruling(how="succeeds", because="He knows.")
            await copilot.overrule(game, turn, mark, by, MASTER, face)


def _line_of(turn) -> int:
    return int(turn.inputs[0].input.source_id.removeprefix("s:")) if turn.inputs else -1
