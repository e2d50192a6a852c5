"""What was filled in while setting a server up, as values of its settings. Pure."""

import math
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final, Literal

from gm.bot.buttons import number_of
from gm.bot.catalogue import LOCALES, Speech
from gm.domain.errors import Refused
from gm.domain.table import MODES

Step = Literal["game", "money", "key", "table"]
STEPS: Final[tuple[Step, ...]] = ("game", "money", "key", "table")
"""The steps of the setup, each useful alone."""
MOST_USD: Final = 100_000.0
MOST_CHANNELS: Final = 10
ANY: Final = "any"
"""The value of a choice that chooses nothing."""
_NUMBER: Final = re.compile(r"\d{1,9}([.,]\d{1,9})?")
_NO_CAP: Final = frozenset({"", "-", "—", "none"})
_KEY: Final = re.compile(r"[!-~]{12,300}")

Changes = dict[str, Any]


def parse_usd(text: str, speech: Speech) -> float | None:
    """US dollars as people write them (`0.50`, `$2`, `0,5`); None for an empty field.

    Raises:
        Refused: it is no amount.
    """
    plain = text.strip().removeprefix("$").removesuffix("$").strip()
    if plain.casefold() in _NO_CAP:
        return None
    if not _NUMBER.fullmatch(plain) or not plain.isascii():
        raise Refused(speech("setup.bad_usd", text=text.strip()[:40]))
    amount = float(plain.replace(",", "."))
    if not math.isfinite(amount) or amount > MOST_USD:
        raise Refused(speech("setup.bad_usd", text=text.strip()[:40]))
    return amount


def usd_text(amount: float | None) -> str:
    """An amount as the form shows it; '' for none. Reads back as the same."""
    return "" if amount is None else f"{amount:.9f}".rstrip("0").rstrip(".")


def parse_key(text: str, speech: Speech) -> str:
    """A provider's key: printable characters without spaces. The error does not repeat it.

    Raises:
        Refused: it cannot be a key.
    """
    if not _KEY.fullmatch(text.strip()):
        raise Refused(speech("setup.bad_key"))
    return text.strip()


def game_changes(fields: Mapping[str, Sequence[str]], slugs: Sequence[str], speech: Speech) -> Changes:
    """Of the step about the game. Raises Refused for a campaign that is not there."""
    campaign, language, content = (first(fields, name) for name in ("campaign", "language", "content"))
    if campaign and campaign not in slugs:
        raise Refused(speech("setup.no_campaign", names=", ".join(slugs)))
    channels = tuple(found for each in fields.get("channels", ()) if (found := number_of(each)) is not None)
    return {
        "campaign": campaign or None,
        "channels": channels[:MOST_CHANNELS],
        "language": language if language in LOCALES else LOCALES[0],
        "content_language": content if content in LOCALES else None,
    }


def money_changes(fields: Mapping[str, Sequence[str]], speech: Speech) -> Changes:
    """Of the step about models and money. Raises Refused for what is no amount."""
    models = first(fields, "models")
    return {
        "models": models if models in ("offline", "host", "own") else "host",
        "day_usd": parse_usd(first(fields, "day"), speech),
        "month_usd": parse_usd(first(fields, "month"), speech),
        "spending_note": first(fields, "note").strip()[:200],
    }


def table_changes(fields: Mapping[str, Sequence[str]]) -> Changes:
    """Of the step about who leads, what is heard and what may be played."""
    role = first(fields, "role")
    return {
        "gm_role": number_of(role),
        "listening": first(fields, "listening") == "on",
        "mature": first(fields, "mature") == "on",
        "begin_mode": mode if (mode := first(fields, "mode")) in MODES else None,
    }


def first(fields: Mapping[str, Sequence[str]], name: str) -> str:
    """The first value of a field, or ''."""
    return next(iter(fields.get(name, ())), "")


def filled_in(data: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """All values of a submitted form by the id of the field, whatever the fields are wrapped in."""
    found: dict[str, tuple[str, ...]] = {}
    stack: list[Any] = [*data.get("components", ())]
    while stack:
        part = stack.pop()
        if "custom_id" in part:
            given = part.get("values") if part.get("values") is not None else [part.get("value")]
            found[part["custom_id"]] = tuple(str(each) for each in given if each not in (None, ""))
        stack += part.get("components", ())
        if isinstance(part.get("component"), Mapping):
            stack.append(part["component"])
    return found
