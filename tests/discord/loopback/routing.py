"""The routing table: Discord's path templates to functions, and what a function is given."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .errors import unknown
from .posting import Upload

if TYPE_CHECKING:
    from .channel import Channel
    from .guild import Guild
    from .message import Message
    from .server import LoopbackDiscord
    from .world import World

JSON = dict[str, Any]


@dataclass
class Call:
    """One request: path parameters, query, JSON body and files."""

    server: "LoopbackDiscord"
    method: str
    template: str
    path: str
    params: dict[str, str]
    query: dict[str, str]
    body: Any
    files: dict[int, Upload] = field(default_factory=dict)
    reason: str | None = None
    status: int = 200

    @property
    def world(self) -> "World":
        """The state."""
        return self.server.world

    def number(self, name: str) -> int:
        """A path parameter that is an id."""
        value = self.params[name]
        return int(value) if value.isdigit() else 0

    def guild(self) -> "Guild":
        """The guild of the path; 404/10004 if the bot is not in it."""
        guild = self.world.guilds.get(self.number("guild_id"))
        if guild is None or self.world.bot.id not in guild.members:
            raise unknown("guild")
        return guild

    def channel(self) -> "Channel":
        """The channel of the path; 404/10003 if there is none."""
        channel = self.world.find_channel(self.number("channel_id"))
        if channel is None:
            raise unknown("channel")
        return channel

    def message(self, channel: "Channel") -> "Message":
        """The message of the path; 404/10008 if there is none in the channel."""
        message = channel.live_message(self.number("message_id"))
        if message is None:
            raise unknown("message")
        return message


Endpoint = Callable[[Call], Awaitable[Any]]


@dataclass(frozen=True)
class Route:
    """A method and a path template of Discord's documentation. `auth` is whether the bot token is needed."""

    method: str
    template: str
    endpoint: Endpoint
    auth: bool
    pattern: re.Pattern[str]


ROUTES: list[Route] = []


def route(method: str, template: str, *, auth: bool = True) -> Callable[[Endpoint], Endpoint]:
    """Register a function for a method and template."""

    def register(endpoint: Endpoint) -> Endpoint:
        pattern = re.compile("^" + re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", template) + "$")
        ROUTES.append(Route(method, template, endpoint, auth, pattern))
        return endpoint

    return register


def find(method: str, path: str) -> tuple[Route, dict[str, str]] | None:
    """The route for a request. Templates with fewer parameters win (`@me` before `{user_id}`)."""
    best: tuple[Route, dict[str, str]] | None = None
    for candidate in ROUTES:
        if candidate.method != method:
            continue
        match = candidate.pattern.match(path)
        if match and (best is None or len(match.groupdict()) < len(best[1])):
            best = candidate, match.groupdict()
    return best
