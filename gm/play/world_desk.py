"""What faces ask of a living world beside the turns: a draw from a table for the game master."""

from gm.domain.errors import NotFound
from gm.domain.play import Game, SceneState, StoredRoll
from gm.play.loading import load_state, session_within
from gm.play.parts import EngineParts
from gm.rules.draws import KeyedDice
from gm.rules.tables import Drawn, draw
from gm.store.games import load_scene
from gm.store.rolls import record_rolls
from gm.store.sessions import load_seed


class WorldDesk:
    """For whoever runs the table."""

    def __init__(self, parts: EngineParts) -> None:
        self._parts = parts

    async def draw(
        self, game: Game, table: str, *, source_id: str, player: str | None = None, scene_key: str = "main"
    ) -> Drawn:
        """Draw from a table, by id or name, for the game master's eyes: nothing of it happens. The dice are kept in the
        ledger and can be verified like all others.

        Raises:
            NotFound: there is no such table.
        """
        async with self._parts.database.read() as db:
            scene = await load_scene(db, game.branch_id, scene_key)
        state = await load_state(self._parts, game, scene)
        found = table_named(state, table)
        key = f"table:{source_id}"
        async with self._parts.database.begin() as db:
            session = await session_within(db, self._parts, game)
            dice = KeyedDice(await load_seed(db, session.id), turn_uid=key, attempt=1, source_ids=(source_id,))
            drawn = draw(state.campaign, state.world, dice, found, f"draw:{found}")
            rolls = [StoredRoll(session.id, None, key, 1, (source_id,), record, player) for record in drawn.rolls]
            await record_rolls(db, game.id, rolls, self._parts.clock.now())
            await db.commit()
        return drawn


def table_named(state: SceneState, name: str) -> str:
    """The id of the table that is meant.

    Raises:
        NotFound: none is; names those that there are.
    """
    said = name.strip().casefold()
    for table in state.campaign.tables:
        if said and said in (table.id.casefold(), table.name.casefold()):
            return table.id
    names = ", ".join(table.id for table in state.campaign.tables[:12]) or "-"
    raise NotFound(
        f'There is no table "{name[:60]}" here.',
        remedy=f"There are: {names}.",
        key="reach.none",
        name=name[:60],
        names=names,
    )
