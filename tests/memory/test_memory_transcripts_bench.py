"""`gm bench memory --transcripts` over a small set that is made here, and over CRD3 where it is."""

import json
import os
from pathlib import Path

import numpy as np
import pytest

from gm.bench import memory
from gm.bench.memory_meaning import LETTERS, LONGEST, Meaning, joined, local_candidate
from gm.bench.memory_sets import Pair, Sitting, Spoken, Transcripts, load_transcripts
from gm.domain.embeddings import EmbedRequest, Vectors
from gm.domain.errors import ModelUnavailable, NotFound
from gm.models.minilm import LOCAL, is_there

CRD3 = Path(__file__).parents[3] / "shared" / "data" / "crd3"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two campaigns; each session has one place where a thing of its own is spoken of."""
    queries = []
    for campaign in ("C1", "C2"):
        for episode in range(1, 3):
            thing = f"harpoon{campaign}{episode}"
            turns = [{"NAMES": ["ANN"], "UTTERANCES": ["Rain again."]} for _ in range(60)]
            turns[33] = {"NAMES": ["BO", "ANN"], "UTTERANCES": ["Look,", f"the {thing}s of the old whaler."]}
            name = f"{campaign}E00{episode}"
            (tmp_path / f"{name}.json").write_text(json.dumps({"TURNS": turns}))
            queries.append({"ep": name, "split": "test", "summary": f"They see a {thing}.",
                            "turn_start": 33, "turn_end": 34})  # fmt: skip
    (tmp_path / "queries.jsonl").write_text("\n".join(map(json.dumps, queries)))
    return tmp_path


def test_it_finds_what_is_there_beside_a_floor(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    memory.main(["--transcripts", str(folder), "--json"])
    report = json.loads(capsys.readouterr().out)
    values = {each["name"]: each["value"] for each in report["measures"]}
    for what in ("an aligned turn in the top 10 turns", "in the top 10 windows of 20"):
        assert values[f"{what}, campaign"] == values[f"{what}, all"] == 1
    assert values["turns"] == 240 and values["import into one game"] > 0
    # the floor knows no stems: "harpoons" is not what was looked for; all else in the summaries stands nowhere
    assert report["floor"]["Okapi, turns, campaign"] == 0
    assert report["notes"]


def test_how_far_down_it_stands_is_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    memory.main(["--transcripts", str(folder), "--ceiling", "--json"])
    report = json.loads(capsys.readouterr().out)
    values = {each["name"]: each["value"] for each in report["measures"]}
    for scope in ("campaign", "all"):
        assert values[f"windows, {scope}: in our first 10"] == values[f"stretches, {scope}: in our first 200"] == 1
        # plain Okapi does not know "harpoons" for what was looked for: any route is at least as good as ours, no better
        assert values[f"windows, {scope}: in the first of any route by words, 50"] == 1
        assert values[f"stretches, {scope}: the same turns in the first 10 different ones, plain Okapi"] < 1
    # none of these summaries was read
    assert not any("reader" in name for name in values) and len(report["notes"]) == 2


class Ships:
    """Knows one thing of a text: how much of it speaks of ships."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def embed(self, request: EmbedRequest) -> Vectors:
        self.asked += request.texts
        return Vectors([[float(text.count("ship")), 1.0] for text in request.texts])


def test_stretches_are_embedded_once_and_long_ones_never() -> None:
    lines = [
        Spoken(("ANN",), "Rain. " * 100),
        Spoken(("BO",), "A ship! A ship! A ship!"),
        *[Spoken((), "Hm.")] * LONGEST,
    ]
    ends = (0, 1, LONGEST + 1)
    pairs = tuple(Pair(0, "C1", "test", f"ship {end}", 0, end, end) for end in ends)
    ships = Ships()
    meaning = Meaning(Transcripts((Sitting("C1E001", "C1", tuple(lines)),), pairs), LOCAL, ships)
    of = meaning.of("A ship, a ship, a ship.")
    found = of(np.array([2, 0, 1]))
    assert np.isnan(found[0]) and found[1] < found[2] == pytest.approx(
        1
    )  # the best piece counts, whatever else is said
    assert all(len(text) <= LETTERS + 1 for text in ships.asked) and meaning.stretches == 2
    asked = list(ships.asked)
    assert of(np.array([1, 0])).tolist() == [found[2], found[1]] and ships.asked == asked
    assert meaning.pieces == len(asked) - 1 and meaning.seconds > 0
    assert joined(["One. Two.", "Three and on."], 9) == ["One. Two.", "Three and on."]


def test_transcripts_take_a_model_of_this_process_only() -> None:
    with pytest.raises(ModelUnavailable, match="of this process only"):
        local_candidate("openai/text-embedding-3-small")


@pytest.mark.skipif(not is_there(), reason="make model")
def test_likeness_at_the_border_is_told_beside_words(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    memory.main(["--transcripts", str(folder), "--no-import", "--embedding", "local", "--json"])
    report = json.loads(capsys.readouterr().out)
    values = {each["name"]: each["value"] for each in report["measures"]}
    for scope in ("campaign", "all"):
        assert values[f"the same with likeness, {scope}"] == values[f"the aligned stretch in the top 10, {scope}"] == 1
        assert f"likeness, {scope}: 0 came among the ten, 0 fell out" in report["notes"]
    assert values["stretches embedded"] == 0  # two in a campaign, four in all: none is in doubt


def test_a_folder_without_transcripts_is_told(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="no transcripts"):
        load_transcripts(tmp_path)


@pytest.mark.skipif(not CRD3.is_dir() and "GM_CRD3" not in os.environ, reason="CRD3 is not beside this checkout")
def test_crd3_is_read_whole() -> None:
    found = load_transcripts(Path(os.environ.get("GM_CRD3", CRD3)))
    assert len(found.sittings) == 159 and sum(len(each.lines) for each in found.sittings) == 398_682
    assert len(found.pairs) == 9_318 and {each.campaign for each in found.sittings} == {"C1", "C2"}
