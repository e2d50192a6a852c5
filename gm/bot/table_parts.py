"""What every table is made with."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from gm.app import App
from gm.bot.running import Running
from gm.bot.stream import Pace
from gm.domain.events import MasterAsked
from gm.domain.play import Turn
from gm.domain.protocols import Clock

if TYPE_CHECKING:
    from gm.bot.table import Table


async def nothing_to_follow(table: "Table", turn: Turn | None) -> None:
    """There is one scene, and no other."""


async def nobody_else(table: "Table", event: MasterAsked) -> None:
    """Nothing says that something waits."""


@dataclass(frozen=True, slots=True)
class TableParts:
    """What every table is made with."""

    app: App
    pace: Pace
    clock: Clock
    gather: float
    """Seconds that posts which arrive together may be apart to become one beat."""
    apart: float
    """Seconds between two edits of a post."""
    left_over: tuple[Callable[["Table"], Awaitable[None]], ...] = ()
    """What else is finished in a thread when it wakes."""
    told: Callable[["Table"], Awaitable[None]] | None = None
    """Called when a turn has been told: what else is to be shown of it."""
    scenes: Callable[["Table", Turn | None], Awaitable[None]] = nothing_to_follow
    """Called with a turn that was told or taken back: threads follow the game's scenes."""
    compare: Callable[["Table"], Awaitable[None]] | None = None
    """Called before anything is played at a table that is opened."""
    lost: Callable[["Table"], None] = lambda table: None
    """Told when Discord says that a table's thread is not there any more."""
    running: Running = field(default_factory=Running)
    private: Callable[["Table", MasterAsked], Awaitable[None]] = nobody_else
    """Told that something waits for a game master of which nobody else learns what it is."""
