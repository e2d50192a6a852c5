"""A game master's hand on the game: effects and words, resolved and committed in one step, as one beat of history."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

from gm.domain.dice import Dice
from gm.domain.errors import NotFound, Refused
from gm.domain.play import (
    Game,
    Hand,
    Lease,
    PlayerInput,
    ReceivedInput,
    Scene,
    SceneState,
    Session,
    StoredRoll,
    Turn,
    TurnOutcome,
)
from gm.domain.ruling import Ruling
from gm.memory.gists import gist_of
from gm.play.briefs import Resolved, resolved_views, ruling_brief
from gm.play.loading import load_state, session_within
from gm.play.parts import EngineParts
from gm.play.views import character_name, outcome_line
from gm.play.whispers import seal_learned, uncounted
from gm.play.witnessing import witnesses_of
from gm.rules.draws import KeyedDice
from gm.rules.resolve import resolve_hand
from gm.store.history import commit_changes
from gm.store.inputs import record_input
from gm.store.outbox import NARRATION_PART, record_parts
from gm.store.sealed import record_seal
from gm.store.sessions import load_seed
from gm.store.turns import load_turn, record_narration, record_outcome, record_ruling, record_turn
from gm.store.tx import Db

MAX_WORDS = 4_000
"""Characters that a hand's words may have: what a turn takes."""


Resolve = Callable[[SceneState, Dice], TurnOutcome]
"""What code decides by itself, without anybody's hand."""
Then = Callable[[Db, Turn], Awaitable[Resolve]]
"""The same, for the turn that was just made, in its transaction."""


async def by_hand(
    parts: EngineParts,
    game: Game,
    scene: Scene,
    lease: Lease,
    hand: Hand,
    *,
    resolve: Resolve | None = None,
    then: Then | None = None,
    witnesses: frozenset[str] | None = None,
) -> tuple[Turn, ReceivedInput]:
    """Commit the hand as a turn that is only still to be shown; gives it with its input. The same hand twice is one.

    `resolve` decides in place of the hand's effects; `then` says what does, once the turn is there. `witnesses`: who
    alone knows of it afterwards; None: all who are there.

    Raises:
        Refused, NotFound, EffectError: nothing was written.
    """
    state = await load_state(parts, game, scene)
    words = admitted(state, hand) if resolve is None and then is None else hand.words
    now = parts.clock.now()
    spoken = words if hand.speaker is not None else ""
    entry = PlayerInput(hand.face, hand.source_id, hand.player, spoken, character=hand.speaker, kind="gm")
    async with parts.database.begin() as db:
        received = await record_input(db, game.id, scene.id, entry, now)
        if received.turn_id is not None:
            return await load_turn(db, received.turn_id, branch_id=scene.branch_id), replace(received, duplicate=True)
        session = await session_within(db, parts, game)
        turn = await record_turn(db, scene=scene, session_id=session.id, kind="gm", input_ids=[received.id], now=now)
        resolve = resolve if then is None else await then(db, turn)
        turn, resolved = await _resolved(
            db, parts, state, session, lease, replace(turn, inputs=(received,)), hand, resolve, witnesses
        )
        if hand.to is not None:
            await record_seal(db, game.id, turn.id, hand.to, "whisper")
        told = f"{character_name(state.campaign, hand.speaker)}: {words}" if hand.speaker is not None else words
        gist = gist_of((), resolved.changes, told)
        await record_narration(db, lease, turn.id, text=told, source="gm", gist=gist, author=hand.player)
        await db.commit()
    async with parts.database.read() as db:
        return await load_turn(db, turn.id, branch_id=scene.branch_id), received


async def _resolved(
    db: Db,
    parts: EngineParts,
    state: SceneState,
    session: Session,
    lease: Lease,
    turn: Turn,
    hand: Hand,
    resolve: Resolve | None,
    witnesses: frozenset[str] | None,
) -> tuple[Turn, Resolved]:
    """Effects become changes and a commit, within the transaction that makes the turn."""
    seed = await load_seed(db, session.id)
    dice = KeyedDice(seed, turn_uid=turn.uid, attempt=turn.attempt, source_ids=(hand.source_id,))
    outcome = resolve_hand(state, hand.effects, dice) if resolve is None else resolve(state, dice)
    if hand.to is not None:
        outcome = uncounted(outcome, state.scene.key)
    if not any(change.path != "beats" for change in outcome.changes) and not hand.words.strip():
        raise Refused("That would change nothing.", key="hand.nothing")
    ruling = Ruling(minutes=0)
    await record_ruling(db, lease, turn.id, ruling, source="gm")
    turn = replace(turn, ruling=ruling, ruling_source="gm", outcome=outcome)
    after = replace(state, world=state.world.apply(outcome.changes))
    resolved = resolved_views(state, after.world, turn, ruling_brief(state, turn))
    rolls = [
        StoredRoll(session.id, turn.id, turn.uid, turn.attempt, (hand.source_id,), record) for record in outcome.rolls
    ]
    now = parts.clock.now()
    seq = await commit_changes(
        db,
        lease,
        branch_id=turn.branch_id,
        scene_id=turn.scene_id,
        turn_id=turn.id,
        kind="turn",
        changes=outcome.changes,
        read_seq=state.tip_seq,
        now=now,
    )
    line = outcome_line((), resolved.changes)
    there = witnesses_of(state, after, turn) | ({hand.speaker} if hand.speaker else set())
    there = (there if witnesses is None else witnesses) if hand.to is None else frozenset({hand.to})
    await record_outcome(db, lease, turn.id, outcome, rolls=rolls, seq=seq, line=line, witnesses=there)
    await record_parts(db, lease, turn.id, [(NARRATION_PART, "narration")])
    await seal_learned(db, after, turn, outcome, None)
    return turn, resolved


def admitted(state: SceneState, hand: Hand) -> str:
    """The words as they are kept. Raises Refused or NotFound."""
    words = hand.words.encode("utf-16", "surrogatepass").decode("utf-16", "replace").replace("\x00", "").strip()
    if len(words) > MAX_WORDS:
        text = f"That is {len(words):,} characters; a turn takes {MAX_WORDS:,}."
        raise Refused(text, remedy="Say it shorter.", key="input.long", most=MAX_WORDS)
    if not hand.effects and not words:
        raise Refused("Nothing was said.", key="input.empty")
    if hand.to is not None and not state.is_playing(hand.to):
        raise NotFound("Nobody plays them.", key="reach.nobody")
    if hand.speaker is not None and state.campaign.npc(hand.speaker) is None:
        raise NotFound("There is no such character in the cast.", key="reach.nobody")
    return words
