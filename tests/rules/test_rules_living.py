"""A world that goes on by itself: the same whether time passes in one stretch or many, and taken back exactly."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st
from living_stage import begun, fen, hand, skip

from gm.domain.effects import ChangeQuest, DrawTable, Later, Move, PassTime, SetFlag
from gm.domain.state import WorldState
from gm.rules.laters import waiting
from gm.rules.quests import knows_quest, quest_state
from gm.rules.weather import weather_at

SEEDS = st.integers(0, 2**32).map(lambda n: f"{n:064x}")


def plain(world: WorldState) -> dict[tuple[str, str], object]:
    return {key: value for key, value in world.values.items() if value is not None}


@given(seed=SEEDS, steps=st.lists(st.integers(1, 4000), min_size=1, max_size=8))
@settings(max_examples=60, deadline=None)
def test_one_stretch_and_many_small_ones_come_to_the_same_world(seed: str, steps: list[int]) -> None:
    """Dice are keyed by what they are for and by the moment, so with the same dice everything is equal."""
    begin, _ = hand(begun(), SetFlag(flag="seen"), seed=seed)
    begin, _ = hand(begin, Later(days=2, text="A letter.", effects=(SetFlag(flag="paid"),)), seed=seed)
    at_once, told = skip(begin, sum(steps), seed)
    bit_by_bit = begin
    heard: list[str] = []
    for minutes in steps:
        bit_by_bit, notes = skip(bit_by_bit, minutes, seed)
        heard += notes
    assert plain(at_once.world) == plain(bit_by_bit.world)
    # Weather is told at the end of a stretch, and only if it has changed: all else in the same order.
    skies = {"Rain.", "Fog, thin.", "Fog, thick.", "Frost.", "Snow."}
    assert [note for note in told if note not in skies] == [note for note in heard if note not in skies]


@given(seed=SEEDS, steps=st.lists(st.integers(1, 6000), min_size=1, max_size=5))
@settings(max_examples=30, deadline=None)
def test_what_happened_is_taken_back_exactly(seed: str, steps: list[int]) -> None:
    state, _ = hand(begun(), SetFlag(flag="seen"), seed=seed)
    for minutes in steps:
        days, rest = divmod(minutes, 1440)
        after, outcome = hand(state, PassTime(days=days, hours=rest // 60, minutes=rest % 60), seed=seed)
        back = after.world.apply(change.inverse() for change in reversed(outcome.changes))
        assert plain(back) == plain(state.world)
        assert back.hash() == state.world.hash()
        state = after


def test_a_world_that_is_not_made_to_go_on_by_itself_has_none_of_it() -> None:
    campaign = fen().model_copy(update={"climates": (), "quests": (), "fronts": (), "clocks": fen().clocks[:1]})
    state = begun(campaign)
    after, _ = skip(state, 5000)
    assert "lived" not in after.world.under("", "") and after.world.get("world", "lived") is None
    assert after.world.number("clock:water", "filled") == 3


def test_a_clock_moves_by_the_dawn_only_while_its_condition_holds() -> None:
    dry = begun(fen().model_copy(update={"climates": (), "quests": ()}))
    after, _ = skip(dry, 3 * 1440)
    by_watch = 1  # two dusks fill the watch once; its own tick of the water comes on top
    assert after.world.number("clock:rot", "filled") == by_watch + 1
    wet, _ = hand(dry, SetFlag(flag="wet"))
    after, _ = skip(wet, 3 * 1440)
    assert after.world.number("clock:rot", "filled") == 4


def test_portents_come_in_order_and_each_once() -> None:
    state, _ = hand(begun(), SetFlag(flag="wet"))
    told: list[str] = []
    for _ in range(8):
        state, notes = skip(state, 1440)
        told += [note for note in notes if note in ("Mould.", "A stain.", "A voice in the wall.")]
    assert told == ["Mould.", "A stain.", "A voice in the wall."]


def test_a_repeating_clock_begins_again() -> None:
    state = begun()
    after, notes = skip(state, 10 * 1440)
    assert notes.count("The watch changes.") == 5
    assert after.world.number("clock:watch", "filled") == 0
    assert not after.world.is_set("clock:watch", "fired")


def test_what_was_put_off_comes_when_its_time_has_come_and_not_before() -> None:
    state, _ = hand(begun(), Later(days=3, text="The reeve comes.", effects=(Move(character="reeve", place="inn"),)))
    assert len(waiting(state.world)) == 1
    state, _ = hand(state, Later(hours=7, text="A knock."))  # at one in the morning, when nothing else comes round
    state, notes = skip(state, 7 * 60 - 1)
    assert "A knock." not in notes
    state, notes = skip(state, 1)
    assert "A knock." in notes
    state, notes = skip(state, 3 * 1440 - 7 * 60 - 1)
    assert "The reeve comes." not in notes and state.world.text("character:reeve", "place") == "abbey"
    state, notes = skip(state, 1)
    assert "The reeve comes." in notes and state.world.text("character:reeve", "place") == "inn"
    assert waiting(state.world) == ()


def test_putting_off_makes_any_world_go_on() -> None:
    """Even in a campaign that has nothing else of the kind; its clocks lose nothing by it."""
    campaign = fen().model_copy(update={"climates": (), "quests": (), "fronts": (), "clocks": fen().clocks[:1]})
    state, _ = skip(begun(campaign), 750)
    assert state.world.number("clock:water", "filled") == 1
    state, _ = hand(state, Later(hours=5, effects=(SetFlag(flag="paid"),)))
    state, _ = skip(state, 700)
    assert state.world.number("clock:water", "filled") == 2 and state.world.is_set("flag:paid", "on")


def test_weather_is_of_the_day_and_not_seen_indoors() -> None:
    state, _ = hand(begun(), SetFlag(flag="seen"))
    today = weather_at(state.campaign, state.world, "yard")
    assert today in ("Rain.", "Fog, thin.", "Fog, thick.") and weather_at(state.campaign, state.world, "inn") == ""
    later, _ = skip(state, 60)
    assert weather_at(later.campaign, later.world, "yard") == today
    cold, _ = skip(state, 4 * 1440)  # past Lantern Night, the Cold begins
    assert weather_at(cold.campaign, cold.world, "yard") in ("Frost.", "Snow.")


def test_a_quest_is_offered_taken_and_finished_by_what_is_true() -> None:
    campaign = fen().model_copy(update={"climates": ()})
    state, _ = hand(begun(campaign), SetFlag(flag="wet"))
    assert quest_state(state.world, "toll") == "offered" and knows_quest(state.world, "ada", "toll")
    state, _ = skip(state, 4 * 60)  # into the night
    assert quest_state(state.world, "toll") == "taken"
    bread = state.world.number("character:ada", "item/bread")
    state, outcome = hand(state, SetFlag(flag="paid"))
    assert quest_state(state.world, "toll") == "finished" and "The gate stands open." in outcome.notes
    assert state.world.number("character:ada", "item/bread") == bread + 1
    state, _ = skip(state, 1440)
    assert state.world.number("character:ada", "item/bread") == bread + 1


def test_a_quest_fails_when_its_days_are_over_and_what_follows_comes_back() -> None:
    campaign = fen().model_copy(update={"climates": ()})
    state, _ = hand(begun(campaign), ChangeQuest(quest="toll", to="taken"))
    state, notes = skip(state, 3 * 1440 - 1)
    assert quest_state(state.world, "toll") == "taken"
    state, notes = skip(state, 1)
    assert quest_state(state.world, "toll") == "failed" and "The gate is shut." in notes
    state, notes = skip(state, 1440)
    assert "The reeve sends word." in notes and state.world.is_set("flag:late", "on")


def test_only_who_was_there_knows_of_a_quest_and_its_end_is_not_told_to_others() -> None:
    campaign = fen().model_copy(update={"climates": ()})
    state = begun(campaign)
    away = WorldState({**state.world.values, ("character:bo", "place"): "abbey"})
    state, _ = hand(replace(state, world=away), ChangeQuest(quest="toll", to="offered"))
    assert knows_quest(state.world, "ada", "toll") and not knows_quest(state.world, "bo", "toll")
    back = WorldState({**state.world.values, ("character:bo", "place"): "inn"})
    _, outcome = hand(replace(state, world=back), SetFlag(flag="paid"))
    assert "The gate stands open." not in outcome.notes


def test_a_table_that_draws_from_itself_by_its_effects_ends() -> None:
    tables = fen().tables
    looped = tables[0].model_copy(
        update={
            "id": "loop",
            "entries": (tables[0].entries[0].model_copy(update={"effects": (DrawTable(table="loop"),)}),),
        }
    )
    state = begun(fen().model_copy(update={"tables": (*tables, looped)}))
    _, outcome = hand(state, DrawTable(table="loop"))
    assert 1 < len(outcome.rolls) < 20


def test_a_year_goes_by_in_a_moment() -> None:
    state, _ = skip(begun(), 400 * 1440)
    assert state.world.number("world", "minutes") == 1080 + 400 * 1440
    assert state.world.number("world", "lived") == 1080 + 400 * 1440
