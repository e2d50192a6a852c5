"""Turns in order where nobody fights: whoever is up is answered at once, others' words wait for their place."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from gm.domain.approval import waits_for_approval
from gm.domain.play import Parked, ParkedOption, ReceivedInput, SceneState, Turn, TurnOutcome
from gm.domain.table import turn_rules
from gm.play.absent import BY_TABLE
from gm.play.parts import EngineParts
from gm.play.questions_due import question_due
from gm.rules.combat.waiting import went_by
from gm.rules.turn_order import Order, moved_on, order_of
from gm.rules.world import squash
from gm.store.gathering import join_waiting, load_commit_time
from gm.store.sealed import load_whisperer
from gm.store.turns import load_unfinished, record_turn
from gm.store.tx import Db


async def begins_in_order(
    db: Db, parts: EngineParts, state: SceneState, session_id: int, entry: ReceivedInput
) -> tuple[Turn, bool]:
    """Act: at once if it is their turn (or nobody has set an order yet); else the words wait for it. Who speaks again
    while they wait says it otherwise. Gives the turn, and whether it was there before."""
    now, who = parts.clock.now(), entry.input.character or ""
    order = order_of(state)
    unfinished = await load_unfinished(db, state.scene.id)
    mine = [turn for turn in unfinished if _waits_for(turn, who)]
    if mine:
        earlier = tuple(each.id for each in mine[0].inputs)
        joined = await join_waiting(db, mine[0].id, entry.id, now, replaces=earlier)
        if joined is not None:
            return joined, True
    acting = await _begun(db, unfinished, who) is not None
    parked = None if order is None or (order.up == who and not acting) else _place_of(who)
    made = await record_turn(
        db, scene=state.scene, session_id=session_id, kind="action", input_ids=[entry.id], waits=parked, now=now
    )
    return made, False


def _place_of(who: str) -> Parked:
    options = (ParkedOption(id="wait", label="Wait"),)
    question = "It waits for its place in the order."
    return Parked(reason="order", question=question, who=(who,), options=options, default="wait")


async def _begun(db: Db, unfinished: Sequence[Turn], who: str) -> Turn | None:
    """Their turn that has begun and is not over; None: none has. A whisper takes nobody's turn."""
    for turn in unfinished:
        if is_acting(turn, who) and await load_whisperer(db, turn.id) is None:
            return turn
    return None


def is_acting(turn: Turn, who: str) -> bool:
    """Whether this turn is one of theirs that has begun: until it is over they are not up again."""
    waits = turn.parked is not None and turn.parked.reason in ("round", "order")
    acts = any(entry.input.character == who and entry.input.kind != "ooc" for entry in turn.inputs)
    return turn.kind == "action" and not waits and acts


def _waits_for(turn: Turn, who: str) -> bool:
    return (
        turn.status == "parked" and turn.parked is not None and turn.parked.reason == "order" and who in turn.parked.who
    )


async def waiting_turn(db: Db, scene_id: int, who: str) -> Turn | None:
    """The turn of this character that waits for its place; None if there is none, or if its words were taken back."""
    unfinished = await load_unfinished(db, scene_id)
    return next((turn for turn in unfinished if _waits_for(turn, who) and turn.inputs), None)


async def next_waiting(db: Db, scene_id: int, order: Order) -> Turn | None:
    """Which of the turns that wait is played now: that of whoever is up, or of somebody who is not in the order any
    more. None: none of them; also while the turn of whoever is up has begun, and waits for an answer."""
    unfinished = await load_unfinished(db, scene_id)
    found = next((turn for turn in unfinished if _waits_for(turn, order.up)), None)
    if found is not None:
        return found if await _begun(db, unfinished, order.up) is None else None
    return next(
        (turn for turn in unfinished if not any(_waits_for(turn, who) for who in order.who) and _waits(turn)), None
    )


def _waits(turn: Turn) -> bool:
    return turn.status == "parked" and turn.parked is not None and turn.parked.reason == "order"


def last_move(state: SceneState) -> int:
    """The commit at which the turn was passed on last, or at which a fight ended that it waited for."""
    order = max(state.versions.get((f"scene:{state.scene.key}", path), 0) for path in ("up", "round"))
    return max(order, state.versions.get((f"encounter:{state.scene.key}", "outcome"), 0))


async def due_at(db: Db, state: SceneState, order: Order) -> datetime | None:
    """Until when everybody waits for whoever is up. None: for nobody, or without end: where nobody has acted for a
    whole round, so that a table that everybody has left stands still; while they have acted and it is not they who are
    waited for (it is being played, or the game master is asked first) and while a question to them is open, which has a
    deadline of its own; where the order is another branch's."""
    if order.sleeps:
        return None
    begun = await _begun(db, await load_unfinished(db, state.scene.id), order.up)
    if begun is not None and (begun.status != "parked" or waits_for_approval(begun) or question_due(begun)):
        return None
    seq = last_move(state)
    since = await load_commit_time(db, state.scene.branch_id, seq)
    return None if since is None else since + timedelta(seconds=turn_rules(state.table, state.scene.key).deadline)


def in_order(state: SceneState, turn: Turn, outcome: TurnOutcome, *, alone: bool = False) -> TurnOutcome:
    """The outcome of a turn, with the next one's turn begun if whoever is up has acted in it. Not by what they
    whispered (`alone`): an order that moved on would tell everybody that somebody did something. In a fight, which
    moves its own order on, with how many turns have gone by without a player."""
    control = turn_rules(state.table, state.scene.key).control
    acted = {each.input.character or "" for each in turn.inputs if each.input.kind != "ooc"}
    if alone or turn.kind != "action" or not acted:
        return outcome
    absent = all(each.input.face == BY_TABLE for each in turn.inputs)
    after = state.world.apply(outcome.changes)
    changes = went_by(after, state.scene.key, absent=absent)
    if control == "initiative":
        changes = (*changes, *moved_on(state, after, acted, absent=absent))
    return outcome.model_copy(update={"changes": squash((*outcome.changes, *changes))}) if changes else outcome
