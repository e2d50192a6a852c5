"""A game of that campaign, played until everything that people and models keep from one another lives in it as well."""

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from engine_table import SCRIPTED, EngineTable, WatchingFace, check, ruling
from leak_campaign import MASTER, NAMED, OPEN, PARTY, RULING, Secrets, made_of

from gm.domain.calls import BackendRequest, Role, Route
from gm.domain.campaign import Campaign
from gm.domain.effects import ChangeQuest, GiveItem, Reveal
from gm.domain.play import Game, Hand, PlayerInput, Turn
from gm.models.door import Door
from gm.models.routes import RouteTable
from gm.models.scripted import Reply
from gm.play.memories import Reader
from gm.play.scenes import Asked
from gm.play.whispers import AloneFace
from gm.store.database import Database

PLAIN = "The dust settles on the wheel."


def others(request: BackendRequest) -> Reply:
    """What models other than narrator and adjudicator answer."""
    return '"Sit down."' if request.role is Role.NPC else "{}"


class LeakTable(EngineTable):
    """The engine with a model behind every role. `sent`: the prompts, by role."""

    def __init__(self, database: Database, *, owner: str = "host:1:test") -> None:
        super().__init__(database, owner=owner, gone=lambda _: True)
        roles = (Role.NARRATOR, Role.ADJUDICATOR, Role.NPC, Role.SCRIBE, Role.DIRECTOR, Role.TAGGER, Role.TRIAGE)
        routes = RouteTable({role: Route(role, (SCRIPTED,)) for role in roles})
        door = self.parts.door
        object.__setattr__(
            self.parts,
            "door",
            Door(routes, door._backends, door._ledger, self.clock, self.parts.counter, retry_delay=0),
        )
        object.__setattr__(self.parts, "tag_share", 1.0)
        self.others: Callable[[BackendRequest], Reply] = others

    def _reply(self, request: BackendRequest) -> Reply:
        if request.role in (Role.NARRATOR, Role.ADJUDICATOR):
            return super()._reply(request)
        return self.others(request)

    def sent(self, role: Role, since: int = 0) -> str:
        """What was sent to a role since so many requests."""
        asked = [each for each in self.model.requests[since:] if each.role is role]
        return "\n".join(message.content for each in asked for message in each.messages)


@dataclass
class Played:
    """What was played: the game, its secrets, the key of odo's scene, and what everybody could see."""

    game: Game
    secrets: Secrets
    campaign: Campaign
    away: str = ""
    turns: dict[str, int] = field(default_factory=dict)
    """Numbers of turns of note."""
    shown: list[object] = field(default_factory=list)
    """What the face of the mill has shown to all who are there."""
    shown_away: list[object] = field(default_factory=list)


async def play_all(database: Database) -> Played:
    """Play it. Everything that has a word of its own is said, told or kept once."""
    table, secrets = LeakTable(database), Secrets()
    table.adjudicator, table.narrator = (lambda _: ruling()), (lambda _: PLAIN)
    campaign = made_of(secrets)
    game = await table.start(party=PARTY, campaign=campaign)
    made = Played(game, secrets, campaign)
    await _openly(table, made)
    await _learned(table, made)
    await _whispers(table, made)
    await _kept_by_hand(table, made)
    await _reasons(table, made)
    await _taken_back(table, made)
    await _branch(table, made)
    await _apart(table, made)
    await table.say(game, "I ask about the wheel and the stone")
    await table.engine.settling.drain()
    made.shown = list(table.face.events)
    return made


async def _openly(table: EngineTable, made: Played) -> None:
    """What all of them have seen: the control of what everybody may read."""
    word = made.secrets.new("what all have seen", *OPEN)
    table.narrator = lambda _: f"A {word} flutters by the wheel."
    turn = await table.say(made.game, "I look at the stone and the wheel")
    made.turns["open"] = turn.number
    table.narrator = lambda _: PLAIN
    shown = (Reveal(fact="all0"), ChangeQuest(quest="open", to="offered"), GiveItem(character="ilse", item="lamp"))
    await table.engine.adjust(made.game, Hand("test", "openly", "gm", shown), table.face)
    line = made.secrets.new("line of the table", *OPEN)
    await table.engine.safety.set_table(made.game, lines=[f"{line} in tents"])
    made.secrets.new("line of the log", "host")


async def _learned(table: EngineTable, made: Played) -> None:
    """Ilse alone learns two secrets of people, Una some lore."""
    lore = tuple(Reveal(fact=f"one{at}", to=("una",)) for at in range(5))
    await table.engine.adjust(made.game, Hand("test", "learn:lore", "gm", lore), table.face)
    for at, fact in enumerate(("gregor0", "hanna0")):
        learn = Hand("test", f"learn:{at}", "gm", (Reveal(fact=fact, to=("ilse",)),))
        await table.engine.adjust(made.game, learn, table.face)
    words = {made.secrets.of("secret of a person")[0], made.secrets.of("secret of a person")[3]}
    made.secrets.all = [
        each if each.word not in words else type(each)("learned by one", each.word, each.may | {"ilse"})
        for each in made.secrets.all
    ]


async def whisper(table: EngineTable, game: Game, who: str, said: str, told: str, source: str) -> Turn:
    """One whispers, and is answered alone."""
    usual, table.narrator = table.narrator, lambda _: told
    entry = PlayerInput("test", source, who, said, character=who, private=True)
    turn = await table.engine.take_turn(game, [entry], AloneFace(WatchingFace(), who, table.face))
    table.narrator = usual
    return turn


async def _whispers(table: EngineTable, made: Played) -> None:
    for who, count in (("ilse", 4), ("una", 3)):
        for at in range(count):
            said, told = (made.secrets.new(f"whisper {part} by {who}", MASTER, who) for part in ("said", "told"))
            words = f"I hide the {said} under the stone wheel"
            turn = await whisper(table, made.game, who, words, f"The {told} is cold.", f"w:{who}{at}")
            made.turns[f"whisper of {who}"] = turn.number


async def _kept_by_hand(table: EngineTable, made: Played) -> None:
    game, new, engine = made.game, made.secrets, table.engine
    for at, word in enumerate(new.many(3, "told to one alone", MASTER, "una")):
        hand = Hand("test", f"tell:{at}", "gm", words=f"You smell {word}.", to="una")
        await engine.adjust(game, hand, table.face)
    for at, word in enumerate(new.many(2, "roll in secret", MASTER)):
        await engine.roll(game, f"2d6 [{word}]", source_id=f"roll:{at}", player="gm", sealed=True)
    for word in new.many(3, "letter", MASTER, "ilse"):
        await engine.whispers.note(game, "ilse", "ilse", f"I am in truth the {word}.")
    telling = NAMED - {"scribe", "tagger", "triage"}
    for word in new.many(3, "note to the narrator", MASTER, *telling):
        await engine.desk.note(game, "gm", f"Let the {word} grow by the wheel.", beats=None)
    master, ilse = Reader("gm", is_gm=True), Reader("ilse", ("ilse",))
    for word in new.many(3, "kept for the master", MASTER, "adjudicator", "adjudicator elsewhere"):
        await engine.memory.add(game, master, f"Gregor keeps the {word} under the stone wheel", audience="gm")
    for word in new.many(3, "kept by one", MASTER, "ilse", "adjudicator", "adjudicator elsewhere"):
        words = f"Hanna gave her {word} to Ilse by the stone wheel"
        await engine.memory.add(game, ilse, words, audience="named", knowers=("ilse",))
    told = (*RULING, *NAMED)
    for who in PARTY:
        line, veil = new.new("line of a player", who, *told), new.new("veil of a player", who, *told)
        await engine.safety.set_own(game, who, lines=[f"{line} in tents"], veils=[f"{veil} in tents"])


async def _reasons(table: EngineTable, made: Played) -> None:
    for word in made.secrets.many(3, "reason of a ruling", MASTER, "adjudicator"):
        of = {"character": "ilse", "skill": "search", "difficulty": 9, "reason": f"The {word} hides it.",
              "reason_audience": "gm"}  # fmt: skip
        table.adjudicator = lambda _, of=of, word=word: ruling(
            check(check=of, stakes=f"The {word} wakes.", stakes_audience="gm")
        )
        turn = await table.say(made.game, "I search under the stone")
        made.turns["reason"] = turn.number
    table.adjudicator = lambda _: ruling()


async def _taken_back(table: EngineTable, made: Played) -> None:
    game, new = made.game, made.secrets
    usual, table.face = table.face, WatchingFace()  # what stood there is gone from where people look
    for at in range(2):
        said = new.new("undone, said", MASTER, "terminal", "export", "history")
        told = new.new("undone, told", MASTER, "terminal", "history")
        table.narrator = lambda _, told=told: f"A {told} rolls from the wheel."
        made.turns["undone"] = (await table.say(game, f"I push the {said} from the wheel")).number
        await table.engine.undo(game)
        said, told = new.new("set aside, said", "export"), new.new("set aside, told")
        table.narrator = lambda _, told=told: f"A {told} comes out of the stone."
        turn = await table.say(game, f"I pull the {said} out of the stone")
        made.turns["set aside"] = turn.number
        await table.engine.marks.add(game, f"mark {at}", number=turn.number)
        if at:  # an earlier beat: what happened stays, its words go
            table.narrator = lambda _: PLAIN
            await table.say(game, "I step back from the wheel")
        await table.engine.set_aside(game, turn_id=turn.id)
        await table.engine.go_on(game)
    table.narrator, table.face = (lambda _: PLAIN), usual


async def _branch(table: EngineTable, made: Played) -> None:
    usual, table.face = table.face, WatchingFace()
    branched, _ = await table.engine.branch(made.game, "aside")
    for _ in range(3):
        said, told = (
            made.secrets.new(f"on a branch, {part}", MASTER, "branch", *more)
            for part, more in (("said", ("export",)), ("told", ()))
        )
        table.narrator = lambda _, told=told: f"A {told} falls from the wheel."
        await table.say(branched, f"I hang the {said} from the wheel")
    table.narrator, table.face = (lambda _: PLAIN), usual
    made.game = await table.engine.switch(branched, "main")


async def _apart(table: EngineTable, made: Played) -> None:
    asked, before = Asked("test", "part:1", "odo"), list(table.face.events)
    _, made.away = await table.engine.scenes.part(made.game, ["odo"], "yard", asked, table.face)
    there = WatchingFace()
    for at in range(3):
        may = (MASTER, "odo", "terminal", "narrator elsewhere", "adjudicator elsewhere", "director", "scribe", "tagger")
        said, told = (made.secrets.new(f"elsewhere, {part}", *may) for part in ("said", "told"))
        table.narrator = lambda _, told=told: f"The {told} lies by the cart."
        entry = table.line(f"I tie the {said} to the cart by the stone", character="odo", source=f"yard:{at}")
        turn = await table.engine.take_turn(made.game, [entry], there, scene_key=made.away)
        made.turns["elsewhere"] = turn.number
    made.shown_away = [*before, *there.events]
    table.narrator = lambda _: PLAIN


def unseal(path: Path, played: Played) -> None:
    """The control, in a copy of the database: what was kept from people is everybody's, as a slip would have it. The
    same look has to find it."""
    with sqlite3.connect(path) as db:
        db.execute("DELETE FROM steers")
        db.execute("DELETE FROM undos")
        db.execute("UPDATE turns SET status = 'done' WHERE status = 'undone'")
        db.execute("DELETE FROM sealed WHERE what = 'whisper'")
        db.execute("UPDATE sealed SET character = 'odo'")
        db.execute("UPDATE facts SET audience = 'party', knowers = '[]'")
        db.execute("UPDATE turns SET scene_id = (SELECT MIN(scene_id) FROM turns)")
        db.execute("UPDATE player_boundaries SET player = 'odo'")
        db.execute("UPDATE inputs SET player = 'odo'")
        known = [(f"character:{who}", f"knows/{fact}", "true") for who in PARTY for fact in played.campaign.facts()]
        known += [(f"place:{each.id}", "visited", "true") for each in played.campaign.places]
        known += [(f"exit:{way}", "open", "true") for way in ("mill:cellar", "yard:hill")]
        known += [(f"quest:{each.id}", "state", '"offered"') for each in played.campaign.quests]
        known += [(f"quest:{each.id}", f"known/{who}", "true") for each in played.campaign.quests for who in PARTY]
        for each in known:
            db.execute("INSERT OR REPLACE INTO states SELECT id, ?, ?, ?, tip_seq FROM branches", each)
