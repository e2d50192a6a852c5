"""Messages and their edit history."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .people import Account

if TYPE_CHECKING:
    from .channel import Channel

CROSSPOSTED, SUPPRESS_EMBEDS, EPHEMERAL, LOADING = 1 << 0, 1 << 2, 1 << 6, 1 << 7
SUPPRESS_NOTIFICATIONS, COMPONENTS_V2 = 1 << 12, 1 << 15
INTERACTIVE = {2, 3, 5, 6, 7, 8}


@dataclass(frozen=True)
class Version:
    """What a message showed from `at` (server clock, Unix seconds) until the next version."""

    at: float
    content: str
    embeds: tuple[dict[str, Any], ...]
    components: tuple[dict[str, Any], ...]

    @property
    def text(self) -> str:
        """All text that a reader saw, one part a line."""
        return text_of(self.content, self.embeds, self.components)


@dataclass(eq=False)
class Message:
    """A message as everybody sees it now. `history` holds every version, the current one last."""

    id: int
    channel: "Channel"
    author: Account
    created_at: float
    type: int = 0
    content: str = ""
    embeds: list[dict[str, Any]] = field(default_factory=list)
    components: list[dict[str, Any]] = field(default_factory=list)
    attachments: list[dict[str, Any]] = field(default_factory=list)
    flags: int = 0
    nonce: str | int | None = None
    tts: bool = False
    webhook_id: int | None = None
    webhook_name: str | None = None
    webhook_avatar: str | None = None
    avatar_url: str | None = None
    application_id: int | None = None
    reference: "Message | None" = None
    interaction: dict[str, Any] | None = None
    interaction_legacy: dict[str, Any] | None = None
    poll: dict[str, Any] | None = None
    thread: "Channel | None" = None
    shown_to: Account | None = None
    mentions: list[Account] = field(default_factory=list)
    mention_roles: list[int] = field(default_factory=list)
    mention_everyone: bool = False
    notified: list[Account] = field(default_factory=list)
    pinned: bool = False
    edited_at: float | None = None
    deleted_at: float | None = None
    reactions: dict[str, list[int]] = field(default_factory=dict)
    history: list[Version] = field(default_factory=list)
    default_users_only: bool = False

    @property
    def ephemeral(self) -> bool:
        """Is it visible to one person only?"""
        return bool(self.flags & EPHEMERAL)

    @property
    def loading(self) -> bool:
        """Is it a "thinking…" placeholder?"""
        return bool(self.flags & LOADING)

    @property
    def author_name(self) -> str:
        """The name over the message: the webhook's, or the member's, or the account's."""
        if self.webhook_name is not None:
            return self.webhook_name
        guild = self.channel.guild
        member = guild.members.get(self.author.id) if guild else None
        return member.display_name if member else self.author.username

    @property
    def text(self) -> str:
        """All text a reader sees: content, embeds and text displays, one per line."""
        return text_of(self.content, self.embeds, self.components)

    def component(self, wanted: str) -> dict[str, Any] | None:
        """The interactive component with this custom id, or else with this label."""
        parts = [c for c in walk(self.components) if c["type"] in INTERACTIVE]
        return next((c for c in parts if c.get("custom_id") == wanted), None) or next(
            (c for c in parts if c.get("label") == wanted), None
        )

    @property
    def labels(self) -> list[str]:
        """The labels of the buttons that can be pressed."""
        parts = [c for c in walk(self.components) if c["type"] == 2 and not c.get("disabled")]
        return [c.get("label") or "" for c in parts]

    @property
    def edits(self) -> int:
        """How often it was edited."""
        return max(len(self.history) - 1, 0)

    def snapshot(self, at: float) -> None:
        """Remember what the message shows from now on."""
        self.history.append(Version(at, self.content, tuple(self.embeds), tuple(self.components)))

    def author_payload(self) -> dict[str, Any]:
        """The author; webhooks look like bots without a discriminator."""
        if self.webhook_name is None:
            return self.author.payload()
        stand_in = Account(self.webhook_id or 0, self.webhook_name, bot=True, avatar=self.webhook_avatar)
        return stand_in.payload()

    def payload(self, clock: Any, content_visible: bool = True, nested: bool = False) -> dict[str, Any]:
        """A message object; what people wrote is blanked when the reader lacks the message content intent."""
        edited = clock.iso(self.edited_at) if self.edited_at is not None else None
        body: dict[str, Any] = {
            "id": str(self.id),
            "type": self.type,
            "channel_id": str(self.channel.id),
            "content": self.content if content_visible else "",
            "author": self.author_payload(),
            "mentions": [account.payload() for account in self.mentions],
            "mention_roles": [str(role) for role in self.mention_roles],
            "mention_everyone": self.mention_everyone,
            "attachments": self.attachments if content_visible else [],
            "embeds": self.embeds if content_visible else [],
            "components": self.components if content_visible else [],
            "timestamp": clock.iso(self.created_at),
            "edited_timestamp": edited,
            "flags": self.flags,
            "pinned": self.pinned,
            "tts": self.tts,
        }
        body |= self._optional(clock)
        if self.reference is not None:
            body["message_reference"] = reference_payload(self.reference)
            if not nested and self.reference.deleted_at is None:
                body["referenced_message"] = self.reference.payload(clock, content_visible, nested=True)
            elif not nested:
                body["referenced_message"] = None
        return body

    def _optional(self, clock: Any) -> dict[str, Any]:
        body: dict[str, Any] = {}
        if self.nonce is not None:
            body["nonce"] = self.nonce
        if self.webhook_id is not None:
            body["webhook_id"] = str(self.webhook_id)
        if self.application_id is not None:
            body["application_id"] = str(self.application_id)
        if self.interaction is not None:
            body["interaction_metadata"] = self.interaction
        if self.interaction_legacy is not None:
            body["interaction"] = self.interaction_legacy
        if self.thread is not None:
            body["thread"] = self.thread.payload()
        if self.poll is not None:
            body["poll"] = self.poll
        if self.reactions:
            body["reactions"] = [reaction_payload(name, who, 0) for name, who in self.reactions.items()]
        return body

    def __repr__(self) -> str:
        return f"<Message {self.author_name}: {self.text[:60]!r}>"


def text_of(content: str, embeds: Any, components: Any) -> str:
    """Content, embeds and text displays, one per line."""
    found = [content] if content else []
    for embed in embeds:
        found += [embed.get("title", ""), embed.get("description", "")]
        found += [part for f in embed.get("fields", []) for part in (f["name"], f["value"])]
        found.append(embed.get("footer", {}).get("text", ""))
    found += [c["content"] for c in walk(components) if c["type"] == 10]
    return "\n".join(part for part in found if part)


def reference_payload(message: Message) -> dict[str, Any]:
    """A pointer to a message."""
    body = {"type": 0, "channel_id": str(message.channel.id), "message_id": str(message.id)}
    return body | ({"guild_id": str(message.channel.guild.id)} if message.channel.guild else {})


def reaction_payload(name: str, who: list[int], me: int) -> dict[str, Any]:
    """A reaction count."""
    return {
        "emoji": {"id": None, "name": name},
        "count": len(who),
        "count_details": {"burst": 0, "normal": len(who)},
        "burst_colors": [],
        "me_burst": False,
        "burst_me": False,
        "burst_count": 0,
        "me": me in who,
    }


def walk(components: Any) -> list[dict[str, Any]]:
    """Every component, containers before what they hold, accessories after."""
    found: list[dict[str, Any]] = []
    for part in components or []:
        found.append(part)
        found += walk(part.get("components"))
        for key in ("accessory", "component"):
            if isinstance(part.get(key), dict):
                found += walk([part[key]])
    return found
