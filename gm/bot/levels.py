"""How high things stand that the database knows: what is left of the host's limits, which models rest."""

import itertools
import time
from typing import Final

from gm.domain.budgets import PERIODS, kind_of, owner_of
from gm.domain.protocols import Clock
from gm.models.accounts import guild_account
from gm.play.accounts import limits_set_by
from gm.settings_limits import HOST, Limits
from gm.store.database import Database
from gm.store.guilds import load_guilds
from gm.store.health import SharedCooldowns
from gm.store.money import load_spent
from gm.store.used_up import load_used_up
from gm.telemetry.metrics import Metrics

EVERY: Final = 10.0
"""Seconds between two looks, however often somebody asks."""
_NANO: Final = 1_000_000_000


def _kind(scope: str) -> str:
    """Whose limit it is: `server`, `campaign`, `player`, or `host`."""
    return kind_of(scope) or ("host" if owner_of(scope) == HOST else "server")


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
            servers = await load_guilds(db)
            host = await load_used_up(db, limits.all_limits(), now)
            own = await load_used_up(db, [limit for each in servers for limit in limits_set_by(each)], now)
        paying = {guild_account(each.guild_id) for each in servers if each.models == "own"}
        host = frozenset(at for at in host if at[0] not in paying)  # the host allows them nothing: they pay themselves
        for period, usd, used in zip(("day", "month"), (limits.day_usd, limits.month_usd), spent, strict=True):
            if usd is not None:
                self._metrics.level("gm_limit_usd", usd, scope="host", period=period)
                self._metrics.level("gm_limit_left_usd", max(0.0, usd - used / _NANO), scope="host", period=period)
        for set_by, used_up in (("host", host), ("server", own)):
            for scope, period in itertools.product(("server", "campaign", "player"), PERIODS):
                count = sum(_kind(whose) == scope and when == period for whose, when in used_up)
                self._metrics.level("gm_limits_used_up", count, scope=scope, period=period, set_by=set_by)
        ailing = (await self._cooldowns.load()).values()
        self._metrics.level("gm_models_resting", sum(each.rests_at(now) for each in ailing))
        self._looked = time.monotonic()
