"""The same play on SQLite and on PostgreSQL, asked the same: the same hits in the same order, with the same words."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from databases import open_copy, open_emptied
from memory_table import NOW, MemoryTable, chat, sit_down

from gm.bench import memory, memory_parity
from gm.bench.needles.material import material
from gm.bench.needles.script import SHORT, script
from gm.domain.chat import ChatLine
from gm.memory.archiving import import_lines
from gm.store.database import Database

Hits = list[tuple[str, int, int, str, tuple[str, ...], float]]


@pytest.fixture
async def both(sqlite_template: Path, tmp_path: Path, postgres_url: str) -> AsyncIterator[tuple[Database, Database]]:
    one, other = await open_copy(sqlite_template, tmp_path), await open_emptied(postgres_url)
    yield one, other
    await one.close()
    await other.close()


async def played(database: Database, language: str) -> MemoryTable:
    """A needle session's turns, an old chat, a turn taken back, a turn told anew, a turn that one character missed."""
    table = await sit_down(database, language=language)
    turns = []
    for beat in script(material(language), SHORT):
        if beat.asked is None:
            there = ("ilse",) if beat.number % 7 == 0 else ("ilse", "tomas")
            who = "tomas" if beat.number % 2 and "tomas" in there else "ilse"
            turns.append(await table.tell(beat.player, beat.heard or "…", by=who, there=there))
    told = [needle.told for needle in material(language).needles]
    await table.reword(turns[40], told[0])
    await table.undo(turns[-1])
    lines = chat(*(("Anna" if at % 2 else "Old Hob", text) for at, text in enumerate(told)))
    await import_lines(
        database, table.game, lines, title="old", source="old.jsonl", owner="anna", now=NOW, characters=("tomas",)
    )
    return table


async def asked(table: MemoryTable, language: str) -> list[Hits]:
    """Everything that is found for the needles' questions, for the game master and for each of the two."""
    found = []
    for needle in material(language).needles:
        for text in (needle.names, needle.paraphrase):
            for knowers in (None, frozenset({"ilse"}), frozenset({"ilse", "tomas"})):
                got = await table.search(text, "Ilse", knowers=knowers, limit=10, together=knowers == {"ilse", "tomas"})
                found.append(
                    [
                        (each.ref.origin, each.session, each.number, each.text, each.known_by, each.score)
                        for each in got.memories
                    ]
                )
    return found


@pytest.mark.parametrize("language", ["en", "ru", "zh", "th"])
async def test_the_same_is_found_in_the_same_order(both: tuple[Database, Database], language: str) -> None:
    ours, theirs = [await asked(await played(database, language), language) for database in both]
    assert ours == theirs
    assert sum(map(bool, ours)) > len(ours) * 0.8, "hardly anything was found: nothing was compared"
    origins = {hit[0] for hits in ours for hit in hits}
    assert origins == {"turn", "line"}


def test_the_bench_prints_both_and_would_see_a_difference(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], postgres_url: str
) -> None:
    chats = (tuple(ChatLine(speaker="Ann", text=text) for text in ("Rain again.", "A harpoon hangs here.", "No.")),)
    words = memory_parity.Words("small", "en", chats, (memory_parity.Asked("harpoon", frozenset({(1, 2)})),))
    monkeypatch.setattr(memory_parity, "LANGUAGES", ("en",))
    monkeypatch.setattr(memory_parity, "_needles", lambda language: words)
    assert memory.main(["--parity", "--json", "--database", postgres_url]) == 0
    values = {each["name"]: each["value"] for each in json.loads(capsys.readouterr().out)["measures"]}
    assert values["an answer in the top 10, SQLite"] == values["an answer in the top 10, PostgreSQL"] == 1
    assert values["difference"] == 0
    report = memory_parity._report([words], {"SQLite": [[((1, 2),)]], "PostgreSQL": [[((1, 3),)]]})
    assert [each.ok for each in report.measures] == [None, None, False, False, None]


@pytest.mark.parametrize("arguments", [[], ["--needles", "--transcripts", "x"]])
def test_what_is_measured_must_be_said(arguments: list[str]) -> None:
    with pytest.raises(SystemExit):
        memory.main(arguments)
