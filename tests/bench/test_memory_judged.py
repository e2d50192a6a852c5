"""What readers' verdicts make of the recall that `gm bench memory --transcripts DIR --ceiling` prints."""

import re
from collections import Counter

from gm.bench import memory_judged
from gm.bench.memory_judged import Judged, agreement, corrected, judged

ROWS = (
    {"id": "a:1", "verdict": 1, "turn": 7},
    {"id": "a:2", "verdict": 1, "turn": 9, "both": True},
    {"id": "a:3", "verdict": 2},
    {"id": "a:4", "verdict": 4},
    {"id": "a:5", "verdict": 3},
)


def test_a_verdict_holds_only_for_what_is_still_given() -> None:
    missed = {"a:1", "a:2", "a:3", "a:4"}
    now = judged(ROWS, [{"id": "b:1", "verdict": 1}], missed, lambda key, turn: (key, turn) == ("a:1", 7))
    # what supported a:2 is no longer given: it is missed, by words that it shares; a:5 is found by now
    assert now == Judged(Counter({1: 1, 2: 1, 3: 1, 4: 1}), 0, Counter({1: 1}), 1)


def test_recall_is_counted_as_a_reader_does() -> None:
    found = Judged(Counter({1: 5, 2: 1, 3: 2, 4: 2}), 1, Counter({1: 19, 2: 1}), 0)
    values = {each.name: each.value for each in corrected(found, 0.8)}
    whole, supported, most = (values[name] for name in memory_judged.NAMES)
    assert abs(whole - (0.8 * 0.95 + 0.2 * 0.5)) < 1e-9
    assert abs(supported - whole / (1 - 0.2 * 0.1)) < 1e-9
    assert abs(most - (1 - 0.2 * 0.5)) < 1e-9  # four that stand elsewhere, one that stands nowhere
    for name in memory_judged.NAMES:
        assert values[f"{name}, lower end (95 %)"] < values[name] < values[f"{name}, upper end (95 %)"]
    assert not corrected(Judged(Counter(), 0, Counter(), 3), 0.8)


def test_two_readings_are_compared() -> None:
    found = {
        "windows": ROWS,
        "stretches": (),
        "again": [
            {"of": "windows", "id": f"a:{number}", "verdict": said} for number, said in enumerate((1, 0, 2, 0), 1)
        ],
    }
    same, beyond = (each.value for each in agreement(found))
    assert same == 0.75 and abs(beyond - (0.75 - 5 / 16) / (1 - 5 / 16)) < 1e-9


def test_the_file_holds_verdicts_and_no_words_of_the_transcripts() -> None:
    found = memory_judged.load()
    assert len(found["windows"]) == 60 and len(found["stretches"]) == 40 and len(found["again"]) == 20
    hits = [*found["hits"]["windows"], *found["hits"]["stretches"]]
    assert len(found["hits"]["windows"]) == 52 and len(found["hits"]["stretches"]) == 50
    for what in ("windows", "stretches"):  # what is missed and what is found are two samples
        assert not {row["id"] for row in found[what]} & {row["id"] for row in found["hits"][what]}
    for row in (*found["windows"], *found["stretches"], *hits, *found["again"]):
        assert set(row) <= {"id", "verdict", "turn", "both", "of"} and re.fullmatch(r"C\dE\d{3}:\d+", row["id"])
        assert ("turn" in row) == (row["verdict"] == 1 and row not in hits and "of" not in row)
