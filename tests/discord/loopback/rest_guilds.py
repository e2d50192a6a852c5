"""REST: guilds, members, roles and scheduled events."""

from typing import Any

from .channel import CATEGORY
from .errors import ApiError, forbidden, invalid_form, unknown
from .guild import Guild
from .limits import check_text
from .people import Member, Role
from .permissions import Permission
from .rest_channels import with_membership
from .routing import Call, route

ONE = "/guilds/{guild_id}"
EVENTS = ONE + "/scheduled-events"


def may(guild: Guild, permission: Permission) -> None:
    """403/50013 unless the bot's roles allow it."""
    if not guild.me.base_permissions & (permission | Permission.ADMINISTRATOR):
        raise forbidden()


@route("GET", ONE)
async def get(call: Call) -> Any:
    guild = call.guild()
    counts = {"approximate_member_count": len(guild.members), "approximate_presence_count": len(guild.members)}
    return guild.payload() | (counts if call.query.get("with_counts") in ("1", "true") else {})


@route("GET", "/users/@me/guilds")
async def mine(call: Call) -> Any:
    world = call.world
    return [
        {
            "id": str(guild.id),
            "name": guild.name,
            "icon": None,
            "banner": None,
            "owner": False,
            "permissions": str(int(guild.me.base_permissions)),
            "features": [],
        }
        for guild in world.guilds.values()
        if world.bot.id in guild.members
    ]


@route("DELETE", "/users/@me/guilds/{guild_id}")
async def leave(call: Call) -> Any:
    call.guild().leave(call.world.bot)


@route("GET", ONE + "/channels")
async def channels(call: Call) -> Any:
    return [c.payload() for c in call.guild().channels.values() if not c.is_thread]


@route("POST", ONE + "/channels")
async def create_channel(call: Call) -> Any:
    guild, body = call.guild(), call.body
    may(guild, Permission.MANAGE_CHANNELS)
    check_text(body, "name", 1, 100)
    made = guild.channel(body["name"], kind=body.get("type") or 0, nsfw=bool(body.get("nsfw")), topic=body.get("topic"))
    parent = guild.channels.get(int(body.get("parent_id") or 0))
    if parent is not None and parent.type == CATEGORY:
        made.parent = parent
    call.status = 201
    return made.payload()


@route("GET", ONE + "/threads/active")
async def active_threads(call: Call) -> Any:
    guild, bot = call.guild(), call.world.bot.id
    threads = guild.visible_threads
    members = [t.thread_member(bot) for t in threads if bot in t.members]
    return {"threads": [with_membership(call, t) for t in threads], "members": members, "has_more": False}


# -- members and roles


def _member(call: Call) -> Member:
    member = call.guild().members.get(call.number("user_id"))
    if member is None:
        raise unknown("member")
    return member


@route("GET", ONE + "/members/{user_id}")
async def member(call: Call) -> Any:
    return _member(call).payload()


@route("GET", ONE + "/members")
async def members(call: Call) -> Any:
    guild = call.guild()
    if not call.world.allowed_privileged & 1 << 1:
        raise ApiError(403, 50001, "Missing Access")
    after, limit = int(call.query.get("after", 0)), int(call.query.get("limit", 1))
    found = sorted((m for m in guild.members.values() if m.account.id > after), key=lambda m: m.account.id)
    return [m.payload() for m in found[:limit]]


@route("GET", ONE + "/members/search")
async def search_members(call: Call) -> Any:
    start, limit = call.query["query"].lower(), int(call.query.get("limit", 1))
    found = [m for m in call.guild().members.values() if m.display_name.lower().startswith(start)]
    return [m.payload() for m in found[:limit]]


@route("PATCH", ONE + "/members/{user_id}")
@route("PATCH", ONE + "/members/@me")
async def edit_member(call: Call) -> Any:
    guild = call.guild()
    found = _member(call) if "user_id" in call.params else guild.me
    may(guild, Permission.CHANGE_NICKNAME if found is guild.me else Permission.MANAGE_ROLES)
    check_text(call.body, "nick", 0, 32)
    if "nick" in call.body:
        found.nick = call.body["nick"] or None
    guild.member_changed(found)
    return found.payload()


@route("PUT", ONE + "/members/{user_id}/roles/{role_id}")
async def give_role(call: Call) -> Any:
    _change_role(call, add=True)


@route("DELETE", ONE + "/members/{user_id}/roles/{role_id}")
async def take_role(call: Call) -> Any:
    _change_role(call, add=False)


def _change_role(call: Call, *, add: bool) -> None:
    guild, found = call.guild(), _member(call)
    may(guild, Permission.MANAGE_ROLES)
    role = guild.roles.get(call.number("role_id"))
    if role is None:
        raise unknown("role")
    if (role in found.roles) != add:
        (found.roles.append if add else found.roles.remove)(role)
        guild.member_changed(found)


@route("GET", ONE + "/roles")
async def roles(call: Call) -> Any:
    return [role.payload() for role in call.guild().roles.values()]


@route("POST", ONE + "/roles")
async def create_role(call: Call) -> Any:
    guild = call.guild()
    may(guild, Permission.MANAGE_ROLES)
    made: Role = guild.role(call.body.get("name") or "new role", Permission(int(call.body.get("permissions") or 0)))
    return made.payload()


@route("DELETE", ONE + "/roles/{role_id}")
async def delete_role(call: Call) -> Any:
    guild = call.guild()
    may(guild, Permission.MANAGE_ROLES)
    role = guild.roles.pop(call.number("role_id"), None)
    if role is None:
        raise unknown("role")
    for found in guild.members.values():
        if role in found.roles:
            found.roles.remove(role)
    body = {"guild_id": str(guild.id), "role_id": str(role.id)}
    call.world.emit("GUILD_ROLE_DELETE", body, guild=guild)


# -- scheduled events


def _event(call: Call) -> dict[str, Any]:
    event = call.guild().events.get(call.number("guild_scheduled_event_id"))
    if event is None:
        raise unknown("event")
    return event


@route("GET", EVENTS)
async def events(call: Call) -> Any:
    return list(call.guild().events.values())


@route("POST", EVENTS)
async def create_event(call: Call) -> Any:
    guild, body, world = call.guild(), call.body, call.world
    may(guild, Permission.CREATE_EVENTS | Permission.MANAGE_EVENTS)
    check_text(body, "name", 1, 100)
    check_text(body, "description", 0, 1000)
    if body["entity_type"] == 3 and not (
        body.get("scheduled_end_time") and (body.get("entity_metadata") or {}).get("location")
    ):
        raise invalid_form("scheduled_end_time", "BASE_TYPE_REQUIRED", "This field is required")
    event_id = world.ids.new()
    event = {
        "id": str(event_id),
        "guild_id": str(guild.id),
        "channel_id": None if body["entity_type"] == 3 else body.get("channel_id"),
        "creator_id": str(world.bot.id),
        "creator": world.bot.payload(),
        "name": body["name"],
        "description": body.get("description"),
        "image": None,
        "scheduled_start_time": body["scheduled_start_time"],
        "scheduled_end_time": body.get("scheduled_end_time"),
        "status": 1,
        "entity_type": body["entity_type"],
        "entity_id": None,
        "entity_metadata": body.get("entity_metadata"),
        "recurrence_rule": None,
        "privacy_level": 2,
        "user_count": 0,
        "guild_scheduled_event_exceptions": [],
    }
    guild.events[event_id] = event
    world.emit("GUILD_SCHEDULED_EVENT_CREATE", dict(event), guild=guild)
    return event


@route("GET", EVENTS + "/{guild_scheduled_event_id}")
async def get_event(call: Call) -> Any:
    return _event(call)


@route("PATCH", EVENTS + "/{guild_scheduled_event_id}")
async def edit_event(call: Call) -> Any:
    event = _event(call)
    may(call.guild(), Permission.CREATE_EVENTS | Permission.MANAGE_EVENTS)
    event.update({k: v for k, v in call.body.items() if k in event})
    call.world.emit("GUILD_SCHEDULED_EVENT_UPDATE", dict(event), guild=call.guild())
    return event


@route("DELETE", EVENTS + "/{guild_scheduled_event_id}")
async def delete_event(call: Call) -> Any:
    event = _event(call)
    may(call.guild(), Permission.CREATE_EVENTS | Permission.MANAGE_EVENTS)
    del call.guild().events[int(event["id"])]
    call.world.emit("GUILD_SCHEDULED_EVENT_DELETE", dict(event), guild=call.guild())
