"""Suggestions come from what the table has seen, and differ from turn to turn."""

import pytest
from engine_table import EngineTable

from gm.authoring.load import load_campaign
from gm.play.suggesting import Suggestion, offered, suggestions
from gm.rules.chances import chance_of
from gm.store.database import Database

MORE = """
challenges:
  stones: {place: mill, title: Stop the stones, keys: [stones, жернова, 石磨], outcomes: {done: They stop.}}
  wheel: {place: mill, title: Search the wheel, keys: [wheel], skill: search, difficulty: 12,
          outcomes: {success: {text: It turns.}, failure: {text: It does not.}}}
  floor: {place: mill, title: Lift the threshing floor, keys: [threshing floor], outcomes: {done: Bones.}}
"""


@pytest.fixture
def campaign_more(monkeypatch: pytest.MonkeyPatch) -> None:
    """The mill with things to try."""
    import engine_table

    from gm import resources

    text = engine_table.YAML + MORE
    monkeypatch.setattr(
        engine_table,
        "mill",
        lambda: load_campaign({"campaign.yaml": text.encode()}, rulesets=resources.ruleset_sources()),
    )


async def test_only_what_has_been_told_is_suggested(database: Database, campaign_more: None) -> None:
    table = EngineTable(database)
    game = await table.start()
    state = await table.engine.state(game)
    quiet = suggestions(state, "It is dark.", 1)
    assert quiet == (
        Suggestion("challenge", "Stop the stones"),
        Suggestion("talk", "Gregor"),
        Suggestion("exit", "The Yard"),
    )
    for turn in range(9):
        for told in ("", "Dust.", "Жернова встали.", "石磨在转。"):
            found = suggestions(state, told, turn)
            assert len(found) == len(set(found)) == 3 and found == suggestions(state, told, turn)
            assert not any("threshing" in each.name for each in found)
    told = suggestions(state, "There is an old threshing floor.", 1)
    assert Suggestion("challenge", "Lift the threshing floor") in (*told, *suggestions(state, "old threshing floor", 2))


async def test_who_asks_is_offered_at_the_opening_with_their_odds(database: Database, campaign_more: None) -> None:
    """From what the store says was told last: at once, after a restart, and of nothing that was set aside."""
    table = EngineTable(database)
    game = await table.start(party=("ilse", "odo"))
    state = await table.engine.state(game)
    wheel = next(each for each in state.campaign.challenges if each.id == "wheel")
    odds = {}
    for who in ("ilse", "odo"):
        async with database.read() as db:
            last, found = await offered(db, state, who)
        assert last is not None and last.kind == "opening"
        (odds[who],) = [each.chance for each in found if each.name == "Search the wheel"]
        assert odds[who] == chance_of(state, wheel, who)
    assert odds["ilse"] is not None and odds["odo"] is not None and odds["ilse"] > odds["odo"]
    await table.engine.set_aside(game)
    async with database.read() as db:
        assert "Search the wheel" not in [each.name for each in (await offered(db, state, "ilse"))[1]]


async def test_what_the_table_does_not_play_or_show_is_not_suggested(database: Database, campaign_more: None) -> None:
    table = EngineTable(database)
    game = await table.start(party=("ilse", "odo"))
    told = "The wheel, the stones, an old threshing floor."

    async def named() -> set[str]:
        state = await table.engine.state(game)
        return {each.name for turn in range(4) for each in suggestions(state, told, turn, most=4)}

    before = await named()
    assert {"Search the wheel", "Stop the stones", "Lift the threshing floor", "Gregor"} <= before
    await table.engine.safety.set_own(game, "odo", lines=["w: wheel", "g: Gregor"], veils=["f: threshing"])
    assert before - await named() == {"Search the wheel", "Lift the threshing floor", "Gregor"}
