"""Accounts, roles and memberships, and how the API writes them."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .permissions import Permission

if TYPE_CHECKING:
    from .guild import Guild


@dataclass(eq=False)
class Account:
    """A user or a bot."""

    id: int
    username: str
    global_name: str | None = None
    bot: bool = False
    locale: str = "en-US"
    avatar: str | None = None

    @property
    def tag(self) -> str:
        """`<@id>`."""
        return f"<@{self.id}>"

    def payload(self) -> dict[str, Any]:
        """A user object."""
        body: dict[str, Any] = {
            "id": str(self.id),
            "username": self.username,
            "global_name": self.global_name,
            "discriminator": "0000" if self.bot else "0",
            "avatar": self.avatar,
            "avatar_decoration_data": None,
            "banner": None,
            "accent_color": None,
            "collectibles": None,
            "public_flags": 0,
            "flags": 0,
            "primary_guild": None,
        }
        if self.bot:
            body["bot"] = True
        return body

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.username}>"


@dataclass(eq=False)
class Role:
    """A role of a guild. The role with the guild's id is @everyone."""

    id: int
    name: str
    permissions: Permission
    position: int = 0
    managed: bool = False
    bot_id: int | None = None
    mentionable: bool = False

    def payload(self) -> dict[str, Any]:
        """A role object."""
        body: dict[str, Any] = {
            "id": str(self.id),
            "name": self.name,
            "permissions": str(int(self.permissions)),
            "position": self.position,
            "color": 0,
            "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
            "hoist": False,
            "managed": self.managed,
            "mentionable": self.mentionable,
            "icon": None,
            "unicode_emoji": None,
            "flags": 0,
            "description": None,
        }
        if self.bot_id is not None:
            body["tags"] = {"bot_id": str(self.bot_id)}
        return body


@dataclass(eq=False)
class Member:
    """An account in a guild."""

    guild: "Guild"
    account: Account
    joined_at: str
    roles: list[Role] = field(default_factory=list)
    nick: str | None = None

    @property
    def display_name(self) -> str:
        """The name that other members see."""
        return self.nick or self.account.global_name or self.account.username

    @property
    def base_permissions(self) -> Permission:
        """What the roles allow in the guild, before channel overwrites."""
        if self.guild.owner is self.account:
            return Permission(sum(Permission))
        bits = self.guild.everyone.permissions
        for role in self.roles:
            bits |= role.permissions
        return bits

    def payload(self, with_user: bool = True) -> dict[str, Any]:
        """A guild member object (without `user` inside messages)."""
        body: dict[str, Any] = {
            "avatar": None,
            "avatar_decoration_data": None,
            "banner": None,
            "collectibles": None,
            "communication_disabled_until": None,
            "flags": 0,
            "joined_at": self.joined_at,
            "nick": self.nick,
            "pending": False,
            "premium_since": None,
            "roles": [str(role.id) for role in self.roles],
            "mute": False,
            "deaf": False,
        }
        if with_user:
            body["user"] = self.account.payload()
        return body
