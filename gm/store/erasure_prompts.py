"""Erasing a person from what was sent to models: sections with their words, and what providers complained of."""

import secrets
from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any, Final

from sqlalchemy import bindparam, delete, select, update

from gm.domain.prompt import Layer
from gm.domain.quotes import Quotes
from gm.store.call_rows import unpack
from gm.store.rows_call import MODEL_CALLS, PROMPT_SECTIONS, SECTION_PLAYERS
from gm.store.tx import Tx

_P, _M, _S = PROMPT_SECTIONS.c, MODEL_CALLS.c, SECTION_PLAYERS.c
_AT_ONCE: Final = 400
_MINE = select(_S.section_id).where(_S.game_id == bindparam("game"), _S.player == bindparam("who"))
_WISHES: Final = ("tail/reword",)
"""Sections with wishes of somebody at the table, nobody knows whose: they go with anybody who is erased."""
_SENT = select(_M.prompt).where(_M.game_id == bindparam("game"))
_BODIES = select(_P.id, _P.key, _P.body).where(_P.id.in_(bindparam("ids", expanding=True)), _P.body.is_not(None))
_WISHED = select(_P.body).where(_P.id.in_(bindparam("ids", expanding=True)), _P.body.is_not(None), _P.key.in_(_WISHES))
_LAYERS = select(_P.id, _P.layer).where(_P.id.in_(bindparam("ids", expanding=True)), _P.body.is_not(None))
_EMPTY = (
    update(PROMPT_SECTIONS)
    .where(_P.id == bindparam("section"), _P.body.is_not(None))
    .values(body=None, erased_at=bindparam("now"), sha256=bindparam("random"))
)
_UNTAG = delete(SECTION_PLAYERS).where(_S.game_id == bindparam("game"), _S.player == bindparam("who"))
_COMPLAINTS = select(_M.id, _M.turn_id, _M.error).where(_M.game_id == bindparam("game"), _M.error != "")
_HUSH = update(MODEL_CALLS).where(_M.id == bindparam("call")).values(error="erased")


def empty_sections_of(tx: Tx, game_id: int, now: datetime) -> int:
    """Empty all that a game's calls sent of its story; gives how many. What the campaign's author wrote stays."""
    sent: set[int] = set()
    for row in tx.rows(_SENT, {"game": game_id}):
        sent.update(unpack(row.prompt))
    emptied = 0
    told = sorted(sent)
    for start in range(0, len(told), _AT_ONCE):
        for number, layer in tx.rows(_LAYERS, {"ids": told[start : start + _AT_ONCE]}):
            if layer >= Layer.CHRONICLE:
                emptied += tx.write(_EMPTY, {"section": number, "now": now, "random": secrets.token_bytes(32)})
    return emptied


def wishes_of(tx: Tx, game_id: int) -> list[str]:
    """What somebody at a game's table wished a telling to be like, nobody knows who: tellings may repeat it."""
    sent: set[int] = set()
    for row in tx.rows(_SENT, {"game": game_id}):
        sent.update(unpack(row.prompt))
    told, found = sorted(sent), []
    for start in range(0, len(told), _AT_ONCE):
        rows = tx.rows(_WISHED, {"ids": told[start : start + _AT_ONCE]})
        found += [str(row[0]) for row in rows]
    return found


def erase_prompts(
    tx: Tx,
    game_id: int,
    player: str,
    turns: Collection[int],
    quotes: Quotes,
    clean: Callable[[str], str],
    now: datetime,
) -> int:
    """Empty each section that is tagged with the player or repeats their words; gives how many.

    Their hashes become random: a hash of short words would confirm a guess. A section that another game sends too is
    emptied there as well; what was sent can then not be shown again, and nothing else depends on it.
    """
    at: dict[str, Any] = {"game": game_id, "who": player}
    gone = {int(row[0]) for row in tx.rows(_MINE, at)}
    sent: set[int] = set()
    for row in tx.rows(_SENT, at):
        sent.update(unpack(row.prompt))
    rest = sorted(sent - gone)
    for start in range(0, len(rest), _AT_ONCE):
        for number, key, body in tx.rows(_BODIES, {"ids": rest[start : start + _AT_ONCE]}):
            if key in _WISHES or clean(body) != body or quotes.hits(body):
                gone.add(int(number))
    emptied = 0
    for number in sorted(gone):
        emptied += tx.write(_EMPTY, {"section": number, "now": now, "random": secrets.token_bytes(32)})
    tx.write(_UNTAG, at)
    for row in tx.rows(_COMPLAINTS, at):
        if row.turn_id in turns or clean(row.error) != row.error or quotes.hits(row.error):
            tx.write(_HUSH, {"call": row.id})
    return emptied
