"""What a whisper was ruled is objected to by whoever whispered, and what becomes of it is as private as it was."""

import json
from collections.abc import Callable

import pytest
from engine_table import EngineTable, check, ruling
from test_play_whispers import Alone, party, prompts, whisper

from gm.domain.calls import BackendRequest
from gm.domain.errors import Refused
from gm.domain.play import Game, Turn
from gm.play.engine import TurnEngine
from gm.play.objecting import Reconsidered
from gm.play.whispers import AloneFace
from gm.review.dice_proof import prove_dice
from gm.review.transcript import load_transcript, transcript_rows
from gm.review.verify import verify
from gm.store.database import Database
from gm.store.turns import load_turns

WORDS = "I search the floor for the zqxinput and hide it"
BECAUSE = "because I grew up on the zqxbecause floor"
HARD = check(outcomes={"success": {"text": "zqxdone"}, "failure": {"text": "zqxdone"}})
EASY = HARD | {"check": {"character": "ilse", "skill": "search", "difficulty": 5}}


def adjudicating(again: str) -> Callable[[BackendRequest], str]:
    def answer(request: BackendRequest) -> str:
        said = request.messages[-1].content
        if "YOU RULED THIS ALREADY" in said:
            return again
        return ruling(HARD) if "zqx" in said else ruling(check())

    return answer


def granted() -> str:
    return json.dumps({**json.loads(ruling(EASY)), "objection": "granted", "answer": "She knows the zqxanswer."})


async def whispered(database: Database, again: str) -> tuple[EngineTable, Game, Turn]:
    """Ilse whispers, and then Odo plays on before all."""
    table, game = await party(database)
    table.adjudicator = adjudicating(again)
    old = await whisper(table, game, WORDS)
    await table.say(game, "I search the cart", character="odo")
    return table, game, old


async def objects(table: EngineTable, game: Game, who: str = "ilse") -> Reconsidered:
    return await table.engine.objections.object(game, BECAUSE, who, leads=False, alone=who)


async def nothing_shows(table: EngineTable, game: Game) -> None:
    """Nothing of it is on anybody's face, in the log, or in what a model is sent for what everybody plays."""
    since = len(table.model.requests)
    await table.say(game, "I search the stones", character="odo")
    await table.say(game, "I search the floor under the stones")
    assert "zqx" not in prompts(table, since) + table.face.told()
    async with table.database.read() as db:
        assert "zqx" not in "\n".join(transcript_rows(await load_transcript(db, game)))
    assert await table.engine.whispers.mine(game, "odo") == ()
    assert (await verify(table.database, game)).differences == ()
    assert (await prove_dice(table.database, game)).ok


async def test_it_is_put_right_with_its_dice_for_its_player_alone(database: Database) -> None:
    table, game, old = await whispered(database, granted())
    done = await objects(table, game)
    assert done.objection.said == "granted" and done.old.id == old.id
    asked = prompts(table, len(table.model.requests) - 1)
    assert "zqxbecause" in asked and "only the one who acts" in asked.casefold() and "zqxtold" not in asked
    face = Alone()
    table.narrator = lambda _: "The zqxagain comes loose at once. Nobody looks up from the stones."
    new = await table.engine.objections.play(game, done, AloneFace(face, "ilse", table.face))
    table.narrator = lambda _: "The dust settles. Gregor waits."
    assert "zqxagain" in face.told() and new.dice_of == old.uid and new.ruling is not None and not new.ruling.minutes
    assert old.outcome is not None and new.outcome is not None
    was, now = old.outcome.checks[0], new.outcome.checks[0]
    assert (was.difficulty, now.difficulty) == (12, 5)
    assert was.roll is not None and now.roll is not None and was.roll.dice == now.roll.dice
    (mine,) = await table.engine.whispers.mine(game, "ilse")
    assert mine.turn_id == new.id and "zqxagain" in mine.text and "zqxinput" in mine.said
    with pytest.raises(Refused, match="once for each turn"):
        await objects(table, game)
    await nothing_shows(table, game)


async def test_the_same_ruling_stands_though_it_would_take_time(database: Database) -> None:
    again = json.dumps({**json.loads(ruling(HARD, minutes=30)), "objection": "granted", "answer": "Well."})
    table, game, old = await whispered(database, again)
    done = await objects(table, game)
    assert done.objection.said == "stands" and done.turn.id == old.id
    (mine,) = await table.engine.whispers.mine(game, "ilse")
    assert mine.turn_id == old.id
    await nothing_shows(table, game)


async def test_nobody_objects_to_what_another_has_whispered(database: Database) -> None:
    table, game, _ = await whispered(database, granted())
    with pytest.raises(Refused):
        await objects(table, game, "odo")
    with pytest.raises(Refused):
        await table.engine.objections.object(game, BECAUSE, "odo", leads=False, alone="ilse")
    with pytest.raises(Refused):  # whoever runs the table, either
        await table.engine.objections.object(game, BECAUSE, "gm", leads=False, alone="ilse")
    await nothing_shows(table, game)


async def test_put_right_and_cut_off_it_waits_sealed(database: Database) -> None:
    table, game, old = await whispered(database, granted())
    await objects(table, game)
    table.engine = TurnEngine(table.parts)
    table.narrator = lambda _: "The zqxagain comes loose at once. Nobody looks up from the stones."
    await table.engine.resume(game, table.face)
    table.narrator = lambda _: "The dust settles. Gregor waits."
    (waiting,) = await table.engine.whispers.waiting(game)
    assert waiting[0] != old.id and waiting[1] == "ilse"
    assert "zqxagain" in (await table.engine.whispers.open(game, *waiting)).text
    async with database.read() as db:
        kept = [turn for turn in await load_turns(db, game.branch_id, whispered=True) if "zqx" in str(turn.inputs)]
    assert [turn.status for turn in kept] == ["undone", "done"]
    await nothing_shows(table, game)


async def test_without_a_whisper_that_is_what_is_said(database: Database) -> None:
    table, game, _ = await whispered(database, granted())
    for because in ("", BECAUSE):
        with pytest.raises(Refused) as caught:
            await table.engine.objections.object(game, because, "odo", leads=False, alone="odo")
        assert caught.value.key == "objection.no_whisper" and "whispered nothing" in str(caught.value)
    with pytest.raises(Refused) as caught:
        await table.engine.objections.object(game, "", "ilse", leads=False, alone="ilse")
    assert caught.value.key == "objection.nothing"


async def test_while_a_beat_is_open_that_is_what_is_said(database: Database) -> None:
    table, game, _ = await whispered(database, granted())
    await table.engine.control.set(game, control="round")
    assert (await table.say(game, "I wave", character="odo")).status == "parked"
    with pytest.raises(Refused) as caught:
        await objects(table, game)
    assert caught.value.key == "objection.busy"
