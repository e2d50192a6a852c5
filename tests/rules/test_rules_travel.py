"""Roads take hours once for all who go together; tables come up as their weights and dice say; maps show no more."""

from collections import Counter
from dataclasses import replace

from living_stage import begun, dice, fen

from gm.domain.effects import Move
from gm.domain.living import RandomTable, TableEntry
from gm.domain.play import SceneState
from gm.domain.state import WorldState
from gm.play.map_text import EnglishWords, map_rows
from gm.play.world_views import map_of
from gm.rules.draws import KeyedDice
from gm.rules.effects import Applied, apply_effects
from gm.rules.tables import draw
from gm.rules.travel import hours_on_the_way


def gone(state: SceneState, who: str, to: str, seed: str = "aa" * 32) -> tuple[SceneState, Applied]:
    """Somebody sets out, as a player asks for it."""
    keyed = KeyedDice(seed, turn_uid="t", attempt=1, source_ids=(who, to))
    done = apply_effects((Move(character=who, place=to),), state, state.world, keyed, purpose="effect", actor="ada")
    return replace(state, world=done.world), done


def now(state: SceneState) -> int:
    return state.world.number("world", "minutes")


def test_a_road_takes_its_hours_and_a_door_takes_none() -> None:
    state = begun()
    yard, _ = gone(state, "party", "yard")
    assert now(yard) == 1080
    ford, done = gone(state, "party", "ford")
    assert now(ford) == 1080 + 600 and done.refused == ()
    abbey, _ = gone(state, "party", "abbey")
    assert now(abbey) == 1080 + 1080, "two legs"


def test_what_is_said_of_a_journey_is_how_long_it_took() -> None:
    state = begun()

    def hours(state: SceneState, who: str, to: str) -> tuple[SceneState, int]:
        after, done = gone(state, who, to)
        return after, hours_on_the_way(state.campaign, done.changes)

    assert hours(state, "party", "yard")[1] == 0
    assert hours(state, "party", "abbey")[1] == 18, "two legs"
    first, took = hours(state, "ada", "ford")
    assert took == 10
    assert hours(first, "bo", "ford")[1] == 0, "it is the same hour for who comes along"
    effect = (Move(character="party", place="ford"),)
    set_down = apply_effects(effect, state, state.world, dice(), purpose="e", actor="ada", authored=True)
    assert set_down.changes and hours_on_the_way(state.campaign, set_down.changes) == 0


def test_those_who_go_together_spend_the_hours_once() -> None:
    state = begun()
    first, _ = gone(state, "ada", "ford")
    both, _ = gone(first, "bo", "ford")
    assert now(first) == now(both) == 1080 + 600
    later = WorldState({**first.world.values, ("world", "minutes"): now(first) + 5})
    alone, _ = gone(replace(first, world=later), "bo", "ford")
    assert now(alone) == 1080 + 600 + 5 + 600, "who sets out later comes later"


def test_a_ration_is_eaten_for_each_day_on_the_road_however_it_is_cut() -> None:
    state = begun()
    state, _ = gone(state, "party", "abbey")  # 18 hours
    assert state.world.number("character:ada", "item/bread") == 2
    state, _ = gone(state, "party", "inn")  # 36
    assert state.world.number("character:ada", "item/bread") == 1
    state, _ = gone(state, "party", "abbey")
    state, _ = gone(state, "party", "inn")  # 72
    assert state.world.get("character:ada", "item/bread") is None


def test_what_is_met_on_the_road_is_met_about_as_often_as_its_chance_says() -> None:
    met = sum(len(gone(begun(), "party", "ford", f"{seed:064x}")[1].told) for seed in range(1, 301))
    assert 0.42 < met / (300 * 5) < 0.58  # five stretches of two hours, one in two


def test_an_authors_word_needs_no_road() -> None:
    state = begun()
    done = apply_effects(
        (Move(character="party", place="abbey"),), state, state.world, dice(), purpose="e", actor="ada", authored=True
    )
    assert done.world.number("world", "minutes") == 1080


def drawn(table: RandomTable, times: int = 2000) -> Counter[str]:
    campaign = fen().model_copy(update={"tables": (*fen().tables, table)})
    world = begun().world
    return Counter(
        draw(campaign, world, KeyedDice(f"{n:064x}", turn_uid="t", attempt=1, source_ids=()), table.id, "x").text
        for n in range(1, times + 1)
    )


def test_lines_come_up_by_weight() -> None:
    table = RandomTable(id="t", entries=(TableEntry(text="a", weight=1), TableEntry(text="b", weight=3)))
    found = drawn(table)
    assert 0.70 < found["b"] / found.total() < 0.80


def test_lines_come_up_by_dice_and_the_nearest_where_none_is_meant() -> None:
    table = RandomTable(
        id="t", dice="2d6", entries=(TableEntry(text="low", at="2-6"), TableEntry(text="high", at="9-12"))
    )
    found = drawn(table)
    assert 0.52 < found["low"] / found.total() < 0.64  # 15 of 36, and the sevens


def test_what_cannot_be_now_is_passed_over_and_nothing_comes_of_nothing() -> None:
    never = TableEntry(text="a").model_copy(update={"when": fen().endings[0].when})
    assert set(drawn(RandomTable(id="t", entries=(never, TableEntry(text="b"))), 50)) == {"b"}
    assert set(drawn(RandomTable(id="t", entries=(never,)), 5)) == {""}


def test_a_line_may_draw_from_other_tables() -> None:
    found = drawn(RandomTable(id="t", entries=(TableEntry(text="{fog} and {fog}, {nothing}"),)), 300)
    assert set(found) == {f"{a} and {b}, {{nothing}}" for a in ("thin", "thick") for b in ("thin", "thick")}


def test_a_map_shows_where_a_character_has_been_and_where_ways_lead() -> None:
    state = begun()
    assert map_rows(map_of(state, "ada"), EnglishWords()) == (
        "The Inn (you are here)",
        "├─ The Ford (10 hours, not visited)",
        "└─ The Yard (not visited)",
    )
    state, _ = gone(state, "ada", "ford")
    assert "The Abbey" in str(map_of(state, "ada")), "ada has seen the causeway"
    bo = map_of(state, "bo")
    assert "The Abbey" not in str(bo) and [spot.been for spot in bo.spots if spot.id == "ford"] == [False]
    state, _ = gone(state, "bo", "ford")
    assert "The Abbey" in str(map_of(state, "bo"))


def test_a_hidden_way_is_on_nobodys_map_who_does_not_know_of_it() -> None:
    places = tuple(
        place.model_copy(update={"exits": tuple(w.model_copy(update={"hidden": w.to == "yard"}) for w in place.exits)})
        for place in fen().places
    )
    state = begun(fen().model_copy(update={"places": places}))
    assert "The Yard" not in str(map_of(state, "ada"))
    told = WorldState({**state.world.values, ("character:bo", "knows/exit:inn:yard"): True})
    state = replace(state, world=told)
    assert "The Yard" in str(map_of(state, "bo")) and "The Yard" not in str(map_of(state, "ada"))
