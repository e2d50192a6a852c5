"""An X-card on a beat that another scene has built on: what happened stays for both, and its words go from everything
that is told, asked or remembered, as if it could have been taken back."""

import pytest
from engine_table import EngineTable, check, ruling
from test_play_xcard import DONE, PROMPTS, TOLD, WORDS

from gm.domain.calls import BackendRequest
from gm.domain.errors import HistoryConflict
from gm.domain.play import Game, Turn
from gm.domain.scenes import MAIN
from gm.play.scenes import Asked
from gm.review.transcript import load_transcript, transcript_rows
from gm.review.verify import verify
from gm.store.database import Database
from gm.store.facts import load_facts
from gm.store.history import load_world
from gm.store.turns import load_beats

KIND = {"text": "He thanks you.", "effects": [{"kind": "shift_attitude", "npc": "gregor", "by": 1}]}


async def say(table: EngineTable, game: Game, who: str, text: str, key: str) -> Turn:
    return await table.engine.take_turn(game, [table.line(text, character=who)], table.face, scene_key=key)


def of(who: str, **outcome: object) -> str:
    own = {"character": who, "skill": "search", "difficulty": 5}
    return ruling(check(who, check=own, outcomes={"success": outcome, "failure": outcome}), minutes=7)


async def test_what_happened_stays_and_its_words_are_gone(database: Database) -> None:
    table = EngineTable(database)
    game = await table.start(party=("ilse", "odo"))
    _, key = await table.engine.scenes.part(game, ["odo"], "", Asked("test", "part", "ilse"), table.face)
    table.adjudicator, table.narrator = (lambda _: of("ilse", **DONE)), (lambda _: TOLD)
    beat = await say(table, game, "ilse", WORDS, MAIN)
    table.adjudicator, table.narrator = (lambda _: of("odo", **KIND)), (lambda _: "Gregor nods.")
    await say(table, game, "odo", "I search his coat for him", key)
    with pytest.raises(HistoryConflict) as caught:
        await table.engine.undo(game)
    assert caught.value.paths == ("character:gregor/attitude",)
    assert "zebra" in (await read_again(database, table, game)).casefold(), "the control"
    async with database.read() as db:
        before = (await load_world(db, game.branch_id)).world
    aside = await table.engine.set_aside(game, by="ilse")
    assert (aside.id, aside.status) == (beat.id, "done")
    async with database.read() as db:
        assert (await load_world(db, game.branch_id)).world == before, "for both scenes"
    assert await table.engine.go_on(game)
    sent = await prompts_since(table, game, key)
    assert len(sent) >= PROMPTS and not any("zebra" in prompt.casefold() for prompt in sent)
    assert "stepped away" in "\n".join(sent[:4]).casefold()
    assert "zebra" not in (await read_again(database, table, game)).casefold()
    assert (await verify(database, game)).ok


async def prompts_since(table: EngineTable, game: Game, key: str) -> list[str]:
    """What models are sent from now on, in both scenes, with a sitting that ends on the way."""
    table.narrator = lambda _: "Dust settles on the rail, and stays."
    since, number = len(table.model.requests), 0

    def sent() -> list[BackendRequest]:
        return table.model.requests[since:]

    while len(sent()) < PROMPTS:
        number += 1
        who, where = (("ilse", MAIN), ("odo", key))[number % 2]
        table.adjudicator = lambda _, who=who: of(who, text="Dust.")
        await say(table, game, who, f"I search the floor board {number}", where)
        if number == 9:
            await table.engine.close_session(game)
    return ["\n".join(message.content for message in request.messages) for request in sent()]


async def read_again(database: Database, table: EngineTable, game: Game) -> str:
    """What is read of it afterwards: the record, the recap, what is remembered and what is known."""
    state = await table.engine.state(game)
    async with database.read() as db:
        rows = transcript_rows(await load_transcript(db, game))
        beats = await load_beats(db, game.branch_id)
        facts = await load_facts(db, game.branch_id)
    return repr((rows, beats, facts, await table.engine.back.previously(game, state)))
