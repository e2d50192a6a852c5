"""A small world in which everything goes on by itself, and a way to let its time pass."""

from dataclasses import replace
from datetime import UTC, datetime
from functools import cache

from gm import resources
from gm.authoring.load import load_campaign
from gm.domain.campaign import Campaign
from gm.domain.effects import Effect, PassTime
from gm.domain.play import Game, Scene, SceneState, Session, TurnOutcome
from gm.domain.state import WorldState
from gm.rules.draws import KeyedDice
from gm.rules.resolve import resolve_hand
from gm.rules.world import initial_changes

YAML = """
slug: fen
title: The Fen
ruleset: lantern-d20
opening: {place: inn, text: The lamp is lit., minutes: 1080}
characters:
  ada: {name: Ada, concept: a guide, sheet: {max_hp: 9, items: {bread: 2}}}
  bo: {name: Bo, concept: a carter, sheet: {max_hp: 9}}
npcs:
  reeve: {name: Averil, place: abbey, appearance: A neat woman., persona: Exact.,
          secrets: {debt: {text: The reeve pawned the abbey bell to pay for her brother's passage., reveal: if asked}}}
places:
  inn: {name: The Inn, description: Low., exits: {ford: a road north, yard: a door}}
  yard: {name: The Yard, description: Mud., exits: {inn: a door}}
  ford: {name: The Ford, description: Wide water., exits: {inn: the road south, abbey: a causeway}}
  abbey: {name: The Abbey, description: Roofless., exits: {ford: a causeway}}
items: {bread: {name: bread}, bell: {name: a bell}}
flags: {wet: it has rained, paid: the toll was paid, late: the reeve came too late, seen: they saw the abbey}
calendar:
  months: {reed: {name: Reed, days: 5}, feast: {name: Lantern Night, days: 1, apart: true},
    ice: {name: Ice, days: 4, leap: [4]}}
  weekdays: [Eelday, Netday, Saltday]
  seasons: {wet: {name: the Wet, from: reed}, cold: {name: the Cold, from: ice}}
  moons: {lamp: {name: The Lamp, days: 8}}
  holidays: {lanterns: {name: Lantern Night, month: feast, day: 1, text: Every window has a light.}}
  eras: {flood: {name: after the Flood, begins: 400}}
  year: 411
  day: 3
tables:
  wet: {entries: [{text: Rain., weight: 3, effects: [set_flag: wet]}, {text: "Fog, {fog}."}]}
  fog: {entries: [thin, thick]}
  cold: {entries: [Frost., Snow.]}
  road: {dice: 2d4, entries: [{at: 2-5, text: A tollman., effects: [set_flag: paid]},
    {at: 6-8, text: "A lost sheep, in {fog} mist."}]}
climates: {fen: {table: wet, seasons: {cold: cold}, indoors: [inn]}}
routes:
  north: {between: [inn, ford], hours: 10, dangers: road, chance: 50, every: 2}
  causeway: {between: [ford, abbey], hours: 8}
travel: {ration: bread}
clocks:
  water: {name: The water, segments: 3, every_minutes: 700, effects: [tick_clock: rot],
          on_full: The water stands at the sill.}
  rot: {name: Rot, segments: 4, on: [dawn], when: {flags: wet}}
  watch: {name: The watch, segments: 2, on: [dusk], repeats: true, on_full: The watch changes.,
          effects: [tick_clock: rot]}
  luck: {name: Bad luck, segments: 6, on: [failure, rest, travel, session]}
  week: {name: Market days, segments: 6, on: [week]}
fronts:
  damp: {name: Damp, description: It rises., clocks: [rot], unfolds: true,
         portents: [Mould., A stain., A voice in the wall.]}
quests:
  toll:
    title: The toll
    days: 3
    reward: bread
    offered: {flags: wet}
    taken: {hours: [night]}
    objectives: {pay: {text: Pay it., done: {flags: paid}}, ask: {text: Ask the reeve., optional: true}}
    on_finish: [give_item: {character: ada, item: bread}]
    on_fail: [later: {days: 1, text: The reeve sends word., effects: [set_flag: late,
               move: {character: reeve, place: inn}]}]
    finished_text: The gate stands open.
    failed_text: The gate is shut.
factions:
  tollmen:
    name: The tollmen
    description: They keep the ford.
    moves:
      chain: {weight: 3, rumour: There is a chain across the ford., effects: [tick_clock: rot], reason: They are owed.}
      march: {weight: 1, when: {flags: wet}, rumour: Boots in the night.,
              effects: [move: {character: reeve, place: ford}]}
  nuns: {name: The nuns, description: They left.}
endings: {end: {title: End, when: {flags: late}, text: It is over.}}
"""
SEED = "5e" * 32
LONG_AGO = datetime(2030, 1, 1, tzinfo=UTC)


@cache
def fen() -> Campaign:
    return load_campaign({"campaign.yaml": YAML.encode()}, rulesets=resources.ruleset_sources())


def begun(campaign: Campaign | None = None, *party: str) -> SceneState:
    """The world as a game in it begins, with the first hour played."""
    campaign = campaign or fen()
    world = WorldState().apply(initial_changes(campaign, party or ("ada", "bo")))
    return SceneState(
        Game(1, "g", "fen", campaign.slug, "v", 1, LONG_AGO),
        Session(1, 1, 1, "", LONG_AGO),
        Scene(1, 1, 1, "main", "", campaign.opening.place),
        campaign,
        world,
        1,
    )


def dice(seed: str = SEED) -> KeyedDice:
    return KeyedDice(seed, turn_uid="turn", attempt=1, source_ids=())


def hand(state: SceneState, *effects: Effect, seed: str = SEED) -> tuple[SceneState, TurnOutcome]:
    """These effects as a game master's hand: the world after, and all that came of it."""
    outcome = resolve_hand(state, effects, dice(seed))
    return replace(state, world=state.world.apply(outcome.changes)), outcome


def skip(state: SceneState, minutes: int, seed: str = SEED) -> tuple[SceneState, tuple[str, ...]]:
    """So much time goes by; what was told of it."""
    days, rest = divmod(minutes, 1440)
    after, outcome = hand(state, PassTime(days=days, hours=rest // 60, minutes=rest % 60), seed=seed)
    return after, outcome.notes
