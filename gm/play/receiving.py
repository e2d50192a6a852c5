"""What players send, on its way into a beat: checked, read for what it is, committed, and given its place.

Inputs and what answers them are one commit, so that neither is ever without the other.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from gm.domain.errors import Refused
from gm.domain.out_of_character import aside_of
from gm.domain.play import Game, PlayerInput, ReceivedInput, Scene, SceneState, Turn
from gm.domain.table import turn_rules
from gm.play.approving import said_more
from gm.play.loading import load_state, session_within
from gm.play.order import begins_in_order
from gm.play.parts import EngineParts
from gm.play.rounds import begins_round, is_waiting
from gm.rules.combat.playing import is_on
from gm.rules.directions import read_direction
from gm.rules.turn_order import actors
from gm.store.gathering import join_beat
from gm.store.inputs import record_input
from gm.store.scenes import load_standing_at, load_where
from gm.store.sealed import record_seal
from gm.store.table_settings import load_table
from gm.store.turns import load_turn, load_unfinished, record_turn
from gm.store.tx import Db

MAX_INPUT_CHARACTERS: Final = 4_000
"""A longer line is refused: it would crowd the story out of the prompt."""
MOST_TOGETHER: Final = 12
"""Inputs that one beat takes: more could not be told in one passage."""


@dataclass(frozen=True, slots=True)
class Heard:
    """Inputs that are committed, with the turn that answers them."""

    turn: Turn
    inputs: tuple[ReceivedInput, ...]
    joined: bool = False
    """Whether the beat was begun by others before."""
    opening: Turn | None = None
    """What the world did since the last session, to be played before."""

    @property
    def fresh(self) -> bool:
        """Whether they were never received before."""
        return not any(entry.duplicate for entry in self.inputs)


def admitted(inputs: Sequence[PlayerInput]) -> list[PlayerInput]:
    """The inputs as they are kept: with text that every database and terminal takes, and talk out of character known
    for what it is.

    Raises:
        Refused: nothing was said, or too much.
    """
    if not inputs:
        raise Refused("A turn needs at least one input.")
    return [_admitted(entry) for entry in inputs]


def _admitted(entry: PlayerInput) -> PlayerInput:
    text = entry.text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").replace("\x00", "")
    aside = aside_of(text) if entry.kind in ("do", "say", "ooc") else None
    if aside is not None:
        entry, text = replace(entry, kind="ooc", to=None), aside
    if not text.strip() and entry.kind not in ("check", "direct"):
        raise Refused("Nothing was said.", remedy="Say what your character does.", key="input.empty")
    if len(text) > MAX_INPUT_CHARACTERS:
        raise Refused(
            f"That is {len(text):,} characters; a turn takes {MAX_INPUT_CHARACTERS:,}.",
            remedy="Say it shorter, or in several turns.",
            key="input.long",
            most=MAX_INPUT_CHARACTERS,
        )
    steers = entry.kind == "do" and read_direction(text) is not None
    return replace(entry, text=text, kind="direct" if steers else entry.kind)


async def receive(
    parts: EngineParts, game: Game, scene: Scene, inputs: Sequence[PlayerInput], *, joinable: int | None = None
) -> tuple[Heard, ...]:
    """Stage 1 of a turn: each input gets the turn that answers it, as the scene's control has it. Of a batch that holds
    some known inputs, only the new ones do.

    `joinable`: a turn of the scene that still gathers. Inputs that do not wait join it.
    Raises Refused while their characters are asked something.
    """
    state = await _controlled(parts, game, scene)
    now = parts.clock.now()
    async with parts.database.begin() as db:
        received = tuple([await record_input(db, game.id, scene.id, entry, now) for entry in inputs])
        known = next((entry.turn_id for entry in received if entry.turn_id is not None), None)
        fresh = tuple(entry for entry in received if entry.turn_id is None)
        if known is not None and not fresh:
            return (Heard(await load_turn(db, known, branch_id=scene.branch_id), received),)
        await refuse_elsewhere(db, scene, [entry.input for entry in fresh])
        await refuse_while_asked(db, scene, [entry.input for entry in fresh])
        session = await session_within(db, parts, game)
        waits = () if state is None else tuple(entry for entry in fresh if _waits(state, entry.input))
        found: list[Heard] = []
        at_once = tuple(entry for entry in fresh if entry not in waits)
        for group in await _by_place(db, scene, at_once):
            found.append(await _at_once(db, parts, scene, session.id, group, joinable))
        if state is not None:
            begins = begins_round if turn_rules(state.table, scene.key).control == "round" else begins_in_order
            for entry in waits:
                turn, joined = await begins(db, parts, state, session.id, entry)
                found.append(Heard(turn, (entry,), joined))
        await db.commit()
    return tuple(found)


async def _controlled(parts: EngineParts, game: Game, scene: Scene) -> SceneState | None:
    """The scene's state where not every action is answered at once; None in free play, and while a fight is on: its
    own order stands."""
    async with parts.database.read() as db:
        rules = turn_rules(await load_table(db, game.id), scene.key)
    if rules.control == "free":
        return None
    state = await load_state(parts, game, scene)
    return None if is_on(state.world, scene.key) else state


def _waits(state: SceneState, entry: PlayerInput) -> bool:
    """Whether it is an action that the scene's control has a say in. Talk across the table and whispers never wait."""
    return not entry.private and entry.kind in ("do", "say", "check", "command") and entry.character in actors(state)


async def _by_place(db: Db, scene: Scene, entries: Sequence[ReceivedInput]) -> list[tuple[ReceivedInput, ...]]:
    """The inputs of each beat. What is done at two places is two beats: each is told, and witnessed, where it is done
    (`gm.play.witnessing`). Talk across the table goes with the first."""
    acting = [entry.input.character for entry in entries if _acts(entry.input) and entry.input.character]
    at = await load_standing_at(db, scene.branch_id, acting) if len(set(acting)) > 1 else {}
    groups: dict[str, list[ReceivedInput]] = {}
    for entry in entries:
        known = at.get(entry.input.character or "") if _acts(entry.input) else None
        groups.setdefault(known or next(iter(groups), ""), []).append(entry)
    if "" in groups and len(groups) > 1:  # what nobody does, said before anything was done
        first = groups.pop("")
        next(iter(groups.values()))[:0] = first
    return [tuple(group) for group in groups.values()]


def _acts(entry: PlayerInput) -> bool:
    return entry.kind not in ("ooc", "direct", "gm")


async def _is_beside(db: Db, scene: Scene, turn_id: int, entry: ReceivedInput) -> bool:
    """Whether somebody stands where those of a beat do who act in it."""
    turn = await load_turn(db, turn_id, branch_id=scene.branch_id)
    return len(await _by_place(db, scene, (*turn.inputs, entry))) == 1


async def _at_once(
    db: Db,
    parts: EngineParts,
    scene: Scene,
    session_id: int,
    received: tuple[ReceivedInput, ...],
    joinable: int | None,
) -> Heard:
    if joinable is not None and len(received) == 1 and await _is_beside(db, scene, joinable, received[0]):
        joined = await join_beat(db, joinable, received[0].id, most=MOST_TOGETHER)
        if joined is not None:
            return Heard(joined, received, joined=True)
    now, ids = parts.clock.now(), [entry.id for entry in received]
    more = await said_more(db, scene, ids)
    if more is not None:
        return Heard(more, received)
    turn = await record_turn(db, scene=scene, session_id=session_id, kind="action", input_ids=ids, now=now)
    said = received[0].input
    if said.private and said.character:
        await record_seal(db, scene.game_id, turn.id, said.character, "whisper")
    return Heard(turn, received)


async def refuse_elsewhere(db: Db, scene: Scene, inputs: Sequence[PlayerInput]) -> None:
    """Raises Refused if one of these characters plays in another scene."""
    acting = [entry.character for entry in inputs if entry.character and entry.kind not in ("ooc", "gm")]
    where = await load_where(db, scene.branch_id, acting)
    if any(key != scene.key for key in where.values()):
        raise Refused("Your character plays in another scene just now.", remedy="/scenes shows where.")


async def refuse_while_asked(db: Db, scene: Scene, inputs: Sequence[PlayerInput]) -> None:
    """Raises Refused while a question to one of these characters is open."""
    speaking = {entry.character for entry in inputs if entry.kind != "ooc"}
    for turn in await load_unfinished(db, scene.id):
        if turn.status != "parked" or turn.parked is None or is_waiting(turn):
            continue
        busy = set(turn.parked.who)
        if turn.parked.reason == "react":  # what they have begun is not over yet
            busy |= {entry.input.character for entry in turn.inputs if entry.input.character}
        if speaking & busy:
            asked = turn.parked.question
            text = f"A question is open: {asked}"
            raise Refused(text, remedy="Answer it first, or /undo.", key="turn.asked", question=asked)
