"""Reads everything that a turn is decided on: one short transaction, closed before anything else happens."""

from gm.domain.play import Game, Scene, SceneState, Session
from gm.play.bounds import load_played
from gm.play.idle import close_if_idle
from gm.play.parts import EngineParts
from gm.rules.combat.playing import with_creatures
from gm.rules.draws import seed_hash
from gm.rules.reshaping import with_sheets
from gm.store.history import load_world
from gm.store.sessions import load_open_session, load_sessions, lock_sittings, record_session
from gm.store.table_settings import load_table
from gm.store.tx import Db


async def load_state(parts: EngineParts, game: Game, scene: Scene) -> SceneState:
    """The scene's state at the tip of its branch, frozen. Opens a session where none is open."""
    session = await open_session(parts, game)
    async with parts.database.read() as db:
        return await _state(db, parts, game, scene, session)


async def view_state(parts: EngineParts, game: Game, scene: Scene) -> SceneState:
    """The scene as `load_state` has it, for whoever looks, or changes what needs no dice: no session is opened for it.
    Where none is open, its session is one that is not kept (id 0): nothing has been played in it."""
    async with parts.database.read() as db:
        sessions = await load_sessions(db, game.id)
        last = sessions[-1] if sessions else None
        if last is None or last.closed_at is not None:
            last = Session(0, game.id, len(sessions) + 1, "", parts.clock.now())
        return await _state(db, parts, game, scene, last)


async def look_at(parts: EngineParts, game: Game, scene: Scene) -> SceneState | None:
    """The scene as `load_state` has it, with the last session. None before the first one."""
    async with parts.database.read() as db:
        sessions = await load_sessions(db, game.id)
        return await _state(db, parts, game, scene, sessions[-1]) if sessions else None


async def _state(db: Db, parts: EngineParts, game: Game, scene: Scene, session: Session) -> SceneState:
    campaign = await load_played(db, parts, game)
    tip = await load_world(db, scene.branch_id)
    table = await load_table(db, game.id)
    cast = with_creatures(with_sheets(campaign, tip.world), tip.world)
    return SceneState(game, session, scene, cast, tip.world, tip.seq, tip.versions, table)


async def open_session(parts: EngineParts, game: Game) -> Session:
    """The game's open session. A new one commits to its seed's hash before any die of it falls (promise 2)."""
    async with parts.database.read() as db:
        session = await load_open_session(db, game.id)
    if session is not None:
        return session
    async with parts.database.begin() as db:
        session = await session_within(db, parts, game)
        await db.commit()
    return session


async def session_within(db: Db, parts: EngineParts, game: Game) -> Session:
    """The open session, in a transaction that goes on to write what will be rolled from its seed: nobody can close
    and reveal it in between. One that was left idle is closed, and a new one opened."""
    session = await load_open_session(db, game.id)
    if session is not None and await close_if_idle(db, parts, session) is not None:
        session = None
    if session is None:
        session = await lock_sittings(db, game.id)  # somebody may have opened one just now
    if session is None:
        seed = parts.entropy.seed()
        session = await record_session(db, game.id, seed=seed, seed_hash=seed_hash(seed), now=parts.clock.now())
    return session
