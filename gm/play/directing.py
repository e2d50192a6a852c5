"""Between two sessions: what the factions did meanwhile, worked out when the next one opens and somebody plays.

An idle game asks nobody. With a model in the director's route one call proposes moves, which are checked like any
ruling; without one, or when what it answers cannot be taken, the author's moves come about by weight. Either way it is
a turn of its own, of kind `world`, without inputs: it is committed, told and taken back like any other.
"""

import asyncio
import json
from dataclasses import replace
from typing import Final, Literal

from pydantic import ValidationError

from gm.domain.brief import NarrationBrief
from gm.domain.calls import Role
from gm.domain.errors import BadReply, ModelError, SpendingPaused
from gm.domain.play import Game, Scene, SceneState, Session, Turn, TurnOutcome
from gm.domain.ruling import Ruling, WorldMove
from gm.domain.values import Value
from gm.models.json_text import extract_json
from gm.models.routes import OFFLINE
from gm.models.structured import complete_json
from gm.play.adjudicate import bought_from, purpose_of
from gm.play.briefs import clock_views
from gm.play.dates import now_of, time_words
from gm.play.guarding import guard_of
from gm.play.holding import SceneHolds
from gm.play.judging import check_ruling
from gm.play.loading import session_within
from gm.play.minding import hidden_facts
from gm.play.parts import EngineParts
from gm.play.quest_views import quest_lines
from gm.play.releasing import Release, Releasing
from gm.prompting.director import REPLY, DirectorBrief, assemble_direction
from gm.rules.moves import is_moved, open_moves, validate_moves, with_authored
from gm.rules.phrases import phrase
from gm.rules.safety.finding import bounds_of
from gm.rules.safety.rulings import touching_moves
from gm.store.beats import load_beats
from gm.store.calls import load_reply
from gm.store.campaigns import load_campaign
from gm.store.meanwhile import count_moves
from gm.store.table_settings import load_table
from gm.store.turns import record_turn

SECONDS: Final = 25.0
"""How long a director may take, whatever it is asked again for in that time."""
ASKINGS: Final = 2
"""Once more with what could not be taken of the first answer."""
BEATS: Final = 40
"""Turns of the last session that it is told of, in short."""
UNMOVED: Final = frozenset({"npc", "coauthor"})
"""Modes without rules: there nothing happens that nobody has written or said."""
MODEL: Final = "model"


class Directed(Value):
    """A director's whole answer."""

    moves: tuple[WorldMove, ...] = ()


class Meanwhile:
    """Whether a world has to move before the next turn, and the turn in which it does."""

    def __init__(self, parts: EngineParts, holds: SceneHolds) -> None:
        self._parts = parts
        self._holds = holds
        self._moving: dict[str, bool] = {}
        """By version of a campaign: whether anything in it moves between sessions."""
        self._settled: dict[int, int] = {}
        """By game: the session of which it is known that nothing is due."""

    async def before(self, game: Game, scene: Scene) -> Turn | None:
        """Where a session opens, what the world did since the last one is a turn of its own, before the players'."""
        if not await self.may_move(game) or await self.has_settled(game):
            return None
        async with self._holds.hold(scene.id):
            return await self.due(game, scene)

    async def may_move(self, game: Game) -> bool:
        """Whether anything in this game's campaign moves between two sessions."""
        known = self._moving.get(game.campaign_version)
        if known is None:
            async with self._parts.database.read() as db:
                campaign = await load_campaign(db, game.campaign_version)
            directed = bool(campaign.factions) and has_director(self._parts) and campaign.is_living()
            known = self._moving[game.campaign_version] = is_moved(campaign) or directed
        return known

    async def has_settled(self, game: Game) -> bool:
        """Whether it is known that nothing is due in the session that is open now; an idle one ends here."""
        async with self._parts.database.begin() as db:
            session = await session_within(db, self._parts, game)
            await db.commit()
        return self._settled.get(game.id) == session.id

    async def due(self, game: Game, scene: Scene) -> Turn | None:
        """The turn of the world's own moves, made now; None if the session is the first, or it has moved already.
        To be called under the scene's lease."""
        async with self._parts.database.begin() as db:
            session = await session_within(db, self._parts, game)
            table = await load_table(db, game.id)
            if (
                session.number < 2
                or table.mode in UNMOVED
                or self._settled.get(game.id) == session.id
                or await count_moves(db, session.id)
            ):
                self._note(game, session)
                await db.commit()
                return None
            now = self._parts.clock.now()
            turn = await record_turn(db, scene=scene, session_id=session.id, kind="world", input_ids=(), now=now)
            if await count_moves(db, session.id) > 1:  # another scene's was first: making a turn has waited for it
                return None
            await db.commit()
        self._note(game, session)
        return turn

    def _note(self, game: Game, session: Session) -> None:
        self._settled[game.id] = session.id


def has_director(parts: EngineParts) -> bool:
    """Whether a model may be asked."""
    return parts.candidate(Role.DIRECTOR).backend != OFFLINE.backend


def opens_of(turn: Turn) -> Literal["", "authored", "directed"]:
    """What kind of a session's beginning a turn is: none, one by the author's moves, one by a director's."""
    if turn.kind != "world":
        return ""
    return "directed" if turn.ruling_source == MODEL else "authored"


async def direct(parts: EngineParts, state: SceneState, turn: Turn) -> tuple[Ruling, str]:
    """The world's moves as a ruling, and who asked for them: `model`, or `code` (the author's moves, drawn as the turn
    is resolved)."""
    nobody = Ruling(minutes=0), "code"
    if not has_director(parts) or not state.campaign.factions:
        return nobody
    brief = await _brief(parts, state)
    problems: tuple[str, ...] = ()
    ends = asyncio.get_running_loop().time() + SECONDS
    for asking in range(1, ASKINGS + 1):
        try:
            moves = await _asked(parts, state, turn, replace(brief, problems=problems), asking, ends)
        except SpendingPaused:
            raise
        except (ModelError, ValidationError):
            return nobody
        ruling = Ruling(minutes=0, moves=with_authored(moves, state.campaign))
        problems = validate_moves(moves, state) + touching_moves(ruling.moves, bounds_of(state.campaign))
        if not problems:
            purpose = purpose_of(parts, state, turn, Role.CHECKER, asking)
            problems = await check_ruling(parts, state, purpose, ruling, asking)
        if not problems:
            return ruling, MODEL
    return nobody


async def _asked(
    parts: EngineParts, state: SceneState, turn: Turn, brief: DirectorBrief, asking: int, ends: float
) -> tuple[WorldMove, ...]:
    """One asking. A reply that was bought before a crash is read again. Raises ModelError, ValidationError."""
    async with parts.database.read() as db:
        kept = await load_reply(db, turn.id, Role.DIRECTOR, asking)
        source = await bought_from(db, turn.id, Role.DIRECTOR) if kept is not None else ""
    if kept is not None and source != OFFLINE.model:
        return Directed.model_validate_json(json.dumps(extract_json(kept))).moves
    prompt = assemble_direction(
        brief,
        templates=parts.templates_of(state),
        counter=parts.counter,
        window=parts.window(Role.DIRECTOR),
        reply_tokens=min(REPLY, parts.reply_tokens(Role.DIRECTOR)),
    )
    purpose = replace(purpose_of(parts, state, turn, Role.DIRECTOR, asking), data_policy="no_training")
    reply = await complete_json(parts.door, prompt, Directed, purpose=purpose, ends=ends, last_resort=False)
    if reply.completion.backend == OFFLINE.backend:
        raise BadReply("no model answered")
    return reply.value.moves


async def _brief(parts: EngineParts, state: SceneState) -> DirectorBrief:
    campaign, world = state.campaign, state.world
    async with parts.database.read() as db:
        beats = await load_beats(db, state.scene.branch_id, limit=BEATS)
    alive = [npc for npc in campaign.npcs if world.text(f"character:{npc.id}", "status", "active") == "active"]
    return DirectorBrief(
        campaign,
        time_words(now_of(state), campaign.calendar),
        clock_views(state, public=False),
        tuple(flag.id for flag in campaign.flags if world.is_set(f"flag:{flag.id}", "on")),
        tuple((npc.id, npc.name, world.text(f"character:{npc.id}", "place")) for npc in alive if not npc.kind),
        quest_lines(state),
        tuple(
            (faction.id, move.id, move.reason, move.rumour)
            for faction in campaign.factions
            for move in open_moves(campaign, world, faction)
        ),
        beats,
    )


def meanwhile_text(state: SceneState, outcome: TurnOutcome) -> str:
    """What could be noticed of it, as the table reads it; '' where nothing could."""
    told = outcome.notes
    return "\n\n".join((phrase("meanwhile", state.campaign.language), *told)) if told else ""


async def tell_meanwhile(
    parts: EngineParts, state: SceneState, turn: Turn, brief: NarrationBrief, release: Release
) -> tuple[str, str, Releasing | None]:
    """Read it out; gives the text, who wrote it, and what guarded it: the words of a model pass the guards first."""
    text = bounds_of(state.campaign).clean(meanwhile_text(state, turn.outcome or TurnOutcome()))
    if turn.ruling_source != MODEL or not text:
        if text:
            await release(text)
        return text, "author", None
    passing = Releasing(guard_of(state, turn, brief, await hidden_facts(parts, state)), release)
    await passing.feed(text)
    await passing.finish()
    async with parts.database.read() as db:
        source = await bought_from(db, turn.id, Role.DIRECTOR)
    passing.written_by(source)
    return passing.shown.strip(), source or "offline", passing
