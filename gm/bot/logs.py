"""What may stand in the bot's logs: never what people type into forms, for a form may hold a key."""

import logging
from typing import Final

_VERBOSE: Final = ("discord.gateway", "discord.webhook", "discord.http")
"""Loggers of the library that write whole payloads at debug level, submitted forms among them."""


def keep_payloads_out_of_logs() -> None:
    """Hold those loggers at `info` or above, whatever level is set for all others."""
    for name in _VERBOSE:
        logger = logging.getLogger(name)
        if logger.getEffectiveLevel() < logging.INFO:
            logger.setLevel(logging.INFO)
