"""Channels and threads."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .message import Message
from .people import Account
from .permissions import Overwrite, Permission, fold

if TYPE_CHECKING:
    from .guild import Guild

TEXT, DM, VOICE, CATEGORY = 0, 1, 2, 4
ANNOUNCEMENT_THREAD, PUBLIC_THREAD, PRIVATE_THREAD, FORUM = 10, 11, 12, 15
THREADS = (ANNOUNCEMENT_THREAD, PUBLIC_THREAD, PRIVATE_THREAD)


@dataclass(eq=False)
class Channel:
    """A text channel, a category, a DM or a thread. `messages` is what a reader sees now."""

    id: int
    type: int
    name: str
    guild: "Guild | None" = None
    parent: "Channel | None" = None
    topic: str | None = None
    nsfw: bool = False
    position: int = 0
    slowmode: int = 0
    overwrites: list[Overwrite] = field(default_factory=list)
    recipient: Account | None = None
    # of threads
    owner_id: int = 0
    created_at: str = ""
    archived: bool = False
    archived_at: str = ""
    locked: bool = False
    invitable: bool = True
    auto_archive: int = 4320
    members: dict[int, str] = field(default_factory=dict)
    # all ever posted here, by id, including what was deleted
    all_messages: dict[int, Message] = field(default_factory=dict)
    deleted: bool = False
    last_message_id: int | None = None
    typing: list[float] = field(default_factory=list)

    @property
    def is_thread(self) -> bool:
        """Is it a thread?"""
        return self.type in THREADS

    @property
    def messages(self) -> list[Message]:
        """What everybody in the channel sees now, oldest first (no ephemeral and no deleted messages)."""
        return [m for m in self.all_messages.values() if m.deleted_at is None and not m.ephemeral]

    @property
    def threads(self) -> "list[Channel]":
        """The channel's threads, archived ones included, oldest first."""
        if self.guild is None:
            return []
        return [c for c in self.guild.channels.values() if c.is_thread and c.parent is self]

    def live_message(self, message_id: int) -> Message | None:
        """The message if it is still there (ephemeral ones are not, for REST)."""
        message = self.all_messages.get(message_id)
        return message if message and message.deleted_at is None and not message.ephemeral else None

    def permissions_of(self, account: Account) -> Permission:
        """What `account` may do here; nothing if it is not a member or not in a private thread."""
        if self.guild is None:
            return Permission.VIEW_CHANNEL | Permission.SEND_MESSAGES | Permission.READ_MESSAGE_HISTORY
        member = self.guild.members.get(account.id)
        if member is None:
            return Permission(0)
        source = self.parent if self.is_thread and self.parent else self
        roles = [role.id for role in member.roles]
        folded = fold(member.base_permissions, source.overwrites, self.guild.id, roles, account.id)
        hidden = self.type == PRIVATE_THREAD and account.id not in self.members
        return Permission(0) if hidden and not folded & Permission.MANAGE_THREADS else folded

    def payload(self) -> dict[str, Any]:
        """A channel object, of the kind that the type asks for."""
        last = str(self.last_message_id) if self.last_message_id else None
        body: dict[str, Any] = {"id": str(self.id), "type": self.type, "flags": 0, "last_message_id": last}
        if self.guild is None:
            recipients = [self.recipient.payload()] if self.recipient else []
            return body | {"recipients": recipients}
        body |= {
            "guild_id": str(self.guild.id),
            "name": self.name,
            "parent_id": str(self.parent.id) if self.parent else None,
            "rate_limit_per_user": self.slowmode,
        }
        if self.is_thread:
            return body | self._thread_part()
        if self.type == FORUM:
            body |= {"available_tags": [], "default_reaction_emoji": None, "default_sort_order": None}
            body |= {"default_forum_layout": 0, "template": ""}
        return body | {
            "topic": self.topic,
            "position": self.position,
            "nsfw": self.nsfw,
            "permission_overwrites": [o.payload() for o in self.overwrites],
        }

    def _thread_part(self) -> dict[str, Any]:
        metadata: dict[str, Any] = {
            "archived": self.archived,
            "archive_timestamp": self.archived_at or self.created_at,
            "auto_archive_duration": self.auto_archive,
            "locked": self.locked,
            "create_timestamp": self.created_at,
        }
        if self.type == PRIVATE_THREAD:
            metadata["invitable"] = self.invitable
        return {
            "owner_id": str(self.owner_id),
            "thread_metadata": metadata,
            "message_count": min(len(self.messages), 50),
            "member_count": min(len(self.members), 50),
            "total_message_sent": len(self.all_messages),
        }

    def thread_member(self, user_id: int) -> dict[str, Any]:
        """A thread member object."""
        return {
            "id": str(self.id),
            "user_id": str(user_id),
            "join_timestamp": self.members[user_id],
            "flags": 0,
        }

    def __repr__(self) -> str:
        return f"<Channel {self.name}>"
