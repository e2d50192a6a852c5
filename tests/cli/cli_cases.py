"""A small campaign, and what a command did."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent.parent

TINY = """
slug: tiny
title: The Lit Window
tagline: A hut, a path, a window that should be dark.
ruleset: lantern-d20
opening: {place: hut, text: "Rain. A lit window. You are at the hut.", goal: Find out who lit the lamp.}
characters:
  ilse: {name: Ilse Brand, pronouns: she/her, concept: a surveyor far from home, hook: The map stops here.,
         sheet: {attributes: {might: 1, grace: 2, wits: 2, heart: 1, lore: 0}, skills: {search: 1}, max_hp: 9,
                 items: {chalk: 2}}}
  tam: {name: Tam Reed, concept: a ferryman who lost his boat,
        sheet: {attributes: {might: 3, grace: 0, wits: 0, heart: 1, lore: 1}}}
places:
  hut: {name: The Hut, description: One room with a stove., exits: {path: the door to the path}, items: [lamp],
        details: [The stove ticks., Rain runs down the pane., A moth circles., The floor slopes.]}
  path: {name: The Path, description: Mud and bracken., exits: {hut: back to the hut}, details: [The bracken drips.]}
npcs:
  orla: {name: Orla, place: hut, appearance: A tall woman with ash on her sleeves., persona: Guarded.,
         wants: To be left alone., attitude: 0, habits: [stirs the ashes], lines: ["Close the door."],
         secrets: {lamp-lighter: {text: Orla lit the lamp for her dead brother., reveal: when asked kindly}}}
items:
  chalk: {name: stick of chalk, description: For marking trees.}
  lamp: {name: brass lamp}
lore:
  - {id: moor, title: The Moor, keys: [moor], content: The moor takes a walker every winter.}
challenges:
  cupboard: {place: hut, title: Force the cupboard, keys: [cupboard], outcomes: {done: {text: The cupboard stands open.,
             choice: {question: Take the letter?, default: leave,
                      options: [{id: take, label: Take it}, {id: leave, label: Leave it}]}}}}
  ashes: {place: hut, title: Sweep the hearth, keys: [sweep], stakes: "Orla's patience.",
          outcomes: {done: {text: Orla lets you., effects: [{kind: shift_attitude, npc: orla, by: 1}]}}}
"""


@dataclass
class Outcome:
    """What a command did."""

    code: int
    out: str
    err: str


Gm = Callable[..., Outcome]
