"""What verification compares: turns, commits, undos and erasable texts of a game as raw rows, nothing parsed."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, or_, select

from gm.store.rows_game import GAMES, SCENES
from gm.store.rows_history import BRANCHES, COMMITS, UNDOS
from gm.store.rows_turn import INPUTS, TEXTS, TURN_INPUTS, TURNS
from gm.store.tx import Found, Tx, stored

_T = TURNS.c
_GAME = bindparam("game", type_=GAMES.c.id.type)
_IS_OF_GAME = _T.game_id == _GAME
_OWN_BRANCHES = select(BRANCHES.c.id).where(BRANCHES.c.game_id == _GAME)
_TURNS = select(TURNS).where(_IS_OF_GAME).order_by(_T.id)
_COMMITS = (
    select(COMMITS.c.branch_id, COMMITS.c.seq, COMMITS.c.kind, COMMITS.c.turn_id, COMMITS.c.changes)
    .where(COMMITS.c.branch_id.in_(_OWN_BRANCHES))
    .order_by(COMMITS.c.branch_id, COMMITS.c.seq)
)
_UNDOS = (
    select(UNDOS.c.branch_id, UNDOS.c.seq, UNDOS.c.turn_id)
    .where(or_(UNDOS.c.branch_id.in_(_OWN_BRANCHES), UNDOS.c.turn_id.in_(select(_T.id).where(_IS_OF_GAME))))
    .order_by(UNDOS.c.branch_id, UNDOS.c.seq)
)
_TEXTS = (
    select(TEXTS.c.turn_id, TEXTS.c.kind, TEXTS.c.position, TEXTS.c.body, TEXTS.c.erased_at.is_not(None).label("gone"))
    .join(TURNS, _T.id == TEXTS.c.turn_id)
    .where(_IS_OF_GAME, TEXTS.c.role == "")
)
_INPUTS = (
    select(TURN_INPUTS.c.turn_id, INPUTS.c.source_id, TEXTS.c.erased_at.is_not(None).label("gone"))
    .join(INPUTS, INPUTS.c.id == TURN_INPUTS.c.input_id)
    .join(TURNS, _T.id == TURN_INPUTS.c.turn_id)
    .outerjoin(TEXTS, TEXTS.c.input_id == INPUTS.c.id)
    .where(_IS_OF_GAME, INPUTS.c.withdrawn_at.is_(None))
    .order_by(TURN_INPUTS.c.turn_id, TURN_INPUTS.c.position)
)
_BRANCHES = select(BRANCHES.c.id, BRANCHES.c.name, BRANCHES.c.parent_id, BRANCHES.c.last_number).where(
    BRANCHES.c.game_id == _GAME
)
_SCENE_BRANCHES = select(SCENES.c.branch_id).where(SCENES.c.game_id == _GAME).distinct()


@dataclass(frozen=True, slots=True)
class Kept:
    """A text's row. `body` None: nothing stands there, erased on request (`erased`) or not."""

    body: str | None
    erased: bool


@dataclass(frozen=True, slots=True)
class Records:
    """The rows of a game. `texts` by turn, then by kind and position; `sources`: ids of each turn's inputs."""

    turns: tuple[Any, ...]
    commits: tuple[Any, ...]
    undos: tuple[Any, ...]
    branches: tuple[Any, ...]
    played_on: frozenset[int]
    """Branches that scenes and turns of the game name, there or not."""
    texts: Mapping[int, Mapping[tuple[str, int], Kept]]
    sources: Mapping[int, tuple[str, ...]]
    forgotten: frozenset[int]
    """Turns with an input whose words were erased: only their other texts may be erased too."""


@stored
def load_records(tx: Tx, game_id: int) -> Records:
    """Everything about a game's turns and history that must agree with itself."""
    given = {"game": game_id}
    turns: tuple[Found, ...] = tuple(tx.rows(_TURNS, given))
    sources: dict[int, list[str]] = defaultdict(list)
    forgotten = set()
    for row in tx.rows(_INPUTS, given):
        sources[row.turn_id].append(row.source_id)
        if row.gone:
            forgotten.add(row.turn_id)
    texts: dict[int, dict[tuple[str, int], Kept]] = defaultdict(dict)
    for row in tx.rows(_TEXTS, given):
        texts[row.turn_id][row.kind, row.position] = Kept(row.body, bool(row.gone))
    return Records(
        turns=turns,
        commits=tuple(tx.rows(_COMMITS, given)),
        undos=tuple(tx.rows(_UNDOS, given)),
        branches=tuple(tx.rows(_BRANCHES, given)),
        played_on=frozenset(row[0] for row in tx.rows(_SCENE_BRANCHES, given)) | {turn.branch_id for turn in turns},
        texts=texts,
        sources={turn: tuple(each) for turn, each in sources.items()},
        forgotten=frozenset(forgotten),
    )
