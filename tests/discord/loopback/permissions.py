"""Permission bits and Discord's way of folding roles and overwrites into what a member may do in a channel."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntFlag


class Permission(IntFlag):
    """The bits that the server looks at, and a few more that `everyone` normally has."""

    KICK_MEMBERS = 1 << 1
    ADMINISTRATOR = 1 << 3
    MANAGE_CHANNELS = 1 << 4
    MANAGE_GUILD = 1 << 5
    ADD_REACTIONS = 1 << 6
    VIEW_CHANNEL = 1 << 10
    SEND_MESSAGES = 1 << 11
    SEND_TTS_MESSAGES = 1 << 12
    MANAGE_MESSAGES = 1 << 13
    EMBED_LINKS = 1 << 14
    ATTACH_FILES = 1 << 15
    READ_MESSAGE_HISTORY = 1 << 16
    MENTION_EVERYONE = 1 << 17
    USE_EXTERNAL_EMOJIS = 1 << 18
    CHANGE_NICKNAME = 1 << 26
    MANAGE_ROLES = 1 << 28
    MANAGE_WEBHOOKS = 1 << 29
    USE_APPLICATION_COMMANDS = 1 << 31
    MANAGE_EVENTS = 1 << 33
    MANAGE_THREADS = 1 << 34
    CREATE_PUBLIC_THREADS = 1 << 35
    CREATE_PRIVATE_THREADS = 1 << 36
    SEND_MESSAGES_IN_THREADS = 1 << 38
    CREATE_EVENTS = 1 << 44
    SEND_POLLS = 1 << 49
    USE_EXTERNAL_APPS = 1 << 50
    PIN_MESSAGES = 1 << 51


NOTHING = Permission(0)
ALL = Permission(sum(Permission))
EVERYONE = (
    Permission.ADD_REACTIONS
    | Permission.VIEW_CHANNEL
    | Permission.SEND_MESSAGES
    | Permission.EMBED_LINKS
    | Permission.ATTACH_FILES
    | Permission.READ_MESSAGE_HISTORY
    | Permission.USE_EXTERNAL_EMOJIS
    | Permission.CHANGE_NICKNAME
    | Permission.USE_APPLICATION_COMMANDS
    | Permission.CREATE_PUBLIC_THREADS
    | Permission.CREATE_PRIVATE_THREADS
    | Permission.SEND_MESSAGES_IN_THREADS
    | Permission.SEND_POLLS
    | Permission.USE_EXTERNAL_APPS
)
BOT = EVERYONE | (
    Permission.MANAGE_MESSAGES
    | Permission.MANAGE_WEBHOOKS
    | Permission.MANAGE_THREADS
    | Permission.MENTION_EVERYONE
    | Permission.CREATE_EVENTS
    | Permission.MANAGE_EVENTS
    | Permission.PIN_MESSAGES
)


@dataclass
class Overwrite:
    """An exception for one role (kind 0) or member (kind 1) in one channel."""

    target: int
    kind: int
    allow: int = 0
    deny: int = 0

    def payload(self) -> dict[str, object]:
        """As the API writes it."""
        return {"id": str(self.target), "type": self.kind, "allow": str(self.allow), "deny": str(self.deny)}


def fold(base: int, overwrites: Iterable[Overwrite], everyone: int, roles: Iterable[int], member: int) -> Permission:
    """What a member with `base` permissions may do under a channel's `overwrites`."""
    if base & Permission.ADMINISTRATOR:
        return ALL
    rules = {(o.kind, o.target): o for o in overwrites}
    result = base
    if rule := rules.get((0, everyone)):
        result = (result & ~rule.deny) | rule.allow
    of_roles = [rules[0, role] for role in roles if role != everyone and (0, role) in rules]
    deny = allow = 0
    for rule in of_roles:
        deny |= rule.deny
        allow |= rule.allow
    result = (result & ~deny) | allow
    if rule := rules.get((1, member)):
        result = (result & ~rule.deny) | rule.allow
    if not result & Permission.VIEW_CHANNEL:
        return Permission(0)
    if not result & Permission.SEND_MESSAGES:
        result &= ~(Permission.EMBED_LINKS | Permission.ATTACH_FILES | Permission.MENTION_EVERYONE)
    return Permission(result & int(ALL))
