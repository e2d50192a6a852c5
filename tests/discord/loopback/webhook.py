"""Webhooks of channels."""

from dataclasses import dataclass
from typing import Any

from .channel import Channel
from .people import Account


@dataclass(eq=False)
class Webhook:
    """An incoming webhook. `application_id` is set when a bot made it."""

    id: int
    channel: Channel
    name: str
    token: str
    user: Account
    application_id: int | None = None
    avatar: str | None = None
    deleted: bool = False

    def payload(self, with_token: bool = True, with_user: bool = True) -> dict[str, Any]:
        """A webhook object; the token is shown only to its owner."""
        guild = self.channel.guild
        body: dict[str, Any] = {
            "id": str(self.id),
            "type": 1,
            "name": self.name,
            "avatar": self.avatar,
            "channel_id": str(self.channel.id),
            "guild_id": str(guild.id) if guild else None,
            "application_id": str(self.application_id) if self.application_id else None,
        }
        if with_token:
            body["token"] = self.token
            body["url"] = f"https://discord.com/api/webhooks/{self.id}/{self.token}"
        if with_user:
            body["user"] = self.user.payload()
        return body
