"""A clock that stands still far from full is not told in every beat."""

import pytest
from engine_table import EngineTable, check, ruling

from gm.domain.brief import ChangeView, ClockView
from gm.domain.calls import Role
from gm.play.clocks_shown import clocks_that_bear
from gm.store.database import Database

TIDE = ClockView("tide", "The tide of Saint Tib's Eve", 1, 8, "")


@pytest.mark.parametrize(
    ("filled", "changes", "said", "shown"),
    [
        (1, (), "I ask Pim the way.", False),
        (1, (), "How high is the tide?", True),
        (1, (ChangeView("clock", TIDE.name, "tide 1/8"),), "I wait.", True),
        (1, (ChangeView("moved", TIDE.name, "x"),), "I wait.", False),
        (5, (), "I wait.", False),
        (6, (), "I wait.", True),
    ],
)
async def test_a_clock_is_told_when_it_bears_on_the_beat(
    database: Database, filled: int, changes: tuple[ChangeView, ...], said: str, shown: bool
) -> None:
    table = EngineTable(database)
    game = await table.start()
    table.adjudicator = lambda _: ruling(check())
    turn = await table.say(game, "I search the floor")
    clock = ClockView(TIDE.id, TIDE.name, filled, TIDE.segments, "")
    assert bool(clocks_that_bear((clock,), turn, changes, (said,), "en")) is shown


async def test_the_narrator_reads_of_a_clock_in_the_beat_that_speaks_of_it(database: Database) -> None:
    table = EngineTable(database)
    game = await table.start()
    await table.say(game, "I search the floor")
    assert "Coming on" not in table.asked(Role.NARRATOR)[-1].messages[-1].content
    await table.say(game, "I search the floor for a window, to see the dawn")
    assert "- Dawn, 0 of 4" in table.asked(Role.NARRATOR)[-1].messages[-1].content
