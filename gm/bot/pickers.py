"""Select menus as values: one list in place of many buttons. Pure: an id holds all that is needed after a restart."""

from dataclasses import dataclass
from typing import Final

from gm.bot.buttons import Button

MARK: Final = "gmm"
"""Ids of our menus begin with this: what was picked comes after what stands in the id."""
MOST_OPTIONS: Final = 25
LABEL: Final = 100
HINT: Final = 150


@dataclass(frozen=True, slots=True)
class Option:
    """A line of a menu. `value` is what is picked: at most 100 characters, as is all that is shown."""

    value: str
    label: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class Picker:
    """A menu from which one thing is picked. `hint` stands on it while it is closed."""

    id: str
    hint: str
    options: tuple[Option, ...]


def picker_id(verb: str, *rest: object) -> str:
    """`gmm:fight:ada:0`: a pick is a press of `verb` with the rest and the value that was picked."""
    return ":".join((MARK, verb, *(str(part) for part in rest)))


def rows_below(buttons: tuple[Button, ...], pickers: tuple[Picker, ...]) -> int:
    """How many rows of components these take: five buttons or one menu each."""
    return len(pickers) + (len(buttons) + 4) // 5
