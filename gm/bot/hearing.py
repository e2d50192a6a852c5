"""What players say, on its way to the engine: committed one after another, told when it is safe, played in beats."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from typing import Any

from gm.bot.catalogue import Speech
from gm.bot.fairness import MOST_WAITING
from gm.bot.wire import DOWN
from gm.domain.errors import GmError, Refused
from gm.domain.play import PlayerInput
from gm.play.engine import MAX_INPUT_CHARACTERS
from gm.play.receiving import Heard


@dataclass
class Hearing:
    """The ears of one table."""

    speech: Speech
    take: Callable[[Sequence[PlayerInput]], Awaitable[tuple[Heard, ...]]]
    """Commits inputs."""
    play: Callable[[Heard], Awaitable[object]]
    """Plays what was committed, to its end or until it waits."""
    broken_off: Callable[[Exception], None]
    """Told when a beat whose inputs are committed did not come to its end."""
    spawn: Callable[[Coroutine[Any, Any, None]], "asyncio.Task[None]"]
    crowded: Callable[[], None] = lambda: None
    """Told when an input is turned away because too many wait."""
    _committing: dict[str, "asyncio.Future[None]"] = field(default_factory=dict)
    _playing: set[str] = field(default_factory=set)
    _one: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Held while an input is committed: who spoke first is heard first."""

    @property
    def waiting(self) -> int:
        """How many inputs are heard, and not answered yet."""
        return len(self._playing | self._committing.keys())

    async def hear(self, *entries: PlayerInput) -> None:
        """Take an input in; several are one beat. Comes back once all are committed. The same one twice is heard once.

        Raises:
            Refused: one is empty, too long, or its character is being asked something.
        """
        for entry in entries:
            self._admit(entry)
        fresh = []
        for entry in entries:
            if entry.source_id in self._committing:
                await self.settled(entry.source_id)
            elif entry.source_id not in self._playing:
                fresh.append(entry)
        if not fresh:
            return
        if self.waiting + len(fresh) > MOST_WAITING:
            self.crowded()
            raise Refused(self.speech("input.crowded", most=MOST_WAITING))
        ids = {entry.source_id for entry in fresh}
        done = asyncio.get_running_loop().create_future()
        self._committing.update(dict.fromkeys(ids, done))
        try:
            async with self._one:
                heard = await self._taken(fresh)
            for each in heard:
                own = {entry.input.source_id for entry in each.inputs}
                self._playing |= own
                self.spawn(self._play(own, each))
        finally:
            for source_id in ids:
                self._committing.pop(source_id, None)
            done.set_result(None)

    def _admit(self, entry: PlayerInput) -> None:
        if not entry.text.strip() and entry.kind != "check":
            raise Refused(self.speech("input.empty"))
        if len(entry.text) > MAX_INPUT_CHARACTERS:
            raise Refused(self.speech("input.long", most=MAX_INPUT_CHARACTERS))

    async def settled(self, source_id: str) -> None:
        """Wait while an input is on its way to being committed (or refused)."""
        done = self._committing.get(source_id)
        if done is not None:
            await asyncio.wait([done])

    async def _taken(self, entries: Sequence[PlayerInput]) -> tuple[Heard, ...]:
        try:
            return await self.take(entries)
        except DOWN as error:
            raise Refused(self.speech("error.down")) from error

    async def _play(self, source_ids: set[str], heard: Heard) -> None:
        try:
            await self.play(heard)
        except (GmError, *DOWN) as error:
            self.broken_off(error)
        finally:
            self._playing -= source_ids
