"""A turn and its stages with somebody looking on."""

import contextlib
import time
from collections.abc import Iterator
from contextvars import Token

from gm.domain.play import Stage, Turn
from gm.domain.watching import HERE, Here, TurnSeen, Watcher


class Playing:
    """A turn that is being played; `status` is set when it comes to an end."""

    def __init__(self) -> None:
        self.status = "done"


def _back(token: Token[Here | None]) -> None:
    with contextlib.suppress(ValueError):  # a task that is thrown away is closed outside of its context
        HERE.reset(token)


@contextlib.contextmanager
def turn_watched(watcher: Watcher, turn: Turn) -> Iterator[Playing]:
    """Show its beginning and its end; what happens in between happens in this turn."""
    continued = turn.stage is not Stage.RECEIVED or bool(turn.choices)
    seen = TurnSeen(turn.id, turn.uid, turn.game_id, turn.scene_id, turn.number, turn.kind, turn.attempt, continued)
    playing, start, token = Playing(), time.monotonic(), HERE.set(Here(seen))
    watcher.turn_begins(seen)
    try:
        yield playing
    except BaseException as error:
        playing.status = type(error).__name__
        raise
    finally:
        _back(token)
        watcher.turn_ends(seen, playing.status, time.monotonic() - start)


@contextlib.contextmanager
def stage_watched(watcher: Watcher, stage: str) -> Iterator[None]:
    """Show that this is done in the turn that is being played; without one nothing is shown."""
    before = HERE.get()
    if before is None:
        yield
        return
    here, start, how = Here(before.turn, stage), time.monotonic(), "done"
    token = HERE.set(here)
    watcher.stage_begins(here)
    try:
        yield
    except BaseException as error:
        how = type(error).__name__
        raise
    finally:
        _back(token)
        watcher.stage_ends(here, how, time.monotonic() - start)
