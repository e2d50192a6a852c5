"""How quick the table is, from turns' and calls' rows."""

from datetime import UTC, datetime, timedelta

from gm.review.pace import Spread, pace_json, pace_of, pace_rows
from gm.store.paces import PacedCall, PacedTurn

THEN = datetime(2030, 1, 1, tzinfo=UTC)


def after(seconds: float) -> datetime:
    return THEN + timedelta(seconds=seconds)


def call(role: str, at: float, *, status: str = "ok", rung: str = "", model: str = "judge") -> PacedCall:
    return PacedCall(role, status, "litellm", model, rung, after(at), 500)


def turn(dice: float, *, source: str = "model", waited: bool = False, rung: str = "schema") -> PacedTurn:
    asked = (call("adjudicator", 0, status="failed"), call("adjudicator", 0.1, rung=rung)) if source == "model" else ()
    told = call("narrator", dice + 0.5, model="teller")
    return PacedTurn(THEN, after(dice), after(dice + 4), waited, source, "teller", (*asked, told))


def test_rulings_calls_and_seconds_by_route() -> None:
    pace = pace_of([turn(2), turn(4, rung="repair"), turn(90, waited=True), turn(0.2, source="code")])
    assert (pace.turns, pace.calls, dict(pace.rungs)) == (4, 10, {"schema": 2, "repair": 1})
    by_model, by_code = pace.routes
    assert (by_model.ruled_by, by_model.told_by, by_model.turns) == ("judge", "teller", 3)
    assert by_model.dice == Spread(4.0, 4.0), "who waits for a player is not timed"
    assert by_code.dice.median == 0.2 and by_code.words.median == 1.2 and by_code.end.median == 4.2
    rows = list(pace_rows(pace))
    assert rows[0] == "Rulings: 4 (3 by model, 1 by code); models answered by schema 2, repair 1"
    assert rows[1] == "Model calls a turn: 2.5"
    assert pace_json(pace)["routes"][1]["first_words"] == {"median": 1.2, "p95": 1.2}


def test_nothing_played_is_nothing_said() -> None:
    assert list(pace_rows(pace_of([]))) == []
    assert Spread.of([]) == Spread(None, None)


def test_the_spread_of_many() -> None:
    assert Spread.of([float(number) for number in range(100)]) == Spread(50.0, 95.0)
