"""Which servers this process plays: all, or those of some shards, as `--shards 0-3/8` says."""

import re
from dataclasses import dataclass
from typing import Any, Final

from gm.domain.errors import ConfigError

_WRITTEN: Final = re.compile(r"(\d+)(?:-(\d+))?/(\d+)")
_MOST: Final = 16_384


@dataclass(frozen=True, slots=True)
class Shards:
    """Shards `ids` of `count`. Without a count all of them, as many as Discord recommends."""

    ids: tuple[int, ...] = ()
    count: int | None = None

    def options(self) -> dict[str, Any]:
        """What the client is made with."""
        return {} if self.count is None else {"shard_ids": list(self.ids), "shard_count": self.count}

    def plays(self, guild_id: int) -> bool:
        """Whether a server is one of ours."""
        return self.count is None or (guild_id >> 22) % self.count in self.ids

    @property
    def first(self) -> bool:
        """Whether the first shard is among ours: what must be done once is done by its process."""
        return self.count is None or 0 in self.ids

    def __str__(self) -> str:
        if self.count is None:
            return "all"
        return f"{self.ids[0]}/{self.count}" if len(self.ids) == 1 else f"{self.ids[0]}-{self.ids[-1]}/{self.count}"


def parse_shards(written: str | None) -> Shards:
    """The shards that `3/8` or `0-3/8` names; None: all.

    Raises:
        ConfigError: it is not of that form, or there are no such shards.
    """
    if written is None:
        return Shards()
    found = _WRITTEN.fullmatch(written.strip())
    remedy = "Write --shards 0-3/8 for the first four of eight, or --shards 5/8."
    if found is None:
        raise ConfigError(f"{written!r} names no shards.", remedy=remedy)
    first, count = int(found[1]), int(found[3])
    last = int(found[2] or first)
    if not first <= last < count <= _MOST:
        raise ConfigError(f"There are no shards {written}: they count from 0.", remedy=remedy)
    return Shards(tuple(range(first, last + 1)), count)
