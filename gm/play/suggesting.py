"""A few things that could be done next, from what the table has seen: no model is asked, nothing hidden is named.

An author's challenge is named only once one of its own words has been told; ways and people are those that the party
sees. What the table does not play or show is not suggested. The same scene and turn give the same few.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Literal

from gm.domain.campaign import Challenge
from gm.domain.play import SceneState, Turn
from gm.domain.words import Phrases
from gm.play.views import people, place_view
from gm.rules.chances import chance_of
from gm.rules.safety.finding import bounds_of
from gm.rules.standpoint import seen_from
from gm.rules.world import open_challenges
from gm.store.steers import is_set_aside
from gm.store.turns import load_last_turn
from gm.store.tx import Db

MOST: Final = 3
"""How many stand under a beat on Discord."""
OFFERED: Final = 4
"""How many whoever asks for some is offered."""
LONGEST: Final = 80
"""Characters that a suggestion may have: what a button shows."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Something to do. `name` is whom or what it is about; of a challenge, what it is called."""

    kind: Literal["challenge", "talk", "exit", "look"]
    name: str = ""
    chance: Fraction | None = None
    """Of a challenge: how likely whoever it is offered to succeeds. None: no dice, or nobody was asked about."""


def suggestions(
    state: SceneState, told: str, turn_number: int, *, who: str | None = None, most: int = MOST
) -> tuple[Suggestion, ...]:
    """At most so many, each of another kind where there are enough: a challenge, somebody, a way, a look around.

    `who`: from where they stand, and whose chances stand beside challenges. None: where the scene plays."""
    state = seen_from(state, who) if who is not None else state
    place = place_view(state)
    seen = "\n".join((told, place.description, *place.items))
    _, others = people(state)
    bounds = bounds_of(state.campaign)
    named = [each for each in open_challenges(state) if bounds.first((each.title, each.stakes)) is None]
    challenges = [_challenge(state, each, who) for each in named if _mentioned(each.keys, seen)]
    talks = [Suggestion("talk", each.name) for each in others if each.health not in ("down", "dead")]
    ways = [Suggestion("exit", way.to_name) for way in place.exits if not way.locked]
    found: list[Suggestion] = []
    pools = [_turned(pool, turn_number) for pool in (challenges, talks, ways)]
    for round_ in range(most):
        found += [pool[round_] for pool in pools if round_ < len(pool)]
    if len(found) < most:
        found.append(Suggestion("look"))
    fit = (each for each in found if not each.name or bounds.touched(each.name) is None)
    return tuple(dict.fromkeys(fit))[:most]


async def offered(db: Db, state: SceneState, who: str) -> tuple[Turn | None, tuple[Suggestion, ...]]:
    """What somebody who asks is offered in a scene, with their own odds, and the beat that it goes on from. Of a beat
    that was set aside nothing is read."""
    last = await load_last_turn(db, state.scene.branch_id, scene=state.scene.key)
    aside = last is not None and await is_set_aside(db, last.id)
    number, told = (last.number, last.narration or "") if last is not None else (0, "")
    return last, suggestions(state, "" if aside else told, number, who=who, most=OFFERED)


def _challenge(state: SceneState, challenge: Challenge, who: str | None) -> Suggestion:
    chance = chance_of(state, challenge, who) if who is not None and challenge.skill is not None else None
    return Suggestion("challenge", challenge.title, chance)


def known_challenges(state: SceneState, told: str) -> tuple[str, ...]:
    """Titles of the challenges that are open here and of which one of the author's words has been told."""
    return tuple(each.title for each in open_challenges(state) if _mentioned(each.keys, told))


def _turned(pool: list[Suggestion], turn_number: int) -> list[Suggestion]:
    """Beginning with another one each turn."""
    at = turn_number % len(pool) if pool else 0
    return [*pool[at:], *pool[:at]]


def _mentioned(keys: tuple[str, ...], text: str) -> bool:
    return bool(Phrases((key, key) for key in keys).hits(text))
