"""What somebody is told who sits down at a character: what that character may know, and nothing else."""

from dataclasses import dataclass

from gm.domain.play import Game, SceneState
from gm.play.asking import topics_known
from gm.play.coming_back import Back, ComingBack
from gm.play.views import people, place_view
from gm.rules.standpoint import seen_from

WORDS = 120
_TOPICS = 8
_NOBODY = "-"
"""Stands for a player who has posted nothing: everything that the character witnessed is new to them."""


@dataclass(frozen=True, slots=True)
class Briefing:
    """For the player of one character alone."""

    place: str
    company: tuple[str, ...]
    """Who else is here, as seen."""
    back: Back
    """What the character witnessed or was told of."""
    topics: tuple[str, ...]
    """What they could ask about."""


async def brief(back: ComingBack, game: Game, state: SceneState, character: str) -> Briefing:
    """The briefing of a character in the scene."""
    state = seen_from(state, character)
    party, others = people(state)
    known = await back.catch_up(game, state, _NOBODY, character, words=WORDS)
    company = tuple(each.name for each in (*party, *others) if each.id != character)
    return Briefing(place_view(state).name, company, known, topics_known(state, character)[:_TOPICS])
