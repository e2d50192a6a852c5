"""A roll at the table, outside any turn: drawn from the sitting's seed and kept in the ledger as all others are."""

from gm.domain.dice import RollRecord
from gm.domain.play import Game, StoredRoll
from gm.play.loading import session_within
from gm.play.parts import EngineParts
from gm.play.whispers import SEALED_ROLL
from gm.rules.dice import roll
from gm.rules.draws import KeyedDice
from gm.store.rolls import record_rolls
from gm.store.sessions import load_seed


async def roll_at_table(
    parts: EngineParts, game: Game, expression: str, *, source_id: str, player: str | None, sealed: bool
) -> RollRecord:
    """Roll this expression for whom asked under this id. `sealed`: in secret."""
    key = f"{SEALED_ROLL}{source_id}" if sealed else f"table:{source_id}"
    async with parts.database.begin() as db:
        session = await session_within(db, parts, game)
        seed = await load_seed(db, session.id)
        dice = KeyedDice(seed, turn_uid=key, attempt=1, source_ids=(source_id,))
        record = roll(expression, dice, purpose="roll")
        stored = StoredRoll(session.id, None, key, 1, (source_id,), record, player)
        await record_rolls(db, game.id, [stored], parts.clock.now())
        await db.commit()
    return record
