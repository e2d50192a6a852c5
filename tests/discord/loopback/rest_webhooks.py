"""REST: webhooks of channels, and everything done through a webhook's token."""

import hashlib
from typing import Any

from .channel import Channel
from .errors import ApiError, invalid_form, unknown
from .limits import check_message, check_not_empty, check_text, check_webhook_name
from .message import COMPONENTS_V2, INTERACTIVE, SUPPRESS_EMBEDS, SUPPRESS_NOTIFICATIONS, Message, walk
from .permissions import Permission
from .posting import fill, new_message
from .rest_interactions import by_token, edit_through_token, followup, own_message
from .rest_messages import apply_edit, need
from .routing import Call, route
from .webhook import Webhook

BY_ID = "/webhooks/{webhook_id}"
BY_TOKEN = BY_ID + "/{webhook_token}"
MESSAGE = BY_TOKEN + "/messages/{message_id}"
ORIGINAL = BY_TOKEN + "/messages/@original"


def _check_name(call: Call) -> None:
    name = call.body.get("name")
    check_text(call.body, "name", 1, 80)
    check_webhook_name(name, "name")


@route("POST", "/channels/{channel_id}/webhooks")
async def create(call: Call) -> Any:
    channel = call.channel()
    need(call, channel, Permission.MANAGE_WEBHOOKS)
    if channel.is_thread:
        raise ApiError(400, 50024, "Cannot execute action on this channel type")
    if not call.body.get("name"):
        raise invalid_form("name", "BASE_TYPE_REQUIRED", "This field is required")
    _check_name(call)
    if len(call.world.hooks_of(channel)) >= 15:
        raise ApiError(400, 30007, "Maximum number of webhooks reached (15)")
    return call.world.webhook(channel, call.body["name"], call.world.bot).payload()


@route("GET", "/channels/{channel_id}/webhooks")
async def of_channel(call: Call) -> Any:
    channel = call.channel()
    need(call, channel, Permission.MANAGE_WEBHOOKS)
    return [_mine(call, hook) for hook in call.world.hooks_of(channel)]


@route("GET", "/guilds/{guild_id}/webhooks")
async def of_guild(call: Call) -> Any:
    guild = call.guild()
    if not guild.me.base_permissions & Permission.MANAGE_WEBHOOKS:
        raise ApiError(403, 50013, "Missing Permissions")
    hooks = [hook for hook in call.world.webhooks.values() if hook.channel.guild is guild and not hook.deleted]
    return [_mine(call, hook) for hook in hooks]


def _mine(call: Call, hook: Webhook) -> dict[str, Any]:
    """The token is shown for the bot's own webhooks and for those of people, not for other applications'."""
    return hook.payload(with_token=hook.application_id in (None, call.world.application_id))


def _hook(call: Call, *, token: bool) -> Webhook:
    hook = call.world.webhooks.get(call.number("webhook_id"))
    if hook is None or hook.deleted:
        raise unknown("webhook")
    if token and hook.token != call.params["webhook_token"]:
        raise ApiError(401, 50027, "Invalid Webhook Token")
    if not token:
        need(call, hook.channel, Permission.MANAGE_WEBHOOKS)
    return hook


@route("GET", BY_ID)
async def get(call: Call) -> Any:
    return _mine(call, _hook(call, token=False))


@route("GET", BY_TOKEN, auth=False)
async def get_by_token(call: Call) -> Any:
    return _hook(call, token=True).payload(with_user=False)


@route("PATCH", BY_ID)
async def modify(call: Call) -> Any:
    return _modify(call, _hook(call, token=False))


@route("PATCH", BY_TOKEN, auth=False)
async def modify_by_token(call: Call) -> Any:
    return _modify(call, _hook(call, token=True))


def _modify(call: Call, hook: Webhook) -> Any:
    _check_name(call)
    hook.name = call.body.get("name") or hook.name
    if "channel_id" in call.body:
        hook.channel = call.world.find_channel(int(call.body["channel_id"])) or hook.channel
    call.world.webhooks_changed(hook.channel)
    return hook.payload(with_user="webhook_token" not in call.params)


@route("DELETE", BY_ID)
async def delete(call: Call) -> Any:
    _delete(call, _hook(call, token=False))


@route("DELETE", BY_TOKEN, auth=False)
async def delete_by_token(call: Call) -> Any:
    _delete(call, _hook(call, token=True))


def _delete(call: Call, hook: Webhook) -> None:
    hook.deleted = True
    call.world.webhooks_changed(hook.channel)


# -- through the token: a webhook's messages, or an interaction's


def _place(call: Call, hook: Webhook) -> Channel:
    """Where the request acts: the webhook's channel, or the thread named in the query."""
    asked = call.query.get("thread_id")
    if asked is None:
        return hook.channel
    thread = call.world.find_channel(int(asked))
    if thread is None or thread.parent is not hook.channel:
        raise unknown("channel")
    return thread


@route("POST", BY_TOKEN, auth=False)
async def execute(call: Call) -> Any:
    interaction = by_token(call)
    if interaction is not None:
        return followup(call, interaction)
    hook, world, body = _hook(call, token=True), call.world, call.body or {}
    place = _place(call, hook)
    check_message(body)
    check_not_empty(body, bool(call.files))
    _check_components(call, hook, body)
    if place.locked and place.archived:
        raise ApiError(400, 50083, "Thread is archived")
    message = new_message(
        world,
        place,
        hook.user,
        webhook_id=hook.id,
        webhook_name=body.get("username") or hook.name,
        webhook_avatar=_avatar(hook, body),
        avatar_url=body.get("avatar_url"),
        application_id=hook.application_id,
        flags=int(body.get("flags") or 0) & (SUPPRESS_EMBEDS | SUPPRESS_NOTIFICATIONS | COMPONENTS_V2),
        tts=bool(body.get("tts")),
        default_users_only=True,
    )
    fill(world, message, body, call.files, notify=True)
    world.post(message)
    if call.query.get("wait") not in ("1", "true", "True"):
        return None
    return message.payload(world.clock)


def _avatar(hook: Webhook, body: dict[str, Any]) -> str | None:
    url = body.get("avatar_url")
    return hashlib.md5(url.encode()).hexdigest() if url else hook.avatar


def _check_components(call: Call, hook: Webhook, body: dict[str, Any]) -> None:
    parts = body.get("components") or []
    interactive = any(c["type"] in INTERACTIVE and c.get("style") != 5 for c in walk(parts))
    if interactive and hook.application_id != call.world.application_id:
        raise invalid_form(
            "components", "COMPONENT_INVALID", "Only application-owned webhooks may send interactive ones"
        )
    if parts and hook.application_id is None and call.query.get("with_components") not in ("1", "true", "True"):
        body["components"] = []


def _message(call: Call, hook: Webhook) -> Message:
    place = _place(call, hook)
    message = place.live_message(call.number("message_id"))
    if message is None or message.webhook_id != hook.id:
        raise unknown("message")
    return message


@route("GET", MESSAGE, auth=False)
@route("GET", ORIGINAL, auth=False)
async def get_message(call: Call) -> Any:
    interaction = by_token(call)
    if interaction is not None:
        return own_message(call, interaction).payload(call.world.clock)
    return _message(call, _hook(call, token=True)).payload(call.world.clock)


@route("PATCH", MESSAGE, auth=False)
@route("PATCH", ORIGINAL, auth=False)
async def edit_message(call: Call) -> Any:
    interaction = by_token(call)
    if interaction is not None:
        return edit_through_token(call, interaction)
    hook = _hook(call, token=True)
    message = _message(call, hook)
    _check_components(call, hook, call.body or {})
    if message.channel.archived:
        raise ApiError(400, 50083, "Thread is archived")
    apply_edit(call, message)
    return message.payload(call.world.clock)


@route("DELETE", MESSAGE, auth=False)
@route("DELETE", ORIGINAL, auth=False)
async def delete_message(call: Call) -> Any:
    interaction = by_token(call)
    if interaction is not None:
        call.world.remove(own_message(call, interaction))
        return
    call.world.remove(_message(call, _hook(call, token=True)))
