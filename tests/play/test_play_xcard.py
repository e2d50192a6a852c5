"""The X-card at each stage of a turn: the world and what is remembered are as before the beat, the material comes back
in none of the next 50 prompts."""

import asyncio

import pytest
from engine_table import EngineTable, WatchingFace, check, ruling
from sqlalchemy import text
from test_play_amends import until

from gm.domain.calls import Role
from gm.domain.errors import Refused
from gm.domain.play import Game, Stage
from gm.play import turn_resolving
from gm.review.verify import verify
from gm.store.database import Database
from gm.store.games import load_scene
from gm.store.safety_log import load_events
from gm.store.steers import load_steers
from gm.store.turns import load_unfinished

WORDS = "I search the zebra by the floor"
TOLD = "A zebra lies under the boards. Its zebra eyes are open. Gregor looks away from the zebra."
DONE = {"text": "The zebra is found.", "effects": [{"kind": "tick_clock", "clock": "dawn"},
        {"kind": "shift_attitude", "npc": "gregor", "by": 1}]}  # fmt: skip
STAGES = (
    "received", "weighed", "ruled", "parked", "resolved", "unspoken", "narrating", "narrated", "settled",
    "drafting", "proposed",
)  # fmt: skip
"""`unspoken`: nothing of the telling was read yet. `drafting`, `proposed`: a draft for the game master."""
PROMPTS = 50


def zebra(_: object) -> str:
    return ruling(check(stakes="The zebra wakes.", outcomes={"success": DONE, "failure": DONE}), minutes=7)


async def snapshot(database: Database, game: Game) -> tuple[object, ...]:
    """The world at the branch's tip, and everything that memory is made of."""
    queries = (
        "SELECT entity, path, value FROM states WHERE value IS NOT NULL ORDER BY entity, path",
        "SELECT number, object FROM facts ORDER BY id",
        "SELECT what, mark FROM memory_marks ORDER BY what",
    )
    async with database.read() as db:
        rows = [await db.run(lambda tx, q=query: tx.rows(text(q))) for query in queries]
    return tuple(tuple(map(tuple, each)) for each in rows)


class Breaks(WatchingFace):
    """A face that cannot show one kind of event."""

    def __init__(self, kind: str) -> None:
        super().__init__()
        self._kind = kind

    async def show(self, event: object) -> None:
        if type(event).__name__ == self._kind:
            raise RuntimeError("the face is gone")
        await super().show(event)  # type: ignore[arg-type]


async def reach(
    table: EngineTable, game: Game, stage: str, monkeypatch: pytest.MonkeyPatch
) -> "asyncio.Task[object] | None":
    """Bring a turn about the zebra to a stage; gives the task that is still at it."""
    table.adjudicator, table.narrator = zebra, lambda _: TOLD
    entry = table.line(WORDS)
    if stage == "received":
        await table.engine.keep(game, [entry])
    elif stage == "weighed":
        table.adjudicator = lambda _: [asyncio.Event()]
        task = asyncio.create_task(table.engine.take_turn(game, [entry], table.face))
        await table.until_asked(Role.ADJUDICATOR)
        return task
    elif stage == "parked":
        parked = await table.engine.take_turn(game, [entry], table.face)
        assert parked.status == "parked" and parked.parked is not None and parked.parked.question == "The zebra wakes."
    elif stage in ("unspoken", "drafting"):
        table.narrator = lambda _: ["A zeb", asyncio.Event()]
        if stage == "drafting":
            await table.engine.set_table(game, mode="copilot", approve="drafts")
        asked = len(table.asked(Role.NARRATOR))
        task = asyncio.create_task(table.engine.take_turn(game, [entry], table.face))
        await until(lambda: len(table.asked(Role.NARRATOR)) > asked)
        return task
    elif stage == "proposed":
        await table.engine.set_table(game, mode="copilot", approve="drafts")
        await table.engine.take_turn(game, [entry], table.face)
        proposal = await table.engine.copilot.waiting(game)
        assert proposal is not None and proposal.draft is not None and "zebra" in proposal.draft.text
    elif stage == "narrating":
        table.narrator = lambda _: [TOLD, " The dust settles on it." * 20, asyncio.Event()]
        task = asyncio.create_task(table.engine.take_turn(game, [entry], table.face))
        await table.face.until_said("A zebra lies")
        return task
    elif stage == "ruled":
        with monkeypatch.context() as patched:
            patched.setattr(turn_resolving, "resolve_turn", _dies)
            with pytest.raises(RuntimeError):
                await table.engine.take_turn(game, [entry], table.face)
    elif stage in ("resolved", "narrated"):
        kind = {"resolved": "OutcomeResolved", "narrated": "NarrationFinished"}[stage]
        with pytest.raises(RuntimeError):
            await table.engine.take_turn(game, [entry], Breaks(kind))
    else:
        await table.engine.take_turn(game, [entry], table.face)
    return None


def _dies(*args: object, **more: object) -> None:
    raise RuntimeError("the process ends")


@pytest.mark.parametrize("stage", STAGES)
async def test_it_is_as_if_the_beat_had_not_been(
    sqlite_database: Database, stage: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = sqlite_database
    table = EngineTable(database)
    game = await table.start(party=("ilse", "odo"), stakes="ask" if stage == "parked" else "show")
    await table.say(game, "I nod to Gregor")
    before = await snapshot(database, game)
    task = await reach(table, game, stage, monkeypatch)
    waiting = None  # words that were only received were shown to nobody: the card under them names them
    if stage == "received":
        async with database.read() as db:
            scene = await load_scene(db, game.branch_id, "main")
            (waiting,) = [each.id for each in await load_unfinished(db, scene.id)]
    async with asyncio.timeout(20):
        turn = await table.engine.set_aside(game, turn_id=waiting)
        if task is not None:
            await asyncio.gather(task, return_exceptions=True)
    assert turn.status == "undone"
    assert turn.ruling is None or turn.ruling_source == "model"  # it is our ruling that was taken back
    assert await snapshot(database, game) == before
    async with database.read() as db:
        (event,) = await load_events(db)
        assert event.event == "xcard" and event.stage in {s.value for s in Stage} | {"parked"}
        assert [steer.turn_id for steer in await load_steers(db, game.id)] == [turn.id]
    with pytest.raises(Refused, match="rests"):
        await table.say(game, "I go on as if nothing had been")
    assert await table.engine.resume(game, table.face) == () or stage == "received"  # nothing is played while it rests
    assert await table.engine.go_on(game)
    table.adjudicator, table.narrator = (lambda _: ruling(check())), (lambda _: "Dust settles on the rail, and stays.")
    await table.engine.set_table(game, mode="game")
    since, number = len(table.model.requests), 0
    await table.engine.resume(game, table.face)
    while len(table.model.requests) - since < PROMPTS:
        number += 1
        spoken = await table.say(game, f"I search the floor board {number}", character=("ilse", "odo")[number % 2])
        if spoken.status == "parked" and spoken.parked is not None:
            await table.engine.answer(game, spoken.id, spoken.parked.default, table.face)
    sent = ["\n".join(m.content for m in request.messages) for request in table.model.requests[since:]]
    assert len(sent) >= PROMPTS and not any("zebra" in prompt.casefold() for prompt in sent)
    assert "stepped away" in "\n".join(sent[:4]).casefold()  # the steer outlives the undo
    assert (await verify(database, game)).ok
