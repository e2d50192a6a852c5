"""Questions that nobody answers: where a table takes turns, they have a deadline as everything has, and at it what the
question itself names as its default is taken. In free play nobody waits for the answer, and it may come next week; but
in a fight, which has an order of its own, others do."""

from datetime import datetime, timedelta

from gm.domain.play import Parked, SceneState, Turn
from gm.domain.table import turn_rules
from gm.play.others_waiting import others_wait
from gm.rules.combat.playing import is_on
from gm.store.turns import load_unfinished
from gm.store.tx import Db

_ASKED = ("stakes", "choice", "after_roll", "react", "together")


async def with_deadline(db: Db, parked: Parked, state: SceneState, now: datetime) -> Parked:
    """The question as it is asked now, with the moment at which its default holds."""
    rules = turn_rules(state.table, state.scene.key)
    if parked.reason not in _ASKED or parked.deadline is not None:
        return parked
    if rules.control == "free":
        fighting = is_on(state.world, state.scene.key)
        if not fighting or not await others_wait(db, state, parked.who):
            return parked
    return parked.model_copy(update={"deadline": now + timedelta(seconds=rules.deadline)})


async def next_question(db: Db, scene_id: int) -> Turn | None:
    """The turn whose open question has the nearest deadline; None: none has one."""
    found = [turn for turn in await load_unfinished(db, scene_id) if question_due(turn) is not None]
    return min(found, key=lambda turn: (question_due(turn) or turn.created_at, turn.id), default=None)


def question_due(turn: Turn) -> datetime | None:
    """Until when a turn waits for an answer of its player; None: it does not, or without end."""
    if turn.status != "parked" or turn.parked is None or turn.parked.reason not in _ASKED:
        return None
    return turn.parked.deadline
