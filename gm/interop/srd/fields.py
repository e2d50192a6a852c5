"""Reading JSON that others wrote: each getter checks the type, and says where it is wrong."""

import json
import re
from collections.abc import Iterator
from fractions import Fraction
from typing import Any, Final

from gm.domain.errors import AuthoringError
from gm.interop.srd.values import ABILITIES, SrdDice

_DICE: Final = re.compile(r"(\d{1,4})d(\d{1,5})(?:([+-])(\d{1,6}))?|([+-]?\d{1,6})", re.ASCII | re.IGNORECASE)
_ABILITY: Final = {name[:3]: name for name in ABILITIES}
_LARGEST: Final = 10**9


def parse_json(data: bytes, where: str) -> Any:
    """The JSON value of a file.

    Raises:
        AuthoringError: it is not JSON.
    """
    try:
        return json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:  # UnicodeDecodeError is a ValueError
        raise AuthoringError(
            f"{where} is not JSON: {error}", remedy="Take the file again from where it came."
        ) from None


class Fields:
    """One JSON object and where it stands."""

    __slots__ = ("value", "where")

    def __init__(self, value: object, where: str) -> None:
        if not isinstance(value, dict):
            raise AuthoringError(f"{where}: expected an object, found {_kind(value)}.")
        self.value = value
        self.where = where

    def __contains__(self, name: str) -> bool:
        return self.value.get(name) is not None

    def wrong(self, name: str, expected: str) -> AuthoringError:
        """The error that a field is not what it should be."""
        found = self.value.get(name)
        shown = "nothing" if found is None else repr(found)[:60]
        return AuthoringError(f"{self.where}: `{name}` should be {expected}, found {shown}.")

    def text(self, name: str, default: str | None = None) -> str:
        """A text; a list of paragraphs is joined. Without a default it must be there."""
        found = self.value.get(name)
        if found is None and default is not None:
            return default
        if isinstance(found, list) and all(isinstance(each, str) for each in found):
            return "\n".join(found)
        if not isinstance(found, str):
            raise self.wrong(name, "a text")
        return found

    def whole(self, name: str, default: int | None = None) -> int:
        """A whole number. Without a default it must be there."""
        found = self.value.get(name)
        if found is None and default is not None:
            return default
        if isinstance(found, float) and found.is_integer():
            found = int(found)
        if not isinstance(found, int) or isinstance(found, bool) or abs(found) > _LARGEST:
            raise self.wrong(name, "a whole number")
        return found

    def whole_or_none(self, name: str) -> int | None:
        """A whole number, or None if it is not there."""
        return self.whole(name) if name in self else None

    def number(self, name: str) -> Fraction:
        """A number, also as a text: `0.125`, `1/8`."""
        found = self.value.get(name)
        try:
            if isinstance(found, str | int | float) and not isinstance(found, bool):
                made = Fraction(str(found).strip())
                if abs(made) <= _LARGEST:
                    return made
        except (ValueError, ZeroDivisionError):
            pass
        raise self.wrong(name, "a number")

    def flag(self, name: str) -> bool:
        """Whether it is there and true."""
        return self.value.get(name) is True

    def inner(self, name: str) -> "Fields | None":
        """The object inside, or None if there is none."""
        return Fields(self.value[name], f"{self.where}.{name}") if name in self else None

    def must(self, name: str) -> "Fields":
        """The object inside.

        Raises:
            AuthoringError: there is none.
        """
        found = self.inner(name)
        if found is None:
            raise self.wrong(name, "an object")
        return found

    def each(self, name: str) -> Iterator["Fields"]:
        """The objects of a list; nothing if it is not there."""
        found = self.value.get(name)
        if found is None:
            return
        if not isinstance(found, list):
            raise self.wrong(name, "a list")
        for index, entry in enumerate(found):
            yield Fields(entry, f"{self.where}.{name}[{index}]")

    def texts(self, name: str) -> tuple[str, ...]:
        """The texts of a list; objects in it are taken by their name."""
        found = self.value.get(name)
        if found is None:
            return ()
        if not isinstance(found, list):
            raise self.wrong(name, "a list")
        return tuple(
            entry if isinstance(entry, str) else Fields(entry, f"{self.where}.{name}").text("name") for entry in found
        )

    def pairs(self, name: str) -> tuple[tuple[str, object], ...]:
        """Names and values of the object inside; nothing if it is not there."""
        inner = self.inner(name)
        return () if inner is None else tuple((str(key), value) for key, value in inner.value.items())

    def ability(self, name: str) -> str:
        """An ability: from its name, its short form, or an object with an `index` or `key`."""
        found = self.value.get(name)
        if isinstance(found, dict):
            found = found.get("index") or found.get("key") or found.get("name")
        short = found[:3].lower() if isinstance(found, str) else ""
        if short not in _ABILITY:
            raise self.wrong(name, "an ability")
        return _ABILITY[short]

    def dice(self, name: str) -> SrdDice:
        """Dice, or a fixed amount."""
        made = dice_of(self.text(name))
        if made is None:
            raise self.wrong(name, "dice such as 2d6+3")
        return made


def dice_of(text: str) -> SrdDice | None:
    """`2d6 + 3`, `1d8`, `5` as dice; None if it is something else."""
    found = _DICE.fullmatch(text.replace(" ", "").replace("−", "-").replace("–", "-"))
    if found is None:
        return None
    count, sides, sign, bonus, fixed = found.groups()
    if fixed is not None:
        return SrdDice(0, 0, int(fixed))
    return SrdDice(int(count), int(sides), int(f"{sign}{bonus}") if bonus else 0)


def feet(text: object) -> int | None:
    """`60 ft.`, `30 feet` or a number as feet; None if no number leads it."""
    if isinstance(text, int | float) and not isinstance(text, bool) and abs(text) <= _LARGEST:
        return int(text)
    found = re.match(r"\s*(\d{1,6})", text, re.ASCII) if isinstance(text, str) else None
    return int(found.group(1)) if found else None


def _kind(value: object) -> str:
    return {list: "a list", str: "a text", type(None): "nothing"}.get(type(value), f"a {type(value).__name__}")
