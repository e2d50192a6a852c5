"""What players say, on its way to the engine: gathered for a moment, played together, each told when it is safe."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field, replace
from typing import Any

from gm.bot.catalogue import Speech
from gm.bot.fairness import MOST_WAITING
from gm.bot.stream import Pace
from gm.bot.wire import DOWN
from gm.domain.errors import GmError, Refused
from gm.domain.play import PlayerInput
from gm.play.engine import MAX_INPUT_CHARACTERS


@dataclass
class Hearing:
    """The ears of one table."""

    pace: Pace
    window: float
    """Seconds in which inputs that arrive together become one beat."""
    speech: Speech
    play: Callable[[list[PlayerInput]], Awaitable[None]]
    """Plays one beat of these inputs, to its end."""
    broken_off: Callable[[Exception], None]
    """Told when a beat whose inputs are committed did not come to its end."""
    spawn: Callable[[Coroutine[Any, Any, None]], "asyncio.Task[None]"]
    crowded: Callable[[], None] = lambda: None
    """Told when an input is turned away because too many wait."""
    gathered: list[PlayerInput] = field(default_factory=list)
    """Inputs that wait for others."""
    _gathering: "asyncio.Task[None] | None" = None
    _receipts: dict[str, "asyncio.Future[None]"] = field(default_factory=dict)

    async def hear(self, entry: PlayerInput) -> None:
        """Take an input in. Comes back once it is committed. The same input twice is heard once.

        Raises:
            Refused: empty, too long, or this character is being asked something.
        """
        if not entry.text.strip() and entry.kind != "check":
            raise Refused(self.speech("input.empty"))
        if len(entry.text) > MAX_INPUT_CHARACTERS:
            raise Refused(self.speech("input.long", most=MAX_INPUT_CHARACTERS))
        receipt = self._receipts.get(entry.source_id)
        if receipt is None and len(self._receipts) >= MOST_WAITING:
            self.crowded()
            raise Refused(self.speech("input.crowded", most=MOST_WAITING))
        if receipt is None:
            receipt = self._receipts[entry.source_id] = asyncio.get_running_loop().create_future()
            self.gathered.append(entry)
            if self._gathering is None:
                self._gathering = self.spawn(self._gather())
        await asyncio.shield(receipt)

    async def settled(self, source_id: str) -> None:
        """Wait while an input is on its way from being gathered to being committed (or refused)."""
        receipt = self._receipts.get(source_id)
        if receipt is not None and all(entry.source_id != source_id for entry in self.gathered):
            await asyncio.wait([receipt])

    def amend(self, entry: PlayerInput) -> bool:
        """Change what was said and is still being gathered. False: it is not."""
        for at, known in enumerate(self.gathered):
            if known.source_id == entry.source_id and entry.text.strip():
                self.gathered[at] = replace(known, text=entry.text, kind=entry.kind)
                return True
        return False

    def withdraw(self, source_id: str) -> bool:
        """Forget what was said and is still being gathered. False: it is not."""
        left = [entry for entry in self.gathered if entry.source_id != source_id]
        if len(left) == len(self.gathered):
            return False
        self.gathered = left
        self.received(source_id)
        self._receipts.pop(source_id, None)
        return True

    def received(self, source_id: str) -> None:
        """The engine has committed this input."""
        receipt = self._receipts.get(source_id)
        if receipt is not None and not receipt.done():
            receipt.set_result(None)

    async def _gather(self) -> None:
        if self.window > 0:
            await self.pace.sleep(self.window)
        entries, self.gathered, self._gathering = self.gathered, [], None
        await self._together(entries)

    async def _together(self, entries: list[PlayerInput]) -> None:
        """One beat of these inputs. One that cannot be played does not keep the others from it."""
        if not entries:
            return  # all was taken back
        try:
            await self.play(entries)
        except Refused as refusal:
            if len(entries) > 1 and not any(self._receipts[entry.source_id].done() for entry in entries):
                for entry in entries:
                    await self._together([entry])
                return
            self._refuse(entries, refusal)
        except asyncio.CancelledError:  # the table stops: what was not committed has not been heard
            for entry in entries:
                receipt = self._receipts.get(entry.source_id)
                if receipt is not None:
                    receipt.cancel()
            raise
        except (GmError, *DOWN) as error:
            if not self._refuse(entries, error if isinstance(error, GmError) else Refused(self.speech("error.down"))):
                self.broken_off(error)
        finally:
            for entry in entries:
                receipt = self._receipts.pop(entry.source_id, None)
                if receipt is not None and not receipt.done():
                    receipt.set_result(None)

    def _refuse(self, entries: list[PlayerInput], error: GmError) -> bool:
        """Tell those whose input was not committed. False if all were: then nobody needs to try again."""
        told = False
        for entry in entries:
            receipt = self._receipts.get(entry.source_id)
            if receipt is not None and not receipt.done():
                receipt.set_exception(error)
                told = True
        return told
