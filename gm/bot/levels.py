"""How high things stand that the database knows: what is left of the host's limits, which models rest."""

import time
from typing import Final

from gm.domain.protocols import Clock
from gm.settings_limits import Limits
from gm.store.database import Database
from gm.store.health import SharedCooldowns
from gm.store.money import load_spent
from gm.telemetry.metrics import Metrics

EVERY: Final = 10.0
"""Seconds between two looks, however often somebody asks."""
_NANO: Final = 1_000_000_000


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
        for period, usd, used in zip(("day", "month"), (limits.day_usd, limits.month_usd), spent, strict=True):
            if usd is not None:
                self._metrics.level("gm_limit_usd", usd, scope="host", period=period)
                self._metrics.level("gm_limit_left_usd", max(0.0, usd - used / _NANO), scope="host", period=period)
        ailing = (await self._cooldowns.load()).values()
        self._metrics.level("gm_models_resting", sum(each.rests_at(now) for each in ailing))
        self._looked = time.monotonic()
