"""Three small campaigns, one for each kit that is not a twenty-sided die, and fifteen lines that play them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from engine_table import EngineTable

from gm.authoring.load import campaign_version, load_campaign
from gm.domain.campaign import Campaign
from gm.domain.play import Game, PlayerInput, Turn
from gm.models.door import Door
from gm.models.offline.backend import OfflineBackend
from gm.models.routes import RouteTable
from gm.rules.world import initial_changes
from gm.store.calls import CallLedger
from gm.store.campaigns import record_campaign
from gm.store.database import Database
from gm.store.games import record_game

KITS = Path(__file__).parents[1] / "rules/kits"
_STORY = """
slug: {slug}
title: The Light
ruleset: {slug}
opening: {{place: strand, text: The lamp on the rock has gone out.}}
places:
  strand: {{name: The Strand, description: Shingle and wrack., exits: {{tower: the stair}}}}
  tower: {{name: The Tower, description: A room of lenses., exits: {{strand: the stair}}}}
flags: {{lit: The lamp burns.}}
items: {{oil: {{name: oil can}}}}
clocks: {{tide: {{name: Tide, segments: 12, every_minutes: 60, audience: everyone}}}}
characters:
  ada: {{name: Ada, concept: a keeper, sheet: {{{sheet}, max_hp: 8, items: [oil]}}}}
npcs:
  wrecker: {{name: Wrecker, place: tower, attitude: -1, appearance: A man with a lantern., persona: Greedy.,
            sheet: {{{foe}, max_hp: 6}}}}
challenges:
  wrack: {{title: Search the wrack, keys: [wrack], skill: {first}, place: strand, once: false,
          outcomes: {{success: {{text: A brass key.}}, failure: {{text: Weed.}}}}}}
  wrestle: {{title: Wrestle the man, keys: [wrestle], skill: {second}, place: tower, once: false,
            outcomes: {{success: {{text: He gives ground., effects: [damage: {{character: wrecker, amount: 1}}]}},
                       failure: {{text: He throws you., effects: [damage: {{character: actor, amount: 1}}]}}}}}}
  lamp:
    title: Light the lamp
    keys: [light the lamp]
    place: tower
    outcomes:
      done:
        text: The wick takes.
        choice:
          question: Which way does it point?
          default: sea
          options:
            - {{id: sea, label: Out to sea, text: Ships turn., effects: [set_flag: lit]}}
            - {{id: land, label: Towards the land, text: Doors open.}}
"""
_KITS: Mapping[str, Mapping[str, str]] = {
    "percent": {
        "sheet": "attributes: {keen: 10, stout: 10}, skills: {spot: 1}, resources: {luck: 30}",
        "foe": "attributes: {stout: 10}",
        "first": "spot",
        "second": "brawl",
    },
    "pool": {
        "sheet": "attributes: {body: 3, mind: 4}",
        "foe": "attributes: {body: 3}",
        "first": "sneak",
        "second": "fight",
    },
    "ladder": {
        "sheet": "skills: {craft: 1, provoke: 1}, resources: {fate: 4}",
        "foe": "skills: {provoke: 1}",
        "first": "craft",
        "second": "provoke",
    },
}
LINES = (
    "I look around.",
    "I search the wrack.",
    "I search the wrack again.",
    "I wait.",
    "I search the wrack once more.",
    "I go to the tower.",
    "I wrestle the man.",
    "I wrestle him to the floor.",
    "I light the lamp.",
    "I wrestle with him.",
    "I go to the strand.",
    "I search the wrack.",
    "I search the wrack, slowly.",
    "I search the wrack by hand.",
    "I wait.",
)


@cache
def story(kit: str) -> Campaign:
    """The campaign on that kit."""
    kits = {path.name: path.read_bytes() for path in KITS.glob("*.yaml")}
    return load_campaign({"campaign.yaml": _STORY.format(slug=kit, **_KITS[kit]).encode()}, rulesets=kits)


class KitTable(EngineTable):
    """An engine without models, on a kit's campaign."""

    def __init__(self, database: Database, kit: str) -> None:
        super().__init__(database, owner="host:1:kits")
        door = Door(
            RouteTable({}),
            {"offline": OfflineBackend()},
            CallLedger(database, self.clock, owner="host:1:kits"),
            self.clock,
            self.parts.counter,
        )
        self.parts = replace(self.parts, door=door)
        self.engine = type(self.engine)(self.parts)
        self.kit = kit

    async def begin(self) -> Game:
        campaign = story(self.kit)
        version = campaign_version(campaign)
        now = self.clock.now()
        async with self.database.begin() as db:
            await record_campaign(db, campaign, version=version, now=now)
            game = await record_game(
                db,
                uid="g" * 32,
                name="light",
                campaign=campaign,
                version=version,
                branch_uid="b" * 32,
                changes=initial_changes(campaign, ("ada",)),
                scene_title="The Strand",
                scene_place="strand",
                stakes="show",
                seats=[("ada", None)],
                now=now,
            )
            await db.commit()
        await self.engine.open_story(game, self.face)
        return game

    async def line(self, game: Game, number: int) -> Turn:  # type: ignore[override]
        """Play one of the lines; it may end with a question."""
        said = PlayerInput("test", f"kit:{number}", "ada", LINES[number], character="ada")
        return await self.engine.take_turn(game, [said], self.face)


@dataclass
class Played:
    """What came of a story."""

    game: Game
    turns: list[Turn]
    asked: list[str]


async def play(database: Database, kit: str, *, reopened: bool) -> Played:
    """All lines, every question answered with its last option; `reopened`: by a fresh engine before each step."""
    table = KitTable(database, kit)
    played = Played(await table.begin(), [], [])
    for number in range(len(LINES)):
        table = KitTable(database, kit) if reopened else table
        turn = await table.line(played.game, number)
        while turn.status == "parked" and turn.parked is not None:
            played.asked.append(turn.parked.reason)
            table = KitTable(database, kit) if reopened else table
            turn = await table.engine.answer(played.game, turn.id, turn.parked.options[-1].id, table.face)
        played.turns.append(turn)
    return played
