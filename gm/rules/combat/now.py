"""What stands at this moment of a fight, over the world in which it began.

State is read and put by path, like everywhere; nothing of the world is copied. What is asked for most is remembered as
it was found last, and forgotten when it changes.
"""

from collections.abc import Iterable
from typing import Any, Final

from gm.domain.encounter import Side
from gm.domain.state import Key, WorldState
from gm.domain.values import Scalar

_WATCHED: Final = frozenset({"stat", "out/", "side"})
"""How paths begin that say who is on their feet, and for whom."""
_UNTOUCHED: Final[Any] = object()


class Now:
    """The values of a fight by path, and what was found in them. Mutable."""

    __slots__ = ("_before", "_now", "_sides", "_standing", "_zones", "entity", "seen", "world")

    def __init__(self, world: WorldState, entity: str) -> None:
        self.world = world
        self.entity = entity
        self.seen: dict[tuple[object, ...], Any] = {}
        """What somebody who looks about has found; forgotten as soon as anything at all changes."""
        self._before = world.values
        self._now: dict[Key, Scalar] = {}
        self._sides: dict[Side, tuple[str, ...]] = {}
        self._standing: dict[str, bool] = {}
        self._zones: dict[str, int] = {}

    def get(self, entity: str, path: str) -> Scalar:
        """The value there now, or None."""
        key = (entity, path)
        value: Scalar = self._now.get(key, _UNTOUCHED)
        return self._before.get(key) if value is _UNTOUCHED else value

    def number(self, entity: str, path: str, default: int = 0) -> int:
        """The whole number there now."""
        value = self.get(entity, path)
        return value if isinstance(value, int) and not isinstance(value, bool) else default

    def text(self, entity: str, path: str, default: str = "") -> str:
        """The text there now."""
        value = self.get(entity, path)
        return value if isinstance(value, str) else default

    def put(self, entity: str, path: str, value: Scalar) -> None:
        """Put a value there; None takes it away."""
        self._now[entity, path] = value
        if self.seen:
            self.seen.clear()
        if path[:4] in _WATCHED:
            self._sides.clear()
            self._standing.clear()
        elif path[:5] == "zone/":
            self._zones.pop(path[5:], None)

    def of(self, who: str, path: str, default: int = 0) -> int:
        """A number of a fighter."""
        value = self.get(f"character:{who}", path)
        return value if isinstance(value, int) and not isinstance(value, bool) else default

    def set(self, who: str, path: str, value: Scalar) -> None:
        """Put a value of a fighter."""
        self.put(f"character:{who}", path, value)

    def here(self, path: str, default: int = 0) -> int:
        """A number of the encounter; 1 for a mark that is set."""
        value = self.get(self.entity, path)
        if value is None:
            return default
        if value is True:
            return 1
        return value if isinstance(value, int) and value is not False else default

    def mark(self, path: str, value: Scalar) -> None:
        """Put a value of the encounter."""
        self.put(self.entity, path, value)

    def clear(self, prefixes: Iterable[str]) -> None:
        """Take away everything of the encounter below each `prefix/`, and forget what was found."""
        own: dict[str, list[str]] = {}
        for (entity, path), value in self._now.items():
            if value is not None and entity == self.entity and (at := path.find("/")) > 0:
                own.setdefault(path[:at], []).append(path)
        for prefix in prefixes:
            there = [f"{prefix}/{path}" for path in self.world.under(self.entity, prefix)]
            for path in (*there, *own.get(prefix, ())):
                if self.get(self.entity, path) is not None:
                    self.mark(path, None)

    def lapse(self, keys: Iterable[Key]) -> None:
        """Take away marks of the encounter on which nothing else hangs, many at once."""
        self._now.update(dict.fromkeys(keys))
        self.seen.clear()
