"""The fault matrix at the door: every way in which a provider fails, for every role that is not played in a turn.

The roles of a turn (narrator, adjudicator, triage) are played through the engine in tests/play/test_play_faults.py.
"""

import asyncio
from dataclasses import replace

import fault_table
import pytest
from fault_server import FAULTS, Fault
from fault_table import KEY, play_embed, play_form, play_prose

from gm.domain.calls import Role
from gm.domain.errors import ModelError
from gm.models.backend import LitellmBackend

pytestmark = pytest.mark.xdist_group("litellm")
EACH = pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)


@pytest.fixture(scope="module")
def backend() -> LitellmBackend:
    made = LitellmBackend({"TEST_KEY": KEY}.get)
    asyncio.run(made.warm_up())
    return made


@EACH
async def test_somebody_of_the_story_speaks(backend: LitellmBackend, fault: Fault) -> None:
    await play_prose(backend, fault, Role.NPC)


@EACH
@pytest.mark.parametrize("role", [Role.SCRIBE, Role.DIRECTOR])
async def test_an_answer_of_a_form_comes(backend: LitellmBackend, fault: Fault, role: Role) -> None:
    await play_form(backend, fault, role)


@EACH
async def test_vectors_come_or_it_is_said_why_not(backend: LitellmBackend, fault: Fault) -> None:
    await play_embed(backend, fault)


def named(name: str) -> Fault:
    return next(fault for fault in FAULTS if fault.name == name)


async def test_control_a_door_that_asks_nobody_else_fails_the_matrix(
    backend: LitellmBackend, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fault_table, "candidates", lambda fault, sick, well: _twice(fault, sick, well))
    with pytest.raises((AssertionError, ModelError)):
        await play_prose(backend, named("503"), Role.NPC)


def _twice(fault: Fault, sick: object, well: object) -> tuple[object, object]:
    from fault_server import candidates

    first, second = candidates(fault, sick, well)  # type: ignore[arg-type]
    return first, replace(second, endpoint=first.endpoint)


async def test_control_a_door_without_deadlines_fails_the_matrix(
    backend: LitellmBackend, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fault_table, "MOST", 1.0)
    monkeypatch.setattr(fault_table, "SHORT", 60.0)
    with pytest.raises(TimeoutError):
        await play_prose(backend, named("nothing at all"), Role.NPC)


async def test_control_a_door_that_shows_everything_fails_the_matrix(
    backend: LitellmBackend, monkeypatch: pytest.MonkeyPatch
) -> None:
    from gm.models.calling import Caller

    monkeypatch.setattr(Caller, "_sieve", lambda *_: None)
    for name in ("a refusal", "invalid utf-8"):
        with pytest.raises(AssertionError):
            await play_prose(backend, named(name), Role.NPC)


async def test_control_a_fault_that_is_not_noted_fails_the_matrix(
    backend: LitellmBackend, monkeypatch: pytest.MonkeyPatch
) -> None:
    from gm.models.events import Notes

    async def silent(*_: object, **__: object) -> None: ...

    monkeypatch.setattr(Notes, "asks", silent)
    monkeypatch.setattr(Notes, "note", silent)
    with pytest.raises(AssertionError):
        await play_prose(backend, named("500"), Role.NPC)


def test_the_matrix_is_as_large_as_it_should_be() -> None:
    assert len({fault.name for fault in FAULTS}) == len(FAULTS) >= 30
    assert len(FAULTS) * len(Role) >= 120
