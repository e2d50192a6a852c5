"""How high things stand that the database knows: what is left of the host's limits, which models rest."""

import time
from typing import Final

from gm.domain.budgets import PERIODS, kind_of, owner_of
from gm.domain.protocols import Clock
from gm.settings_limits import HOST, Limits
from gm.store.database import Database
from gm.store.health import SharedCooldowns
from gm.store.money import load_spent
from gm.store.standings import Standing, load_standings
from gm.telemetry.metrics import Metrics

EVERY: Final = 10.0
"""Seconds between two looks, however often somebody asks."""
_NANO: Final = 1_000_000_000
_MOST: Final = 10_000
"""Servers, campaigns or players whose limits are looked at."""


def _kind(standing: Standing) -> str:
    """Whose limit it is: `server`, `campaign`, `player`, or `host`."""
    return kind_of(standing.scope) or ("host" if owner_of(standing.scope) == HOST else "server")


class Levels:
    """Keeps them in `Metrics`."""

    def __init__(self, database: Database, limits: Limits, clock: Clock, metrics: Metrics) -> None:
        self._database = database
        self._limits = limits
        self._clock = clock
        self._metrics = metrics
        self._cooldowns = SharedCooldowns(database)
        self._looked: float | None = None

    async def look(self) -> None:
        """Read them, unless that was done a moment ago."""
        if self._looked is not None and time.monotonic() - self._looked < EVERY:
            return
        now, limits = self._clock.now(), self._limits
        async with self._database.read() as db:
            spent = await load_spent(db, "host", (f"{now:%Y-%m-%d}", f"{now:%Y-%m}"))
            standings = await load_standings(db, limits.all_limits(), now, most=_MOST)
        for period, usd, used in zip(("day", "month"), (limits.day_usd, limits.month_usd), spent, strict=True):
            if usd is not None:
                self._metrics.level("gm_limit_usd", usd, scope="host", period=period)
                self._metrics.level("gm_limit_left_usd", max(0.0, usd - used / _NANO), scope="host", period=period)
        for scope in ("server", "campaign", "player"):
            for period in PERIODS:
                used_up = {
                    each.scope
                    for each in standings
                    if _kind(each) == scope and each.limit.period == period and not each.left
                }
                self._metrics.level("gm_limits_used_up", len(used_up), scope=scope, period=period)
        ailing = (await self._cooldowns.load()).values()
        self._metrics.level("gm_models_resting", sum(each.rests_at(now) for each in ailing))
        self._looked = time.monotonic()
