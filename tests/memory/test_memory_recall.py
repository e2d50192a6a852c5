"""Recall over real databases: what is found, for whom, on which branch, and what is forgotten."""

import itertools
import zlib

import pytest
from memory_table import NOW, MemoryTable, chat, sit_down
from sqlalchemy import text

from gm.memory import game_index, shelves
from gm.memory.archiving import import_lines
from gm.memory.recall import Recall
from gm.store.archives import ArchiveLine, load_archives, record_archive, record_lines, remove_archive
from gm.store.database import Database
from gm.store.erasure import erase_player


@pytest.fixture
def small_stretches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stretches of a few turns, so that a short game has many of them."""
    for module in (game_index, shelves):
        monkeypatch.setattr(module, "SEAL", 16)
        monkeypatch.setattr(module, "LEAST", 16)
    monkeypatch.setattr(shelves, "CHUNK", 4)


async def stored(database: Database) -> list[tuple[str, int, int, int]]:
    async with database.read() as db:
        rows = await db.run(
            lambda tx: tx.rows(
                text("SELECT origin, first_id, last_id, documents FROM recall_segments ORDER BY origin, first_id")
            )
        )
    return [tuple(row) for row in rows]


async def words_in_segments(database: Database) -> bytes:
    """All bytes of the stored index, unpacked."""
    async with database.read() as db:
        rows = await db.run(lambda tx: tx.rows(text("SELECT body FROM recall_segments")))
    return b"".join(zlib.decompress(bytes(row[0])[2:]) for row in rows)


async def test_a_turn_is_found_by_its_words_with_who_said_them(database: Database) -> None:
    table = await sit_down(database)
    await table.fill(6)
    turn = await table.tell(
        "Does the ferryman keep a brass key?", "Old Hob nods. The brass key hangs behind his stove.", by="tomas"
    )
    await table.fill(8)
    found = await table.search("where was the brass key of the ferryman?")
    best = found.memories[0]
    assert (best.number, best.ref.id, best.session) == (turn.number, turn.id, 1)
    assert best.text == (
        "Tomas: Does the ferryman keep a brass key? / Old Hob nods. The brass key hangs behind his stove."
    )
    assert "brass" in best.why and found.looked_at == 15


async def test_a_turn_is_found_as_soon_as_it_is_told_and_as_it_is_told_now(database: Database) -> None:
    table = await sit_down(database)
    await table.fill(3)
    assert (await table.search("heron")).memories == ()
    turn = await table.tell("I look up", "A heron stands on the roof.")
    assert await table.numbers("heron") == [turn.number]
    await table.reword(turn, "A stork stands on the chimney.")
    assert await table.numbers("heron") == [] and await table.numbers("stork") == [turn.number]
    assert "stork" in (await table.search("stork")).memories[0].text


async def test_undo_hides_and_a_branch_restores(database: Database) -> None:
    table = await sit_down(database)
    await table.fill(2)
    turn = await table.tell("I open the chest", "In the chest lies a sextant.")
    assert turn.commit_seq is not None
    before = await table.fork(turn.commit_seq)
    without = await table.fork(turn.commit_seq - 1)
    await table.undo(turn)
    assert await table.numbers("sextant") == []
    assert await before.numbers("sextant") == [turn.number]
    assert await without.numbers("sextant") == []
    later = await before.tell("I take it along", "The sextant is heavy.")
    assert await table.numbers("sextant") == [] and await without.numbers("sextant") == []
    assert set(await before.numbers("sextant")) == {turn.number, later.number}


async def test_a_secret_comes_only_to_those_who_were_there(database: Database) -> None:
    table = await sit_down(database)
    await table.fill(3)
    secret = await table.tell("I read the letter", "The abbot poisons the well.", there=("ilse", "orla"))
    await table.fill(3)
    wanted = "the abbot and the poisoned well"
    for who in ("ilse", "orla"):
        found = await table.search(wanted, knowers=frozenset({who}))
        assert [(each.number, each.known_by) for each in found.memories] == [(secret.number, (who,))]
    for who in ("tomas", "gregor"):
        assert (await table.search(wanted, knowers=frozenset({who}))).memories == ()
    both = frozenset({"ilse", "tomas"})
    (shared,) = (await table.search(wanted, knowers=both)).memories
    assert shared.known_by == ("ilse",)
    assert (await table.search(wanted, knowers=both, together=True)).memories == ()
    assert (await table.search(wanted, knowers=frozenset())).memories == ()
    assert await table.numbers(wanted) == [secret.number]  # the game master knows all
    await table.tell("I tell him all", "She does.", ("character:tomas", f"heard/{secret.id}", True))
    (told,) = (await table.search(wanted, knowers=both, together=True)).memories
    assert told.known_by == ("ilse", "tomas")


async def test_what_was_heard_is_unheard_by_undo(database: Database) -> None:
    table = await sit_down(database)
    secret = await table.tell("I read the letter", "The abbot poisons the well.", there=("ilse",))
    telling = await table.tell("I tell him", "She does.", ("character:tomas", f"heard/{secret.id}", True))
    knows = {"knowers": frozenset({"tomas"})}
    assert await table.numbers("abbot well", **knows) == [secret.number]
    await table.undo(telling)
    assert await table.numbers("abbot well", **knows) == []


async def test_an_old_turn_without_witnesses_is_the_partys(database: Database) -> None:
    table = await sit_down(database)
    turn = await table.tell("I read the letter", "The abbot poisons the well.", there=())
    for who, comes in (("ilse", True), ("tomas", True), ("orla", False)):
        assert bool(await table.numbers("abbot well", knowers=frozenset({who}))) is comes, turn.number


async def test_before_and_after(database: Database) -> None:
    table = await sit_down(database)
    turns = [await table.tell("I wait", f"A lantern swings. {at}") for at in range(20)]
    numbers = [turn.number for turn in turns]
    assert max(await table.numbers("lantern", before=numbers[5])) < numbers[5]
    assert min(await table.numbers("lantern", after=numbers[12])) > numbers[12]
    assert await table.numbers("lantern", after=numbers[-1]) == []


async def test_only_what_fits_well_is_recalled_for_a_prompt(database: Database) -> None:
    table = await sit_down(database)
    await table.fill(20)
    turn = await table.tell("Who sank the barge?", "Hob says that Merrick holed the barge for the insurance.")
    await table.fill(20)
    assert await table.numbers("I ask Hob again about Merrick and the barge", fitting=True) == [turn.number]
    assert await table.numbers("I wait and look about for a while", fitting=True) == []
    assert await table.numbers("I sharpen my axe and whistle", fitting=True) == []


async def test_not_five_of_one_scene(database: Database) -> None:
    table = await sit_down(database)
    first = [await table.tell("The comet", "The comet stands over the hill.") for _ in range(5)]
    await table.fill(12)
    second = await table.tell("The comet again", "The comet is back, and brighter.")
    best = await table.numbers("the comet", limit=2)
    assert second.number in best and len(set(best) & {turn.number for turn in first}) == 1


@pytest.mark.usefixtures("small_stretches")
async def test_stretches_are_stored_and_read_by_another_process(database: Database) -> None:
    table = await sit_down(database)
    turn = await table.tell("I hide it", "The astrolabe goes under the third board.")
    await table.fill(40)
    assert await table.numbers("the astrolabe") == [turn.number]
    rows = await stored(database)
    assert [row[3] for row in rows] == [16, 16] and rows[0][1] == 1 and rows[1][1] == rows[0][2] + 1
    assert b"astrolab" in await words_in_segments(database)
    table.recall = Recall(database)
    assert await table.numbers("the astrolabe") == [turn.number]
    assert await stored(database) == rows
    async with database.begin() as db:  # lost rows are built again
        await db.run(lambda tx: tx.write(text("DELETE FROM recall_segments WHERE first_id = 1")))
        await db.commit()
    assert await table.numbers("the astrolabe") == [turn.number]
    assert await stored(database) == rows


@pytest.mark.usefixtures("small_stretches")
async def test_two_processes_play_one_game(database: Database) -> None:
    table = await sit_down(database)
    other = Recall(database)
    mine, theirs = table.recall, other
    turns = []
    for at in range(50):
        turns.append(await table.tell("I wait", f"The bell of number{at} rings."))
        table.recall = (mine, theirs)[at % 2]
        assert await table.numbers(f"number{at}") == [turns[-1].number]
    await table.reword(turns[3], "A gong of brass sounds.")
    for recall in (mine, theirs):
        table.recall = recall
        assert await table.numbers("number3") == [] and await table.numbers("gong") == [turns[3].number]
        for at in (0, 17, 30, 49):
            assert await table.numbers(f"number{at}") == [turns[at].number]
    rows = await stored(database)
    assert all(before[2] < after[1] for before, after in itertools.pairwise(rows)) and len(rows) >= 3


@pytest.mark.usefixtures("small_stretches")
async def test_a_turn_that_is_told_late_is_found(database: Database) -> None:
    table = await sit_down(database)
    async with database.begin() as db:  # a turn of another scene waits for an answer all the while
        await db.run(
            lambda tx: tx.write(
                text(
                    "INSERT INTO turns (uid, game_id, branch_id, scene_id, session_id, number, kind, stage, status,"
                    " attempt, ruling_source, narration_source, alternative, alternatives, place, minutes, created_at)"
                    " SELECT 'late', game_id, branch_id, id, (SELECT max(id) FROM sessions), 9999, 'action', 'ruled',"
                    " 'parked', 1, '', '', 0, 0, '', 0, '2026-03-01 20:00:00' FROM scenes"
                )
            )
        )
        await db.commit()
    await table.fill(20)
    assert await table.numbers("count to 3")
    assert await stored(database) == []  # what may still be told would be missed
    async with database.begin() as db:
        await db.run(
            lambda tx: tx.write(
                text(
                    "UPDATE turns SET alternatives = 1, commit_seq = (SELECT max(seq) FROM commits), stage = 'settled'"
                    " WHERE uid = 'late'"
                )
            )
        )
        await db.run(
            lambda tx: tx.write(
                text(
                    "INSERT INTO texts (turn_id, kind, role, position, body)"
                    " SELECT id, 'narration', '', 0, 'A zeppelin lands.' FROM turns WHERE uid = 'late'"
                )
            )
        )
        await db.commit()
    assert await table.numbers("a zeppelin") == [9999]
    await table.fill(20)
    table.recall = Recall(database)
    assert await table.numbers("a zeppelin") == [9999] and await stored(database)


@pytest.mark.usefixtures("small_stretches")
async def test_erasing_leaves_no_word_in_the_index(database: Database) -> None:
    table = await sit_down(database)
    await table.tell("I bury the zqxjmarimba here", "The earth closes over it.", by="tomas")
    kept = await table.tell("I look for a spade", "The spade leans at the wall.")
    await table.fill(20)
    assert await table.numbers("zqxjmarimba") and b"zqxjmarimba" in await words_in_segments(database)
    other = Recall(database)
    await other.search(table.game, table.scene.branch_id, (await _query("zqxjmarimba")))
    async with database.begin() as db:
        await erase_player(db, table.game.id, "bert", NOW)
        await db.commit()
    assert await stored(database) == []
    for recall in (table.recall, other):
        table.recall = recall
        assert await table.numbers("zqxjmarimba") == [] and await table.numbers("spade") == [kept.number]
        index = recall.indexes._kept[table.game.id]
        assert all(part.postings("zqxjmarimba") is None for part in index.parts())
    assert await stored(database) and b"zqxjmarimba" not in await words_in_segments(database)


async def _query(words: str):  # type: ignore[no-untyped-def]
    from gm.domain.memory import RecallQuery

    return RecallQuery(words)


async def bring(table: MemoryTable, *lines: tuple[str, str], **about: object):  # type: ignore[no-untyped-def]
    given = {"title": "Old", "source": "old.jsonl", "owner": "anna", "now": NOW, "recall": table.recall} | about
    return await import_lines(table.database, table.game, chat(*lines), **given)  # type: ignore[arg-type]


async def test_an_old_chat_is_remembered_by_whose_it_is(database: Database) -> None:
    table = await sit_down(database)
    await table.fill(3)
    lines = (("Anna", "Who built the lighthouse?"), ("Orla", "My grandfather Edmund did."), ("Anna", "Ah."))
    brought = await bring(table, *lines, characters=("orla",))
    assert not brought.again and brought.archive.lines == 3
    again = await bring(table, *lines)
    assert again.again and again.archive.id == brought.archive.id
    (found,) = (await table.search("Edmund lighthouse", limit=1, knowers=frozenset({"orla"}))).memories
    assert found.ref.origin == "line" and found.session == 1 and found.known_by == ("orla",)
    assert found.text.startswith("Anna: Who built the lighthouse? / Orla: My grandfather Edmund did.")
    assert (await table.search("Edmund lighthouse", knowers=frozenset({"ilse"}))).memories == ()
    assert (await table.search("Edmund lighthouse", after=0)).memories == ()  # of this game's turns only
    async with database.begin() as db:
        await remove_archive(db, table.game.id, 1)
        await db.commit()
    assert (await table.search("Edmund lighthouse")).memories == ()


async def test_a_chat_that_was_broken_off_begins_anew(database: Database) -> None:
    table = await sit_down(database)
    async with database.begin() as db:
        about = {"title": "Old", "source": "old.jsonl", "owner": "anna", "now": NOW, "characters": None}
        half, _ = await record_archive(db, table.game.id, sha256="c" * 64, **about)  # type: ignore[arg-type]
        await record_lines(db, half.id, [ArchiveLine(1, "Anna", "The windmill burns.")])
        await db.commit()
    assert (await table.search("windmill")).memories == ()
    brought = await bring(table, ("Anna", "The windmill burns."), ("Bea", "All of it."), sha256="c" * 64)
    assert not brought.again and [each.number for each in (await table.search("windmill")).memories] == [1]
    async with database.read() as db:
        assert [each.lines for each in await load_archives(db, table.game.id)] == [2]


@pytest.mark.usefixtures("small_stretches")
async def test_many_chats_fill_stretches(database: Database) -> None:
    table = await sit_down(database)
    for at in range(6):
        lines = [("Bea", f"Word{at}x{line} was said in chat number {at}.") for line in range(9)]
        await bring(table, *lines, title=f"Chat {at}", sha256=f"{at}" * 64)
    await bring(table, *[("Bea", f"Long{line} tale") for line in range(40)], title="Long", sha256="9" * 64)
    rows = await stored(database)
    assert [row[3] for row in rows] == [16, 16]
    for recall in (table.recall, Recall(database)):
        table.recall = recall
        for at, line in ((0, 0), (3, 8), (5, 4)):
            (found,) = (await table.search(f"word{at}x{line}", limit=1)).memories
            assert (found.session, found.number) == (at + 1, line + 1)
        for line in (0, 15, 16, 31, 32, 39):
            assert (await table.search(f"long{line}", limit=1)).memories[0].number == line + 1
    fresh = Recall(database)
    table.recall = fresh
    await table.search("long3")
    index = fresh.indexes._kept[table.game.id]
    assert sum(part.size for part in index.lines.parts()) == 94
    async with database.begin() as db:
        await remove_archive(db, table.game.id, 3)
        await db.commit()
    assert (await table.search("word2x4")).memories == () and (await table.search("word3x4", limit=1)).memories


async def test_a_line_of_an_old_chat_is_shown_once(database: Database) -> None:
    """A passage holds its neighbours; one that was found as well is not shown again."""
    table = await sit_down(database)
    long = "The harbour master counts the boats again, and there is one fewer. " * 5
    lines = (
        ("Anna", "I bring the compass of Tobias."),
        ("Orla", "Tobias is drowned, they say."),
        ("Anna", "Ah."),
        ("Anna", f"{long} Where is the ferry of Edmund?"),
        ("Orla", f"{long} The ferry of Edmund has sunk."),
    )
    await bring(table, *lines)
    (once,) = (await table.search("Tobias")).memories
    assert "compass" in once.text and "drowned" in once.text
    assert len((await table.search("ferry Edmund")).memories) == 2, "the control: neither holds the other"


async def test_who_saw_little_is_reminded_of_nothing_that_the_game_is_full_of(database: Database) -> None:
    """What is rare is measured by the whole game, also for those who witnessed three turns of it."""
    table = await sit_down(database)
    for at in range(36):
        await table.tell("I wait", "A heron stands in the ditch." if at % 3 == 0 else "Rain.", there=("ilse",))
    seen = [
        await table.tell("I wait", told, there=("ilse", "orla"))
        for told in ("A heron goes up.", "The abbot poisons the well.", "Nothing moves.")
    ]
    for asked, numbers in (("I look for the heron", []), ("I speak of the abbot", [seen[1].number])):
        found = await table.search(asked, knowers=frozenset({"orla"}), fitting=True)
        assert [each.number for each in found.memories] == numbers
