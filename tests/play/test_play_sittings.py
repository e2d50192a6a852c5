"""A sitting as it is told when it closes: its own turns alone, who was there, who grew, and nothing that was undone."""

import pytest
from engine_table import EngineTable

from gm.domain.effects import Advance
from gm.domain.errors import NotFound
from gm.domain.play import Game, Hand
from gm.play.sittings import SittingStory
from gm.store.database import Database


async def _told(table: EngineTable, game: Game, **more: int) -> SittingStory:
    return await EngineTable(table.database).engine.sittings.told(game, **more)


def _text(story: SittingStory) -> str:
    return " ".join(row.text for row in story.rows)


async def test_a_sitting_tells_its_own_turns_who_was_there_and_its_seed_once_it_is_over(database: Database) -> None:
    table = EngineTable(database)
    game = await table.start(party=("ilse", "odo"))
    await table.say(game, "I count the sacks.")
    open_one = await _told(table, game)
    assert open_one.session.seed is None and "sacks" in _text(open_one)
    assert open_one.there == ("Ilse",) and open_one.away == ("Odo",)
    await table.engine.close_session(game)
    await table.say(game, "I oil the cart.", character="odo")
    gone = await table.say(game, "I sing of zanzibar.", character="odo")
    assert gone.number
    await table.engine.undo(game)
    closed = await table.engine.close_session(game)
    assert closed is not None
    first, second = await _told(table, game, number=1), await _told(table, game)
    assert (first.turns, second.turns) == (2, 1), "the opening and one; the undone one counts for nothing"
    assert "sacks" in _text(first) and "cart" not in _text(first)
    assert "cart" in _text(second) and "sacks" not in _text(second) and "zanzibar" not in _text(second)
    assert second.there == ("Odo",) and second.session.seed == closed.seed and closed.seed
    assert not first.threads, "what is open is said of the last alone"
    with pytest.raises(NotFound):
        await _told(table, game, number=9)


async def test_who_grew_is_told_and_what_was_taken_back_is_not(database: Database) -> None:
    table = EngineTable(database)
    from engine_table import mill

    campaign = mill()
    rules = campaign.ruleset.advancement.model_copy(update={"by": "milestone", "name": "Milestones"})
    campaign = campaign.model_copy(update={"ruleset": campaign.ruleset.model_copy(update={"advancement": rules})})
    game = await table.start(campaign=campaign)
    for source in ("a", "b"):
        hand = Hand("test", source, "gm", (Advance(character="ilse", by=1),), "Well done.")
        await table.engine.adjust(game, hand, table.face)
    await table.engine.undo(game)
    await table.engine.close_session(game)
    (grown,) = (await _told(table, game)).grown
    assert (grown.name, grown.xp, grown.xp_name, grown.level) == ("Ilse", 1, "Milestones", None)
    await table.say(game, "I rest.")
    await table.engine.close_session(game)
    assert (await _told(table, game)).grown == ()
