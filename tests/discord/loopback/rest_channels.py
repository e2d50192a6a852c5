"""REST: channels, threads and typing."""

from typing import Any

from .channel import FORUM, PRIVATE_THREAD, THREADS, Channel
from .errors import ApiError, invalid_form, unknown
from .limits import check_message, check_not_empty, check_text
from .permissions import Overwrite, Permission
from .posting import fill, new_message
from .rest_messages import need, shown
from .routing import Call, route

ONE = "/channels/{channel_id}"
ARCHIVE_TIMES = (60, 1440, 4320, 10080)


@route("GET", ONE)
async def get(call: Call) -> Any:
    channel = call.channel()
    if channel.guild:
        need(call, channel)
    return with_membership(call, channel)


def with_membership(call: Call, channel: Channel) -> dict[str, Any]:
    """The channel; of a thread also the bot's membership."""
    bot = call.world.bot.id
    joined = channel.is_thread and bot in channel.members
    return channel.payload() | ({"member": channel.thread_member(bot)} if joined else {})


@route("PATCH", ONE)
async def edit(call: Call) -> Any:
    channel, body, world = call.channel(), call.body, call.world
    check_text(body, "name", 1, 100)
    check_text(body, "topic", 0, 1024)
    if channel.is_thread:
        return _edit_thread(call, channel)
    need(call, channel, Permission.MANAGE_CHANNELS)
    for key, attribute in (("name", "name"), ("topic", "topic"), ("nsfw", "nsfw"), ("rate_limit_per_user", "slowmode")):
        if key in body:
            setattr(channel, attribute, body[key])
    world.emit("CHANNEL_UPDATE", channel.payload(), guild=channel.guild, channel=channel)
    return channel.payload()


def _edit_thread(call: Call, thread: Channel) -> Any:
    body, world = call.body, call.world
    own = thread.owner_id == world.bot.id
    only_unarchive = set(body) <= {"archived"} and body.get("archived") is False and not thread.locked
    if not own and not only_unarchive:
        need(call, thread, Permission.MANAGE_THREADS)
    if "locked" in body or "invitable" in body:
        need(call, thread, *(() if own and "locked" not in body else (Permission.MANAGE_THREADS,)))
    if thread.archived and body.get("archived") is not False:
        raise ApiError(400, 50083, "Thread is archived")
    if "auto_archive_duration" in body and body["auto_archive_duration"] not in ARCHIVE_TIMES:
        raise invalid_form("auto_archive_duration", "BASE_TYPE_CHOICES", f"Must be one of {ARCHIVE_TIMES}")
    names = {"rate_limit_per_user": "slowmode", "auto_archive_duration": "auto_archive"}
    known = ("name", "archived", "locked", "invitable", "rate_limit_per_user", "auto_archive_duration")
    changes = {names.get(key, key): body[key] for key in known if key in body}
    world.update_thread(thread, **changes)
    return with_membership(call, thread)


@route("DELETE", ONE)
async def delete(call: Call) -> Any:
    channel = call.channel()
    need(call, channel, Permission.MANAGE_THREADS if channel.is_thread else Permission.MANAGE_CHANNELS)
    body = channel.payload()
    call.world.delete_channel(channel)
    return body


@route("POST", ONE + "/typing")
async def typing(call: Call) -> Any:
    channel = call.channel()
    need(call, channel, Permission.SEND_MESSAGES_IN_THREADS if channel.is_thread else Permission.SEND_MESSAGES)
    channel.typing.append(call.world.clock.now())
    call.world.changes.touch()


@route("PUT", ONE + "/permissions/{overwrite_id}")
async def set_overwrite(call: Call) -> Any:
    channel, target = call.channel(), call.number("overwrite_id")
    need(call, channel, Permission.MANAGE_ROLES)
    channel.overwrites = [o for o in channel.overwrites if o.target != target]
    body = call.body
    allow, deny = int(body.get("allow") or 0), int(body.get("deny") or 0)
    channel.overwrites.append(Overwrite(target, body["type"], allow, deny))
    call.world.emit("CHANNEL_UPDATE", channel.payload(), guild=channel.guild, channel=channel)


# -- threads


def _new_thread(call: Call, channel: Channel, *, private: bool, thread_id: int | None = None) -> Channel:
    body, world = call.body, call.world
    if not body.get("name"):
        raise invalid_form("name", "BASE_TYPE_REQUIRED", "This field is required")
    check_text(body, "name", 1, 100)
    if channel.is_thread or channel.guild is None:
        raise ApiError(400, 50024, "Cannot execute action on this channel type")
    duration = body.get("auto_archive_duration")
    if duration is not None and duration not in ARCHIVE_TIMES:
        raise invalid_form("auto_archive_duration", "BASE_TYPE_CHOICES", f"Must be one of {ARCHIVE_TIMES}")
    thread = world.thread(channel, body["name"], world.bot, private=private, thread_id=thread_id)
    thread.auto_archive = duration or 4320
    thread.slowmode = body.get("rate_limit_per_user") or 0
    thread.invitable = body.get("invitable", True)
    return thread


@route("POST", ONE + "/threads")
async def create_thread(call: Call) -> Any:
    channel, body, world = call.channel(), call.body, call.world
    if channel.type == FORUM:
        return _create_post(call, channel)
    kind = body.get("type", PRIVATE_THREAD)
    if kind not in THREADS:
        raise invalid_form("type", "BASE_TYPE_CHOICES", "Must be a thread")
    private = kind == PRIVATE_THREAD
    need(call, channel, Permission.CREATE_PRIVATE_THREADS if private else Permission.CREATE_PUBLIC_THREADS)
    thread = _new_thread(call, channel, private=private)
    call.status = 201
    if not private:
        world.post(new_message(world, channel, world.bot, type=18, content=thread.name, thread=thread))
    return with_membership(call, thread)


def _create_post(call: Call, forum: Channel) -> dict[str, Any]:
    """A post: a thread that opens with a message of the same id. It needs *Send Messages*, not *Create Threads*."""
    body, world = call.body, call.world
    need(call, forum, Permission.SEND_MESSAGES)
    opening = body.get("message")
    if not opening:
        raise invalid_form("message", "BASE_TYPE_REQUIRED", "This field is required")
    check_message(opening)
    check_not_empty(opening, bool(call.files))
    thread = _new_thread(call, forum, private=False)
    message = new_message(world, thread, world.bot)
    message.id = thread.id
    fill(world, message, opening, call.files, notify=True)
    world.post(message)
    call.status = 201
    return with_membership(call, thread) | {"message": shown(call, message)}


@route("POST", ONE + "/messages/{message_id}/threads")
async def create_thread_on_message(call: Call) -> Any:
    channel = call.channel()
    need(call, channel, Permission.CREATE_PUBLIC_THREADS, Permission.READ_MESSAGE_HISTORY)
    message = call.message(channel)
    if message.thread is not None:
        raise ApiError(400, 160004, "A thread has already been created for this message")
    message.thread = _new_thread(call, channel, private=False, thread_id=message.id)
    message.flags |= 1 << 5
    call.world.changed(message)
    message.edited_at = None
    call.status = 201
    return with_membership(call, message.thread)


def _member_changed(call: Call, thread: Channel, user_id: int, *, joined: bool) -> None:
    world, guild = call.world, thread.guild
    assert guild is not None
    if joined == (user_id in thread.members):
        return
    if joined:
        if user_id not in guild.members:
            raise unknown("member")
        thread.members[user_id] = world.clock.iso()
        extra: dict[str, Any] = {"added_members": [thread.thread_member(user_id)]}
    else:
        del thread.members[user_id]
        extra = {"removed_member_ids": [str(user_id)]}
    body = {"id": str(thread.id), "guild_id": str(guild.id), "member_count": len(thread.members)} | extra
    world.emit("THREAD_MEMBERS_UPDATE", body, guild=guild, channel=thread)


@route("PUT", ONE + "/thread-members/@me")
@route("PUT", ONE + "/thread-members/{user_id}")
async def add_to_thread(call: Call) -> Any:
    thread = call.channel()
    sending = Permission.SEND_MESSAGES_IN_THREADS
    need(call, thread, *((sending,) if "user_id" in call.params else ()))
    if thread.archived:
        raise ApiError(400, 50083, "Thread is archived")
    _member_changed(call, thread, int(call.params.get("user_id", call.world.bot.id)), joined=True)


@route("DELETE", ONE + "/thread-members/@me")
@route("DELETE", ONE + "/thread-members/{user_id}")
async def remove_from_thread(call: Call) -> Any:
    thread = call.channel()
    if "user_id" in call.params and thread.owner_id != call.world.bot.id:
        need(call, thread, Permission.MANAGE_THREADS)
    _member_changed(call, thread, int(call.params.get("user_id", call.world.bot.id)), joined=False)


@route("GET", ONE + "/thread-members")
async def thread_members(call: Call) -> Any:
    thread = call.channel()
    need(call, thread)
    return [thread.thread_member(user_id) for user_id in thread.members]


@route("GET", ONE + "/thread-members/{user_id}")
async def thread_member(call: Call) -> Any:
    thread, user_id = call.channel(), call.number("user_id")
    need(call, thread)
    if user_id not in thread.members:
        raise unknown("member")
    return thread.thread_member(user_id)


@route("GET", ONE + "/threads/archived/public")
@route("GET", ONE + "/threads/archived/private")
async def archived_threads(call: Call) -> Any:
    channel = call.channel()
    need(call, channel, Permission.READ_MESSAGE_HISTORY)
    private = call.template.endswith("private")
    threads = [t for t in channel.threads if t.archived and (t.type == PRIVATE_THREAD) == private]
    bot = call.world.bot.id
    members = [t.thread_member(bot) for t in threads if bot in t.members]
    return {"threads": [t.payload() for t in threads], "members": members, "has_more": False}
