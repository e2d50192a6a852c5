"""What people are called whom a question speaks of in other words: it is compared under their names, too."""

from collections.abc import AsyncIterator

import pytest
from memory_table import MemoryTable, sit_down

from gm.domain.memory import RecallQuery
from gm.memory.called import asked_of, is_written_as_name, names_of, tells_names_apart
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


@pytest.mark.parametrize(
    ("term", "language", "written", "other"),
    [
        (
            "will",
            "en",
            "Tilda the baker and Will the groom wait.",
            "Will you wait? He said: Will it rain, or will it not?",
        ),
        ("вер", "ru", "У окна знахарка Вера считает монеты.", "Верить ему? Я хочу верить. Верно!"),
    ],
)
def test_a_capital_within_a_sentence_tells_a_name_from_a_word_of_every_day(
    term: str, language: str, written: str, other: str
) -> None:
    assert is_written_as_name(term, written, language)
    assert not is_written_as_name(term, other, language)


def test_where_every_noun_has_a_capital_or_none_has_it_tells_nothing() -> None:
    assert tells_names_apart("will", "en-GB") and tells_names_apart("вер", "ru")
    assert not any(tells_names_apart(term, language) for term, language in (("frau", "de"), ("สม", "th"), ("山", "zh")))


@pytest.mark.parametrize(("name", "told"), [("Hope", True), ("hope", False)])
async def test_whose_name_is_a_word_of_every_day_is_found_by_their_trade(
    table: MemoryTable, name: str, told: bool
) -> None:
    await table.fill(20)
    await table.tell("I watch", f"Here the baker and {name} the ferrywoman wait.")
    await table.fill(10)
    turn = await table.tell("I listen", f'{name} says: "I owe forty crowns."')
    await table.fill(10)
    await table.tell("I listen", f'{name} says: "Nothing today."')
    await table.fill(20)
    assert (turn.number in await table.numbers(ASKED, fitting=True)) is told
