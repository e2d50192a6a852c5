"""Erasing a player's words leaves dice, changes and money, and verification passes."""

from sqlalchemy import text
from store_table import NOW, begin_turn, open_table, play, resolve, roll_of, say, tell
from test_store_calls import SECTIONS, Watch, start

from gm.store.calls import CallLedger, load_calls, load_prompt
from gm.store.database import Database
from gm.store.erasure import erase_player
from gm.store.history import check_chain, load_world
from gm.store.inputs import load_waiting_inputs
from gm.store.rolls import load_rolls
from gm.store.texts import ERASED
from gm.store.turns import load_beats, load_gists, load_turn


async def everything(database: Database) -> str:
    """Every word that stands anywhere in the texts and the prompts."""
    async with database.read() as db:
        rows = await db.run(
            lambda tx: tx.rows(text("SELECT body FROM texts UNION ALL SELECT body FROM prompt_sections"))
        )
    return "\n".join(row[0] for row in rows if row[0] is not None)


async def test_erasing_a_player(database: Database) -> None:
    table = await open_table(database)
    other = await open_table(database, "saturday")
    shared = await begin_turn(table, await say(table, "annas words"), await say(table, "beas words", "bea", None))
    await resolve(table, shared, ("character:ilse", "hp", 4), rolls=[roll_of(table, shared)])
    await tell(table, shared, "'Annas words' hang in the air. Both of them went on.")
    alone = await play(table, "beas own turn", player="bea")
    await say(table, "annas last words")
    elsewhere = await play(other, "annas words in another game")
    ledger = CallLedger(database, Watch(), owner="a")
    call = await ledger.reserve(start(game_id=table.game.id))
    async with database.read() as db:
        before = await load_world(db, table.branch_id)
        calls = await load_calls(db)
        rolls = await load_rolls(db, table.game.id)
    async with database.begin() as db:
        count = await erase_player(db, table.game.id, "anna", NOW)
        await db.commit()
    assert count == 2 + 3 + 2  # her inputs; ruling, outcome and line of her turn; two prompt sections
    left = await everything(database)
    for gone in ("annas words\n", "annas last words", "hang in the air", "I climb the wheel"):
        assert gone not in f"{left}\n"
    for kept in ("[…] Both of them went on.", "beas words", "beas own turn", "annas words in another game"):
        assert kept in left
    async with database.begin() as db:
        assert await check_chain(db, table.branch_id) == ()
        assert await load_world(db, table.branch_id) == before
        assert (await load_calls(db), await load_rolls(db, table.game.id)) == (calls, rolls)
        turn = await load_turn(db, shared.id)
        assert (turn.narration, turn.ruling, turn.outcome) == ("[…] Both of them went on.", None, None)
        assert [each.input.text for each in turn.inputs] == [ERASED, "beas words"]
        first, second = await load_beats(db, table.branch_id)
        assert (first.narration, first.gist, first.outcome_line) == (turn.narration, f"gist of {shared.number}", "")
        assert (second.turn_id, second.narration) == (alone.id, alone.narration)
        assert (await load_gists(db, table.branch_id, before=2)) == ((1, f"gist of {shared.number}"),)
        (waiting,) = await load_waiting_inputs(db, table.scene.id)
        assert waiting.input.text == ERASED
        sent = await load_prompt(db, call)
        assert [message.content for message in sent][1:] == [ERASED, SECTIONS[3].text, ERASED]
        assert (await load_turn(db, elsewhere.id)).narration == elsewhere.narration
        tombstones = await db.run(
            lambda tx: tx.value(text("SELECT count(*) FROM texts WHERE body IS NULL AND erased_at IS NOT NULL"))
        )
        assert tombstones == 5
        assert await erase_player(db, table.game.id, "anna", NOW) == 0
        assert await erase_player(db, table.game.id, "nobody", NOW) == 0
