"""Every column says whether it can hold people's words or ids, and what is erased stands in no file any more."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from databases import open_copy
from sqlalchemy import BigInteger, Column, Integer, LargeBinary, String, text
from store_table import NOW, begin_turn, open_table, resolve, say, tell
from test_store_calls import Watch, start

from gm.domain.boundaries import read_boundary
from gm.domain.chronicle import Span
from gm.domain.dice import RollRecord
from gm.domain.facts import NewFact
from gm.domain.own import CharacterPicks, OwnCharacter
from gm.domain.play import StoredRoll
from gm.domain.prompt import Layer, PromptSection
from gm.store.archives import ArchiveLine, record_archive, record_archive_done, record_lines
from gm.store.boundaries import record_own_boundaries
from gm.store.calls import CallLedger
from gm.store.consents import load_consent, record_consent
from gm.store.database import Database
from gm.store.discord import DiscordSeat, ThreadBinding, record_seat, record_thread
from gm.store.erasure import erase_person
from gm.store.facts import record_fact
from gm.store.forks import fork_branch
from gm.store.gm_notes import record_note, record_translation
from gm.store.guilds import AuditEntry, record_audit
from gm.store.marks import record_mark
from gm.store.own import record_character, record_guest
from gm.store.personal import CATEGORIES, HOLDS
from gm.store.personal_data import load_personal
from gm.store.recall_segments import SegmentKey, load_words_state, record_segment
from gm.store.reminders import Reminder, record_reminder
from gm.store.retention import erase_game
from gm.store.rolls import record_rolls
from gm.store.schema import METADATA
from gm.store.sealed import record_player_note
from gm.store.sittings import switch_interest
from gm.store.summary_writes import record_summary
from gm.store.turns import load_turns, record_narration
from gm.store.unrecorded import record_unrecorded
from gm.store.uploads import record_upload
from gm.store.vectors import record_vectors

TABLES = METADATA.sorted_tables
ADA = 990000000000000001
PLAYER = f"discord:{ADA}"
TELL = (
    "{table}.{column} is not declared in gm/store/personal.py. Say there whether it can hold people's words or ids: "
    "NOTHING, kept(why), or of(category, how). If it can, erase it in gm/store/erasure.py (or erasure_faces.py), "
    "add it to gm/store/personal_data.py, and plant a word in it in this file."
)


PEOPLE = ("user", "player", "actor", "host", "author", "member")


def may_hold(column: Column[Any]) -> bool:
    """Whether a column's type, or its name, could hold words or ids of people."""
    kind = column.type
    if isinstance(kind, String | LargeBinary):
        return True
    own_number = isinstance(kind._variant_mapping.get("sqlite"), Integer)
    named = any(word in column.name for word in PEOPLE) and not column.foreign_keys
    return isinstance(kind, BigInteger) and (not own_number or named)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_column_that_could_hold_words_or_ids_of_people_is_declared(table) -> None:
    declared = HOLDS.get(table.name)
    assert declared is not None, TELL.format(table=table.name, column="*")
    for column in table.columns:
        assert column.name in declared or not may_hold(column), TELL.format(table=table.name, column=column.name)


def test_nothing_is_declared_that_is_not_there_and_every_category_is_somewhere() -> None:
    there = {table.name: {column.name for column in table.columns} for table in TABLES}
    for name, columns in HOLDS.items():
        assert columns.keys() <= there.get(name, set()), f"gm/store/personal.py names columns of {name} that are gone"
    used = {holds.category for columns in HOLDS.values() for holds in columns.values()}
    assert set(CATEGORIES) <= used


async def everything(database: Database) -> str:
    """Every value of every table, as text."""
    found: list[str] = []
    async with database.read() as db:
        for table in TABLES:
            for row in await db.run(lambda tx, t=table: tx.rows(t.select())):
                found += [f"{table.name}.{key}={value!r}" for key, value in row._mapping.items()]
    return "\n".join(found)


WORDS = {
    "input": "I whisper zqxjinputq to the wheel",
    "waiting": "zqxjwaitingq comes next",
    "label": "2d6 [zqxjlabelq]",
    "seat": "Zqxjnameq",
    "thread": "zqxjthreadq night",
    "section": "the zqxjsectionq line",
    "note": "let zqxjnoteq rain",
    "own": "Zqxjownq Quill",
    "concept": "a zqxjconceptq in debt",
    "edit": "Bea waits. The zqxjeditq shadow waits, too, behind the tall mill wheel.",
    "branch": "zqxjbranchq",
    "to_gm": "I am in truth the zqxjtogmq",
    "boundary": "zqxjboundaryq: zqxjboundaryq*",
    "chat": "I told you about the zqxjchatq already.",
    "quoted": "I whisper zqxjinputq to the wheel",
    "fact": "Zqxjfactq owes the miller",
    "summary": "Somebody whispered zqxjsummaryq to the wheel.",
}


async def plant(database: Database) -> None:
    """A game with unique words and ids of one person in every place that can hold them."""
    table = await open_table(database)
    ledger = CallLedger(database, Watch(), owner="a")
    turn = await begin_turn(
        table, await say(table, WORDS["input"], PLAYER), await say(table, f"I nod at <@{ADA}> and Zqxjnameq", "bea")
    )
    await say(table, WORDS["waiting"], PLAYER)
    await resolve(table, turn)
    await tell(table, turn, "You whisper zqxjinputq to the wheel. The wheel turns. Bea waits. Zqxjownq Quill nods.")
    theirs = await begin_turn(table, await say(table, "I wait", "bea"))
    await resolve(table, theirs)
    await tell(table, theirs, "Bea waits. Nobody comes.")
    async with database.begin() as db:
        fork = {"game_id": table.game.id, "from_branch_id": table.game.branch_id, "seq": 1, "uid": "f" * 32}
        other = await fork_branch(db, name=WORDS["branch"], author=PLAYER, now=NOW, **fork)
        edit = {"text": WORDS["edit"], "source": "gm", "gist": "zqxjeditq", "alternative": 1, "author": PLAYER}
        await record_narration(db, table.lease, theirs.id, **edit)
        named = ThreadBinding(11, 2, 3, 77, "mill", WORDS["branch"], game_id=table.game.id, branch_id=other.id)
        await record_thread(db, named, NOW)
        await db.commit()
    sections = (
        PromptSection("words", WORDS["section"], Layer.TAIL, 5, "user", players=(PLAYER,)),
        PromptSection("tail/reword", "Tell it with more zqxjhintq", Layer.TAIL, 5, "user"),
        PromptSection("tail/asides", "The game master asks: let zqxjnoteq rain", Layer.TAIL, 5, "user"),
        PromptSection("echo", "Earlier: they whisper zqxjinputq to the wheel.", Layer.TAIL, 5, "user"),
    )
    call = start(game_id=table.game.id, turn_id=turn.id)
    number = await ledger.reserve(replace(call, sections=sections, purpose=replace(call.purpose, player=PLAYER)))
    async with database.begin() as db:
        await record_player_note(db, table.game.id, PLAYER, "ilse", WORDS["to_gm"], NOW)
        await record_own_boundaries(db, table.game.id, PLAYER, [read_boundary(WORDS["boundary"], "line")])
        await record_note(db, table.game.id, PLAYER, WORDS["note"], after_number=0, beats=None, now=NOW)
        fact = NewFact(WORDS["fact"], "Zqxjwhoq", "says", author=PLAYER)
        await record_fact(db, table.game.id, table.game.branch_id, fact, now=NOW)
        echo = NewFact("whisper zqxjinputq to the wheel", "Ilse", writer="scribe")
        await record_fact(db, table.game.id, table.game.branch_id, echo, turn_id=turn.id, now=NOW)
        span = Span("scene", turn.number, theirs.number, 2, 3, 2, theirs.id, table.session.id)
        told = {"game_id": table.game.id, "seen_seq": 3, "now": NOW}
        await record_summary(db, table.game.branch_id, span, WORDS["summary"], **told)
        await record_mark(db, table.game.id, "fact:1", "pin", player=PLAYER, after=1, now=NOW)
        await record_translation(db, turn.id, 0, "de", "Du flüsterst zqxjinputq.", NOW)
        await db.run(
            lambda tx: tx.write(
                text("UPDATE model_calls SET error = :wrong WHERE id = :id"),
                {"wrong": "refused: 'I whisper zqxjinputq to the wheel'", "id": number},
            )
        )
        await record_thread(db, ThreadBinding(1, 2, 3, ADA, "mill", WORDS["thread"], game_id=table.game.id), NOW)
        await record_seat(db, 1, DiscordSeat("ilse", ADA, WORDS["seat"]), NOW)
        await record_reminder(db, 1, Reminder(ADA, 24))
        await record_audit(db, AuditEntry(2, ADA, "settings.cap", "1 → 2", NOW))
        await record_audit(db, AuditEntry(2, 77, "user.block", f"user {ADA}", NOW))
        await record_unrecorded(db, PLAYER, NOW, wanted=True)
        await record_consent(db, ADA, "1", NOW)
        await switch_interest(db, 1, ADA, NOW)
        picks = CharacterPicks(name=WORDS["own"], concept=WORDS["concept"], wish="zqxjwishq")
        await record_character(db, slug="own-1", owner=PLAYER, ruleset="kit", picks=picks, now=NOW)
        mine = OwnCharacter(id="own-1", name=picks.name, concept=picks.concept, owner=PLAYER)
        await record_guest(db, table.game.id, mine, NOW)
        upload = {"title": "T", "tagline": "", "version": "v", "campaign": "{}", "files": b"z"}
        quota = {"most": 9, "most_bytes": 999}
        await record_upload(db, guild_id=2, slug="s2-t", **upload, uploaded_by=ADA, now=NOW, **quota)
        record = RollRecord(purpose="roll", expression="2d6 [zqxjlabelq]", total=7, dice=(), label="zqxjlabelq")
        chat = {"title": "zqxjtitleq", "source": "zqxjfileq.jsonl", "characters": None, "now": NOW}
        brought, _ = await record_archive(db, table.game.id, sha256="a" * 64, owner=PLAYER, **chat)
        await record_lines(db, brought.id, [ArchiveLine(1, "Zqxjnameq", WORDS["chat"], True)])
        await record_archive_done(db, brought.id, 1)
        chat |= {"title": "An old chat", "source": "old.jsonl"}
        old, _ = await record_archive(db, table.game.id, sha256="b" * 64, owner="bea", **chat)
        told = [
            ("Bea", "The ferry left."),
            ("Ilse", WORDS["quoted"]),
            ("Zqxjnameq", "Wait!"),
            ("Bea", "Ha, Zqxjnameq!"),
        ]
        lines = [ArchiveLine(number, *said) for number, said in enumerate(told, 1)]
        await record_lines(db, old.id, lines)
        await record_archive_done(db, old.id, len(lines))
        key = SegmentKey("line", lines[0].number, 2**40, 5, "x" * 8)
        state = await load_words_state(db, table.game.id)
        assert await record_segment(db, table.game.id, 1, key, b"zqxjpackedq", read_at=state)
        read_at = (state.erasures, state.retellings)
        assert await record_vectors(db, table.game.id, "m", 4, {1: b"zqxjvec!"}, read_at=read_at)
        await record_rolls(db, table.game.id, [StoredRoll(table.session.id, None, "k", 1, ("s",), record, PLAYER)], NOW)
        await db.run(
            lambda tx: tx.write(
                text("INSERT INTO players (name, created_at) VALUES (:name, :now)"),
                {"name": PLAYER, "now": NOW.replace(tzinfo=None) if tx.dialect == "sqlite" else NOW},
            )
        )
        await db.commit()


async def test_a_person_is_erased_from_every_table(database: Database) -> None:
    await plant(database)
    before = await everything(database)
    assert before.count(str(ADA)) > 10 and before.count("zqxj") >= len(WORDS)
    async with database.read() as db:
        data = await load_personal(db, PLAYER, ADA)
    assert [row["text"] for row in data.parts["words"]] == [WORDS["input"], WORDS["waiting"]]
    assert (
        data.count("calls") == 1 and data.count("seats") == 1 and data.count("rolls") == 1 and data.count("facts") == 1
    )
    async with database.begin() as db:
        done = await erase_person(db, PLAYER, NOW, user_id=ADA)
        await db.commit()
    assert done.cut >= 1 and done.threads == (1,)
    assert await database.scrub()
    left = await everything(database)
    assert str(ADA) not in left and "zqxj" not in left.casefold(), [
        line for line in left.splitlines() if "zqxj" in line.casefold() or str(ADA) in line
    ]
    assert data.count("edits") == 1 and data.count("branches") == 1
    assert "Bea waits. Nobody comes." in left and "branches.name='branch-2'" in left
    async with database.read() as db:
        (turn,) = [turn for turn in await load_turns(db, 1) if turn.alternatives == 2]
    assert (turn.alternative, turn.narration, turn.narration_author) == (0, "Bea waits. Nobody comes.", None)
    assert turn.narration_source == "offline"
    assert (
        "The ferry left." in left and "Ha, @…!" in left and "recall_segments" not in left and "embeddings" not in left
    )
    assert "The wheel turns. Bea waits." in left and "I nod at @… and @…" in left
    async with database.begin() as db:
        assert await load_consent(db, ADA) is None
        again = await erase_person(db, PLAYER, NOW, user_id=ADA)
    assert (again.texts, again.cut, again.rows) == (0, 0, 0)


async def test_a_game_is_let_go_whole(database: Database) -> None:
    await plant(database)
    async with database.begin() as db:
        assert await erase_game(db, 1, NOW) > 0
        await db.commit()
    left = await everything(database)
    kept = ("discord_", "own_", "uploads")
    still = [line for line in left.splitlines() if "zqxj" in line and not line.startswith(kept)]
    theirs = left.replace(f"unrecorded.player='{PLAYER}'", "")  # a wish for every game, not of one
    assert still == [] and f"player='{PLAYER}'" not in theirs


async def test_a_server_is_erased_and_the_others_stay(database: Database) -> None:
    await plant(database)
    async with database.begin() as db:
        elsewhere = await erase_person(db, PLAYER, NOW, user_id=ADA, guild_id=999)
        assert (elsewhere.texts, elsewhere.rows) == (0, 0)
        here = await erase_person(db, PLAYER, NOW, user_id=ADA, guild_id=2)
        assert here.texts > 0 and await load_consent(db, ADA) == "1"  # agreed to everywhere
        await db.commit()
    assert "zqxjinputq" not in await everything(database)


def bytes_in(folder: Path) -> bytes:
    """Everything that the files of a folder hold, in lower case."""
    return b"".join(file.read_bytes() for file in folder.iterdir()).lower()


async def test_no_byte_of_it_is_left_in_the_files(sqlite_template: Path, tmp_path: Path) -> None:
    database = await open_copy(sqlite_template, tmp_path)
    await plant(database)
    assert b"zqxjinputq" in bytes_in(tmp_path)
    async with database.begin() as db:
        await erase_person(db, PLAYER, NOW, user_id=ADA)
        await db.commit()
    assert await database.scrub()
    left = bytes_in(tmp_path)
    assert b"zqxj" not in left and str(ADA).encode() not in left and ADA.to_bytes(8, "big") not in left
    await database.close()
