"""A whisper where a person approves: it is ruled and drafted and waits like any other turn, and one alone reads it.

Everybody's face is told that something waits, for whoever leads. Of what it is nobody else learns, and nothing is
refused to them because of it.
"""

import pytest
from engine_table import EngineTable, WatchingFace, check, ruling

from gm.domain.approval import Overruling, Proposal, approval_question, waits_for_approval
from gm.domain.calls import Role
from gm.domain.effects import GiveItem, Reveal
from gm.domain.errors import Refused
from gm.domain.events import MasterAsked, TurnEvent, TurnParked, TurnQueued
from gm.domain.play import Game, PlayerInput, Turn
from gm.domain.scenes import MAIN
from gm.play.scenes import Asked
from gm.play.whispers import AloneFace
from gm.review.transcript import load_transcript, transcript_rows
from gm.review.verify import verify
from gm.store.database import Database
from gm.store.rolls import load_rolls
from gm.store.steers import is_set_aside
from gm.store.turns import load_turn, load_unfinished

SAID = "I search for the zqxinput and slip it into my boot"
TOLD = "The zqxtold lies cold against the ankle."


async def begun(database: Database, **settings: object) -> tuple[EngineTable, Game]:
    """Ilse and Odo at a table that a person runs; whatever is ruled and told says a word of its own."""
    table = EngineTable(database)
    game = await table.start(party=("ilse", "odo"))
    await table.say(game, "I look around", character="odo")
    await table.engine.set_table(game, mode="copilot", **settings)
    table.face.events.clear()
    _whispering(table)
    return table, game


def _whispering(table: EngineTable) -> None:
    outcomes = {"success": {"text": "zqxdone"}, "failure": {"text": "zqxdone"}}
    table.adjudicator = lambda _: ruling(check(outcomes=outcomes, stakes="The zqxstake."), minutes=20)
    table.narrator = lambda _: f"{TOLD} ({len(table.asked(Role.NARRATOR))})"


def _openly(table: EngineTable) -> None:
    table.adjudicator, table.narrator = (lambda _: ruling(check())), (lambda _: "The dust settles.")


async def whisper(table: EngineTable, game: Game, own: WatchingFace, *, key: str = MAIN, source: str = "w:1") -> Turn:
    entry = PlayerInput("test", source, "ilse", SAID, character="ilse", private=True)
    return await table.engine.take_turn(game, [entry], AloneFace(own, "ilse", table.face), scene_key=key)


async def at_desk(table: EngineTable, game: Game, key: str = MAIN) -> Proposal:
    proposal = await table.engine.copilot.waiting(game, scene_key=key)
    assert proposal is not None
    return proposal


async def approve(table: EngineTable, game: Game, *, key: str = MAIN) -> Turn:
    """The game master approves, on the face where everybody looks."""
    at = await at_desk(table, game, key)
    return await table.engine.copilot.approve(game, at.turn.id, at.mark, table.face, scene_key=key)


async def mine(table: EngineTable, game: Game, who: str = "ilse") -> str:
    return "\n".join(f"{each.said} {each.dice} {each.text}" for each in await table.engine.whispers.mine(game, who))


def only_waits(table: EngineTable, turn: Turn, *, over: bool) -> None:
    """All that everybody saw of it: that something waits; and, `over`, that nothing does any more."""
    of_it = [event for event in table.face.events if event.turn_id == turn.id]
    assert {MasterAsked(turn.id)} <= set(of_it) <= {MasterAsked(turn.id), MasterAsked(turn.id, over=True)}
    assert (of_it[-1] == MasterAsked(turn.id, over=True)) == over
    assert "zqx" not in repr(table.face.events)


async def test_it_waits_at_the_ruling_and_at_the_draft_and_then_waits_sealed(database: Database) -> None:
    table, game = await begun(database)
    own, before = WatchingFace(), (await table.engine.state(game)).world
    turn = await whisper(table, game, own)
    assert waits_for_approval(turn) and any(isinstance(each, TurnParked) for each in own.events)
    ruled = await at_desk(table, game)
    assert ruled.alone == "ilse" and ruled.stop == "ruling" and "zqxstake" in repr(ruled.turn.ruling)
    assert ruled.turn.ruling is not None and ruled.turn.ruling.minutes == 0, "it takes no time"
    async with database.read() as db:
        rolled = len(await load_rolls(db, game.id))
    await approve(table, game)
    drafted = await at_desk(table, game)
    assert drafted.stop == "draft" and drafted.draft is not None and "zqxtold" in drafted.draft.text
    assert drafted.draft.outcome is not None and drafted.draft.outcome.checks
    asked = "".join(message.content for message in table.asked(Role.NARRATOR)[-1].messages)
    assert "only the one who acts" in asked.casefold()
    assert (await table.engine.state(game)).world == before and await mine(table, game) == ""
    assert await table.engine.whispers.undecided(game, "ilse")
    assert not await table.engine.whispers.undecided(game, "odo")
    only_waits(table, turn, over=False)
    told = await approve(table, game)
    assert told.status == "done" and not own.told(), "its own face is gone"
    only_waits(table, turn, over=True)
    assert await table.engine.whispers.waiting(game) == ((turn.id, "ilse"),)
    opened = await table.engine.whispers.open(game, turn.id, "ilse")
    assert "zqxtold" in opened.text and "zqxinput" in opened.said and opened.dice
    assert "zqx" not in await mine(table, game, "odo") and not await table.engine.whispers.undecided(game, "ilse")
    async with database.read() as db:
        assert len(await load_rolls(db, game.id)) == rolled + 1
        assert "zqx" not in "\n".join(transcript_rows(await load_transcript(db, game)))
    after = (await table.engine.state(game)).world
    assert after.get("scene:main", "beats") == before.get("scene:main", "beats"), "it is none of the scene's beats"
    _openly(table)
    since = len(table.model.requests)
    await table.say(game, "I search the floor", character="odo")
    await approve(table, game)
    await approve(table, game)
    assert "zqx" not in "".join(m.content for each in table.model.requests[since:] for m in each.messages)
    assert (await verify(database, game)).ok


async def test_a_face_that_is_still_open_reads_it_and_no_other(database: Database) -> None:
    table, game = await begun(database, approve="drafts")
    own = WatchingFace()
    turn = await whisper(table, game, own)
    at = await at_desk(table, game)
    face = AloneFace(own, "ilse", table.face)
    told = await table.engine.copilot.approve(game, at.turn.id, at.mark, face)
    assert told.status == "done" and "zqxtold" in own.told() and own.outcomes()
    only_waits(table, turn, over=True)


@pytest.mark.parametrize("how", ["edit", "reword", "overrule", "words", "with"])
async def test_the_game_master_has_the_last_word_on_it(database: Database, how: str) -> None:
    table, game = await begun(database, approve="drafts")
    turn = await whisper(table, game, WatchingFace())
    at, copilot = await at_desk(table, game), table.engine.copilot
    if how == "edit":
        await copilot.edit(game, at.turn.id, at.mark, "zqxhand, by hand.", "gm:1", table.face)
    elif how == "reword":
        await copilot.reword(game, at.turn.id, at.mark, "shorter", table.face)
        assert "shorter" in table.asked(Role.NARRATOR)[-1].messages[-1].content
    else:
        by = {
            "overrule": Overruling(how="fails", because="zqxdark"),
            "words": Overruling(how="words", words="zqxhand says no."),
            "with": Overruling(effects=(GiveItem(character="actor", item="key"), Reveal(fact="buried", to=("ilse",)))),
        }[how]
        await copilot.overrule(game, at.turn.id, at.mark, by, "gm:1", table.face)
    if how != "edit":
        only_waits(table, turn, over=False)
        await approve(table, game)
    only_waits(table, turn, over=True)
    told = await table.engine.whispers.open(game, turn.id, "ilse")
    assert {"edit": "zqxhand", "reword": "zqxtold", "overrule": "zqxtold", "words": "zqxtold"}.get(
        how, "threshing floor"
    ) in told.text
    state = await table.engine.state(game)
    known, has = (state.world.get(f"character:{who}", "knows/buried") for who in ("ilse", "odo")), how == "with"
    assert [bool(each) for each in known] == [has, False]
    assert (state.world.get("character:ilse", "item/key") == 1) == has
    assert (await verify(database, game)).ok


async def test_undo_of_others_passes_it_by_and_of_whose_it_is_calls_it_off(database: Database) -> None:
    table, game = await begun(database)
    turn = await whisper(table, game, WatchingFace())
    assert (await table.engine.undo(game, by="odo")).id != turn.id, "what all saw is taken back"
    assert (await at_desk(table, game)).turn.id == turn.id
    assert (await table.engine.undo(game, by="ilse")).id == turn.id
    assert await table.engine.copilot.waiting(game) is None and await mine(table, game) == ""
    again = await whisper(table, game, WatchingFace(), source="w:2")
    assert (await table.engine.undo(game, leads=True)).id == again.id
    assert await table.engine.copilot.waiting(game) is None
    with pytest.raises(Refused):
        await table.engine.undo(game, leads=True)  # the opening alone is left


async def test_what_was_called_off_or_set_aside_nobody_else_plays_again(database: Database) -> None:
    table, game = await begun(database, approve="drafts")
    await whisper(table, game, WatchingFace())
    await table.engine.undo(game, by="ilse")
    _openly(table)
    played = await table.engine.redo(game, table.face)
    assert [entry.input.text for entry in played.inputs] == ["I look around"]
    assert "zqx" not in repr(table.face.events)


async def test_a_card_of_the_whisperer_sets_it_aside_and_of_others_passes_it_by(database: Database) -> None:
    table, game = await begun(database, approve="drafts")
    turn = await whisper(table, game, WatchingFace())
    seen = await table.engine.set_aside(game, by="odo")
    assert seen.id != turn.id and (await at_desk(table, game)).turn.id == turn.id
    await table.engine.go_on(game)
    assert (await table.engine.set_aside(game, by="ilse")).id == turn.id
    assert not (await table.engine.table(game)).resting, "nobody learns that anything was set aside"
    assert await table.engine.copilot.waiting(game) is None and await mine(table, game) == ""
    async with database.read() as db:
        assert await is_set_aside(db, turn.id)
    assert "zqx" not in repr(table.face.events)


@pytest.mark.parametrize("approve_what", ["both", "drafts"])
async def test_a_process_that_dies_while_it_waits_changes_nothing(database: Database, approve_what: str) -> None:
    table, game = await begun(database, approve=approve_what)
    turn = await whisper(table, game, WatchingFace())
    behind = await table.say(game, "I look about", character="odo")
    assert behind.status == "running", "it waits behind, as behind any other"
    other = EngineTable(database, owner="host:2:test", gone=lambda _: True)
    _whispering(other)
    await other.engine.resume(game, other.face)  # the face where everybody looks
    only_waits(other, turn, over=False)
    while (at := await other.engine.copilot.waiting(game)) is not None and at.turn.id == turn.id:
        _openly(other) if at.stop == "draft" else None
        await approve(other, game)
    assert "zqx" not in repr(other.face.events) and MasterAsked(turn.id, over=True) in other.face.events
    assert await other.engine.whispers.waiting(game) == ((turn.id, "ilse"),)
    assert "zqxtold" in (await other.engine.whispers.open(game, turn.id, "ilse")).text
    assert (await at_desk(other, game)).turn.id == behind.id, "what waited behind it is played on"
    assert other.asked(Role.ADJUDICATOR) == [], "it is not ruled again"
    assert (await verify(database, game)).ok


async def test_one_that_is_queued_behind_what_waits_comes_to_the_desk_in_its_turn(database: Database) -> None:
    table, game = await begun(database, approve="drafts")
    _openly(table)
    first = await table.say(game, "I search the floor", character="odo")
    turn = await whisper(table, game, WatchingFace())
    assert turn.status == "running" and await table.engine.whispers.undecided(game, "ilse")
    assert (await at_desk(table, game)).turn.id == first.id
    at = await at_desk(table, game)
    _whispering(table)
    await table.engine.copilot.approve(game, at.turn.id, at.mark, table.face)
    assert (await at_desk(table, game)).alone == "ilse"
    only_waits(table, turn, over=False)
    await approve(table, game)
    only_waits(table, turn, over=True)
    assert "zqxtold" in await mine(table, game)


def shown_of(table: EngineTable, turn: Turn) -> TurnEvent:
    """What everybody saw last of a turn."""
    return [event for event in table.face.events if event.turn_id == turn.id][-1]


async def test_words_behind_it_look_as_if_they_waited_themselves(database: Database) -> None:
    """What a table in copilot shows of them is what it would show without any whisper."""
    table, game = await begun(database)
    await whisper(table, game, WatchingFace())
    _openly(table)
    first = await table.say(game, "I look about", character="odo")
    assert first.status == "running" and shown_of(table, first) == TurnParked(first.id, approval_question(None))
    second = await table.say(game, "I listen", character="odo")
    assert shown_of(table, second) == TurnQueued(second.id), "behind words that all have seen"
    for deed in (table.engine.redo(game, table.face), table.engine.redo(game, table.face, standing=True)):
        with pytest.raises(Refused) as refused:
            await deed
        assert refused.value.key == "approval.waits", "as behind any words that wait"
    await approve(table, game)
    await approve(table, game)
    assert (await at_desk(table, game)).turn.id == first.id
    assert isinstance(shown_of(table, first), TurnParked), "the same again, now that it waits itself"


@pytest.mark.parametrize("deed", ["redo", "wrong", "card", "word", "part", "meet"])
async def test_nothing_is_refused_to_others_because_it_waits(database: Database, deed: str) -> None:
    table, game = await begun(database, approve="drafts")
    _openly(table)
    key = MAIN
    if deed != "part":
        _, key = await table.engine.scenes.part(game, ["odo"], "", Asked("test", "part", "odo"), table.face)
    await table.say(game, "I search the floor", character="ilse")
    last = await approve(table, game)
    _whispering(table)
    turn = await whisper(table, game, WatchingFace())
    _openly(table)
    if deed == "redo":
        again = await table.engine.redo(game, table.face)
        assert again.redo_of == last.id and isinstance(shown_of(table, again), TurnParked)
    elif deed == "wrong":
        done = await table.engine.objections.object(game, "It was dark", "ilse", leads=False)
        assert (done.turn.id, done.objection.said) == (last.id, "asked")
    elif deed == "card":
        assert (await table.engine.set_aside(game, by="odo")).id == last.id
        assert (await table.engine.set_aside(game, by="odo")).id == last.id, (
            "who presses at the same time means it, too"
        )
    elif deed == "part":
        parted, _ = await table.engine.scenes.part(game, ["odo"], "", Asked("test", "p", "odo"), table.face)
        assert parted.status == "done"
    elif deed == "meet":
        assert (await table.engine.scenes.meet(game, MAIN, key, Asked("test", "m", "odo"), table.face)).status == "done"
    else:
        asked = Asked("test", "word", "odo")
        await table.engine.scenes.word.send(
            game, "odo", "ilse", "shout", "Come here!", asked, table.face, scene_key=key
        )
        (told,) = await table.engine.scenes.word.arrive(game, table.face)
        assert told.status == "done" and "Come here!" in (told.narration or "")
    assert (await at_desk(table, game)).turn.id == turn.id and "zqx" not in repr(table.face.events)
    _whispering(table)
    await table.engine.go_on(game)
    while (at := await table.engine.copilot.waiting(game)) is not None and at.turn.id == turn.id:
        await approve(table, game)  # drafted anew, where the world has moved
    assert "zqxtold" in (await table.engine.whispers.open(game, turn.id, "ilse")).text
    assert "zqx" not in repr(table.face.events) and (await verify(database, game)).ok


async def test_what_waits_too_long_is_approved_and_waits_sealed(database: Database) -> None:
    table, game = await begun(database, approve_after_hours=2)
    turn = await whisper(table, game, WatchingFace())
    assert await table.engine.copilot.overdue(game, table.face) == ()
    table.clock.pass_by(3 * 3600)
    await table.engine.copilot.overdue(game, table.face)
    table.clock.pass_by(3 * 3600)
    done = await table.engine.copilot.overdue(game, table.face)
    assert done[-1].id == turn.id and done[-1].status == "done"
    only_waits(table, turn, over=True)
    assert "zqxtold" in (await table.engine.whispers.open(game, turn.id, "ilse")).text


async def objected(table: EngineTable, game: Game) -> Turn:
    """Ilse whispers, it is told, and she says that it was ruled wrongly; gives the whisper."""
    turn = await whisper(table, game, WatchingFace())
    await approve(table, game)
    await approve(table, game)
    other = {"character": "ilse", "skill": "search", "difficulty": 5}
    table.adjudicator = lambda _: ruling(check(check=other, outcomes={"success": {"text": "zqxdone"}}))
    asked, desk = len(table.model.requests), table.engine.objections
    done = await desk.object(game, "I grew up here, zqxreason", "ilse", leads=False, alone="ilse")
    assert done.objection.said == "asked" and done.turn.id == turn.id and done.alone == "ilse"
    assert len(table.model.requests) == asked, "the game master first, and then a model"
    return turn


async def test_who_objects_to_a_ruling_on_it_waits_for_the_game_master(database: Database) -> None:
    table, game = await begun(database)
    turn, shown = await objected(table, game), len(table.face.events)
    (waiting,) = await table.engine.objections.waiting(game)
    assert (waiting.turn.id, waiting.alone) == (turn.id, "ilse") and "zqxreason" in waiting.objection.because
    other = EngineTable(database, owner="host:2:test", gone=lambda _: True)  # it is kept
    desk = other.engine.objections
    with pytest.raises(Refused):
        await desk.decide(game, turn.id + 1, stands="no")
    done = await desk.decide(game, turn.id, stands="It was zqxpitch dark.")
    assert (done.objection.said, done.alone) == ("stands", "ilse") and await desk.waiting(game) == ()
    assert not other.model.requests and len(table.face.events) == shown, "nobody else learns of it"
    (mine,) = [each for each in await other.engine.whispers.mine(game, "ilse") if each.kind == "whisper"]
    assert mine.turn_id == turn.id and mine.objection is not None and "zqxpitch" in mine.objection.answer
    with pytest.raises(Refused) as refused:
        await desk.object(game, "And again", "ilse", leads=False, alone="ilse")
    assert refused.value.key == "objection.once"


async def test_whoever_whispers_once_more_leaves_what_they_said_before(database: Database) -> None:
    table, game = await begun(database, approve="drafts")
    await whisper(table, game, WatchingFace())
    await approve(table, game)
    await table.engine.objections.object(game, "zqxreason", "ilse", leads=False, alone="ilse")
    await whisper(table, game, WatchingFace(), source="w:2")
    await approve(table, game)
    assert await table.engine.objections.waiting(game) == (), "only of the last one, as where all may know"


async def test_a_ruling_on_it_is_put_right_and_waits_once_more(database: Database) -> None:
    table, game = await begun(database)
    turn = await objected(table, game)
    desk = table.engine.objections
    done = await desk.decide(game, turn.id, stands=None)
    assert done.objection.said == "granted" and (done.old.id, done.alone) == (turn.id, "ilse")
    again = await desk.play(game, done, table.face)
    assert waits_for_approval(again) and (await at_desk(table, game)).alone == "ilse"
    assert not [each for each in await table.engine.whispers.mine(game, "ilse") if each.kind == "whisper"]
    await approve(table, game)
    await approve(table, game)
    only_waits(table, again, over=True)
    assert (await table.engine.whispers.open(game, again.id, "ilse")).kind == "whisper"
    assert (await verify(database, game)).ok


async def test_in_a_parted_scene_it_waits_there(database: Database) -> None:
    table, game = await begun(database, approve="drafts")
    _, key = await table.engine.scenes.part(game, ["ilse"], "", Asked("test", "part", "ilse"), table.face)
    turn = await whisper(table, game, WatchingFace(), key=key)
    assert await table.engine.copilot.waiting(game) is None and (await at_desk(table, game, key)).turn.id == turn.id
    _openly(table)
    said = await table.say(game, "I look about", character="odo")
    assert (await at_desk(table, game)).turn.id == said.id, "the other scene does not wait for it"
    await approve(table, game, key=key)
    only_waits(table, turn, over=True)
    assert "zqxtold" in await mine(table, game)


async def test_where_a_person_tells_everything_a_whisper_is_a_letter(database: Database) -> None:
    table, game = await begun(database)
    assert not await table.engine.whispers.as_letter(game, "ilse", "ilse", SAID)
    await table.engine.set_table(game, mode="assist")
    with pytest.raises(Refused) as refused:
        await whisper(table, game, WatchingFace())
    assert refused.value.key == "whisper.led"
    assert await table.engine.whispers.as_letter(game, "ilse", "ilse", SAID)
    assert [each.text for each in await table.engine.whispers.notes(game)] == [SAID]
    assert not table.asked(Role.ADJUDICATOR)[1:]


async def test_nobody_adds_to_a_whisper_that_waits_for_the_game_masters_words(database: Database) -> None:
    """It was queued, and from then on a person tells everything themselves."""
    table, game = await begun(database, approve="drafts")
    _openly(table)
    await table.say(game, "I search the floor", character="odo")
    turn = await whisper(table, game, WatchingFace())
    await table.engine.set_table(game, mode="assist")
    at = await at_desk(table, game)
    await table.engine.copilot.approve(game, at.turn.id, at.mark, table.face)
    assert (await at_desk(table, game)).stop == "open" and (await at_desk(table, game)).turn.id == turn.id
    openly = await table.say(game, "I look at the wheel", character="odo")
    async with database.read() as db:
        waits = await load_turn(db, turn.id, branch_id=game.branch_id)
        assert openly.id != turn.id and len(waits.inputs) == 1
        assert len(await load_unfinished(db, openly.scene_id)) == 2
    assert "zqx" not in repr(table.face.events)
