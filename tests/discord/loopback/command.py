"""Application commands: what the bot registers, and the limits on it."""

import re
from typing import TYPE_CHECKING, Any

from .errors import ApiError, invalid_form, length

if TYPE_CHECKING:
    from .guild import Guild
    from .world import World

JSON = dict[str, Any]

CHAT, USER, MESSAGE = 1, 2, 3
SUB_COMMAND, SUB_GROUP = 1, 2
_NAME = re.compile(r"^[-_'\w\u0900-\u097F\u0E00-\u0E7F]{1,32}$")
_PER_KIND = {CHAT: 100, USER: 15, MESSAGE: 15}
_LOCALE = re.compile(
    "^(id|da|de|en-GB|en-US|es-ES|es-419|fr|hr|it|lt|hu|nl|no|pl|pt-BR|ro|fi|sv-SE|vi|tr|cs|el|bg|ru|uk|hi|th|zh-CN|ja"
    "|zh-TW|ko)$"
)


class Commands:
    """The registered commands, global (`None`) and by guild id. `creations` counts what a sync made anew."""

    def __init__(self, world: "World") -> None:
        self._world = world
        self._by_scope: dict[int | None, list[JSON]] = {}
        self.creations = 0
        self.overwrites = 0

    def of(self, guild_id: int | None) -> list[JSON]:
        """What is registered in one scope."""
        return self._by_scope.get(guild_id, [])

    def available(self, guild: "Guild | None") -> list[JSON]:
        """What a member of the guild may be offered: guild commands hide global ones of the same name and kind."""
        own = self.of(guild.id) if guild else []
        names = {(c["name"], c["type"]) for c in own}
        return own + [c for c in self.of(None) if (c["name"], c["type"]) not in names]

    def overwrite(self, guild_id: int | None, bodies: list[JSON]) -> list[JSON]:
        """Replace a scope's commands; same name and kind keep their id. 400 if one breaks a rule."""
        for index, body in enumerate(bodies):
            check_command(body, str(index))
        for kind, most in _PER_KIND.items():
            if sum(body.get("type", CHAT) == kind for body in bodies) > most:
                raise ApiError(400, 30032, f"Maximum number of application commands reached ({most})")
        keys = [(body["name"], body.get("type", CHAT)) for body in bodies]
        for index, key in enumerate(keys):
            if key in keys[:index]:
                raise invalid_form(f"{index}.name", "APPLICATION_COMMANDS_DUPLICATE_NAME", "Names must be unique")
        self._by_scope[guild_id] = [self._stored(guild_id, body) for body in bodies]
        self.overwrites += 1
        self._world.changes.touch()
        return self._by_scope[guild_id]

    def upsert(self, guild_id: int | None, body: JSON) -> JSON:
        """Create one command, or replace the one of the same name and kind."""
        check_command(body, "")
        made = self._stored(guild_id, body)
        rest = [c for c in self.of(guild_id) if c["id"] != made["id"]]
        self._by_scope[guild_id] = [*rest, made]
        return made

    def delete(self, guild_id: int | None, command_id: int) -> bool:
        """Remove one; False if there was none."""
        before = self.of(guild_id)
        self._by_scope[guild_id] = [c for c in before if c["id"] != str(command_id)]
        return len(self._by_scope[guild_id]) < len(before)

    def _stored(self, guild_id: int | None, body: JSON) -> JSON:
        kind = body.get("type") or CHAT
        old = next((c for c in self.of(guild_id) if c["name"] == body["name"] and c["type"] == kind), None)
        if old is None:
            self.creations += 1
        made = {
            "id": old["id"] if old else str(self._world.ids.new()),
            "application_id": str(self._world.application_id),
            "version": str(self._world.ids.new()),
            "default_member_permissions": None if (p := body.get("default_member_permissions")) is None else str(p),
            "type": kind,
            "name": body["name"],
            "name_localizations": body.get("name_localizations"),
            "description": body.get("description") or "",
            "description_localizations": body.get("description_localizations"),
            "dm_permission": body.get("dm_permission", True),
            "contexts": body.get("contexts"),
            "integration_types": body.get("integration_types") or [0],
            "options": body.get("options") or [],
            "nsfw": bool(body.get("nsfw")),
        }
        return made | ({"guild_id": str(guild_id)} if guild_id else {})


def check_command(body: JSON, path: str) -> None:
    """400/50035 unless a command keeps the limits."""
    prefix = f"{path}." if path else ""
    kind = body.get("type") or CHAT
    name = body.get("name") or ""
    if not 1 <= len(name) <= 32:
        raise length(f"{prefix}name", 1, 32)
    _check_locales(body, prefix, 32)
    if kind == CHAT:
        _check_named(body, prefix)
        _check_options(body.get("options") or [], prefix)
        if (size := characters(body)) > 8000:
            raise invalid_form(f"{prefix}name", "APPLICATION_COMMAND_TOO_LARGE", f"{size} characters, 8000 at most")
    elif body.get("description"):
        raise invalid_form(f"{prefix}description", "APPLICATION_COMMAND_CONTEXT_MENU_DESCRIPTION_INVALID", "None here")


def characters(body: JSON) -> int:
    """What counts towards the 8,000: names, descriptions and choice values; of localisations the longest."""
    total = 0
    for key in ("name", "description"):
        texts = [body.get(key) or "", *(body.get(f"{key}_localizations") or {}).values()]
        total += max(len(text) for text in texts)
    for choice in body.get("choices") or []:
        names = [choice["name"], *(choice.get("name_localizations") or {}).values()]
        total += max(len(text) for text in names) + (len(v) if isinstance(v := choice["value"], str) else 0)
    return total + sum(characters(option) for option in body.get("options") or [])


def _check_named(body: JSON, prefix: str) -> None:
    name = body.get("name") or ""
    if not _NAME.match(name) or name != name.lower():
        raise invalid_form(f"{prefix}name", "APPLICATION_COMMAND_INVALID_NAME", f"Command name is invalid: {name}")
    for locale, text in (body.get("name_localizations") or {}).items():
        if not _NAME.match(text) or text != text.lower():
            where = f"{prefix}name_localizations.{locale}"
            raise invalid_form(where, "APPLICATION_COMMAND_INVALID_NAME", f"Command name is invalid: {text}")
    if not 1 <= len(body.get("description") or "") <= 100:
        raise length(f"{prefix}description", 1, 100)


def _check_locales(body: JSON, prefix: str, name_high: int) -> None:
    for key, high in (("name", name_high), ("description", 100)):
        for locale, text in (body.get(f"{key}_localizations") or {}).items():
            if not _LOCALE.match(locale):
                raise invalid_form(f"{prefix}{key}_localizations", "ENUM_TYPE_COERCE", f"{locale} is not a locale")
            if not 1 <= len(text) <= high:
                raise length(f"{prefix}{key}_localizations.{locale}", 1, high)


def _check_options(options: list[JSON], prefix: str) -> None:
    if len(options) > 25:
        raise length(f"{prefix}options", 0, 25)
    optional_seen = False
    names = [option.get("name") for option in options]
    for index, option in enumerate(options):
        place = f"{prefix}options.{index}."
        _check_named(option, place)
        _check_locales(option, place, 32)
        if option["name"] in names[:index]:
            raise invalid_form(f"{place}name", "APPLICATION_COMMAND_OPTIONS_NAME_INVALID", "Names must be unique")
        if option["type"] not in (SUB_COMMAND, SUB_GROUP):
            if option.get("required") and optional_seen:
                code = "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID"
                raise invalid_form(f"{place}required", code, "Required options must be placed before non-required ones")
            optional_seen = optional_seen or not option.get("required")
        choices = option.get("choices") or []
        if len(choices) > 25:
            raise length(f"{place}choices", 0, 25)
        for number, choice in enumerate(choices):
            if not 1 <= len(choice["name"]) <= 100:
                raise length(f"{place}choices.{number}.name", 1, 100)
        _check_options(option.get("options") or [], place)
