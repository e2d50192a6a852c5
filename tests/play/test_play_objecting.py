"""A ruling is reconsidered once, with the dice that had fallen, and what was said stays with it as a precedent."""

import json
from dataclasses import replace

import pytest
from engine_table import EngineTable, check, ruling
from sqlalchemy import update

from gm.domain.approval import Overruling
from gm.domain.calls import BackendRequest, Role
from gm.domain.errors import Refused
from gm.domain.play import Game, Turn
from gm.review.dice_proof import prove_dice
from gm.review.verify import verify
from gm.review.why import load_why, why_rows
from gm.store.database import Database
from gm.store.erasure import erase_player
from gm.store.objections import load_objection
from gm.store.rolls import load_rolls
from gm.store.rows_turn import TURNS
from gm.store.turns import load_turns

WORDS = "I search the floor under the stones"


def granted(*verdicts: dict[str, object], answer: str = "Ilse grew up here.") -> str:
    return json.dumps({**json.loads(ruling(*verdicts)), "objection": "granted", "answer": answer})


def stands(answer: str = "It was dark.") -> str:
    return json.dumps({"objection": "stands", "answer": answer, "verdicts": [], "minutes": 0})


def easier() -> dict[str, object]:
    return check(check={"character": "ilse", "skill": "search", "difficulty": 5})


def answering(reply: str) -> object:
    """The adjudicator's usual ruling, and this one where it is objected to."""

    def answer(request: BackendRequest) -> str:
        return reply if "YOU RULED THIS ALREADY" in request.messages[-1].content else ruling(check())

    return answer


async def played(database: Database, reply: str) -> tuple[EngineTable, Game, Turn]:
    table = EngineTable(database)
    table.adjudicator = answering(reply)  # type: ignore[assignment]
    game = await table.start()
    return table, game, await table.say(game, WORDS)


def player_of(turn: Turn) -> str:
    return turn.inputs[0].input.player


async def sound(table: EngineTable, game: Game) -> None:
    found = await verify(table.database, game)
    assert found.differences == ()
    assert (await prove_dice(table.database, game)).ok


async def test_put_right_with_the_same_dice(database: Database) -> None:
    table, game, old = await played(database, granted(easier()))
    done = await table.engine.objections.object(game, "I grew up here", player_of(old), leads=False)
    assert done.objection.said == "granted" and done.objection.answer == "Ilse grew up here."
    new = await table.engine.objections.play(game, done, table.face)
    assert new.id != old.id and new.status == "done" and new.dice_of == old.uid and new.attempt == old.attempt
    assert old.outcome is not None and new.outcome is not None
    was, now = old.outcome.checks[0], new.outcome.checks[0]
    assert now.difficulty == 5 and was.difficulty == 12
    assert now.roll is not None and was.roll is not None and now.roll.dice == was.roll.dice
    async with database.read() as db:
        turns = await load_turns(db, game.branch_id)
        assert [turn.status for turn in turns if turn.kind == "action"] == ["undone", "done"]
        assert len(await load_rolls(db, game.id)) == 2
    asked = table.asked(Role.ADJUDICATOR)[-1].messages[-1].content
    assert "«I grew up here»" in asked and '"difficulty":12' in asked
    assert not any(str(was.total) in line for line in asked.splitlines() if "rolled" in line.casefold())
    assert old.narration is not None and old.narration not in asked
    await sound(table, game)
    await table.engine.undo(await table.engine.reload(game))
    await sound(table, game)
    await table.engine.close_session(game)
    await sound(table, game)


async def test_it_stands_and_says_why_and_only_once(database: Database) -> None:
    table, game, old = await played(database, stands())
    before = (await table.engine.state(game)).world
    done = await table.engine.objections.object(game, "that was easy", player_of(old), leads=False)
    assert done.objection.said == "stands" and done.objection.answer == "It was dark." and done.turn.id == old.id
    assert (await table.engine.state(game)).world == before
    with pytest.raises(Refused, match="once"):
        await table.engine.objections.object(game, "but it was", player_of(old), leads=True)
    assert len(table.asked(Role.ADJUDICATOR)) == 2
    await table.say(game, "I search the floor again")
    said = table.asked(Role.ADJUDICATOR)[-1].messages[-1].content
    assert "search the floor: search 12 (reconsidered, and it stood after «that was easy»: It was dark.)" in said


async def test_who_is_put_right_cannot_object_again_and_the_precedent_says_why(database: Database) -> None:
    table, game, old = await played(database, granted(easier()))
    done = await table.engine.objections.object(game, "I grew up here", player_of(old), leads=False)
    await table.engine.objections.play(game, done, table.face)
    with pytest.raises(Refused, match="once"):
        await table.engine.objections.object(game, "and again", player_of(old), leads=False)
    await table.say(game, "I search the floor by the wall")
    said = table.asked(Role.ADJUDICATOR)[-1].messages[-1].content
    assert "search the floor: search 5 (put right after «I grew up here»: Ilse grew up here.)" in said
    async with database.read() as db:
        rows = "\n".join(why_rows(await load_why(db, game, number=old.number, spoilers=False)))
        new = "\n".join(why_rows(await load_why(db, game, number=old.number + 1, spoilers=False)))
    for each in (rows, new):
        assert "I grew up here" in each and "Ilse grew up here." in each


async def test_what_is_refused_before_anything_is_asked(database: Database) -> None:
    table, game, old = await played(database, stands())
    objections, me = table.engine.objections, player_of(old)
    for because, who, leads in (("", me, True), ("x" * 700, me, True), ("it is", "somebody", False)):
        with pytest.raises(Refused):
            await objections.object(game, because, who, leads=leads)
    await table.engine.close_session(game)
    with pytest.raises(Refused, match="over"):
        await objections.object(game, "it is", me, leads=True)
    assert len(table.asked(Role.ADJUDICATOR)) == 1


async def test_a_secret_is_not_given_as_the_answer(database: Database) -> None:
    secret = "The miller buried the missing boy beneath the old threshing floor himself."
    table, game, old = await played(database, stands(secret))
    done = await table.engine.objections.object(game, "that was easy", player_of(old), leads=False)
    assert done.objection.said == "stands" and done.objection.answer == ""


async def test_in_copilot_the_game_master_decides(database: Database) -> None:
    table, game, old = await played(database, granted(easier()))
    await table.engine.set_table(game, mode="copilot", approve="drafts")
    me, objections = player_of(old), table.engine.objections
    asked = await objections.object(game, "I grew up here", me, leads=False)
    assert asked.objection.said == "asked" and len(table.asked(Role.ADJUDICATOR)) == 1
    (waiting,) = await objections.waiting(game)
    assert waiting.turn.id == old.id and waiting.alone is None
    done = await objections.decide(game, old.id, stands=None)
    assert done.objection.said == "granted"
    assert (await table.engine.objections.play(game, done, table.face)).status == "parked"
    proposal = await table.engine.copilot.waiting(game)
    assert proposal is not None and proposal.draft is not None and proposal.draft.outcome is not None
    assert old.outcome is not None
    assert proposal.draft.outcome.checks[0].roll == old.outcome.checks[0].roll
    told = await table.engine.copilot.approve(game, proposal.turn.id, proposal.mark, table.face)
    assert told.status == "done"
    await sound(table, game)


async def test_the_game_master_says_that_it_stands(database: Database) -> None:
    table, game, old = await played(database, granted(easier()))
    await table.engine.set_table(game, mode="copilot")
    await table.engine.objections.object(game, "I grew up here", player_of(old), leads=False)
    done = await table.engine.objections.decide(game, old.id, stands="It was pitch dark.")
    assert done.objection.said == "stands" and done.objection.answer == "It was pitch dark."
    assert await table.engine.objections.waiting(game) == ()
    with pytest.raises(Refused):
        await table.engine.objections.decide(game, old.id, stands=None)


async def test_why_a_game_master_overruled_is_a_precedent(database: Database) -> None:
    table = EngineTable(database)
    game = await table.start()
    await table.engine.set_table(game, mode="copilot", approve="drafts")
    turn = await table.say(game, WORDS)
    proposal = await table.engine.copilot.waiting(game)
    assert proposal is not None
    by = Overruling(how="succeeds", because="She grew up in this mill.")
    await table.engine.copilot.overrule(game, turn.id, proposal.mark, by, "gm:1", table.face)
    proposal = await table.engine.copilot.waiting(game)
    assert proposal is not None
    await table.engine.copilot.approve(game, turn.id, proposal.mark, table.face)
    await table.say(game, "I search the floor by the wall")
    said = table.asked(Role.ADJUDICATOR)[-1].messages[-1].content
    assert "- search the floor: no roll (the game master ruled so: «She grew up in this mill.»)" in said
    async with database.read() as db:
        secret = "\n".join(why_rows(await load_why(db, game, number=turn.number, spoilers=True)))
        public = "\n".join(why_rows(await load_why(db, game, number=turn.number, spoilers=False)))
    assert "She grew up in this mill." in secret and "She grew up in this mill." not in public


async def test_what_was_said_is_kept_through_a_reopening_and_with_its_author(database: Database) -> None:
    table, game, old = await played(database, stands())
    await table.engine.objections.object(game, "that was easy", player_of(old), leads=False)
    async with database.read() as db:
        found = await load_objection(db, old.id)
    assert found is not None and found[1] == player_of(old) and found[0].because == "that was easy"


@pytest.mark.parametrize(
    ("because", "skill", "difficulty"),
    [
        ("that should have been Persuade", "persuade", 12),
        ("that was too hard", "search", 12),
    ],
)
async def test_without_a_model_only_what_words_show_counts(
    database: Database, because: str, skill: str, difficulty: int
) -> None:
    from gm.domain.objections import ObjectionView
    from gm.domain.ruling import Ruling
    from gm.play.briefs import ruling_brief
    from gm.rules.reconsidering import differs, in_short, offline_ruling

    table, game, old = await played(database, stands())
    given = old.ruling or Ruling()
    view = ObjectionView(because, given, in_short(given))
    brief = replace(ruling_brief(await table.engine.state(game), old), objection=view)
    made = offline_ruling(brief)
    assert made.verdicts[0].check is not None
    assert (made.verdicts[0].check.skill, made.verdicts[0].check.difficulty) == (skill, difficulty)
    assert made.objection == ("granted" if differs(given, made) else "stands")


async def test_erased_with_its_author_it_stays_decided_and_is_no_precedent_any_more(database: Database) -> None:
    table, game, old = await played(database, granted(easier()))
    done = await table.engine.objections.object(game, "my zqbarnq stood there", player_of(old), leads=False)
    new = await table.engine.objections.play(game, done, table.face)
    async with database.begin() as db:
        assert await erase_player(db, game.id, player_of(old)) > 0
        await db.commit()
    async with database.read() as db:
        for each in (old, new):
            kept = await load_objection(db, each.id)
            assert kept is not None and kept[0].because == "" and kept[0].said == "stands"
        rows = "\n".join(why_rows(await load_why(db, game, number=new.number, spoilers=True)))
    assert "zqbarnq" not in rows
    with pytest.raises(Refused, match="no longer kept"):
        await table.engine.objections.object(game, "and again", player_of(old), leads=True)
    await table.say(game, "I search the floor by the wall")
    assert "zqbarnq" not in table.asked(Role.ADJUDICATOR)[-1].messages[-1].content
    await sound(table, game)


async def test_dice_that_another_turn_holds_too_are_found_where_no_objection_says_so(database: Database) -> None:
    table, game, old = await played(database, granted(easier()))
    done = await table.engine.objections.object(game, "I grew up here", player_of(old), leads=False)
    await table.engine.objections.play(game, done, table.face)
    await sound(table, game)
    async with database.begin() as db:
        await db.run(lambda tx: tx.write(update(TURNS).values(dice_of=None), {}))
        await db.commit()
    assert not (await prove_dice(database, game)).ok
    assert (await verify(database, game)).differences != ()


async def test_a_whisper_is_passed_by(database: Database) -> None:
    table, game, old = await played(database, granted(easier()))
    entry = replace(table.line("I hide the key", source="w:1"), private=True)
    await table.engine.take_turn(game, [entry], table.face)
    done = await table.engine.objections.object(game, "I grew up here", player_of(old), leads=False)
    assert done.old.id == old.id and (await table.engine.objections.play(game, done, table.face)).dice_of == old.uid
    await sound(table, game)
