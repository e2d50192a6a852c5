"""The next session rehearsed: odds that the dice bear out, near secrets, clocks; nothing of it is played."""

from fractions import Fraction

from engine_table import EngineTable, mill

from gm.domain.campaign import Challenge, Outcome
from gm.domain.ruling import CheckRequest
from gm.rules.chances import chance_of
from gm.rules.checks import resolve_check
from gm.rules.draws import KeyedDice
from gm.store.database import Database

TRAP = Challenge(
    id="board", place="mill", title="Lift the board", keys=("board",), skill="search", difficulty=12,
    outcomes={"success": Outcome(text="It lifts."), "failure": Outcome(text="It holds.")},
)  # fmt: skip


async def test_what_lies_at_hand_is_shown_and_nothing_is_played(database: Database) -> None:
    table = EngineTable(database)
    campaign = mill().model_copy(update={"challenges": (TRAP,)})
    game = await table.start(campaign=campaign)
    await table.say(game, "I search the floor.")
    await table.engine.close_session(game)
    before = len(table.model.requests)
    found = await table.engine.sittings.prepare(game)
    assert found.place == "The Mill" and found.ways == ("The Yard",)
    (attempt,) = found.attempts
    assert attempt.title == "Lift the board" and attempt.odds[0][0] == "Ilse"
    assert any("threshing floor" in each.text for each in found.secrets)
    assert [(each.name, each.segments) for each in found.clocks] == [("Dawn", 4)]
    assert len(table.model.requests) == before
    assert (await table.engine.sittings.told(game)).session.number == 1, "no sitting was opened for it"


async def test_the_odds_are_those_of_the_dice(database: Database) -> None:
    table = EngineTable(database)
    game = await table.start()
    state = await table.engine.state(game)
    worked_out = chance_of(state, TRAP, "ilse")
    assert isinstance(worked_out, Fraction)
    request = CheckRequest(character="ilse", skill="search", difficulty=12)
    rolls = 2000
    won = sum(
        resolve_check(
            state, state.world, request, KeyedDice("ab" * 32, turn_uid=f"t{at}", attempt=1, source_ids=()),
            check_id="c", purpose="check",
        ).success
        for at in range(rolls)
    )  # fmt: skip
    assert abs(won / rolls - float(worked_out)) < 0.04
