"""Commands as Discord links them: a tap on one writes it into the line. The ids are learned once."""

import logging
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from gm.bot.catalogue import Speech
from gm.bot.wire import DOWN

if TYPE_CHECKING:
    from gm.bot.client import GmBot

_log = logging.getLogger("gm.bot")


class Mentions:
    """Which id each command has. Where Discord does not say, commands are named and not linked."""

    def __init__(self, bot: "GmBot") -> None:
        self._bot = bot
        self._ids: dict[str, int] = {}

    def learn(self, commands: Iterable[Any]) -> None:
        """Ids as an upload or a look at what was uploaded gave them."""
        self._ids = {command.name: command.id for command in commands}

    async def ready(self) -> None:
        """Ask for the ids if they are not known yet."""
        if self._ids:
            return
        try:
            self.learn(await self._bot.tree.fetch_commands())
        except DOWN as error:
            _log.warning("commands are not linked: %s", error)

    def say(self, speech: Speech, path: str) -> str:
        """`play start` as a link, with what it is called in the reader's language where that differs: Discord shows and
        opens a link under a command's first name alone."""
        named = command_name(speech, path)
        found = self._ids.get(path.partition(" ")[0])
        if found is None:
            return f"/{named}"
        also = "" if named == path else f" (/{named})"
        return f"</{path}:{found}>{also}"


def command_name(speech: Speech, path: str) -> str:
    """What a command is called in a language: `play start` as `spiel starten`."""
    first, _, second = path.partition(" ")
    said = speech.find(f"command.{first}.name") or first
    return said if not second else f"{said} {speech.find(f'command.{first}.{second}.name') or second}"


def command_about(speech: Speech, path: str) -> str:
    """What a command does, in a line."""
    return speech(f"command.{path.replace(' ', '.')}.text")
