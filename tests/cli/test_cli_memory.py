"""`gm memory` and `/memory`: a fact's life from the command line and at the table."""

import json
from pathlib import Path

import pytest
from cli_cases import Gm


@pytest.fixture(autouse=True)
def offline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GM_PROFILE", "offline")


def table(gm: Gm, folder: Path, *lines: str) -> str:
    file = folder / "lines.txt"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    done = gm("play", "tiny", "--as", "ilse", "--game", "g", "--script", str(file), "--again")
    assert "Traceback" not in done.err, done.err
    return done.out + done.err


def facts(gm: Gm, *more: str) -> dict[str, dict[str, object]]:
    listed = gm("memory", "list", "g", "--json", *more)
    assert listed.code == 0, listed.err
    return {str(fact["ref"]): fact for fact in json.loads(listed.out)["facts"]}


def test_a_fact_is_added_corrected_pinned_locked_and_forgotten_at_the_table(gm: Gm, tmp_path: Path) -> None:
    out = table(
        gm,
        tmp_path,
        "I greet Orla and ask her about the weather",
        "/memory add Orla promised to walk us over the moor",
        "/memory correct 1: Orla promised to walk us to the ford",
        "/memory pin 1",
        "/memory pin 1",
        "/memory pin t2",
        "/memory",
    )
    assert "Kept as fact 1." in out and "It was: Orla promised to walk us over the moor" in out
    assert "1. Orla promised to walk us to the ford (hearsay, pinned)" in out
    assert "It is so already." in out and "turn 2. " in out
    assert gm("db", "verify").code == 0
    (fact,) = facts(gm).values()
    assert (fact["subject"], fact["revision"], fact["standing"], fact["written_by"]) == ("Orla", 1, "told", "player")
    assert gm("memory", "lock", "g", "1").out == "Locked.\n"
    for line, why in (("correct 1: No", "That is locked"), ("forget 1", "That is locked"), ("lock 1", "Only a game")):
        assert why in table(gm, tmp_path, f"/memory {line}")
    assert gm("memory", "edit", "g", "1", "Orla", "keeps", "her", "word").code == 0
    assert facts(gm)["1"]["standing"] == "canon", "a game master's word is canon"
    done = gm("memory", "forget", "g", "1")
    assert "Nothing is erased" in done.out and facts(gm) == {}
    assert gm("memory", "forget", "g", "1", "--back").out == "Recollected.\n" and [*facts(gm)] == ["1"]


def test_what_the_engine_owns_is_refused_with_where_to_look(gm: Gm, tmp_path: Path) -> None:
    out = table(gm, tmp_path, "/memory add Ilse Brand has 4 hit points")
    assert "Ilse Brand has what it says there" in out
    assert "and in the inventory" in table(gm, tmp_path, "/memory add Ilse carries a stick of chalk")
    assert facts(gm) == {}


def test_search_finds_turns_and_facts_and_says_where(gm: Gm, tmp_path: Path) -> None:
    table(gm, tmp_path, "I tell Orla of the drowned heron", "/memory add Orla | fears | herons, drowned ones most")
    found = gm("memory", "search", "g", "drowned", "heron")
    assert "1. Orla fears herons, drowned ones most" in found.out and "turn 2" in found.out
    tree = json.loads(gm("memory", "search", "g", "heron", "--json").out)
    assert tree["passages"][0]["number"] == 2 and tree["passages"][0]["origin"] == "turn"
    gm("memory", "forget", "g", "t2")
    assert "turn 2" not in gm("memory", "search", "g", "drowned", "heron").out
    assert "drowned heron" in gm("log", "g").out, "nothing is erased"


def test_a_secret_fact_is_told_to_one_and_undo_takes_that_back(gm: Gm, tmp_path: Path) -> None:
    table(gm, tmp_path, "I look around")
    assert gm("memory", "add", "g", "--secret", "Orla", "drowned", "her", "brother").out == "Kept as fact 1.\n"
    assert facts(gm) == {} and "1" in facts(gm, "--spoilers")
    assert "no fact" in table(gm, tmp_path, "/memory pin 1"), "what is not known cannot be named"
    table(gm, tmp_path, "/gm memory tell 1, Ilse")
    assert "1" in facts(gm, "--as", "ilse") and facts(gm, "--as", "tam") == {}
    table(gm, tmp_path, "/undo")
    assert facts(gm) == {} and "1" in facts(gm, "--spoilers"), "the fact stays; that she was told is taken back"
    out = table(gm, tmp_path, "I look at the stove", "/undo", "/memory add the stove is cold", "/redo")
    assert "I look at the stove" in out and "Kept as fact" in out
    last = gm("log", "g").out
    assert last.count("I look at the stove") >= 1, "what was taken back is played again, whatever was noted in between"
    table(gm, tmp_path, "/gm learn ilse lamp-lighter")
    assert "Orla lit the lamp" in str(facts(gm, "--as", "ilse")["lamp-lighter"]["text"])
