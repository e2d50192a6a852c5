"""Private notes to the narrator, and narrations in other languages."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, insert, or_, select, update
from sqlalchemy.sql import Select

from gm.store.rows import Upsert
from gm.store.rows_gm import GM_NOTES, TRANSLATIONS
from gm.store.tx import Tx, stored


@dataclass(frozen=True, slots=True)
class GmNote:
    """A note that stands. `beats`: for how many of each scene, counted after the turn of that number; None: until it is
    removed."""

    id: int
    player: str
    text: str
    after_number: int | None
    beats: int | None


_N, _T = GM_NOTES.c, TRANSLATIONS.c
_ADD = insert(GM_NOTES).returning(_N.id)
_STANDING: Select[tuple[int, str, str, int | None, int | None]] = (
    select(_N.id, _N.player, _N.body, _N.after_number, _N.beats)
    .where(
        _N.game_id == bindparam("game"),
        _N.removed_at.is_(None),
        _N.body.is_not(None),
        or_(_N.beats.is_(None), _N.beats > 0),
    )
    .order_by(_N.id)
)
_WORDS = select(_N.body).where(_N.game_id == bindparam("game"), _N.body.is_not(None)).order_by(_N.id)
_REMOVE = (
    update(GM_NOTES)
    .where(_N.game_id == bindparam("game"), _N.id == bindparam("note"), _N.removed_at.is_(None))
    .values(removed_at=bindparam("now"))
)
_ERASE = (
    update(GM_NOTES)
    .where(_N.game_id == bindparam("game"), _N.player == bindparam("who"), _N.body.is_not(None))
    .values(body=None, removed_at=bindparam("now"))
)
_PUT = Upsert(
    TRANSLATIONS,
    lambda put: put.on_conflict_do_update(
        index_elements=["turn_id", "alternative", "language"],
        set_={"body": put.excluded.body, "created_at": put.excluded.created_at},
    ),
)
_GET = select(_T.body).where(
    _T.turn_id == bindparam("turn"), _T.alternative == bindparam("telling"), _T.language == bindparam("tongue")
)


@stored
def record_note(
    tx: Tx, game_id: int, player: str, text: str, *, after_number: int, beats: int | None, now: datetime
) -> int:
    """Keep a note for so many beats of each scene after that turn (None: until it is removed); gives its number."""
    counted = {"after_number": None if beats is None else after_number, "beats": beats}
    values = {"game_id": game_id, "player": player, "body": text, "created_at": now}
    return int(tx.value(_ADD, values | counted))


@stored
def load_notes(tx: Tx, game_id: int) -> tuple[GmNote, ...]:
    """The notes that were not removed, oldest first: also those whose beats are over in some scene, or in all."""
    return tuple(GmNote(*row) for row in tx.rows(_STANDING, {"game": game_id}))


@stored
def load_note_words(tx: Tx, game_id: int) -> tuple[str, ...]:
    """The words of every note that a game ever had and that is not erased: also those that hold no more."""
    return tuple(body for (body,) in tx.rows(_WORDS, {"game": game_id}))


@stored
def remove_note(tx: Tx, game_id: int, note_id: int, now: datetime) -> bool:
    """Take a note away. False if none of that number stands."""
    return bool(tx.write(_REMOVE, {"game": game_id, "note": note_id, "now": now}))


def erase_notes(tx: Tx, game_id: int, player: str, now: datetime) -> int:
    """Empty a player's notes in a game; gives how many."""
    return tx.write(_ERASE, {"game": game_id, "who": player, "now": now})


@stored
def record_translation(tx: Tx, turn_id: int, alternative: int, language: str, text: str, now: datetime) -> None:
    """Keep a telling in another language."""
    values = {"turn_id": turn_id, "alternative": alternative, "language": language, "body": text, "created_at": now}
    tx.upsert(_PUT, values)


@stored
def load_translation(tx: Tx, turn_id: int, alternative: int, language: str) -> str | None:
    """A telling in that language; None if it has not been made."""
    body: str | None = tx.value(_GET, {"turn": turn_id, "telling": alternative, "tongue": language})
    return body
