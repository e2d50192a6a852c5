"""A human game master looks first: nothing of a turn reaches the table or the world before they have spoken."""

import pytest
from engine_table import EngineTable, WatchingFace, check, ruling

from gm.domain.approval import Overruling
from gm.domain.calls import Role
from gm.domain.effects import GiveItem, SetFlag
from gm.domain.errors import EffectError, Refused
from gm.domain.events import TurnParked, TurnQueued
from gm.domain.play import Game, Stage, Turn
from gm.review.verify import verify
from gm.store.database import Database
from gm.store.history import load_world
from gm.store.rolls import load_rolls
from gm.store.turns import load_beats, load_unfinished

SECRET = "A board is loose, and it rings hollow like a bell."


async def begun(database: Database, **table_settings: object) -> tuple[EngineTable, Game]:
    table = EngineTable(database)
    table.narrator = lambda request: f"{SECRET} ({len(table.asked(Role.NARRATOR))})"
    game = await table.start()
    await table.engine.set_table(game, mode="copilot", **table_settings)
    table.face.events.clear()
    return table, game


async def waiting(table: EngineTable, game: Game) -> tuple[Turn, str]:
    proposal = await table.engine.copilot.waiting(game)
    assert proposal is not None
    return proposal.turn, proposal.mark


async def approved(table: EngineTable, game: Game) -> Turn:
    turn, mark = await waiting(table, game)
    return await table.engine.copilot.approve(game, turn.id, mark, table.face)


def silent(face: WatchingFace) -> bool:
    return {type(event).__name__ for event in face.events} <= {"InputReceived", "TurnQueued", "TurnParked"}


async def test_ruling_and_draft_wait_and_then_are_told(database: Database) -> None:
    table, game = await begun(database)
    before = (await table.engine.state(game)).world
    turn = await table.say(game, "I search the floor under the stones")
    assert turn.status == "parked" and turn.parked is not None and turn.parked.reason == "approval"
    assert isinstance(table.face.events[-1], TurnParked)
    proposal = await table.engine.copilot.waiting(game)
    assert proposal is not None and proposal.stop == "ruling" and proposal.turn.ruling is not None
    assert not table.asked(Role.NARRATOR)
    async with database.read() as db:
        assert await load_rolls(db, game.id) == ()
    drafted = await approved(table, game)
    proposal = await table.engine.copilot.waiting(game)
    assert drafted.status == "parked" and proposal is not None and proposal.stop == "draft"
    assert proposal.draft is not None and SECRET in proposal.draft.text and proposal.draft.outcome.checks
    assert silent(table.face)
    assert (await table.engine.state(game)).world == before
    async with database.read() as db:
        assert len(await load_rolls(db, game.id)) == 1
        assert len(await load_beats(db, game.branch_id)) == 1
    told = await approved(table, game)
    assert told.stage is Stage.SETTLED and told.narration == proposal.draft.text
    assert told.outcome == proposal.draft.outcome
    assert SECRET in table.face.told() and table.face.outcomes()
    assert len(table.asked(Role.NARRATOR)) == 1 and len(table.asked(Role.ADJUDICATOR)) == 1
    async with database.read() as db:
        assert len(await load_rolls(db, game.id)) == 1
    assert await table.engine.copilot.waiting(game) is None


async def test_only_drafts_wait_where_the_table_says_so(database: Database) -> None:
    table, game = await begun(database, approve="drafts")
    await table.say(game, "I search the floor under the stones")
    proposal = await table.engine.copilot.waiting(game)
    assert proposal is not None and proposal.stop == "draft" and silent(table.face)
    reworded = await table.engine.copilot.reword(game, proposal.turn.id, proposal.mark, "shorter", table.face)
    assert reworded.status == "parked"
    async with database.read() as db:
        assert len(await load_rolls(db, game.id)) == 1
    with pytest.raises(Refused):
        await table.engine.copilot.approve(game, proposal.turn.id, proposal.mark, table.face)
    told = await approved(table, game)
    assert told.narration == f"{SECRET} (2)"
    assert "shorter" in table.asked(Role.NARRATOR)[1].messages[-1].content


async def test_who_words_a_draft_anew_has_the_draft_and_the_wish_before_them(database: Database) -> None:
    table, game = await begun(database, approve="drafts")
    await table.say(game, "I search the floor under the stones")
    for wish in ("shorter, and colder", ""):
        turn, mark = await waiting(table, game)
        await table.engine.copilot.reword(game, turn.id, mark, wish, table.face)
    first, second, third = (request.messages[-1].content for request in table.asked(Role.NARRATOR))
    assert SECRET not in first and "TELL IT AGAIN" not in first
    assert f"> {SECRET} (1)" in second and "«shorter, and colder»" in second
    assert f"> {SECRET} (2)" in third and "colder" not in third and "another angle" in third
    assert silent(table.face)


async def test_what_is_ruled_otherwise_is_told_as_if_for_the_first_time(database: Database) -> None:
    table, game = await begun(database, approve="drafts")
    await table.say(game, "I search the floor under the stones")
    turn, mark = await waiting(table, game)
    await table.engine.copilot.overrule(game, turn.id, mark, Overruling(difficulty=30), "gm:1", table.face)
    anew = table.asked(Role.NARRATOR)[-1].messages[-1].content
    assert len(table.asked(Role.NARRATOR)) == 2
    assert "TELL IT AGAIN" not in anew and SECRET not in anew, "the earlier words tell another outcome"


async def test_an_edited_draft_is_told_in_the_game_masters_name(database: Database) -> None:
    table, game = await begun(database, approve="drafts")
    await table.say(game, "I search the floor under the stones")
    turn, mark = await waiting(table, game)
    told = await table.engine.copilot.edit(game, turn.id, mark, "Dust, and a coin.", "gm:1", table.face)
    assert told.status == "done" and told.narration == "Dust, and a coin."
    assert told.narration_source == "gm" and told.narration_author == "gm:1"
    assert SECRET not in table.face.told() and told.outcome is not None and told.outcome.checks


async def test_words_that_come_meanwhile_wait_behind_and_are_answered_in_order(database: Database) -> None:
    table = EngineTable(database)
    table.adjudicator = lambda request: ruling(check("odo" if "odo" in request.messages[-1].content[-300:] else "ilse"))
    game = await table.start(party=("ilse", "odo"))
    await table.engine.set_table(game, mode="copilot", approve="drafts")
    first = await table.say(game, "I search the floor")
    second = await table.say(game, "I look over her shoulder", character="odo")
    assert first.status == "parked" and second.stage is Stage.RECEIVED
    assert isinstance(table.face.events[-1], TurnQueued)
    proposal = await table.engine.copilot.waiting(game)
    assert proposal is not None and proposal.turn.id == first.id and proposal.waiting == 1
    await approved(table, game)
    turn, _ = await waiting(table, game)
    assert turn.id == second.id
    assert (await approved(table, game)).id == second.id
    async with database.read() as db:
        assert [beat.turn_id for beat in await load_beats(db, game.branch_id)][1:] == [first.id, second.id]


@pytest.mark.parametrize("late", [False, True])
async def test_overruled_attempts_keep_their_dice_or_have_none(database: Database, late: bool) -> None:
    table, game = await begun(database)
    await table.say(game, "I search the floor under the stones")
    if late:
        await approved(table, game)
    turn, mark = await waiting(table, game)
    await table.engine.copilot.overrule(game, turn.id, mark, Overruling(difficulty=30), "gm:1", table.face)
    proposal = await table.engine.copilot.waiting(game)
    assert proposal is not None and proposal.draft is not None
    harder = proposal.draft.outcome
    assert harder.checks[0].difficulty == 30 and not harder.checks[0].success
    async with database.read() as db:
        rolls = await load_rolls(db, game.id)
    assert [each.record for each in rolls] == [harder.checks[0].roll]
    by = Overruling(how="succeeds", effects=(GiveItem(character="actor", item="key"),), because="She grew up here.")
    await table.engine.copilot.overrule(game, turn.id, proposal.mark, by, "gm:1", table.face)
    told = await approved(table, game)
    assert told.outcome is not None and not told.outcome.checks and told.outcome.texts == ("A board is loose.",)
    assert (await table.engine.state(game)).world.number("character:ilse", "item/key") == 1
    await table.engine.undo(game)
    assert (await table.engine.state(game)).world.number("character:ilse", "item/key") == 0


async def test_refused_by_hand_and_effects_that_cannot_be(database: Database) -> None:
    table, game = await begun(database)
    await table.say(game, "I search the floor under the stones")
    turn, mark = await waiting(table, game)
    copilot = table.engine.copilot
    with pytest.raises(EffectError):
        await copilot.overrule(game, turn.id, mark, Overruling(effects=(SetFlag(flag="none"),)), "gm:1", table.face)
    with pytest.raises(Refused):
        await copilot.overrule(game, turn.id, mark, Overruling(), "gm:1", table.face)
    by = Overruling(how="impossible", words="The floor is under water.")
    await copilot.overrule(game, turn.id, mark, by, "gm:1", table.face)
    told = await approved(table, game)
    assert told.outcome is not None and told.outcome.texts == ("The floor is under water.",)
    assert table.face.outcomes()[-1].refusals == ("The floor is under water.",)


async def test_undo_calls_off_what_waits(database: Database) -> None:
    table, game = await begun(database)
    turn = await table.say(game, "I search the floor under the stones")
    assert (await table.engine.undo(game)).id == turn.id
    assert await table.engine.copilot.waiting(game) is None
    with pytest.raises(Refused):
        await table.engine.copilot.approve(game, turn.id, "0", table.face)
    assert (await table.say(game, "I wait and listen")).status == "parked"


async def test_players_cannot_answer_for_the_game_master(database: Database) -> None:
    table, game = await begun(database)
    turn = await table.say(game, "I search the floor under the stones")
    with pytest.raises(Refused):
        await table.engine.answer(game, turn.id, "approve", table.face)


async def test_what_the_world_changed_meanwhile_is_drafted_anew(database: Database) -> None:
    from gm.domain.play import Hand

    table, game = await begun(database, approve="drafts")
    await table.say(game, "I search the floor under the stones")
    stale, mark = await waiting(table, game)
    hand = Hand("test", "hand:1", "gm:1", (SetFlag(flag="found"),))
    await table.engine.adjust(game, hand, WatchingFace())
    again = await table.engine.copilot.approve(game, stale.id, mark, table.face)
    assert again.status in ("parked", "done")
    async with database.read() as db:
        world = (await load_world(db, game.branch_id)).world
    assert world.is_set("flag:found", "on")


async def test_an_absent_game_master_is_waited_for_as_long_as_the_table_says(database: Database) -> None:
    table, game = await begun(database, approve_after_hours=2)
    await table.say(game, "I search the floor under the stones")
    turn, _ = await waiting(table, game)
    assert turn.parked is not None and turn.parked.deadline is not None
    assert await table.engine.copilot.overdue(game, table.face) == ()
    from datetime import timedelta

    later = turn.parked.deadline + timedelta(hours=5)
    assert len(await table.engine.copilot.overdue(game, table.face, now=later)) == 2
    assert SECRET in table.face.told()


async def test_changing_mode_leaves_what_waits_to_the_game_master(database: Database) -> None:
    table, game = await begun(database)
    await table.say(game, "I search the floor under the stones")
    await table.engine.set_table(game, mode="game")
    assert (await table.engine.resume(game, table.face))[0].status == "parked"
    told = await approved(table, game)  # the ruling; where the engine runs it, the draft is told at once
    assert told.status == "done" and SECRET in table.face.told()
    assert not any(isinstance(event, TurnParked) for event in table.face.events[-3:])


async def test_another_draft_waits_as_the_first_did_though_the_table_goes_on_without_approval(
    database: Database,
) -> None:
    """Its dice fell with the first one: told at once, they would have fallen twice."""
    table, game = await begun(database, approve="drafts")
    await table.say(game, "I search the floor under the stones")
    await table.engine.set_table(game, mode="game")
    turn, mark = await waiting(table, game)
    reworded = await table.engine.copilot.reword(game, turn.id, mark, "shorter", table.face)
    assert reworded.status == "parked" and silent(table.face)
    told = await approved(table, game)
    assert told.narration == f"{SECRET} (2)"
    async with database.read() as db:
        assert len(await load_rolls(db, game.id)) == 1
    assert (await verify(database, game)).differences == ()


async def test_who_runs_it_themselves_is_asked_nothing_and_answers_all_that_was_said(database: Database) -> None:
    from gm.domain.play import Hand

    table = EngineTable(database)
    game = await table.start(party=("ilse", "odo"))
    await table.engine.set_table(game, mode="assist")
    first = await table.say(game, "I search the floor")
    second = await table.say(game, "I hold the lamp", character="odo")
    assert first.id == second.id and len(second.inputs) == 2 and not table.model.requests
    proposal = await table.engine.copilot.waiting(game)
    assert proposal is not None and proposal.stop == "open"
    hand = Hand("test", "h:1", "gm:1", (GiveItem(character="ilse", item="key"),), "A key, in the dust.")
    told = await table.engine.copilot.tell(game, first.id, proposal.mark, hand, table.face)
    assert told.status == "done" and told.narration == "A key, in the dust." and told.narration_author == "gm:1"
    assert (await table.engine.state(game)).world.number("character:ilse", "item/key") == 1
    assert not table.model.requests and "A key, in the dust." in table.face.told()
    await table.engine.undo(game)
    assert (await table.engine.state(game)).world.number("character:ilse", "item/key") == 0


async def test_a_draft_that_was_asked_for_is_used_or_left(database: Database) -> None:
    from gm.domain.play import Hand

    table = EngineTable(database)
    table.narrator = lambda _: SECRET
    game = await table.start()
    table.face.events.clear()
    await table.engine.set_table(game, mode="assist")
    turn = await table.say(game, "I search the floor")
    drafted = await table.engine.copilot.draft(game, turn.id, "1", table.face)
    proposal = await table.engine.copilot.waiting(game)
    assert drafted.status == "parked" and proposal is not None and proposal.draft is not None
    assert proposal.draft.text == SECRET and silent(table.face)
    queued = await table.say(game, "I knock on it")
    assert queued.id != turn.id
    told = await table.engine.copilot.tell(
        game, turn.id, proposal.mark, Hand("test", "h:1", "gm:1", (), "Only dust."), table.face
    )
    assert told.narration == "Only dust." and told.outcome is not None and not told.outcome.checks
    assert SECRET not in table.face.told()
    behind = await table.engine.copilot.waiting(game)
    assert behind is not None and behind.turn.id == queued.id and behind.stop == "open"
    changed, left = await table.engine.copilot.change_mode(game, "game")
    assert changed.mode == "game" and left == 0
    (played,) = await table.engine.resume(game, table.face)
    assert played.status == "done" and played.narration == SECRET


async def test_played_again_what_a_game_master_ruled_stays_ruled(database: Database) -> None:
    table, game = await begun(database, approve="drafts")
    await table.say(game, "I search the floor under the stones")
    turn, mark = await waiting(table, game)
    by = Overruling(how="succeeds", effects=(GiveItem(character="actor", item="key"),))
    await table.engine.copilot.overrule(game, turn.id, mark, by, "gm:1", table.face)
    await approved(table, game)
    await table.engine.redo(game, table.face)
    told = await approved(table, game)
    assert told.redo_of == turn.id and told.ruling_source == "gm"
    assert (await table.engine.state(game)).world.number("character:ilse", "item/key") == 1


async def test_nothing_is_played_again_over_what_waits(database: Database) -> None:
    table, game = await begun(database, approve="drafts")
    await table.say(game, "I search the floor under the stones")
    first = await approved(table, game)
    await table.engine.undo(game)
    await table.say(game, "I wait and listen")
    with pytest.raises(Refused, match="asked first"):
        await table.engine.redo(game, table.face)
    await table.engine.undo(game)  # called off: it is what would be played again, and not the beat before it
    again = await table.engine.redo(game, table.face)
    assert again.inputs[0].input.text == "I wait and listen" and again.redo_of != first.id


async def test_what_was_said_since_an_undo_is_played_again_and_not_what_was_taken_back(database: Database) -> None:
    table = EngineTable(database)
    game = await table.start(stakes="ask")
    turn = await table.say(game, "I search the floor under the stones")
    assert turn.parked is not None
    await table.engine.answer(game, turn.id, turn.parked.default, table.face)
    await table.engine.undo(game)
    parked = await table.say(game, "I search the wheel")
    assert parked.status == "parked"
    again = await table.engine.redo(game, table.face)
    assert again.redo_of == parked.id
    async with database.read() as db:
        assert [each.id for each in await load_unfinished(db, parked.scene_id)] == [again.id]


async def test_a_beat_in_the_game_masters_words_is_not_played_again(database: Database) -> None:
    from gm.domain.play import Hand

    table = EngineTable(database)
    game = await table.start()
    await table.engine.set_table(game, mode="assist")
    turn = await table.say(game, "I search the floor")
    hand = Hand("test", "h:1", "gm:1", words="A key, in the dust.")
    await table.engine.copilot.tell(game, turn.id, "1", hand, table.face)
    with pytest.raises(Refused, match="own"):
        await table.engine.redo(game, table.face)
