"""Effects: whole or not at all, within bounds, and always with a way back."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rules_stage import Faces, dice_for, mill, state_of

from gm.domain.effects import (
    AddCondition,
    ChangeResource,
    Damage,
    Effect,
    GiveItem,
    Heal,
    LoseItem,
    Move,
    OpenExit,
    RemoveCondition,
    Reveal,
    SetFlag,
    ShiftAttitude,
    TickClock,
)
from gm.domain.play import SceneState
from gm.domain.state import WorldState
from gm.rules.effects import Applied, apply_effects

people = st.sampled_from(["ilse", "bram", "cato", "miller", "ghost", "actor", "party", "nobody"])
items = st.sampled_from(["knife", "rope", "lamp", "sack", "millstone", "loft-key", "nothing"])
places = st.sampled_from(["hall", "road", "loft", "cellar", "nowhere"])
amounts = st.sampled_from(["1", "3", "1d6", "2d4+1", "0", "-2", "1d", "40"])
effects = st.one_of(
    st.builds(Damage, character=people, amount=amounts),
    st.builds(Heal, character=people, amount=amounts),
    st.builds(Move, character=people, place=places),
    st.builds(GiveItem, character=people, item=items, quantity=st.integers(1, 3), source=st.none() | people | places),
    st.builds(LoseItem, character=people, item=items, quantity=st.integers(1, 3), dropped=st.booleans()),
    st.builds(AddCondition, character=people, condition=st.sampled_from(["prone", "blessed", "odd"])),
    st.builds(RemoveCondition, character=people, condition=st.sampled_from(["prone", "blessed", "odd"])),
    st.builds(
        ChangeResource, character=people, resource=st.sampled_from(["luck", "coin", "odd"]), by=st.integers(-9, 9)
    ),
    st.builds(ShiftAttitude, npc=people, by=st.integers(-2, 2)),
    st.builds(
        Reveal,
        fact=st.sampled_from(["harke-debt", "river", "deep", "hall:cellar", "odd"]),
        to=st.tuples() | st.tuples(people),
    ),
    st.builds(SetFlag, flag=st.sampled_from(["woken", "paid", "odd"]), on=st.booleans()),
    st.builds(TickClock, clock=st.sampled_from(["flood", "doom", "odd"]), by=st.integers(-3, 5)),
    st.builds(OpenExit, place=places, to=places),
)


def run(
    *asked: Effect, state: SceneState | None = None, actor: str = "ilse", authored: bool = False, dice: object = None
) -> Applied:
    state = state or state_of()
    return apply_effects(
        asked, state, state.world, dice or dice_for(), purpose="effect:0", actor=actor, authored=authored
    )  # type: ignore[arg-type]


def with_rows(state: SceneState, rows: dict[tuple[str, str], object]) -> SceneState:
    return replace(state, world=WorldState({**state.world.values, **rows}))  # type: ignore[dict-item]


def total(world: WorldState, item: str) -> int:
    return sum(v for (_, path), v in world.values.items() if path == f"item/{item}" and isinstance(v, int))


@settings(max_examples=150, deadline=None)
@given(st.lists(effects, max_size=8), st.booleans())
def test_changes_and_their_inverses_restore_the_start(asked: list[Effect], authored: bool) -> None:
    state = state_of()
    done = run(*asked, state=state, authored=authored)
    assert state.world.apply(done.changes).hash() == done.world.hash()
    back = done.world.apply(change.inverse() for change in reversed(done.changes))
    assert back.hash() == state.world.hash()
    assert all(change.before != change.after for change in done.changes)


@settings(max_examples=150, deadline=None)
@given(st.lists(effects, max_size=8), st.booleans())
def test_the_world_stays_within_bounds(asked: list[Effect], authored: bool) -> None:
    done = run(*asked, authored=authored)
    world, campaign = done.world, mill()
    for who in ("ilse", "bram", "miller", "ghost"):
        entity = f"character:{who}"
        hp = world.number(entity, "hp")
        assert 0 <= hp <= world.number(entity, "max_hp")
        assert (world.text(entity, "status") == "down") is (hp == 0)
        assert -3 <= world.number(entity, "attitude") <= 3
        assert 0 <= world.number(entity, "resource/luck") <= 3
        assert campaign.place(world.text(entity, "place")) is not None
    assert all(v is not None and v > 0 for (_, p), v in world.values.items() if p.startswith("item/"))  # type: ignore[operator]
    assert 0 <= world.number("clock:flood", "filled") <= 4
    assert world.get("character:cato", "hp") is None


@settings(max_examples=150, deadline=None)
@given(st.lists(effects, max_size=8))
def test_nothing_comes_from_nowhere_unless_the_author_says_so(asked: list[Effect]) -> None:
    state = state_of()
    done = run(*asked, state=state)
    used = {
        item: sum(e.quantity for e in asked if isinstance(e, LoseItem) and e.item == item)
        for item in ("lamp", "rope", "sack")
    }
    for item, lost in used.items():
        assert total(state.world, item) - lost <= total(done.world, item) <= total(state.world, item)


@settings(max_examples=100, deadline=None)
@given(effects, st.booleans())
def test_an_effect_touches_only_what_it_names(asked: Effect, authored: bool) -> None:
    done = run(asked, authored=authored)
    touched = {change.entity for change in done.changes}
    named = {v for v in asked.model_dump().values() if isinstance(v, str)} | set(getattr(asked, "to", ()) or ())
    allowed = {f"{kind}:{name}" for name in named for kind in ("character", "place", "flag", "clock")}
    if isinstance(asked, OpenExit):
        allowed |= {f"exit:{asked.place}:{asked.to}", f"exit:{asked.to}:{asked.place}"}
    if named & {"actor", "party"} or isinstance(asked, Reveal):
        allowed |= {"character:ilse", "character:bram"}
    if isinstance(asked, Move):
        allowed |= {"scene:main"}
    if isinstance(asked, GiveItem | LoseItem):
        allowed |= {"place:hall"} | ({"place:cellar"} if asked.character == "ghost" else set())
    assert touched <= allowed
    assert bool(done.refused) <= (not done.changes), "an effect is applied whole or not at all"


def test_damage_brings_down_and_healing_brings_back() -> None:
    state = state_of()
    down = run(Damage(character="miller", amount="99"), state=state)
    assert (down.world.number("character:miller", "hp"), down.world.text("character:miller", "status")) == (0, "down")
    assert [r.purpose for r in down.rolls] == ["effect:0:0"]
    fallen = replace(state, world=down.world)
    assert "already down" in run(Damage(character="miller", amount="1"), state=fallen).refused[0]
    up = run(Heal(character="miller", amount="2"), state=fallen)
    assert (up.world.number("character:miller", "hp"), up.world.text("character:miller", "status")) == (2, "active")


def test_each_of_a_party_has_dice_of_their_own() -> None:
    done = run(Damage(character="party", amount="1d6"), dice=Faces(effect_0_0_ilse=2, effect_0_0_bram=5))
    assert [r.purpose for r in done.rolls] == ["effect:0:0:ilse", "effect:0:0:bram"]
    assert [8 - done.world.number(f"character:{c}", "hp") for c in ("ilse", "bram")] == [2, 5]


def test_the_dead_neither_heal_nor_walk_but_can_be_robbed() -> None:
    state = with_rows(state_of(), {("character:miller", "status"): "dead", ("character:miller", "hp"): 0})
    done = run(Heal(character="miller", amount="3"), Move(character="miller", place="road"), state=state)
    assert done.changes == () and len(done.refused) == 2
    assert (
        run(GiveItem(character="ilse", item="loft-key", source="miller"), state=state).world.number(
            "character:ilse", "item/loft-key"
        )
        == 1
    )


def test_the_scene_follows_the_party_not_a_scout() -> None:
    state = state_of()
    scout = run(Move(character="ilse", place="road"), state=state)
    assert scout.world.text("scene:main", "place") == "hall"
    rest = run(Move(character="bram", place="road"), state=replace(state, world=scout.world), actor="bram")
    assert rest.world.text("scene:main", "place") == "road"
    together = run(Move(character="party", place="road"), state=state)
    assert {together.world.text(f"character:{c}", "place") for c in ("ilse", "bram")} == {"road"}
    assert (together.world.text("scene:main", "place"), together.world.text("scene:main", "title")) == (
        "road",
        "River Road",
    )
    assert together.world.is_set("place:road", "visited")
    assert together.world.text("character:miller", "place") == "hall"


@pytest.mark.parametrize(
    ("effect", "reason"),
    [
        (Move(character="party", place="loft"), "The hatch is bolted."),
        (Move(character="party", place="cellar"), "No open way leads to the Cellar."),
        (Move(character="party", place="moon"), "nothing by the name of moon"),
        (Damage(character="ghost", amount="1"), "is not here"),
        (Damage(character="cato", amount="1"), "not with the party"),
        (Damage(character="ilse", amount="1d"), "cannot roll"),
        (GiveItem(character="ilse", item="loft-key"), "no loft key lying here"),
        (GiveItem(character="ilse", item="sack", quantity=9, source="hall"), "not enough"),
        (GiveItem(character="ilse", item="millstone", source="hall"), "cannot be carried"),
        (GiveItem(character="ilse", item="excalibur"), "name of excalibur"),
        (LoseItem(character="bram", item="rope"), "has no rope"),
        (AddCondition(character="ilse", condition="odd"), "name of odd"),
        (ShiftAttitude(npc="ilse", by=1), "name of ilse"),
        (Reveal(fact="odd"), "name of odd"),
        (SetFlag(flag="odd"), "name of odd"),
        (TickClock(clock="odd"), "name of odd"),
        (OpenExit(place="road", to="loft"), "No open way leads to the Loft."),
    ],
)
def test_refusals_say_why(effect: Effect, reason: str) -> None:
    done = run(effect)
    assert done.changes == () and len(done.refused) == 1 and reason in done.refused[0]


def test_a_refused_effect_does_not_hold_up_the_others() -> None:
    done = run(SetFlag(flag="odd"), SetFlag(flag="paid"))
    assert len(done.refused) == 1 and done.world.is_set("flag:paid", "on")


def test_the_author_may_do_what_a_model_may_not() -> None:
    done = run(
        GiveItem(character="actor", item="loft-key"),
        Damage(character="ghost", amount="1"),
        Move(character="party", place="cellar"),
        authored=True,
    )
    assert done.refused == ()
    assert total(done.world, "loft-key") == 2
    assert done.world.text("scene:main", "place") == "cellar"


def test_what_lies_here_is_taken_even_by_an_author() -> None:
    done = run(GiveItem(character="actor", item="lamp"), authored=True)
    assert total(done.world, "lamp") == 1 and done.world.get("place:hall", "item/lamp") is None


def test_doors_open_from_both_sides() -> None:
    done = run(OpenExit(place="hall", to="loft"))
    assert done.world.is_set("exit:hall:loft", "open") and done.world.is_set("exit:loft:hall", "open")
    assert run(Move(character="party", place="loft"), state=replace(state_of(), world=done.world)).refused == ()


def test_a_revealed_exit_is_seen_by_those_told() -> None:
    state = state_of()
    told = replace(state, world=run(Reveal(fact="hall:cellar"), state=state).world)
    assert told.known_by_all_present() >= {"exit:hall:cellar"}
    assert run(Move(character="party", place="cellar"), state=told).refused == ()


def test_common_knowledge_is_not_learned_again() -> None:
    assert run(Reveal(fact="river")).changes == ()
    assert {c.entity for c in run(Reveal(fact="deep", to=("bram",))).changes} == {"character:bram"}
