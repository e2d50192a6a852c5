"""Where a character that was carried between games lives: in one of them at a time."""

from collections.abc import Iterable
from typing import Final

from sqlalchemy import bindparam, func, select

from gm.domain.effects import Change
from gm.domain.errors import HistoryConflict
from gm.rules.carrying import CARRIED
from gm.store.rows_discord import THREADS
from gm.store.rows_game import GAMES
from gm.store.rows_history import BRANCHES, STATES
from gm.store.rows_own import GUESTS, OWN_CHARACTERS
from gm.store.tx import Tx, stored

AWAY: Final = "to:"
"""How the mark of a transfer begins where somebody has left."""
_PLAYING = STATES.alias("playing")
_THREAD = (
    select(THREADS.c.name)
    .where(THREADS.c.game_id == GAMES.c.id)
    .order_by(THREADS.c.thread_id)
    .limit(1)
    .scalar_subquery()
)
_CALLED = select(func.coalesce(_THREAD, GAMES.c.name)).where(GAMES.c.id == bindparam("game"))
_HOME = (
    select(GAMES.c.id)
    .select_from(GUESTS)
    .join(OWN_CHARACTERS, OWN_CHARACTERS.c.id == GUESTS.c.own_id)
    .join(GAMES, GAMES.c.id == GUESTS.c.game_id)
    .join(STATES, (STATES.c.branch_id == GAMES.c.branch_id) & (STATES.c.path == CARRIED))
    .join(_PLAYING, (_PLAYING.c.branch_id == GAMES.c.branch_id) & (_PLAYING.c.path == "playing"))
    .where(
        OWN_CHARACTERS.c.slug == bindparam("slug"),
        STATES.c.entity == bindparam("entity"),
        _PLAYING.c.entity == bindparam("entity"),
        STATES.c.value.like('"from:%'),
        _PLAYING.c.value == "true",
        GAMES.c.id.not_in(bindparam("besides", expanding=True)),
    )
    .order_by(GAMES.c.id)
    .limit(1)
)
_GAME_OF = select(BRANCHES.c.game_id).where(BRANCHES.c.id == bindparam("branch"))


def home_of(tx: Tx, slug: str, besides: Iterable[int]) -> str | None:
    """As `load_home`, within the store."""
    values = {"slug": slug, "entity": f"character:{slug}", "besides": list(besides)}
    found = tx.value(_HOME, values)
    return None if found is None else str(tx.value(_CALLED, {"game": found}))


@stored
def load_called(tx: Tx, game_id: int) -> str:
    """What people call a game: its thread's name where it has one, else its own."""
    return str(tx.value(_CALLED, {"game": game_id}))


@stored
def load_home(tx: Tx, slug: str, besides: tuple[int, ...]) -> str | None:
    """The name of a game that a character was carried to and plays in now, on the branch that is played; None: none but
    `besides` (ids)."""
    return home_of(tx, slug, besides)


def need_back(tx: Tx, branch_id: int, number: int, changes: Iterable[Change]) -> None:
    """A beat in which somebody left for another game is not taken back while they live there.

    Raises:
        HistoryConflict: they do; it names the game.
    """
    for each in changes:
        if each.path != CARRIED or not str(each.after or "").startswith(AWAY):
            continue
        home = home_of(tx, each.entity.removeprefix("character:"), (int(tx.value(_GAME_OF, {"branch": branch_id})),))
        if home is not None:
            raise HistoryConflict(
                f"Turn {number} cannot be taken back: who left in it plays in {home} now.",
                paths=(f"{each.entity}/{each.path}",),
                remedy=f"Take the arrival back there first, or carry them back from {home}.",
                key="undo.carried",
                number=number,
                game=home,
            )
