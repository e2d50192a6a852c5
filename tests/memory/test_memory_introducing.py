"""Who somebody is: who stands in every turn is introduced in few, and those are recalled."""

import pytest
from memory_table import FILLER, MemoryTable, sit_down

from gm.domain.memory import RecallQuery
from gm.memory.introducing import asked_about
from gm.store.database import Database


async def with_onley(database: Database, language: str = "en") -> tuple[MemoryTable, int, int]:
    """Forty turns in which Onley does nothing of note; the numbers of the first, and of the one that says who he is."""
    table = await sit_down(database, language=language)
    await table.fill(5)
    first = await table.tell("I go in", 'A broad man wipes the counter. "You\'ll be wanting pie," says Bartle Onley.')
    told = 0
    for at in range(40):
        if at == 23:
            says = "Onley is the landlord of the Pike; he lost two fingers to a ferry chain."
            told = (await table.tell("I ask the priest", f"Onley nods to her. She lowers her voice. {says}")).number
        await table.tell("I nod to Onley", f"Onley nods. {FILLER[at % len(FILLER)]}")
    return table, first.number, told


async def test_who_is_in_every_turn_is_introduced(database: Database) -> None:
    table, first, told = await with_onley(database)
    found = (await table.search("Who is Onley?", "Bartle Onley", topic="onley", limit=3)).memories
    assert {first, told} <= {each.number for each in found}
    assert any("landlord of the Pike" in each.text for each in found)


async def test_who_asked_before_tells_nothing(database: Database) -> None:
    table, first, told = await with_onley(database)
    asked = [(await table.tell("Who is Onley?", "Nobody answers.")).number for _ in range(3)]
    found = await table.numbers("Who is Onley?", topic="onley", limit=3)
    assert {first, told} <= set(found) and not set(found) & set(asked)


async def test_only_what_they_may_know_introduces_somebody(database: Database) -> None:
    table = await sit_down(database)
    secret = await table.tell("I ask", "Onley is the hangman's son.", there=("tomas",))
    for at in range(12):
        await table.tell("I nod to Onley", f"Onley nods. {FILLER[at % len(FILLER)]}")
    ilse = await table.search("Who is Onley?", topic="onley", knowers=frozenset({"ilse"}))
    assert ilse.memories and all("hangman" not in each.text for each in ilse.memories)
    assert await table.numbers("Who is Onley?", topic="onley", knowers=frozenset({"tomas"}), limit=1) == [secret.number]


@pytest.mark.parametrize(
    ("text", "names", "language", "name"),
    [
        ("Who is Onley?", (), "en", "onley"),
        ("who is onley", ("Bartle Onley",), "en", "onley"),
        ("who is holding it?", (), "en", ""),
        ("Who has the key?", (), "en", ""),
        ("Where is Onley?", ("Bartle Onley",), "en", ""),
        ("Wer ist Onley?", (), "de", "onley"),
        ("Кто такой Онли?", (), "ru", "онли"),
        ("昂利是谁？", ("昂利",), "zh", "昂利"),
        ("What is the Pike owed by Onley and the ferry?", (), "en", ""),
    ],
)
def test_what_asks_who_somebody_is(text: str, names: tuple[str, ...], language: str, name: str) -> None:
    assert asked_about(RecallQuery(text, names), language) == name
