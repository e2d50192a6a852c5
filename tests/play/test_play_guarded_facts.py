"""What the engine knows goes before what a model tells: dice, hit points, bodies, belongings, places, earlier words."""

import re
from dataclasses import replace

import pytest
from engine_table import SCRIPTED, EngineTable, check, ruling

from gm.bench.table import starter
from gm.domain.calls import Role, Route
from gm.domain.effects import Damage
from gm.domain.guards import GuardKind
from gm.domain.play import Hand, Turn
from gm.play import parts
from gm.store.database import Database
from gm.store.guards import load_guards

GOOD = "Dust sifts from the beam. Gregor lowers the lantern and waits, one hand on the rail."


async def played(table: EngineTable, *replies: str, ruled: str) -> Turn:
    """Turns with these tellings; the last one."""
    waiting = list(replies)
    table.narrator = lambda _: waiting.pop(0)
    table.adjudicator = lambda _: ruled
    game = await table.start()
    turns = [await table.say(game, "I search the floor") for _ in replies]
    assert not waiting, "nothing was asked for twice"
    return turns[-1]


async def found(database: Database, turn: Turn) -> list[tuple[str, str]]:
    async with database.read() as db:
        return [(hit.kind, hit.action) for _, hit in await load_guards(db, turn.id)]


LOOKS = ruling({"character": "ilse", "intent": "look"})
WRONG: dict[str, tuple[GuardKind, str]] = {
    "a thing that nobody has": ("gear", "You pull out the iron key."),
    "a thing that was not given": ("gear", "Gregor hands you the iron key."),
    "a place that nobody went to": ("place", "You step out into the Yard."),
    "a death that was none": ("body", "Gregor falls dead at your feet."),
    "a demand for dice": ("roll", "Roll a d20."),
}


@pytest.mark.parametrize("what", WRONG)
async def test_what_is_not_so_is_cut(sqlite_database: Database, what: str) -> None:
    kind, sentence = WRONG[what]
    turn = await played(EngineTable(sqlite_database), f"{GOOD} {sentence}", ruled=LOOKS)
    assert turn.narration == GOOD
    assert await found(sqlite_database, turn) == [(kind, "cut")]


@pytest.mark.parametrize(("seeds", "success"), [(8, True), (2, False)])
async def test_a_roll_is_told_as_it_fell(sqlite_database: Database, seeds: int, success: bool) -> None:
    table = EngineTable(sqlite_database)
    for _ in range(seeds):  # so that it falls like this
        table.parts.entropy.seed()
    told = "You fail to search the floor.", "You manage to search the floor."
    turn = await played(table, f"{GOOD} {told[0]} {told[1]}", ruled=ruling(check()))
    assert turn.outcome is not None
    (rolled,) = turn.outcome.checks
    assert rolled.success is success
    assert turn.narration == f"{GOOD} {told[success]}"
    assert await found(sqlite_database, turn) == [("roll", "cut")]


async def test_damage_is_told_in_the_figures_of_the_engine(sqlite_database: Database) -> None:
    fall = {"kind": "damage", "character": "ilse", "amount": "3"}
    hurt = ruling({"character": "ilse", "intent": "fall", "effects": [fall]})
    turn = await played(EngineTable(sqlite_database), f"{GOOD} You take 7 points of damage.", ruled=hurt)
    assert turn.narration == f"{GOOD} You take 3 points of damage."
    assert await found(sqlite_database, turn) == [("roll", "mended")]


async def test_who_lies_there_does_nothing(sqlite_database: Database) -> None:
    table = EngineTable(sqlite_database)
    still = "Dust sifts from the beam, and the stones go on turning in the dark, slower than before."
    table.narrator = lambda _: f"{still} Odo nods."
    table.adjudicator = lambda _: LOOKS
    game = await table.start(party=("ilse", "odo"))
    fatal = Hand("test", "h1", "gm:1", (Damage(character="odo", amount="60"),))
    await table.engine.adjust(game, fatal, table.face)
    turn = await table.say(game, "I look at him")
    assert turn.narration == still
    assert await found(sqlite_database, turn) == [("body", "cut")]


async def test_what_an_earlier_turn_told_is_not_told_again(sqlite_database: Database) -> None:
    again = "The lantern on the quay stops swinging, and the watchman holds the light up until it finds your face."
    rain = "Rain drums on the sacks outside, and under the floor something heavy shifts its weight from side to side."
    turn = await played(EngineTable(sqlite_database), f"{GOOD} {again}", f"{rain} {again}", ruled=LOOKS)
    assert turn.narration == rain
    assert await found(sqlite_database, turn) == [("repeats", "cut")]


async def test_a_telling_without_end_ends(sqlite_database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "REPLY_TOKENS", 100_000)  # so that it is not the provider who ends it
    book = " ".join(text for each in starter().places for text in (each.description, *each.details))
    endless = re.sub(r"[“”\"]", "", book).replace("\n", " ")
    table = EngineTable(sqlite_database)
    endlessly = replace(SCRIPTED, max_output=100_000, context_window=100_000)
    routes = {role: Route(role, (endlessly,)) for role in (Role.NARRATOR, Role.ADJUDICATOR)}
    table.parts.door.routes = replace(table.parts.door.routes, routes=routes)
    turn = await played(table, endless, ruled=LOOKS)
    assert turn.narration is not None and endless.startswith(turn.narration) and turn.narration.endswith(".")
    assert 60 < len(turn.narration.split()) < 500 < len(endless.split())
    assert await found(sqlite_database, turn) == [("long", "stopped")]
