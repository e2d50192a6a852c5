"""A card on the table: whoever lays it stops what is being told just now, not only what has been told.

A turn listens for it where a model is asked, and between its stages; what it posts and writes down is never cut in
half. It is set aside by the run itself, which holds the scene: nobody else can take it up in between.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from typing import Any, TypeVar

from gm.domain.play import Turn

T = TypeVar("T")


class CardLaid(Exception):
    """The turn is not to be played on."""


class Card:
    """What can stop one turn while it is played."""

    def __init__(self, turn_id: int) -> None:
        self.turn_id = turn_id
        self.laid = asyncio.Event()
        self.also: list[int] = []
        """Earlier turns that are to be set aside with it, before anybody else's turn is played."""
        self.set_aside: asyncio.Future[Turn | None] = asyncio.get_running_loop().create_future()
        """The turn, once it is set aside; None: it could not be done here."""

    def check(self) -> None:
        """Raises CardLaid."""
        if self.laid.is_set():
            raise CardLaid

    async def unless_laid(self, work: Coroutine[Any, Any, T]) -> T:
        """Do this work, or break it off when the card is laid.

        Raises:
            CardLaid: it was.
        """
        task = asyncio.ensure_future(work)
        stop = asyncio.ensure_future(self.laid.wait())
        try:
            await asyncio.wait({task, stop}, return_when=asyncio.FIRST_COMPLETED)
            if task.done():
                return task.result()
            raise CardLaid
        finally:
            stop.cancel()
            if not task.done():
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)


class Cards:
    """The cards of the turns that this process is playing; one in each scene at most."""

    def __init__(self) -> None:
        self._playing: dict[int, Card] = {}

    def playing(self, scene_id: int) -> int | None:
        """The turn that is being played in a scene."""
        card = self._playing.get(scene_id)
        return None if card is None else card.turn_id

    async def lay(self, scene_id: int, turn_id: int | None = None, *, also: int | None = None) -> Turn | None:
        """Stop the turn that is being played in a scene; gives it, set aside, and with it the turn `also`, if it is
        another one. None: none is being played (or not that one)."""
        card = self._playing.get(scene_id)
        if card is None or turn_id not in (None, card.turn_id):
            return None
        if also is not None and also not in (card.turn_id, *card.also):
            card.also.append(also)
        card.laid.set()
        return await asyncio.shield(card.set_aside)

    async def play(
        self, scene_id: int, card: Card, work: Awaitable[Turn], set_aside: Callable[[Sequence[int]], Awaitable[Turn]]
    ) -> Turn:
        """Play a turn under its card. Laid at any moment, the turn is set aside at the end of it."""
        self._playing[scene_id] = card
        try:
            with contextlib.suppress(CardLaid):
                turn = await work
            if card.laid.is_set():
                turn = await set_aside((card.turn_id, *card.also))
                card.set_aside.set_result(turn)
            return turn
        finally:
            self._playing.pop(scene_id, None)
            if not card.set_aside.done():
                card.set_aside.set_result(None)
