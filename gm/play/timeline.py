"""What a table can do with its history: take back, play again, branch off, switch, close the sitting."""

from typing import Final

from gm.domain.approval import waits_for_approval
from gm.domain.errors import NotFound, Refused
from gm.domain.play import Branch, Game, Lease, Scene, Session, Turn, TurnKind
from gm.domain.words import is_name
from gm.play.held_up import master_is_asked, open_to
from gm.play.idle import close_within
from gm.play.loading import session_within
from gm.play.parts import EngineParts
from gm.play.screening import screen_words
from gm.play.steering import SET_ASIDE
from gm.store.approvals import carry_overruled
from gm.store.forks import fork_branch
from gm.store.games import load_branches, load_game_by_id, record_head
from gm.store.sealed import load_whisperer
from gm.store.sessions import load_open_session
from gm.store.steers import is_set_aside
from gm.store.texts import ERASED
from gm.store.turns import (
    load_last_turn,
    load_turn,
    load_turn_by_number,
    load_unfinished,
    record_ruling,
    record_turn,
)
from gm.store.tx import Db
from gm.store.undo import undo_turn
from gm.store.unfinished_words import load_taken_back

BY_HAND: Final = "The last beat is the game master's own: it can be taken back, and stays as it is otherwise."
MEANWHILE: Final = "What went on meanwhile stays as it was told; it can be taken back."
NOT_KEPT: Final = "The words of that beat are no longer kept: it stays as it is, or is taken back."
_NOTHING: Final = "There is nothing to take back yet."


async def undo_last(
    parts: EngineParts, scene: Scene, lease: Lease, *, leads: bool = False, by: str | None = None
) -> Turn:
    """Reverse the last beat of the scene, or call off one that is still unfinished. A whisper that waits is called off
    by the character who whispered it (`by`), and by the game master (`leads`) whom it waits for; else it is passed by.

    Raises:
        Refused: only the opening is left.
        HistoryConflict: a later commit has changed the same paths.
    """
    async with parts.database.begin() as db:
        turn = await _undoable(db, scene, kinds=("action", "gm", "world"), leads=leads, by=by)
        await undo_turn(db, lease, branch_id=scene.branch_id, turn_id=turn.id, now=parts.clock.now())
        await db.commit()
    parts.gists.clear()
    parts.told.clear()
    return turn


async def _undoable(
    db: Db,
    scene: Scene,
    *,
    nothing: str = _NOTHING,
    key: str = "undo.nothing",
    kinds: tuple[TurnKind, ...] = ("action",),
    leads: bool = False,
    by: str | None = None,
) -> Turn:
    open_turns = [turn for turn in await load_unfinished(db, scene.id) if turn.kind in kinds]
    unfinished = [turn for turn in open_turns if await _may_call_off(db, turn, leads, by)]
    last = unfinished[-1] if unfinished else await load_last_turn(db, scene.branch_id, scene=scene.key)
    if last is not None and last.kind == "gm" and "gm" not in kinds:
        raise Refused(BY_HAND, key="undo.by_hand")
    if last is None or last.kind not in kinds:
        raise Refused(nothing, key=key)
    return last


async def _may_call_off(db: Db, turn: Turn, leads: bool, by: str | None) -> bool:
    whispered = await load_whisperer(db, turn.id)
    return whispered in (None, by) or (leads and waits_for_approval(turn))


async def replay_last(parts: EngineParts, game: Game, scene: Scene, lease: Lease, *, standing: bool = False) -> Turn:
    """A new turn with the last one's inputs and ruling: new dice against the same odds.

    The last one is taken back first, unless it has just been undone and nothing was said since. `standing`: the last
    that stands is meant, whatever was undone after it. What a game master ruled stays ruled.

    Undo and new turn are one commit, so that a crash leaves either the old beat or its replay.

    Raises:
        Refused: there is none, a game master told it or is asked about what waits, or it was set aside.
    """
    now = parts.clock.now()
    async with parts.database.begin() as db:
        if await master_is_asked(db, scene):
            raise Refused("The game master is asked first.", key="approval.waits")
        left = [turn for turn in await open_to(db, scene.id) if turn.kind == "action"]
        taken_back = None if left or standing else await load_taken_back(db, scene.branch_id, scene.id)
        if taken_back is not None:
            last = await load_turn(db, taken_back, branch_id=scene.branch_id)
            if last.kind == "gm":
                raise Refused(BY_HAND, key="undo.by_hand")
            if await is_set_aside(db, last.id):
                raise Refused(SET_ASIDE, key="undo.set_aside")
        if taken_back is None or not last.inputs:  # nothing is left of a turn whose words were withdrawn
            nothing = "There is nothing to play again yet."
            last = await _undoable(db, scene, nothing=nothing, key="redo.nothing")
        need_words(last)
        if last.ruling_source == "gm" and not (last.ruling and last.ruling.verdicts):
            raise Refused(BY_HAND, key="undo.by_hand")
        if last.status != "undone":
            await undo_turn(db, lease, branch_id=scene.branch_id, turn_id=last.id, now=now)
        session = await session_within(db, parts, game)
        turn = await record_turn(
            db,
            scene=scene,
            session_id=session.id,
            kind="action",
            input_ids=[entry.id for entry in last.inputs],
            redo_of=last.redo_of or last.id,
            attempt=last.attempt + 1,
            now=now,
        )
        if last.ruling is not None:
            await record_ruling(db, lease, turn.id, last.ruling, source=last.ruling_source)
            await carry_overruled(db, last.id, turn.id)
        await db.commit()
    parts.gists.clear()
    parts.told.clear()
    async with parts.database.read() as db:
        return await load_turn(db, turn.id, branch_id=scene.branch_id)


async def last_told(parts: EngineParts, scene: Scene) -> Turn:
    """The last beat that was told and stands.

    Raises:
        Refused: there is none, or it is the author's own opening.
    """
    async with parts.database.read() as db:
        turn = await load_last_turn(db, scene.branch_id, scene=scene.key)
        if turn is None or turn.narration is None:
            raise Refused("There is nothing to tell again yet.", key="reword.nothing")
        if turn.kind == "opening":
            raise Refused("The opening is the author's own text; it stays as it is.", key="reword.opening")
        if turn.kind == "gm":
            raise Refused(BY_HAND, key="undo.by_hand")
        if turn.kind == "world":
            raise Refused(MEANWHILE, key="reword.meanwhile")
        if await is_set_aside(db, turn.id):
            raise Refused(SET_ASIDE, key="undo.set_aside")
        need_words(turn)
        return turn


def need_words(turn: Turn) -> None:
    """Raises Refused: what was said in this turn is not kept any more, so that nobody can play or tell it again."""
    if any(entry.input.text == ERASED for entry in turn.inputs):
        raise Refused(NOT_KEPT, remedy="Say it anew.", key="undo.not_kept")


async def fork(
    parts: EngineParts, game: Game, name: str, at: int | None, *, head: bool, author: str | None = None
) -> Branch:
    """A new branch after turn `at` (None: after the last commit), named by `author`. `head`: the game goes on there for
    all who do not keep to a branch of their own.

    Raises:
        Refused: the name is taken, is not one that can be typed, or says what this table does not play.
        NotFound: there is no such turn.
    """
    if not is_name(name):
        raise Refused(
            f"{name[:80]!r} cannot be a branch's name.",
            remedy="Letters, digits, spaces, . ' _ and -, up to 64.",
            key="branch.name",
            name=name[:80],
        )
    await screen_words(parts, game, name, said=True)
    async with parts.database.begin() as db:
        branches = await load_branches(db, game.id)
        if any(branch.name == name for branch in branches):
            text = f'There is a branch "{name}" already.'
            raise Refused(text, remedy=f"gm branches {game.name} lists them.", key="branch.taken", name=name)
        current = next(branch for branch in branches if branch.id == game.branch_id)
        seq = current.tip_seq
        if at is not None:
            turn = await load_turn_by_number(db, game.branch_id, at)
            if turn.commit_seq is None:
                raise Refused(f"Turn {at} is not finished.", key="turn.unfinished", number=at)
            seq = turn.commit_seq
        branch = await fork_branch(
            db,
            game_id=game.id,
            from_branch_id=game.branch_id,
            seq=seq,
            name=name,
            author=author,
            uid=parts.entropy.uid(),
            now=parts.clock.now(),
        )
        if head:
            await record_head(db, game.id, branch.id)
        await db.commit()
    return branch


async def switch(parts: EngineParts, game: Game, name: str) -> Game:
    """The game on the branch of that name.

    Raises:
        NotFound: no such branch.
    """
    async with parts.database.begin() as db:
        branches = await load_branches(db, game.id)
        branch = next((branch for branch in branches if branch.name == name), None)
        if branch is None:
            known = ", ".join(branch.name for branch in branches)
            text = f'{game.name} has no branch "{name}".'
            raise NotFound(text, remedy=f"There are: {known}.", key="branch.none", name=name, names=known)
        await record_head(db, game.id, branch.id)
        await db.commit()
    return await reloaded(parts, game)


async def reloaded(parts: EngineParts, game: Game) -> Game:
    """The game as the store has it now."""
    async with parts.database.read() as db:
        return await load_game_by_id(db, game.id)


async def close(parts: EngineParts, game: Game) -> Session | None:
    """Close the open session and reveal its seed.

    None if there is none, or if a turn on any branch has yet to roll: its dice must not be known beforehand.
    """
    async with parts.database.begin() as db:
        session = await load_open_session(db, game.id)
        if session is None:
            return None
        closed = await close_within(db, parts, session)
        if closed is None:
            return None
        await db.commit()
        return closed
