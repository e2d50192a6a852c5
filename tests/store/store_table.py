"""A small table to test the store with: a campaign, a game with a scene and a sitting, and turns played in one go."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from gm.domain.campaign import Campaign, Opening, Place, PlayerCharacter
from gm.domain.dice import Die, RollRecord
from gm.domain.effects import Change
from gm.domain.play import Game, Lease, PlayerInput, Scene, Session, StoredRoll, Turn, TurnOutcome
from gm.domain.ruleset import Attribute, DegreeRule, Ruleset, Skill
from gm.domain.ruling import Ruling, Verdict
from gm.domain.values import Scalar
from gm.store.database import Database
from gm.store.games import load_scene, record_game
from gm.store.history import commit_changes, load_world
from gm.store.inputs import record_input
from gm.store.leases import acquire_lease
from gm.store.sessions import record_session
from gm.store.turns import (
    load_turn,
    record_delivered,
    record_narration,
    record_outcome,
    record_ruling,
    record_settled,
    record_turn,
)

NOW = datetime(2026, 3, 1, 20, 0, tzinfo=UTC)
TTL = timedelta(seconds=60)
VERSION = "a" * 64

RULESET = Ruleset(
    slug="small",
    title="Small",
    attributes=(Attribute(id="body", name="Body"),),
    skills=(Skill(id="climb", name="Climbing", attribute="body", synonyms={"en": ("climb",)}),),
    default_skill="climb",
    difficulties={"easy": 8, "hard": 16},
    degrees=(
        DegreeRule(id="success", label="Success", margin=0, success=True),
        DegreeRule(id="failure", label="Failure", margin=-99, success=False),
    ),
)
CAMPAIGN = Campaign(
    slug="mill",
    title="The Mill",
    ruleset=RULESET,
    characters=(
        PlayerCharacter(id="ilse", name="Ilse Marr", concept="a miller's daughter"),
        PlayerCharacter(id="tomas", name="Tomas", concept="a drover"),
    ),
    places=(Place(id="yard", name="The yard", description="A yard of beaten earth."),),
    opening=Opening(place="yard", text="The wheel has stopped."),
)
START = (
    Change(entity="character:ilse", path="hp", before=None, after=8),
    Change(entity="character:ilse", path="place", before=None, after="yard"),
    Change(entity="world", path="minutes", before=None, after=1080),
    Change(entity="scene:main", path="place", before=None, after="yard"),
    Change(entity="flag:rain", path="on", before=None, after=True),
)


@dataclass
class Table:
    """A game in play, with a held lease."""

    database: Database
    game: Game
    scene: Scene
    session: Session
    lease: Lease
    lines: int = 0

    @property
    def branch_id(self) -> int:
        return self.scene.branch_id


async def open_table(database: Database, name: str = "friday") -> Table:
    """A new game of the small campaign."""
    async with database.begin() as db:
        game = await record_game(
            db,
            uid=f"{name:0>32}"[:32],
            name=name,
            campaign=CAMPAIGN,
            version=VERSION,
            branch_uid=f"b{name:0>31}"[:32],
            changes=START,
            scene_title="The yard",
            scene_place="yard",
            seats=(("ilse", "anna"), ("tomas", None)),
            now=NOW,
        )
        scene = await load_scene(db, game.branch_id)
        session = await record_session(db, game.id, seed="5e" * 32, seed_hash="4a" * 32, now=NOW)
        lease = await acquire_lease(db, scene.id, owner="me", now=NOW, ttl=TTL)
        await db.commit()
    assert lease is not None
    return Table(database, game, scene, session, lease)


async def say(table: Table, text: str, player: str = "anna", character: str | None = "ilse") -> int:
    """Record an input; gives its number."""
    table.lines += 1
    async with table.database.begin() as db:
        received = await record_input(
            db,
            table.game.id,
            table.scene.id,
            PlayerInput("terminal", f"line-{table.lines}", player, text, character),
            NOW,
        )
        await db.commit()
    return received.id


async def begin_turn(table: Table, *input_ids: int, **options: object) -> Turn:
    """A turn that holds these inputs."""
    async with table.database.begin() as db:
        turn = await record_turn(
            db,
            scene=table.scene,
            session_id=table.session.id,
            kind="action",
            input_ids=input_ids,
            now=NOW,
            **options,  # type: ignore[arg-type]
        )
        await db.commit()
    return turn


async def change(
    database: Database, branch_id: int, *wanted: tuple[str, str, Scalar]
) -> tuple[tuple[Change, ...], int]:
    """Changes that bring these paths to these values, and the tip that they were decided on."""
    async with database.read() as db:
        tip = await load_world(db, branch_id)
    made: list[Change] = []
    world = tip.world
    for entity, path, after in wanted:
        made.append(Change(entity=entity, path=path, before=world.get(entity, path), after=after))
        world = world.apply(made[-1:])
    return tuple(made), tip.seq


async def resolve(table: Table, turn: Turn, *wanted: tuple[str, str, Scalar], rolls: Sequence[StoredRoll] = ()) -> int:
    """Rule a turn and commit what it changes; gives the commit."""
    changes, seq = await change(table.database, table.branch_id, *wanted)
    async with table.database.begin() as db:
        await record_ruling(
            db,
            table.lease,
            turn.id,
            Ruling(verdicts=(Verdict(character="ilse", intent="climb the wheel"),)),
            source="code",
        )
        await db.commit()
    async with table.database.begin() as db:
        made = await commit_changes(
            db,
            table.lease,
            branch_id=table.branch_id,
            scene_id=table.scene.id,
            turn_id=turn.id,
            kind="turn",
            changes=changes,
            read_seq=seq,
            now=NOW,
        )
        outcome = TurnOutcome(changes=changes, texts=("It turns.",))
        await record_outcome(db, table.lease, turn.id, outcome, rolls=rolls, seq=made, line="Climbing 14: success")
        await db.commit()
    return made


async def tell(table: Table, turn: Turn, text: str = "The wheel groans and turns.") -> None:
    """Narrate and deliver a turn."""
    async with table.database.begin() as db:
        await record_narration(db, table.lease, turn.id, text=text, source="offline", gist=f"gist of {turn.number}")
        await db.commit()
    async with table.database.begin() as db:
        await record_delivered(db, table.lease, turn.id, NOW)
        await record_settled(db, turn.id)
        await db.commit()


async def play(table: Table, text: str, *wanted: tuple[str, str, Scalar], player: str = "anna") -> Turn:
    """A whole turn."""
    turn = await begin_turn(table, await say(table, text, player))
    await resolve(table, turn, *wanted)
    await tell(table, turn)
    async with table.database.read() as db:
        return await load_turn(db, turn.id)


def roll_of(table: Table, turn: Turn | None, total: int = 14) -> StoredRoll:
    """A d20 that shows `total`."""
    record = RollRecord(purpose="check/0", expression="1d20", total=total, dice=(Die(sides=20, value=total),), draws=1)
    return StoredRoll(table.session.id, turn.id if turn else None, turn.uid if turn else "r1", 1, ("line-1",), record)
