"""A table whose turns are told quickly, to test what is remembered of them."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from gm.domain.campaign import Campaign, Opening, Place, PlayerCharacter
from gm.domain.chat import ChatLine
from gm.domain.effects import Change
from gm.domain.memory import Recalled, RecallQuery
from gm.domain.play import Game, Lease, PlayerInput, Scene, Session, Turn, TurnOutcome
from gm.domain.ruleset import Attribute, DegreeRule, Ruleset, Skill
from gm.domain.ruling import Ruling
from gm.domain.values import Scalar
from gm.memory.recall import Recall
from gm.store.campaigns import record_campaign
from gm.store.database import Database
from gm.store.forks import fork_branch
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
from gm.store.undo import undo_turn

NOW = datetime(2026, 3, 1, 20, 0, tzinfo=UTC)
RULES = Ruleset(
    slug="small",
    title="Small",
    attributes=(Attribute(id="body", name="Body"),),
    skills=(Skill(id="climb", name="Climbing", attribute="body", synonyms={"en": ("climb",)}),),
    default_skill="climb",
    difficulties={"easy": 8},
    degrees=(
        DegreeRule(id="success", label="Success", margin=0, success=True),
        DegreeRule(id="failure", label="Failure", margin=-99, success=False),
    ),
)
CAMPAIGN = Campaign(
    slug="mill",
    title="The Mill",
    ruleset=RULES,
    characters=(
        PlayerCharacter(id="ilse", name="Ilse Marr", concept="a miller's daughter"),
        PlayerCharacter(id="tomas", name="Tomas", concept="a drover"),
    ),
    places=(Place(id="yard", name="The yard", description="A yard of beaten earth."),),
    opening=Opening(place="yard", text="The wheel has stopped."),
)
PLAYERS = {"ilse": "anna", "tomas": "bert"}
FILLER = (
    "The rain goes on and the yard turns to mud.",
    "A cart creaks past and nobody looks up.",
    "Smoke hangs low over the roofs of the village.",
    "The dogs bark at something behind the barn.",
    "Somebody laughs in the kitchen and a door falls shut.",
    "The wind turns and brings the smell of the river.",
    "Two children count the geese on the bank.",
)


@dataclass
class MemoryTable:
    """A game in play on one branch."""

    database: Database
    recall: Recall
    game: Game
    scene: Scene
    session: Session
    lease: Lease
    lines: int = 0

    async def tell(
        self,
        words: str,
        narration: str = "So it is.",
        *changes: tuple[str, str, Scalar],
        by: str = "ilse",
        there: Iterable[str] = ("ilse", "tomas"),
        present: Iterable[str] = (),
        line: str = "",
    ) -> Turn:
        """A whole turn, witnessed by these; `present`: who else its outcome names; `line`: what the engine notes."""
        self.lines += 1
        async with self.database.begin() as db:
            entry = PlayerInput("terminal", f"{self.scene.branch_id}-{self.lines}", PLAYERS.get(by, "carla"), words, by)
            received = await record_input(db, self.game.id, self.scene.id, entry, NOW)
            turn = await record_turn(
                db,
                scene=self.scene,
                session_id=self.session.id,
                kind="action",
                input_ids=[received.id],
                now=NOW,
            )
            await record_ruling(db, self.lease, turn.id, Ruling(), source="code")
            tip = await load_world(db, self.scene.branch_id)
            made = [Change(entity=e, path=p, before=tip.world.get(e, p), after=after) for e, p, after in changes]
            seq = await commit_changes(
                db,
                self.lease,
                branch_id=self.scene.branch_id,
                scene_id=self.scene.id,
                turn_id=turn.id,
                kind="turn",
                changes=tuple(made),
                read_seq=tip.seq,
                now=NOW,
            )
            outcome = TurnOutcome(changes=tuple(made), present=tuple(present))
            await record_outcome(db, self.lease, turn.id, outcome, rolls=(), seq=seq, line=line, witnesses=there)
            await record_narration(db, self.lease, turn.id, text=narration, source="offline", gist="")
            await record_delivered(db, self.lease, turn.id, NOW)
            await record_settled(db, turn.id)
            await db.commit()
        async with self.database.read() as db:
            return await load_turn(db, turn.id)

    async def fill(self, count: int) -> None:
        """Turns in which nothing of note happens."""
        for at in range(count):
            await self.tell(f"I wait and count to {at}", FILLER[at % len(FILLER)])

    async def reword(self, turn: Turn, narration: str) -> None:
        """Another telling of a turn, shown from now on."""
        async with self.database.begin() as db:
            fresh = await load_turn(db, turn.id)
            await record_narration(
                db,
                self.lease,
                turn.id,
                text=narration,
                source="offline",
                gist="",
                alternative=fresh.alternatives,
            )
            await db.commit()

    async def undo(self, turn: Turn) -> None:
        """Take a turn back on this branch."""
        async with self.database.begin() as db:
            await undo_turn(db, self.lease, branch_id=self.scene.branch_id, turn_id=turn.id, now=NOW)
            await db.commit()

    async def fork(self, seq: int) -> "MemoryTable":
        """A branch that begins after a commit."""
        async with self.database.begin() as db:
            branch = await fork_branch(
                db,
                game_id=self.game.id,
                from_branch_id=self.scene.branch_id,
                seq=seq,
                uid=f"{seq:0>32}",
                name=f"other {seq}",
                now=NOW,
            )
            scene = await load_scene(db, branch.id)
            lease = await acquire_lease(db, scene.id, owner="me", now=NOW, ttl=timedelta(hours=9))
            await db.commit()
        assert lease is not None
        return replace(self, scene=scene, lease=lease, lines=1000)

    async def search(self, text: str, *names: str, **options: object) -> Recalled:
        """What is recalled on this branch."""
        query = RecallQuery(text, names, **options)  # type: ignore[arg-type]
        return await self.recall.search(self.game, self.scene.branch_id, query)

    async def numbers(self, text: str, *names: str, **options: object) -> list[int]:
        """Numbers of the turns that are recalled, best first."""
        return [each.number for each in (await self.search(text, *names, **options)).memories]


async def sit_down(database: Database, *, language: str = "en", name: str = "friday") -> MemoryTable:
    """A new game, with an empty past."""
    campaign = CAMPAIGN.model_copy(update={"language": language})
    version = f"{language:a<64}"
    async with database.begin() as db:
        await record_campaign(db, campaign, version=version, now=NOW)
        game = await record_game(
            db,
            uid=f"{name:0>32}"[:32],
            name=name,
            campaign=campaign,
            version=version,
            branch_uid=f"b{name:0>31}"[:32],
            changes=(
                Change(entity="character:ilse", path="playing", before=None, after=True),
                Change(entity="character:tomas", path="playing", before=None, after=True),
                Change(entity="scene:main", path="place", before=None, after="yard"),
            ),
            scene_title="The yard",
            scene_place="yard",
            seats=(("ilse", "anna"), ("tomas", "bert")),
            now=NOW,
        )
        scene = await load_scene(db, game.branch_id)
        session = await record_session(db, game.id, seed="5e" * 32, seed_hash="4a" * 32, now=NOW)
        lease = await acquire_lease(db, scene.id, owner="me", now=NOW, ttl=timedelta(hours=9))
        await db.commit()
    assert lease is not None
    return MemoryTable(database, Recall(database), game, scene, session, lease)


def chat(*lines: tuple[str, str]) -> list[ChatLine]:
    """Lines of an old chat, by who says them."""
    return [ChatLine(speaker=who, text=words, is_user=who == "Anna") for who, words in lines]
