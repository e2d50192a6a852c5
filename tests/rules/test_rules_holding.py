"""The starter campaign: what hangs on holding a thing closes when the thing is gone, by whatever way it went."""

from dataclasses import replace

import pytest
from rules_stage import brief_of, said, starter, state_of

from gm.domain.effects import Change
from gm.domain.play import Parked, SceneState
from gm.rules.intents import propose_ruling
from gm.rules.resolve import resolve_turn
from gm.rules.world import holds


class Face:
    """Dice that always show one face, or their highest where they have fewer."""

    def __init__(self, face: int) -> None:
        self.face = face

    def draw(self, purpose: str, index: int, sides: int) -> int:
        return min(self.face, sides)


def hero() -> str:
    return starter().characters[0].id


def placed(at: str, *items: str, flags: tuple[str, ...] = ()) -> SceneState:
    """The starter with its first hero standing there, carrying these as well."""
    state = state_of(starter(), party=(hero(),))
    who = f"character:{hero()}"
    there = Change(entity=who, path="place", before=state.world.get(who, "place"), after=at)
    scene = Change(entity="scene:main", path="place", before=state.world.get("scene:main", "place"), after=at)
    held = [Change(entity=who, path=f"item/{i}", before=state.world.get(who, f"item/{i}"), after=1) for i in items]
    on = [Change(entity=f"flag:{flag}", path="on", before=None, after=True) for flag in flags]
    return replace(state, world=state.world.apply((there, scene, *held, *on)))


def after(state: SceneState, line: str, face: int = 20) -> SceneState:
    """The state once that line has been played."""
    out = resolve_turn(state, propose_ruling(brief_of(state, said(line, character=hero()))), Face(face), {})
    assert not isinstance(out, Parked)
    return replace(state, world=state.world.apply(out.changes))


def attempts(state: SceneState) -> set[str]:
    """The challenges whose condition holds, wherever they are."""
    return {each.id for each in state.campaign.challenges if holds(each.when, state.campaign, state.world)}


HANGING_ON = [
    ("iron-tongue", "clapper", (), {"hang-tongue", "sink-the-tongue", "reeve-offer"}),
    ("name-line", "knotted line", ("tongue-hung",), {"ring-with-names"}),
    ("register-page", "leaf", ("tongue-hung", "high-water"), {"ring-at-high-water"}),
    ("register-page", "leaf", ("curate-steadied",), {"names-in-chapel"}),
    ("tower-key", "tower key", (), {"unlock-tower"}),
    ("invoice", "invoice", (), {"present-invoice"}),
    ("writ", "writ", (), {"show-writ"}),
]


@pytest.mark.parametrize(("item", "name", "flags", "wanted"), HANGING_ON)
@pytest.mark.parametrize("way", ["I drop the {}", "I give the {} to Pim"])
def test_what_needs_a_thing_is_closed_once_it_is_gone(
    item: str, name: str, flags: tuple[str, ...], wanted: set[str], way: str
) -> None:
    name = "black iron doorstop" if name == "clapper" else name
    held = placed("high-street", item, flags=flags)
    assert wanted <= attempts(held)
    gone = after(held, way.format(name))
    assert not gone.world.is_set(f"character:{hero()}", f"item/{item}")
    assert not wanted & attempts(gone)


def test_one_list_of_names_will_do_and_without_either_the_bell_is_rung_alone() -> None:
    both = placed("high-street", "name-line", "register-page", flags=("tongue-hung",))
    one = after(both, "I drop the leaf")
    none = after(one, "I drop the knotted line")
    for state, named in ((both, True), (one, True), (none, False)):
        assert ("ring-with-names" in attempts(state), "ring-alone" in attempts(state)) == (named, not named)


@pytest.mark.parametrize(
    ("at", "line", "item", "flags"),
    [
        ("dry-eel", "I take the doorstop", "iron-tongue", ("doorstop-known",)),
        ("board-room", "I search the shelves for the ledger", "ledger", ()),
        ("board-room", "I look behind the drawing of the barn", "register-page", ()),
        ("stillroom", "I go through his boots", "tower-key", ()),
    ],
)
@pytest.mark.parametrize("face", range(1, 21))
def test_a_thing_that_was_found_and_given_away_is_not_found_twice(
    at: str, line: str, item: str, flags: tuple[str, ...], face: int
) -> None:
    got = after(placed(at, flags=flags), line, face)
    if got.world.is_set(f"character:{hero()}", f"item/{item}"):
        thing = got.campaign.item(item)
        assert thing is not None
        again = after(after(got, f"I put down the {thing.name}"), line)
        assert again.world.number(f"character:{hero()}", f"item/{item}") <= 1
        assert again.world.number(f"place:{at}", f"item/{item}") <= 1
        total = sum(again.world.number(entity, path) for entity, path in again.world.values if path == f"item/{item}")
        assert total == 1


def test_the_ledger_is_not_lost_to_the_worst_roll_but_costs() -> None:
    before = placed("board-room")
    now = after(before, "I search the shelves for the ledger", face=1)
    who = f"character:{hero()}"
    assert now.world.is_set(who, "item/ledger") and now.world.is_set(who, "knows/board-accounts")
    assert now.world.number("clock:tide", "filled") > before.world.number("clock:tide", "filled")
    reeve = "character:averil-harbottle"
    assert now.world.number(reeve, "attitude") < before.world.number(reeve, "attitude")


@pytest.mark.parametrize("line", ["I sleep", "sleep", "We go to bed", "I sleep until morning", "Hanne sleeps"])
def test_the_first_thought_of_sleep_is_a_warning_and_the_second_is_a_night(line: str) -> None:
    before = placed("dry-eel")
    warned = after(before, line)
    assert warned.world.number("world", "minutes") - before.world.number("world", "minutes") < 30
    assert warned.world.number("clock:tide", "filled") == before.world.number("clock:tide", "filled")
    slept = after(warned, line)
    assert slept.world.number("world", "minutes") - warned.world.number("world", "minutes") == 480


@pytest.mark.parametrize(
    ("at", "line", "challenge"),
    [
        ("belfry", "I ask Tam if he was asleep", "ask-tam-night"),
        ("belfry", "I ask Tam whether he could sleep", "ask-tam-night"),
        ("new-chapel", "I tell the curate to get some sleep", "comfort-curate"),
    ],
)
def test_talk_of_somebody_elses_sleep_is_no_going_to_bed(at: str, line: str, challenge: str) -> None:
    state = placed(at)
    assert propose_ruling(brief_of(state, said(line, character=hero()))).verdicts[0].challenge == challenge
