"""What a table does not play, put together from campaign, host, server, table and each player, and kept.

The engine sees one campaign with the merged lines and veils and the mildest rating: prompts of every role, guards and
routes go by it, and nobody can tell from it whose each is.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any, Final

from gm.domain.boundaries import MOST, NO_HOUSE, Boundary, BoundaryKind, House, capped, merged, read_boundaries
from gm.domain.campaign import Campaign
from gm.domain.errors import Refused
from gm.domain.guards import GuardCount
from gm.domain.play import Game, Turn
from gm.domain.policy import RATINGS
from gm.domain.table import TableSettings
from gm.play.parts import EngineParts
from gm.prompting.same import Same
from gm.rules.safety.finding import Bounds, Touch, bounds_of, unchecked
from gm.store.boundaries import (
    load_own_boundaries,
    load_player_boundaries,
    load_server_bounds,
    record_own_boundaries,
)
from gm.store.own import load_cast
from gm.store.safety_log import SafetyEvent, load_events, record_event
from gm.store.table_settings import change_table, load_table
from gm.store.tx import Db

_KINDS: Final[dict[str, Touch]] = {"line": "line", "veil": "veil", "rating": "rating"}
_SAYS: Final[dict[str, str]] = {
    "line": "This table does not play that.",
    "veil": "This table does not show that.",
    "rating": "That is stronger than what is played here.",
}
"""Without the topic: it may be somebody's own."""


async def load_played(db: Db, parts: EngineParts, game: Game) -> Campaign:
    """The campaign of a game as its table plays it. Raises NotFound."""
    campaign = await load_cast(db, game)
    table = await load_table(db, game.id)
    server, caps = await load_server_bounds(db, game.id)
    found = merged(
        parts.house.boundaries,
        server,
        table_boundaries(table),
        await load_player_boundaries(db, game.id),
        read_boundaries(campaign.lines, "line"),
        read_boundaries(campaign.veils, "veil"),
    )
    rating = capped(campaign.rating, parts.house.rating, table.rating, *caps)
    return _played(Same(campaign), found, rating)


@lru_cache(maxsize=256)
def _played(campaign: Same[Campaign], found: tuple[Boundary, ...], rating: str) -> Campaign:
    lines = tuple(each.text for each in found if each.kind == "line")
    veils = tuple(each.text for each in found if each.kind == "veil")
    return campaign.value.model_copy(update={"lines": lines, "veils": veils, "rating": rating})


def table_boundaries(table: TableSettings) -> tuple[Boundary, ...]:
    """What the whole table has agreed on."""
    return (*read_boundaries(table.lines, "line"), *read_boundaries(table.veils, "veil"))


async def refuse(parts: EngineParts, game: Game, touch: Touch, stage: str, by: str = "rules") -> Refused:
    """What to raise for a touch, once it is in the host's log."""
    async with parts.database.begin() as db:
        await record_event(db, game.id, touch, stage, parts.clock.now(), by)
        await db.commit()
    return refusal(touch)


def refusal(touch: Touch) -> Refused:
    """What whoever wrote it is told."""
    return Refused(_SAYS[touch], remedy="Say it otherwise.", key=f"safety.{touch}")


async def log_guards(db: Db, parts: EngineParts, turn: Turn, counts: Iterable[GuardCount]) -> None:
    """Write down what was kept out of a telling, in the transaction in which the telling is kept."""
    for each in counts:
        kind = _KINDS.get(each.kind)
        if kind is not None and each.action in ("cut", "stopped"):
            await record_event(db, turn.game_id, kind, "telling", parts.clock.now(), "rules", each.count)


class SafetyDesk:
    """What faces call: one's own lines and veils, the table's, its rating, the host's log."""

    def __init__(self, parts: EngineParts) -> None:
        self._parts = parts

    async def own(self, game: Game, player: str) -> tuple[Boundary, ...]:
        """A player's own lines and veils: for their eyes alone."""
        async with self._parts.database.read() as db:
            return await load_own_boundaries(db, game.id, player)

    async def set_own(
        self, game: Game, player: str, *, lines: Sequence[str], veils: Sequence[str]
    ) -> tuple[Boundary, ...]:
        """Set a player's own, in place of what they had; gives those that code has no words for (the models are told,
        nothing checks them). Counts from the next prompt on.

        Raises:
            Refused: too many.
        """
        wanted = _read(lines, veils)
        async with self._parts.database.begin() as db:
            await record_own_boundaries(db, game.id, player, wanted)
            await db.commit()
        return unchecked(wanted)

    async def common(self, game: Game) -> tuple[Boundary, ...]:
        """What everybody may know is not played: of campaign, host, server and table. Nobody's own is among it."""
        async with self._parts.database.read() as db:
            campaign = await load_cast(db, game)
            server, _ = await load_server_bounds(db, game.id)
            table = await load_table(db, game.id)
        own = (*read_boundaries(campaign.lines, "line"), *read_boundaries(campaign.veils, "veil"))
        return merged(own, server, table_boundaries(table), self._parts.house.boundaries)

    async def played(self, game: Game) -> Campaign:
        """The campaign as the table plays it: with everybody's lines and veils, and the rating that holds. For whoever
        runs the game: it says no names."""
        async with self._parts.database.read() as db:
            return await load_played(db, self._parts, game)

    async def set_table(
        self,
        game: Game,
        *,
        lines: Sequence[str] | None = None,
        veils: Sequence[str] | None = None,
        rating: str | None = None,
    ) -> TableSettings:
        """Set what the whole table agreed on; None: it stays. A rating can only make the story milder; '' lifts it.

        Raises:
            Refused: too many, or no such rating.
        """
        _read(lines or (), veils or ())
        if rating not in (None, "", *RATINGS):
            raise Refused(f"There is no rating {rating}.", remedy=", ".join(RATINGS))
        fields: dict[str, Any] = {"lines": lines, "veils": veils, "rating": rating}
        given = {name: tuple(v) if name != "rating" else v for name, v in fields.items() if v is not None}
        async with self._parts.database.begin() as db:
            changed = await change_table(db, game.id, given)
            await db.commit()
        return changed

    async def admit(
        self, game: Game | None, campaign: Campaign, texts: Iterable[str], *, also: House = NO_HOUSE
    ) -> None:
        """Look at what somebody calls a character of theirs and writes of them, before others read it. `game`: in which
        they are to play; None: none yet, and what host, campaign and the server (`also`) do not play goes.

        Raises:
            Refused: for the writer alone. It does not say which words, nor whose line it is.
        """
        if game is not None:
            campaign = await self.played(game)
        else:
            house = self._parts.house
            own = (*read_boundaries(campaign.lines, "line"), *read_boundaries(campaign.veils, "veil"))
            found = merged(house.boundaries, also.boundaries, own)
            campaign = _played(Same(campaign), found, capped(campaign.rating, house.rating, also.rating))
        touch = bounds_of(campaign).first(texts, said=True)
        if touch is None:
            return
        if game is not None:
            raise await refuse(self._parts, game, touch, "input")
        raise refusal(touch)

    async def log(self, *, game: Game | None = None, guild_id: int | None = None) -> tuple[SafetyEvent, ...]:
        """What was kept out, the latest first: neither who nor what."""
        async with self._parts.database.read() as db:
            return await load_events(db, game_id=game.id if game is not None else None, guild_id=guild_id)

    async def bounds(self, game: Game) -> Bounds:
        """What may not be told at a table."""
        return bounds_of(await self.played(game))


def _read(lines: Sequence[str], veils: Sequence[str]) -> tuple[Boundary, ...]:
    found: list[Boundary] = []
    kinds: tuple[tuple[BoundaryKind, Sequence[str]], ...] = (("line", lines), ("veil", veils))
    for kind, texts in kinds:
        read = read_boundaries(texts, kind)
        if len(read) > MOST:
            raise Refused(f"At most {MOST} of each kind.", key="safety.many", most=MOST)
        found += read
    return tuple(found)
