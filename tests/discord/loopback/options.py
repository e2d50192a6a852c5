"""From what a person enters to the `data` of an interaction."""

from typing import TYPE_CHECKING, Any

from .channel import Channel
from .components import CHECKBOX, LABEL, ROW, TEXT_DISPLAY, TEXT_INPUT, UPLOAD
from .interaction import Interaction
from .message import Message
from .people import Account, Role
from .posting import Upload

if TYPE_CHECKING:
    from .actor import User
    from .world import World

JSON = dict[str, Any]

SUB_COMMAND, SUB_GROUP, STRING, INTEGER, BOOLEAN, USER, CHANNEL, ROLE, MENTIONABLE, NUMBER, ATTACHMENT = range(1, 12)


class CannotDo(Exception):
    """Discord's own client would not let this person do that."""


def resolve(user: "User", channel: Channel, command: str, given: JSON, focused: str | None = None) -> tuple[JSON, JSON]:
    """The command's definition and the interaction data for `"play start"` with options. CannotDo if none fits."""
    name, *path = command.split()
    offered = user.world.commands.available(channel.guild)
    found = next((c for c in offered if c["type"] == 1 and c["name"] == name), None)
    if found is None:
        raise CannotDo(f"there is no /{name}; there are {sorted(c['name'] for c in offered)}")
    resolved: JSON = {}
    node, chain = found, []
    for part in path:
        step = next((o for o in node["options"] if o["name"] == part and o["type"] in (SUB_COMMAND, SUB_GROUP)), None)
        if step is None:
            raise CannotDo(f"/{command}: no {part} in {[o['name'] for o in node['options']]}")
        chain.append(step)
        node = {"options": step.get("options") or []}
    if any(o["type"] in (SUB_COMMAND, SUB_GROUP) for o in node["options"]):
        raise CannotDo(f"/{command} needs one of {[o['name'] for o in node['options']]}")
    values = _values(user.world, channel, node["options"], given, resolved, focused)
    for step in reversed(chain):
        values = [{"name": step["name"], "type": step["type"], "options": values}]
    data: JSON = {"id": found["id"], "name": found["name"], "type": 1, "options": values}
    if "guild_id" in found:
        data["guild_id"] = found["guild_id"]
    return found, data | ({"resolved": resolved} if resolved else {})


def _values(
    world: "World", channel: Channel, declared: list[JSON], given: JSON, resolved: JSON, focused: str | None
) -> list[JSON]:
    unknown = set(given) - {o["name"] for o in declared}
    if unknown:
        raise CannotDo(f"no such options: {unknown}; there are {[o['name'] for o in declared]}")
    made = []
    for option in declared:
        name = option["name"]
        if name not in given:
            if option.get("required") and focused is None:
                raise CannotDo(f"option {name} is required")
            continue
        value = given[name]
        if name != focused:
            _check_value(option, value)
        item = {"name": name, "type": option["type"], "value": plain(world, channel, value, resolved)}
        made.append(item | ({"focused": True} if name == focused else {}))
    return made


def _check_value(option: JSON, value: Any) -> None:
    kinds: dict[int, Any] = {
        STRING: str, INTEGER: int, BOOLEAN: bool, USER: Account, CHANNEL: Channel, ROLE: Role,
        MENTIONABLE: (Account, Role), NUMBER: (int, float), ATTACHMENT: Upload,
    }  # fmt: skip
    if not isinstance(value, kinds[option["type"]]) or (option["type"] == INTEGER and isinstance(value, bool)):
        raise CannotDo(f"{value!r} does not fit option {option['name']} of type {option['type']}")
    choices = option.get("choices") or []
    if choices and value not in [c["value"] for c in choices]:
        raise CannotDo(f"{value!r} is not one of {[c['value'] for c in choices]}")
    size = len(value) if isinstance(value, str) else value
    for key, bad in (("min_length", -1), ("max_length", 1), ("min_value", -1), ("max_value", 1)):
        limit = option.get(key)
        if limit is not None and (size > limit if bad > 0 else size < limit):
            raise CannotDo(f"{value!r} breaks {key} {limit} of {option['name']}")


def plain(world: "World", channel: Channel, value: Any, resolved: JSON) -> Any:
    """The value as it is sent; objects become ids and are listed in `resolved`."""
    guild = channel.guild
    if isinstance(value, Account):
        resolved.setdefault("users", {})[str(value.id)] = value.payload()
        if guild and value.id in guild.members:
            body = guild.members[value.id].payload(with_user=False)
            body["permissions"] = str(int(channel.permissions_of(value)))
            resolved.setdefault("members", {})[str(value.id)] = body
        return str(value.id)
    if isinstance(value, Channel):
        body = {k: v for k, v in value.payload().items() if k in ("id", "name", "type", "parent_id", "thread_metadata")}
        body["permissions"] = str(int(value.permissions_of(world.bot)))
        resolved.setdefault("channels", {})[str(value.id)] = body
        return str(value.id)
    if isinstance(value, Role):
        resolved.setdefault("roles", {})[str(value.id)] = value.payload()
        return str(value.id)
    if isinstance(value, Upload):
        item = world.store_file(channel, value, ephemeral=True)
        resolved.setdefault("attachments", {})[item["id"]] = item
        return item["id"]
    return value


def resolve_menu(user: "User", channel: Channel, command: str, target: Message | Account) -> tuple[JSON, JSON]:
    """The definition and data of a context-menu command."""
    kind = 3 if isinstance(target, Message) else 2
    offered = user.world.commands.available(channel.guild)
    found = next((c for c in offered if c["type"] == kind and c["name"] == command), None)
    if found is None:
        raise CannotDo(f"there is no {command!r}; there are {[c['name'] for c in offered if c['type'] == kind]}")
    resolved: JSON = {}
    if isinstance(target, Message):
        resolved["messages"] = {str(target.id): target.payload(user.world.clock)}
    else:
        plain(user.world, channel, target, resolved)
    data = {"id": found["id"], "name": found["name"], "type": kind, "target_id": str(target.id), "resolved": resolved}
    return found, data


def selected(part: JSON, values: tuple[Any, ...], channel: Channel) -> JSON:
    """`values` (and `resolved`) of a select menu. CannotDo for what it does not offer."""
    low, high = part.get("min_values", 1), part.get("max_values", 1)
    if not low <= len(values) <= high:
        raise CannotDo(f"{len(values)} chosen, {low} to {high} asked")
    if part["type"] != 3:
        resolved: JSON = {}
        guild = channel.guild
        assert guild is not None
        ids = [plain(guild.world, channel, value, resolved) for value in values]
        return {"values": ids, "resolved": resolved}
    chosen = []
    for value in values:
        option = next((o for o in part["options"] if value in (o["value"], o["label"])), None)
        if option is None:
            raise CannotDo(f"{value!r} is not one of {[o['label'] for o in part['options']]}")
        chosen.append(option["value"])
    return {"values": chosen}


# -- modals


def submitted(user: "User", opened: Interaction, fields: JSON) -> JSON:
    """The data of a modal submit. What `fields` does not name keeps the modal's own value."""
    modal = opened.modal
    assert modal is not None
    left = dict(fields)
    resolved: JSON = {}
    parts = [
        _submit_part(user, opened.channel, part, n, left, resolved) for n, part in enumerate(modal["components"], 1)
    ]
    if left:
        raise CannotDo(f"the modal has no {sorted(left)}")
    data = {"custom_id": modal["custom_id"], "components": parts}
    return data | ({"resolved": resolved} if resolved else {})


def _submit_part(user: "User", channel: Channel, part: JSON, number: int, left: JSON, resolved: JSON) -> JSON:
    made: JSON = {"type": part["type"], "id": part.get("id") or number}
    if part["type"] == TEXT_DISPLAY:
        return made
    if part["type"] == ROW:
        inner = part["components"][0]
        return made | {"components": [_answer(user, channel, inner, inner.get("label"), number, left, resolved)]}
    assert part["type"] == LABEL, part
    return made | {"component": _answer(user, channel, part["component"], part["label"], number, left, resolved)}


def _answer(
    user: "User", channel: Channel, part: JSON, label: str | None, number: int, left: JSON, resolved: JSON
) -> JSON:
    key = next((k for k in (part["custom_id"], label) if k in left), None)
    given = left.pop(key) if key is not None else None
    made: JSON = {"type": part["type"], "id": part.get("id") or 100 + number, "custom_id": part["custom_id"]}
    needed = part.get("required", True)
    if part["type"] == TEXT_INPUT:
        text = part.get("value") or "" if given is None else given
        low, high = part.get("min_length") or (1 if needed else 0), part.get("max_length") or 4000
        if (text or needed) and not low <= len(text) <= high:
            raise CannotDo(f"{label or part['custom_id']}: {len(text)} characters, {low} to {high} asked")
        return made | {"value": text}
    if part["type"] == CHECKBOX:
        return made | {"value": bool(part.get("default") if given is None else given)}
    values = () if given is None else given if isinstance(given, list | tuple) else (given,)
    if not values and "options" in part:
        values = tuple(o["value"] for o in part["options"] if o.get("default"))
    if not values and needed:
        raise CannotDo(f"{label or part['custom_id']} is required")
    if part["type"] == UPLOAD:
        return made | {"values": [plain(user.world, channel, upload, resolved) for upload in values]}
    if part["type"] in (21, 22):
        known = {o["value"] for o in part["options"]}
        if not set(values) <= known:
            raise CannotDo(f"{values} are not among {known}")
        return made | ({"value": values[0] if values else None} if part["type"] == 21 else {"values": list(values)})
    chosen = selected(part, tuple(values), channel) if values else {"values": []}
    for kind, found in chosen.pop("resolved", {}).items():
        resolved.setdefault(kind, {}).update(found)
    return made | chosen
