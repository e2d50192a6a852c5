"""Four against four in a pit: what `gm bench rules` plays to measure how quick fights are."""

import time
from functools import cache
from typing import Final

from gm.authoring.load import load_campaign
from gm.domain.campaign import Campaign
from gm.rules.combat.simulate import simulate

KIT: Final = b"""
title: Bench
check: {dice: 1d20, bonus: attribute + training + gear}
attributes: {str: {name: Strength}, dex: {name: Dexterity}, con: {name: Constitution}, wis: {name: Wisdom}}
derived:
  defence: {formula: 'max(armour, 10) + min(dex, armour_cap)', name: Defence}
  spell_attack: wis + 2
  spell_difficulty: 10 + wis
training: {0: 0, 1: 2}
skills: {fight: {name: Fight, attribute: str}, shoot: {name: Shoot, attribute: dex}}
default_skill: fight
difficulties: {easy: 8, fair: 12, hard: 16}
difficulty_min: 1
difficulty_max: 30
degrees:
  - {id: critical, label: Critical, success: true, margin: 999, natural: 20}
  - {id: success, label: Success, success: true, margin: 0}
  - {id: failure, label: Failure, success: false, margin: -99}
  - {id: fumble, label: Fumble, success: false, margin: -999, natural: 1}
damage_types: {slashing: Slashing, piercing: Piercing, fire: Fire}
conditions:
  blessed: {name: Blessed, summary: Watched over, modifiers: [{to: attacks, by: 2}, {to: saves, by: 2}]}
resources: {slots: {name: Slots, maximum: 3}}
dying: {mode: saves, critical: 20, fumble: 1, massive: true}
combat:
  initiative_bonus: dex
  attack_skill: fight
  shoot_skill: shoot
  damage_bonus: str
  critical: double_dice
  concentration: con
  actions: [attack, cast, dash, disengage, dodge, help, hide, use, flee, wait]
spells:
  bless: {name: Bless, resource: slots, reach: 1, gives: [blessed], concentration: true, rounds: 10, area: self}
  flames: {name: Flames, resource: slots, reach: 1, area: zone, strikes: [{dice: 3d6, type: fire}],
           save: {attribute: dex, difficulty: 0, on_success: half}}
  mend: {name: Mend, resource: slots, reach: 1, heals: 1d8+2}
creatures:
  goblin:
    name: Goblin
    hp: 2d6
    defence: 13
    attributes: {dex: 2}
    attacks:
      blade: {name: Blade, bonus: 4, strikes: [{dice: 1d6+2, type: slashing}]}
      bow: {name: Bow, bonus: 4, reach: 2, strikes: [{dice: 1d6+2, type: piercing}]}
    tactics: pack
    traits: {pack-tactics: {name: Pack tactics}}
    morale: {losses: 75}
intents:
  en: {attack: [attack*], look: [look*], talk: [say*], wait: [wait*], move: [go]}
"""
PIT: Final = b"""
slug: bench
title: The Pit
ruleset: bench
opening: {place: pit, text: Sand.}
places: {pit: {name: The Pit, description: Sand and noise.}}
items:
  sword: {name: sword, damage: 1d8, type: slashing}
  bow: {name: bow, damage: 1d6, type: piercing, reach: 2, skill: shoot}
  mail: {name: mail, armour: 16, armour_cap: 0}
characters:
  ada: {name: Ada, concept: a fighter,
        sheet: {attributes: {str: 3, con: 2}, skills: {fight: 1}, max_hp: 13, items: [sword, mail]}}
  bo: {name: Bo, concept: an archer, sheet: {attributes: {dex: 3}, skills: {shoot: 1}, max_hp: 10, items: [bow]}}
  cy: {name: Cy, concept: a priest,
       sheet: {attributes: {wis: 3, con: 1}, skills: {fight: 1}, max_hp: 9, spells: [bless, flames, mend],
               resources: {slots: 3}}}
  di: {name: Di, concept: a fighter,
       sheet: {attributes: {str: 3, con: 2}, skills: {fight: 1}, max_hp: 13, items: [sword, mail]}}
encounters:
  goblins: {title: Goblins, place: pit, creatures: {goblin: 4}, zones: [near, middle, far], foes_zone: 2}
"""
PARTY: Final = ("ada", "bo", "cy", "di")
BATCH: Final = 10
"""Fights between two looks at the clock."""


@cache
def pit() -> Campaign:
    """The campaign, loaded as any other."""
    return load_campaign({"campaign.yaml": PIT}, rulesets={"bench.yaml": KIT})


def combats_per_second(seconds: float, seed: int) -> tuple[float, float]:
    """(fights a second of one core's own time, rounds of a fight on average), over at least so many seconds."""
    plan = pit().encounter("goblins")
    assert plan is not None
    fights, rounds, start = 0, 0, time.process_time()
    while (spent := time.process_time() - start) < seconds or not fights:
        odds = simulate(pit(), plan, PARTY, times=BATCH, seed=f"{seed + fights:016x}")
        fights += odds.fights
        rounds += odds.rounds
    return fights / max(spent, 1e-9), rounds / fights
