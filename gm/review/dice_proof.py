"""Proof of a game's dice by sittings: revealed seeds draw every roll again, open sittings show what they promised."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from gm.domain.errors import NotFound
from gm.domain.play import Game, Session, StoredRoll
from gm.review.ledger import check_twice
from gm.review.verify import check_rolls, check_seeds
from gm.store.database import Database
from gm.store.objections import load_corrected
from gm.store.rolls import sound_rolls
from gm.store.sessions import load_seed, load_sessions

_PROMISE: Final = "The kept seed has that hash. Once the sitting closes it is shown, and every roll can be drawn again."


@dataclass(frozen=True, slots=True)
class SessionProof:
    """One sitting. `seed` is None as long as it is open: then its rolls are promised, not yet proved."""

    number: int
    opened_at: datetime
    closed_at: datetime | None
    seed_hash: str
    seed: str | None
    turn_rolls: int
    table_rolls: int
    differences: tuple[str, ...]

    @property
    def rolls(self) -> int:
        """All its rolls, undone ones too."""
        return self.turn_rolls + self.table_rolls


@dataclass(frozen=True, slots=True)
class DiceProof:
    """What the dice of a game prove. `differences` belong to no single sitting: damaged rolls, rolls kept twice."""

    game: str
    sessions: tuple[SessionProof, ...]
    differences: tuple[str, ...]

    @property
    def ok(self) -> bool:
        """Whether everything that can be checked today is as recorded."""
        return not self.differences and not any(session.differences for session in self.sessions)


async def prove_dice(database: Database, game: Game) -> DiceProof:
    """Draw the rolls of closed sittings again; of open ones check that the kept seed is the one promised."""
    async with database.read() as db:
        sessions = await load_sessions(db, game.id)
        seeds: dict[int, str | None] = {}
        for session in sessions:
            try:
                seeds[session.id] = await load_seed(db, session.id)
            except NotFound:
                seeds[session.id] = None
        rolls, damaged = await sound_rolls(db, game.id)
        corrected = await load_corrected(db, game.id)
    known = {session.id for session in sessions}
    lost = [
        f"a roll of {roll.record.expression} belongs to no sitting" for roll in rolls if roll.session_id not in known
    ]
    proofs = tuple(_prove(session, seeds, rolls) for session in sessions)
    return DiceProof(game.name, proofs, (*damaged, *lost, *check_twice(rolls, corrected)))


def _prove(session: Session, seeds: dict[int, str | None], rolls: tuple[StoredRoll, ...]) -> SessionProof:
    own = tuple(roll for roll in rolls if roll.session_id == session.id)
    differences = check_seeds((session,), seeds)
    if session.closed_at is not None:
        differences += check_rolls(own, seeds)
    table = sum(roll.turn_id is None for roll in own)
    return SessionProof(
        session.number,
        session.opened_at,
        session.closed_at,
        session.seed_hash,
        session.seed,
        len(own) - table,
        table,
        tuple(differences),
    )


def proof_rows(proof: DiceProof) -> tuple[str, ...]:
    """The proof in words: one line a sitting, its differences below, and what it comes to."""
    return tuple(_rows(proof))


def _rows(proof: DiceProof) -> Iterator[str]:
    if not proof.sessions:
        yield f"{proof.game}: no sitting has been opened yet, so there is nothing to prove."
    for session in proof.sessions:
        head = f"Sitting {session.number}, {session.opened_at:%Y-%m-%d %H:%M}"
        count = f"{_rolls(session.turn_rolls)} in play" + (
            f" and {session.table_rolls} at the table" if session.table_rolls else ""
        )
        if session.closed_at is None:
            yield f"{head}, still open: {count}. Promised: {session.seed_hash}"
            yield "  The kept seed does NOT have that hash." if session.differences else f"  {_PROMISE}"
        elif session.differences:
            yield f"{head}, closed: {count}. WRONG:"
            yield from (f"  {difference}" for difference in session.differences)
        else:
            yield f"{head}, closed: {count}, all drawn again from its seed, all the same."
            yield f"  Seed {session.seed}"
    yield from (f"WRONG: {difference}" for difference in proof.differences)
    if proof.sessions:
        drawn = sum(session.rolls for session in proof.sessions if session.closed_at is not None)
        waiting = sum(session.rolls for session in proof.sessions if session.closed_at is None)
        yield _verdict(proof, drawn, waiting)


def _verdict(proof: DiceProof, drawn: int, waiting: int) -> str:
    if not proof.ok:
        return f"{proof.game}: the dice are NOT as recorded."
    later = f" {_rolls(waiting)} can be proved once the open sitting closes." if waiting else ""
    return f"{proof.game}: {_rolls(drawn)} proved.{later}"


def _rolls(count: int) -> str:
    return f"{count} roll" if count == 1 else f"{count} rolls"


def proof_json(proof: DiceProof) -> dict[str, Any]:
    """The proof for programs, with what it takes to draw the rolls of closed sittings anywhere else."""
    return {
        "game": proof.game,
        "ok": proof.ok,
        "sessions": [
            {
                "number": session.number,
                "opened_at": session.opened_at.isoformat(),
                "closed_at": session.closed_at.isoformat() if session.closed_at else None,
                "seed_hash": session.seed_hash,
                "seed": session.seed,
                "rolls": {"play": session.turn_rolls, "table": session.table_rolls},
                "proved": session.closed_at is not None and not session.differences,
                "differences": list(session.differences),
            }
            for session in proof.sessions
        ],
        "differences": list(proof.differences),
    }
