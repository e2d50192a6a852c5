"""Drafts that wait for a game master, and what they ruled instead. Words of both are texts, erased as all others."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import BindParameter, bindparam, delete, func, insert, select, update

from gm.domain.approval import APPROVE, OPEN, RULING, Draft, Overruled, waits_for_approval
from gm.domain.errors import Conflict, Refused
from gm.domain.play import Lease, Turn
from gm.domain.ruling import Ruling
from gm.store.coding import dump
from gm.store.leases import held
from gm.store.rows_turn import INPUTS, TEXTS, TURN_INPUTS, TURNS
from gm.store.texts import get_text, put_texts
from gm.store.turn_queries import reread
from gm.store.tx import Tx, stored

_X = TEXTS.c
_TURN: BindParameter[Any] = bindparam("turn")
_COUNT = select(_X.position).where(_X.turn_id == _TURN, _X.kind == "draft").order_by(_X.position.desc()).limit(1)
_LATEST = (
    select(_X.body, _X.position)
    .where(_X.turn_id == _TURN, _X.kind == "draft", _X.body.is_not(None))
    .order_by(_X.position.desc())
    .limit(1)
)
_BY_HAND = select(_X.body, _X.author).where(_X.turn_id == _TURN, _X.kind == "overruled")
_LAST_INPUT = select(func.max(TURN_INPUTS.c.position)).where(TURN_INPUTS.c.turn_id == _TURN)
_TAKE = (
    update(INPUTS)
    .where(INPUTS.c.id.in_(bindparam("inputs", expanding=True)), INPUTS.c.turn_id.is_(None))
    .values(turn_id=_TURN)
)
_RELEASE = update(TURNS).where(TURNS.c.id == _TURN).values(status="running")
_DROP = delete(TEXTS).where(_X.turn_id == _TURN, _X.kind == "draft")
_OVERRULED = (
    update(TURNS)
    .where(TURNS.c.id == _TURN)
    .values(stage="ruled", status="running", ruling_source="gm", choices=bindparam("answers"))
)


@stored
def record_draft(tx: Tx, lease: Lease, turn_id: int, draft: Draft) -> int:
    """Keep a draft; gives its number, from 0. Raises StaleFence."""
    held(tx, lease)
    number = _drafts(tx, turn_id)
    put_texts(tx, turn_id, ("draft", number, draft.model_dump_json(exclude_defaults=True)), author=draft.author)
    return number


@stored
def load_draft(tx: Tx, turn_id: int, number: int) -> Draft | None:
    """The draft of that number; None if there is none any more."""
    body = get_text(tx, turn_id, "draft", position=number)
    return None if body is None else Draft.model_validate_json(body)


@stored
def load_latest_draft(tx: Tx, turn_id: int) -> tuple[int, Draft] | None:
    """The draft that was made last, with its number."""
    row = tx.row(_LATEST, {"turn": turn_id})
    return None if row is None else (int(row.position), Draft.model_validate_json(row.body))


@stored
def count_drafts(tx: Tx, turn_id: int) -> int:
    """How many drafts were made for a turn."""
    return _drafts(tx, turn_id)


def _drafts(tx: Tx, turn_id: int) -> int:
    last: Any = tx.value(_COUNT, {"turn": turn_id})
    return 0 if last is None else int(last) + 1


@stored
def drop_drafts(tx: Tx, turn_id: int) -> None:
    """Let go of them: the turn is told."""
    tx.write(_DROP, {"turn": turn_id})


@stored
def record_overruling(tx: Tx, lease: Lease, turn: Turn, ruling: Ruling, kept: Overruled, author: str) -> Turn:
    """The game master's ruling in place of the one that was proposed; the turn runs again, and nobody is asked about
    the ruling any more. `author`: the game master, by their id at their face.

    Raises:
        StaleFence. Refused: the turn does not wait for a game master.
    """
    held(tx, lease)
    return _overrule(tx, turn, ruling, kept, author, {RULING: APPROVE})


def _overrule(
    tx: Tx, turn: Turn, ruling: Ruling, kept: Overruled, author: str | None, answers: Mapping[str, str]
) -> Turn:
    _waiting(tx, turn.id, None)
    put_texts(tx, turn.id, ("ruling", 0, ruling.model_dump_json()))
    put_texts(tx, turn.id, ("overruled", 0, kept.model_dump_json()), author=author)
    tx.write(_OVERRULED, {"turn": turn.id, "answers": dump({**turn.choices, **answers})})
    return reread(tx, turn.id)


@stored
def record_more_inputs(tx: Tx, turn_id: int, input_ids: Sequence[int]) -> Turn:
    """More was said in a beat that waits for the game master's words: they answer all of it.

    Raises:
        Refused: it does not wait any more. Conflict: another turn has taken one of the inputs.
    """
    _waiting(tx, turn_id, str(OPEN))
    there = int(tx.value(_LAST_INPUT, {"turn": turn_id}) or 0)
    if tx.write(_TAKE, {"turn": turn_id, "inputs": list(input_ids)}) != len(set(input_ids)):
        raise Conflict("Another turn is answering this input already.")
    rows = [{"turn_id": turn_id, "position": there + 1 + at, "input_id": each} for at, each in enumerate(input_ids)]
    tx.write(insert(TURN_INPUTS), rows)
    return reread(tx, turn_id)


@stored
def record_released(tx: Tx, turn_id: int) -> None:
    """A beat waits for nobody's words any more: it is played when its scene is next taken up."""
    _waiting(tx, turn_id, str(OPEN))
    tx.write(_RELEASE, {"turn": turn_id})


@stored
def record_words(tx: Tx, lease: Lease, turn: Turn, draft: Draft, kept: Overruled) -> Turn:
    """The game master tells a beat in their own words, with what happens by their hand; it runs on, and asks nobody.

    Raises:
        StaleFence. Refused: the turn does not wait for a game master.
    """
    held(tx, lease)
    number = _drafts(tx, turn.id)
    put_texts(tx, turn.id, ("draft", number, draft.model_dump_json(exclude_defaults=True)), author=draft.author)
    answers = {RULING: APPROVE, f"{RULING}:{number + 1}": APPROVE}
    return _overrule(tx, turn, Ruling(minutes=0), kept, draft.author, answers)


@stored
def load_overruled(tx: Tx, turn_id: int) -> Overruled | None:
    """What a game master ruled by hand in a turn; None: nothing, or it was erased."""
    body = get_text(tx, turn_id, "overruled")
    return None if body is None else Overruled.model_validate_json(body)


@stored
def carry_overruled(tx: Tx, turn_id: int, to: int) -> None:
    """What a game master ruled by hand in a turn holds in the one that is played in its place, too."""
    row = tx.row(_BY_HAND, {"turn": turn_id})
    if row is not None and row.body is not None:
        put_texts(tx, to, ("overruled", 0, row.body), author=row.author)


@stored
def need_waiting(tx: Tx, turn_id: int, mark: str) -> Turn:
    """The turn as it stands. Raises Refused unless it waits for a game master, about the proposal of this mark."""
    return _waiting(tx, turn_id, mark)


def _waiting(tx: Tx, turn_id: int, mark: str | None) -> Turn:
    turn = reread(tx, turn_id)
    if not waits_for_approval(turn) or turn.parked is None:
        raise Refused("Nothing waits for the game master there.", key="approval.nothing")
    if mark is not None and turn.parked.mark != mark:
        raise Refused("This has been changed since. Look at what is proposed now.", key="approval.older")
    return turn
