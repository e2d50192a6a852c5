"""What goes on in a world by itself: tables of chance, weather, roads, quests, faction moves. Authored values."""

from typing import Annotated, Literal

from pydantic import Field

from gm.domain.conditions import Condition
from gm.domain.effects import Effect
from gm.domain.values import Slug, Value

Beat = Literal["dawn", "dusk", "day", "week", "month", "failure", "rest", "travel", "session"]
"""What moves a clock by itself: a time that comes round, a check of the party's that fails, a rest, a journey, a
session that opens."""


class TableEntry(Value):
    """One line of a table: what it says, and what it does."""

    text: str
    """What comes up. `{id}` in it is a draw from the table of that id."""
    weight: int = Field(default=1, ge=1, le=100)
    """How likely it is beside the others, where the table has no dice."""
    at: str = ""
    """Where the table has dice: the totals that mean this line, `7` or `2-4`."""
    when: Condition = Field(default_factory=Condition)
    effects: tuple[Effect, ...] = ()


class RandomTable(Value):
    """Lines of which one comes up, by weight or by dice. What cannot be now is passed over."""

    id: Slug
    name: str = ""
    dice: str = ""
    entries: Annotated[tuple[TableEntry, ...], Field(max_length=100)] = ()


class Climate(Value):
    """The weather of some places: a line of a table for each day, by season."""

    id: Slug
    places: tuple[Slug, ...] = ()
    """Where it is so; without any, everywhere that no other climate names."""
    table: Slug
    """What comes up where the season has no table of its own."""
    seasons: dict[str, Slug] = {}
    """Season → table."""
    indoors: tuple[Slug, ...] = ()
    """Places where nobody sees it."""


class Route(Value):
    """A way between two places that takes hours. There is an exit for it, at least in one direction."""

    id: Slug
    between: Annotated[tuple[Slug, ...], Field(min_length=2, max_length=2)]
    hours: int = Field(ge=1, le=1000)
    dangers: Slug | None = None
    """A table: what may be met on the way."""
    chance: int = Field(default=25, ge=0, le=100)
    """Out of 100, for each stretch, that something of it comes up."""
    every: int = Field(default=6, ge=1, le=1000)
    """Hours of a stretch."""


class Travel(Value):
    """What a journey costs whoever makes it."""

    ration: Slug | None = None
    """An item: one is eaten by each for each day on the road, counted at the end of it."""
    hungry: Slug | None = None
    """A condition of the kit, for whoever has nothing to eat then."""


class Objective(Value):
    """Something to be done for a quest."""

    id: Slug
    text: str
    done: Condition = Field(default_factory=Condition)
    """When it counts as done by itself. Without a part it is done by an effect alone."""
    optional: bool = False
    """The quest is finished without it."""


class Quest(Value):
    """Something that the party may take on. Whoever was offered it sees it, and how far it is."""

    id: Slug
    title: str
    text: str = ""
    """What they were told, for their eyes."""
    giver: Slug | None = None
    """An NPC."""
    objectives: tuple[Objective, ...] = ()
    offered: Condition = Field(default_factory=Condition)
    """When it is offered by itself. Without a part, by an effect alone; so for the other two."""
    taken: Condition = Field(default_factory=Condition)
    failed: Condition = Field(default_factory=Condition)
    days: int = Field(default=0, ge=0, le=10000)
    """It fails so many days after it was taken; 0: it has time."""
    reward: str = ""
    """What is promised, one line that they may read."""
    on_finish: tuple[Effect, ...] = ()
    on_fail: tuple[Effect, ...] = ()
    finished_text: str = ""
    """Told when it is finished."""
    failed_text: str = ""
    """Told when it has failed."""


class FactionMove(Value):
    """Something that a faction does between two sessions."""

    id: Slug
    weight: int = Field(default=1, ge=1, le=100)
    when: Condition = Field(default_factory=Condition)
    once: bool = True
    effects: tuple[Effect, ...] = ()
    rumour: str = ""
    """What the party could notice or hear of it; '' where nobody does."""
    reason: str = ""
    """Why they do it, for the game master alone."""
