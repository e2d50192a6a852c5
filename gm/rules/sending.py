"""Word from a character of one scene to a character of another: how long it takes, when it is there. Pure.

What is under way is `character:<to> word/<turn id>`, so it finds whoever it is for wherever they play by then, and undo
and branches carry it along. The words themselves are the telling of the turn in which it was sent.
"""

from dataclasses import dataclass
from typing import Final, Literal, get_args

from gm.domain.effects import Change
from gm.domain.errors import Refused
from gm.domain.play import SceneState
from gm.domain.scenes import open_scenes, scene_of
from gm.rules.calendars import HOUR
from gm.rules.parting import members, steps_between
from gm.rules.sheets import sheet_of
from gm.rules.travel import route_between, way_of
from gm.rules.world import change

By = Literal["letter", "shout", "sending"]
"""`letter`: carried along open ways, as long as it takes to walk. `shout`: heard at the same place and one way further,
through a door too, at once and by all who are there. `sending`: at once, wherever they are."""
WAYS: Final[tuple[By, ...]] = get_args(By)
A_WAY: Final = 10
"""Minutes that a letter takes along a way that is no journey."""
SENDINGS: Final = frozenset({"sending", "message"})
"""Spells by which somebody can send word over any distance."""


@dataclass(frozen=True, slots=True)
class Word:
    """Word under way. `turn`: id of the turn in which it was sent; `due`: the minute at which it is there."""

    turn: int
    sender: str
    to: str
    by: By
    due: int


def minutes_there(state: SceneState, sender: str, to: str, by: By) -> int:
    """How long it takes, in in-world minutes.

    Raises:
        Refused: they are in the same scene, nobody plays them, or it cannot reach them this way.
    """
    world, campaign = state.world, state.campaign
    there = scene_of(world, to)
    if sender not in members(state, state.scene.key):
        raise Refused("Whoever sends word plays in this scene.")
    if to == sender or there == state.scene.key:
        raise Refused("They are in this scene: simply say it.", key="word.here")
    if there not in open_scenes(world) or to not in members(state, there):
        raise Refused("Nobody plays them just now.", key="word.nobody")
    start, goal = (world.text(f"character:{who}", "place", state.place_id) for who in (sender, to))
    if by == "sending":
        if not state.table.sendings and not SENDINGS.intersection(sheet_of(state, sender).spells):
            remedy = "They know no such spell; /scenes sendings lets everybody: a spell, a telephone, a mirror."
            raise Refused("Nobody here can send word over any distance.", remedy=remedy, key="word.no_sending")
        return 0
    if by == "shout":
        steps = steps_between(state, start, goal)
        if steps is None or steps > 1:
            raise Refused("That is too far to shout.", remedy="Send a letter.", key="word.too_far")
        return 0
    legs = way_of(campaign, world, state.known_by_all_present(), start, goal)
    if not legs and start != goal:
        raise Refused("No open way leads there that you know of.", key="word.no_way")
    routes = (route_between(campaign, at, on) for at, on in legs)
    return sum(route.hours * HOUR if route is not None else A_WAY for route in routes)


def sent(state: SceneState, turn: int, sender: str, to: str, by: By) -> tuple[Change, ...]:
    """What changes when it is sent in this turn. Raises Refused."""
    due = state.minutes + minutes_there(state, sender, to, by)
    return tuple(change(state.world, f"character:{to}", f"word/{turn}", f"{due}:{by}:{sender}"))


def received(state: SceneState, word: Word) -> tuple[Change, ...]:
    """What changes when it is there. Nothing if it is no longer under way."""
    return tuple(change(state.world, f"character:{word.to}", f"word/{word.turn}", None))


def arriving(state: SceneState) -> tuple[Word, ...]:
    """What this scene's clock has reached, of those who play in it; what was sent first is first."""
    found = [
        word
        for who in members(state, state.scene.key)
        for number, value in state.world.under(f"character:{who}", "word").items()
        if (word := _word(who, number, value)) is not None and word.due <= state.minutes
    ]
    return tuple(sorted(found, key=lambda each: (each.due, each.turn)))


def _word(to: str, number: str, value: object) -> Word | None:
    due, _, rest = str(value).partition(":")
    by, _, sender = rest.partition(":")
    known = next((each for each in WAYS if each == by), None)
    return Word(int(number), sender, to, known, int(due)) if known is not None and sender else None
