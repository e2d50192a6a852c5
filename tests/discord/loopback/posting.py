"""Turning request bodies into messages and edits: mentions, embeds, attachments, flags."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .components import number
from .errors import invalid_form
from .message import CROSSPOSTED, EPHEMERAL, LOADING, SUPPRESS_EMBEDS, Message
from .people import Account
from .permissions import Permission

if TYPE_CHECKING:
    from .channel import Channel
    from .world import World

JSON = dict[str, Any]

_USER = re.compile(r"<@!?(\d+)>")
_ROLE = re.compile(r"<@&(\d+)>")
_EDITABLE_FLAGS = SUPPRESS_EMBEDS | (1 << 15)


@dataclass(frozen=True)
class Upload:
    """A file in a request."""

    name: str
    content_type: str
    data: bytes


def embeds_of(body: JSON) -> list[JSON]:
    """The embeds as they come back: typed, fields with `inline`."""
    made = []
    for embed in body.get("embeds") or []:
        copy = {key: value for key, value in embed.items() if value is not None} | {"type": embed.get("type") or "rich"}
        copy["content_scan_version"] = 0
        if copy.get("fields"):
            copy["fields"] = [{"inline": False} | f for f in copy["fields"]]
        for key in ("image", "thumbnail"):
            if key in copy:
                url = copy[key]["url"]
                copy[key] = {"url": url, "proxy_url": url, "flags": 0, "width": 0, "height": 0}
        made.append(copy)
    return made


def set_mentions(world: "World", message: Message, allowed: JSON | None, notify: bool) -> None:
    """Work out whom the text mentions and, for a new message, who is notified by it.

    With no `allowed_mentions`, a channel message parses everything, an interaction's or a webhook's users only.
    """
    guild = message.channel.guild
    users_only = message.default_users_only
    if allowed is None:
        parse = {"users"} if users_only else {"users", "roles", "everyone"}
        users: set[int] | None = None
        roles: set[int] | None = None
        replied = True
    else:
        parse = set(allowed.get("parse") or ())
        users = {int(u) for u in allowed.get("users") or ()}
        roles = {int(r) for r in allowed.get("roles") or ()}
        replied = bool(allowed.get("replied_user"))
    text = "\n".join([message.content, *(c["content"] for c in _displays(message))])
    message.mentions, message.mention_roles = [], []
    for found in _USER.findall(text):
        account = world.accounts.get(int(found))
        if account and ("users" in parse or (users is not None and account.id in users)):
            _add(message.mentions, account)
    for found in _ROLE.findall(text):
        role = guild.roles.get(int(found)) if guild else None
        permitted = "roles" in parse or (roles is not None and int(found) in roles)
        if role and permitted and (role.mentionable or _may(message, Permission.MENTION_EVERYONE)):
            message.mention_roles.append(role.id)
    shouted = "@everyone" in text or "@here" in text
    message.mention_everyone = shouted and "everyone" in parse and _may(message, Permission.MENTION_EVERYONE)
    if message.reference is not None and message.type == 19 and replied and message.reference.webhook_name is None:
        _add(message.mentions, message.reference.author)
    if notify and not message.ephemeral:
        message.notified = [account for account in message.mentions if account is not message.author]
        for member in guild.members.values() if guild else ():
            in_role = any(role.id in message.mention_roles for role in member.roles)
            if (message.mention_everyone or in_role) and member.account is not message.author:
                _add(message.notified, member.account)


def _displays(message: Message) -> list[JSON]:
    from .message import walk

    return [c for c in walk(message.components) if c["type"] == 10]


def _may(message: Message, permission: Permission) -> bool:
    if message.webhook_name is not None:
        return True  # a webhook is not a member: nothing but allowed_mentions holds it back
    return bool(message.channel.permissions_of(message.author) & permission)


def _add(accounts: list[Account], account: Account) -> None:
    if account not in accounts:
        accounts.append(account)


def attach(world: "World", message: Message, body: JSON, files: dict[int, Upload]) -> None:
    """Store uploads on the CDN and list them on the message; an edit's `attachments` says which old ones stay."""
    described = body.get("attachments")
    if described is not None:
        keep = {str(item.get("id")) for item in described}
        message.attachments = [a for a in message.attachments if a["id"] in keep]
    captions = {int(item["id"]): item for item in described or [] if str(item.get("id", "")).isdigit()}
    for index, upload in sorted(files.items()):
        if len(message.attachments) >= 10:
            raise invalid_form("attachments", "BASE_TYPE_MAX_LENGTH", "Must be 10 or fewer in length.")
        item = world.store_file(message.channel, upload, message.ephemeral)
        if captions.get(index, {}).get("description"):
            item["description"] = captions[index]["description"]
        message.attachments.append(item)


def fill(world: "World", message: Message, body: JSON, files: dict[int, Upload], *, notify: bool) -> None:
    """Write the body of a create or edit request into the message. What the body does not name stays."""
    if "content" in body:
        message.content = body["content"] or ""
    if "embeds" in body:
        message.embeds = embeds_of(body)
    if "components" in body:
        message.components = number(body["components"] or [])
    if body.get("poll") and notify:
        message.poll = poll_of(world, body["poll"])
    if files or body.get("attachments") is not None:
        attach(world, message, body, files)
    set_mentions(world, message, body.get("allowed_mentions"), notify)


def edited_flags(message: Message, body: JSON) -> int:
    """The flags after an edit: only a few may change, V2 cannot be taken back, nothing stays loading."""
    asked = body.get("flags")
    flags = message.flags & ~LOADING
    if asked is None:
        return flags
    kept = flags & ~SUPPRESS_EMBEDS | (int(asked) & _EDITABLE_FLAGS)
    return kept | (flags & (EPHEMERAL | CROSSPOSTED))


def poll_of(world: "World", asked: JSON) -> JSON:
    """A poll as it comes back."""
    answers = [{"answer_id": n, "poll_media": a["poll_media"]} for n, a in enumerate(asked["answers"], 1)]
    expiry = world.clock.iso(world.clock.now() + 3600 * (asked.get("duration") or 24))
    return {
        "question": asked["question"],
        "answers": answers,
        "expiry": expiry,
        "allow_multiselect": bool(asked.get("allow_multiselect")),
        "layout_type": asked.get("layout_type") or 1,
        "results": {"is_finalized": False, "answer_counts": []},
    }


def new_message(world: "World", channel: "Channel", author: Account, **fields: Any) -> Message:
    """An empty message that is not in its channel yet."""
    return Message(world.ids.new(), channel, author, world.clock.now(), **fields)
