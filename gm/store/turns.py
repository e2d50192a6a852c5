"""Turns: made when inputs are received, carried from stage to stage, each stage a commit of the database."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, bindparam, case, func, insert, select, update

from gm.domain.errors import Conflict, NotFound, Refused
from gm.domain.play import Lease, Parked, Scene, Stage, StoredRoll, Turn, TurnKind, TurnOutcome
from gm.domain.ruling import Ruling
from gm.store.beats import load_beats, load_gists
from gm.store.coding import dump, load_choices, load_scalar, uid_of
from gm.store.leases import held
from gm.store.recall_segments import retold
from gm.store.rolls import put_rolls
from gm.store.rows_game import SCENES
from gm.store.rows_history import BRANCHES, COMMITS, STATES
from gm.store.rows_turn import INPUTS, TURN_INPUTS, TURNS
from gm.store.texts import drop_replies, get_text, put_texts
from gm.store.turn_queries import (
    load_last_turn,
    load_turn,
    load_turn_by_number,
    load_turns,
    load_unfinished,
    load_unsettled,
    reread,
)
from gm.store.tx import Tx, stored
from gm.store.witnesses import put_witnesses

__all__ = [
    "load_beats",
    "load_gists",
    "load_last_turn",
    "load_turn",
    "load_turn_by_number",
    "load_turns",
    "load_unfinished",
    "load_unsettled",
    "record_alternative",
    "record_answer",
    "record_delivered",
    "record_narration",
    "record_outcome",
    "record_parked",
    "record_retry",
    "record_ruling",
    "record_settled",
    "record_turn",
]

_T = TURNS.c
_TURN: BindParameter[Any] = bindparam("turn")
_NEXT = (
    update(BRANCHES)
    .where(BRANCHES.c.id == bindparam("branch"))
    .values(last_number=BRANCHES.c.last_number + 1)
    .returning(BRANCHES.c.last_number, BRANCHES.c.uid)
)
_BRANCH = select(BRANCHES.c.last_number, BRANCHES.c.uid).where(BRANCHES.c.id == bindparam("branch"))
_ADD = insert(TURNS).returning(_T.id)
_TAKE_INPUTS = (
    update(INPUTS)
    .where(INPUTS.c.id.in_(bindparam("inputs", expanding=True)), INPUTS.c.turn_id.is_(None))
    .values(turn_id=_TURN)
)
_RETAKE_INPUTS = update(INPUTS).where(INPUTS.c.id.in_(bindparam("inputs", expanding=True))).values(turn_id=_TURN)
_RULED = update(TURNS).where(_T.id == _TURN).values(stage="ruled", status="running", ruling_source=bindparam("source"))
_RETRY = (
    update(TURNS)
    .where(_T.id == _TURN)
    .values(stage="received", status="running", attempt=_T.attempt + 1, choices=None, ruling_source=bindparam("source"))
)
_PARK = update(TURNS).where(_T.id == _TURN).values(status="parked", choices=bindparam("answers"))
_ANSWER = update(TURNS).where(_T.id == _TURN).values(status="running", choices=bindparam("answers"))
_GAME_OF = select(_T.game_id).where(_T.id == _TURN)
_PARKED = select(_T.status, _T.choices).where(_T.id == _TURN).with_for_update()
_RESOLVED = (
    update(TURNS)
    .where(_T.id == _TURN)
    .values(
        stage="resolved",
        status="running",
        commit_seq=bindparam("seq"),
        place=bindparam("where_now"),
        minutes=bindparam("time_now"),
    )
)
_WHEN_AND_WHERE = (
    select(
        STATES.c.entity,
        STATES.c.path,
        STATES.c.value,
        SCENES.c.place,
        _T.game_id,
        func.coalesce(
            select(COMMITS.c.created_at)
            .where(COMMITS.c.branch_id == _T.branch_id, COMMITS.c.seq == bindparam("seq"))
            .scalar_subquery(),
            _T.created_at,
        ).label("committed_at"),
    )
    .select_from(
        TURNS.join(SCENES, SCENES.c.id == _T.scene_id).outerjoin(
            STATES,
            (STATES.c.branch_id == _T.branch_id)
            & (
                ((STATES.c.entity == "world") & (STATES.c.path == "minutes"))
                | ((STATES.c.entity == "scene:" + SCENES.c.key) & STATES.c.path.in_(("place", "minutes")))
            ),
        )
    )
    .where(_T.id == _TURN)
)
_NARRATED = (
    update(TURNS)
    .where(_T.id == _TURN)
    .values(
        stage=case((_T.stage.in_(("delivered", "settled")), _T.stage), else_="narrated"),
        narration_source=bindparam("source"),
        alternative=bindparam("chosen"),
        alternatives=case((_T.alternatives > bindparam("chosen"), _T.alternatives), else_=bindparam("chosen") + 1),
    )
)
_CHOOSE = (
    update(TURNS)
    .where(_T.id == _TURN, _T.alternatives > bindparam("chosen"))
    .values(
        alternative=bindparam("chosen"),
        narration_source=func.coalesce(bindparam("source", type_=_T.narration_source.type), _T.narration_source),
    )
)
_DELIVERED = (
    update(TURNS)
    .where(_T.id == _TURN, _T.stage == "narrated")
    .values(stage="delivered", status="done", delivered_at=bindparam("now"))
)
_SETTLED = update(TURNS).where(_T.id == _TURN, _T.stage == "delivered").values(stage="settled")


@stored
def record_turn(
    tx: Tx,
    *,
    scene: Scene,
    session_id: int,
    kind: TurnKind,
    input_ids: Sequence[int],
    uid: str | None = None,
    redo_of: int | None = None,
    dice_of: str | None = None,
    attempt: int = 1,
    waits: Parked | None = None,
    now: datetime,
) -> Turn:
    """Make a turn that holds these inputs, with the next number of its branch.

    Its uid follows from the branch's and its number unless given: dice do not depend on when it was made. One that
    `waits` for others has no place in history yet: `record_going_on` numbers it (until then its number is below 0).
    `dice_of`: uid of the turn that it puts right, whose dice it keeps.

    Raises:
        Conflict: another turn has taken one of the inputs (and this is not a redo).
    """
    row = tx.row(_NEXT if waits is None else _BRANCH, {"branch": scene.branch_id})
    if row is None:
        raise NotFound(f"There is no branch number {scene.branch_id}.")
    number = int(row.last_number) if waits is None else -input_ids[0]
    values = {
        "uid": uid or uid_of(row.uid, number),
        "game_id": scene.game_id,
        "branch_id": scene.branch_id,
        "scene_id": scene.id,
        "session_id": session_id,
        "number": number,
        "kind": kind,
        "stage": Stage.RECEIVED.value,
        "status": "running" if waits is None else "parked",
        "attempt": attempt,
        "redo_of": redo_of,
        "dice_of": dice_of,
        "ruling_source": "",
        "narration_source": "",
        "alternative": 0,
        "alternatives": 0,
        "place": "",
        "minutes": 0,
        "created_at": now,
    }
    turn_id = int(tx.value(_ADD, values))
    if waits is not None:
        put_texts(tx, turn_id, ("parked", 0, waits.model_dump_json(exclude_defaults=True)))
    if input_ids:
        take = _TAKE_INPUTS if redo_of is None else _RETAKE_INPUTS
        if tx.write(take, {"inputs": list(input_ids), "turn": turn_id}) != len(set(input_ids)):
            raise Conflict("Another turn is answering this input already.")
        tx.write(
            insert(TURN_INPUTS),
            [{"turn_id": turn_id, "position": at, "input_id": each} for at, each in enumerate(input_ids)],
        )
    return reread(tx, turn_id)


@stored
def record_ruling(tx: Tx, lease: Lease, turn_id: int, ruling: Ruling, *, source: str) -> None:
    """Keep what was ruled, before any die falls (stage `ruled`). Raises StaleFence."""
    held(tx, lease)
    put_texts(tx, turn_id, ("ruling", 0, ruling.model_dump_json()))
    drop_replies(tx, turn_id, "adjudicator", "triage")
    _touch(tx.write(_RULED, {"turn": turn_id, "source": source}))


@stored
def record_retry(tx: Tx, lease: Lease, turn_id: int) -> None:
    """Back to `received` as a new attempt, with new dice: what it was ruled on has changed. Raises StaleFence."""
    held(tx, lease)
    drop_replies(tx, turn_id, "adjudicator", "triage")
    _touch(tx.write(_RETRY, {"turn": turn_id, "source": ""}))


@stored
def record_parked(
    tx: Tx,
    lease: Lease,
    turn_id: int,
    parked: Parked,
    *,
    choices: Mapping[str, str],
    rolls: Sequence[StoredRoll] = (),
    now: datetime,
) -> None:
    """Let the turn wait for an answer. `choices`: the answers so far; `rolls`: dice that fell before the question,
    which the ledger does not hold yet. Raises StaleFence."""
    held(tx, lease)
    if rolls:
        put_rolls(tx, int(tx.value(_GAME_OF, {"turn": turn_id})), rolls, now)
    put_texts(tx, turn_id, ("parked", 0, parked.model_dump_json(exclude_defaults=True)))
    _touch(tx.write(_PARK, {"turn": turn_id, "answers": dump(dict(choices)) if choices else None}))


@stored
def record_answer(tx: Tx, turn_id: int, key: str, option: str, now: datetime) -> Turn:
    """Answer a parked question: the turn runs again. The same answer a second time changes nothing.

    Raises:
        Refused: it does not wait, the option is not one of the legal ones, or it was answered in another way.
    """
    row = tx.row(_PARKED, {"turn": turn_id})
    if row is None:
        raise NotFound("There is no such turn.", key="turn.gone")
    choices = load_choices(row.choices)
    if key in choices:
        if choices[key] != option:
            raise Refused("The question was answered already.", key="choice.answered")
        return reread(tx, turn_id)
    if row.status != "parked" or reread(tx, turn_id).status != "parked":
        raise Refused("The turn is not waiting for an answer.", key="turn.not_asked")
    parked = Parked.model_validate_json(get_text(tx, turn_id, "parked") or "{}")
    legal = [known.id for known in parked.options]
    if option not in legal:
        remedy = f"Choose one of: {', '.join(legal)}."
        raise Refused(f"{option!r} is not one of the options.", remedy=remedy, key="choice.none")
    tx.write(_ANSWER, {"turn": turn_id, "answers": dump({**choices, key: option})})
    return reread(tx, turn_id)


@stored
def record_outcome(
    tx: Tx,
    lease: Lease,
    turn_id: int,
    outcome: TurnOutcome,
    *,
    rolls: Sequence[StoredRoll],
    seq: int,
    line: str,
    witnesses: Iterable[str] = (),
    went: str | None = None,
) -> None:
    """Keep what code decided, and the rolls but for those kept when it was parked (stage `resolved`). `seq`: the commit
    with its changes; `witnesses`: who was there; `went`: what others of the party know of it (`Beat.went`). Raises
    StaleFence.

    To be said in the transaction that commits the changes, after `commit_changes`.
    """
    held(tx, lease)
    put_texts(tx, turn_id, ("outcome", 0, outcome.model_dump_json(exclude_defaults=True)), ("line", 0, line))
    if went is not None:
        put_texts(tx, turn_id, ("went", 0, went))
    found = tx.rows(_WHEN_AND_WHERE, {"turn": turn_id, "seq": seq})
    if not found:
        raise NotFound("There is no such turn.", key="turn.gone")
    found = sorted(found, key=lambda row: row.entity != "world")  # a scene's own time counts where it has one
    state = {row.path: load_scalar(row.value) for row in found if row.value is not None}
    if rolls:
        put_rolls(tx, found[0].game_id, rolls, found[0].committed_at)
    put_witnesses(tx, turn_id, witnesses)
    place, minutes = state.get("place"), state.get("minutes")
    values = {
        "seq": seq,
        "where_now": place if place and isinstance(place, str) else found[0].place,
        "time_now": minutes if isinstance(minutes, int) and not isinstance(minutes, bool) else 0,
    }
    _touch(tx.write(_RESOLVED, {"turn": turn_id, **values}))


@stored
def record_narration(
    tx: Tx,
    lease: Lease,
    turn_id: int,
    *,
    text: str,
    source: str,
    gist: str,
    alternative: int = 0,
    author: str | None = None,
) -> None:
    """Keep a telling and show it from now on (stage `narrated`, or what was reached before). Raises StaleFence.

    `author`: the player who wrote it by hand, if one did.
    """
    held(tx, lease)
    put_texts(tx, turn_id, ("narration", alternative, text), ("gist", alternative, gist), author=author)
    put_texts(tx, turn_id, ("teller", alternative, source))
    drop_replies(tx, turn_id, "narrator", "npc")
    if alternative:
        retold(tx, turn_id)
    _touch(tx.write(_NARRATED, {"turn": turn_id, "source": source, "chosen": alternative}))


@stored
def record_alternative(tx: Tx, turn_id: int, alternative: int) -> None:
    """Show another telling that is kept. Raises NotFound if there is none of that number."""
    teller = get_text(tx, turn_id, "teller", position=alternative)
    if not tx.write(_CHOOSE, {"turn": turn_id, "chosen": alternative, "source": teller}):
        raise NotFound("The turn has no such telling.", key="turn.gone")
    retold(tx, turn_id)


@stored
def record_delivered(tx: Tx, lease: Lease, turn_id: int, now: datetime) -> None:
    """All of it has been shown (stage `delivered`). Raises StaleFence."""
    held(tx, lease)
    tx.write(_DELIVERED, {"turn": turn_id, "now": now})


@stored
def record_settled(tx: Tx, turn_id: int) -> None:
    """What follows from it is derived (stage `settled`)."""
    tx.write(_SETTLED, {"turn": turn_id})


def _touch(count: int) -> None:
    if not count:
        raise NotFound("There is no such turn.", key="turn.gone")
