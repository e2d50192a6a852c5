"""What must hold of any fight on the whole kit, reactions and summons too, and that each of these looks can fail."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

import pytest
from ford_stage import PARTY, bank, ford, played
from hypothesis import given, settings
from hypothesis import strategies as st

from gm.domain.encounter import Step
from gm.domain.state import WorldState
from gm.rules.combat.ground import Acted

SEEDS = st.integers(0, 2**40)
PLANS = st.sampled_from(["raiders", "mage", "druid", "with-miller", "horde"])
FEW = settings(max_examples=20, deadline=None)
DEEDS = ("attack", "move", "cast", "dash", "flee", "hide", "help", "react", "use", "stand")
Turn = tuple[WorldState, Acted]


def people(world: WorldState) -> set[str]:
    return set(world.entities("character"))


def unbalanced(turn: Turn) -> list[str]:
    """Whose hit points moved by more than what hurt and healed them, or without."""
    before, done = turn
    hurt: Counter[str] = Counter()
    healed: Counter[str] = Counter()
    for step in done.steps:
        if step.kind == "damage":
            hurt[step.target] += step.amount or 0
        elif step.kind == "heal":
            healed[step.target] += step.amount or 0
    found = []
    for who in people(before):
        was, now = before.number(f"character:{who}", "hp"), done.world.number(f"character:{who}", "hp")
        if not was - hurt[who] <= now <= was + healed[who]:
            found.append(f"{who}: {was} → {now}, hurt {hurt[who]}, healed {healed[who]}")
    return found


def unpaid(turn: Turn) -> list[str]:
    """Whose slots do not fit what they cast."""
    before, done = turn
    costs: Counter[str] = Counter()
    for step in done.steps:
        spell = ford().ruleset.spell(step.detail)
        if step.kind == "cast" and step.success is None and spell is not None and spell.level:
            costs[step.actor] += 1
        reaction = ford().ruleset.reaction(step.detail) if step.kind == "react" else None
        if reaction is not None and reaction.spell is not None:
            costs[step.actor] += 1
    return [
        f"{who}: {slots(before, who)} → {slots(done.world, who)}, {costs[who]} cast"
        for who in people(before)
        if slots(before, who) - slots(done.world, who) != costs[who]
    ]


def slots(world: WorldState, who: str) -> int:
    return sum(world.number(f"character:{who}", f"resource/slot-{level}") for level in range(1, 10))


def escaped(turn: Turn) -> list[str]:
    """What changed of those who are not in the fight, or of the world beside it."""
    before, done = turn
    into = {each for world in (before, done.world) for each in world.under("encounter:main", "side")}
    into |= {step.target for step in done.steps if step.kind == "summon"} | set(PARTY)
    allowed = {f"character:{who}" for who in into} | {"encounter:main"}
    return [
        f"{each.entity} {each.path}"
        for each in done.changes
        if each.entity not in allowed
        and not (each.entity == "world" and each.path.startswith("fought/"))
        and not (each.entity.startswith("character:") and each.before is None)
    ]


def risen(turns: Iterable[Turn]) -> list[str]:
    """Deeds of those who are down, dead, gone or dismissed."""
    out: set[str] = set()
    found = []
    for _, done in turns:
        for step in done.steps:
            if step.kind in DEEDS and step.actor in out:
                found.append(f"{step.actor}: {step.kind}")
            if step.kind in ("down", "dead") or (step.kind == "summon" and step.success is False):
                out.add(step.target)
            elif step.kind in ("flee", "surrender"):
                out.add(step.actor)
            elif step.kind == "heal":
                out.discard(step.target)
    return found


def overdue(turns: Iterable[Turn]) -> list[str]:
    """Conditions that should have ended with a round before this one."""
    found = []
    for _, done in turns:
        now = done.world.number("encounter:main", "round", 1)
        over = not done.world.text("encounter:main", "plan") or done.world.is_set("encounter:main", "outcome")
        for who in people(done.world):
            for condition, until in done.world.under(f"character:{who}", "until").items():
                parts = str(until).split(":")
                if parts[0] == "r" and (over or int(parts[1]) < now - 1):
                    found.append(f"{who}: {condition} until {until}, in round {now}")
    return found


@FEW
@given(SEEDS, PLANS)
def test_what_must_hold_of_every_fight(seed: int, plan: str) -> None:
    turns = [(before, done) for before, done, _ in played(seed, plan, seed % 13)]
    for turn in turns:
        assert unbalanced(turn) == [] and unpaid(turn) == [] and escaped(turn) == []
    assert risen(turns) == [] and overdue(turns) == []
    world = turns[-1][1].world
    for before, done in reversed(turns):
        world = world.apply(change.inverse() for change in reversed(done.changes))
        assert world.hash() == before.hash()
    assert world.hash() == bank().hash()


@pytest.fixture(scope="module")
def turns() -> list[Turn]:
    found = [(before, done) for seed in range(6) for before, done, _ in played(seed, "mage", seed)]
    assert {"damage", "cast", "react", "dead"} <= {step.kind for _, done in found for step in done.steps}
    return found


def without(turn: Turn, kind: str) -> Turn:
    before, done = turn
    return before, replace(done, steps=tuple(step for step in done.steps if step.kind != kind))


def test_each_look_sees_what_it_is_for(turns: list[Turn]) -> None:
    """The same records with something taken out of them or put in: every one of the looks must say so."""
    assert any(unbalanced(without(turn, "damage")) for turn in turns), "harm that nobody was told of"
    assert any(unpaid(without(turn, "cast")) for turn in turns), "a slot for nothing"
    before, done = next(turn for turn in turns if any(step.kind == "dead" for step in turn[1].steps))
    fallen = next(step.target for step in done.steps if step.kind == "dead")
    ghost = replace(done, steps=(*done.steps, Step(kind="attack", actor=fallen, target="ada", detail="unarmed")))
    assert risen([(before, ghost)]) == [f"{fallen}: attack"]
    change = done.changes[0].model_copy(update={"entity": "character:miller", "path": "hp", "before": 18, "after": 3})
    assert escaped((before, replace(done, changes=(*done.changes, change)))) == ["character:miller hp"]
    late = WorldState(
        {
            **done.world.values,
            ("character:ada", "until/blinded"): "r:1:end:ada",
            ("encounter:main", "round"): 9,
            ("encounter:main", "plan"): "mage",
            ("encounter:main", "outcome"): None,
        }
    )
    assert overdue([(before, replace(done, world=late))])[0].startswith("ada: blinded")
