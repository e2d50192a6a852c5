"""What was recalled for a turn, and why, to a reader who may know it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from gm.domain.brief import MemoryView
from gm.memory.gists import shorten
from gm.store.recalled import load_all_recalled
from gm.store.tx import Db

NARRATOR: Final = "narrator"
_SHOWN: Final = 140
"""Characters of a passage that are shown."""


@dataclass(frozen=True, slots=True)
class MemoryReason:
    """A passage that a prompt was given. `text` and `why` are '' where not everybody who was there knew it and the
    reader wants no spoilers. `secret`: only the adjudicator was given it."""

    number: int
    text: str
    why: str
    is_old_chat: bool = False
    secret: bool = False


async def load_memories(db: Db, turn_id: int, *, spoilers: bool) -> tuple[MemoryReason, ...]:
    """What was recalled for a turn: for the narrator; with `spoilers` also for the adjudicator."""
    rows = [(role, row) for role, _, body in await load_all_recalled(db, turn_id) for row in json.loads(body)]
    found: dict[tuple[bool, int, str], MemoryReason] = {}
    for role, row in sorted(rows, key=lambda each: each[0] != NARRATOR):
        if role != NARRATOR and not spoilers:
            continue
        shown = spoilers or not row["unknown_to"]
        reason = MemoryReason(
            number=row["number"],
            text=shorten(" ".join(row["text"].split()), _SHOWN) if shown else "",
            why=row["why"] if shown else "",
            is_old_chat=row["is_old_chat"],
            secret=role != NARRATOR,
        )
        found.setdefault((reason.is_old_chat, reason.number, row["text"]), reason)
    return tuple(found.values())


def memory_row(memory: MemoryReason) -> str:
    """`turn 12 (bell, tinker): Gregor unfolds a letter …`."""
    where = f"old chat {memory.number}" if memory.is_old_chat else f"turn {memory.number}"
    marks = [*([memory.why] if memory.why else []), *(["GM only"] if memory.secret else [])]
    text = memory.text or "(not everybody there knew it)"
    return f"{where}{' (' + '; '.join(marks) + ')' if marks else ''}: {text}"


def preview_rows(memories: Sequence[MemoryView]) -> list[str]:
    """The same of a prompt that has not been sent yet, for whoever may read it."""
    reasons = [MemoryReason(each.number, shorten(each.text, 60), each.why, each.is_old_chat) for each in memories]
    return [memory_row(reason) for reason in reasons]
