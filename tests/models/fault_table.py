"""One cell of the fault matrix at the door: a sick candidate, one that is well, short deadlines, and what must hold."""

import asyncio
import json
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from fault_server import FAULTY_WORDS, Fault, candidates, sick_and_well
from model_fakes import RealClock, prompt, purpose
from pydantic import BaseModel

from gm.domain.calls import Candidate, Role, Route
from gm.domain.errors import ModelError
from gm.domain.health import CallEvent
from gm.models.backend import LitellmBackend
from gm.models.cooldown import MemoryCooldowns, Ward
from gm.models.door import Door
from gm.models.events import MemoryEvents
from gm.models.ledger_memory import MemoryLedger
from gm.models.remedies import Remedies
from gm.models.routes import RouteTable
from gm.models.structured import complete_json
from gm.models.tokens import CharacterCounter

STORY = (
    "Rain drums on the slates. The miller lifts his lantern and looks past you to the yard, where something heavy has "
    "been dragged through the mud. He does not speak of it. Behind him the stones turn on, slower now, as if they had "
    "heard their name."
)
KEY = "sk-fault-0123456789abcdef"
SHORT, LONG = 0.25, 20.0
"""Seconds of silence: what a sick server is given, and what one that is well has on a slow machine."""
MOST = 30.0
"""Seconds that no cell may take."""


class Answer(BaseModel):
    """What the roles of a fixed form are asked for."""

    minutes: int
    said: str


class LettingGo(MemoryEvents):
    """After the first trouble the deadlines are long again: the second candidate is well, however slow the machine."""

    door: Door

    async def record(self, events: Sequence[CallEvent]) -> None:
        await super().record(events)
        self.door.idle_timeout, self.door.total_timeout = LONG, LONG


async def no_pause(seconds: float) -> None:
    """Nothing waits in tests."""


def hurried(door: Door, fault: Fault) -> LettingGo:
    """The door with deadlines for this fault, pauses that take no time, and what it notes."""
    events = LettingGo()
    events.door = door
    clock = RealClock()
    door.remedies = Remedies(clock, Ward(MemoryCooldowns(), clock), events=events, pause=no_pause)
    if fault.stalls:
        door.idle_timeout, door.total_timeout = SHORT, SHORT * 3
    else:
        door.idle_timeout, door.total_timeout = LONG, LONG
    return events


def check_rows(rows: Sequence[tuple[Candidate | str, str, float | None, str]], fault: Fault) -> None:
    """Rows of the usage log (model, status, cost, error) as they must be after any cell."""
    assert rows, "nobody was asked"
    for model, status, cost, error in rows:
        assert status in ("ok", "failed"), f"a row of {model} is {status}"
        assert (status == "ok") == (error == ""), (model, status, error)
        assert KEY not in error and "\n" not in error and len(error) < 300
        assert cost is None or cost > 0 or str(model) == "offline", "what is not known is not 0"
        if str(model).endswith("well") and status == "ok":
            assert cost is not None and abs(cost - (100 * 1.0 + 20 * 2.0) / 1e6) < 1e-12
        if str(model).endswith("sick") and status == "failed" and not fault.name.startswith("a loop"):
            assert cost is None or cost > 0


def check_events(events: Sequence[CallEvent], fault: Fault, *, well: bool) -> None:
    """What was noted of a fault."""
    kinds = {event.fault for event in events}
    if well:
        assert kinds <= {"cut"}, kinds
        return
    assert kinds and kinds <= fault.kinds | {"form"}, (fault.name, kinds)
    assert kinds & fault.kinds, (fault.name, kinds)
    retried = any(event.done == "retried" for event in events)
    assert retried or not fault.retried, f"{fault.name} was not asked again"


def rows_of(ledger: MemoryLedger) -> list[tuple[str, str, float | None, str]]:
    found = []
    for entry in ledger.entries:
        assert entry.end is not None, "a row was left open"
        found.append((entry.start.candidate.model, entry.status, entry.end.usage.cost, entry.end.error))
    return found


async def play_prose(backend: LitellmBackend, fault: Fault, role: Role) -> None:
    """A role that speaks in words, streamed."""
    async with sick_and_well(fault, STORY) as (sick, well):
        ledger, heard = MemoryLedger(), []
        route = RouteTable({role: Route(role, candidates(fault, sick, well))})
        door = Door(route, {"litellm": backend}, ledger, RealClock(), CharacterCounter(), offline=None)
        events = hurried(door, fault)

        async def hear(text: str) -> None:
            heard.append(text)

        asked = replace(prompt(role=role), brief=_Brief())
        async with asyncio.timeout(MOST):
            done = await door.complete(asked, purpose=purpose(role), on_text=hear)
    assert done.text == "".join(heard) and done.text.strip()
    assert REFUSED.search(done.text) is None and "\ufffd" not in done.text
    if not fault.prose_is_well:
        assert done.model.endswith("well") and FAULTY_WORDS not in done.text.replace(f"{FAULTY_WORDS} The", "")
        assert done.text.rstrip().endswith("heard their name."), done.text
    check_events(events.events, fault, well=fault.prose_is_well)
    check_rows(rows_of(ledger), fault)


REFUSED = re.compile("as an AI", re.IGNORECASE)


class _Brief:
    language = "en"


async def play_form(backend: LitellmBackend, fault: Fault, role: Role) -> None:
    """A role that answers in JSON."""
    text = json.dumps({"minutes": 5, "said": STORY})
    async with sick_and_well(fault, text) as (sick, well):
        ledger = MemoryLedger()
        route = RouteTable({role: Route(role, candidates(fault, sick, well))})
        door = Door(route, {"litellm": backend}, ledger, RealClock(), CharacterCounter(), offline=None)
        events = hurried(door, fault)
        async with asyncio.timeout(MOST):
            reply = await complete_json(door, prompt(role=role), Answer, purpose=purpose(role), last_resort=False)
    assert reply.value == Answer(minutes=5, said=STORY)
    assert reply.completion.model.endswith("sick" if fault.form_is_well else "well")
    if fault.name != "another form":  # that is no trouble of the call: its row is ok
        check_events(events.events, fault, well=fault.form_is_well)
    check_rows(rows_of(ledger), fault)


async def play_embed(backend: LitellmBackend, fault: Fault) -> None:
    """Vectors: nobody stands in, so a fault is said."""
    async with sick_and_well(fault, STORY) as (sick, well):
        ledger = MemoryLedger()
        route = RouteTable({Role.EMBED: Route(Role.EMBED, candidates(fault, sick, well)[:1])})
        embedders: Any = {"litellm": backend}
        door = Door(route, {}, ledger, RealClock(), CharacterCounter(), embedders=embedders)
        events = hurried(door, fault)
        seconds = SHORT * 3 if fault.stalls else LONG
        async with asyncio.timeout(MOST):
            try:
                made = await door.embed(["the miller"], purpose=purpose(Role.EMBED), seconds=seconds)
            except ModelError as error:
                assert not fault.embed_is_well, f"{fault.name}: {error}"
                assert str(error) and "\n" not in str(error) and KEY not in str(error)
                assert events.events[-1].done == "gave_up"
            else:
                assert fault.embed_is_well, "it made vectors of a fault"
                assert len(made.rows) == 1
    for model, status, cost, _ in rows_of(ledger):
        assert status == ("ok" if fault.embed_is_well else "failed"), model
        assert cost is None or cost > 0
