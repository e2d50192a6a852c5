"""A server's settings as a JSON file: written out whole, read back with a clear word about each field that is wrong.

Pure. Holds no secret: keys are no settings. Ids of channels, roles and users are those of the server it came from.
"""

import difflib
import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final

from pydantic import ValidationError

from gm.bot.catalogue import LOCALES, Speech
from gm.domain.errors import Refused
from gm.store.guilds import GuildSettings

FORM: Final = 1
"""Which form of the file this program writes. Newer ones are refused."""
MOST_BYTES: Final = 65_536
_MOST_PROBLEMS: Final = 12
FIELDS: Final = tuple(name for name in GuildSettings.model_fields if name != "guild_id")


@dataclass(frozen=True, slots=True)
class Read:
    """Settings that were read, and what was left out of them because it is not of this server."""

    settings: GuildSettings
    left_out: tuple[str, ...]


def settings_json(settings: GuildSettings) -> bytes:
    """The file."""
    body = {"gm_settings": FORM, "settings": settings.model_dump(mode="json", exclude={"guild_id"})}
    return (json.dumps(body, ensure_ascii=False, indent=2) + "\n").encode("utf-8")


def read_settings(
    data: bytes,
    guild_id: int,
    speech: Speech,
    *,
    campaigns: Collection[str],
    channels: Collection[int],
    roles: Collection[int],
) -> Read:
    """The settings of a file; fields that it lacks get their defaults. All is checked before anything is kept.

    Channels and roles that this server does not have are left out.

    Raises:
        Refused: it is no such file, or fields are wrong; names each.
    """
    given = _body(data, speech)
    problems = [_unknown(name, speech) for name in given if name not in FIELDS]
    known = {name: value for name, value in given.items() if name in FIELDS}
    try:
        settings = GuildSettings.model_validate({**known, "guild_id": guild_id})
    except ValidationError as error:
        problems += [
            speech("import.field", field=".".join(str(part) for part in each["loc"]), problem=each["msg"])
            for each in error.errors(include_url=False, include_input=False)
        ]
        raise Refused(_together(problems, speech)) from None
    if settings.campaign is not None and settings.campaign not in campaigns:
        problems.append(speech("import.field", field="campaign", problem=f"{settings.campaign}?"))
    if settings.language not in LOCALES:
        problems.append(speech("import.field", field="language", problem=", ".join(LOCALES)))
    if problems:
        raise Refused(_together(problems, speech))
    return _of_this_server(settings, channels, roles)


def _body(data: bytes, speech: Speech) -> dict[str, Any]:
    if len(data) > MOST_BYTES:
        raise Refused(speech("import.too_long", most=MOST_BYTES // 1024))
    try:
        body = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise Refused(speech("import.no_json", line=getattr(error, "lineno", 1))) from None
    if not isinstance(body, dict) or not isinstance(body.get("settings"), dict):
        raise Refused(speech("import.not_settings"))
    if body.get("gm_settings") != FORM:
        raise Refused(speech("import.other_form", form=str(body.get("gm_settings"))[:20]))
    return {str(name): value for name, value in body["settings"].items()}


def _unknown(name: str, speech: Speech) -> str:
    close = difflib.get_close_matches(name, FIELDS, n=1)
    problem = speech("import.unknown") + (f" ({close[0]}?)" if close else "")
    return speech("import.field", field=name[:60], problem=problem)


def _together(problems: list[str], speech: Speech) -> str:
    shown = problems[:_MOST_PROBLEMS]
    return "\n".join([speech("import.wrong", count=len(problems)), *(f"• {each}" for each in shown)])


def _of_this_server(settings: GuildSettings, channels: Collection[int], roles: Collection[int]) -> Read:
    here = tuple(each for each in settings.channels if each in channels)
    role = settings.gm_role if settings.gm_role in roles else None
    desk = settings.report_channel if settings.report_channel in channels else None
    kept = {"channels": here, "gm_role": role, "report_channel": desk}
    left = tuple(name for name, value in kept.items() if value != getattr(settings, name))
    return Read(settings.model_copy(update=kept), left)
