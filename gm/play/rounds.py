"""A round: all declare, then one beat answers them. It is a parked turn (reason `round`) that inputs join; marks beside
them say who is ready. It holds no lease, survives the process, and undo calls it off.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from gm.domain.play import Parked, ParkedOption, PlayerInput, ReceivedInput, SceneState, Turn
from gm.domain.table import turn_rules
from gm.play.absent import BY_TABLE, absent_words
from gm.play.parts import EngineParts
from gm.rules.turn_order import actors
from gm.store.gathering import join_waiting, lock_waiting, record_going_on, record_mark
from gm.store.inputs import record_input
from gm.store.turns import load_unfinished, record_turn
from gm.store.tx import Db

READY: Final = "ready"
HOLD: Final = "hold"
_OPTIONS: Final = (ParkedOption(id=READY, label="Ready"), ParkedOption(id=HOLD, label="Hold"))


@dataclass(frozen=True, slots=True)
class RoundView:
    """An open round, as everybody at the table may see it."""

    turn_id: int
    deadline: datetime
    declared: tuple[str, ...]
    """Characters who have said what they do."""
    ready: tuple[str, ...]
    """Characters who have nothing to add; without a declaration they let the round go by."""
    hold: tuple[str, ...]
    """Characters who asked for time."""
    waiting: tuple[str, ...]
    """Characters of whom nothing was heard."""


def is_waiting(turn: Turn) -> bool:
    """Whether a turn waits for others or for its place: no question that one person answers."""
    return turn.status == "parked" and turn.parked is not None and turn.parked.reason in ("round", "order")


async def open_round(db: Db, scene_id: int) -> Turn | None:
    """The scene's round that is being declared; None if there is none."""
    waiting = [turn for turn in await load_unfinished(db, scene_id) if is_waiting(turn)]
    return next((turn for turn in waiting if turn.parked is not None and turn.parked.reason == "round"), None)


async def begins_round(
    db: Db, parts: EngineParts, state: SceneState, session_id: int, entry: ReceivedInput
) -> tuple[Turn, bool]:
    """Declare: the input joins the open round, or opens one; and whether one was open.

    Who declares again says it otherwise: the later words stand in place of the earlier ones, and they are not ready any
    more.
    """
    now, who = parts.clock.now(), entry.input.character or ""
    turn = await open_round(db, state.scene.id)
    if turn is not None:
        earlier = tuple(each.id for each in turn.inputs if each.input.character == who)
        joined = await join_waiting(db, turn.id, entry.id, now, replaces=earlier)
        if joined is not None:
            return await record_mark(db, turn.id, f"{READY}:{who}", None) or joined, True
    wait = timedelta(seconds=turn_rules(state.table, state.scene.key).deadline)
    parked = Parked(
        reason="round",
        question="The round is open: say what you do.",
        who=actors(state),
        options=_OPTIONS,
        default=READY,
        deadline=now + wait,
    )
    ids = [entry.id]
    scene = state.scene
    made = await record_turn(
        db, scene=scene, session_id=session_id, kind="action", input_ids=ids, waits=parked, now=now
    )
    return made, False


def round_view(state: SceneState, turn: Turn) -> RoundView:
    """Who has declared, who is ready, and for whom the round waits."""
    here = actors(state)
    declared = tuple(entry.input.character for entry in turn.inputs if entry.input.character)
    marks = {who: turn.choices.get(f"{READY}:{who}", "") for who in here}
    deadline = turn.parked.deadline if turn.parked is not None else None
    return RoundView(
        turn_id=turn.id,
        deadline=deadline or turn.created_at,
        declared=declared,
        ready=tuple(who for who in here if marks[who] == READY),
        hold=tuple(who for who in here if marks[who] == HOLD),
        waiting=tuple(who for who in here if not marks[who] and who not in declared),
    )


async def mark_ready(
    db: Db, parts: EngineParts, state: SceneState, turn: Turn, who: str, mark: Literal["ready", "hold"]
) -> Turn | None:
    """Keep who is ready, or wants time; if all are ready the round goes on. None: it is not open any more."""
    marked = await record_mark(db, turn.id, f"{READY}:{who}", mark)
    if marked is None:
        return None
    view = round_view(state, marked)
    return marked if set(view.ready) != set(actors(state)) else await close_round(db, parts, state, marked)


async def close_if_ready(db: Db, parts: EngineParts, state: SceneState) -> Turn | None:
    """The open round goes on if all who are here now are ready: somebody for whom it waited has left. None: it does
    not."""
    turn = await open_round(db, state.scene.id)
    here = set(actors(state))
    if turn is None or not here or set(round_view(state, turn).ready) != here:
        return None
    return await close_round(db, parts, state, turn)


async def close_round(db: Db, parts: EngineParts, state: SceneState, turn: Turn) -> Turn | None:
    """The round goes on with what was declared, and with what the table's rule says for those of whom nothing was
    heard. None: it is not open any more."""
    standing = await lock_waiting(db, turn.id)
    if standing is None:
        return None
    if standing.inputs:  # of a round whose words were all taken back nothing is played
        for who in round_view(state, standing).waiting:
            entry = _for_absent(state, standing, who)
            if entry is not None:
                received = await record_input(db, turn.game_id, turn.scene_id, entry, parts.clock.now())
                await join_waiting(db, turn.id, received.id, parts.clock.now())
    return await record_going_on(db, turn.id)


def _for_absent(state: SceneState, turn: Turn, who: str) -> PlayerInput | None:
    words = absent_words(state, who)
    return PlayerInput(BY_TABLE, f"round:{turn.id}:{who}", "", words, character=who) if words else None


def is_due(turn: Turn, now: datetime) -> bool:
    """Whether the time of a round is over."""
    return turn.parked is not None and turn.parked.deadline is not None and turn.parked.deadline <= now
