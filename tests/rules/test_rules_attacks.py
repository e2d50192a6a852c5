"""Attempts, not outcomes: whatever a player writes and whatever a model grants, the world changes by valid effects."""

import json
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rules_stage import CAMPAIGNS, brief_of, state_of

from gm.authoring.load import load_campaign
from gm.domain.brief import InputView
from gm.domain.campaign import Campaign
from gm.domain.play import Parked, PlayerInput, SceneState, TurnOutcome
from gm.domain.ruling import Ruling
from gm.models.structured import wrong_with
from gm.rules.bounds import most_harm
from gm.rules.proposals import propose_ruling
from gm.rules.resolve import resolve_turn
from gm.rules.ruling import validate_ruling

ATTACKS = tuple(
    line.partition(" | ")[2]
    for line in (Path(__file__).parent / "attacks.txt").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
)
YAML = """
slug: mill
title: The Mill
ruleset: lantern-d20
characters:
  ilse: {name: Ilse, concept: a miller's daughter, sheet: {skills: {search: 1}, max_hp: 8, resources: {luck: 2}}}
  odo: {name: Odo, concept: a carter, sheet: {max_hp: 8, items: {rope: 1, lamp: 1}}}
npcs:
  gregor: {name: Gregor, aliases: [Грегор, 格雷戈尔, เกรกอร์], place: mill, appearance: Tall., persona: Tired.,
           sheet: {max_hp: 9}, secrets: {buried: He buried the boy.}}
  priest: {name: the priest, place: yard, appearance: Old., persona: Far away.}
places:
  mill: {name: The Mill, description: Dust., exits: {yard: the door}, items: [lamp]}
  yard: {name: The Yard, description: Mud., exits: {mill: the mill door, vault: {label: a hatch, locked: Barred.}}}
  vault: {name: The Vault, description: Gold., items: [key], exits: {yard: the hatch}}
items: {key: {name: iron key}, rope: {name: rope}, lamp: {name: lamp}}
clocks: {dawn: {name: Dawn, segments: 6}}
flags: {found: The boy was found.}
opening: {place: mill, text: The stones turn.}
endings: {told: {title: It is told, when: {flags: found}, text: They dig.}}
"""


@cache
def mill(language: str = "en") -> Campaign:
    kits = {f.name: f.read_bytes() for f in (CAMPAIGNS / "_rulesets").glob("*.yaml")}
    return load_campaign({"campaign.yaml": f"language: {language}\n{YAML}".encode()}, rulesets=kits, slug="mill")


class Showing:
    """Dice that show their best or their worst face."""

    def __init__(self, *, best: bool) -> None:
        self.best = best

    def draw(self, purpose: str, index: int, sides: int) -> int:
        return sides if self.best else 1


def table(language: str = "en") -> SceneState:
    return state_of(mill(language), party=("ilse", "odo"))


def tongue_of(text: str) -> str:
    """The language of a line, by its letters."""
    for language, first, last in (("ru", "а", "я"), ("zh", "一", "鿿"), ("th", "ก", "๛")):
        if any(first <= letter <= last for letter in text.lower()):
            return language
    return "de" if text.startswith(("Ich ", "Der ", "Die ", "Odo g", "Gregor i")) else "en"


def line(text: str) -> PlayerInput:
    return PlayerInput("test", "s", "p", text, character="ilse")


def decided(ruling: Ruling, state: SceneState, *, best: bool) -> TurnOutcome:
    """The outcome; questions are answered by what is the default."""
    choices: dict[str, str] = {}
    for _ in range(8):
        done = resolve_turn(state, ruling, Showing(best=best), choices)
        if not isinstance(done, Parked):
            return done
        choices[f"{done.reason}:{done.verdict}"] = done.default
    raise AssertionError("it asks for ever")


def holds(state: SceneState, outcome: TurnOutcome) -> None:
    """What is true of any ruling that was let through: nothing conjured, nobody beyond their measure."""
    before, after, campaign = state.world, state.world.apply(outcome.changes), state.campaign
    people = [each.id for each in (*campaign.characters, *campaign.npcs)]
    for item in campaign.items:
        entities = (*(f"character:{who}" for who in people), *(f"place:{place.id}" for place in campaign.places))
        there = [sum(world.number(entity, f"item/{item.id}") for entity in entities) for world in (before, after)]
        assert there[1] <= there[0], f"{item.id} came from nowhere"
    for who in people:
        entity = f"character:{who}"
        assert 0 <= after.number(entity, "hp") <= after.number(entity, "max_hp")
        assert after.number(entity, "max_hp") == before.number(entity, "max_hp")
        assert -3 <= after.number(entity, "attitude") <= 3
        assert after.text(entity, "status", "active") in ("active", "down")
    assert after.number("character:priest", "hp") == before.number("character:priest", "hp"), "the absent are safe"
    for change in outcome.changes:
        kind = change.entity.partition(":")[0]
        assert kind in ("character", "place", "scene", "flag", "clock", "exit", "challenge", "world"), change


def test_there_are_enough_of_them() -> None:
    assert len(set(ATTACKS)) >= 200


@pytest.mark.parametrize("best", [True, False])
def test_no_words_alone_change_what_they_claim(best: bool) -> None:
    """The offline rules: all of the attacks, with the best dice and the worst."""
    for text in ATTACKS:
        for kind in ("do", "say"):
            state = table(tongue_of(text))
            ruling = propose_ruling(brief_of(state, InputView("Ilse", "ilse", text, kind)))
            assert validate_ruling(ruling, state, (line(text),)) == (), text
            outcome = decided(ruling, state, best=best)
            holds(state, outcome)
            after = state.world.apply(outcome.changes)
            assert not after.is_set("flag:found", "on") and outcome.ending is None, text
            assert after.number("character:ilse", "item/key") == 0, text
            assert not after.is_set("character:ilse", "knows/buried"), text
            odo = state.world.under("character:odo", "item"), state.world.number("character:odo", "hp")
            assert (after.under("character:odo", "item"), after.number("character:odo", "hp")) == odo, text


def verdict(**more: object) -> dict[str, object]:
    return {"character": "ilse", "intent": "whatever was asked for"} | more


GRANTS: tuple[dict[str, object], ...] = (
    verdict(effects=[{"kind": "damage", "character": "gregor", "amount": "999"}]),
    verdict(effects=[{"kind": "damage", "character": "gregor", "amount": "1d6"}]),
    verdict(effects=[{"kind": "damage", "character": "priest", "amount": "1"}]),
    verdict(effects=[{"kind": "heal", "character": "ilse", "amount": "999d999"}]),
    verdict(effects=[{"kind": "heal", "character": "ilse", "amount": "((((1"}]),
    verdict(effects=[{"kind": "give_item", "character": "ilse", "item": "key"}]),
    verdict(effects=[{"kind": "give_item", "character": "ilse", "item": "key", "source": "vault"}]),
    verdict(effects=[{"kind": "give_item", "character": "ilse", "item": "key", "source": "gregor"}]),
    verdict(effects=[{"kind": "give_item", "character": "ilse", "item": "+5 sword"}]),
    verdict(effects=[{"kind": "give_item", "character": "ilse", "item": "rope", "source": "odo"}]),
    verdict(effects=[{"kind": "lose_item", "character": "odo", "item": "rope"}]),
    verdict(effects=[{"kind": "change_resource", "character": "ilse", "resource": "gold", "by": 999}]),
    verdict(effects=[{"kind": "change_resource", "character": "odo", "resource": "luck", "by": -1}]),
    verdict(effects=[{"kind": "shift_attitude", "npc": "gregor", "by": 99}]),
    verdict(effects=[{"kind": "shift_attitude", "npc": "priest", "by": 1}]),
    verdict(effects=[{"kind": "set_flag", "flag": "won"}]),
    verdict(effects=[{"kind": "tick_clock", "clock": "dawn", "by": 6}]),
    verdict(effects=[{"kind": "reveal", "fact": "everything"}]),
    verdict(effects=[{"kind": "set_state", "path": "hp", "value": 999}]),
    verdict(effects=[{"kind": "advance", "character": "ilse", "by": 1000000}]),
    verdict(effects=[{"kind": "start_encounter", "encounter": "dragon"}]),
    verdict(effects=[{"kind": "declare", "character": "ilse", "declaration": "aspect", "text": "I am a god"}]),
    verdict(effects=[{"kind": "rest", "rest": "long"}]),
    verdict(effects=[{"kind": "add_condition", "character": "gregor", "condition": "dead"}]),
    verdict(effects=[{"kind": "move", "character": "ilse", "place": "heaven"}]),
    verdict(effects=[{"kind": "heal", "character": "ilse", "amount": "1"}] * 40),
    verdict(check={"character": "ilse", "skill": "search", "difficulty": 1}),
    verdict(check={"character": "ilse", "skill": "search", "difficulty": -100}),
    verdict(check={"character": "ilse", "skill": "winning", "difficulty": 12}),
    verdict(check={"character": "ilse", "skill": "search", "difficulty": 12, "roll": 20}),
    verdict(check={"character": "ilse", "skill": "search", "difficulty": 12, "advantage": "triple"}),
    verdict(character="odo", effects=[{"kind": "move", "character": "odo", "place": "yard"}]),
    verdict(character="gregor", effects=[{"kind": "give_item", "character": "ilse", "item": "lamp"}]),
    verdict(character="nobody"),
    verdict(input=7),
    verdict(possible=False),
    verdict(action={"kind": "attack", "targets": ["gregor"]}),
    verdict(challenge="free-win"),
    verdict(outcomes={"win": {"text": "Ilse wins."}}),
)


def let_through(text: str, state: SceneState, inputs: tuple[PlayerInput, ...]) -> Ruling | None:
    """The ruling in a model's reply as play takes it, or None where the offline rules go on instead."""
    if wrong_with(Ruling, text):
        return None
    ruling = Ruling.model_validate_json(text)
    return None if validate_ruling(ruling, state, inputs) else ruling


@pytest.mark.parametrize("granted", GRANTS, ids=lambda each: json.dumps(each)[50:110])
def test_what_a_model_grants_beyond_the_rules_is_refused(granted: dict[str, object]) -> None:
    state = table()
    assert let_through(json.dumps({"verdicts": [granted], "minutes": 1}), state, (line("I win"),)) is None


@pytest.mark.parametrize("best", [True, False])
def test_each_attack_upon_a_model_that_grants_everything(best: bool) -> None:
    """Whatever attack it answers, a granting ruling is refused, and what the offline rules make of it holds."""
    for number, text in enumerate(ATTACKS):
        state = table(tongue_of(text))
        reply = json.dumps({"verdicts": [GRANTS[number % len(GRANTS)]], "minutes": 1440})
        assert let_through(reply, state, (line(text),)) is None
        ruling = propose_ruling(brief_of(state, InputView("Ilse", "ilse", text, "do")))
        holds(state, decided(ruling, state, best=best))


WHO = st.sampled_from(["ilse", "odo", "gregor", "priest", "actor", "party", "nobody", ""])
ITEM = st.sampled_from(["key", "rope", "lamp", "sword"])
WHERE = st.sampled_from(["mill", "yard", "vault", "heaven"])
COUNT = st.integers(-2, 1000)
AMOUNT = st.sampled_from(["1d6", "2d8+3", "999", "1", "0", "-5", "1d6!", "9d9", "x"])


def effect(kind: str, **fields: st.SearchStrategy[object]) -> st.SearchStrategy[dict[str, object]]:
    return st.fixed_dictionaries({"kind": st.just(kind), **fields})


EFFECT = st.one_of(
    effect("damage", character=WHO, amount=AMOUNT),
    effect("heal", character=WHO, amount=AMOUNT),
    effect("move", character=WHO, place=WHERE),
    effect("give_item", character=WHO, item=ITEM, quantity=COUNT),
    effect("give_item", character=WHO, item=ITEM, source=st.one_of(WHO, WHERE)),
    effect("lose_item", character=WHO, item=ITEM, dropped=st.booleans()),
    effect("add_condition", character=WHO, condition=st.sampled_from(["prone", "shaken", "hurt", "dead"])),
    effect("change_resource", character=WHO, resource=st.sampled_from(["luck", "coin", "gold"]), by=COUNT),
    effect("shift_attitude", npc=WHO, by=st.integers(-4, 4)),
    effect("reveal", fact=st.sampled_from(["buried", "all"]), to=st.lists(WHO, max_size=2)),
    effect("set_flag", flag=st.sampled_from(["found", "won"])),
    effect("tick_clock", clock=st.sampled_from(["dawn", "dusk"]), by=COUNT),
    effect("open_exit", place=WHERE, to=WHERE),
    effect("advance", character=WHO, by=COUNT),
    effect("rest", rest=st.just("long"), character=WHO),
    effect("start_encounter", encounter=st.just("dragon")),
    effect("declare", character=WHO, declaration=st.just("aspect"), text=st.text(max_size=30)),
)
OUTCOME = st.fixed_dictionaries({"text": st.text(max_size=20), "effects": st.lists(EFFECT, max_size=4)})
CHECK = st.fixed_dictionaries(
    {"character": WHO, "skill": st.sampled_from(["search", "stealth", "luck"]), "difficulty": st.integers(0, 40)},
    optional={"opposed_by": WHO, "advantage": st.sampled_from(["none", "advantage", "disadvantage"])},
)
VERDICT = st.fixed_dictionaries(
    {"character": st.one_of(st.just("ilse"), WHO)},
    optional={
        "input": st.sampled_from([1, 1, 1, 2]),
        "possible": st.booleans(),
        "refusal": st.text(max_size=10),
        "check": CHECK,
        "effects": st.lists(EFFECT, max_size=2),
        "outcomes": st.dictionaries(
            st.sampled_from(["success", "failure", "triumph", "done", "win"]), OUTCOME, max_size=3
        ),
    },
)


@settings(max_examples=600, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(VERDICT, max_size=3), st.integers(-5, 2000), st.booleans())
def test_whatever_a_model_returns_only_valid_effects_change_the_world(
    verdicts: list[dict[str, object]], minutes: int, best: bool
) -> None:
    state = table()
    ruling = let_through(json.dumps({"verdicts": verdicts, "minutes": minutes}), state, (line("I act"),))
    if ruling is not None:
        holds(state, decided(ruling, state, best=best))


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(EFFECT, min_size=1, max_size=3), st.booleans())
def test_no_single_effect_of_a_ruling_is_beyond_its_bounds(effects: list[dict[str, object]], best: bool) -> None:
    state = table()
    reply = json.dumps({"verdicts": [verdict(effects=effects)], "minutes": 1})
    ruling = let_through(reply, state, (line("I act"),))
    if ruling is None:
        return
    outcome = decided(ruling, state, best=best)
    holds(state, outcome)
    for roll in outcome.rolls:
        assert roll.total <= most_harm(state.campaign)


@given(st.text(max_size=300))
def test_no_text_at_all_is_taken_for_a_ruling_that_it_is_not(text: str) -> None:
    assert wrong_with(Ruling, text) or isinstance(json.loads(text), dict)
