"""The X-card: the last beat is set aside, no reason asked. Its words come back in no prompt and no recap."""

import contextlib
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from gm.domain.errors import HistoryConflict, Refused
from gm.domain.play import Game, Lease, Scene, SceneState, Stage, Turn
from gm.domain.scenes import lane_of
from gm.play.held_up import open_to
from gm.play.parts import EngineParts
from gm.play.pausing import rest
from gm.store.safety_log import record_event
from gm.store.sealed import load_seals, load_whisperer
from gm.store.steers import SET_ASIDE as SET_ASIDE
from gm.store.steers import is_set_aside, load_set_aside, load_steers, record_steer
from gm.store.table_settings import load_table
from gm.store.turn_queries import load_numbers_on_lane, load_these_turns
from gm.store.turns import load_last_turn, load_turn, load_unfinished
from gm.store.tx import Db
from gm.store.undo import undo_turn
from gm.store.unfinished_words import drop_unfinished

STEERED_TURNS: Final = 6
"""For how many turns after it the narrator is told to go on elsewhere."""


async def set_aside(
    parts: EngineParts, game: Game, scene: Scene, lease: Lease, turn_ids: Sequence[int] = (), *, by: str | None = None
) -> Turn:
    """Take beats back and keep their words out of everything that follows, all at once; gives the first. Without any it
    is the last one that could be seen: by the player of the character `by`, whose own whispers are among them. While
    the table rests, that is the one for which it rests: two people who lay a card at the same moment mean one beat.

    The table rests from then on, where it is set so; not for what one player alone could see: nobody else is to learn
    that anything was set aside, for there is but one who can have done it. The opening, a beat whose changes others
    have built on, and an earlier beat that is named stay in history: only their words go. Of a telling that was broken
    off, what was seen of it is deleted.

    Raises:
        Refused: nothing was told yet.
    """
    now = parts.clock.now()
    async with parts.database.begin() as db:
        turns = [await load_turn(db, each, branch_id=scene.branch_id) for each in turn_ids]
        resting = await _rested_for(db, game, scene) if not turns else None
        if resting is not None:
            return resting
        turns = turns or [turn for turn in (await _last(db, game, scene, by),) if turn is not None]
        if not turns:
            raise Refused("Nothing has been told yet.", key="xcard.nothing")
        for turn in turns:
            await _aside(db, game, scene, lease, turn, now)
        if [turn for turn in turns if await load_whisperer(db, turn.id) is None]:
            await rest(db, game)
        await db.commit()
    parts.gists.clear()
    parts.told.clear()
    async with parts.database.read() as db:
        return await load_turn(db, turns[0].id, branch_id=scene.branch_id)


async def _aside(db: Db, game: Game, scene: Scene, lease: Lease, turn: Turn, now: datetime) -> None:
    await record_steer(db, game.id, turn.id, turn.number, now)
    await record_event(db, game.id, "xcard", "parked" if turn.status == "parked" else turn.stage.value, now)
    await drop_unfinished(db, turn.id)
    if turn.kind != "opening" and turn.status != "undone" and await _is_last(db, scene, turn):
        with contextlib.suppress(HistoryConflict):  # its words go all the same
            await undo_turn(db, lease, branch_id=scene.branch_id, turn_id=turn.id, now=now)


async def _rested_for(db: Db, game: Game, scene: Scene) -> Turn | None:
    """The scene's newest beat, if it was taken back by a card that all could see and the table has rested since."""
    if not (await load_table(db, game.id)).resting or await open_to(db, scene.id):
        return None
    newest = await load_last_turn(db, scene.branch_id, include_undone=True, scene=scene.key)
    if newest is None or newest.status != "undone" or not await is_set_aside(db, newest.id):
        return None
    return newest if await load_whisperer(db, newest.id) is None else None


async def may_see(db: Db, turn_id: int, by: str | None) -> bool:
    """Whether a beat is everybody's, or whispered by the character `by`."""
    return await load_whisperer(db, turn_id) in (None, by)


async def _last(db: Db, game: Game, scene: Scene, by: str | None) -> Turn | None:
    """The beat that was seen last: one that is under way, else what was told, else words that wait. Nobody's whisper
    but one's own."""
    unfinished = await open_to(db, scene.id, by)
    begun = [turn for turn in unfinished if turn.stage is not Stage.RECEIVED]
    if begun:
        return begun[-1]
    told = await load_last_turn(db, scene.branch_id, scene=scene.key)
    seals = [seal for seal in await load_seals(db, game.id) if seal.what == "whisper" and seal.character == by]
    told_them = {seal.turn_id for seal in seals if seal.opened_at is not None}  # what is still sealed nobody has seen
    whispered = {seal.turn_id for seal in seals}
    aside = await load_set_aside(db, game.id)
    theirs = await load_these_turns(db, scene.branch_id, whispered - aside)
    own = [turn for turn in theirs if turn.status != "undone" and (turn.kind != "gm" or turn.id in told_them)]
    if own and own[-1].scene_id == scene.id and (told is None or own[-1].number > told.number):
        return own[-1]
    return told or (unfinished[-1] if unfinished else None)


async def _is_last(db: Db, scene: Scene, turn: Turn) -> bool:
    """Whether nothing was played after it. Words that wait to be played do not count."""
    last = await load_last_turn(db, scene.branch_id, scene=scene.key)
    return last is None or turn.id == last.id or any(turn.id == each.id for each in await load_unfinished(db, scene.id))


async def is_steered(parts: EngineParts, state: SceneState, turn: Turn) -> bool:
    """Whether a beat shortly before this turn was set aside; what one player alone had read steers their whispers, and
    nothing that others read. While a party is split each scene is steered for that many beats of its own: what the
    others play meanwhile does not use them up; one that opens later goes on counting."""
    async with parts.database.read() as db:
        alone = await load_whisperer(db, turn.id)
        steers = [steer for steer in await load_steers(db, turn.game_id) if steer.number < turn.number]
        before = [each.number for each in steers if await load_whisperer(db, each.turn_id) in (None, alone)]
        if not before:
            return False
        lane = lane_of(state.world, state.scene.key)
        branch = state.scene.branch_id
        lately = await load_numbers_on_lane(db, branch, lane, before=turn.number, most=STEERED_TURNS)
    return sum(number > max(before) for number in lately) < STEERED_TURNS
