"""Players who play on and do not want to be kept: their words are let go once the table has moved past them.

A line of theirs stands until a later beat of the scene is told, so that it can be answered, taken back and told again;
at the latest until the sitting ends. Then its words go, and with them what was sent to models and noted of them. What
was told in answer is the game master's and stays. What is due is read from the store each time: a crash loses nothing.
"""

import json
import secrets
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import bindparam, delete, exists, or_, select, update

from gm.domain.prompt import Layer
from gm.domain.quotes import CUT, Line, Quotes
from gm.store.call_rows import unpack
from gm.store.coding import dump
from gm.store.facts import empty_facts
from gm.store.recall_segments import forget_turns
from gm.store.rows import Upsert
from gm.store.rows_call import MODEL_CALLS, PROMPT_SECTIONS
from gm.store.rows_facts import FACTS
from gm.store.rows_game import GAMES, SESSIONS, WORLD_VERSIONS
from gm.store.rows_history import UNDOS
from gm.store.rows_safety import STEERS
from gm.store.rows_turn import INPUTS, TEXTS, TURN_INPUTS, TURNS
from gm.store.rows_unrecorded import UNRECORDED
from gm.store.tx import Tx, stored

_I, _T, _U, _P, _F = INPUTS.c, TEXTS.c, UNRECORDED.c, PROMPT_SECTIONS.c, FACTS.c
_AT_ONCE: Final = 400
_TOLD: Final = ("narration", "teller", "shown")
"""What everybody has read: it stays."""
_CUT: Final = ("ruling", "outcome", "line", "went", "gist", "recalled")
"""What others need of the turn: only their words are cut out of it. All else goes."""
_PUT_WISH: Final = Upsert(UNRECORDED, lambda put: put.on_conflict_do_nothing(index_elements=["player"]))
_SINCE = select(_U.since).where(_U.player == bindparam("who"))
_ANY = select(_U.player).limit(1)
_LATER = TURNS.alias()
_over = or_(
    exists().where(UNDOS.c.turn_id == TURNS.c.id),
    exists().where(STEERS.c.turn_id == TURNS.c.id),
    (TURNS.c.stage == "settled")
    & or_(
        exists().where(_LATER.c.scene_id == TURNS.c.scene_id, _LATER.c.id > TURNS.c.id, _LATER.c.stage == "settled"),
        exists().where(SESSIONS.c.id == TURNS.c.session_id, SESSIONS.c.closed_at.is_not(None)),
    ),
)
_DUE = (
    select(_I.id, _I.player, _I.turn_id, _I.received_at, _T.id.label("text"), _T.body)
    .select_from(
        INPUTS.join(UNRECORDED, (_U.player == _I.player) & (_U.since <= _I.received_at))
        .join(TEXTS, _T.input_id == _I.id)
        .outerjoin(TURNS, TURNS.c.id == _I.turn_id)
    )
    .where(_I.game_id == bindparam("game"), _T.body.is_not(None), or_(_I.withdrawn_at.is_not(None), _over))
    .order_by(_I.id)
)
_TURNS_OF = select(TURN_INPUTS.c.turn_id).where(TURN_INPUTS.c.input_id.in_(bindparam("inputs", expanding=True)))
_TEXTS = select(_T.id, _T.turn_id, _T.kind, _T.body).where(
    _T.turn_id.in_(bindparam("turns", expanding=True)), _T.body.is_not(None)
)
_OTHERS = (
    select(_T.body)
    .join_from(INPUTS, TEXTS, _T.input_id == _I.id)
    .where(_I.turn_id.in_(bindparam("turns", expanding=True)), _T.body.is_not(None))
    .where(_I.id.not_in(bindparam("inputs", expanding=True)))
)
_KNOWN = (
    select(WORLD_VERSIONS.c.campaign)
    .select_from(GAMES.join(WORLD_VERSIONS, WORLD_VERSIONS.c.version == GAMES.c.version))
    .where(GAMES.c.id == bindparam("game"))
)
_EMPTY = update(TEXTS).where(_T.id == bindparam("text")).values(body=None, erased_at=bindparam("now"))
_PUT = update(TEXTS).where(_T.id == bindparam("text")).values(body=bindparam("words"))
_SENT = select(MODEL_CALLS.c.prompt).where(
    MODEL_CALLS.c.game_id == bindparam("game"), MODEL_CALLS.c.started_at >= bindparam("since")
)
_BODIES = select(_P.id, _P.body).where(
    _P.id.in_(bindparam("ids", expanding=True)), _P.layer >= Layer.CHRONICLE, _P.body.is_not(None)
)
_EMPTY_SECTION = (
    update(PROMPT_SECTIONS)
    .where(_P.id == bindparam("section"))
    .values(body=None, erased_at=bindparam("now"), sha256=bindparam("random"))
)
_FACTS = select(_F.id, _F.subject, _F.relation, _F.object).where(
    _F.game_id == bindparam("game"), _F.turn_id.in_(bindparam("turns", expanding=True)), _F.object.is_not(None)
)


@stored
def record_unrecorded(tx: Tx, player: str, now: datetime, *, wanted: bool) -> bool:
    """A player does not want their words kept from now on, or takes that back; False if it was so already."""
    if wanted:
        return tx.upsert(_PUT_WISH, {"player": player, "since": now}) > 0
    return erase_wish(tx, player) > 0


def erase_wish(tx: Tx, player: str) -> int:
    """Drop the row of somebody; gives how many."""
    return tx.write(delete(UNRECORDED).where(_U.player == player))


@stored
def load_unrecorded(tx: Tx, player: str) -> datetime | None:
    """Since when a player's words are let go; None: they are kept."""
    found: datetime | None = tx.value(_SINCE, {"who": player})
    return found


@stored
def are_unrecorded(tx: Tx, players: Collection[str]) -> bool:
    """Whether any of them does not want to be kept."""
    return tx.value(_ANY.where(_U.player.in_(sorted(players)))) is not None


@stored
def is_anybody_unrecorded(tx: Tx) -> bool:
    """Whether anybody at all does not want to be kept."""
    return tx.value(_ANY) is not None


@stored
def let_words_go(tx: Tx, game_id: int, now: datetime) -> int:
    """Let go of what is due in a game; gives how many lines. One cheap look where nobody has asked for it."""
    return due_words(tx, game_id, now)


def due_words(tx: Tx, game_id: int, now: datetime) -> int:
    """The same, in a transaction that goes on."""
    if tx.value(_ANY) is None:
        return 0
    due = tx.rows(_DUE, {"game": game_id})
    if not due:
        return 0
    inputs = [int(row.id) for row in due]
    turns = sorted({int(row[0]) for row in tx.rows(_TURNS_OF, {"inputs": inputs})})
    quotes, texts = _quotes(tx, game_id, due, turns, inputs)
    for row in due:
        tx.write(_EMPTY, {"text": row.text, "now": now})
    said = [" ".join(str(row.body).split()) for row in due]
    for row in texts:
        words = _left(quotes, said, row.kind, row.body)
        if words is None:
            tx.write(_EMPTY, {"text": row.id, "now": now})
        elif words != row.body:
            tx.write(_PUT, {"text": row.id, "words": words})
    _empty_prompts(tx, game_id, due, quotes, said, now)
    if turns:
        facts = tx.rows(_FACTS, {"game": game_id, "turns": turns})
        gone = [int(row.id) for row in facts if quotes.hits(" ".join(part or "" for part in row[1:]))]
        if gone:
            empty_facts(tx, game_id, gone)
        forget_turns(tx, game_id, turns)
    return len(due)


def _quotes(
    tx: Tx, game_id: int, due: Sequence[Any], turns: Sequence[int], inputs: Sequence[int]
) -> tuple[Quotes, Sequence[Any]]:
    """Their words as they may be found again, and all texts of the turns."""
    texts = tx.rows(_TEXTS, {"turns": turns}) if turns else ()
    others = tx.rows(_OTHERS, {"turns": turns, "inputs": inputs}) if turns else ()
    lines = [Line(row.body, "person") for row in due]
    lines += [Line(row.body, "other") for row in others]
    return Quotes(lines, known=str(tx.value(_KNOWN, {"game": game_id}) or "")), texts


def _left(quotes: Quotes, said: Sequence[str], kind: str, body: str) -> str | None:
    """What stays of a text of the turn; None: nothing."""
    if kind in _TOLD:
        return body
    if kind not in _CUT:
        return None
    try:
        tree = json.loads(body)
    except ValueError:
        tree = None
    if isinstance(tree, Mapping | list):
        return dump(quotes.cut_tree(_unsaid(tree, said))[0])
    return quotes.cut(_unsaid(body, said))[0]


def _unsaid(value: Any, said: Sequence[str]) -> Any:
    """A text or JSON value without their lines where it quotes them whole, also where they are too short to be told
    from what anybody might say."""
    if isinstance(value, str):
        flat = " ".join(value.split())
        if flat in said:
            return CUT
        for line in said:
            value = value.replace(f": {line}", f": {CUT}").replace(f"“{line}”", CUT).replace(f'"{line}"', CUT)
        return value
    if isinstance(value, Mapping):
        return {key: _unsaid(part, said) for key, part in value.items()}
    if isinstance(value, list):
        return [_unsaid(part, said) for part in value]
    return value


def _empty_prompts(
    tx: Tx, game_id: int, due: Sequence[Any], quotes: Quotes, said: Sequence[str], now: datetime
) -> None:
    """Empty the sections with these words that were sent since; what the campaign's author wrote stays. Their hashes
    become random: a hash of short words would confirm a guess."""
    sent: set[int] = set()
    for row in tx.rows(_SENT, {"game": game_id, "since": min(row.received_at for row in due)}):
        sent.update(unpack(row.prompt))
    told = sorted(sent)
    for start in range(0, len(told), _AT_ONCE):
        for number, body in tx.rows(_BODIES, {"ids": told[start : start + _AT_ONCE]}):
            flat = " ".join(body.split())
            if any(line in flat for line in said) or quotes.hits(body):
                tx.write(_EMPTY_SECTION, {"section": number, "now": now, "random": secrets.token_bytes(32)})
