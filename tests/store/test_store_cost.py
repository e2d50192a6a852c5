"""What a turn costs the store: room on the disk, and hops to the database. Counted, not timed."""

import shutil
from dataclasses import replace
from pathlib import Path

from sqlalchemy import text
from store_table import NOW, Table, begin_turn, open_table, resolve, roll_of, say, tell
from test_store_calls import CANDIDATE, PURPOSE, Watch, good

from gm.domain.calls import Role
from gm.domain.ledger import CallStart
from gm.domain.prompt import Layer, PromptSection
from gm.store.calls import CallLedger
from gm.store.database import Database
from gm.store.engines import SqliteLane
from gm.store.games import load_game, load_scene
from gm.store.history import load_world
from gm.store.outbox import record_parts, record_sent
from gm.store.turns import load_beats

WINDOW = 40
"""Beats that are told word for word: two sections for each."""


MINE = ("anna",)


async def play(table: Table, ledger: CallLedger, number: int) -> None:
    """A whole turn with two model calls, as the engine does it."""
    turn = await begin_turn(table, await say(table, f"I climb the wheel for the {number}th time"))
    async with table.database.read() as db:
        game = await load_game(db, table.game.name)
        await load_scene(db, game.branch_id)
        tip = await load_world(db, game.branch_id)
        beats = await load_beats(db, game.branch_id, limit=WINDOW)
    past = [
        PromptSection(
            f"transcript/{beat.number}/{part}", f"{part} {beat.number}", Layer.TRANSCRIPT, 40, players=("anna",)
        )
        for beat in beats
        for part in ("said", "told")
    ]
    fixed = [PromptSection(f"fixed/{index}", f"rule {index}", Layer.FIXED, 40) for index in range(8)]

    async def call(role: Role) -> None:
        tail = PromptSection("tail", f"{role} {number}", Layer.TAIL, 40, "user", players=("anna",))
        purpose = replace(
            PURPOSE, role=role, game_id=game.id, scene_id=table.scene.id, turn_id=turn.id, content_tag="roleplay/games"
        )
        start = CallStart(purpose, CANDIDATE, (*fixed, *past, tail), 1, 4000, 400, 0.001)
        await ledger.settle(await ledger.reserve(start), good(reply="A reply. " * 30))

    await call(Role.ADJUDICATOR)
    hp = tip.world.number("character:ilse", "hp")
    wanted = ("character:ilse", "hp", 1 + hp % 9), ("world", "minutes", 1080 + number)
    await resolve(table, turn, *wanted, rolls=[roll_of(table, turn)])
    await call(Role.NARRATOR)
    async with table.database.begin() as db:
        await record_parts(db, table.lease, turn.id, [(0, "outcome"), (1, "narration")])
        await record_sent(db, turn.id, 0, None, NOW)
        await record_sent(db, turn.id, 1, None, NOW)
        await db.commit()
    await tell(table, turn, "The wheel groans and turns. " * 15)


async def bytes_beyond_texts(database: Database) -> int:
    """The size of the file without the words in it."""
    file = "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"
    bodies = (
        "SELECT (SELECT sum(length(CAST(body AS BLOB))) FROM texts)"
        " + (SELECT sum(length(CAST(body AS BLOB))) FROM prompt_sections)"
    )
    async with database.read() as db:
        pages = await db.run(lambda tx: tx.value(text(file)))
        words = await db.run(lambda tx: tx.value(text(bodies)))
    return int(pages) - int(words)


async def test_a_turn_takes_at_most_4_kb_beyond_its_texts(sqlite_database: Database) -> None:
    table = await open_table(sqlite_database)
    ledger = CallLedger(sqlite_database, Watch(), owner="terminal:4711:ab")
    for number in range(60):
        await play(table, ledger, number)
    before = await bytes_beyond_texts(sqlite_database)
    for number in range(60, 140):
        await play(table, ledger, number)
    grown = (await bytes_beyond_texts(sqlite_database) - before) / 80
    assert 500 < grown <= 4096, f"{grown:.0f} bytes a turn"


class CountedLane(SqliteLane):
    """A lane that counts its hops."""

    hops = 0

    async def call(self, work):
        CountedLane.hops += 1
        return await super().call(work)


async def test_a_turn_takes_few_hops_early_and_late(sqlite_template: Path, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr("gm.store.engines.SqliteLane", CountedLane)
    shutil.copyfile(sqlite_template, tmp_path / "game.db")
    database = await Database.open(f"sqlite:///{tmp_path / 'game.db'}")
    table = await open_table(database)
    ledger = CallLedger(database, Watch(), owner="a")
    counts = []
    for number in range(12):
        CountedLane.hops = 0
        await play(table, ledger, number)
        counts.append(CountedLane.hops)
    await database.close()
    assert len(set(counts)) == 1 and 10 < counts[0] <= 45, counts
