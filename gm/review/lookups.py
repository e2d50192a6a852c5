"""What an adjudicator looked up before it ruled: for the game master in full, for everyone else only how often."""

from collections.abc import Iterator, Sequence

from gm.store.calls import ModelCall, load_sections
from gm.store.tx import Db

ASKED = "lookup/asked/"
"""How the keys of sections begin that hold a look-up."""


async def load_looked_up(db: Db, calls: Sequence[ModelCall]) -> tuple[str, ...]:
    """The look-ups of these calls, in order, as `entity {"name": "gregor"}`; each once for each asking."""
    found: dict[tuple[int, str], str] = {}
    for call in calls:
        if call.role != "adjudicator" or not any(each.tools_called for each in calls):
            continue
        for section in await load_sections(db, call.id):
            if section.key.startswith(ASKED):
                found.setdefault((call.asking, section.key), section.text.removeprefix("LOOKED UP: "))
    return tuple(found.values())


def looked_up_rows(looked_up: Sequence[str], times: int, *, spoilers: bool) -> Iterator[str]:
    """In lines. What was looked up can give a secret away, so that only `spoilers` shows it."""
    if spoilers:
        yield from (f"Looked up: {row}" for row in looked_up)
    elif times:
        yield f"Looked up: {times} {'time' if times == 1 else 'times'}"
