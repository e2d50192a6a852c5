"""Starts the bot: from settings to a connected client, with errors that say what to do."""

import importlib
import logging
import sys
from collections.abc import Callable
from typing import Final

import aiohttp
import discord

from gm.app import App
from gm.bot.client import GATHER, GmBot
from gm.domain.errors import ConfigError

TOKEN: Final = "DISCORD_TOKEN"
CONNECTOR: Final = "GM_DISCORD_CONNECTOR"
"""Dotted path `package.module:function` to a factory of the aiohttp connector that the client dials with."""
_TOKEN_REMEDY: Final = "Put the bot's token into DISCORD_TOKEN (environment or .env); docs/host/discord.md says where."


async def run_bot(app: App, *, gather: float = GATHER) -> None:
    """Connect and serve until the process is told to stop.

    Raises:
        ConfigError: the token is missing or wrong, or the connector cannot be made.
    """
    token = app.settings.key(TOKEN)
    if token is None:
        raise ConfigError("There is no Discord token.", remedy=_TOKEN_REMEDY)
    logging.basicConfig(
        level=app.settings.config.log_level.upper(),
        stream=sys.stderr,
        format="%(asctime)s %(levelname)s %(name)s: %(message)s",
    )
    factory = connector_factory(app.settings.key(CONNECTOR))
    async with GmBot(app, connector=factory() if factory else None, gather=gather) as bot:
        try:
            await bot.start(token)
        except discord.LoginFailure as error:
            raise ConfigError("Discord does not accept the token.", remedy=_TOKEN_REMEDY) from error
        except discord.PrivilegedIntentsRequired as error:
            raise ConfigError(
                "Discord does not let this bot read all messages (the message content intent).",
                remedy="Switch *Message Content Intent* on in the developer portal under Bot, or set "
                "`discord: {message_content: false}` in gm.yaml.",
            ) from error


def connector_factory(path: str | None) -> Callable[[], aiohttp.BaseConnector] | None:
    """The factory of that dotted path; None where none is set.

    Raises:
        ConfigError: there is no such function.
    """
    if path is None:
        return None
    module, _, name = path.replace(":", ".").rpartition(".")
    try:
        found = getattr(importlib.import_module(module), name)
    except (ImportError, AttributeError, ValueError) as error:
        raise ConfigError(f"{CONNECTOR}: there is no {path}.", remedy="Write package.module:function.") from error
    if not callable(found):
        raise ConfigError(f"{CONNECTOR}: {path} is not a function.")
    factory: Callable[[], aiohttp.BaseConnector] = found
    return factory
