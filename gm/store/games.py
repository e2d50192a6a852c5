"""Games: making one, finding one, and which branch play goes on in."""

import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import bindparam, func, insert, select, update

from gm.domain.campaign import Campaign
from gm.domain.effects import Change
from gm.domain.errors import NotFound, Refused
from gm.domain.play import Game
from gm.store import commits
from gm.store.campaigns import put_campaign
from gm.store.coding import uid_of
from gm.store.lineage import not_undone
from gm.store.rows import Upsert
from gm.store.rows_game import CHARACTERS, GAMES, PLAYERS, SCENES, SEATS, WORLDS
from gm.store.rows_history import BRANCHES, SEGMENTS
from gm.store.rows_turn import TURNS
from gm.store.scenes import load_branches, load_scene, load_scenes
from gm.store.tx import Found, Tx, stored

__all__ = [
    "GameSummary",
    "load_branches",
    "load_game",
    "load_game_by_id",
    "load_games",
    "load_scene",
    "load_scenes",
    "record_game",
    "record_head",
]


@dataclass(frozen=True, slots=True)
class GameSummary:
    """A game in a list. `turns` counts the beats of the current branch; `last_played` is None before the first."""

    name: str
    title: str
    campaign: str
    turns: int
    last_played: datetime | None
    branch: str


_GAME = select(
    GAMES.c.id,
    GAMES.c.uid,
    GAMES.c.name,
    func.coalesce(WORLDS.c.slug, ""),
    GAMES.c.version,
    GAMES.c.branch_id,
    GAMES.c.created_at,
    GAMES.c.stakes,
).outerjoin(WORLDS, WORLDS.c.id == GAMES.c.world_id)
_BY_NAME = _GAME.where(GAMES.c.name == bindparam("name"))
_BY_ID = _GAME.where(GAMES.c.id == bindparam("id"))
_NAMES = select(GAMES.c.name).order_by(GAMES.c.name)
_PUT_GAME = Upsert(GAMES, lambda put: put.on_conflict_do_nothing(index_elements=["name"]).returning(GAMES.c.id))
_ADD_BRANCH = insert(BRANCHES).returning(BRANCHES.c.id)
_HEAD = update(GAMES).where(GAMES.c.id == bindparam("game")).values(branch_id=bindparam("branch"))
_IS_BRANCH = select(BRANCHES.c.id).where(BRANCHES.c.id == bindparam("branch"), BRANCHES.c.game_id == bindparam("game"))
_PUT_CHARACTER = Upsert(
    CHARACTERS,
    lambda put: put.on_conflict_do_update(index_elements=["world_id", "slug"], set_={"name": put.excluded.name}),
)
_CHARACTERS = select(CHARACTERS.c.slug, CHARACTERS.c.id).where(CHARACTERS.c.world_id == bindparam("world"))
_PUT_PLAYER = Upsert(PLAYERS, lambda put: put.on_conflict_do_nothing(index_elements=["name"]))
_PLAYER = select(PLAYERS.c.id).where(PLAYERS.c.name == bindparam("name"))
_COUNT = (
    select(func.count())
    .select_from(TURNS.join(SEGMENTS, SEGMENTS.c.ancestor_id == TURNS.c.branch_id))
    .where(
        SEGMENTS.c.branch_id == GAMES.c.branch_id,
        (SEGMENTS.c.last_seq.is_(None)) | (TURNS.c.commit_seq <= SEGMENTS.c.last_seq),
        TURNS.c.stage.in_(("narrated", "delivered", "settled")),
        not_undone(SEGMENTS.c.branch_id, TURNS.c.id),
    )
    .correlate(GAMES)
    .scalar_subquery()
)
_LAST = (
    select(func.max(TURNS.c.created_at))
    .where(TURNS.c.branch_id == GAMES.c.branch_id)
    .correlate(GAMES)
    .scalar_subquery()
)
_LOST = "(missing)"
"""What a damaged game shows in place of its branch: it is listed all the same, and verification says what is gone."""
_SUMMARIES = (
    select(
        GAMES.c.name,
        func.coalesce(WORLDS.c.title, ""),
        func.coalesce(WORLDS.c.slug, ""),
        _COUNT,
        _LAST,
        func.coalesce(BRANCHES.c.name, _LOST),
    )
    .outerjoin(WORLDS, WORLDS.c.id == GAMES.c.world_id)
    .outerjoin(BRANCHES, BRANCHES.c.id == GAMES.c.branch_id)
    .order_by(GAMES.c.id)
)


_STAKES = update(GAMES).where(GAMES.c.id == bindparam("game")).values(stakes=bindparam("wanted"))


def _game(row: Found) -> Game:
    return Game(*row)


@stored
def record_game(
    tx: Tx,
    *,
    uid: str,
    name: str,
    campaign: Campaign,
    version: str,
    branch_uid: str,
    changes: Sequence[Change],
    scene_key: str = "main",
    scene_title: str,
    scene_place: str,
    stakes: Literal["show", "ask"] = "show",
    seats: Sequence[tuple[str, str | None]],
    now: datetime,
) -> Game:
    """Make a game: its first branch, the commit that it starts from, its scene, and a seat for each character.

    `seats` are pairs of character id and player (None: free).

    Raises:
        Refused: the name is taken. NotFound: a seat names a character that the campaign does not have.
    """
    world = put_campaign(tx, campaign, version, now)
    game = {"uid": uid, "name": name, "world_id": world, "version": version, "stakes": stakes, "created_at": now}
    game_id = tx.value(_PUT_GAME.on(tx.dialect), game)
    if game_id is None:
        raise Refused(
            f"There is a game called {name!r} already.",
            remedy="Choose another name, or play that one.",
            key="game.taken",
            name=name,
        )
    branch = {
        "uid": branch_uid,
        "game_id": game_id,
        "name": "main",
        "tip_seq": 0,
        "tip_hash": commits.ROOT,
        "last_number": 0,
        "created_at": now,
    }
    branch_id = int(tx.value(_ADD_BRANCH, branch))
    tx.write(insert(SEGMENTS), {"branch_id": branch_id, "ancestor_id": branch_id, "depth": 0})
    tx.write(_HEAD, {"game": game_id, "branch": branch_id})
    commits.start_branch(tx, branch_id, changes, now)
    scene = {"game_id": game_id, "branch_id": branch_id, "key": scene_key, "title": scene_title, "place": scene_place}
    tx.write(insert(SCENES), scene | {"is_open": True, "fence": 0})
    _seat(tx, int(game_id), world, campaign, seats, now)
    row = tx.row(_BY_ID, {"id": game_id})
    assert row is not None
    return _game(row)


def _seat(
    tx: Tx, game_id: int, world: int, campaign: Campaign, seats: Sequence[tuple[str, str | None]], now: datetime
) -> None:
    tx.upsert(
        _PUT_CHARACTER,
        [
            {
                "uid": uid_of(campaign.slug, pc.id),
                "world_id": world,
                "slug": pc.id,
                "name": pc.name,
                "created_at": now,
            }
            for pc in campaign.characters
        ],
    )
    ids: dict[str, int] = dict(tx.rows(_CHARACTERS, {"world": world}))
    players = sorted({player for _, player in seats if player is not None})
    tx.upsert(_PUT_PLAYER, [{"name": player, "created_at": now} for player in players])
    taken = {player: tx.value(_PLAYER, {"name": player}) for player in players}
    for character, _ in seats:
        if character not in ids:
            raise NotFound(f"{campaign.title} has no character {character!r}.", key="reach.nobody")
    tx.write(
        insert(SEATS),
        [
            {
                "game_id": game_id,
                "character_id": ids[character],
                "player_id": None if player is None else taken[player],
                "taken_at": now,
            }
            for character, player in seats
        ],
    )


@stored
def load_game(tx: Tx, name: str) -> Game:
    """The game of that name.

    Raises:
        NotFound: there is none; the remedy names close matches.
    """
    row = tx.row(_BY_NAME, {"name": name})
    if row is not None:
        return _game(row)
    names = [str(found[0]) for found in tx.rows(_NAMES)]
    close = difflib.get_close_matches(name, names, n=3, cutoff=0.5)
    if close:
        remedy = "Did you mean " + " or ".join(f"{match!r}" for match in close) + "?"
    else:
        remedy = "`gm games` lists them." if names else "There are no games yet: `gm play` starts one."
    raise NotFound(f"There is no game called {name!r}.", remedy=remedy)


@stored
def load_game_by_id(tx: Tx, game_id: int) -> Game:
    """The game of that number. Raises NotFound."""
    row = tx.row(_BY_ID, {"id": game_id})
    if row is None:
        raise NotFound(f"There is no game number {game_id}.")
    return _game(row)


@stored
def load_games(tx: Tx) -> tuple[GameSummary, ...]:
    """All games, oldest first."""
    return tuple(GameSummary(*row) for row in tx.rows(_SUMMARIES))


@stored
def record_head(tx: Tx, game_id: int, branch_id: int) -> None:
    """Go on with another branch. Raises NotFound if it is not one of the game's."""
    if tx.value(_IS_BRANCH, {"branch": branch_id, "game": game_id}) is None:
        raise NotFound("The game has no such branch.", key="branch.gone")
    tx.write(_HEAD, {"game": game_id, "branch": branch_id})


@stored
def record_stakes(tx: Tx, game_id: int, stakes: Literal["show", "ask"]) -> Game:
    """Whether this table is shown what is at stake and rolls, or is asked first. It holds from the next ruling on.

    Raises:
        NotFound: there is no such game.
    """
    tx.write(_STAKES, {"game": game_id, "wanted": stakes})
    row = tx.row(_BY_ID, {"id": game_id})
    if row is None:
        raise NotFound("There is no such game.")
    return _game(row)
