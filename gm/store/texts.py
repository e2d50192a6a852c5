"""Erasable words. Everything else in the store holds ids and mechanical changes only."""

from datetime import UTC, datetime
from typing import Final

from sqlalchemy import bindparam, delete, select, union, update

from gm.store.gm_notes import erase_notes, erase_translations
from gm.store.rows import Upsert
from gm.store.rows_call import PROMPT_SECTIONS, SECTION_PLAYERS
from gm.store.rows_turn import INPUTS, TEXTS, TURN_INPUTS
from gm.store.tx import Tx, stored

ERASED: Final = "[erased]"
"""What stands where words were that somebody took back."""

_T = TEXTS.c
_PUT = Upsert(
    TEXTS,
    lambda put: put.on_conflict_do_update(
        index_elements=["turn_id", "kind", "position", "role"],
        index_where=_T.turn_id.is_not(None),
        set_={"body": put.excluded.body, "erased_at": None},
    ),
)
_GET = select(_T.body).where(
    _T.turn_id == bindparam("turn"),
    _T.kind == bindparam("of_kind"),
    _T.position == bindparam("at"),
    _T.role == bindparam("of_role"),
)
_DROP_REPLIES = delete(TEXTS).where(
    _T.turn_id == bindparam("turn"), _T.kind == "reply", _T.role == bindparam("of_role")
)

_MINE = select(INPUTS.c.id).where(INPUTS.c.game_id == bindparam("game"), INPUTS.c.player == bindparam("who"))
_TURNS_OF_MINE = select(TURN_INPUTS.c.turn_id).where(TURN_INPUTS.c.input_id.in_(_MINE))
_ERASE_TEXTS = (
    update(TEXTS)
    .where(
        _T.body.is_not(None),
        _T.id.in_(
            union(
                select(_T.id).where(_T.input_id.in_(_MINE)),
                select(_T.id).where(_T.turn_id.in_(_TURNS_OF_MINE)),
            )
        ),
    )
    .values(body=None, erased_at=bindparam("now"))
)
_ERASE_SECTIONS = (
    update(PROMPT_SECTIONS)
    .where(
        PROMPT_SECTIONS.c.body.is_not(None),
        PROMPT_SECTIONS.c.id.in_(
            select(SECTION_PLAYERS.c.section_id).where(
                SECTION_PLAYERS.c.game_id == bindparam("game"), SECTION_PLAYERS.c.player == bindparam("who")
            )
        ),
    )
    .values(body=None, erased_at=bindparam("now"))
)


def put_texts(tx: Tx, turn_id: int, *texts: tuple[str, int, str], role: str = "") -> None:
    """Keep texts of a turn, as (kind, position, body); one that is there already is replaced."""
    tx.upsert(
        _PUT,
        [{"turn_id": turn_id, "kind": kind, "position": at, "role": role, "body": body} for kind, at, body in texts],
    )


def get_text(tx: Tx, turn_id: int, kind: str, *, position: int = 0, role: str = "") -> str | None:
    """A text of a turn; None if there is none or it was erased."""
    body: str | None = tx.value(_GET, {"turn": turn_id, "of_kind": kind, "at": position, "of_role": role})
    return body


def drop_replies(tx: Tx, turn_id: int, role: str) -> None:
    """Let go of kept replies: the stage that needed them is committed."""
    tx.write(_DROP_REPLIES, {"turn": turn_id, "of_role": role})


@stored
def erase_player(tx: Tx, game_id: int, player: str, now: datetime | None = None) -> int:
    """Empty everything a player said in a game, and everything that models said about it; gives how many texts.

    That is: their inputs; ruling, outcome, narration, gist of each turn that answered one (other players' words in it
    stay), also in other languages; their private notes; and each prompt section that held their words. Dice, changes
    and money stay, so verification still passes.
    """
    moment = now or datetime.now(UTC)
    values = {"game": game_id, "who": player, "now": moment}
    erase_translations(tx, _TURNS_OF_MINE, {"game": game_id, "who": player})
    notes = erase_notes(tx, game_id, player, moment)
    return notes + tx.write(_ERASE_TEXTS, values) + tx.write(_ERASE_SECTIONS, values)
