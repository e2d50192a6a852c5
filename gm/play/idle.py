"""Closing a sitting, also one that was left: its seed is revealed and never drawn from again.

A sitting is idle when nothing was played or rolled in it for a while (`EngineParts.session_idle`). It is closed when
the game is next played, whatever the face, or by a sweep; the next sitting opens with a seed of its own.
"""

from typing import Final

from gm.domain.play import Session, Stage
from gm.play.parts import EngineParts
from gm.store.games import load_branches, load_scenes
from gm.store.sessions import close_session, load_last_activity, load_open_session, load_open_since
from gm.store.turns import load_unfinished
from gm.store.tx import Db

_BEFORE_DICE: Final = (Stage.RECEIVED, Stage.RULED)


async def close_within(db: Db, parts: EngineParts, session: Session) -> Session | None:
    """Close it in this transaction. None if a turn on any branch has yet to roll: its dice must not be known
    beforehand."""
    for branch in await load_branches(db, session.game_id):
        for scene in await load_scenes(db, branch.id):
            if any(turn.stage in _BEFORE_DICE for turn in await load_unfinished(db, scene.id)):
                return None
    return await close_session(db, session.id, parts.clock.now())


async def close_if_idle(db: Db, parts: EngineParts, session: Session) -> Session | None:
    """Close it in this transaction if it is idle; None if it stays open."""
    if parts.session_idle is None:
        return None
    since = parts.clock.now() - parts.session_idle
    if session.opened_at >= since or await load_last_activity(db, session.id) >= since:
        return None
    return await close_within(db, parts, session)


async def close_idle(parts: EngineParts, game_id: int | None = None) -> tuple[Session, ...]:
    """Close the idle sitting of a game, or of all games; gives those that were closed."""
    if parts.session_idle is None:
        return ()
    closed: list[Session] = []
    async with parts.database.read() as db:
        old = await load_open_since(db, parts.clock.now() - parts.session_idle)
    for each in old:
        if game_id not in (None, each.game_id):
            continue
        async with parts.database.begin() as db:
            session = await load_open_session(db, each.game_id)
            found = None if session is None else await close_if_idle(db, parts, session)
            if found is not None:
                await db.commit()
                closed.append(found)
    return tuple(closed)
