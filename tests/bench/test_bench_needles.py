"""The needle session through the real engine, as short as it can be."""

import pytest

from gm.bench.needles.measures import measure
from gm.bench.needles.run import Session
from gm.bench.needles.script import SHORT
from gm.bench.prompt import Lane
from gm.domain.calls import Role
from gm.domain.errors import ModelUnavailable
from gm.models import minilm
from gm.play.narrate import SELDOM


async def test_what_was_told_early_stands_in_the_prompt_when_it_is_asked_for_by_name() -> None:
    session = Session("en", "scripted", SHORT, undo=False)
    run = await session.play()
    assert len(run.answers) == 40
    assert run.found("names") >= 19
    assert all(answer.found for answer in run.answers if answer.recalled)  # what is recalled is not lost on the way
    assert max(run.sizes) <= 8192 and run.fresh <= 900
    assert run.extra_calls <= 1 / SELDOM + 0.01  # this narrator repeats itself, and is sent back as often as any may be
    assert isinstance(run.lanes[Role.NARRATOR], Lane) and run.shared > 0.8


def test_a_fact_that_is_in_no_prompt_is_not_taken_for_found() -> None:
    session = Session("en", "scripted", SHORT)
    needle = session.material.needles[0]
    assert not session._in(f"{needle.names} {needle.paraphrase}", needle)
    assert session._in(needle.told, needle)


async def test_a_session_with_vectors_is_not_played_without_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(minilm, "PACKAGE", "a_package_that_nobody_has")
    with pytest.raises(ModelUnavailable):
        await measure(["en"], ["scripted"], quick=True, embedding="local")
