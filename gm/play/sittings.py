"""A sitting as it is told when it closes: what happened, what is open, who was there, who grew, what it cost.

Nothing of it is bought or stored: it is read from summaries, inputs and commits each time, so that what was undone,
set aside or erased since is not in it. Who was quiet is nobody's business: attendance names who acted, not how much.
"""

from dataclasses import dataclass

from gm.domain.errors import NotFound
from gm.domain.play import Game, SceneState, Session
from gm.domain.scenes import MAIN
from gm.memory.story import Told
from gm.play.attending import Attended, attended
from gm.play.briefing import Briefing, brief
from gm.play.coming_back import ComingBack, Thread
from gm.play.loading import look_at
from gm.play.parts import EngineParts
from gm.play.prep import Prep, prepare
from gm.play.views import character_name
from gm.rules.sheets import numbers_of
from gm.store.games import load_scene
from gm.store.sessions import load_sessions
from gm.store.sitting_story import Grown, load_fates, load_growth, load_sitting_span
from gm.store.spend import SpendLine, load_spend
from gm.store.spotlight import load_acts

WORDS = 240
"""About how many words the story of a sitting has."""


@dataclass(frozen=True, slots=True)
class Growth:
    """What a character gained: experience (under the kit's own name), and the level that they rose to, if they did."""

    name: str
    xp: int
    xp_name: str
    level: int | None = None


@dataclass(frozen=True, slots=True)
class SittingStory:
    """A sitting, for everybody at the table."""

    session: Session
    """With its seed, once it is closed."""
    turns: int = 0
    rows: tuple[Told, ...] = ()
    threads: tuple[Thread, ...] = ()
    there: tuple[str, ...] = ()
    """Names of the characters who acted, in the order of the party."""
    away: tuple[str, ...] = ()
    """Names of those of the party who did not."""
    otherwise: tuple[Attended, ...] = ()
    """Those of whom more is to be said: parked, run by another, retired, dead."""
    grown: tuple[Growth, ...] = ()
    cost: tuple[SpendLine, ...] = ()
    """The bill of it: at most one line."""


class SittingDesk:
    """What faces call when a sitting opens or closes."""

    def __init__(self, parts: EngineParts, back: ComingBack) -> None:
        self._parts = parts
        self._back = back

    async def told(self, game: Game, number: int | None = None, *, scene_key: str = MAIN) -> SittingStory:
        """A sitting of the game (None: the last), also while it goes on. `scene_key`: whose story is told.

        Raises:
            NotFound: there is none of that number.
        """
        async with self._parts.database.read() as db:
            sessions = await load_sessions(db, game.id)
            scene = await load_scene(db, game.branch_id, scene_key)
        found = [each for each in sessions if number in (None, each.number)]
        if not found:
            text = "Nothing has been played yet." if number is None else f"There is no sitting {number}."
            raise NotFound(text, key="sitting.none", number=number or 0)
        session, last = found[-1], found[-1] is sessions[-1]
        state = await look_at(self._parts, game, scene)
        if state is None:
            return SittingStory(session)
        return await self._story(game, state, session, last=last)

    async def brief(self, game: Game, state: SceneState, character: str) -> Briefing:
        """What a newcomer at this character is told: nothing that the character does not know."""
        return await brief(self._back, game, state, character)

    async def prepare(self, game: Game, *, scene_key: str = MAIN) -> Prep:
        """What lies before the next session: for its game master alone. Raises Refused if the game has not begun."""
        return await prepare(self._parts, self._back, game, scene_key=scene_key)

    async def _story(self, game: Game, state: SceneState, session: Session, *, last: bool) -> SittingStory:
        until = session.closed_at or self._parts.clock.now()
        async with self._parts.database.read() as db:
            span = await load_sitting_span(db, game.branch_id, session.id)
            acts = await load_acts(db, game.branch_id, session.id)
            grown = await load_growth(db, game.branch_id, session.opened_at, until)
            became = await load_fates(db, game.branch_id, session.opened_at, until)
            bill = await load_spend(db, by="session", game_id=game.id)
        acted = {act.character for act in acts}
        party = [pc.id for pc in state.campaign.characters if pc.id in acted or state.is_playing(pc.id)]
        first = 1 if session.number == 1 else span.first  # the opening is no act, and what is written of it is
        back = await self._back.previously(game, state, words=WORDS, first=first, last=span.last, by_gist=True)
        return SittingStory(
            session,
            span.turns,
            back.rows if span.turns else (),
            back.threads if last else (),
            tuple(character_name(state.campaign, who) for who in party if who in acted),
            tuple(character_name(state.campaign, who) for who in party if who not in acted),
            attended(state, became, last=last),
            tuple(_growth(state, who, by) for who, by in grown.items() if who in party),
            tuple(line for line in bill if line.key == str(session.number)),
        )


def _growth(state: SceneState, who: str, by: Grown) -> Growth:
    level = numbers_of(state.campaign, state.world, who)["level"] if by.rose else None
    return Growth(character_name(state.campaign, who), by.xp, state.campaign.ruleset.advancement.name, level)
