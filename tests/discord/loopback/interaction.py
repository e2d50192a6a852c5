"""Interactions: what someone did, the 3 second and 15 minute clocks, and what the bot answered."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .channel import Channel
from .clock import Clock
from .message import Message
from .people import Account

if TYPE_CHECKING:
    from .world import World

JSON = dict[str, Any]

PING, COMMAND, COMPONENT, AUTOCOMPLETE, MODAL_SUBMIT = 1, 2, 3, 4, 5
ACK_WITHIN = 3.0
TOKEN_LIVES = 15 * 60.0


@dataclass(eq=False)
class Interaction:
    """One interaction. Times are seconds of the server's clock.

    `answer_type` is the callback type (4 message, 5 deferred, 6 deferred update, 7 update, 8 choices, 9 modal) or None
    while unanswered; `messages` are those made through it, the ephemeral ones too, as they are now.
    """

    world: "World"
    id: int
    token: str
    type: int
    user: Account
    channel: Channel
    created_at: float
    data: JSON
    name: str = ""
    source: Message | None = None
    parent: "Interaction | None" = None
    acked_at: float | None = None
    answer_type: int | None = None
    modal: JSON | None = None
    choices: list[JSON] | None = None
    original: Message | None = None
    messages: list[Message] = field(default_factory=list)
    edits: list[Message] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)

    @property
    def clock(self) -> Clock:
        """The server's clock."""
        return self.world.clock

    @property
    def acked_after(self) -> float | None:
        """Seconds from dispatch to the first answer; None while there is none."""
        return None if self.acked_at is None else self.acked_at - self.created_at

    @property
    def failed(self) -> bool:
        """Did the person see "This interaction failed" (no answer in 3 s)?"""
        return self.acked_at is None and self.clock.now() - self.created_at > ACK_WITHIN

    @property
    def token_valid(self) -> bool:
        """Can the token still be used for edits and followups?"""
        return self.clock.now() - self.created_at <= TOKEN_LIVES

    @property
    def shown(self) -> list[Message]:
        """The messages that were made through it and still exist, placeholders excepted."""
        return [m for m in self.messages if m.deleted_at is None and not m.loading]

    @property
    def private(self) -> list[Message]:
        """Those of `shown` that only the person sees."""
        return [m for m in self.shown if m.ephemeral]

    @property
    def text(self) -> str:
        """All text of `shown`, one message after the other."""
        return "\n\n".join(m.text for m in self.shown)

    async def message(self, contains: str = "", within: float = 20.0) -> Message:
        """Wait for a message of this interaction (no placeholder) whose text holds `contains`."""

        def find() -> Message | None:
            return next((m for m in self.shown if contains in m.text), None)

        try:
            found = await self.world.changes.until(find, within, f"a message with {contains!r} from {self}")
        except TimeoutError as error:
            error.add_note(f"it says: {self.text!r}")
            raise
        assert found is not None
        return found

    async def acknowledged(self, within: float = 5.0) -> "Interaction":
        """Wait for the first answer."""
        await self.world.changes.until(lambda: self.acked_at is not None, within, f"an answer to {self}")
        return self

    def metadata(self) -> JSON:
        """`interaction_metadata` of the messages it makes."""
        body: JSON = {
            "id": str(self.id),
            "type": self.type,
            "user": self.user.payload(),
            "authorizing_integration_owners": self.owners(),
        }
        if self.type == COMPONENT and self.source:
            body["interacted_message_id"] = str(self.source.id)
        if self.type == MODAL_SUBMIT and self.parent:
            body["triggering_interaction_metadata"] = self.parent.metadata()
        return body

    def legacy_metadata(self) -> JSON | None:
        """The deprecated `interaction` of a message; only commands have it."""
        if self.type != COMMAND:
            return None
        return {
            "id": str(self.id),
            "type": 2,
            "name": self.name,
            "user": self.user.payload(),
            "name_localized": self.name,
        }

    def owners(self) -> JSON:
        """Whose installation authorised it: the guild's, or the DM's user."""
        return {"0": str(self.channel.guild.id) if self.channel.guild else "0"}

    def payload(self) -> JSON:
        """The body of INTERACTION_CREATE."""
        world, channel, guild = self.world, self.channel, self.channel.guild
        body: JSON = {
            "id": str(self.id),
            "application_id": str(world.application_id),
            "type": self.type,
            "data": self.data,
            "token": self.token,
            "version": 1,
            "channel_id": str(channel.id),
            "channel": channel.payload() | {"permissions": str(int(channel.permissions_of(self.user)))},
            "app_permissions": str(int(channel.permissions_of(world.bot))),
            "locale": self.user.locale,
            "entitlements": [],
            "entitlement_sku_ids": [],
            "authorizing_integration_owners": self.owners(),
            "context": 0 if guild else 1,
            "attachment_size_limit": world.attachment_size_limit,
        }
        if self.source is not None:
            body["message"] = self.source.payload(self.clock)
        if guild is None:
            return body | {"user": self.user.payload()}
        member = guild.members[self.user.id]
        return body | {
            "guild_id": str(guild.id),
            "guild": {"id": str(guild.id), "locale": guild.preferred_locale, "features": []},
            "guild_locale": guild.preferred_locale,
            "member": member.payload() | {"permissions": str(int(channel.permissions_of(self.user)))},
        }

    def __repr__(self) -> str:
        return f"<Interaction {self.type} {self.name!r} by {self.user.username}>"
