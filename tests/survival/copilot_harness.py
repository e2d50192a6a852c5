"""Kills a process at every point where it waits while a human game master decides, and looks at what the next one makes
of it. A program of its own, so that it may fork: `copilot_harness.py HOME STEP`. Prints one JSON object.

The story of `copilot_story.py` is played in peace, with a copy of the home before each deed. Each kill starts from such
a copy: a forked child does the deed until SIGKILL strikes at the n-th turn of its event loop; a second process takes
the game up, and people do again what was not done. What players were shown and what models wrote is in files beside
the database, so that it outlives the process that wrote it.
"""

import hashlib
import json
import shutil
import signal
import sys
from collections import Counter
from pathlib import Path

from copilot_story import Table, opened
from harness import MortalLoop, child, run, wait

from gm.domain.approval import approved_draft, waits_for_approval
from gm.domain.play import Stage
from gm.review.verify import verify
from gm.store.approvals import load_latest_draft
from gm.store.calls import load_calls
from gm.store.history import load_world
from gm.store.objections import load_objection
from gm.store.rolls import load_rolls
from gm.store.sealed import load_whisperer
from gm.store.turns import load_turns


async def begin(home: Path) -> None:
    async with opened(home) as app:
        await Table.begin(app, home)


async def up_to(home: Path, goal: str | None, kill_at: int | None, loop: MortalLoop) -> tuple[str, int]:
    """Take the game up and act until `goal` is what is to be done next (None: one deed); gives what is next, and the
    loop's iterations."""
    async with opened(home) as app:
        table = await Table.sit_down(app, home)
        loop.left, before = kill_at, loop.count
        await table.take_up()
        due = await table.due()
        while due not in ("", goal):
            await table.do(due)
            due = await table.due()
            if goal is None:
                break
        spent, loop.left = loop.count - before, None
        return due, spent


async def picture(home: Path) -> dict:
    """All that must be the same wherever the process died, and what may not be."""
    async with opened(home) as app:
        table = await Table.sit_down(app, home)
        async with app.database.read() as db:
            turns = await load_turns(db, table.game.branch_id, whispered=True)
            tip = await load_world(db, table.game.branch_id)
            alone = {turn.id for turn in turns if await load_whisperer(db, turn.id) is not None}
            rolls = await load_rolls(db, table.game.id)
            calls = await load_calls(db, game_id=table.game.id)
            said = [await load_objection(db, turn.id) for turn in turns]
            drafts = {turn.id: await load_latest_draft(db, turn.id) for turn in turns}
        asked = Counter((c.turn_id, c.role, c.asking) for c in calls if c.status == "ok")
        dice = [[roll.turn_id, roll.record.model_dump_json()] for roll in rolls]
        standing = [turn for turn in turns if turn.status != "undone"]
        sources = Counter(entry.input.source_id for turn in standing for entry in turn.inputs)
        return {
            "next": await table.due(),
            "world": tip.world.hash(),
            "dice": hashlib.sha256(json.dumps(sorted(dice)).encode()).hexdigest(),
            "rolls": len(rolls),
            "turns": [[t.number, t.uid, t.status, str(t.stage), t.narration, t.narration_source] for t in turns],
            "waiting": [[t.number, t.parked.mark] for t in standing if waits_for_approval(t) and t.parked],
            "objections": [each and [each[0].said, each[0].answer, each[1]] for each in said],
            "drafts": [[d[0], d[1].text] for d in drafts.values() if d is not None],
            "answered_twice": [source for source, count in sources.items() if count > 1],
            "bought": sum(c.status == "ok" for c in calls),
            "bought_twice": [list(map(str, key)) for key, count in asked.items() if count > 1],
            "lost": sum(c.status == "lost" for c in calls),
            "open_calls": sum(c.status == "reserved" for c in calls),
            "differences": list((await verify(app.database, table.game)).differences),
            "sealed": [number for number, _ in await app.engine.whispers.waiting(table.game)],
            **_seen(home, turns, drafts, alone),
        }


def _seen(home: Path, turns: tuple, drafts: dict, alone: set[int]) -> dict:
    """What players were shown that nobody had approved, or that one `alone` was to read, and tellings that they were
    shown more than once."""
    shown = [json.loads(line) for line in _lines(home / "shown.jsonl")]
    told = {t.id: t.narration or "" for t in turns}
    for turn in turns:
        latest = drafts[turn.id]
        if latest is not None and approved_draft(turn) == latest[0]:
            told[turn.id] = latest[1].text
    told = {turn_id: text for turn_id, text in told.items() if turn_id not in alone}
    early = [each for each in shown if each["text"] and each["text"] not in told.get(each["turn"], "")]
    early += [each for each in shown if each["event"] == "OutcomeResolved" and not told.get(each["turn"])]
    words = "".join(each["text"] for each in shown)
    for written in _lines(home / "written.jsonl"):
        draft = json.loads(written)
        if draft in words and not any(draft in text for text in told.values()):
            early.append(draft)
    ended = Counter(each["turn"] for each in shown if each["event"] == "NarrationFinished")
    return {"unapproved": early, "shown": len(words), "told_again": [t for t, count in ended.items() if count > 1]}


def _lines(file: Path) -> list[str]:
    return file.read_text(encoding="utf-8").splitlines() if file.exists() else []


async def settled_turns(home: Path) -> list[int]:
    """Turns of which it was known that they were told."""
    async with opened(home) as app:
        table = await Table.sit_down(app, home)
        async with app.database.read() as db:
            turns = await load_turns(db, table.game.branch_id, whispered=True)
        return [turn.id for turn in turns if turn.stage is Stage.SETTLED]


def struck(start: Path, war: Path, deed: str, goal: str, at: int) -> dict:
    """One kill while a deed is done, and what the next process makes of it."""
    shutil.rmtree(war, ignore_errors=True)
    shutil.copytree(start, war)
    status = wait(child(lambda loop: up_to(war, None, at, loop)))
    known = run(lambda _: settled_turns(war))
    dead = run(lambda _: picture(war))
    again = wait(child(lambda loop: up_to(war, goal, None, loop)))
    then = run(lambda _: picture(war))
    then["told_again"] = [turn for turn in then["told_again"] if turn in known]
    killed = status == -signal.SIGKILL
    return {"deed": deed, "at": at, "killed": killed, "again": again, "early": dead["unapproved"], **then}


def main() -> None:
    home, step = Path(sys.argv[1]), int(sys.argv[2])
    peace = home / "peace"
    peace.mkdir(parents=True)
    run(lambda _: begin(peace))
    deeds, rounds, pictures, first = [], [], {}, run(lambda _: picture(peace))
    due = first["next"]
    while due:
        start = home / "start"
        shutil.rmtree(start, ignore_errors=True)
        shutil.copytree(peace, start)
        goal, most = run(lambda loop: up_to(peace, None, None, loop))
        pictures[due] = run(lambda _: picture(peace))
        offset = len(deeds) % step
        grain = max(1, step // 3) if "told" in due or "asked" in due else step  # nobody resumes an objection
        rounds += [struck(start, home / "war", due, goal, at) for at in range(offset, most, grain)]
        deeds.append([due, most])
        due = goal
    print(json.dumps({"deeds": deeds, "peace": pictures, "rounds": rounds}))


if __name__ == "__main__":
    main()
