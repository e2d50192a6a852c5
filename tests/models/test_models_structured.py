"""Answers of a fixed form: found, checked, repaired once."""

from typing import Any

import pytest
from model_fakes import RealClock, prompt, purpose

from gm.domain.calls import Candidate, Role, Route
from gm.domain.errors import BadReply
from gm.domain.ruling import Ruling
from gm.models.door import Door
from gm.models.ledger_memory import MemoryLedger
from gm.models.routes import RouteTable
from gm.models.scripted import ScriptedBackend
from gm.models.structured import complete_json
from gm.models.tokens import CharacterCounter

GOOD = '{"verdicts": [{"character": "ilse", "possible": true}], "minutes": 5}'
WRONG = '{"verdicts": [{"character": "ilse", "total": 17}], "minutes": 5}'


def door(*replies: Any) -> tuple[Door, ScriptedBackend, MemoryLedger]:
    backend, ledger = ScriptedBackend(list(replies)), MemoryLedger()
    routes = RouteTable({Role.ADJUDICATOR: Route(Role.ADJUDICATOR, (Candidate("judge", backend="scripted"),))})
    made = Door(routes, {"scripted": backend}, ledger, RealClock(), CharacterCounter(), retry_delay=0)
    return made, backend, ledger


async def ask(made: Door) -> Any:
    why = purpose(Role.ADJUDICATOR)
    return await complete_json(made, prompt(role=Role.ADJUDICATOR), Ruling, purpose=why)


async def test_a_good_answer_in_prose() -> None:
    made, backend, _ = door(f"I rule:\n```json\n{GOOD}\n```")
    reply = await ask(made)
    assert reply.value.verdicts[0].character == "ilse" and not reply.repaired
    assert backend.requests[0].schema == Ruling.model_json_schema()


async def test_a_wrong_answer_is_sent_back_with_what_is_wrong() -> None:
    made, backend, ledger = door(WRONG, GOOD)
    reply = await ask(made)
    assert reply.repaired and reply.value.minutes == 5
    answer, problems = backend.requests[1].messages[-2:]
    assert (answer.role, answer.content) == ("assistant", WRONG)
    assert "verdicts.0.total" in problems.content
    assert len(ledger.entries) == 2
    assert ledger.entries[1].start.sections[-1].key == "repair/problems"


async def test_wrong_twice_is_a_bad_reply() -> None:
    made, _, ledger = door(WRONG, WRONG)
    with pytest.raises(BadReply, match=r"verdicts\.0\.total"):
        await ask(made)
    assert len(ledger.entries) == 2
