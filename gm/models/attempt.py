"""One `complete` as it goes: what was shown, who was asked, what went wrong; and the manners of asking."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any, TypeVar

from gm.domain.calls import CallPurpose, Candidate, Chunk, Rung, Usage
from gm.domain.errors import ModelError
from gm.domain.prompt import Prompt
from gm.domain.tools import ToolCall
from gm.models.events import Notes, Relay
from gm.models.joint import Continuation, Fresh, close_off
from gm.models.routes import OFFLINE

T = TypeVar("T")
OnText = Callable[[str], Awaitable[None]]


@dataclass(slots=True)
class Attempt:
    """One candidate's attempt, as it goes."""

    candidate: Candidate
    call_id: int
    started: float
    base: str = ""
    """What was shown before it began."""
    text: list[str] = field(default_factory=list)
    usage: Usage = field(default_factory=Usage)
    finish_reason: str = ""
    model: str = ""
    """Which model the provider says that it is."""
    first_token_ms: int | None = None
    latency_ms: int = 0
    rung: Rung = ""
    calls: tuple[ToolCall, ...] = ()
    """What it wants to look up."""
    hop: int = 0
    size: int = 0
    """Characters of `text`."""
    most: float = float("inf")
    """Characters that it may have."""
    turned_down: bool = False
    """Who listens does not want it."""
    held: float | None = None
    """US dollars that are held for it; None: its price is not known."""
    left: bool = False
    """The stream was left before its end, where it says what it cost: that is taken for what was held."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How one `complete` is gone about."""

    ends: float | None = None
    """After this moment, by the event loop's clock, no model is asked any more, and one that still speaks is left."""
    last_resort: bool = True
    """Whether the offline backend stands behind the candidates."""
    descend: bool = True
    """With a schema: whether a candidate that fails is asked again in plainer forms (`gm.models.ladder`)."""
    words_will_do: bool = False
    """With a schema: whether words without any JSON are an answer, at the last step. Who asks has them repaired."""
    refit: Callable[[int], Prompt] | None = None
    """Makes the prompt anew for a window of so many tokens, where it was too long for one."""
    form: bool = True
    """With a schema: whether it is written out for a model that is not held to it."""
    relay: Relay | None = None
    """Where others may be asked the same after this: what went wrong before, and what does now. Whoever asks says in
    the end that nobody is left (`Door.gives_up`). None: nobody is asked after this."""


PLAINLY = Manner()


@dataclass(slots=True)
class Progress:
    """What one `complete` has come to over its tries."""

    prompt: Prompt
    purpose: CallPurpose
    on_text: OnText | None
    shown: str
    notes: Notes
    tries: int = 0
    last: int | None = None
    """Id of the call that was made last; None: none was made."""
    broken: int | None = None
    """Id of the call whose broken stream is continued."""
    over_limit: bool = False
    refitted: bool = False
    """The prompt was made shorter once."""
    failures: list[ModelError] = field(default_factory=list)
    manner: Manner = PLAINLY
    formless: bool = False
    """The form written out made the prompt too long for somebody: it is left out from here on."""
    kept: str = ""
    """Why the last reply ended early though what came before was good (`loop`, `garbled`, `cut`); '': it did not."""
    first: Candidate | None = None
    """Whom the first try went to."""

    @property
    def streams(self) -> bool:
        """Whether somebody reads along. An answer of a fixed form is of no use before it is whole."""
        return self.on_text is not None and self.prompt.schema is None


def joint_for(candidate: Candidate, shown: str) -> Continuation | Fresh:
    """The offline backend does not read what was shown: it tells anew, after a paragraph."""
    if shown and candidate.backend != OFFLINE.backend:
        return Continuation(shown)
    return Fresh(close_off(shown))


@contextlib.asynccontextmanager
async def leaving(stream: AsyncIterator[Chunk]) -> AsyncIterator[AsyncIterator[Chunk]]:
    """The stream, closed on leaving: one that is only dropped keeps its server busy."""
    try:
        yield stream
    finally:
        close = getattr(stream, "aclose", None)
        if close is not None:
            await close()


async def whole(work: Coroutine[Any, Any, T]) -> T:
    """A write that a cancellation does not cut in half: it is finished first, then the cancellation goes on.

    A Ctrl-C must not leave a row that says nothing.
    """
    task = asyncio.ensure_future(work)
    cancelled: asyncio.CancelledError | None = None
    while not task.done():
        try:
            await asyncio.shield(task)
        except asyncio.CancelledError as error:
            if task.cancelled():
                raise
            cancelled = error
        except Exception:
            break
    if cancelled is not None:
        task.exception()
        raise cancelled
    return task.result()
