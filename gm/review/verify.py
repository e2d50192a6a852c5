"""Whether a game is what its history says: state recomputed from commits, dice drawn again from their seeds."""

from collections.abc import Iterator
from dataclasses import dataclass

from gm.domain.dice import RollRecord
from gm.domain.errors import DiceError, NotFound
from gm.domain.play import Game, Session, StoredRoll
from gm.review.ledger import check_branches, check_history, check_turns, check_twice, corrected_in, read_campaign
from gm.rules.dice import render, roll
from gm.rules.draws import KeyedDice, seed_hash
from gm.store.audit import load_records
from gm.store.campaigns import load_version
from gm.store.database import Database
from gm.store.games import load_branches
from gm.store.rolls import sound_rolls
from gm.store.sessions import load_seed, load_sessions
from gm.store.tx import Db
from gm.store.verify import check_chain


@dataclass(frozen=True, slots=True)
class Verification:
    """What was looked at, and every difference that was found."""

    game: str
    branches: int
    commits: int
    rolls: int
    sessions: int
    differences: tuple[str, ...]

    @property
    def ok(self) -> bool:
        """Whether nothing differs."""
        return not self.differences


async def verify(database: Database, game: Game) -> Verification:
    """Recompute the game's state from its history and its dice from their seeds; name every difference."""
    differences: list[str] = []
    async with database.read() as db:
        branches = await load_branches(db, game.id)
        for branch in branches:
            differences += [f'branch "{branch.name}": {text}' for text in await _chain(db, branch.id)]
        records = await load_records(db, game.id)
        sessions = await load_sessions(db, game.id)
        seeds = {session.id: await _seed(db, session) for session in sessions}
        rolls, damaged = await sound_rolls(db, game.id)
        campaign, wrong = read_campaign(await load_version(db, game.campaign_version), game.campaign_version)
    differences += [*wrong, *check_branches(game, records), *check_history(records)]
    differences += [*check_turns(records, rolls, campaign), *check_twice(rolls, corrected_in(records)), *damaged]
    differences += check_seeds(sessions, seeds)
    differences += check_rolls(rolls, seeds)
    counts = (len(branches), len(records.commits), len(rolls) + len(damaged), len(sessions))
    return Verification(game.name, *counts, tuple(differences))


async def _chain(db: Db, branch_id: int) -> tuple[str, ...]:
    try:
        return await check_chain(db, branch_id)
    except (ValueError, TypeError) as error:  # a column holds what is not of its type
        return (f"its history cannot be read: {error}",)


async def _seed(db: Db, session: Session) -> str | None:
    try:
        return await load_seed(db, session.id)
    except NotFound:
        return None


def check_seeds(sessions: tuple[Session, ...], seeds: dict[int, str | None]) -> list[str]:
    """Sittings whose seed is gone, or is not the one that was committed to before the first draw."""
    found = []
    for session in sessions:
        seed = seeds.get(session.id)
        if seed is None:
            found.append(f"sitting {session.number}: its seed is missing")
        elif not _is_published(seed, session):
            found.append(f"sitting {session.number}: its seed does not have the hash that was published")
    return found


def _is_published(seed: str, session: Session) -> bool:
    try:
        return seed_hash(seed) == session.seed_hash
    except DiceError:
        return False


def check_rolls(rolls: tuple[StoredRoll, ...], seeds: dict[int, str | None]) -> list[str]:
    """Rolls that come out differently when they are drawn again."""
    return [text for stored in rolls for text in _check_roll(stored, seeds.get(stored.session_id))]


def _check_roll(stored: StoredRoll, seed: str | None) -> Iterator[str]:
    record = stored.record
    where = f"turn {stored.turn_id}" if stored.turn_id is not None else f"roll at the table {stored.key}"
    if seed is None:
        yield f"{where}: {record.expression} cannot be drawn again without its seed"
        return
    try:
        again = draw_again(stored, seed)
    except DiceError as error:
        yield f"{where}: {record.expression} cannot be read: {error}"
        return
    if again.dice != record.dice or again.total != record.total:
        yield f"{where}: {record.purpose} is stored as {render(record)}, and comes out as {render(again)}"


def draw_again(stored: StoredRoll, seed: str) -> RollRecord:
    """The roll as the seed gives it."""
    dice = KeyedDice(seed, turn_uid=stored.key, attempt=stored.attempt, source_ids=stored.source_ids)
    record = stored.record
    return roll(record.expression, dice, purpose=record.purpose, first_index=record.first_index, label=record.label)
