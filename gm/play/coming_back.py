"""Coming back to a game: what happened before, since one's own last post, and what is still open. Nothing is bought."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from gm.domain.chronicle import Summary
from gm.domain.play import Beat, Game, SceneState
from gm.domain.scenes import MAIN, Lane, in_lane, lane_of
from gm.memory.chronicle import Past
from gm.memory.story import Told, asked_last, retold
from gm.play.asking import Answer, answer_to
from gm.play.bounds import load_played
from gm.play.briefs import clock_views
from gm.play.from_afar import as_all_know
from gm.play.parts import EngineParts
from gm.play.quest_views import quests_of
from gm.rules.safety.finding import Bounds, bounds_of
from gm.store.history import load_world
from gm.store.last_posts import load_last_post
from gm.store.marks import load_hidden_turns
from gm.store.summaries import load_standing, load_summaries
from gm.store.turns import load_beats, load_gists
from gm.store.tx import Db
from gm.store.witnesses import load_witnesses_of

WORDS: Final = 200
"""About how many words a recap has, unless more or fewer are asked for."""
LEAST: Final = 30
MOST: Final = 1500
_LATE: Final = 40
"""Turns that are looked at one by one."""
_SINCE: Final = 400
"""Turns since one's last post that are looked at one by one; those before them are told by summaries."""
_RECENT: Final = 40
_SHOWN: Final = 3
"""Threads of one kind."""

ThreadKind = Literal["open", "offer", "clock", "question"]


@dataclass(frozen=True, slots=True)
class Thread:
    """Something that is still open. `filled` of `segments`: of a clock."""

    kind: ThreadKind
    text: str
    filled: int = 0
    segments: int = 0


@dataclass(frozen=True, slots=True)
class Back:
    """What somebody who comes back is told, oldest first."""

    rows: tuple[Told, ...] = ()
    threads: tuple[Thread, ...] = ()
    since: int = 0
    """Number of one's own last turn; 0: from the beginning."""


class ComingBack:
    """What faces call for whoever comes back."""

    def __init__(self, parts: EngineParts) -> None:
        self._parts = parts

    async def previously(
        self,
        game: Game,
        state: SceneState | None = None,
        *,
        words: int = WORDS,
        first: int = 1,
        last: int | None = None,
        by_gist: bool = False,
        scene_key: str = MAIN,
    ) -> Back:
        """The story of a scene in about so many words, from turn `first` up to `last`; with `state`, what is open here
        and now, too. `by_gist`: also the last beats in short, with what players said in them. `scene_key`: without a
        state, which scene; what was played meanwhile in others is not told."""
        async with self._parts.database.read() as db:
            world = state.world if state is not None else (await load_world(db, game.branch_id)).world
            lane = lane_of(world, state.scene.key if state is not None else scene_key)
            beats = await load_beats(db, game.branch_id, first=first, last=last, limit=_LATE, lane=lane)
            beats = await as_all_know(db, game.id, world, beats, _party_here(state) if state is not None else ())
            summaries = await _summaries(db, game.branch_id, first - 1, beats, lane)
            past = await _past(db, game.branch_id, first - 1, beats, summaries, lane)
            threads = _threads(state, beats, summaries, _party_here(state)) if state is not None else ()
            bounds = bounds_of(await load_played(db, self._parts, game))
        return Back(_within(bounds, retold(beats, past, _bounded(words), by_gist=by_gist)), threads)

    async def catch_up(self, game: Game, state: SceneState, player: str, character: str, *, words: int = WORDS) -> Back:
        """What happened since the player last spoke for the character, as far as that one witnessed it or was told."""
        async with self._parts.database.read() as db:
            since = await load_last_post(db, game.branch_id, player, character)
            found = await load_beats(db, game.branch_id, first=since + 1, limit=_SINCE)
            lane = lane_of(state.world, state.scene.key)
            here = found if lane is None else await load_beats(db, game.branch_id, first=since + 1, lane=lane)
            beats = await _known(db, game, state, character, found, {beat.number for beat in here})
            known = {beat.number for beat in beats}
            unknown = [beat.number for beat in here if beat.number not in known]
            summaries = [
                each
                for each in await _summaries(db, game.branch_id, since, beats, lane)
                if not any(each.span.holds(number) for number in unknown)
                and (not found or each.span.first_number >= found[0].number)
            ]
            gists = {beat.number: beat.gist for beat in beats}
        told = retold(beats, Past(tuple(summaries), gists), _bounded(words))
        return Back(_within(bounds_of(state.campaign), told), _threads(state, beats, summaries, (character,)), since)

    async def ask(self, game: Game, state: SceneState, character: str, question: str) -> Answer:
        """What a character knows of what a question names: see `gm.play.asking`."""
        return await answer_to(self._parts, game, state, character, question)


def _within(bounds: Bounds, rows: Sequence[Told]) -> tuple[Told, ...]:
    """The rows without the sentences that the table does not play: a line may be drawn after they were told."""
    clean = (replace(row, text=bounds.clean(row.text)) for row in rows)
    return tuple(row for row in clean if row.text.strip())


def _bounded(words: int) -> int:
    return min(max(words, LEAST), MOST)


async def _summaries(db: Db, branch_id: int, since: int, beats: Collection[Beat], lane: Lane | None) -> list[Summary]:
    last = max((beat.number for beat in beats), default=0)
    standing = [
        each
        for each in await load_standing(db, branch_id)
        if since < each.span.first_number
        and each.span.last_number <= last
        and in_lane(lane, each.span.scene, each.span.last_number)
    ]
    wanted = [each.id for each in standing if each.span.level == "arc"]
    for level in ("session", "scene"):
        wanted += [each.id for each in standing if each.span.level == level][-_RECENT:]
    return sorted(await load_summaries(db, wanted), key=lambda each: (each.span.last_number, each.span.first_number))


async def _past(
    db: Db, branch_id: int, since: int, beats: Collection[Beat], summaries: Collection[Summary], lane: Lane | None
) -> Past:
    """What there is of the turns before the latest: gists of those that no summary covers."""
    last = max((beat.number for beat in beats), default=0)
    covered = max((each.span.last_number for each in summaries), default=since)
    first = min([covered + 1, *(beat.number for beat in beats)])
    gists = await load_gists(db, branch_id, first=first, before=last + 1, lane=lane)
    return Past(tuple(summaries), dict(gists))


async def _known(
    db: Db, game: Game, state: SceneState, character: str, beats: Collection[Beat], here: Collection[int]
) -> tuple[Beat, ...]:
    """The beats that a character witnessed or was told of. One of which nobody knows who was there: all were. Of what
    was told elsewhere in their own scene (`here`: numbers of its turns) they know at most that somebody went."""
    if not beats:
        return ()
    ids = [beat.turn_id for beat in beats]
    there = await load_witnesses_of(db, game.id, min(ids), max(ids))
    hidden = await load_hidden_turns(db, game.id)
    heard = state.world.under(f"character:{character}", "heard")
    told = (beat for beat in beats if beat.turn_id not in hidden)
    known = {
        beat.number
        for beat in beats
        if beat.turn_id not in there or character in there[beat.turn_id] or str(beat.turn_id) in heard
    }
    return tuple(
        beat if beat.number in known else beat.as_seen_from_afar()
        for beat in told
        if beat.number in known or (beat.went is not None and beat.number in here)
    )


def _threads(
    state: SceneState, beats: Collection[Beat], summaries: Collection[Summary], whose: Sequence[str]
) -> tuple[Thread, ...]:
    """What is open: the quests that all of `whose` know of, taken on or offered, what the latest summary that names any
    says, clocks that everybody sees, and what somebody asked last.

    Never what the author has prepared here: its titles say what to do, and what will come of it.
    """
    told = [beat.narration for beat in beats]
    named = next((each for each in reversed(list(summaries)) if each.source == "model" or each.threads), None)
    kind: ThreadKind = "open" if named is not None and named.source == "model" else "question"
    found = _undertakings(state, whose)
    found += [Thread(kind, text) for text in (named.threads if named is not None else ())[:_SHOWN]]
    found += [
        Thread("clock", clock.name, clock.filled, clock.segments)
        for clock in clock_views(state, public=True)
        if 0 < clock.filled < clock.segments
    ][:_SHOWN]
    question = asked_last(told[-1]) if told else ""
    last = Thread("question", question)
    return (*found, last) if question and last not in found else tuple(found)


def _party_here(state: SceneState) -> list[str]:
    return [who for who in state.present() if state.campaign.character(who)]


def _undertakings(state: SceneState, whose: Sequence[str]) -> list[Thread]:
    """Quests that all of them know of: those that were taken on with what is still to be done, then what is offered."""
    known = [{quest.id for quest in quests_of(state, who)} for who in whose]
    shared = set.intersection(*known) if known else set[str]()
    quests = [quest for quest in (quests_of(state, whose[0]) if whose else ()) if quest.id in shared]
    taken = [
        f"{quest.title}: {left[0]}" if (left := [what for what, done in quest.objectives if not done]) else quest.title
        for quest in quests
        if quest.state == "taken"
    ]
    offered = [Thread("offer", quest.title) for quest in quests if quest.state == "offered"]
    return [*(Thread("open", text) for text in taken[:_SHOWN]), *offered[:_SHOWN]]
