"""What players said is said otherwise, or taken back: counts until the ruling on it is committed, also while its turn
is queued. The turn itself finds out as it is ruled (`gm.play.turn_ruling`)."""

from gm.domain.play import Game, PlayerInput
from gm.play.parts import EngineParts
from gm.play.receiving import admitted
from gm.play.screening import screen_words
from gm.store.amends import Amended, amend_input, withdraw_input


async def amend(parts: EngineParts, game: Game, entry: PlayerInput) -> Amended:
    """Say it otherwise. Raises Refused: nothing is left of it, it is too long, or this table does not play it."""
    (entry,) = admitted([entry])
    await screen_words(parts, game, entry.text, said=True)
    async with parts.database.begin() as db:
        amended = await amend_input(db, game.id, entry)
        await db.commit()
    return amended


async def withdraw(parts: EngineParts, game: Game, face: str, source_id: str) -> Amended:
    """Take it back. A turn of which nothing is left is not played."""
    async with parts.database.begin() as db:
        withdrawn = await withdraw_input(db, game.id, face, source_id, parts.clock.now())
        await db.commit()
    return withdrawn
