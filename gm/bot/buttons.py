"""Buttons as values, and what their ids say. Pure: an id holds all that is needed to carry it out after a restart."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from gm.bot.catalogue import Speech
from gm.domain.play import Parked

Style = Literal["primary", "secondary", "success", "danger"]

MARK = "gm"
"""Ids of ours begin with this."""


@dataclass(frozen=True, slots=True)
class Button:
    """A button under a post."""

    id: str
    label: str
    style: Style = "secondary"
    emoji: str = ""


def button_id(verb: str, *rest: object) -> str:
    """`gm:undo:12`. Rests must not hold colons; at most 100 characters together."""
    return ":".join((MARK, verb, *(str(part) for part in rest)))


def number_of(part: str) -> int | None:
    """The number in a part of an id; None for anything that no row can have. Ids come back from strangers."""
    found = int(part) if part.isascii() and part.isdecimal() and len(part) <= 19 else None
    return found if found is None or found < 1 << 63 else None


def numbers_of(parts: Sequence[str]) -> tuple[int, ...] | None:
    """All of them as numbers; None if one is none."""
    found = tuple(number_of(part) for part in parts)
    return None if None in found else tuple(each for each in found if each is not None)


def beat_buttons(speech: Speech, turn_id: int, kind: str) -> tuple[Button, ...]:
    """What can be done about the last beat. The opening can be neither taken back nor told otherwise."""
    act = Button(button_id("act", turn_id), speech("button.act"), "primary", "🎭")
    why = Button(button_id("why", turn_id), speech("button.why"), emoji="❔")
    if kind in ("gm", "world"):
        return (act, Button(button_id("undo", turn_id), speech("button.undo"), emoji="↩️"), why)
    if kind != "action":
        return (act, why)
    return (
        act,
        Button(button_id("undo", turn_id), speech("button.undo"), emoji="↩️"),
        Button(button_id("redo", turn_id), speech("button.redo"), emoji="🎲"),
        Button(button_id("reword", turn_id), speech("button.reword"), emoji="✏️"),
        why,
        Button(button_id("xcard", turn_id), speech("button.xcard"), emoji="✋"),
    )


def old_buttons(speech: Speech, turn_id: int) -> tuple[Button, ...]:
    """What can still be done about a beat that others have followed."""
    return (Button(button_id("why", turn_id), speech("button.why"), emoji="❔"),)


def choice_buttons(turn_id: int, parked: Parked) -> tuple[Button, ...]:
    """The legal answers to a question; the default stands out."""
    return tuple(
        Button(
            button_id("choose", turn_id, parked.mark, option.id),
            option.label[:80],
            "primary" if option.id == parked.default else "secondary",
        )
        for option in parked.options
    )
