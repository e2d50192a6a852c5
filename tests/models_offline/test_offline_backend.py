"""The backend: streams by sentence, costs nothing, reads no messages, imports lightly."""

import statistics
import subprocess
import sys
import time

import pytest
from offline_table import INN, MANY, MARTA, TALK, brief

from gm.domain.calls import BackendRequest, Candidate, Chunk, Message, Role
from gm.domain.errors import ModelError
from gm.domain.ruling import Ruling
from gm.domain.ruling_brief import RulingBrief
from gm.models.offline.backend import OfflineBackend, pieces
from gm.models.offline.narrator import narrate


def request(given: object, role: Role = Role.NARRATOR, text: str = "You are a dragon.") -> BackendRequest:
    return BackendRequest(Candidate(model="offline", backend="offline"), role, (Message("user", text),), 400, given)


async def answer(asked: BackendRequest) -> list[Chunk]:
    return [chunk async for chunk in OfflineBackend().stream(asked)]


async def test_a_narration_streams_by_sentence_and_is_free() -> None:
    told = brief(3, TALK)
    chunks = await answer(request(told))
    assert "".join(chunk.text for chunk in chunks) == narrate(told)
    assert len(chunks) > 2
    assert all(chunk.usage is None and chunk.finish_reason is None for chunk in chunks[:-1])
    last = chunks[-1]
    assert last.finish_reason == "stop"
    assert last.usage is not None
    assert (last.usage.cost, last.usage.prompt_tokens, last.usage.completion_tokens) == (0.0, None, None)


async def test_the_messages_change_nothing() -> None:
    first = await answer(request(brief(3, TALK)))
    assert first == await answer(request(brief(3, TALK), text="Say something else entirely."))


@pytest.mark.parametrize("given", [None, "a prompt", object()])
async def test_other_briefs_are_refused(given: object) -> None:
    with pytest.raises(ModelError):
        await answer(request(given, Role.SCRIBE))


async def test_a_ruling_is_json_of_the_offline_proposal() -> None:
    told = brief(3, TALK)
    asked = RulingBrief(
        campaign=told.campaign,
        language="en",
        turn_number=3,
        attempt=1,
        place=INN,
        time=told.time,
        party=told.party,
        others=(MARTA,),
        sheets=(),
        inputs=(),
    )
    chunks = await answer(request(asked, Role.ADJUDICATOR))
    assert Ruling.model_validate_json("".join(chunk.text for chunk in chunks)).verdicts == ()
    assert chunks[-1].finish_reason == "stop"


def test_pieces_are_the_whole() -> None:
    text = 'One. "Two!" she says.\n\nThree… and four'
    assert "".join(pieces(text)) == text
    assert len(pieces(text)) > 2


def test_a_beat_takes_at_most_three_milliseconds() -> None:
    """Processor time, warm: the machine may be busy with other things."""
    taken = []
    for turn in range(1, 80):
        told = brief(turn, MANY[turn % len(MANY)])
        start = time.process_time()
        narrate(told)
        taken.append(time.process_time() - start)
    assert statistics.median(taken) <= 0.003


def test_import_is_light() -> None:
    code = (
        "import sys, gm.models.offline.backend;"
        "print([m for m in ('yaml', 'litellm', 'sqlalchemy', 'jinja2', 'httpx') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
