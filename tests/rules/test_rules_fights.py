"""Fights keep the rules whatever the dice say and whatever is chosen from what is allowed."""

import pytest
from fight_stage import PARTY, dice_of, pit, played, sand, steps_of
from hypothesis import given, settings
from hypothesis import strategies as st

from gm.domain.ruling import CombatAction
from gm.domain.state import WorldState
from gm.rules.combat import playing
from gm.rules.combat.harm import damage_taken
from gm.rules.combat.playing import with_creatures
from gm.rules.combat.simulate import simulate
from gm.rules.combat.strikes import _doubled, _most
from gm.rules.combat.worth import average_of

SEEDS = st.integers(0, 2**40)
PLANS = st.sampled_from(["goblins", "ogre", "ambush"])
PICKS = st.integers(0, 30)
FEW = settings(max_examples=40, deadline=None)


def hp(world: WorldState, who: str) -> int:
    return world.number(f"character:{who}", "hp")


@FEW
@given(SEEDS, PLANS, PICKS)
def test_undoing_a_fight_gives_the_world_as_it_was(seed: int, plan: str, pick: int) -> None:
    ends = list(played(seed, plan, pick))
    world = ends[-1][1].world
    for before, done in reversed(ends):
        world = world.apply(change.inverse() for change in reversed(done.changes))
        assert world.hash() == before.hash()
    assert world.hash() == sand().hash()


@FEW
@given(SEEDS, PLANS, PICKS)
def test_the_fallen_do_nothing_and_nobody_else_is_touched(seed: int, plan: str, pick: int) -> None:
    fallen: set[str] = set()
    brought = {f"character:{name}" for name in ("goblin-1", "goblin-2", "goblin-3", "goblin-4", "ogre-1")}
    allowed = {"encounter:main", *brought, *(f"character:{who}" for who in PARTY)}
    for _, done in played(seed, plan, pick):
        elsewhere = {(change.entity, change.path) for change in done.changes if change.entity not in allowed}
        assert elsewhere <= {("world", f"fought/{plan}")}
        for step in done.steps:
            if step.kind in ("attack", "move", "cast", "dash", "flee", "hide", "help"):
                assert step.actor not in fallen, step
            if step.kind in ("down", "dead"):
                fallen.add(step.target)
            elif step.kind == "heal":
                fallen.discard(step.target)
            elif step.kind == "flee":
                fallen.add(step.actor)
        for who in PARTY:
            assert 0 <= hp(done.world, who) <= done.world.number(f"character:{who}", "max_hp")
            assert done.world.number(f"character:{who}", "resource/slots") >= 0


@FEW
@given(SEEDS, PLANS, PICKS)
def test_hit_points_balance(seed: int, plan: str, pick: int) -> None:
    for before, done in played(seed, plan, pick):
        lost: dict[str, int] = {}
        for step in done.steps:
            if step.kind == "damage":
                lost[step.target] = lost.get(step.target, 0) + (step.amount or 0)
            elif step.kind == "heal":
                lost[step.target] = lost.get(step.target, 0) - (step.amount or 0)
        for who in PARTY:
            taken = hp(before, who) - hp(done.world, who)
            assert taken <= lost.get(who, 0), who  # blows beyond 0 are lost
            if hp(done.world, who) > 0 and not any(s.kind == "down" and s.target == who for s in done.steps):
                assert taken == lost.get(who, 0), who


@FEW
@given(SEEDS, PLANS, PICKS)
def test_every_fight_ends_and_leaves_the_field_clear(seed: int, plan: str, pick: int) -> None:
    world = list(played(seed, plan, pick, most=400))[-1][1].world
    if playing.is_on(world, "main"):
        return  # those who only ever hide and wait may go on
    left = {path.partition("/")[0] for (entity, path) in world.values if entity == "encounter:main"}
    assert left <= {"plan", "outcome", "round"}
    timed = [v for (e, p), v in world.values.items() if p.startswith("until/") and str(v).startswith("r:")]
    assert timed == []


def test_the_same_dice_play_the_same_fight() -> None:
    assert steps_of(7, "goblins") == steps_of(7, "goblins")
    assert steps_of(7, "goblins") != steps_of(8, "goblins")


@FEW
@given(SEEDS)
def test_a_condition_ends_on_its_round(seed: int) -> None:
    bless = CombatAction(kind="cast", spell="bless", targets=("cy",))
    world, dice = sand(), dice_of(seed)
    done = playing.begin(pit(), world, "main", "goblins", PARTY, "pit", dice, "begin")
    number = 0
    while (view := playing.encounter_view(pit(), done.world, "main")) is not None and view.turn and number < 60:
        until = done.world.text("character:cy", "until/blessed").split(":")
        if len(until) == 4:
            assert int(until[1]) >= view.round
        action = bless if view.turn == "cy" and number < 8 else CombatAction(kind="dodge")
        number += 1
        after = playing.act(pit(), done.world, "main", view.turn, action, dice, f"a{number}")
        done = after if not after.refused else playing.act(
            pit(), done.world, "main", view.turn, CombatAction(kind="dodge"), dice, f"b{number}"
        )  # fmt: skip


@pytest.mark.parametrize(
    ("who", "action", "why"),
    [
        ("ada", CombatAction(kind="attack", attack="sword", targets=("goblin-9",)), "no_such_target"),
        ("ada", CombatAction(kind="attack", attack="halberd", targets=("goblin-1",)), "no_such_attack"),
        ("ada", CombatAction(kind="attack", attack="sword", targets=("goblin-1",)), "out_of_reach"),
        ("ada", CombatAction(kind="cast", spell="flames", targets=("goblin-1",)), "cannot_cast"),
        ("ada", CombatAction(kind="dodge", zone="far"), "too_far"),
        ("ada", CombatAction(kind="dodge", zone="moon"), "no_such_zone"),
        ("ada", CombatAction(kind="surrender"), "not_in_these_rules"),
    ],
)
def test_what_the_rules_do_not_allow_changes_nothing(who: str, action: CombatAction, why: str) -> None:
    for seed in range(50):
        done = playing.begin(pit(), sand(), "main", "goblins", PARTY, "pit", dice_of(seed), "begin")
        view = playing.encounter_view(pit(), done.world, "main")
        if view is None or view.turn != who:
            other = playing.act(pit(), done.world, "main", who, action, dice_of(seed), "x")
            assert view is None or other.refused == "not_your_turn"
            continue
        refused = playing.act(pit(), done.world, "main", who, action, dice_of(seed), "x")
        assert (refused.refused, refused.changes, refused.steps) == (why, (), ())
        return
    pytest.fail("she never came first")


def test_creatures_are_people_of_the_campaign() -> None:
    done = playing.begin(pit(), sand(), "main", "goblins", PARTY, "pit", dice_of(3), "begin")
    richer = with_creatures(pit(), done.world)
    goblin = richer.npc("goblin-2")
    assert goblin is not None and goblin.name == "Goblin 2" and goblin.sheet.defence == 13
    assert with_creatures(pit(), done.world) is richer and with_creatures(pit(), sand()) is pit()


@pytest.mark.parametrize(
    ("resistant", "vulnerable", "immune", "taken"),
    [
        ("", "", "", 9),
        ("fire", "", "", 4),
        ("", "fire", "", 18),
        ("fire", "fire", "", 9),
        ("", "fire", "fire", 0),
        ("*", "", "", 4),
    ],
)
def test_damage_by_its_kind(resistant: str, vulnerable: str, immune: str, taken: int) -> None:
    sets = [frozenset(filter(None, [each])) for each in (resistant, vulnerable, immune)]
    assert damage_taken(9, "fire", resistant=sets[0], vulnerable=sets[1], immune=sets[2]) == taken


def test_critical_dice() -> None:
    assert (_doubled("1d8+3"), _doubled("d6"), _doubled("2d6+1d4+2")) == ("2d8+3", "2d6", "4d6+2d4+2")
    assert (_most("1d8+3"), _most("2d6"), _most("2d6 - 1")) == (11, 12, 11)
    assert (average_of("2d6+3"), average_of("1d8 - 1"), average_of("4")) == (10.0, 3.5, 4.0)


def test_odds_are_the_same_for_the_same_seed_and_add_up() -> None:
    plan = pit().encounter("goblins")
    assert plan is not None
    first, again = (simulate(pit(), plan, PARTY, times=40, seed="ab" * 8) for _ in range(2))
    assert (first.outcomes, first.rounds, first.spent) == (again.outcomes, again.rounds, again.spent)
    assert sum(first.outcomes.values()) == first.fights == 40
    harder = pit().encounter("ambush")
    assert harder is not None
    assert simulate(pit(), harder, PARTY, times=40, seed="ab" * 8).share("won") < first.share("won")
