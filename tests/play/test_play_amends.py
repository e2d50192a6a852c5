"""Words that are changed or taken back before they are ruled on; the X-card; branches that are played at once."""

import asyncio
from collections.abc import Callable
from dataclasses import replace

import pytest
from engine_table import EngineTable, ruling

from gm.domain.calls import Role
from gm.domain.errors import Refused
from gm.domain.events import InputReceived, TurnWithdrawn
from gm.domain.play import Game, Turn
from gm.review.verify import verify
from gm.store.database import Database
from gm.store.turns import load_beats, load_turns


async def turns_of(table: EngineTable, game: Game) -> list[tuple[str, list[str]]]:
    """(status, words) of every turn; the history must be sound."""
    assert (await verify(table.database, game)).ok
    async with table.database.read() as db:
        turns = await load_turns(db, game.branch_id)
    return [(turn.status, [entry.input.text for entry in turn.inputs]) for turn in turns]


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not condition():  # noqa: ASYNC110
            await asyncio.sleep(0.01)


async def heard(table: EngineTable, inputs: int) -> None:
    """Until so many inputs were received."""
    await until(lambda: sum(isinstance(event, InputReceived) for event in table.face.events) == inputs)


async def queued_behind(table: EngineTable, game: Game, *texts: str) -> tuple[asyncio.Event, list[asyncio.Task[Turn]]]:
    """A turn that is being told until the event is set, and turns that wait behind it."""
    gate = asyncio.Event()
    table.narrator = lambda _: ["The dust ", gate, "settles."]
    tasks = [asyncio.create_task(table.say(game, "I nod"))]
    await table.until_asked(Role.NARRATOR)
    for number, text in enumerate(texts):
        tasks.append(asyncio.create_task(table.say(game, text, source=f"queued:{number}")))
        received = number + 2
        await heard(table, received)
    return gate, tasks


async def test_a_queued_turn_is_played_with_the_words_as_they_were_changed(database: Database) -> None:
    table = EngineTable(database)
    game = await table.start()
    gate, tasks = await queued_behind(table, game, "I dance", "I sing")
    changed = await table.engine.amend(game, table.line("I bow", source="queued:1"))
    assert changed.state == "changed" and changed.input is not None and changed.input.input.text == "I bow"
    assert (await table.engine.amend(game, table.line("I bow", source="queued:1"))).state == "same"
    assert (await table.engine.amend(game, table.line("I bow", source="elsewhere"))).state == "unknown"
    with pytest.raises(Refused):
        await table.engine.amend(game, table.line("  ", source="queued:1"))
    gate.set()
    await asyncio.gather(*tasks)
    assert [words for _, words in await turns_of(table, game)] == [[], ["I nod"], ["I dance"], ["I bow"]]
    late = await table.engine.amend(game, table.line("I fly", source="queued:1"))
    assert late.state == "late" and late.input is not None and late.input.input.text == "I bow"
    assert (await table.engine.withdraw(game, "test", "queued:1")).state == "late"


async def test_a_queued_turn_of_which_nothing_is_left_is_not_played(database: Database) -> None:
    table = EngineTable(database)
    game = await table.start()
    gate, tasks = await queued_behind(table, game, "I dance", "I sing")
    for _ in range(2):
        await table.engine.withdraw(game, "test", "queued:0")
    gate.set()
    await asyncio.gather(*tasks)
    assert any(isinstance(event, TurnWithdrawn) for event in table.face.events)
    found = await turns_of(table, game)
    assert found == [("done", []), ("done", ["I nod"]), ("undone", []), ("done", ["I sing"])]
    assert not any("I dance" in message.content for sent in table.model.requests for message in sent.messages)
    async with database.read() as db:
        assert [beat.number for beat in await load_beats(db, game.branch_id)] == [1, 2, 4]
    again = await table.engine.take_turn(game, [table.line("I dance", source="queued:0")], table.face)
    assert again.status == "undone", "the same message does not come back to life"


async def test_of_several_who_spoke_together_one_takes_it_back(database: Database) -> None:
    table = EngineTable(database)
    game = await table.start(party=("ilse", "odo"))
    gate, tasks = await queued_behind(table, game)
    both = [table.line("I dance", source="a"), table.line("I sing", character="odo", source="b")]
    playing = asyncio.create_task(table.engine.take_turn(game, both, table.face))
    await heard(table, 3)
    await table.engine.withdraw(game, "test", "a")
    gate.set()
    await asyncio.gather(*tasks, playing)
    assert (await turns_of(table, game))[-1] == ("done", ["I sing"])


@pytest.mark.parametrize("how", ["amend", "withdraw"])
async def test_words_that_change_while_they_are_being_ruled_on_are_ruled_anew(database: Database, how: str) -> None:
    table = EngineTable(database)
    game = await table.start()
    gate = asyncio.Event()
    answers = [[ruling(), gate], [ruling()]]
    table.adjudicator = lambda _: answers.pop(0)
    playing = asyncio.create_task(table.say(game, "I search the floor", source="x"))
    await table.until_asked(Role.ADJUDICATOR)
    if how == "amend":
        await table.engine.amend(game, table.line("I search the stones", source="x"))
    else:
        await table.engine.withdraw(game, "test", "x")
    gate.set()
    turn = await playing
    if how == "amend":
        assert turn.status == "done" and [entry.input.text for entry in turn.inputs] == ["I search the stones"]
        assert "stones" in table.asked(Role.ADJUDICATOR)[-1].messages[-1].content
        assert "floor" not in table.asked(Role.NARRATOR)[-1].messages[-1].content
    else:
        assert turn.status == "undone" and table.asked(Role.NARRATOR) == []
    await turns_of(table, game)


async def test_redo_after_words_were_withdrawn_plays_the_last_beat_that_stands(database: Database) -> None:
    table = EngineTable(database)
    game = await table.start()
    gate, tasks = await queued_behind(table, game, "I dance")
    await table.engine.withdraw(game, "test", "queued:0")
    gate.set()
    await asyncio.gather(*tasks)
    turn = await table.engine.redo(game, table.face)
    assert [entry.input.text for entry in turn.inputs] == ["I nod"]
    await turns_of(table, game)


async def test_what_was_set_aside_is_in_no_later_prompt_on_no_branch(database: Database) -> None:
    table = EngineTable(database)
    game = await table.start()
    table.narrator = lambda _: "A zebra crosses the mill."
    await table.say(game, "I look at the stripes")
    other = await table.engine.fork(game, "elsewhere")
    there = await table.engine.reload(game)
    assert there.branch_id == game.branch_id, "a fork for another table leaves the head where it is"
    assert (await table.engine.set_aside(game)).status == "undone"
    await table.engine.go_on(game)
    table.narrator = lambda _: "Quiet."
    for branch in (game.branch_id, other.id):
        await table.engine.take_turn(replace(game, branch_id=branch), [table.line("I nod")], table.face)
        sent = table.asked(Role.NARRATOR)[-1].messages
        assert not any("zebra" in message.content or "stripes" in message.content for message in sent)
        assert "Go on elsewhere" in sent[-1].content
        async with database.read() as db:
            assert all("zebra" not in beat.narration + beat.gist for beat in await load_beats(db, branch))
    for _ in range(6):
        await table.say(game, "I nod")
    assert "Go on elsewhere" not in table.asked(Role.NARRATOR)[-1].messages[-1].content
    await turns_of(table, game)


async def test_what_was_set_aside_is_not_played_or_told_again(database: Database) -> None:
    table = EngineTable(database)
    game = await table.start()
    await table.say(game, "I search the floor")
    await table.engine.set_aside(game)
    await table.engine.go_on(game)
    with pytest.raises(Refused, match="set aside"):
        await table.engine.redo(game, table.face)
    await table.engine.set_aside(game)  # the opening: it stays in history, and is not told again
    await table.engine.go_on(game)
    with pytest.raises(Refused):
        await table.engine.reword(game, "", table.face)
    async with database.read() as db:
        assert await load_beats(db, game.branch_id) == ()
    await turns_of(table, game)


async def test_two_branches_of_a_game_are_played_at_once(database: Database) -> None:

    table = EngineTable(database)
    game = await table.start()
    await table.say(game, "I nod")
    branch = await table.engine.fork(game, "what if")
    other = replace(game, branch_id=branch.id)
    gate = asyncio.Event()
    table.narrator = lambda _: ["The dust ", gate, "settles."]
    both = [asyncio.create_task(table.say(each, "I search the floor")) for each in (game, other)]
    await until(lambda: len(table.asked(Role.NARRATOR)) == 3)  # neither waits for the other
    gate.set()
    await asyncio.gather(*both)
    for each in (game, other):
        assert [words for _, words in await turns_of(table, each)] == [[], ["I nod"], ["I search the floor"]]
