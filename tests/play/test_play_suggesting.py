"""Suggestions come from what the table has seen, and differ from turn to turn."""

import pytest
from engine_table import EngineTable

from gm.authoring.load import load_campaign
from gm.play.suggesting import Suggestion, suggestions
from gm.store.database import Database

MORE = """
challenges:
  stones: {place: mill, title: Stop the stones, keys: [stones, жернова, 石磨], outcomes: {done: They stop.}}
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
