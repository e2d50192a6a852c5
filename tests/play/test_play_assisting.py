"""Who runs it themselves is helped: rules, lore with its sources, lines, and what their own words make true."""

import pytest
from engine_table import EngineTable, ruling

from gm.domain.calls import BackendRequest, Role
from gm.domain.errors import NotFound, Refused
from gm.domain.play import Game, Hand, Turn
from gm.review.verify import verify
from gm.store.assists import load_proposed
from gm.store.database import Database

BURIED = "The miller buried the missing boy beneath the old threshing floor himself."


async def begun(database: Database) -> tuple[EngineTable, Game]:
    table = EngineTable(database)
    game = await table.start()
    await table.engine.set_table(game, mode="assist")
    return table, game


async def told(table: EngineTable, game: Game, words: str) -> Turn:
    await table.say(game, "I look for a key")
    proposal = await table.engine.copilot.waiting(game)
    assert proposal is not None
    hand = Hand("test", f"hand:{proposal.turn.id}", "gm:1", (), words)
    return await table.engine.copilot.tell(game, proposal.turn.id, proposal.mark, hand, table.face)


def reading(*effects: dict[str, object]) -> object:
    def answer(request: BackendRequest) -> str:
        assert "A HUMAN GAME MASTER HAS TOLD IT ALREADY" in request.messages[-1].content
        return ruling({"character": "ilse", "intent": "is given the key", "effects": list(effects)}, minutes=0)

    return answer


KEY = {"kind": "give_item", "character": "ilse", "item": "key"}


async def test_rules_and_lore_have_their_sources_and_ask_no_model(database: Database) -> None:
    table, game = await begun(database)
    await told(table, game, "Gregor lifts a stone from the ring on the hill.")
    asked = len(table.model.requests)
    rules = await table.engine.assist.rules(game, "how does Search work?")
    assert any("search" in each.text.casefold() for each in rules)
    with pytest.raises(NotFound):
        await table.engine.assist.rules(game, "how does zorbing work?")
    lore = await table.engine.assist.lore(game, "what did Gregor do with the stone?")
    secret = [each for each in lore if BURIED in each.text]
    assert secret and all(each.secret for each in secret), "the game master's eyes"
    assert any(each.where.startswith("turn") and "ring on the hill" in each.text for each in lore)
    for nothing in ("", "   "):
        with pytest.raises(Refused):
            await table.engine.assist.lore(game, nothing)
    assert len(table.model.requests) == asked


async def test_a_line_is_prepared_and_nobody_has_said_it(database: Database) -> None:
    table, game = await begun(database)
    await table.say(game, "I ask Gregor about the boy")
    before = (await table.engine.state(game)).world
    table.face.events.clear()
    line = await table.engine.assist.line(game, "gregor", "the boy")
    assert line.strip() and not table.face.events
    assert (await table.engine.state(game)).world == before
    with pytest.raises(NotFound):
        await table.engine.assist.line(game, "nobody", "")


async def test_what_the_words_make_true_happens_on_consent_and_once(database: Database) -> None:
    table, game = await begun(database)
    turn = await told(table, game, "Gregor presses the iron key into Ilse's hands.")
    table.adjudicator = reading(KEY)  # type: ignore[assignment]
    events = len(table.face.events)
    rows = await table.engine.assist.read(game, turn, "gm:1")
    assert len(rows) == 1 and "iron key" in rows[0] and len(table.face.events) == events
    world = (await table.engine.state(game)).world
    assert world.number("character:ilse", "item/key") == 0, "nothing happens before they agree"
    assert await table.engine.assist.proposed(game, turn.id) == rows
    with pytest.raises(NotFound):
        await table.engine.assist.apply(game, turn.id, [2], "gm:1", table.face, source_face="test")
    await table.engine.assist.apply(game, turn.id, [1], "gm:1", table.face, source_face="test")
    assert (await table.engine.state(game)).world.number("character:ilse", "item/key") == 1
    with pytest.raises(Refused):
        await table.engine.assist.apply(game, turn.id, [], "gm:1", table.face, source_face="test")
    assert (await verify(database, game)).differences == ()
    await table.engine.undo(game)
    assert (await table.engine.state(game)).world.number("character:ilse", "item/key") == 0


async def test_what_is_left_and_what_is_taken_back_does_not_happen(database: Database) -> None:
    table, game = await begun(database)
    turn = await told(table, game, "Gregor presses the iron key into Ilse's hands.")
    table.adjudicator = reading(KEY)  # type: ignore[assignment]
    await table.engine.assist.read(game, turn, "gm:1")
    await table.engine.undo(game)
    with pytest.raises(Refused):
        await table.engine.assist.apply(game, turn.id, [], "gm:1", table.face, source_face="test")
    await table.engine.assist.leave(turn.id)
    async with database.read() as db:
        assert await load_proposed(db, turn.id) is None


async def test_only_a_game_masters_own_words_are_read(database: Database) -> None:
    table = EngineTable(database)
    game = await table.start()
    turn = await table.say(game, "I search the floor under the stones")
    with pytest.raises(Refused):
        await table.engine.assist.read(game, turn, "gm:1")
    assert len(table.asked(Role.ADJUDICATOR)) == 1


async def test_without_a_model_plain_deeds_are_read(database: Database) -> None:
    from dataclasses import replace

    from gm.play.briefs import ruling_brief
    from gm.rules.reconsidering import offline_ruling

    table, game = await begun(database)
    turn = await told(table, game, "Rain.")
    brief = replace(ruling_brief(await table.engine.state(game), turn), told="Rain falls. Ilse goes out to the yard.")
    (verdict,) = offline_ruling(brief).verdicts
    assert verdict.check is None and [each.kind for each in verdict.effects] == ["move"]
    nothing = replace(brief, told="Ilse forces the door with all her strength and searches the loft.")
    assert offline_ruling(nothing).verdicts == ()
