"""What people are called whom a question speaks of in other words: it is compared under their names, too."""

from collections.abc import AsyncIterator

import pytest
from memory_table import MemoryTable, sit_down

from gm.domain.memory import RecallQuery
from gm.memory.called import asked_of, names_of
from gm.store.database import Database

ASKED = "How deep in arrears is the ferrywoman?"


@pytest.fixture
async def table(database: Database) -> AsyncIterator[MemoryTable]:
    yield await sit_down(database)


async def introduced(table: MemoryTable, *there: str) -> None:
    """Somebody is called a ferrywoman before these, and speaks now and then."""
    await table.fill(20)
    await table.tell("I watch", "Nele the ferrywoman ties up her boat.", there=there)
    for number in range(3):
        await table.fill(10)
        await table.tell("I listen", f'Nele says: "It will be {number} coppers."')
    await table.fill(20)


async def called(table: MemoryTable, text: str, **options: object) -> tuple[str, ...]:
    query = RecallQuery(text, fitting=True, **options)  # type: ignore[arg-type]
    return await table.recall.called(table.game, table.scene.branch_id, query)


async def test_who_is_spoken_of_in_other_words_is_asked_by_name(table: MemoryTable) -> None:
    await introduced(table, "ilse", "tomas")
    assert await called(table, ASKED) == ("Nele",)
    assert asked_of(("Nele",), ASKED) == [f"Nele: {ASKED}"]


async def test_nobody_is_named_where_the_words_themselves_lead_or_nobody_is_known(table: MemoryTable) -> None:
    assert await called(table, ASKED) == ()
    await introduced(table, "ilse", "tomas")
    assert await called(table, "What of the ferrywoman who ties up her boat?") == ()
    assert await called(table, "How deep in arrears is the sexton?") == ()


async def test_a_name_is_no_more_known_than_the_turn_that_tells_it(table: MemoryTable) -> None:
    await introduced(table, "ilse")
    assert await called(table, ASKED, knowers=frozenset({"ilse"})) == ("Nele",)
    assert await called(table, ASKED, knowers=frozenset({"tomas"})) == ()
    assert await called(table, ASKED, before=20) == ()


def test_what_is_written_small_is_no_name() -> None:
    texts = {1: "Corvin warns everyone.", 2: "O\u2019Hara waits."}
    assert names_of({"everyon": 1, "corvin": 1, "gone": 2, "nobody": 3}, texts, "en") == ("Corvin",)
    assert names_of({}, {}, "en") == ()
