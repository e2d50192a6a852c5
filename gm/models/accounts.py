"""Accounts: whose money a game is played with, which models that money may ask, and how much of it.

The door is one; `Door.on(account)` is the same door with another purse. What it buys is written with that payer and
counted as that account's use, whatever the caller says.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, Literal, Protocol

from gm.domain.ledger import SpendLimit
from gm.models.routes import RouteTable

HOST: Final = "host"
"""The payer that stands for whoever runs this program."""


@dataclass(frozen=True, slots=True)
class Account:
    """Who pays for a game, and with what."""

    payer: str
    """`host`, or the account itself if it has a key of its own."""
    routes: RouteTable
    name: str
    """What its use is counted as: `guild:123`."""
    limits: tuple[SpendLimit, ...] = ()
    """What it may spend, besides what limits the whole host."""
    keys: Callable[[str], str | None] | None = field(default=None, repr=False, compare=False)
    """Looks keys up by the name of their variable; None: the host's keys."""
    at_limit: Literal["offline", "stop"] = "offline"
    """What happens at a limit: the offline narrator stands in, or turns wait."""
    trouble: str = ""
    """Why its models cannot be asked though it has chosen them, or ''. Then the offline narrator tells."""


class Accounts(Protocol):
    """Finds the account of a game."""

    async def of_game(self, game_id: int) -> Account | None:
        """Who pays for this game; None: the host, without any account."""
        ...


class NoAccounts:
    """The host pays for everything."""

    async def of_game(self, game_id: int) -> Account | None:
        """Nobody else."""
        return None


def guild_account(guild_id: int) -> str:
    """The name of a Discord server's account."""
    return f"guild:{guild_id}"
