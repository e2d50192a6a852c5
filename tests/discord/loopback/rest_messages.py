"""REST: messages, reactions and pins."""

from typing import Any
from urllib.parse import unquote

from .channel import Channel
from .errors import ApiError, forbidden, invalid_form, missing_access, unknown
from .limits import check_message, check_not_empty
from .message import COMPONENTS_V2, SUPPRESS_EMBEDS, SUPPRESS_NOTIFICATIONS, Message, reaction_payload
from .permissions import Permission
from .posting import edited_flags, fill, new_message
from .routing import Call, route

MESSAGES = "/channels/{channel_id}/messages"
ONE = MESSAGES + "/{message_id}"
NONCE_LIVES = 300.0


def need(call: Call, channel: Channel, *permissions: Permission) -> None:
    """403 unless the bot sees the channel (50001) and has the permissions there (50013)."""
    held = channel.permissions_of(call.world.bot)
    if not held & Permission.VIEW_CHANNEL:
        raise missing_access()
    for permission in permissions:
        if not held & permission:
            raise forbidden()


def shown(call: Call, message: Message) -> dict[str, Any]:
    """The message as REST gives it to this bot."""
    world = call.world
    has_intent = bool(world.allowed_privileged & 1 << 15)
    body = message.payload(world.clock, world.readable(message, has_intent))
    if message.reactions:
        me = world.bot.id
        body["reactions"] = [reaction_payload(name, who, me) for name, who in message.reactions.items() if who]
    return body


@route("POST", MESSAGES)
async def create(call: Call) -> Any:
    channel, world, body = call.channel(), call.world, call.body or {}
    sending = Permission.SEND_MESSAGES_IN_THREADS if channel.is_thread else Permission.SEND_MESSAGES
    need(call, channel, sending)
    if channel.type in (4, 15):
        raise ApiError(400, 50008, "Cannot send messages in a non-text channel")
    if channel.locked and not channel.permissions_of(world.bot) & Permission.MANAGE_THREADS:
        raise ApiError(400, 50083, "Thread is archived")
    if call.files:
        need(call, channel, Permission.ATTACH_FILES)
    check_message(body)
    check_not_empty(body, bool(call.files))
    nonce = body.get("nonce")
    if nonce is not None and body.get("enforce_nonce") and (twin := _twin(call, channel, nonce)):
        call.server.nonce_hits.append(twin)
        return shown(call, twin)
    message = new_message(world, channel, world.bot, nonce=nonce, tts=bool(body.get("tts")))
    message.flags = int(body.get("flags") or 0) & (SUPPRESS_NOTIFICATIONS | COMPONENTS_V2 | SUPPRESS_EMBEDS)
    _refer(call, channel, message, body.get("message_reference"))
    fill(world, message, body, call.files, notify=True)
    if message.embeds and not channel.permissions_of(world.bot) & Permission.EMBED_LINKS:
        message.embeds = []
    if channel.is_thread and world.bot.id not in channel.members:
        channel.members[world.bot.id] = world.clock.iso()
    world.post(message)
    return shown(call, message)


def _twin(call: Call, channel: Channel, nonce: str | int) -> Message | None:
    since = call.world.clock.now() - NONCE_LIVES
    for message in reversed(channel.all_messages.values()):
        if message.nonce == nonce and message.author is call.world.bot and message.created_at >= since:
            return message
    return None


def _refer(call: Call, channel: Channel, message: Message, reference: dict[str, Any] | None) -> None:
    if not reference or not reference.get("message_id"):
        return
    target = channel.live_message(int(reference["message_id"]))
    if target is None:
        if reference.get("fail_if_not_exists", True):
            raise invalid_form("message_reference", "REPLIES_UNKNOWN_MESSAGE", "Unknown message")
        return
    need(call, channel, Permission.READ_MESSAGE_HISTORY)
    message.type, message.reference = 19, target


@route("GET", MESSAGES)
async def listing(call: Call) -> Any:
    channel = call.channel()
    need(call, channel)
    if not channel.permissions_of(call.world.bot) & Permission.READ_MESSAGE_HISTORY:
        return []
    limit = int(call.query.get("limit", 50))
    if not 1 <= limit <= 100:
        raise invalid_form("limit", "NUMBER_TYPE_MAX", "int value should be between 1 and 100.")
    found = sorted(channel.messages, key=lambda m: m.id)
    if "after" in call.query:
        found = [m for m in found if m.id > int(call.query["after"])][:limit]
    elif "around" in call.query:
        middle = int(call.query["around"])
        near = sorted(found, key=lambda m: abs(m.id - middle))[:limit]
        found = sorted(near, key=lambda m: m.id)
    else:
        before = int(call.query.get("before", 1 << 63))
        found = [m for m in found if m.id < before][-limit:]
    return [shown(call, m) for m in reversed(found)]


@route("GET", ONE)
async def one(call: Call) -> Any:
    channel = call.channel()
    need(call, channel, Permission.READ_MESSAGE_HISTORY)
    return shown(call, call.message(channel))


@route("PATCH", ONE)
async def edit(call: Call) -> Any:
    channel, world = call.channel(), call.world
    need(call, channel)
    message = call.message(channel)
    if message.author is not world.bot or message.webhook_name is not None:
        raise forbidden(50005, "Cannot edit a message authored by another user")
    if channel.archived:
        raise ApiError(400, 50083, "Thread is archived")
    apply_edit(call, message)
    return shown(call, message)


def apply_edit(call: Call, message: Message) -> None:
    """Check an edit's body and write it into the message."""
    body = call.body or {}
    check_message(body, flags_before=message.flags, editing=True)
    flags = edited_flags(message, body)
    after = {"content": message.content, "embeds": message.embeds, "components": message.components} | body
    kept = bool(call.files) or bool(message.attachments if body.get("attachments") is None else body["attachments"])
    check_not_empty(after, kept or message.poll is not None)
    if flags & COMPONENTS_V2 and (after["content"] or after["embeds"]):
        text = "content and embeds must be set to null when a message becomes one of Components V2"
        raise invalid_form("flags", "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2", text)
    message.flags = flags
    fill(call.world, message, body, call.files, notify=False)
    call.world.changed(message)


@route("DELETE", ONE)
async def delete(call: Call) -> Any:
    channel = call.channel()
    need(call, channel)
    message = call.message(channel)
    if message.author is not call.world.bot or message.webhook_name is not None:
        need(call, channel, Permission.MANAGE_MESSAGES)
    call.world.remove(message)


@route("POST", MESSAGES + "/bulk-delete")
async def bulk_delete(call: Call) -> Any:
    channel = call.channel()
    need(call, channel, Permission.MANAGE_MESSAGES)
    ids = [int(i) for i in call.body["messages"]]
    if not 2 <= len(set(ids)) <= 100:
        raise ApiError(400, 50016, "Provided too few or too many messages to delete")
    oldest = call.world.clock.now() - 14 * 86400
    found = [m for i in ids if (m := channel.live_message(i))]
    if any(m.created_at < oldest for m in found):
        raise ApiError(400, 50034, "You can only bulk delete messages that are under 14 days old.")
    for message in found:
        call.world.remove(message)


# -- reactions

REACTIONS = ONE + "/reactions"


@route("PUT", REACTIONS + "/{emoji_name}/@me")
async def react(call: Call) -> Any:
    channel = call.channel()
    need(call, channel, Permission.READ_MESSAGE_HISTORY)
    message, name = call.message(channel), unquote(call.params["emoji_name"])
    if name not in message.reactions:
        need(call, channel, Permission.ADD_REACTIONS)
    add_reaction(call.world, message, name, call.world.bot.id)


def add_reaction(world: Any, message: Message, name: str, user_id: int, *, remove: bool = False) -> None:
    """Put someone's reaction on a message, or take it off, and tell the gateway."""
    who = message.reactions.setdefault(name, [])
    if (user_id in who) != remove:
        return
    (who.remove if remove else who.append)(user_id)
    guild = message.channel.guild
    body = {
        "user_id": str(user_id),
        "channel_id": str(message.channel.id),
        "message_id": str(message.id),
        "message_author_id": str(message.author.id),
        "emoji": {"id": None, "name": name},
        "burst": False,
        "type": 0,
    }
    if guild:
        body["guild_id"] = str(guild.id)
        if not remove:
            body["member"] = guild.members[user_id].payload()
    event = "MESSAGE_REACTION_REMOVE" if remove else "MESSAGE_REACTION_ADD"
    world.emit(event, body, guild=guild, channel=message.channel)


@route("DELETE", REACTIONS + "/{emoji_name}/{user_id}")
@route("DELETE", REACTIONS + "/{emoji_name}/@me")
async def unreact(call: Call) -> Any:
    channel = call.channel()
    need(call, channel)
    message, name = call.message(channel), unquote(call.params["emoji_name"])
    user_id = int(call.params.get("user_id", call.world.bot.id))
    if user_id != call.world.bot.id:
        need(call, channel, Permission.MANAGE_MESSAGES)
    if name not in message.reactions:
        raise unknown("emoji")
    add_reaction(call.world, message, name, user_id, remove=True)


@route("GET", REACTIONS + "/{emoji_name}")
async def reactors(call: Call) -> Any:
    channel = call.channel()
    need(call, channel, Permission.READ_MESSAGE_HISTORY)
    who = call.message(channel).reactions.get(unquote(call.params["emoji_name"]), [])
    after, limit = int(call.query.get("after", 0)), int(call.query.get("limit", 25))
    return [call.world.accounts[user_id].payload() for user_id in sorted(who) if user_id > after][:limit]


@route("DELETE", REACTIONS)
async def clear_reactions(call: Call) -> Any:
    channel = call.channel()
    need(call, channel, Permission.MANAGE_MESSAGES)
    call.message(channel).reactions.clear()


# -- pins


@route("PUT", MESSAGES + "/pins/{message_id}")
@route("PUT", "/channels/{channel_id}/pins/{message_id}")
async def pin(call: Call) -> Any:
    channel = call.channel()
    need(call, channel, Permission.PIN_MESSAGES)
    call.message(channel).pinned = True


@route("DELETE", MESSAGES + "/pins/{message_id}")
@route("DELETE", "/channels/{channel_id}/pins/{message_id}")
async def unpin(call: Call) -> Any:
    channel = call.channel()
    need(call, channel, Permission.PIN_MESSAGES)
    call.message(channel).pinned = False


@route("GET", MESSAGES + "/pins")
async def pins(call: Call) -> Any:
    channel = call.channel()
    need(call, channel, Permission.READ_MESSAGE_HISTORY)
    items = [{"pinned_at": call.world.clock.iso(), "message": shown(call, m)} for m in channel.messages if m.pinned]
    return {"items": items, "has_more": False}
