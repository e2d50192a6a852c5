"""All the tellings of a turn, and what their readers thought of them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import and_, bindparam, case, delete, func, select

from gm.store.rows import Upsert
from gm.store.rows_rating import RATINGS
from gm.store.rows_turn import TEXTS, TURNS
from gm.store.texts import ERASED
from gm.store.tx import Tx, stored

Verdict = Literal[1, -1]
_R, _X = RATINGS.c, TEXTS.c
_TELLER = TEXTS.alias("teller")
_TELLINGS = (
    select(_X.position, _X.body, _X.author, _TELLER.c.body.label("teller"))
    .select_from(
        TEXTS.outerjoin(
            _TELLER,
            and_(_TELLER.c.turn_id == _X.turn_id, _TELLER.c.position == _X.position, _TELLER.c.kind == "teller"),
        )
    )
    .where(_X.turn_id == bindparam("turn"), _X.kind == "narration")
    .order_by(_X.position)
)
_PUT = Upsert(
    RATINGS,
    lambda put: put.on_conflict_do_update(
        index_elements=["turn_id", "player"],
        set_={name: getattr(put.excluded, name) for name in ("verdict", "model", "alternative", "rated_at")},
    ),
)
_TAKE = delete(RATINGS).where(
    _R.turn_id == bindparam("turn"), _R.player == bindparam("who"), _R.verdict == bindparam("said")
)
_GOOD, _WEAK = (func.sum(case((_R.verdict == each, 1), else_=0)) for each in (1, -1))
_BY_MODEL = select(_R.model, _GOOD.label("good"), _WEAK.label("weak")).group_by(_R.model).order_by(_R.model)
_OF_GAME = _BY_MODEL.where(_R.game_id == bindparam("game"))
_RATED = (
    select(TURNS.c.number, _R.model, _GOOD.label("good"), _WEAK.label("weak"))
    .select_from(RATINGS.join(TURNS, TURNS.c.id == _R.turn_id))
    .where(_R.game_id == bindparam("game"))
    .group_by(TURNS.c.number, _R.model)
    .order_by(TURNS.c.number, _R.model)
)


@dataclass(frozen=True, slots=True)
class Telling:
    """One telling of a turn. `teller` is '' if that was not noted; `author` is the player who wrote it by hand."""

    alternative: int
    text: str
    teller: str
    author: str | None = None


@dataclass(frozen=True, slots=True)
class ModelRating:
    """What readers thought of a model's tellings: of one turn if `number` is given."""

    model: str
    good: int
    weak: int
    number: int | None = None


@stored
def load_tellings(tx: Tx, turn_id: int) -> tuple[Telling, ...]:
    """Every telling of a turn, the first one first."""
    rows = tx.rows(_TELLINGS, {"turn": turn_id})
    return tuple(
        Telling(row.position, ERASED if row.body is None else row.body, row.teller or "", row.author) for row in rows
    )


@stored
def record_rating(
    tx: Tx, game_id: int, turn_id: int, player: str, verdict: Verdict, *, model: str, alternative: int, now: datetime
) -> None:
    """Keep what a reader thinks of a turn's telling; what they thought before is forgotten."""
    values = {"game_id": game_id, "turn_id": turn_id, "player": player, "verdict": verdict}
    tx.upsert(_PUT, values | {"model": model, "alternative": alternative, "rated_at": now})


@stored
def drop_rating(tx: Tx, turn_id: int, player: str, verdict: Verdict) -> None:
    """A reader takes that verdict back; another one of theirs stays."""
    tx.write(_TAKE, {"turn": turn_id, "who": player, "said": verdict})


@stored
def load_ratings(tx: Tx, game_id: int | None = None) -> tuple[ModelRating, ...]:
    """Ratings by model: of a game, or of all (None)."""
    rows = tx.rows(_BY_MODEL, {}) if game_id is None else tx.rows(_OF_GAME, {"game": game_id})
    return tuple(ModelRating(row.model, int(row.good), int(row.weak)) for row in rows)


@stored
def load_rated_turns(tx: Tx, game_id: int) -> tuple[ModelRating, ...]:
    """Ratings by turn, of a game."""
    rows = tx.rows(_RATED, {"game": game_id})
    return tuple(ModelRating(row.model, int(row.good), int(row.weak), int(row.number)) for row in rows)
