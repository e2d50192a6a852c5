"""How much one member may ask for in an hour: of what costs money, and of what fills other people's channels.

Money is capped by the host and the server; this keeps one player from using all of it up alone.
"""

from collections import OrderedDict, deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from gm.bot.catalogue import Speech
from gm.domain.calls import Role
from gm.domain.errors import Refused
from gm.models.routes import OFFLINE

if TYPE_CHECKING:
    from gm.bot.table import Table

HOUR: Final = 3600.0
REPORTS: Final = 10
"""Reports that one member may send in an hour."""
TRIALS: Final = 12
"""Tests of the models that one server may ask for in an hour."""
UPLOADS: Final = 30
"""Campaigns that one server may send in an hour: reading one takes its time."""
_MOST_KEYS: Final = 10_000
_REMEMBERED: Final = 20.0
"""Seconds for which a table remembers its server's number: what arrives together must not wait for it one by one."""

Key = tuple[str, int, int]
"""What is counted, the server, and the member; 0 for all of a server."""


@dataclass
class Allowance:
    """What was asked for within the last hour, by whom. Forgets those who asked longest ago beyond a number of them."""

    _asked: "OrderedDict[Key, deque[float]]" = field(default_factory=OrderedDict)

    def take(self, key: Key, most: int, now: float) -> float:
        """Count one more, or give the seconds until there may be one; 0.0: it was counted. `now`: seconds."""
        asked = self._asked.setdefault(key, deque())
        self._asked.move_to_end(key)
        while asked and now - asked[0] >= HOUR:
            asked.popleft()
        if len(asked) >= most:
            return HOUR - (now - asked[0]) if asked else HOUR
        asked.append(now)
        while len(self._asked) > _MOST_KEYS:
            self._asked.popitem(last=False)
        return 0.0

    def need(self, speech: Speech, key: Key, most: int, now: float) -> None:
        """Count one more. Raises Refused, with how long it takes, if that was enough for now."""
        wait = self.take(key, most, now)
        if wait:
            raise Refused(speech("allowance.full", minutes=max(1, round(wait / 60))))


async def afford(table: "Table", user: str, speech: Speech | None = None) -> None:
    """Count something that a model is paid for: a turn, another telling, a translation. `user`: a player's key.

    Raises:
        Refused: this member has asked for as much as the server lets one member ask for in an hour.
    """
    guild, parts = table.binding.guild_id, table.parts
    now = parts.clock.monotonic()
    if table.afforded is None or now >= table.afforded[0]:
        table.afforded = (now + _REMEMBERED, await _most(table))
    most, who = table.afforded[1], user.rpartition(":")[2]
    if most and who.isdecimal():
        parts.running.allowance.need(speech or table.speech, ("paid", guild, int(who)), most, now)


async def _most(table: "Table") -> int:
    """What one member may ask for in an hour here; 0: as much as they like, or nothing is paid for."""
    most = (await table.settings()).player_hour
    routes = (await table.parts.app.accounts.of_guild(table.binding.guild_id)).routes if most else None
    free = routes is None or all(each.backend == OFFLINE.backend for each in routes.route(Role.NARRATOR).candidates)
    return 0 if free else most
