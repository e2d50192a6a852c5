"""Tests on the world that an author writes."""

from typing import Literal

from gm.domain.values import Value

QuestState = Literal["offered", "taken", "finished", "failed"]
"""How far a quest is. One that nobody has offered is in none of them."""
DayPart = Literal["night", "dawn", "day", "dusk"]
"""Of 24 hours: dawn is from 5 to 8, day to 18, dusk to 21, the rest night. Other days are divided likewise."""


class Condition(Value):
    """A test on the world: every given part must hold."""

    flags: tuple[str, ...] = ()
    not_flags: tuple[str, ...] = ()
    clock_full: str | None = None
    place: str | None = None
    """A player character stands there."""
    knows: str | None = None
    """Some player character knows this fact."""
    has_item: tuple[str, ...] = ()
    """Some player character of the party carries one of these items."""
    not_item: tuple[str, ...] = ()
    """No player character of the party carries any of these items."""
    quests: dict[str, QuestState] = {}
    """Quest → how far it is."""
    seasons: tuple[str, ...] = ()
    """It is one of these seasons of the calendar."""
    hours: tuple[DayPart, ...] = ()
    """It is one of these parts of the day."""
