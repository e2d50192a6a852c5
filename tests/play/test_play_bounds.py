"""What a table does not play, through the whole engine: prompts, inputs, tellings, rulings, summaries, the log."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest
from engine_table import EngineTable, check, mill, ruling

from gm.domain.approval import Overruling
from gm.domain.boundaries import House, read_boundaries
from gm.domain.calls import Role
from gm.domain.errors import Refused
from gm.domain.play import Game, Hand
from gm.play.engine import TurnEngine
from gm.play.memories import Reader
from gm.store.database import Database
from gm.store.guards import load_guards
from gm.store.safety_log import load_events


async def seated(database: Database, *, line: str = "spiders", player: str = "odo") -> tuple[EngineTable, Game]:
    table = EngineTable(database)
    game = await table.start(party=("ilse", "odo"))
    await table.engine.safety.set_own(game, player, lines=[line], veils=["torture"])
    return table, game


def sent(table: EngineTable, role: Role) -> str:
    return "\n".join(message.content for message in table.asked(role)[-1].messages)


def bounds_told(table: EngineTable) -> str:
    return table.asked(Role.NARRATOR)[-1].messages[0].content.split("WHAT THIS TABLE DOES NOT PLAY")[1]


async def events(database: Database) -> list[tuple[str, str, str, int]]:
    async with database.read() as db:
        return [(each.event, each.stage, each.by, each.count) for each in await load_events(db)]


async def test_every_role_is_told_and_nobody_whose_it_is(database: Database) -> None:
    table, game = await seated(database, line="spiders: tarantula, arachno*")
    await table.say(game, "I search the floor")
    for role in (Role.NARRATOR, Role.ADJUDICATOR):
        prompt = sent(table, role)
        assert "spiders" in prompt and "torture" in prompt
        assert "tarantula" not in prompt  # words for code alone
    before = bounds_told(table)
    await table.engine.safety.set_own(game, "odo", lines=[], veils=[])
    await table.engine.safety.set_own(game, "ilse", lines=["spiders"], veils=["torture"])
    await table.say(game, "I search the floor")
    after = bounds_told(table)
    assert before == after  # the same bytes, whoever set them
    assert [b.topic for b in await table.engine.safety.own(game, "ilse")] == ["spiders", "torture"]
    assert await table.engine.safety.own(game, "odo") == ()
    assert await table.engine.safety.common(game) == ()


async def test_a_telling_that_crosses_a_line_loses_the_sentence(database: Database) -> None:
    table, game = await seated(database)
    table.narrator = lambda _: "Dust settles on the rail. A spider drops from the beam. Gregor waits for your answer."
    turn = await table.say(game, "I look around.")
    assert turn.narration is not None and "spider" not in turn.narration and "Gregor waits" in turn.narration
    async with database.read() as db:
        hits = await load_guards(db, turn.id)
    assert [(n, h.kind, h.action) for n, h in hits] == [(0, "line", "cut")]
    assert await events(database) == [("line", "telling", "rules", 1)]


async def test_a_telling_of_nothing_else_is_asked_for_again_and_then_told_without_a_model(database: Database) -> None:
    table, game = await seated(database)
    askings = 0

    def narrator(_: object) -> str:
        nonlocal askings
        askings += 1
        return "A spider drops from the beam. Spiders everywhere."

    table.narrator = narrator
    turn = await table.say(game, "I look around.")
    assert askings == 2 and "ruled out" in sent(table, Role.NARRATOR)
    assert turn.narration and "pider" not in turn.narration and turn.narration_source == "offline"


async def test_an_input_that_crosses_a_line_is_not_received(database: Database) -> None:
    table, game = await seated(database)
    with pytest.raises(Refused) as refused:
        await table.say(game, "I look for spiders", character="ilse")
    assert refused.value.key == "safety.line" and "spider" not in str(refused.value)
    with pytest.raises(Refused):
        await table.engine.keep(game, [table.line("I pet the spider")])
    with pytest.raises(Refused):
        await table.engine.adjust(game, Hand("test", "h", "gm", words="Spiders come."), table.face)
    assert (await table.say(game, "I torture nobody, I only ask.")).status == "done"  # veiled may be wished for
    assert [e[:3] for e in await events(database)] == [("line", "input", "rules")]
    assert sum(e[3] for e in await events(database)) == 3


async def test_what_was_received_before_a_line_was_drawn_is_played_on(database: Database) -> None:
    table = EngineTable(database)
    game = await table.start()
    entry = table.line("I look at the spider")
    await table.engine.keep(game, [entry])
    await table.engine.safety.set_own(game, "ilse", lines=["spiders"], veils=[])
    assert (await table.engine.take_turn(game, [entry], table.face)).status == "done"


async def test_a_ruling_that_crosses_a_line_is_asked_for_again(database: Database) -> None:
    table, game = await seated(database)
    answers = [
        ruling(check(outcomes={"success": {"text": "Spiders pour out."}, "failure": {"text": "Dust."}})),
        ruling(check()),
    ]
    table.adjudicator = lambda _: answers.pop(0) if len(answers) > 1 else answers[0]
    turn = await table.say(game, "I search the floor boards carefully and then the wheel")
    assert turn.ruling is not None and "pider" not in turn.ruling.model_dump_json()
    assert "goes where this table does not" in sent(table, Role.ADJUDICATOR)


async def test_the_authors_opening_keeps_to_the_table_too(database: Database) -> None:
    table = EngineTable(database)
    engine = TurnEngine(replace(table.parts, house=House(read_boundaries(["stones turn"], "line"))))
    table.engine = engine
    await table.start()
    assert table.face.told() == "Nobody is at the wheel."


async def test_the_rating_is_the_mildest_and_goes_to_prompts_and_routes(database: Database) -> None:
    table = EngineTable(database)
    game = await table.start(campaign=mill().model_copy(update={"rating": "mature"}))
    assert (await table.engine.state(game)).campaign.rating == "mature"
    table.narrator = lambda _: "Entrails slide over the boards, and Gregor looks away from them. Dust falls on it all."
    assert "Entrails" in ((await table.say(game, "I look.")).narration or "")
    await table.engine.safety.set_table(game, rating="teen")
    assert (await table.engine.state(game)).campaign.rating == "teen"
    assert "Entrails" not in ((await table.say(game, "I look again.")).narration or "")
    assert "Rating: teen." in sent(table, Role.NARRATOR)
    await table.engine.safety.set_table(game, rating="adult")  # can only make it milder
    assert (await table.engine.state(game)).campaign.rating == "mature"
    with pytest.raises(Refused):
        await table.engine.safety.set_table(game, rating="grim")


async def test_the_log_tells_neither_who_nor_what(database: Database) -> None:
    table, game = await seated(database, line="spiders: zqxline*")
    with pytest.raises(Refused):
        await table.say(game, "the zqxlines come", character="ilse")
    await table.say(game, "I nod")
    await table.engine.set_aside(game)
    rows = await table.engine.safety.log(game=game)
    assert [(e.event, e.stage) for e in rows] == [("line", "input"), ("xcard", "settled")]
    assert all(e.at.minute == e.at.second == 0 for e in rows)
    said = repr(rows)
    assert "zqx" not in said and "ilse" not in said and "odo" not in said


async def test_nothing_that_somebody_types_brings_a_line_in(sqlite_database: Database) -> None:
    """Every way in which words of a player's reach others or a prompt, however they are spelled."""
    table, game = await seated(sqlite_database)
    turn = await table.say(game, "I look around.")
    engine, ada, lead = table.engine, Reader("odo", ("odo",)), Reader("ilse", (), is_gm=True)
    fact = await engine.memory.add(game, lead, "The stones are cold")
    state = await engine.state(game)

    async def said(text: str, **more: str) -> object:
        return await table.say(game, text, **more)

    ways: tuple[Callable[[str], Awaitable[object]], ...] = (
        said,
        lambda text: said(f"(({text}))"),
        lambda text: engine.take_turn(game, [replace(table.line(text), kind="say", to="Gregor")], table.face),
        lambda text: engine.take_turn(game, [replace(table.line(text), private=True)], table.face),
        lambda text: engine.amend(game, replace(table.line(text), source_id="line:1")),
        lambda text: engine.reword(game, text, table.face),
        lambda text: engine.adjust(game, Hand("test", "hand:1", "ilse", words=text), table.face),
        lambda text: engine.adjust(game, Hand("test", "hand:2", "ilse", words=text, speaker="gregor"), table.face),
        lambda text: engine.adjust(game, Hand("test", "hand:3", "ilse", words=text, to="odo"), table.face),
        lambda text: engine.mend_telling(game, turn.id, text, "ilse"),
        lambda text: engine.memory.add(game, ada, text),
        lambda text: engine.memory.correct(game, lead, str(fact), text),
        lambda text: engine.marks.add(game, text),
        lambda text: engine.desk.note(game, "ilse", text, beats=None),
        lambda text: engine.voices.set_premise(game, text),
        lambda text: engine.objections.object(game, text, "ilse", leads=True),
    )
    asked = len(table.model.requests)
    for number, way in enumerate(ways):
        for text in ("A spider drops", "A sp1der drops", "A spi\u200bder drops", "Паук ползёт", "A s p i d e r drops"):
            with pytest.raises(Refused, match=r"does not (play|show)"):
                await way(text)
                pytest.fail(f"{number}: {text}")
    assert len(table.model.requests) == asked and (await engine.state(game)).world == state.world


async def test_nothing_that_a_game_master_writes_for_what_waits_brings_a_line_in(sqlite_database: Database) -> None:
    table, game = await seated(sqlite_database)
    await table.engine.set_table(game, mode="copilot", approve="drafts")
    await table.say(game, "I look around.")
    desk, face = table.engine.copilot, table.face
    proposal = await desk.waiting(game)
    assert proposal is not None
    turn, mark = proposal.turn.id, proposal.mark
    ways: tuple[Callable[[str], Awaitable[object]], ...] = (
        lambda text: desk.edit(game, turn, mark, text, "ilse", face),
        lambda text: desk.reword(game, turn, mark, text, face),
        lambda text: desk.overrule(game, turn, mark, Overruling(how="words", words=text), "ilse", face),
        lambda text: desk.overrule(game, turn, mark, Overruling(stakes=text), "ilse", face),
        lambda text: desk.overrule(game, turn, mark, Overruling(because=text), "ilse", face),
        lambda text: desk.tell(game, turn, mark, Hand("test", "hand:1", "ilse", words=text), face),
    )
    asked = len(table.model.requests)
    for number, way in enumerate(ways):
        with pytest.raises(Refused, match=r"does not (play|show)"):
            await way("A sp1der drops")
            pytest.fail(f"{number}")
    assert len(table.model.requests) == asked and await desk.waiting(game) == proposal


async def test_what_was_told_before_a_line_is_in_no_recap_after_it(sqlite_database: Database) -> None:
    table = EngineTable(sqlite_database)
    game = await table.start(party=("ilse", "odo"))
    table.narrator = lambda _: "Dust settles on the rail. A spider drops from the beam. Gregor waits."
    await table.say(game, "I look around.")
    state = await table.engine.state(game)

    async def read() -> str:
        state = await table.engine.state(game)
        back = await table.engine.back.previously(game, state)
        missed = await table.engine.back.catch_up(game, state, "odo", "odo")
        known = await table.engine.back.ask(game, state, "ilse", "What drops from the beam on the rail?")
        return repr((back, missed, known))

    assert "spider" in await read()  # else the test could not fail
    await table.engine.safety.set_own(game, "odo", lines=["spiders"], veils=[])
    after = await read()
    assert "pider" not in after and "Dust settles" in after
    assert state.campaign.lines == ()
