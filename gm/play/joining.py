"""Coming into a game that has begun, and leaving it: a commit of history like any other change of the world."""

from gm.domain.effects import Change
from gm.domain.play import Game, Lease, Scene, SceneState
from gm.play.loading import view_state
from gm.play.parts import EngineParts
from gm.rules.carrying import CARRIED, need_home
from gm.rules.joining import arrival_changes, departure_changes
from gm.store.history import commit_changes
from gm.store.transfers import AWAY, load_home
from gm.store.turns import load_last_turn


async def arrive(parts: EngineParts, game: Game, scene: Scene, lease: Lease, character: str) -> bool:
    """A character joins the party where the scene plays; the next turn tells it. False if they are in it already.

    As long as nothing but the opening has been told they were with the party all along: they heard it, and nobody is
    told that they arrive.

    Raises:
        NotFound: nobody has that id. Refused: they are dead or gone, or were carried to another game and live there.
    """
    state = await view_state(parts, game, scene)
    if state.world.text(f"character:{character}", CARRIED).startswith(AWAY):
        async with parts.database.read() as db:
            need_home(state, character, await load_home(db, character, (game.id,)))
    opening = await _only_opened(parts, scene)
    return await _commit(parts, state, lease, "join", arrival_changes(state, character, opening=opening))


async def depart(parts: EngineParts, game: Game, scene: Scene, lease: Lease, character: str) -> bool:
    """A character leaves the party and waits; the next turn tells it. False if they were not in it."""
    state = await view_state(parts, game, scene)
    opening = await _only_opened(parts, scene)
    return await _commit(parts, state, lease, "leave", departure_changes(state, character, opening=opening))


async def _only_opened(parts: EngineParts, scene: Scene) -> int | None:
    """The id of the opening, where nothing else has been told in this scene yet."""
    async with parts.database.read() as db:
        last = await load_last_turn(db, scene.branch_id, scene=scene.key)
    return last.id if last is not None and last.kind == "opening" else None


async def _commit(parts: EngineParts, state: SceneState, lease: Lease, kind: str, changes: tuple[Change, ...]) -> bool:
    if not changes:
        return False
    async with parts.database.begin() as db:
        await commit_changes(
            db,
            lease,
            branch_id=state.scene.branch_id,
            scene_id=state.scene.id,
            turn_id=None,
            kind=kind,
            changes=changes,
            read_seq=state.tip_seq,
            now=parts.clock.now(),
        )
        await db.commit()
    return True
