"""A player who takes back that they are recorded plays on: their words go once the table has moved past them."""

from pathlib import Path

import pytest
from databases import open_copy
from dying import outlives
from engine_table import EngineTable, check, ruling
from sqlalchemy import text

from gm.domain.calls import Role
from gm.domain.errors import Refused
from gm.domain.play import Game
from gm.review.verify import verify
from gm.store.database import Database
from gm.store.games import load_game_by_id
from gm.store.history import load_world
from gm.store.personal_data import load_personal
from gm.store.rolls import load_rolls

WORDS = "I hum zqxjtune and look under the zqxjstones"


async def everything(database: Database) -> str:
    """Every word that stands anywhere."""
    queries = (
        "SELECT body FROM texts",
        "SELECT body FROM prompt_sections",
        "SELECT object FROM facts",
        "SELECT error FROM model_calls",
        "SELECT body FROM summaries",
    )
    async with database.read() as db:
        rows = [row for query in queries for row in await db.run(lambda tx, q=query: tx.rows(text(q)))]
    return "\n".join(str(row[0]) for row in rows if row[0] is not None)


async def seated(database: Database) -> tuple[EngineTable, Game]:
    table = EngineTable(database)
    game = await table.start(party=("ilse", "odo"))
    table.adjudicator = lambda _: ruling(check("search"))
    return table, game


async def test_words_stand_until_the_next_beat_is_told_and_then_nowhere(database: Database) -> None:
    table, game = await seated(database)
    await table.say(game, "I greet zqxjbefore", character="odo")
    assert await table.engine.record.set_kept("odo", kept=False)
    assert not await table.engine.record.set_kept("odo", kept=False)  # it was so already
    turn = await table.say(game, WORDS, character="odo")
    again = await table.engine.reword(game, "shorter", table.face)  # the last beat can still be told again
    assert again.id == turn.id and "zqxjtune" in await everything(database)
    async with database.read() as db:
        world, rolls = await load_world(db, game.branch_id), await load_rolls(db, game.id)
    assert rolls
    later = await table.say(game, "I wait by the stones", character="ilse")
    told = await everything(database)
    assert "zqxjtune" not in told and "zqxjstones" not in told
    assert "zqxjbefore" in told and "I wait by the stones" in told  # what was said before, and by others
    assert (later.narration or "") in told
    async with database.read() as db:
        assert (await load_rolls(db, game.id))[: len(rolls)] == rolls
        assert await load_world(db, game.branch_id) != world  # only by what Ilse's beat took
        kept = await load_personal(db, "odo", None)
    assert [row["text"] for row in kept.parts["words"]] == ["I greet zqxjbefore", None]
    assert len(kept.parts["not_kept"]) == 1
    assert (await verify(database, game)).differences == ()


async def test_the_next_prompts_do_not_hold_them_and_say_nothing_of_it(database: Database) -> None:
    table, game = await seated(database)
    await table.engine.record.set_kept("odo", kept=False)
    await table.say(game, WORDS, character="odo")
    await table.say(game, "I wait", character="ilse")
    for number in range(5):
        await table.say(game, f"I count {number}", character="ilse")
        for role in (Role.NARRATOR, Role.ADJUDICATOR):
            for request in table.asked(role)[-1:]:
                assert not any("zqxj" in message.content for message in request.messages)


async def test_the_last_line_goes_when_the_sitting_ends(database: Database) -> None:
    table, game = await seated(database)
    await table.engine.record.set_kept("odo", kept=False)
    await table.say(game, WORDS, character="odo")
    assert "zqxjtune" in await everything(database)
    await table.engine.close_session(game)
    assert "zqxjtune" not in await everything(database)


async def test_what_is_gone_is_not_played_again_but_can_be_taken_back(database: Database) -> None:
    table, game = await seated(database)
    await table.engine.record.set_kept("odo", kept=False)
    await table.say(game, WORDS, character="odo")
    await table.say(game, "I wait", character="ilse")
    await table.engine.undo(game)
    for act in (
        lambda: table.engine.reword(game, "", table.face),
        lambda: table.engine.objections.object(game, "of the light", "odo", leads=True),
    ):
        with pytest.raises(Refused, match="no longer kept"):
            await act()
    assert (await table.engine.undo(game)).number == 2
    with pytest.raises(Refused, match="no longer kept"):
        await table.engine.redo(game, table.face)


async def test_a_line_taken_back_before_it_was_played_goes_and_one_that_waits_stays(database: Database) -> None:
    table, game = await seated(database)
    await table.engine.record.set_kept("odo", kept=False)
    await table.say(game, WORDS, character="odo")
    await table.engine.undo(game)  # taken back: nobody needs it, but for a redo, until another beat is told
    await table.say(game, "I wait", character="ilse")
    assert "zqxj" not in await everything(database)


async def test_taken_back_the_wish_keeps_words_again(database: Database) -> None:
    table, game = await seated(database)
    await table.engine.record.set_kept("odo", kept=False)
    assert await table.engine.record.since("odo") is not None
    assert await table.engine.record.set_kept("odo", kept=True)
    await table.say(game, WORDS, character="odo")
    await table.say(game, "I wait", character="ilse")
    assert "zqxjtune" in await everything(database)


async def test_a_whisper_of_theirs_goes_too_and_others_secrets_stay_sealed(database: Database) -> None:
    table, game = await seated(database)
    await table.engine.record.set_kept("odo", kept=False)
    await table.say(game, WORDS, character="odo")
    await table.say(game, "I wait", character="ilse")
    before = await table.engine.whispers.mine(game, "ilse")
    await table.say(game, "I wait again", character="ilse")
    assert await table.engine.whispers.mine(game, "ilse") == before


LATER = 'await table.say(game, "I wait by the stones", character="ilse", source="later")'


@pytest.mark.parametrize("act", [LATER, "await table.engine.close_session(game)"])
async def test_killed_between_a_telling_and_their_going_words_are_gone_once_it_starts_again(
    tmp_path: Path, sqlite_template: Path, act: str
) -> None:
    """A real process is killed before its n-th write, from the next beat's first until none is left. Whoever opens the
    game again finds nothing of what was due, not even in the bytes of the file."""
    gone_late, ended = 0, False
    for after in range(20 if act == LATER else 0, 200, 4):  # a beat is told after some twenty writes
        database = await open_copy(sqlite_template, tmp_path)
        table, game = await seated(database)
        await table.engine.record.set_kept("odo", kept=False)
        await table.say(game, WORDS, character="odo")
        await database.close()
        later = f"table.clock.pass_by(3600); {act}"
        ended = await outlives(tmp_path / "game.db", later, after=after)
        database = await Database.open(f"sqlite:///{tmp_path / 'game.db'}")
        over = await is_over(database)
        gone_late += over and "zqxjtune" in await everything(database)
        table = EngineTable(database, owner="host:3:test", gone=lambda _: True)
        table.clock.pass_by(7200)
        async with database.read() as db:
            game = await load_game_by_id(db, game.id)
        await table.engine.resume(game, table.face)  # what every face does first
        if await is_over(database):
            assert "zqxj" not in await everything(database), after
            assert b"zqxjtune" not in bytes_in(tmp_path), after
        assert (await verify(database, game)).ok
        await database.close()
        wipe(tmp_path)
        if ended:
            break
    assert ended
    assert gone_late or act != LATER, "no kill struck between the telling and their going"


def bytes_in(folder: Path) -> bytes:
    """All that the database's files hold."""
    return b"".join(file.read_bytes() for file in folder.glob("game.db*"))


def wipe(folder: Path) -> None:
    for file in folder.glob("game.db*"):
        file.unlink()


async def is_over(database: Database) -> bool:
    """Whether a later beat was told, or the sitting is closed: nobody needs their words any more."""
    query = (
        "SELECT (SELECT COUNT(*) FROM turns WHERE stage = 'settled' AND kind = 'action') > 1 "
        "OR (SELECT COUNT(*) FROM sessions WHERE closed_at IS NOT NULL) > 0"
    )
    async with database.read() as db:
        return bool((await db.run(lambda tx: tx.rows(text(query))))[0][0])
