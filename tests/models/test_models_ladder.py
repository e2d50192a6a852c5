"""The ladder to JSON from any model, and the time that it may take."""

import asyncio
import json
from typing import Any

import pytest
from model_fakes import RealClock, prompt, purpose

from gm.domain.calls import BackendRequest, Candidate, Chunk, Role, Route
from gm.domain.errors import BadReply, ContextOverflow, ModelUnavailable
from gm.domain.ruling import Ruling
from gm.models.deadlines import RefusedRequest
from gm.models.door import Door
from gm.models.ladder import FORM_KEY
from gm.models.ledger_memory import MemoryLedger
from gm.models.routes import RouteTable
from gm.models.scripted import ScriptedBackend
from gm.models.structured import complete_json
from gm.models.tokens import CharacterCounter

GOOD = '{"verdicts": [{"character": "ilse"}], "minutes": 5}'
WIDE = 1_000_000


class Ladder:
    def __init__(self, *replies: Any, flags: dict[str, bool], later: tuple[Candidate, ...] = ()) -> None:
        self.backend, self.ledger = ScriptedBackend(list(replies)), MemoryLedger()
        self.judge = Candidate("judge", backend="scripted", context_window=WIDE, **flags)  # type: ignore[arg-type]
        routes = RouteTable({Role.ADJUDICATOR: Route(Role.ADJUDICATOR, (self.judge, *later))})
        self.door = Door(
            routes, {"scripted": self.backend}, self.ledger, RealClock(), CharacterCounter(), retry_delay=0
        )

    async def ask(self, **more: Any) -> Any:
        why = purpose(Role.ADJUDICATOR)
        return await complete_json(self.door, prompt(role=Role.ADJUDICATOR), Ruling, purpose=why, **more)

    def rungs(self) -> list[str]:
        return [entry.start.rung for entry in self.ledger.entries]


def shows_form(request: BackendRequest) -> bool:
    return any("FORM OF THE ANSWER" in message.content for message in request.messages)


async def test_each_step_is_tried_and_is_a_row() -> None:
    table = Ladder(RefusedRequest("no schemas here"), "I cannot.", "Well …", GOOD, flags={"json_schema": True})
    reply = await table.ask()
    assert reply.repaired and reply.value.minutes == 5
    assert table.rungs() == ["schema", "json", "text", "repair"]
    assert [shows_form(request) for request in table.backend.requests] == [False, True, True, True]
    assert [r.candidate.json_schema for r in table.backend.requests] == [True, False, False, False]
    assert [r.candidate.json_mode for r in table.backend.requests][1:] == [True, False, False]
    assert "holds no JSON" in table.backend.requests[-1].messages[-1].content


async def test_what_is_asked_of_a_model_is_what_its_flags_say() -> None:
    for flags, first in (({"json_schema": True}, "schema"), ({"json_mode": True}, "json"), ({}, "text")):
        table = Ladder(GOOD, flags=flags)
        assert (await table.ask()).completion.rung == first == table.rungs()[0]


async def test_a_step_that_was_refused_is_not_tried_again() -> None:
    table = Ladder(RefusedRequest("unsupported"), GOOD, GOOD, flags={"json_schema": True})
    await table.ask()
    await table.ask()
    assert table.rungs() == ["schema", "json", "json"]


async def test_a_server_that_is_away_is_not_asked_more_plainly() -> None:
    table = Ladder(ModelUnavailable("away"), flags={"json_schema": True})
    with pytest.raises(ModelUnavailable, match="away"):
        await table.ask()
    assert table.rungs() == ["schema"]


@pytest.mark.parametrize("reason", ["length", "content_filter"])
async def test_why_it_ended_is_looked_at_before_it_is_read(reason: str) -> None:
    table = Ladder([Chunk(text=GOOD, finish_reason=reason)], flags={"json_schema": True})
    with pytest.raises(BadReply, match=r"cut off|content filter"):
        await table.ask()
    assert table.rungs() == ["schema"], "no plainer form makes it shorter"


async def test_one_repair_and_no_more() -> None:
    table = Ladder("no", "no again", GOOD, flags={})
    with pytest.raises(BadReply, match="twice"):
        await table.ask()
    assert table.rungs() == ["text", "repair"]


async def test_the_form_is_left_out_where_the_window_has_no_room() -> None:
    table = Ladder(GOOD, flags={})
    small = Candidate("judge", backend="scripted", context_window=1000)
    await table.ask(candidates=(small,))
    assert not shows_form(table.backend.requests[0])
    assert all(s.key != FORM_KEY for s in table.ledger.entries[0].start.sections)


async def test_a_schema_written_out_is_whole_json() -> None:
    table = Ladder(GOOD, flags={})
    await table.ask()
    text = next(s.text for s in table.ledger.entries[0].start.sections if s.key == FORM_KEY)
    assert json.loads(text.partition("nothing else:\n")[2])["properties"].keys() == Ruling.model_fields.keys()


async def test_after_the_deadline_it_is_left_and_nobody_else_is_asked() -> None:
    never = asyncio.Event()
    later = Candidate("later", backend="scripted")
    table = Ladder([never], GOOD, flags={"json_schema": True}, later=(later,))
    with pytest.raises(ModelUnavailable, match="not done after"):
        await table.ask(ends=asyncio.get_running_loop().time() + 0.5)
    assert len(table.backend.requests) == 1 == table.backend.closed
    assert table.ledger.entries[0].end is not None and table.ledger.entries[0].end.status == "failed"


async def test_a_window_that_was_thought_wider_gets_the_prompt_without_the_form() -> None:
    table = Ladder(ContextOverflow("too long"), GOOD, flags={"json_mode": True})
    assert (await table.ask()).completion.rung == "json"
    assert [shows_form(request) for request in table.backend.requests] == [True, False]
