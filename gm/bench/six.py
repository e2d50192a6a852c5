"""A table of six on the offline narrator, the same in every run: for scripts that are played twice and compared."""

import contextlib
import itertools
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Final

from gm import resources
from gm.authoring.load import campaign_version, load_campaign
from gm.bench.engines import parts_on
from gm.domain.campaign import Campaign
from gm.domain.play import Game
from gm.play.engine import SilentFace, TurnEngine
from gm.rules.world import initial_changes
from gm.store.campaigns import record_campaign
from gm.store.database import Database
from gm.store.games import load_game as load_by_name
from gm.store.games import load_games, record_game

PLAYERS: Final = ("ada", "bo", "cy", "dee", "eli", "flo")
ITEMS: Final = ("rope", "lamp", "chit", "pearl", "shell", "mud")
_CAST: Final = "\n".join(
    f"  {who}: {{name: {who.title()}, concept: a digger, sheet: {{attributes: {{wits: {n % 3}}}, max_hp: 9}}}}"
    for n, who in enumerate(PLAYERS)
)
_YAML: Final = f"""
slug: six
title: Six at a Shaft
tagline: Somebody hums below.
ruleset: lantern-d20
characters:
{_CAST}
npcs:
  wen: {{name: Wen, place: shaft, appearance: An old woman with a lamp., persona: Dry and patient.}}
places:
  shaft: {{name: The Shaft, description: Planks over a dark hole. A rope goes down., items: {{rope: 3, lamp: 2}}}}
items: {{{", ".join(f"{each}: {{name: {each}}}" for each in ITEMS)}}}
challenges:
  pump:
    title: Work the pump
    keys: [pump]
    skill: athletics
    difficulty: easy
    stakes: Your back.
    once: false
    outcomes:
      success:
        text: It draws, and something comes up.
        choice:
          question: Two things lie in the bucket. Which?
          default: pearl
          options:
            - id: pearl
              label: The pearl
              text: It is cold.
              effects: [{{give_item: {{character: actor, item: pearl}}}}]
            - id: shell
              label: The shell
              text: It hums.
              effects: [{{give_item: {{character: actor, item: shell}}}}]
      failure:
        text: Mud, and a great deal of it.
        effects: [{{give_item: {{character: actor, item: mud}}}}]
clocks: {{flood: {{name: The flood, segments: 8, every_minutes: 240, audience: everyone}}}}
opening: {{place: shaft, text: The planks creak. Wen lifts her lamp.}}
"""


@lru_cache(maxsize=1)
def shaft() -> Campaign:
    """The campaign: six diggers, and nobody has to leave the place."""
    return load_campaign({"campaign.yaml": _YAML.encode()}, rulesets=resources.ruleset_sources())


class ToldClock:
    """Time that stands still until it is told to pass."""

    def __init__(self, seconds: int = 0) -> None:
        self.seconds = seconds

    def now(self) -> datetime:
        """The moment."""
        return self._at(self.seconds)

    def _at(self, seconds: int) -> datetime:
        return datetime(2030, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)

    def until(self, moment: datetime) -> None:
        """Let time pass up to a moment, and a second more."""
        self.seconds = max(self.seconds, int((moment - self._at(0)).total_seconds()) + 1)

    def monotonic(self) -> float:
        """The same in seconds."""
        return float(self.seconds)


class SameEntropy:
    """Ids and seeds that are the same in every run."""

    def __init__(self) -> None:
        self._ids = itertools.count(1)

    def uid(self) -> str:
        """The next id."""
        return f"{next(self._ids):032x}"

    def seed(self) -> str:
        """The seed of each session."""
        return "5e" * 32


class SixTable:
    """The engine and what it stands on."""

    def __init__(self, database: Database, clock: ToldClock) -> None:
        self.database = database
        self.clock = clock
        self.engine = TurnEngine(parts_on(database, clock, SameEntropy()))

    async def game(self) -> Game:
        """The game; made if this is the first time."""
        async with self.database.read() as db:
            if await load_games(db):
                return await load_by_name(db, "six")
        campaign, now = shaft(), self.clock.now()
        version = campaign_version(campaign)
        async with self.database.begin() as db:
            await record_campaign(db, campaign, version=version, now=now)
            game = await record_game(
                db,
                uid="6" * 32,
                name="six",
                campaign=campaign,
                version=version,
                branch_uid="b" * 32,
                changes=initial_changes(campaign, PLAYERS),
                scene_title=campaign.title,
                scene_place=campaign.opening.place,
                stakes="ask",
                seats=[(who, None) for who in PLAYERS],
                now=now,
            )
            await db.commit()
        await self.engine.open_story(game, SilentFace())
        return game


@contextlib.asynccontextmanager
async def open_six(folder: Path, clock: ToldClock) -> AsyncIterator[SixTable]:
    """The table, with its database in that folder."""
    database = await Database.open(f"sqlite:///{folder / 'gm.db'}")
    try:
        table = SixTable(database, clock)
        yield table
        await table.engine.settling.drain()
    finally:
        await database.close()
