"""Kills a process at every point where it waits while it settles what was played, and looks at what the next one makes
of it. A program of its own, so that it may fork: `settling_harness.py HOME STEP`. Prints one JSON object.

A game is played and a sitting closed with a scribe's route and a route for vectors, both scripted. Each kill starts
from a copy of the database as it was before: a forked child settles until SIGKILL strikes at the n-th turn of its event
loop; a second process then does what is due. `gm/memory` seals every `SEALED` turns here, so that sealing is among it.
"""

import contextlib
import json
import shutil
import signal
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path

from harness import MortalLoop, child, run, settings_of, wait

from gm.app import App, open_app
from gm.domain.calls import Role, Route
from gm.domain.memory import RecallQuery
from gm.domain.play import PlayerInput
from gm.memory import game_index, shelves
from gm.models.minilm import LOCAL
from gm.models.routes import RouteTable
from gm.models.scripted import ScriptedBackend
from gm.models.scripted_vectors import ScriptedEmbedder
from gm.play import vectors
from gm.play.engine import SilentFace
from gm.play.settling import settle
from gm.play.vectors import make_vectors
from gm.store.calls import load_calls
from gm.store.facts import load_facts
from gm.store.marks import load_marks
from gm.store.summaries import load_standing, load_summaries
from gm.store.vectors import count_vectors, load_without_vectors

GAME, TURNS, SEALED = "settler", 24, 16
SCRIBE = "mortal-scribe"
game_index.SEAL = shelves.SEAL = SEALED
vectors.BATCH = 8


def _reply(request) -> str:
    """A summary in the words of the span, and a fact of it."""
    beat = request.brief.beats[1] if request.brief.beats else None
    told = next((each.narration for each in request.brief.beats if each.narration), request.brief.text)
    note = {"subject": "Brother", "relation": "waits", "object": "by the bell", "importance": 2}
    facts = [{**note, "turns": [beat.number]}] if beat is not None else []
    return json.dumps({"summary": " ".join(told.split())[:300], "open_threads": [], "facts": facts})


@contextlib.asynccontextmanager
async def opened(home: Path):
    backends = {SCRIBE: ScriptedBackend(_reply)}
    embedders = {"mortal-vectors": ScriptedEmbedder(["bell rope tower", "wait stay", "mark marks"])}
    async with open_app(settings_of(home, None), models=False, backends=backends, embedders=embedders) as app:
        yield app


def with_routes(app: App) -> None:
    """A scribe and vectors from now on."""
    door, own = app.door, {}
    priced = replace(LOCAL, price_in=1.0, price_out=1.0, price_cached=1.0, context_window=8192, max_output=2000)
    own[Role.SCRIBE] = Route(Role.SCRIBE, (replace(priced, backend=SCRIBE, model="scribe"),))
    own[Role.EMBED] = Route(Role.EMBED, (replace(priced, backend="mortal-vectors", model="vectors"),))
    door.routes = RouteTable({**door.routes.routes, **own})


async def begin(home: Path) -> None:
    """A sitting that is played and closed, with nothing written of it: no route is set, and code is held off."""
    async with opened(home) as app:
        campaign = app.load_campaign("drowned-bell")
        game = await app.start_game(campaign, name=GAME, characters=[campaign.characters[0].id])

        async def later(*_: object, **__: object) -> None: ...

        app.engine.settling.after = later
        await app.engine.open_story(game, SilentFace())
        who = (await app.engine.state(game)).present()[0]
        for number in range(TURNS):
            text = f"I tell the Brother what I saw at mark {number}, and wait."
            said = PlayerInput("script", f"s:{number}", "tester", text, character=who)
            await app.engine.take_turn(game, [said], SilentFace())
        await app.engine.close_session(game)


async def settled(home: Path, kill_at: int | None, loop: MortalLoop) -> int:
    """Do all that is due after a closed sitting, as the engine's background does; gives the loop's iterations."""
    async with opened(home) as app:
        with_routes(app)
        game = await app.find_game(GAME)
        await app.engine.resume(game, SilentFace())
        loop.left = kill_at
        before = loop.count
        await settle(app.engine._parts, game, game.branch_id, app.engine.settling.keep_facts)
        await make_vectors(app.engine._parts, game, game.branch_id)
        await app.recall.search(game, game.branch_id, RecallQuery("the bell rope"))
        spent = loop.count - before
        loop.left = None
        return spent


async def picture(home: Path) -> dict:
    async with opened(home) as app:
        with_routes(app)
        game = await app.find_game(GAME)
        found = await app.recall.search(game, game.branch_id, RecallQuery("what the Brother saw", limit=10))
        async with app.database.read() as db:
            spans = await load_standing(db, game.branch_id)
            texts = await load_summaries(db, [each.id for each in spans])
            facts = await load_facts(db, game.branch_id, await load_marks(db, game.id))
            calls = await load_calls(db, game_id=game.id)
            made = await count_vectors(db, game.id, "vectors")
            without = await load_without_vectors(db, game.id, "vectors", 1000)
        return {
            "spans": sorted((each.span.level, each.span.first_number, each.span.last_number) for each in spans),
            "sources": sorted((each.span.level, each.span.first_number, each.source) for each in spans),
            "empty": sum(not each.text for each in texts),
            "facts": sorted(f"{fact.text}|{fact.turn_number}" for fact in facts),
            "scribe": dict(Counter(call.status for call in calls if call.role == Role.SCRIBE)),
            "twice": sum(
                n - 1 for n in Counter((c.turn_id, c.asking) for c in calls if c.role == Role.SCRIBE).values()
            ),
            "embed": dict(Counter(call.status for call in calls if call.role == Role.EMBED)),
            "vectors": [made, len(without)],
            "found": [memory.ref.id for memory in found.memories],
        }


def struck(home: Path, start: Path, at: int) -> dict:
    """One kill, and what the next process makes of it."""
    war = home / "war"
    shutil.rmtree(war, ignore_errors=True)
    shutil.copytree(start, war)
    status = wait(child(lambda loop: settled(war, at, loop)))
    again = wait(child(lambda loop: settled(war, None, loop)))
    return {"at": at, "killed": status == -signal.SIGKILL, "again": again, **run(lambda _: picture(war))}


def main() -> None:
    home, step = Path(sys.argv[1]), int(sys.argv[2])
    start, peace = home / "start", home / "peace"
    start.mkdir(parents=True)
    run(lambda _: begin(start))
    shutil.copytree(start, peace)
    most = run(lambda loop: settled(peace, None, loop))
    rounds = [struck(home, start, at) for at in range(0, most, step)]
    print(json.dumps({"boundaries": most, "peace": run(lambda _: picture(peace)), "rounds": rounds}))


if __name__ == "__main__":
    main()
