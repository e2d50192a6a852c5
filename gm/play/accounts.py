"""Who pays for a game: the server that it is played in, within the host's money or with a key of its own."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Literal, TypeVar

from gm.domain.budgets import PERIODS, SOFT, SpendLimit, campaign_scope, player_scope
from gm.domain.errors import ConfigError
from gm.models.accounts import HOST, Account, guild_account
from gm.models.choosing import preferring
from gm.models.keyring import SECRET_REMEDY, Keyring
from gm.models.profiles import profile_of
from gm.models.routes import RouteTable
from gm.play.wishes import choices_of
from gm.store.database import Database
from gm.store.guilds import GuildSettings, load_guild
from gm.store.money import SealedKey, drop_key, load_guild_of_game, load_key, record_key

Number = TypeVar("Number", int, float)


@dataclass(frozen=True, slots=True)
class ServerCaps:
    """The most of the host's money that any one server may use, in US dollars and in tokens; None: no cap but the
    host's own. `at_limit`: what happens to its turns at a limit."""

    day_usd: float | None = None
    month_usd: float | None = None
    day_tokens: int | None = None
    month_tokens: int | None = None
    soft: float = SOFT
    at_limit: Literal["offline", "stop"] = "offline"


class ServerAccounts:
    """Implements `Accounts` for Discord servers. `keyring` opens their keys; a function, for without a secret it says
    so when it is asked, and not before."""

    def __init__(
        self, database: Database, host: RouteTable, keyring: Callable[[], Keyring], caps: ServerCaps | None = None
    ) -> None:
        self._database = database
        self._host = host
        self._keyring = keyring
        self.caps = caps or ServerCaps()

    async def of_game(self, game_id: int) -> Account | None:
        """The account of the server that a game is played in; None for a game of no server."""
        async with self._database.read() as db:
            guild_id = await load_guild_of_game(db, game_id)
        return None if guild_id is None else await self.of_guild(guild_id)

    async def of_guild(self, guild_id: int) -> Account:
        """A server's account as it is set now.

        A server that has chosen its own key never falls back on the host's money: where the key is missing or cannot
        be read, its stories are told offline, and `trouble` says why.
        """
        name = guild_account(guild_id)
        async with self._database.read() as db:
            settings = await load_guild(db, guild_id)
            sealed = await load_key(db, name) if settings.models == "own" else None
        if settings.models == "own":
            return self._own(name, settings, sealed)
        routes = RouteTable({}) if settings.models == "offline" else self.chosen(settings)
        limits = _limits(name, settings, self.caps)
        return Account(HOST, routes, name, limits, at_limit=settings.at_limit or self.caps.at_limit)

    @property
    def host(self) -> RouteTable:
        """The host's own routes."""
        return self._host

    def chosen(self, settings: GuildSettings) -> RouteTable:
        """The host's routes, in the order that a server has chosen. What the host does not offer changes nothing."""
        return preferring(self._host, choices_of(settings.chosen_models), fix=True)

    def _own(self, name: str, settings: GuildSettings, sealed: SealedKey | None) -> Account:
        limits = _limits(name, settings, ServerCaps(soft=self.caps.soft))
        try:
            if sealed is None:
                raise ConfigError("This server has chosen its own key, and has given none.")
            provider, key = self._keyring().open(name, sealed.sealed)
            profile = profile_of(provider)
        except ConfigError as error:
            return Account(name, RouteTable({}), name, limits, trouble=str(error))
        at_limit = settings.at_limit or self.caps.at_limit
        routes = replace(profile.routes, terms=self._host.terms)
        return Account(
            name, routes, name, limits, keys=partial(_looked_up, {profile.key or "": key}), at_limit=at_limit
        )

    def check_ready(self) -> None:
        """Whether keys can be taken. Raises ConfigError with what to set if not."""
        self._keyring()

    async def keep_key(self, guild_id: int, provider: str, key: str, now: datetime) -> None:
        """Seal a server's key and keep it in the place of an earlier one.

        Raises:
            ConfigError: the host has set no secret to seal it with, or there is no such provider.
        """
        name = guild_account(guild_id)
        profile_of(provider)
        sealed = SealedKey(name, provider, self._keyring().seal(name, provider, key), now)
        async with self._database.begin() as db:
            await record_key(db, sealed)
            await db.commit()

    async def forget_key(self, guild_id: int) -> bool:
        """Forget a server's key. False if there was none."""
        async with self._database.begin() as db:
            gone = await drop_key(db, guild_account(guild_id))
            await db.commit()
        return gone

    async def key_of(self, guild_id: int) -> SealedKey | None:
        """What is known of a server's key without opening it: its provider, and since when."""
        async with self._database.read() as db:
            return await load_key(db, guild_account(guild_id))


def limits_set_by(settings: GuildSettings) -> tuple[SpendLimit, ...]:
    """What a server has set for itself, its campaigns and its players, without what the host allows it."""
    return _limits(guild_account(settings.guild_id), settings, ServerCaps())


def no_secret() -> Keyring:
    """The keyring of a host without a secret. Raises ConfigError."""
    raise ConfigError("Whoever runs this bot has not set it up to keep keys.", remedy=SECRET_REMEDY)


def _looked_up(keys: dict[str, str], name: str) -> str | None:
    return keys.get(name)


def _limits(name: str, settings: GuildSettings, caps: ServerCaps) -> tuple[SpendLimit, ...]:
    """What the server has set and what the host allows each server: the tighter one counts. And for each of its players
    and campaigns what it allows one."""
    found: list[SpendLimit] = []
    for period in PERIODS:
        usd = _tighter(getattr(settings, f"{period}_usd"), getattr(caps, f"{period}_usd"))
        tokens = _tighter(getattr(settings, f"{period}_tokens"), getattr(caps, f"{period}_tokens"))
        found.append(SpendLimit(name, period, usd, tokens, caps.soft))
        mine = getattr(settings, f"player_{period}_usd"), getattr(settings, f"player_{period}_tokens")
        found.append(SpendLimit(player_scope(name), period, *mine, caps.soft))
        for slug, budget in settings.campaign_budgets.items():
            its = getattr(budget, f"{period}_usd"), getattr(budget, f"{period}_tokens")
            found.append(SpendLimit(campaign_scope(name, slug), period, *its, caps.soft))
    return tuple(limit for limit in found if limit.usd is not None or limit.tokens is not None)


def _tighter(own: Number | None, allowed: Number | None) -> Number | None:
    return min((each for each in (own, allowed) if each is not None), default=None)
