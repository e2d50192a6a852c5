"""What is told to one alone, through the whole engine: nothing of it reaches another's prompt, recap, list or face."""

import asyncio

import pytest
from engine_table import EngineTable, WatchingFace, check, mill, ruling
from test_play_amends import until

from gm.domain.calls import Role
from gm.domain.effects import Reveal
from gm.domain.errors import NotFound, Refused
from gm.domain.events import InputReceived
from gm.domain.play import Game, Hand, PlayerInput, ReceivedInput, Turn
from gm.domain.scenes import MAIN, open_scenes
from gm.play.scenes import Asked
from gm.play.whispers import AloneFace
from gm.review.transcript import load_transcript, transcript_rows
from gm.review.verify import verify
from gm.review.why import load_why, why_rows
from gm.store.database import Database
from gm.store.turns import load_turn

SAID = "I slip the zqxinput into my boot"
TOLD = "The zqxtold lies cold against the ankle. Nobody has looked up from the stones."


Alone = WatchingFace


async def whisper(
    table: EngineTable, game: Game, text: str = SAID, face: WatchingFace | None = None, *, key: str = MAIN
) -> Turn:
    entry = PlayerInput("test", f"w:{text}", "ilse", text, character="ilse", private=True)
    usual = table.narrator
    table.narrator = lambda _: TOLD
    try:
        return await table.engine.take_turn(
            game, [entry], AloneFace(face or Alone(), "ilse", table.face), scene_key=key
        )
    finally:
        table.narrator = usual


async def party(database: Database) -> tuple[EngineTable, Game]:
    table = EngineTable(database)
    return table, await table.start(party=("ilse", "odo"))


def prompts(table: EngineTable, since: int = 0) -> str:
    return "\n".join(message.content for request in table.model.requests[since:] for message in request.messages)


async def test_a_whisper_is_told_to_its_player_alone(database: Database) -> None:
    table, game = await party(database)
    table.adjudicator = lambda _: ruling(
        check(outcomes={"success": {"text": "zqxdone"}, "failure": {"text": "zqxdone"}})
    )
    face = Alone()
    turn = await whisper(table, game, "I search the floor for the zqxinput and hide it", face)
    assert "zqxtold" in face.told() and face.outcomes() and "zqx" not in table.face.told()
    assert "only the one who acts" in prompts(table).casefold()
    table.adjudicator = lambda _: ruling(check())
    since = len(table.model.requests)
    for n in range(3):
        await table.say(game, f"I ask about the wheel {n}", character="odo")
        await table.say(game, f"I search the floor {n}")
    assert "zqx" not in prompts(table, since) and "Told: The dust" in prompts(table, since)
    async with database.read() as db:
        rows = "\n".join(transcript_rows(await load_transcript(db, game)))
        why = "\n".join(why_rows(await load_why(db, game, number=None, spoilers=False)))
        with pytest.raises(NotFound):
            await load_why(db, game, number=turn.number, spoilers=False)
    assert "zqx" not in rows + why and "the wheel 2" in rows
    (mine,) = await table.engine.whispers.mine(game, "ilse")
    assert "zqxinput" in mine.said and "zqxtold" in mine.text and mine.dice
    assert await table.engine.whispers.mine(game, "odo") == ()
    assert (await verify(database, game)).ok  # its dice are in the ledger like all others


async def test_what_one_whispers_next_knows_what_they_whispered_before(database: Database) -> None:
    table, game = await party(database)
    await whisper(table, game)
    since = len(table.model.requests)
    await whisper(table, game, "I feel for what is in my boot")
    assert "zqxtold" in prompts(table, since)


async def test_who_is_the_whole_party_is_answered_by_who_knows_what_they_whispered(database: Database) -> None:
    table = EngineTable(database)
    game = await table.start()
    await whisper(table, game)
    await table.engine.adjust(game, Hand("test", "gm:0", "gm", words="You smell zqxsmoke.", to="ilse"), table.face)
    since = len(table.model.requests)
    await table.say(game, "I search the floor")
    told, ruled = (
        "\n".join(message.content for message in table.asked(role)[-1].messages)
        for role in (Role.NARRATOR, Role.ADJUDICATOR)
    )
    assert all(word in text for word in ("zqxtold", "zqxinput", "zqxsmoke", "in private") for text in (told, ruled))
    assert "beat is private" not in prompts(table, since)
    async with database.read() as db:
        assert "zqx" not in "\n".join(transcript_rows(await load_transcript(db, game)))


@pytest.mark.parametrize("how", ["park", "kill"])
async def test_who_has_ever_played_keeps_it_from_the_prompts(database: Database, how: str) -> None:
    table, game = await party(database)
    await whisper(table, game)
    asked = Asked("test", "p:1", "odo")
    if how == "park":
        await table.engine.party.park(game, "odo", asked, table.face)
    else:
        await table.engine.party.kill(game, "odo", "He falls.", asked, table.face)
    since = len(table.model.requests)
    await table.say(game, "I search the floor")
    assert "zqx" not in prompts(table, since) and table.asked(Role.ADJUDICATOR)


async def test_who_pressed_nothing_finds_it_sealed_after_a_crash(database: Database) -> None:
    table, game = await party(database)

    class Dies(WatchingFace):
        async def show(self, event: object) -> None:
            if "Narration" in type(event).__name__:
                raise RuntimeError("the process ends")

    with pytest.raises(RuntimeError):
        await whisper(table, game, face=Dies())
    table.narrator = lambda _: TOLD
    other = EngineTable(database, owner="host:2:test", gone=lambda _: True)
    other.narrator = lambda _: TOLD
    (turn,) = await other.engine.resume(game, other.face)  # the table's face
    assert turn.status == "done" and other.face.events == []
    assert await other.engine.whispers.waiting(game) == ((turn.id, "ilse"),)
    with pytest.raises(NotFound):
        await other.engine.whispers.open(game, turn.id, "odo")
    assert "zqxtold" in (await other.engine.whispers.open(game, turn.id, "ilse")).text
    assert await other.engine.whispers.waiting(game) == ()
    assert "zqxtold" in (await other.engine.whispers.open(game, turn.id, "ilse")).text  # again


async def test_what_only_one_learns_waits_sealed_and_goes_with_undo(database: Database) -> None:
    table, game = await party(database)
    learn = Hand("test", "h1", "gm", (Reveal(kind="reveal", fact="buried", to=("odo",)),))
    turn = await table.engine.adjust(game, learn, table.face)
    assert await table.engine.whispers.waiting(game) == ((turn.id, "odo"),)
    (found,) = await table.engine.whispers.mine(game, "odo")
    assert "threshing floor" in found.text and found.kind == "learned"
    assert await table.engine.whispers.mine(game, "ilse") == ()
    branched, _ = await table.engine.branch(game, "aside")
    assert await table.engine.whispers.mine(branched, "odo") == (found,)
    await table.engine.undo(branched)
    assert await table.engine.whispers.mine(branched, "odo") == ()
    assert await table.engine.whispers.mine(game, "odo") == (found,)  # the branch that was not touched


async def test_a_game_master_whispers_to_one(database: Database) -> None:
    table, game = await party(database)
    turn = await table.engine.adjust(game, Hand("test", "h1", "gm", words="You smell zqxsmoke.", to="odo"), table.face)
    assert "zqx" not in table.face.told() and await table.engine.whispers.waiting(game) == ((turn.id, "odo"),)
    await table.say(game, "I look around")
    assert "zqx" not in prompts(table)
    assert [each.text for each in await table.engine.whispers.sealed(game)] == ["You smell zqxsmoke."]


async def test_undo_redo_and_reword_pass_a_whisper_by(database: Database) -> None:
    table, game = await party(database)
    said = await table.say(game, "I search the floor")
    hidden = await whisper(table, game)
    assert (await table.engine.undo(game)).id == said.id
    assert (await table.engine.redo(game, table.face)).redo_of == said.id
    await table.engine.reword(game, "shorter", table.face)
    (mine,) = await table.engine.whispers.mine(game, "ilse")
    assert mine.turn_id == hidden.id and "zqx" not in table.face.told()


@pytest.mark.parametrize("who", ["a player", "the game master"])
async def test_a_whisper_in_a_parted_scene_stands_in_nobodys_way(database: Database, who: str) -> None:
    """What all saw there is taken back past it, and so is the parting: a refusal would tell of it."""
    table, game = await party(database)
    _, key = await table.engine.scenes.part(game, ["ilse"], "", Asked("test", "part", "ilse"), table.face)
    said = await table.engine.take_turn(game, [table.line("I look around")], table.face, scene_key=key)
    if who == "a player":
        await whisper(table, game, key=key)
    else:
        aside = Hand("test", "h1", "gm", words="You smell zqxsmoke.", to="ilse")
        await table.engine.adjust(game, aside, table.face, scene_key=key)
    assert (await table.engine.undo(game, scene_key=key)).id == said.id
    await table.engine.undo(game)
    assert open_scenes((await table.engine.state(game)).world) == (MAIN,)
    assert len(await table.engine.whispers.mine(game, "ilse")) == 1
    assert (await verify(database, game)).ok


async def test_a_whisper_is_one_characters_and_not_for_a_fight(database: Database) -> None:
    table, game = await party(database)
    one = PlayerInput("test", "a", "ilse", "I hide", character="ilse", private=True)
    two = PlayerInput("test", "b", "odo", "I hide", character="odo")
    with pytest.raises(Refused) as refused:
        await table.engine.take_turn(game, [one, two], table.face)
    assert refused.value.key == "whisper.alone"


async def test_a_note_to_the_game_master_is_in_no_prompt(database: Database) -> None:
    table, game = await party(database)
    await table.engine.whispers.note(game, "ilse", "ilse", "I am in truth the zqxheir.")
    await table.say(game, "I search the floor")
    await whisper(table, game)
    assert "zqxheir" not in prompts(table)
    assert [note.text for note in await table.engine.whispers.notes(game)] == ["I am in truth the zqxheir."]


async def test_the_whisper_is_not_asked_for_its_stakes(database: Database) -> None:
    table = EngineTable(database)
    game = await table.start(party=("ilse", "odo"), stakes="ask", campaign=mill())
    turn = await whisper(table, game, "I search the floor in secret and take what I find")
    assert turn.status == "done" and turn.outcome is not None and turn.outcome.checks
    assert table.asked(Role.ADJUDICATOR)


async def test_a_secret_roll_is_drawn_like_any_other_and_verified(database: Database) -> None:
    table, game = await party(database)
    await table.engine.roll(game, "1d20", source_id="open")
    record = await table.engine.roll(game, "1d20+3 [zqxlock]", source_id="hidden", player="gm", sealed=True)
    assert await table.engine.whispers.sealed_rolls(game) == (record,)
    await table.engine.close_session(game)
    found = await verify(database, game)
    assert found.ok and found.rolls == 2


async def in_order(table: EngineTable, game: Game) -> tuple[str, str]:
    """Who is up, and who comes next: ilse first, who whispers."""
    control = table.engine.control
    await control.set(game, control="initiative")
    await control.put_in_order(game, "host", "order:1", table.face)
    order = (await control.standing(game)).order
    assert order is not None
    if order.up != "ilse":
        await table.say(game, "I look", character=order.up)
    return "ilse", "odo"


async def test_a_whisper_takes_nobodys_place_in_the_order(database: Database) -> None:
    table, game = await party(database)
    table.adjudicator = lambda _: ruling()
    up, second = await in_order(table, game)
    waits = await table.say(game, "I come second", character=second)
    assert waits.status == "parked"
    before = (await table.engine.control.standing(game)).order
    assert (await whisper(table, game)).status == "done"
    assert (await table.engine.control.standing(game)).order == before  # nobody sees that something was done
    assert (await table.say(game, "I come first", character=up)).status == "done"
    assert await ends(table, waits, game) == "done"


async def test_who_whispers_may_act_openly_while_it_is_answered(database: Database) -> None:
    table, game = await party(database)
    table.adjudicator = lambda _: ruling()
    up, second = await in_order(table, game)
    waits = await table.say(game, "I come second", character=second)
    answers = asyncio.Event()
    table.narrator = lambda _: ["It lies cold.", answers]
    entry = PlayerInput("test", "w:1", up, SAID, character=up, private=True)
    alone = asyncio.create_task(table.engine.take_turn(game, [entry], AloneFace(Alone(), up, table.face)))
    await table.until_asked(Role.NARRATOR)
    openly = asyncio.create_task(table.say(game, "I come first", character=up))
    await until(lambda: any(each.input.text == "I come first" for each in received(table)))
    table.narrator = lambda _: "The dust settles. Gregor waits."
    answers.set()
    async with asyncio.timeout(10):
        assert (await alone).status == (await openly).status == "done"
    assert await ends(table, waits, game) == "done"


async def test_what_a_whisper_finished_first_lets_the_next_one_act(database: Database) -> None:
    table, game = await party(database)
    table.adjudicator = lambda _: ruling()
    up, second = await in_order(table, game)
    await table.engine.keep(game, [table.line("I come first", character=up)])  # its process ended
    waits = await table.say(game, "I come second", character=second)
    assert waits.status == "parked"
    table.narrator = lambda asked: TOLD if SAID in asked.messages[-1].content else "The dust settles. Gregor waits."
    entry = PlayerInput("test", "w:1", up, SAID, character=up, private=True)
    async with asyncio.timeout(10):
        await table.engine.take_turn(game, [entry], AloneFace(Alone(), up, table.face))
    assert await ends(table, waits, game) == "done"
    assert "zqx" not in table.face.told() and table.face.told().count("The dust settles") >= 2


async def ends(table: EngineTable, turn: Turn, game: Game) -> str:
    async with table.database.read() as db:
        return (await load_turn(db, turn.id, branch_id=game.branch_id)).status


def received(table: EngineTable) -> list[ReceivedInput]:
    return [event.input for event in table.face.events if isinstance(event, InputReceived)]
