"""`gm bench models` measures what it says, on streams that really come in pieces."""

import json

import pytest

from gm.bench import models
from gm.bench.model_ways import LATENESS, Ear
from gm.bench.models import Level

pytestmark = pytest.mark.xdist_group("litellm")


def test_all_ways_are_measured_beside_their_floor(capsys: pytest.CaptureFixture[str]) -> None:
    models.main(["--json", "--calls", "2", "--chunks", "20", "--seconds", "0.2", "--levels", "2"])
    found = json.loads(capsys.readouterr().out)
    measures = {measure["name"]: measure for measure in found["measures"]}
    assert measures["a call: the door itself, reserve and settle"]["goal"] == 8
    assert measures["a chunk: the door itself"]["goal"] == 0.1
    assert measures["streams held, the door reading below litellm"]["goal"] == 100
    assert all(value > 0 for name, value in found["floor"].items() if "call" in name)
    assert len(found["notes"]) >= 3 and all("latest chunk" in note for note in found["notes"])


def test_a_chunk_is_as_late_as_its_stamp_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.monotonic", lambda: 12.5)
    LATENESS.clear()
    ear = Ear()
    ear.hear("The bell. 12.2500@ 12")
    ear.hear(".4000@ no stamp @")
    assert [0.25, pytest.approx(0.1)] == LATENESS
    assert Level(1, 0.5, 0, 0).ok and not Level(1, 0.51, 0, 0).ok
