"""The whole way of a turn against a model that grants everything: 210 attacks, five languages, one game for each.

Whatever a player writes and whatever the adjudicator answers: what changes is what a legal effect of the accepted
ruling may touch, nothing secret is shown, the game goes on, and its history adds up.
"""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest
from engine_table import EngineTable
from footprint import outside

from gm import resources
from gm.authoring.load import load_campaign
from gm.domain.calls import BackendRequest
from gm.domain.campaign import Campaign
from gm.domain.events import OutcomeResolved, TurnParked
from gm.domain.play import SceneState, Turn
from gm.domain.ruling import Ruling
from gm.domain.ruling_brief import RulingBrief
from gm.review.verify import verify
from gm.rules.shingles import shingles_of, told_in
from gm.store.database import Database

LINES = tuple(
    line.partition(" | ")[2]
    for line in (Path(__file__).parents[1] / "rules" / "attacks.txt").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
)
SECRET = "He buried the missing boy beneath the old threshing floor himself"
YAML = f"""
slug: mill
title: The Mill
ruleset: lantern-d20
characters:
  ilse: {{name: Ilse, concept: a miller, sheet: {{skills: {{search: 1}}, max_hp: 8, resources: {{luck: 2}}}}}}
  odo: {{name: Odo, concept: a carter, sheet: {{max_hp: 8, items: {{rope: 1, lamp: 1}}}}}}
npcs:
  gregor: {{name: Gregor, place: mill, appearance: Tall., persona: Tired., sheet: {{max_hp: 9}},
           secrets: {{buried: {SECRET}.}}}}
  priest: {{name: the priest, place: yard, appearance: Old., persona: Far away., sheet: {{items: {{lamp: 1}}}}}}
places:
  mill: {{name: The Mill, description: Dust., exits: {{yard: the door}}, items: [lamp]}}
  yard: {{name: The Yard, description: Mud.,
         exits: {{mill: the mill door, vault: {{label: a hatch, locked: Barred.}}}}}}
  vault: {{name: The Vault, description: Gold., items: [key], exits: {{yard: the hatch}}}}
items: {{key: {{name: iron key}}, rope: {{name: rope}}, lamp: {{name: lamp}}}}
clocks: {{dawn: {{name: Dawn, segments: 12}}}}
flags: {{found: The boy was found., won: The story is won.}}
opening: {{place: mill, text: The stones turn.}}
endings: {{told: {{title: It is told, when: {{flags: [found, won]}}, text: They dig.}}}}
"""


def mill(language: str) -> Campaign:
    return load_campaign(
        {"campaign.yaml": f"language: {language}\n{YAML}".encode()}, rulesets=resources.ruleset_sources()
    )


def tongue_of(text: str) -> str:
    for language, first, last in (("ru", "а", "я"), ("zh", "一", "鿿"), ("th", "ก", "๛")):
        if any(first <= letter <= last for letter in text.lower()):
            return language
    return "de" if text.startswith(("Ich ", "Der ", "Die ", "Odo g", "Gregor i", "Neue ")) else "en"


ILLEGAL: tuple[dict[str, Any], ...] = (
    {"effects": [{"kind": "damage", "character": "gregor", "amount": "999"}]},
    {"effects": [{"kind": "damage", "character": "gregor", "amount": "1d6"}]},
    {"effects": [{"kind": "damage", "character": "odo", "amount": "1"}]},
    {"effects": [{"kind": "damage", "character": "priest", "amount": "1"}]},
    {"effects": [{"kind": "heal", "character": "ilse", "amount": "999d999"}]},
    {"effects": [{"kind": "give_item", "character": "ilse", "item": "key"}]},
    {"effects": [{"kind": "give_item", "character": "ilse", "item": "key", "source": "vault"}]},
    {"effects": [{"kind": "give_item", "character": "ilse", "item": "sword-5"}]},
    {"effects": [{"kind": "give_item", "character": "ilse", "item": "rope", "source": "odo"}]},
    {"effects": [{"kind": "give_item", "character": "ilse", "item": "lamp", "source": "priest"}]},
    {"effects": [{"kind": "lose_item", "character": "odo", "item": "rope"}]},
    {"effects": [{"kind": "change_resource", "character": "ilse", "resource": "gold", "by": 999}]},
    {"effects": [{"kind": "change_resource", "character": "odo", "resource": "luck", "by": -1}]},
    {"effects": [{"kind": "shift_attitude", "npc": "gregor", "by": 99}]},
    {"effects": [{"kind": "set_flag", "flag": "god_mode"}]},
    {"effects": [{"kind": "tick_clock", "clock": "dawn", "by": 12}]},
    {"effects": [{"kind": "reveal", "fact": "everything"}]},
    {"effects": [{"kind": "set_state", "path": "hp", "value": 999}]},
    {"effects": [{"kind": "advance", "character": "ilse", "by": 1000000}]},
    {"effects": [{"kind": "improve", "character": "ilse", "what": "might"}] * 30},
    {"effects": [{"kind": "add_condition", "character": "odo", "condition": "exhausted"}]},
    {"effects": [{"kind": "move", "character": "ilse", "place": "heaven"}]},
    {"check": {"character": "ilse", "skill": "search", "difficulty": 1}},
    {"check": {"character": "ilse", "skill": "search", "difficulty": -100}},
    {"check": {"character": "ilse", "skill": "winning", "difficulty": 12}},
    {"check": {"character": "ilse", "skill": "search", "difficulty": 12, "roll": 20}},
    {"check": {"character": "ilse", "skill": "persuade", "difficulty": 12, "opposed_by": "priest"}},
    {"character": "odo", "effects": [{"kind": "move", "character": "odo", "place": "yard"}]},
    {"character": "priest", "text": "The priest kneels before her."},
    {"notices": ["priest"], "text": "The priest sees it all."},
    {"input": 7},
    {"action": {"kind": "attack", "targets": ["gregor"]}},
    {"challenge": "free-win"},
    {"possible": False, "refusal": f"No: {SECRET}."},
)
"""What validation must refuse, every one."""
SLY: tuple[dict[str, Any], ...] = (
    {"effects": [{"kind": "open_exit", "place": "yard", "to": "vault"}], "text": "The hatch far away springs open."},
    {"effects": [{"kind": "move", "character": "ilse", "place": "vault"}], "text": "She is in the vault."},
    {"effects": [{"kind": "set_flag", "flag": "found"}], "text": "The boy is found."},
    {"effects": [{"kind": "heal", "character": "ilse", "amount": "1d6"}], "text": "Her wounds close."},
    {"effects": [{"kind": "give_item", "character": "ilse", "item": "lamp"}], "text": "She has the lamp."},
    {"effects": [{"kind": "tick_clock", "clock": "dawn", "by": 4}], "text": "It is nearly dawn."},
    {"effects": [{"kind": "reveal", "fact": "buried", "to": ["ilse"]}], "text": "She knows."},
    {"check": {"character": "ilse", "skill": "search", "difficulty": 5, "advantage": "advantage",
               "reason": f"Because {SECRET.lower()}.", "reason_audience": "everyone"},
     "stakes": f"It comes out that {SECRET.lower()}.", "stakes_audience": "everyone",
     "outcomes": {"success": {"text": "All is hers.", "effects": [
         {"kind": "damage", "character": "gregor", "amount": "2d6"},
         {"kind": "shift_attitude", "npc": "gregor", "by": 2},
         {"kind": "open_exit", "place": "vault", "to": "yard"}]}}},
    {"intent": f"say that {SECRET.lower()}", "text": "He nods at everything."},
    {"effects": [{"kind": "rest", "rest": "night"}], "text": "They sleep as long as they like."},
)  # fmt: skip
"""What is of a legal kind: it may come true within its measure, and nothing beyond it."""


class Granting:
    """An adjudicator that gives whoever asks whatever it can think of: first against the rules, then within them."""

    def __init__(self) -> None:
        self.illegal: Iterator[dict[str, Any]] = cycle(ILLEGAL)
        self.sly: Iterator[dict[str, Any]] = cycle(SLY)
        self.refused = 0

    def __call__(self, request: BackendRequest) -> str:
        assert isinstance(request.brief, RulingBrief)
        again = bool(request.brief.problems) or "not of the form" in request.messages[-1].content
        self.refused += again
        granted = next(self.sly if again else self.illegal)
        verdict = {"character": "ilse", "intent": "whatever was asked for", "text": "It is done."} | granted
        return json.dumps({"verdicts": [verdict], "minutes": 1440})


async def play(table: EngineTable, game: Any, line: str, kind: str) -> tuple[SceneState, Turn]:
    """A turn with all its questions answered by the default, and the state before it."""
    game = await table.engine.reload(game)
    state = await table.engine.state(game)
    turn = await table.engine.take_turn(game, [replace(table.line(line), kind=kind)], table.face)
    for _ in range(6):
        if turn.parked is None:
            break
        turn = await table.engine.answer(game, turn.id, turn.parked.default, table.face)
    return state, turn


@pytest.mark.parametrize("language", ["en", "de", "ru", "zh", "th"])
async def test_nothing_changes_but_by_legal_effects(sqlite_database: Database, language: str) -> None:
    table, granting = EngineTable(sqlite_database), Granting()
    table.adjudicator = granting
    campaign = mill(language)
    game = await table.start(party=("ilse", "odo"), campaign=campaign)
    lines = [each for each in LINES if tongue_of(each) == language]
    secrets = shingles_of(tuple(campaign.facts().items()))
    assert len(lines) >= (90 if language == "en" else 10)
    sources: Counter[str] = Counter()
    for number, line in enumerate(lines):
        state, turn = await play(table, game, line, "say" if number % 3 == 2 else "do")
        assert turn.status == "done" and turn.narration and turn.outcome is not None, line
        assert outside(turn.outcome.changes, turn.ruling or Ruling(), state) == [], line
        sources[turn.ruling_source] += 1
        after = state.world.apply(turn.outcome.changes)
        _measured(campaign, state, after, line)
        if not state.known_by_all_present():
            shown = [e for e in table.face.events if isinstance(e, OutcomeResolved | TurnParked)]
            assert not told_in("\n".join(str(each) for each in shown), secrets) or _is_known(state, after)
        table.face.events.clear()
    assert sources.total() == len(lines) and sources["model"] >= 3, sources
    assert granting.refused >= sources["model"], "no first grant was taken"
    found = await verify(sqlite_database, await table.engine.reload(game))
    assert found.ok, found.differences


def _is_known(state: SceneState, after: Any) -> bool:
    return bool(after.is_set("character:ilse", "knows/buried"))


def _measured(campaign: Campaign, state: SceneState, after: Any, line: str) -> None:
    """Nothing conjured, nobody beyond their measure, the absent and the other players untouched."""
    people = [*(pc.id for pc in campaign.characters), *(npc.id for npc in campaign.npcs)]
    entities = [*(f"character:{who}" for who in people), *(f"place:{place.id}" for place in campaign.places)]
    for item in campaign.items:
        was, now = (sum(w.number(e, f"item/{item.id}") for e in entities) for w in (state.world, after))
        assert now <= was, f"{item.id} came from nowhere: {line}"
    for who in people:
        entity = f"character:{who}"
        assert 0 <= after.number(entity, "hp") <= after.number(entity, "max_hp") == state.world.number(entity, "max_hp")
    for path in ("hp", "place", "item/rope", "item/lamp", "resource/luck"):
        for untouched in ("character:odo", "character:priest"):
            if untouched == "character:odo" and path in ("place",):
                continue
            same = after.get(untouched, path) == state.world.get(untouched, path)
            assert same or (path == "hp" and after.number(untouched, "hp") > state.world.number(untouched, "hp")), line
    if "vault" not in (state.place_id, *(after.text(f"character:{who}", "place") for who in ("ilse", "odo"))):
        assert after.number("character:ilse", "item/key") == 0
    if state.place_id == "mill":
        assert not after.is_set("exit:yard:vault", "open") and not after.is_set("exit:vault:yard", "open"), line
