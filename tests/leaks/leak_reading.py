"""How a surface is read, and what it has shown."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass

from leak_campaign import Secret
from leak_game import LeakTable, Played

from gm.domain.play import Game, SceneState
from gm.domain.scenes import MAIN


@dataclass(frozen=True, slots=True)
class Shown:
    """What a surface has shown. `echo`: what the reader had typed."""

    text: str
    echo: str = ""


@dataclass
class Reading:
    """The game as it was opened again, and everything that surfaces are read with."""

    table: LeakTable
    played: Played
    logged: Callable[[], str]
    metrics: Callable[[], str]

    @property
    def game(self) -> Game:
        return self.played.game

    def scene_of(self, reader: str) -> str:
        """The scene that somebody plays in."""
        return self.played.away if reader == "odo" else MAIN

    def may_read(self, secret: Secret, reader: str) -> bool:
        """Whether it may be shown to a reader; `a+b` may what either may."""
        return bool(secret.may & set(reader.split("+")))

    async def state(self, reader: str) -> SceneState:
        return await self.table.engine.state(self.game, scene_key=self.scene_of(reader))


Look = Callable[[Reading, str], AsyncIterator[Shown]]


@dataclass(frozen=True, slots=True)
class Surface:
    """`readers`: players by their characters, `public`, `host`, or a model's role."""

    name: str
    readers: tuple[str, ...]
    look: Look
