"""How the world starts, what holds in it, how its time passes."""

from dataclasses import replace

import pytest
from rules_stage import mill, moved_to, starter, state_of

from gm.domain.campaign import Condition
from gm.domain.effects import Change
from gm.domain.errors import NotFound
from gm.domain.state import EMPTY, WorldState
from gm.rules.sheets import health_word, mood_word, sheet_of, skill_bonus
from gm.rules.world import (
    clocks_to_fire,
    holds,
    initial_changes,
    open_challenges,
    pass_time,
    reached_ending,
    squash,
    visible_exits,
)


def put(world: WorldState, **paths: object) -> WorldState:
    values = dict(world.values)
    for path, value in paths.items():
        entity, name = path.rsplit("__", 1)
        values[entity.replace("__", ":"), name] = value  # type: ignore[assignment]
    return WorldState(values)


def test_the_start_holds_what_the_author_wrote() -> None:
    world = EMPTY.apply(initial_changes(mill(), ("ilse", "bram")))
    assert world.text("character:ilse", "place") == "hall"
    assert world.get("character:ilse", "playing") is True
    assert world.get("character:cato", "hp") is None, "a character nobody chose is not in the world"
    assert world.number("character:ilse", "item/rope") == 2
    assert world.number("character:ilse", "resource/luck") == 2
    assert world.number("character:ghost", "attitude") == -3
    assert world.number("place:hall", "item/sack") == 3
    assert world.number("world", "minutes") == 600
    assert world.get("clock:flood", "filled") == 0
    assert world.under("character:ilse", "knows") == {"toll": True}, "party lore is known, GM lore is not"
    assert world.under("character:miller", "knows") == {"harke-debt": True}
    assert {p: world.get("scene:main", p) for p in ("place", "title", "open")} == {
        "place": "hall",
        "title": "The Mill Hall",
        "open": True,
    }
    assert not world.is_set("place:hall", "visited"), "the opening is the first visit"


def test_the_starter_campaign_starts() -> None:
    campaign = starter()
    changes = initial_changes(campaign, [c.id for c in campaign.characters])
    assert len({(c.entity, c.path) for c in changes}) == len(changes)
    assert state_of(campaign, party=(campaign.characters[0].id,)).present()[0] == campaign.characters[0].id


def test_an_unknown_hero_is_named() -> None:
    with pytest.raises(NotFound, match="zorro") as caught:
        initial_changes(mill(), ("zorro",))
    assert "ilse" in caught.value.remedy


@pytest.mark.parametrize(
    ("condition", "paths", "expected"),
    [
        ({}, {}, True),
        ({"flags": ("woken",)}, {}, False),
        ({"flags": ("woken",)}, {"flag__woken__on": True}, True),
        ({"flags": ("woken", "paid")}, {"flag__woken__on": True}, False),
        ({"not_flags": ("woken",)}, {"flag__woken__on": True}, False),
        ({"clock_full": "flood"}, {"clock__flood__filled": 3}, False),
        ({"clock_full": "flood"}, {"clock__flood__filled": 4}, True),
        ({"place": "hall"}, {}, True),
        ({"place": "road"}, {}, False),
        ({"place": "road"}, {"character__bram__place": "road"}, True),
        ({"place": "cellar"}, {}, False),
        ({"knows": "harke-debt"}, {}, False),
        ({"knows": "harke-debt"}, {"character__bram__knows/harke-debt": True}, True),
        ({"knows": "river"}, {}, True),
        ({"has_item": ("rope",)}, {}, True),
        ({"has_item": ("rope",)}, {"character__ilse__item/rope": None}, False),
        ({"has_item": ("rope",)}, {"character__ilse__item/rope": None, "character__bram__item/rope": 1}, True),
        ({"has_item": ("rope",)}, {"character__ilse__status": "dead"}, False),
        ({"has_item": ("lamp",)}, {}, False),
        ({"has_item": ("loft-key",)}, {}, False),
        ({"has_item": ("lamp", "rope")}, {}, True),
        ({"has_item": ("lamp", "sack")}, {}, False),
        ({"not_item": ("lamp",)}, {}, True),
        ({"not_item": ("rope",)}, {}, False),
        ({"not_item": ("lamp", "rope")}, {}, False),
        ({"not_item": ("lamp",)}, {"character__bram__item/lamp": 1}, False),
        ({"has_item": ("rope",), "not_item": ("lamp",)}, {}, True),
        ({"has_item": ("rope",), "not_item": ("charm",)}, {}, False),
    ],
)
def test_conditions(condition: dict[str, object], paths: dict[str, object], expected: bool) -> None:
    assert holds(Condition(**condition), mill(), put(state_of().world, **paths)) is expected  # type: ignore[arg-type]


def test_exits_show_what_the_party_can_see() -> None:
    world = state_of().world
    seen = {way.to: way.locked for way in visible_exits(mill(), world, "hall", frozenset())}
    assert seen == {"road": "", "loft": "The hatch is bolted."}
    told = visible_exits(mill(), world, "hall", frozenset({"exit:hall:cellar"}))
    assert [way.to for way in told] == ["road", "loft", "cellar"]
    opened = put(world, **{"exit__hall__loft__open": True, "exit__hall__cellar__open": True})
    assert [(w.to, w.locked) for w in visible_exits(mill(), opened, "hall", frozenset())][1:] == [
        ("loft", ""),
        ("cellar", ""),
    ]


@pytest.mark.parametrize(("minutes", "filled"), [(0, 0), (59, 0), (60, 1), (125, 2), (6000, 4)])
def test_time_ticks_clocks(minutes: int, filled: int) -> None:
    world = state_of().world
    world = world.apply(pass_time(mill(), world, minutes))
    assert (world.number("world", "minutes"), world.number("clock:flood", "filled")) == (600 + minutes, filled)
    assert bool(clocks_to_fire(mill(), world)) is (filled == 4)


def test_many_short_whiles_are_one_long_while() -> None:
    world = other = state_of().world
    for _ in range(13):
        world = world.apply(pass_time(mill(), world, 17))
    assert world == other.apply(pass_time(mill(), other, 13 * 17))


def test_endings_need_a_condition_and_come_once() -> None:
    world = state_of().world
    assert reached_ending(mill(), world) is None
    world = put(world, flag__paid__on=True)
    ending = reached_ending(mill(), world)
    assert ending is not None and ending.id == "paid"
    assert reached_ending(mill(), put(world, world__ending="paid")) is None


def test_challenges_are_open_where_they_apply() -> None:
    state = state_of()
    assert [c.id for c in open_challenges(state)] == ["pry", "pay"]
    assert open_challenges(moved_to(state, "road")) == ()
    done = replace(state, world=put(state.world, challenge__pry__done="success"))
    assert [c.id for c in open_challenges(done)] == ["pay"]


def test_sheets_add_up() -> None:
    state = state_of()
    assert skill_bonus(state, "ilse", "stealth") == 2 + 4
    assert skill_bonus(state, "ilse", "occult") == -1 + 2, "the charm helps"
    assert skill_bonus(state, "bram", "occult") == -1
    view = sheet_of(state, "ilse")
    assert ("stealth", "Stealth", 6) in view.skills
    assert view.items == (("charm", "river charm", 1), ("knife", "bone knife", 1), ("rope", "rope", 2))
    assert ("Luck", 2, 3) in view.resources
    assert not sheet_of(state, "miller").is_pc


def test_words_for_health_and_mood() -> None:
    words = [health_word(hp, 9, "active") for hp in (9, 7, 4, 1, 0)]
    assert words == ["unhurt", "bruised", "wounded", "badly wounded", "down"]
    assert (health_word(9, 9, "dead"), health_word(0, 9, "down")) == ("dead", "down")
    moods = [mood_word(n) for n in range(-3, 4)]
    assert moods == ["hostile", "cold", "wary", "neutral", "warm", "loyal", "devoted"]


def test_squash_keeps_the_net_change() -> None:
    def step(path: str, before: object, after: object) -> Change:
        return Change(entity="e", path=path, before=before, after=after)  # type: ignore[arg-type]

    net = squash([step("a", None, 1), step("b", 5, 6), step("a", 1, 2), step("b", 6, 5), step("c", None, True)])
    assert net == (step("a", None, 2), step("c", None, True))
