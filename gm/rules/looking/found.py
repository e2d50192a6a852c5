"""Finding things by what they are called, and saying what was found: short, and the same each time."""

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Generic, TypeVar

from gm.domain.values import Value
from gm.domain.words import fold

T = TypeVar("T")
SECRET: Final = "SECRET (no reason, stakes, refusal or text may tell it)"
"""Stands before everything that the players' characters do not know."""
_NAMED_AT_MOST: Final = 12


@dataclass(frozen=True, slots=True)
class Found:
    """What a look-up says. `players`: whose words or characters it tells of, for erasure."""

    text: str
    players: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Named(Generic[T]):
    """One thing that can be asked for, with everything that it may be called."""

    id: str
    names: tuple[str, ...]
    what: T = field(compare=False)

    def answers_to(self, asked: str) -> bool:
        """Whether that is its id or one of its names."""
        return asked in {fold(self.id), *(fold(name) for name in self.names)}


def find(things: Sequence[Named[T]], asked: str) -> tuple[Named[T], ...]:
    """Everything of that name; else what the name is a part of, if that is one thing."""
    wanted = fold(asked).strip(" .:!«»\"'")
    exact = tuple(each for each in things if each.answers_to(wanted))
    if exact or not wanted:
        return exact
    near = tuple(each for each in things if any(wanted in fold(name) for name in (each.id, *each.names)))
    return near if len(near) == 1 else ()


def near(asked: str, things: Iterable[Named[T]], most: int = 3) -> tuple[Named[T], ...]:
    """Things whose names come near to what was asked for, the nearest first."""
    known = {fold(name): each for each in things for name in (each.id, *each.names)}
    return tuple(known[name] for name in difflib.get_close_matches(fold(asked), list(known), n=most))


def nothing(what: str, asked: str, things: Iterable[Named[T]]) -> Found:
    """That there is no such thing, with what comes near, or some of what there is."""
    every = tuple(things)
    close = [each.id for each in near(asked, every)]
    ids = close or list(dict.fromkeys(each.id for each in every))
    hint = (
        f" {'Did you mean' if close else 'There are'} {', '.join(dict.fromkeys(ids[:_NAMED_AT_MOST]))}?" if ids else ""
    )
    return Found(f"There is no {what} {asked[:60]!r}.{hint if close else hint.replace('?', '.')}")


def in_short(value: Value, *, without: frozenset[str] = frozenset()) -> str:
    """`damage: 1d6; reach: 1`: what of a value is not as it would be anyway."""
    rows = value.model_dump(mode="json", exclude_defaults=True, exclude_none=True)
    return "; ".join(
        f"{key}: {_plain(each)}" for key, each in rows.items() if key not in without and each not in ("", [])
    )


def _plain(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_plain(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list):
        return ", ".join(_plain(each) for each in value)
    return " ".join(str(value).split())
