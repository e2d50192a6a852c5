"""Guilds and their scheduled events."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .channel import CATEGORY, TEXT, Channel
from .people import Account, Member, Role
from .permissions import NOTHING, Overwrite, Permission

if TYPE_CHECKING:
    from .actor import User
    from .world import World


@dataclass(eq=False)
class Guild:
    """A server. Make channels, roles and members with its methods; each is told to the gateway."""

    world: "World"
    id: int
    name: str
    owner: "User"
    everyone: Role
    preferred_locale: str = "en-US"
    roles: dict[int, Role] = field(default_factory=dict)
    members: dict[int, Member] = field(default_factory=dict)
    channels: dict[int, Channel] = field(default_factory=dict)
    events: dict[int, dict[str, Any]] = field(default_factory=dict)
    left: bool = False
    system_channel: "Channel | None" = None

    @property
    def me(self) -> Member:
        """The bot's membership."""
        return self.members[self.world.bot.id]

    def channel(
        self, name: str = "general", *, nsfw: bool = False, kind: int = TEXT, topic: str | None = None
    ) -> Channel:
        """Make a channel."""
        made = Channel(
            id=self.world.ids.new(),
            type=kind,
            name=name,
            guild=self,
            nsfw=nsfw,
            topic=topic,
            position=len(self.channels),
        )
        self.channels[made.id] = made
        self.world.emit("CHANNEL_CREATE", made.payload(), guild=self, channel=made)
        return made

    def category(self, name: str) -> Channel:
        """Make a category."""
        return self.channel(name, kind=CATEGORY)

    def role(self, name: str, permissions: Permission = NOTHING) -> Role:
        """Make a role."""
        made = Role(id=self.world.ids.new(), name=name, permissions=permissions, position=len(self.roles))
        self.roles[made.id] = made
        self.world.emit("GUILD_ROLE_CREATE", {"guild_id": str(self.id), "role": made.payload()}, guild=self)
        return made

    def join(self, account: Account, *roles: Role, nick: str | None = None) -> Member:
        """Let an account become a member."""
        member = Member(self, account, self.world.clock.iso(), list(roles), nick)
        self.members[account.id] = member
        self.world.emit("GUILD_MEMBER_ADD", member.payload() | {"guild_id": str(self.id)}, guild=self)
        return member

    def user(self, name: str, *roles: Role, locale: str = "en-US", nick: str | None = None) -> "User":
        """Make a person who is a member here and who can act."""
        made = self.world.user(name, locale=locale)
        self.join(made, *roles, nick=nick)
        return made

    def leave(self, account: Account) -> None:
        """A member leaves; if it is the bot, it was removed from the server."""
        self.members.pop(account.id, None)
        if account is self.world.bot:
            self.left = True
            self.world.emit("GUILD_DELETE", {"id": str(self.id)}, guild=self, force=True)
        else:
            body = {"guild_id": str(self.id), "user": account.payload()}
            self.world.emit("GUILD_MEMBER_REMOVE", body, guild=self)

    def give(self, account: Account, role: Role) -> None:
        """Give a role to a member."""
        member = self.members[account.id]
        if role not in member.roles:
            member.roles.append(role)
        self.member_changed(member)

    def member_changed(self, member: Member) -> None:
        """Tell the gateway that a member changed (the bot hears of itself without the members intent)."""
        own = member.account is self.world.bot
        body = member.payload() | {"guild_id": str(self.id)}
        self.world.emit("GUILD_MEMBER_UPDATE", body, guild=self, force=own)

    def allow(self, channel: Channel, target: Role | Account, permissions: Permission) -> None:
        """Overwrite: allow in this channel."""
        self._overwrite(channel, target, allow=int(permissions))

    def deny(self, channel: Channel, target: Role | Account, permissions: Permission) -> None:
        """Overwrite: deny in this channel."""
        self._overwrite(channel, target, deny=int(permissions))

    def _overwrite(self, channel: Channel, target: Role | Account, allow: int = 0, deny: int = 0) -> None:
        kind = 0 if isinstance(target, Role) else 1
        rule = next((o for o in channel.overwrites if o.target == target.id), None)
        if rule is None:
            rule = Overwrite(target.id, kind)
            channel.overwrites.append(rule)
        rule.allow = (rule.allow | allow) & ~deny
        rule.deny = (rule.deny | deny) & ~allow
        self.world.emit("CHANNEL_UPDATE", channel.payload(), guild=self, channel=channel)

    @property
    def visible_threads(self) -> list[Channel]:
        """Active threads that the bot can see."""
        bot = self.world.bot
        return [c for c in self.channels.values() if c.is_thread and not c.archived and c.permissions_of(bot)]

    def payload(self) -> dict[str, Any]:
        """A guild object, as REST writes it."""
        return {
            "id": str(self.id),
            "name": self.name,
            "icon": None,
            "description": None,
            "home_header": None,
            "splash": None,
            "discovery_splash": None,
            "features": [],
            "banner": None,
            "owner_id": str(self.owner.id),
            "application_id": None,
            "region": "us-west",
            "afk_channel_id": None,
            "afk_timeout": 300,
            "system_channel_id": str(self.system_channel.id) if self.system_channel else None,
            "system_channel_flags": 0,
            "widget_enabled": False,
            "widget_channel_id": None,
            "verification_level": 1,
            "roles": [role.payload() for role in self.roles.values()],
            "default_message_notifications": 0,
            "mfa_level": 0,
            "explicit_content_filter": 0,
            "max_presences": None,
            "max_members": 500000,
            "max_stage_video_channel_users": 50,
            "max_video_channel_users": 25,
            "vanity_url_code": None,
            "premium_tier": 0,
            "premium_subscription_count": 0,
            "preferred_locale": self.preferred_locale,
            "rules_channel_id": None,
            "safety_alerts_channel_id": None,
            "public_updates_channel_id": None,
            "premium_progress_bar_enabled": False,
            "nsfw": False,
            "nsfw_level": 0,
            "emojis": [],
            "stickers": [],
            "incidents_data": None,
        }

    def gateway_payload(self) -> dict[str, Any]:
        """The body of GUILD_CREATE: members are only the bot itself, as without the members intent."""
        bot = self.world.bot
        channels = [c for c in self.channels.values() if not c.is_thread]
        return self.payload() | {
            "joined_at": self.me.joined_at,
            "large": False,
            "unavailable": False,
            "member_count": len(self.members),
            "voice_states": [],
            "members": [self.me.payload()],
            "channels": [c.payload() for c in channels if c.permissions_of(bot) & Permission.VIEW_CHANNEL],
            "threads": [c.payload() | self._own_membership(c) for c in self.visible_threads],
            "presences": [],
            "stage_instances": [],
            "guild_scheduled_events": list(self.events.values()),
            "soundboard_sounds": [],
        }

    def _own_membership(self, thread: Channel) -> dict[str, Any]:
        bot = self.world.bot.id
        return {"member": thread.thread_member(bot)} if bot in thread.members else {}
