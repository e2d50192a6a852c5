"""Whether somebody else waits while a fight waits: where nobody sets an order, a player alone is hurried by nobody."""

from collections.abc import Collection

from gm.domain.play import SceneState
from gm.rules.turn_order import actors
from gm.store.last_posts import load_who_plays
from gm.store.tx import Db


async def others_wait(db: Db, state: SceneState, who: Collection[str]) -> bool:
    """Whether another player than those of these characters plays somebody here. Who plays whom is known by who spoke
    last for them; of somebody for whom nobody ever spoke it is another's."""
    if state.table.mode == "solo":
        return False
    theirs = {await load_who_plays(db, state.scene.game_id, each) for each in who}
    for other in actors(state):
        player = "" if other in who else await load_who_plays(db, state.scene.game_id, other)
        if player and theirs != {player}:
            return True
    return False
