"""Who pays for a game: the server that it is played in, within the host's money or with a key of its own."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from gm.domain.errors import ConfigError
from gm.domain.ledger import SpendLimit
from gm.models.accounts import HOST, Account, guild_account
from gm.models.keyring import SECRET_REMEDY, Keyring
from gm.models.routes import RouteTable, profile_of
from gm.store.database import Database
from gm.store.guilds import GuildSettings, load_guild
from gm.store.money import SealedKey, drop_key, load_guild_of_game, load_key, record_key


@dataclass(frozen=True, slots=True)
class ServerCaps:
    """The most of the host's money that any one server may use, in US dollars; None: no cap but the host's own."""

    day_usd: float | None = None
    month_usd: float | None = None


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
        routes = RouteTable({}) if settings.models == "offline" else self._host
        return Account(HOST, routes, name, _limits(name, settings, self.caps))

    def _own(self, name: str, settings: GuildSettings, sealed: SealedKey | None) -> Account:
        limits = _limits(name, settings, ServerCaps())
        try:
            if sealed is None:
                raise ConfigError("This server has chosen its own key, and has given none.")
            provider, key = self._keyring().open(name, sealed.sealed)
            profile = profile_of(provider)
        except ConfigError as error:
            return Account(name, RouteTable({}), name, limits, trouble=str(error))
        routes = replace(profile.routes, terms=self._host.terms)
        return Account(name, routes, name, limits, keys=partial(_looked_up, {profile.key or "": key}))

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


def no_secret() -> Keyring:
    """The keyring of a host without a secret. Raises ConfigError."""
    raise ConfigError("Whoever runs this bot has not set it up to keep keys.", remedy=SECRET_REMEDY)


def _looked_up(keys: dict[str, str], name: str) -> str | None:
    return keys.get(name)


def _limits(name: str, settings: GuildSettings, caps: ServerCaps) -> tuple[SpendLimit, ...]:
    """What the server has set and what the host allows each server: the tighter one counts."""
    day = [usd for usd in (settings.day_usd, caps.day_usd) if usd is not None]
    month = [usd for usd in (settings.month_usd, caps.month_usd) if usd is not None]
    return (
        *((SpendLimit(name, "day", min(day)),) if day else ()),
        *((SpendLimit(name, "month", min(month)),) if month else ()),
    )
