"""The lengths and counts that Discord enforces on what is posted."""

from typing import Any

from .components import check_components
from .errors import ApiError, invalid_form, length
from .message import COMPONENTS_V2

JSON = dict[str, Any]

MAX_CONTENT = 2000
MAX_EMBEDS = 10
MAX_EMBED_TOTAL = 6000
_EMBED_TEXT = {"title": 256, "description": 4096}


def check_text(body: JSON, key: str, low: int, high: int, path: str | None = None) -> None:
    """400/50035 unless `body[key]`, where present, is text of `low` to `high` characters."""
    value = body.get(key)
    if value is None:
        return
    if not isinstance(value, str):
        raise invalid_form(path or key, "STRING_TYPE_CONVERT", "Could not interpret value as a string.")
    if not low <= len(value) <= high:
        raise length(path or key, low, high)


def check_message(body: JSON, *, flags_before: int = 0, editing: bool = False) -> None:
    """400 unless the body of a message keeps every limit. `flags_before` are those of the message being edited."""
    flags = body.get("flags")
    flags = flags_before if flags is None else int(flags)
    if editing and flags_before & COMPONENTS_V2:
        flags |= COMPONENTS_V2
    v2 = bool(flags & COMPONENTS_V2)
    check_text(body, "content", 0, MAX_CONTENT)
    check_text(body, "username", 1, 80)
    check_webhook_name(body.get("username"), "username")
    if isinstance(body.get("nonce"), str):
        check_text(body, "nonce", 0, 25)
    if v2:
        for key in ("content", "embeds", "poll"):
            if body.get(key):
                raise invalid_form(
                    key, "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2",
                    f"The '{key}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2",
                )  # fmt: skip
    check_embeds(body.get("embeds") or [])
    check_components(body.get("components") or [], v2=v2)
    check_mentions(body.get("allowed_mentions"))


def check_webhook_name(name: str | None, path: str) -> None:
    """400/50035 for the names that Discord keeps for itself."""
    for word in ("clyde", "discord"):
        if name and word in name.lower():
            raise invalid_form(path, "USERNAME_INVALID_CONTAINS", f'Username cannot contain "{word}"')


def check_embeds(embeds: list[JSON]) -> None:
    """400/50035 for embeds that are too many or too long, one by one or together."""
    if len(embeds) > MAX_EMBEDS:
        raise length("embeds", 0, MAX_EMBEDS)
    total = 0
    for index, embed in enumerate(embeds):
        path = f"embeds.{index}"
        for key, high in _EMBED_TEXT.items():
            check_text(embed, key, 0, high, f"{path}.{key}")
            total += len(embed.get(key) or "")
        fields = embed.get("fields") or []
        if len(fields) > 25:
            raise length(f"{path}.fields", 0, 25)
        for number, field in enumerate(fields):
            for key, high in (("name", 256), ("value", 1024)):
                if not field.get(key):
                    raise invalid_form(f"{path}.fields.{number}.{key}", "BASE_TYPE_REQUIRED", "This field is required")
                check_text(field, key, 1, high, f"{path}.fields.{number}.{key}")
                total += len(field[key])
        for outer, inner, high in (("footer", "text", 2048), ("author", "name", 256)):
            part = embed.get(outer) or {}
            check_text(part, inner, 0, high, f"{path}.{outer}.{inner}")
            total += len(part.get(inner) or "")
    if total > MAX_EMBED_TOTAL:
        raise invalid_form("embeds", "MAX_EMBED_SIZE_EXCEEDED", "Embed size exceeds maximum size of 6000")


def check_mentions(allowed: JSON | None) -> None:
    """400/50035 for allowed mentions that contradict themselves."""
    if not allowed:
        return
    for kind in ("users", "roles"):
        if kind in (allowed.get("parse") or []) and allowed.get(kind):
            raise invalid_form(
                "allowed_mentions", "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE",
                f'parse:["{kind}"] and {kind}: [ids...] are mutually exclusive.',
            )  # fmt: skip
        if len(allowed.get(kind) or []) > 100:
            raise length(f"allowed_mentions.{kind}", 0, 100)


def check_not_empty(body: JSON, files: bool, loading: bool = False) -> None:
    """400/50006 for a message that would show nothing."""
    shown = [body.get(k) for k in ("content", "embeds", "components", "sticker_ids", "poll")]
    if not any(shown) and not files and not loading:
        raise ApiError(400, 50006, "Cannot send an empty message")


def check_modal(data: JSON) -> None:
    """400/50035 for a modal that breaks a limit."""
    for key, high in (("title", 45), ("custom_id", 100)):
        if not data.get(key):
            raise invalid_form(f"data.{key}", "BASE_TYPE_REQUIRED", "This field is required")
        check_text(data, key, 1, high, f"data.{key}")
    parts = data.get("components") or []
    if not 1 <= len(parts) <= 5:
        raise invalid_form("data.components", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 5 in length.")
    check_components(parts, v2=True, modal=True, path="data.components")


def check_choices(choices: list[JSON]) -> None:
    """400/50035 for autocomplete choices that are too many or too long."""
    if len(choices) > 25:
        raise length("data.choices", 0, 25)
    for index, choice in enumerate(choices):
        check_text(choice, "name", 1, 100, f"data.choices.{index}.name")
        if isinstance(choice.get("value"), str):
            check_text(choice, "value", 0, 100, f"data.choices.{index}.value")
