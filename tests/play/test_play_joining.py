"""People who come into a game that has begun, and who leave it: history, prompts, undo, branches, erasure."""

import pytest
from engine_table import EngineTable, mill
from sqlalchemy import select

from gm.domain.calls import BackendRequest, Role
from gm.domain.memory import RecallQuery
from gm.domain.own import CharacterPicks
from gm.domain.play import Game
from gm.memory.recall import Recall
from gm.review.transcript import load_transcript
from gm.review.verify import verify
from gm.review.why import load_why
from gm.rules.own import own_character
from gm.store.database import Database
from gm.store.erasure import erase_person
from gm.store.own import erase_characters_of, load_characters_of, record_character, record_guest
from gm.store.rows_turn import TEXTS
from gm.store.sections import load_sections
from gm.store.turns import load_last_turn, load_turn

PICKS = CharacterPicks(
    name="Mira Quill", concept="a ferrywoman in debt", appearance="Rope-scarred.", wish="a duel", good_at=("stealth",)
)
OWNER = "discord:77"


async def bring(table: EngineTable, game: Game, picks: CharacterPicks = PICKS) -> str:
    """Mira comes into the game."""
    mira = own_character(mill(), picks, slug="own-77", owner=OWNER)
    now = table.clock.now()
    async with table.database.begin() as db:
        await record_character(db, slug=mira.id, owner=OWNER, ruleset="lantern-d20", picks=picks, now=now)
        await record_guest(db, game.id, mira, now)
        await db.commit()
    assert await table.engine.join(game, mira.id)
    return mira.id


def sent(request: BackendRequest) -> str:
    return "\n".join(message.content for message in request.messages)


async def test_a_late_arrival_is_told_once_and_stands_in_every_prompt(database: Database) -> None:
    table = EngineTable(database)
    game = await table.start()
    await table.say(game, "I search the floor")
    mira = await bring(table, game)
    assert not await table.engine.join(game, mira), "she is here already"
    state = await table.engine.state(game)
    assert state.present() == ("ilse", mira, "gregor")
    await table.say(game, "I search the stones")
    narrator, adjudicator = (sent(table.asked(role)[-1]) for role in (Role.NARRATOR, Role.ADJUDICATOR))
    assert "Mira Quill arrives and joins the party." in narrator
    assert "a ferrywoman in debt" in narrator and "Rope-scarred" in narrator
    assert "own-77 (Mira Quill, they/them: a ferrywoman in debt)" in adjudicator
    assert "a duel" in adjudicator and "a duel" not in narrator
    await table.say(game, "I search the door")
    assert "arrives" not in table.asked(Role.NARRATOR)[-1].messages[-1].content
    spoken = await table.say(game, "I hum", character=mira)
    assert spoken.status == "done"
    async with database.read() as db:
        lines = [line for turn in (await load_transcript(db, game)).turns for line in turn.lines]
        why = await load_why(db, game, number=None, spoilers=False)
    assert ("Mira Quill", "I hum") in lines and why.campaign.character(mira) is not None
    assert (await verify(database, game)).ok


async def test_the_canon_only_grows_and_ready_characters_who_come_late_stand_last(database: Database) -> None:
    table = EngineTable(database)
    game = await table.start(party=("odo",))
    await table.say(game, "I search the floor", character="odo")
    before = {role: table.asked(role)[-1].messages[0].content for role in (Role.NARRATOR, Role.ADJUDICATOR)}
    await bring(table, game)
    await table.engine.join(game, "ilse")
    assert (await table.engine.state(game)).present() == ("odo", "own-77", "ilse", "gregor")
    await table.say(game, "I search the wheel", character="odo")
    for role, text in before.items():
        after = table.asked(role)[-1].messages[0].content
        assert after.startswith(text) and len(after) > len(text), role
    grown = table.asked(Role.NARRATOR)[-1].messages[0].content
    await table.say(game, "I search the stones", character="odo")
    assert table.asked(Role.NARRATOR)[-1].messages[0].content == grown, "the cache covers it again"


async def test_who_leaves_waits_with_what_they_have_and_may_come_back(database: Database) -> None:
    table = EngineTable(database)
    game = await table.start(party=("ilse", "odo"))
    table.adjudicator = lambda _: '{"verdicts": [], "minutes": 5}'
    await table.say(game, "I search the floor")
    assert await table.engine.leave(game, "odo")
    assert not await table.engine.leave(game, "odo")
    assert (await table.engine.state(game)).present() == ("ilse", "gregor")
    await table.say(game, "I search the floor")
    assert "Odo leaves the party." in sent(table.asked(Role.NARRATOR)[-1])
    assert await table.engine.join(game, "odo")
    state = await table.engine.state(game)
    assert state.present() == ("ilse", "odo", "gregor") and state.world.number("character:odo", "hp") == 8
    assert (await verify(database, game)).ok


async def test_come_and_gone_before_anybody_looked_is_no_news(database: Database) -> None:
    table = EngineTable(database)
    game = await table.start()
    await table.engine.join(game, "odo")
    await table.engine.leave(game, "odo")
    await table.say(game, "I search the floor")
    assert "Odo" not in table.asked(Role.NARRATOR)[-1].messages[-1].content


async def test_who_joins_after_the_opening_alone_was_there(database: Database) -> None:
    """As people sit down at a table: one begins the game, the others come within a minute."""
    table = EngineTable(database)
    game = await table.start()
    mira = await bring(table, game)
    async with database.read() as db:
        opening = await load_last_turn(db, game.branch_id)
    assert opening is not None and opening.kind == "opening"
    await table.say(game, "I search the floor")
    assert "arrives" not in table.asked(Role.NARRATOR)[-1].messages[-1].content
    query = RecallQuery("who is at the wheel", knowers=frozenset({mira}), among=frozenset({"ilse", mira}))
    found = await Recall(database).search(game, game.branch_id, query)
    heard = {memory.ref.id: memory.known_by for memory in found.memories}
    assert set(heard[opening.id]) == {"ilse", mira}


async def test_undo_redo_and_branch_around_an_arrival(database: Database) -> None:
    table = EngineTable(database)
    game = await table.start()
    await table.say(game, "I search the floor")
    mira = await bring(table, game)
    await table.say(game, "I search the wheel")
    await table.engine.undo(game)
    assert mira in (await table.engine.state(game)).present(), "coming is no turn: undo leaves her here"
    await table.engine.redo(game, table.face)
    assert "Mira Quill arrives" in sent(table.asked(Role.NARRATOR)[-1]), "told again, for nobody has read it"
    earlier, _ = await table.engine.branch(game, "before", at=1)
    assert mira not in (await table.engine.state(earlier)).present()
    assert await table.engine.join(earlier, mira)
    assert (await verify(database, game)).ok and (await verify(database, earlier)).ok


async def test_erasing_takes_every_word_and_leaves_a_game_that_goes_on(database: Database) -> None:
    table = EngineTable(database)
    game = await table.start()
    mira = await bring(table, game)
    await table.say(game, "I search the wheel")
    async with database.read() as db:
        (kept,) = await load_characters_of(db, OWNER)
        before = await load_sections(db, 1)
    assert kept.picks == PICKS and any("Mira Quill" in section.text for section in before)
    async with database.begin() as db:
        assert await erase_characters_of(db, OWNER, table.clock.now()) == 1
        await db.commit()
    async with database.read() as db:
        assert await load_characters_of(db, OWNER) == ()
        texts = [section.text for call in (1, 2) for section in await load_sections(db, call)]
    assert not any("Mira" in text or "ferrywoman" in text or "duel" in text for text in texts)
    state = await table.engine.state(game)
    assert mira in state.present()
    left = state.campaign.character(mira)
    assert left is not None and (left.name, left.concept, left.appearance) == ("[erased]", "", "")
    await table.say(game, "I search the yard", character=mira)
    assert "Mira" not in "".join(message.content for message in table.asked(Role.ADJUDICATOR)[-1].messages)
    assert (await verify(database, game)).ok


@pytest.mark.parametrize(
    ("name", "told", "left"),
    [
        ("Al", "The dust settles. Al waves; also Gregor.", "The dust settles. @… waves; also Gregor."),
        ("张三", "尘埃落定。张三来了。", "尘埃落定。@…来了。"),
        ("สมชาย", "ฝุ่นจางลง สมชายมาถึงแล้ว", "ฝุ่นจางลง @…มาถึงแล้ว"),
    ],
)
async def test_erasing_takes_the_name_of_who_came_and_never_acted(
    database: Database, name: str, told: str, left: str
) -> None:
    """Their name stands in what others were told, and nowhere else in that game."""
    table = EngineTable(database)
    game = await table.start()
    await table.say(game, "I search the floor")
    await bring(table, game, PICKS.model_copy(update={"name": name}))
    table.narrator = lambda _: told
    turn = await table.say(game, "I search the wheel")
    assert turn.outcome is not None and any(name in note for note in turn.outcome.notes)
    async with database.begin() as db:
        await erase_person(db, OWNER, table.clock.now())
        await db.commit()
    async with database.read() as db:
        after = await load_turn(db, turn.id, branch_id=game.branch_id)
        words = await db.run(lambda tx: [str(row[0]) for row in tx.rows(select(TEXTS.c.body))])
    assert after.narration == left and after.outcome is not None
    assert not any(name in body for body in words), words
    assert (await verify(database, game)).ok
