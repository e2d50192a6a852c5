"""Sixty turns on each shipped kit without a model: a campaign, a script, and the state that they end in.

A script's line is `who: what they say`; `*` is whoever's turn it is in a fight, else the first of the party, and may
have words for each (`*: ada=I strike | bo=I shoot`); what begins with `/` is a command. Lines
that begin with `>` answer the questions of the turn above by option id, one after the other; a question that the next
answer does not fit takes its default.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import yaml
from engine_table import EngineTable

from gm import resources
from gm.authoring.load import campaign_version, load_campaign
from gm.domain.campaign import Campaign
from gm.domain.play import Game, PlayerInput, Turn
from gm.domain.values import Scalar
from gm.models.door import Door
from gm.models.offline.backend import OfflineBackend
from gm.models.routes import RouteTable
from gm.play.loading import load_state
from gm.rules.combat.playing import encounter_view
from gm.rules.world import initial_changes
from gm.store.calls import CallLedger
from gm.store.campaigns import record_campaign
from gm.store.database import Database
from gm.store.games import load_scene, record_game

ARCS = Path(__file__).parent / "arcs"
OWNER = "host:1:arcs"


@dataclass(frozen=True, slots=True)
class Line:
    """One turn of a script."""

    who: str
    text: str
    answers: tuple[str, ...] = ()

    def said_by(self, who: str) -> str:
        """What this one says."""
        parts = dict(part.strip().split("=", 1) for part in self.text.split(" | ")) if " | " in self.text else {}
        return parts.get(who, self.text)


@cache
def arc(kit: str, bent: tuple[str, str] | None = None) -> Campaign:
    """The campaign of an arc; `bent`: something in the kits' rules that is replaced by something else."""
    files = {"campaign.yaml": (ARCS / f"{kit}.yaml").read_bytes()}
    rulesets = dict(resources.ruleset_sources())
    if bent is not None:
        was, now = (each.encode() for each in bent)
        assert any(was in each for each in rulesets.values()), f"no kit says {bent[0]}"
        rulesets = {name: each.replace(was, now) for name, each in rulesets.items()}
    return load_campaign(files, rulesets=rulesets)


def script(kit: str) -> Sequence[Line]:
    """The lines of an arc."""
    lines: list[Line] = []
    for text in (ARCS / f"{kit}.txt").read_text("utf-8").splitlines():
        if text.startswith(">"):
            last = lines.pop()
            lines.append(replace(last, answers=(*last.answers, text[1:].strip())))
        elif text.strip() and not text.startswith("#"):
            who, _, said = text.partition(": ")
            lines.append(Line(who, said))
    return lines


def final(kit: str) -> dict[str, Scalar]:
    """The state that an arc ends in: `entity path` → value."""
    found: dict[str, Scalar] = yaml.safe_load((ARCS / f"{kit}.final.yaml").read_text("utf-8"))
    return found


class ArcTable(EngineTable):
    """An engine without models, on the campaign of an arc."""

    def __init__(self, database: Database, kit: str, bent: tuple[str, str] | None = None) -> None:
        super().__init__(database, owner=OWNER)
        ledger = CallLedger(database, self.clock, owner=OWNER)
        door = Door(RouteTable({}), {"offline": OfflineBackend()}, ledger, self.clock, self.parts.counter)
        self.parts = replace(self.parts, door=door)
        self.engine = type(self.engine)(self.parts)
        self.campaign = arc(kit, bent)
        self.party = tuple(each.id for each in self.campaign.characters)

    async def begin(self) -> Game:
        """A new game with everybody in it."""
        campaign, now = self.campaign, self.clock.now()
        version = campaign_version(campaign)
        async with self.database.begin() as db:
            await record_campaign(db, campaign, version=version, now=now)
            game = await record_game(
                db,
                uid="a" * 32,
                name="arc",
                campaign=campaign,
                version=version,
                branch_uid="b" * 32,
                changes=initial_changes(campaign, self.party),
                scene_title=campaign.title,
                scene_place=campaign.opening.place,
                stakes="show",
                seats=[(who, None) for who in self.party],
                now=now,
            )
            await db.commit()
        await self.engine.open_story(game, self.face)
        return game

    async def world(self, game: Game) -> dict[str, Scalar]:
        """The state as it stands: `entity path` → value."""
        async with self.database.read() as db:
            scene = await load_scene(db, game.branch_id, "main")
        state = await load_state(self.parts, game, scene)
        return {f"{entity} {path}": value for (entity, path), value in sorted(state.world.values.items())}

    async def acting(self, game: Game) -> str:
        """Whose turn it is in a fight; else the first who can act."""
        async with self.database.read() as db:
            scene = await load_scene(db, game.branch_id, "main")
        state = await load_state(self.parts, game, scene)
        view = encounter_view(state.campaign, state.world, "main")
        if view is not None and view.turn in self.party:
            return str(view.turn)
        up = (who for who in self.party if state.world.text(f"character:{who}", "status", "active") == "active")
        return next(up, self.party[0])

    async def play(self, game: Game, number: int, line: Line) -> tuple[Turn, list[str]]:
        """One turn with its answers, and which questions it asked."""
        who = await self.acting(game) if line.who == "*" else line.who
        text = line.said_by(who)
        kind = "command" if text.startswith("/") else "do"
        said = PlayerInput("test", f"arc:{number}", who, text.removeprefix("/"), character=who, kind=kind)
        turn = await self.engine.take_turn(game, [said], self.face)
        answers, asked = list(line.answers), []
        while turn.status == "parked" and turn.parked is not None:
            asked.append(turn.parked.reason)
            offered = {each.id for each in turn.parked.options}
            chosen = answers.pop(0) if answers and answers[0] in offered else turn.parked.default
            turn = await self.engine.answer(game, turn.id, chosen, self.face)
        return turn, asked


def faces(turn: Turn) -> list[tuple[int, int]]:
    """The raw dice of a turn, sides and face: those of its checks as they fell, then all others."""
    if turn.outcome is None:
        return []
    thrown_again = [each for each in turn.outcome.rolls if each.purpose.startswith("check:")]
    others = [each for each in turn.outcome.rolls if not each.purpose.startswith("check:")]
    records = (*thrown_again, *(check.roll for check in turn.outcome.checks), *others)
    return [(die.sides, die.value) for record in records for die in record.dice]
