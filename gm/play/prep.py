"""The next session, rehearsed on the live game for its game master: what lies at hand, how likely, what draws near.

Full of spoilers. Read, not played: no model is asked, nothing is rolled, no sitting is opened.
"""

from dataclasses import dataclass

from gm.domain.campaign import Challenge
from gm.domain.errors import Refused
from gm.domain.play import Game, SceneState
from gm.domain.ruling_brief import SecretView
from gm.domain.scenes import MAIN
from gm.play.briefs import secrets_at_hand
from gm.play.coming_back import ComingBack, Thread
from gm.play.loading import look_at
from gm.play.parts import EngineParts
from gm.play.quest_views import QuestView, all_quests
from gm.play.views import character_name, place_view
from gm.rules.chances import chances
from gm.rules.standpoint import seen_from
from gm.rules.world import open_challenges, open_encounters, party_in
from gm.store.games import load_scene


@dataclass(frozen=True, slots=True)
class Attempt:
    """A challenge that the party can attempt here and now."""

    title: str
    keys: tuple[str, ...]
    """The author's words that begin it."""
    stakes: str
    odds: tuple[tuple[str, int | None], ...]
    """(name, chance of success in percent; None: not known), likeliest first. Empty: no check is made."""


@dataclass(frozen=True, slots=True)
class Near:
    """A clock that runs, and what comes when it is full."""

    name: str
    filled: int
    segments: int
    ticks: str
    then: str


@dataclass(frozen=True, slots=True)
class Prep:
    """What a game master looks at before the next session."""

    place: str
    ways: tuple[str, ...] = ()
    threads: tuple[Thread, ...] = ()
    quests: tuple[QuestView, ...] = ()
    attempts: tuple[Attempt, ...] = ()
    fights: tuple[str, ...] = ()
    secrets: tuple[SecretView, ...] = ()
    """Of those present and of the factions, with what brings them out."""
    clocks: tuple[Near, ...] = ()
    """The nearest to full first."""
    portents: tuple[tuple[str, str], ...] = ()
    """(front, what people notice next of it)."""


async def prepare(parts: EngineParts, back: ComingBack, game: Game, *, scene_key: str = MAIN) -> Prep:
    """What lies before a scene.

    Raises:
        Refused: the game has not begun.
    """
    async with parts.database.read() as db:
        scene = await load_scene(db, game.branch_id, scene_key)
    state = await look_at(parts, game, scene)
    if state is None:
        raise Refused("Nothing has been played yet.", remedy="Play the opening first.", key="sitting.none")
    place = place_view(state)
    return Prep(
        place.name,
        tuple(way.to_name for way in place.exits if not way.locked),
        (await back.previously(game, state)).threads,
        tuple(quest for quest in all_quests(state) if quest.state in ("taken", "offered")),
        _attempts(state),
        tuple(each.title for each in open_encounters(state)),
        secrets_at_hand(state),
        _clocks(state),
        _portents(state),
    )


def _attempts(state: SceneState) -> tuple[Attempt, ...]:
    """What can be tried where the scene plays, and where those of it stand who have walked on alone."""
    found: dict[str, Attempt] = {}
    for there in (state, *(seen_from(state, who) for who in party_in(state.campaign, state.world, state.scene.key))):
        for each in open_challenges(there):
            found.setdefault(each.id, Attempt(each.title, each.keys, each.stakes, _odds(there, each)))
    return tuple(found.values())


def _odds(state: SceneState, challenge: Challenge) -> tuple[tuple[str, int | None], ...]:
    return tuple(
        (character_name(state.campaign, one.character), None if one.chance is None else round(one.chance * 100))
        for one in chances(state, challenge)
    )


def _clocks(state: SceneState) -> tuple[Near, ...]:
    found = [
        Near(each.name, state.world.number(f"clock:{each.id}", "filled"), each.segments, each.ticks, each.on_full)
        for each in state.campaign.clocks
    ]
    running = [each for each in found if each.filled < each.segments]
    return tuple(sorted(running, key=lambda each: each.segments - each.filled))


def _portents(state: SceneState) -> tuple[tuple[str, str], ...]:
    """The next of each front whose portents unfold by themselves."""
    shown = [(front, state.world.number(f"front:{front.id}", "shown")) for front in state.campaign.fronts]
    return tuple((f.name, f.portents[at]) for f, at in shown if f.unfolds and at < len(f.portents))
