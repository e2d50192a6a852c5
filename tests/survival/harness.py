"""Plays a long game twice from the same seed: once in peace, once in processes that are killed, again and again.

Run as a program of its own, so that it may fork: `harness.py HOME TURNS STEP RANDOM_KILLS [URL_A URL_B]`.
It prints one JSON object; `test_survival.py` says what must hold.

A forked child plays on until SIGKILL strikes: at the n-th turn of the event loop counted from the start of a new game
turn (every `await` that really waits, the commits among them), n growing by one from child to child until a whole turn
fits (every STEP-th n only, where that is not 1), and then at random moments. No code of the engine is changed for it.
"""

import asyncio
import hashlib
import json
import os
import random
import shutil
import signal
import sys
import time
from collections import Counter
from pathlib import Path

from gm.app import App, open_app
from gm.domain.play import PlayerInput, Stage
from gm.play.engine import SilentFace
from gm.settings import load_settings
from gm.store.calls import load_calls
from gm.store.history import load_world
from gm.store.rolls import load_rolls
from gm.store.turns import load_turns

LINES = (
    "I look around.",
    "I search the room for anything hidden.",
    "I try to climb up and get a better view.",
    "I ask whoever is here what they know about the bell.",
    "I sneak along the wall without a sound.",
    "I wait.",
    "I study the old marks closely.",
    "I try to persuade them to help me.",
)
GAME = "survivor"


class MortalLoop(asyncio.SelectorEventLoop):
    """An event loop that can be told to kill the process at its n-th iteration from now."""

    left: int | None = None
    count = 0

    def _run_once(self) -> None:
        self.count += 1
        if self.left is not None:
            if self.left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            self.left -= 1
        super()._run_once()  # type: ignore[misc]


def settings_of(home: Path, url: str | None):
    environ = {"GM_HOME": str(home), "GM_PROFILE": "offline", "GM_PROBE_LOCAL": "false"}
    if url:
        environ["GM_DATABASE_URL"] = url
    return load_settings(environ=environ, cwd=home)


async def begin(home: Path, url: str | None) -> None:
    """A game with its opening told and its session open: what both runs start from."""
    async with open_app(settings_of(home, url), models=False) as app:
        campaign = app.load_campaign("drowned-bell")
        game = await app.start_game(campaign, name=GAME, characters=[campaign.characters[0].id])
        await app.engine.open_story(game, SilentFace())


def line(number: int, character: str) -> PlayerInput:
    return PlayerInput("script", f"s:{number}", "tester", f"{LINES[number % len(LINES)]}", character=character)


async def play_on(home: Path, url: str | None, turns: int, kill_after: int | None, loop: MortalLoop) -> list[int]:
    """Finish what is unfinished, then play the lines that are left; gives the loop's iterations for each turn."""
    spent = []
    async with open_app(settings_of(home, url), models=False) as app:
        game = await app.find_game(GAME)
        await app.engine.resume(game, SilentFace())
        state = await app.engine.state(game)
        async with app.database.read() as db:
            done = len([turn for turn in await load_turns(db, game.branch_id) if turn.kind == "action"])
        # The last line is sent once more: it is known already, and must not be played again.
        for number in range(max(0, done - 1), turns):
            if number >= done and kill_after is not None and loop.left is None:
                loop.left = kill_after
            before = loop.count
            await app.engine.take_turn(game, [line(number, state.present()[0])], SilentFace())
            spent.append(loop.count - before)
    return spent


async def picture(home: Path, url: str | None) -> dict:
    """What must be the same in both runs, and the calls."""
    async with open_app(settings_of(home, url), models=False) as app:
        return await _picture(app)


async def _picture(app: App) -> dict:
    game = await app.find_game(GAME)
    async with app.database.read() as db:
        tip = await load_world(db, game.branch_id)
        turns = await load_turns(db, game.branch_id)
        rolls = await load_rolls(db, game.id)
        calls = await load_calls(db, game_id=game.id)
    per_turn: dict[str, int] = {}
    for call in calls:
        if call.status == "ok":
            key = f"{call.turn_id}:{call.role}"
            per_turn[key] = per_turn.get(key, 0) + 1
    told = [[t.number, t.uid, t.attempt, t.kind, [e.input.source_id for e in t.inputs]] for t in turns]
    return {
        "state": tip.world.hash(),
        "dice": hashlib.sha256(json.dumps([r.model_dump_json() for r in _records(rolls)]).encode()).hexdigest(),
        "rolls": len(rolls),
        "turns": hashlib.sha256(json.dumps(told).encode()).hexdigest(),
        "told": len(told),
        "unfinished": [t.number for t in turns if t.stage not in (Stage.DELIVERED, Stage.SETTLED)],
        "untold": [t.number for t in turns if not t.narration],
        "calls": len(calls),
        "open_calls": sum(call.status == "reserved" for call in calls),
        "bought_twice": sum(count - 1 for count in per_turn.values()),
        "lost": sum(call.status == "lost" for call in calls),
    }


async def asked_at_once(home: Path, url: str | None) -> int:
    """The most calls of one role in one turn that a kill has left without an end: what it can have lost. Two kills in
    one turn may lose two, so the calls that are lost in the end do not tell."""
    async with open_app(settings_of(home, url), models=False) as app:
        game = await app.find_game(GAME)
        async with app.database.read() as db:
            calls = await load_calls(db, game_id=game.id)
    left = Counter((call.turn_id, call.role) for call in calls if call.status == "reserved")
    return max(left.values(), default=0)


def _records(rolls):
    return [stored.record for stored in sorted(rolls, key=lambda r: (r.turn_id or 0, r.record.purpose))]


def run(coroutine_of) -> object:
    loop = MortalLoop()
    asyncio.set_event_loop(loop)
    try:
        return loop.run_until_complete(coroutine_of(loop))
    finally:
        loop.close()


def child(job) -> int:
    """Run the job in a forked process; its exit status, negative if it was killed."""
    pid = os.fork()
    if pid == 0:
        status = 70
        try:
            run(job)
            status = 0
        finally:
            os._exit(status)
    return pid


def wait(pid: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def main() -> None:
    home, turns, step, random_kills = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
    urls = sys.argv[5:7] or [None, None]
    peace, war = home / "peace", home / "war"
    peace.mkdir(parents=True)
    run(lambda _: begin(peace, urls[0]))
    if urls[0] is None:
        shutil.copytree(peace, war)
    else:
        war.mkdir()
        asyncio.run(_copy_database(urls[0], urls[1]))
    spent = run(lambda loop: play_on(peace, urls[0], turns, None, loop))
    most = max(spent)
    # A turn may be shorter than the longest one; the kill then strikes in the next, so there are lines to spare.
    turns = max(turns, most // step * 3 // 2 + 2)
    run(lambda loop: play_on(peace, urls[0], turns, None, loop))

    kills = failures = at_once = 0
    for at in range(0, most, step):
        status = wait(child(lambda loop, at=at: play_on(war, urls[1], turns, at, loop)))
        kills += status == -signal.SIGKILL
        failures += status not in (0, -signal.SIGKILL)
        at_once = max(at_once, run(lambda _: asked_at_once(war, urls[1])))
    moments = random.Random(20261123)
    struck = 0
    while struck < random_kills:
        pid = child(lambda loop: play_on(war, urls[1], turns + random_kills * 4, None, loop))
        time.sleep(moments.uniform(0.02, 0.25))
        os.kill(pid, signal.SIGKILL)
        status = wait(pid)
        struck += status == -signal.SIGKILL
        failures += status not in (0, -signal.SIGKILL)
        at_once = max(at_once, run(lambda _: asked_at_once(war, urls[1])))
    total = turns + random_kills * 4
    run(lambda loop: play_on(war, urls[1], total, None, loop))
    run(lambda loop: play_on(peace, urls[0], total, None, loop))
    report = {
        "turns": total,
        "boundaries": most,
        "kills": kills,
        "random_kills": struck,
        "failures": failures,
        "asked_at_once": at_once,
        "peace": run(lambda _: picture(peace, urls[0])),
        "war": run(lambda _: picture(war, urls[1])),
    }
    print(json.dumps(report))


async def _copy_database(source: str, target: str) -> None:
    import asyncpg
    from sqlalchemy import make_url

    old, new = make_url(source), make_url(target)
    admin = old.set(database="postgres").render_as_string(hide_password=False)
    connection = await asyncpg.connect(admin)
    await connection.execute(f'CREATE DATABASE "{new.database}" TEMPLATE "{old.database}"')
    await connection.close()


if __name__ == "__main__":
    main()
