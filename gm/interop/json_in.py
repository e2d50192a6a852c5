"""JSON from strangers: as much as a card may hold, and not so deep that reading it hurts."""

import json
from typing import Any, Final

from gm.domain.errors import InputError

MAX_JSON_BYTES: Final = 4 * 1024 * 1024
"""The largest books that people share are about half of this; a list of empty objects of this size takes 100 MB."""
MAX_DEPTH: Final = 64
_NO_CARD: Final = "It is taken for what it says it is: a card, a lorebook or a chat, as JSON."


def parse_json(raw: bytes | str, what: str) -> Any:
    """The value of a JSON text. `what` names it in errors.

    Raises:
        InputError: too large, not UTF-8, not JSON, or nested too deep.
    """
    if len(raw) > MAX_JSON_BYTES:
        raise InputError(f"{what} holds {len(raw) // 2**20} MiB of JSON; {MAX_JSON_BYTES // 2**20} MiB is the most.")
    try:
        text = raw.decode("utf-8-sig") if isinstance(raw, bytes) else raw.removeprefix("\ufeff")
        value = json.loads(text, parse_constant=_no_number)
    except UnicodeDecodeError as error:
        raise InputError(f"{what} is not UTF-8 (byte {error.start}).", remedy=_NO_CARD) from error
    except RecursionError as error:
        raise InputError(f"{what} is nested too deep.") from error
    except json.JSONDecodeError as error:
        raise InputError(f"{what} is not JSON: line {error.lineno}: {error.msg}.", remedy=_NO_CARD) from error
    except ValueError as error:  # a number of thousands of digits
        raise InputError(f"{what} holds a number that is none, or too long.") from error
    _check_depth(value, what)
    return value


def _no_number(name: str) -> None:
    raise ValueError(name)


def _check_depth(value: Any, what: str) -> None:
    level: list[Any] = [value]
    for _ in range(MAX_DEPTH):
        inner: list[Any] = []
        for each in level:
            if isinstance(each, dict):
                inner.extend(child for child in each.values() if isinstance(child, dict | list))
            elif isinstance(each, list):
                inner.extend(child for child in each if isinstance(child, dict | list))
        if not inner:
            return
        level = inner
    raise InputError(f"{what} is nested deeper than {MAX_DEPTH} levels.")


def text_of(value: Any) -> str:
    """A text field as it is found in the wild: anything that is no text or number is none."""
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def texts_of(value: Any) -> tuple[str, ...]:
    """A list of texts; a lone text counts as a list of one."""
    if isinstance(value, str):
        return (value,) if value else ()
    return (
        tuple(text_of(each) for each in value if isinstance(each, str | int | float)) if isinstance(value, list) else ()
    )


def number_of(value: Any, default: int | None = None) -> int | None:
    """A whole number, also where it was written as a text."""
    if isinstance(value, bool):
        return default
    if isinstance(value, int | float):
        return int(value) if abs(value) < 2**53 else default  # also false for NaN
    if isinstance(value, str) and value.strip().lstrip("-").isdecimal() and len(value) < 17:
        return int(value)
    return default


def flag_of(value: Any, default: bool = False) -> bool:
    """A truth value; anything else is the default."""
    return value if isinstance(value, bool) else default


def dict_of(value: Any) -> dict[str, Any]:
    """An object, or an empty one."""
    return value if isinstance(value, dict) else {}
