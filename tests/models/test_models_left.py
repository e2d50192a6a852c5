"""What a reply costs that is left before its end: it never says so, and is in the bill with what was held for it."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest
from model_fakes import prompt
from test_models_door import LONG, ONE, TWO, Table
from test_models_soundness import PHRASE, STORY

from gm.domain.errors import BadReply, ModelUnavailable
from gm.domain.ledger import CallEnd
from gm.models.ledger_memory import LedgerEntry

LOOP: Any = [STORY, *[PHRASE] * 200, asyncio.Event()]
"""It would go on for ever."""
ASKED = replace(prompt(), max_tokens=9000)


def ended(entry: LedgerEntry) -> CallEnd:
    assert entry.end is not None
    return entry.end


async def test_a_loop_that_is_left_costs_what_was_held_for_it() -> None:
    table = Table([LOOP])
    done = await table.ask(ASKED)
    (entry,) = table.ledger.entries
    held = entry.start.reserved_cost
    assert done.finish_reason == "loop" and held is not None and held > 0
    assert ended(entry).usage.cost == held == done.usage.cost
    assert ended(entry).usage.completion_tokens is None  # nobody told


async def test_what_the_listener_turns_down_does_too() -> None:
    table = Table([[LONG, LONG], STORY])

    async def unwilling(text: str) -> None:
        if not table.ledger.entries[1:]:
            raise BadReply("not that")

    table.heard = unwilling  # type: ignore[assignment]
    await table.ask()
    first = table.ledger.entries[0]
    assert ended(first).usage.cost == first.start.reserved_cost


async def test_and_what_is_cancelled() -> None:
    reached, never = asyncio.Event(), asyncio.Event()

    class Watched(asyncio.Event):
        async def wait(self) -> Any:
            reached.set()
            return await never.wait()

    table = Table([[LONG, Watched()]])
    task = asyncio.ensure_future(table.ask())
    await reached.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    (entry,) = table.ledger.entries
    assert ended(entry).usage.cost == entry.start.reserved_cost


async def test_a_price_that_nobody_knows_stays_unknown() -> None:
    table = Table([LOOP], candidates=(replace(ONE, price_in=None, price_out=None),))
    await table.ask(ASKED)
    assert ended(table.ledger.entries[0]).usage.cost is None


async def test_a_free_model_stays_free() -> None:
    table = Table([LOOP], candidates=(replace(ONE, price_in=0.0, price_cached=None, price_out=0.0),))
    await table.ask(ASKED)
    assert ended(table.ledger.entries[0]).usage.cost == 0


async def test_what_the_provider_broke_off_is_not_known() -> None:
    table = Table([[LONG, ModelUnavailable("died").of("broken")], STORY], candidates=(ONE, TWO))
    await table.ask()
    first = ended(table.ledger.entries[0])
    assert first.status == "failed" and first.usage.cost is None
