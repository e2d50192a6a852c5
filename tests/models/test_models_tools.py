"""Tools on the wire: offered in a fixed order before everything, called in pieces, answered under ids of ours."""

import asyncio
import contextlib
import json
from dataclasses import replace
from typing import Any

import pytest
from model_fakes import USAGE, Behaviour, Connection, RealClock, fails, prompt, purpose, says, serving
from real_server import llama

from gm.domain.calls import Candidate, Role
from gm.domain.errors import BadReply, ModelError
from gm.domain.prompt import Layer, Prompt, PromptSection
from gm.domain.tools import Tool, dump_calls, numbered, read_calls
from gm.models.attempt import Manner
from gm.models.backend import LitellmBackend
from gm.models.door import Door
from gm.models.ledger_memory import MemoryLedger
from gm.models.routes import RouteTable
from gm.models.tokens import CharacterCounter

pytestmark = pytest.mark.xdist_group("litellm")

SCHEMA = {"type": "object", "properties": {"name": {"type": "string"}}, "required": ["name"]}
TOOLS = (Tool("rule", "The text of a rule.", SCHEMA), Tool("sheet", "A sheet.", SCHEMA))
FORM = {"type": "object", "properties": {"ok": {"type": "boolean"}}, "required": ["ok"]}
ONCE = Manner(last_resort=False, words_will_do=True, form=False)


@pytest.fixture(scope="module")
def backend() -> LitellmBackend:
    made = LitellmBackend({}.get)
    asyncio.run(made.warm_up())
    return made


def door_of(backend: LitellmBackend) -> tuple[Door, MemoryLedger]:
    ledger = MemoryLedger()
    return Door(
        RouteTable({}), {"litellm": backend}, ledger, RealClock(), CharacterCounter(), offline=None, retry_delay=0
    ), ledger


def asking(*more: PromptSection, may_call: bool = True) -> Prompt:
    base = prompt("You rule.", "I climb.", role=Role.ADJUDICATOR, schema=FORM)
    return replace(base, sections=(*base.sections, *more), tools=TOOLS, may_call=may_call)


def calls(*pieces: tuple[int, str | None, str]) -> Behaviour:
    """Streams calls as vendors do: (index, name in its first piece, a bit of the arguments)."""

    async def run(connection: Connection) -> None:
        await connection.begin()
        await connection.delta(role="assistant", content=None)
        for index, name, bit in pieces:
            piece: dict[str, Any] = {"index": index, "function": {"arguments": bit}}
            if name:
                piece |= {"id": f"call_{index}xyz", "type": "function"}
                piece["function"]["name"] = name
            await connection.delta(tool_calls=[piece])
        await connection.delta(finish="tool_calls")
        await connection.usage(USAGE)
        await connection.end()

    return run


def candidate(base: str, **more: Any) -> Candidate:
    return replace(Candidate("openai/m", endpoint=base, provider="test", tools=True, price_in=1, price_out=1), **more)


async def test_calls_come_in_pieces_and_are_answered_under_ids_of_ours(backend: LitellmBackend) -> None:
    wanted = calls((0, "rule", '{"na'), (1, "sheet", ""), (0, None, 'me": "grapple"}'), (1, None, '{"name":"Ada"}'))
    async with serving(wanted, says('{"ok": true}')) as server:
        door, ledger = door_of(backend)
        one = candidate(server.base)
        why = replace(purpose(Role.ADJUDICATOR), hop=1)
        step = await door.complete(asking(), purpose=why, candidates=(one,), manner=ONCE)
        assert [call.row() for call in step.calls] == ['rule {"name": "grapple"}', 'sheet {"name":"Ada"}']
        assert [call.id for call in step.calls] == ["hop1call1", "hop1call2"]
        asked = [PromptSection(f"lookup/asked/{call.id}", call.row(), Layer.TAIL, 1, "call") for call in step.calls]
        found = [PromptSection(f"lookup/found/{call.id}", "found it", Layer.TAIL, 1, "tool") for call in step.calls]
        last = await door.complete(asking(*asked, *found, may_call=False), purpose=why, candidates=(one,), manner=ONCE)
    first, second = (seen.body for seen in server.seen)
    assert last.text == '{"ok": true}' and first["tools"] == second["tools"] == [tool.wire() for tool in TOOLS]
    assert (first["tool_choice"], second["tool_choice"]) == ("auto", "none")
    assert second["messages"][: len(first["messages"])] == first["messages"], "the beginning stays as it was"
    made, *answers = second["messages"][len(first["messages"]) :]
    assert [(c["id"], c["function"]["name"]) for c in made["tool_calls"]] == [
        ("hop1call1", "rule"),
        ("hop1call2", "sheet"),
    ]
    assert [(a["role"], a["tool_call_id"]) for a in answers] == [("tool", "hop1call1"), ("tool", "hop1call2")]
    ends = [entry.end for entry in ledger.entries]
    assert [(end.status, len(end.calls), end.hop) for end in ends if end] == [("ok", 2, 1), ("ok", 0, 1)]
    assert [entry.start.tools_offered for entry in ledger.entries] == [2, 0]
    assert all(end and end.usage.prompt_tokens == 100 and end.usage.cost for end in ends), "each step is metered"


async def test_who_has_no_tools_reads_what_was_looked_up_as_plain_text(backend: LitellmBackend) -> None:
    asked = PromptSection("lookup/asked/hop1call1", 'rule {"name": "grapple"}', Layer.TAIL, 1, "call")
    found = PromptSection("lookup/found/hop1call1", "You hold them.", Layer.TAIL, 1, "tool")
    async with serving(says('{"ok": true}')) as server:
        door, _ = door_of(backend)
        one = candidate(server.base, tools=False, json_schema=True)
        await door.complete(asking(asked, found), purpose=purpose(Role.ADJUDICATOR), candidates=(one,))
    body = server.seen[0].body
    assert "tools" not in body and "tool_choice" not in body and body["response_format"]["type"] == "json_schema"
    assert body["messages"][-1]["content"] == 'I climb.\n\nLOOKED UP: rule {"name": "grapple"}\n\nYou hold them.'


async def test_a_call_that_is_cut_off_is_no_call(backend: LitellmBackend) -> None:
    async def cut(connection: Connection) -> None:
        await connection.begin()
        piece = {"index": 0, "id": "a", "type": "function", "function": {"name": "rule", "arguments": '{"na'}}
        await connection.delta(tool_calls=[piece])
        await connection.delta(finish="length")
        await connection.end()

    async with serving(cut) as server:
        door, ledger = door_of(backend)
        with pytest.raises(ModelError) as caught:
            await door.complete(
                asking(), purpose=purpose(Role.ADJUDICATOR), candidates=(candidate(server.base),), manner=ONCE
            )
    assert isinstance(caught.value, BadReply) and ledger.entries[0].status == "failed"


async def test_a_call_where_none_may_be_made_is_no_answer(backend: LitellmBackend) -> None:
    async with serving(calls((0, "rule", '{"name": "x"}'))) as server:
        door, _ = door_of(backend)
        with pytest.raises(BadReply):
            await door.complete(
                asking(may_call=False),
                purpose=purpose(Role.ADJUDICATOR),
                candidates=(candidate(server.base),),
                manner=ONCE,
            )


async def test_a_server_that_turns_tools_down_says_so(backend: LitellmBackend) -> None:
    async with serving(fails(400, "tools are not supported")) as server:
        door, _ = door_of(backend)
        with pytest.raises(ModelError, match="tools are not supported"):
            await door.complete(
                asking(), purpose=purpose(Role.ADJUDICATOR), candidates=(candidate(server.base),), manner=ONCE
            )


def test_what_is_kept_of_calls_comes_back_and_nothing_else_does() -> None:
    made = numbered(read_calls('[["x", "rule", "{\\"name\\": \\"ß\\"}"]]'), 2)
    assert read_calls(dump_calls(made)) == made and made[0].id == "hop2call1"
    assert read_calls("[erased]") == read_calls("") == read_calls("3") == ()


async def test_a_real_server_takes_tools_and_their_answers(backend: LitellmBackend) -> None:
    """llama-server on random weights: the request with tools, with calls and answers in it, and with a schema after."""
    asked = PromptSection("lookup/asked/hop1call1", 'rule {"name": "grapple"}', Layer.TAIL, 1, "call")
    found = PromptSection("lookup/found/hop1call1", "You hold them.", Layer.TAIL, 1, "tool")
    with llama("-c", "8192", "-np", "1") as server:
        door, ledger = door_of(backend)
        one = candidate(server.base, json_schema=True, max_output=200)
        plain = replace(one, json_schema=False)
        why = replace(purpose(Role.ADJUDICATOR), hop=1)
        for made in (asking(), asking(asked, found), asking(asked, found, may_call=False)):
            with contextlib.suppress(BadReply):  # gibberish that is cut off; that it was taken is what counts
                await door.complete(replace(made, max_tokens=200), purpose=why, candidates=(plain,), manner=ONCE)
        last = await door.complete(asking(asked, found).without_tools(), purpose=why, candidates=(one,))
    assert isinstance(json.loads(last.text)["ok"], bool)
    assert all(entry.end and (entry.end.usage.prompt_tokens or 0) > 0 for entry in ledger.entries)
