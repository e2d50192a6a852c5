"""What stands on a turn: it leads among its like, and only where and while what gives it its weight stands."""

from memory_table import NOW, MemoryTable, sit_down

from gm.domain.facts import NewFact
from gm.domain.play import Turn
from gm.memory.choosing import IMPORTANT, Candidate, weighed
from gm.store.database import Database
from gm.store.facts import record_fact
from gm.store.importance import DEATH, FACT, LEVEL, PINNED, load_importance
from gm.store.marks import drop_mark, record_mark


async def importance(table: MemoryTable, *turns: Turn) -> list[int]:
    async with table.database.read() as db:
        found = await load_importance(db, table.game.id, table.scene.branch_id, [turn.id for turn in turns])
    return [found.get(turn.id, 0) for turn in turns]


async def note(table: MemoryTable, turn: Turn, audience: str = "party", weight: int = 2) -> int:
    fact = NewFact("the bell is cracked", writer="scribe", audience=audience, importance=weight)  # type: ignore[arg-type]
    async with table.database.begin() as db:
        number = await record_fact(
            db, table.game.id, table.scene.branch_id, fact, turn_id=turn.id, replaces=None, now=NOW
        )
        await db.commit()
    return number


async def mark(table: MemoryTable, what: str, kind: str = "pin") -> None:
    async with table.database.begin() as db:
        await record_mark(db, table.game.id, what, kind, player="anna", after=0, now=NOW)  # type: ignore[arg-type]
        await db.commit()


async def test_what_was_pinned_is_recalled_first_among_its_like(database: Database) -> None:
    table = await sit_down(database)
    turns = []
    for _ in range(3):
        turns.append(await table.tell("I look at the bell", "The bell is cracked."))
        await table.fill(8)
    first = await table.numbers("the cracked bell", limit=1)
    other = next(turn for turn in turns if turn.number not in first)
    await mark(table, f"turn:{other.id}")
    assert await importance(table, other) == [PINNED]
    assert await table.numbers("the cracked bell", limit=1) == [other.number]
    async with database.begin() as db:
        await drop_mark(db, table.game.id, f"turn:{other.id}", "pin")
        await db.commit()
    assert await table.numbers("the cracked bell", limit=1) == first and await importance(table, other) == [0]


async def test_a_fact_counts_on_its_branch_and_for_the_table_alone(database: Database) -> None:
    table = await sit_down(database)
    bell = await table.tell("I look at the bell", "It is cracked.")
    later = await table.tell("I wait", "Nothing.")
    assert bell.commit_seq is not None and later.commit_seq is not None
    other = await table.fork(later.commit_seq)
    await note(table, bell, "gm", 3)
    assert await importance(table, bell) == [0]
    number = await note(table, bell, weight=3)
    assert await importance(table, bell, later) == [3 * FACT, 0]
    assert await importance(other, bell) == [3 * FACT]  # it came of a turn that stands there, too
    added = await other.tell("I ring it", "It hums.")
    await note(other, added)
    assert await importance(other, added) == [2 * FACT]
    await mark(table, f"fact:{number}")
    assert await importance(table, bell) == [PINNED]
    await mark(table, f"fact:{number}", "hide")
    assert await importance(table, bell) == [0]


async def test_a_death_and_a_level_count_and_are_taken_back(database: Database) -> None:
    table = await sit_down(database)
    level = await table.tell("I train", "It is done.", ("character:ilse", "level", 2))
    beast = await table.tell("I strike", "The rat dies.", ("creature:rat", "status", "dead"))
    death = await table.tell("I fall", "The comet takes him.", ("character:tomas", "status", "dead"))
    assert await importance(table, level, beast, death) == [LEVEL, 0, DEATH]
    await table.undo(death)
    again = await table.tell("I fall", "The comet takes him not.", ("character:tomas", "status", "active"))
    assert await importance(table, level, again) == [LEVEL, 0]
    assert death.number not in await table.numbers("the comet")


def test_at_most_a_fifth_and_never_for_what_repeats_the_question() -> None:
    one, two = Candidate(1, 1.0, 1, 1, 1.0, ()), Candidate(2, 1.15, 9, 1, 1.0, ())
    again = Candidate(3, 0.9, 20, 1, 1.0, (), again=True)
    assert [each.ref for each in weighed((two, one, again), {})] == [2, 1, 3]
    grown = weighed((two, one, again), {1: 100, 3: 100})
    assert [(each.ref, round(each.score, 3)) for each in grown] == [(1, 1 + IMPORTANT), (2, 1.15), (3, 0.9)]
