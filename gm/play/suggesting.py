"""Three things that could be done next, from what the table has seen: no model is asked, nothing hidden is named.

An author's challenge is named only once one of its own words has been told; ways and people are those that the party
sees. Pure: the same scene and turn give the same three.
"""

from dataclasses import dataclass
from typing import Final, Literal

from gm.domain.play import SceneState
from gm.domain.words import Phrases
from gm.play.views import people, place_view
from gm.rules.world import open_challenges

MOST: Final = 3
LONGEST: Final = 80
"""Characters that a suggestion may have: what a button shows."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Something to do. `name` is whom or what it is about; of a challenge, what it is called."""

    kind: Literal["challenge", "talk", "exit", "look"]
    name: str = ""


def suggestions(state: SceneState, told: str, turn_number: int) -> tuple[Suggestion, ...]:
    """At most three, each of another kind where there are enough: a challenge, somebody, a way, a look around."""
    place = place_view(state)
    seen = "\n".join((told, place.description, *place.items))
    _, others = people(state)
    challenges = [Suggestion("challenge", title) for title in known_challenges(state, seen)]
    talks = [Suggestion("talk", each.name) for each in others if each.health not in ("down", "dead")]
    ways = [Suggestion("exit", way.to_name) for way in place.exits if not way.locked]
    found: list[Suggestion] = []
    pools = [_turned(pool, turn_number) for pool in (challenges, talks, ways)]
    for round_ in range(MOST):
        found += [pool[round_] for pool in pools if round_ < len(pool)]
    if len(found) < MOST:
        found.append(Suggestion("look"))
    return tuple(dict.fromkeys(found))[:MOST]


def known_challenges(state: SceneState, told: str) -> tuple[str, ...]:
    """Titles of the challenges that are open here and of which one of the author's words has been told."""
    return tuple(each.title for each in open_challenges(state) if _mentioned(each.keys, told))


def _turned(pool: list[Suggestion], turn_number: int) -> list[Suggestion]:
    """Beginning with another one each turn."""
    at = turn_number % len(pool) if pool else 0
    return [*pool[at:], *pool[:at]]


def _mentioned(keys: tuple[str, ...], text: str) -> bool:
    return bool(Phrases((key, key) for key in keys).hits(text))
