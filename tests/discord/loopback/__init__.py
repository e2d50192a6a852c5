"""A small Discord on loopback: REST v10 and gateway v10 over TLS, for a real client that dials it unpatched."""

from .actor import User
from .channel import Channel
from .guild import Guild
from .interaction import Interaction
from .judge import Finding
from .message import Message
from .options import CannotDo
from .permissions import ALL, BOT, EVERYONE, Permission
from .posting import Upload
from .server import LoopbackDiscord, Request
from .tls import connector, connector_from_environment, environment
from .webhook import Webhook

__all__ = [
    "ALL",
    "BOT",
    "EVERYONE",
    "CannotDo",
    "Channel",
    "Finding",
    "Guild",
    "Interaction",
    "LoopbackDiscord",
    "Message",
    "Permission",
    "Request",
    "Upload",
    "User",
    "Webhook",
    "connector",
    "connector_from_environment",
    "environment",
]
