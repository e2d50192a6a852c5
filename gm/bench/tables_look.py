"""What came of a script, read from the database alone, against what must have come of it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise, zip_longest
from pathlib import Path

from gm.bench.six import PLAYERS, SixTable, ToldClock, open_six
from gm.bench.tables_beats import Beats, beats_of
from gm.bench.tables_model import Model, Played, order_by
from gm.bench.tables_play import FACE, WHISPERED, source_of
from gm.bench.tables_script import Said, Step, Way, mark_of
from gm.domain.play import Game, StoredRoll, Turn
from gm.domain.state import WorldState
from gm.review.personal_export import export_json
from gm.review.transcript import load_transcript, transcript_rows
from gm.review.verify import verify
from gm.store.commits import load_commits
from gm.store.games import load_scene
from gm.store.personal_data import load_personal
from gm.store.rolls import load_rolls
from gm.store.turns import load_turns, load_unfinished


@dataclass
class Found:
    """What came of a script. The lists name inputs; all of them are empty where nothing is wrong."""

    doubled: list[str] = field(default_factory=list)
    """Answered more than once."""
    lost: list[str] = field(default_factory=list)
    """Not answered, though they should be."""
    unwanted: list[str] = field(default_factory=list)
    """Answered, though they were replaced or withdrawn."""
    disorder: list[str] = field(default_factory=list)
    """Answered before an earlier action of the same player."""
    strays: list[str] = field(default_factory=list)
    """Beats that are not the ones that must be, in that order."""
    twice: list[str] = field(default_factory=list)
    """Who acted twice in a round, or (in an order) twice before all others had their turn."""
    differing: list[str] = field(default_factory=list)
    """Paths of the final state that have another value than they must have."""
    waiting: int = 0
    """Turns that are left unfinished."""
    unsound: int = 0
    """1: history does not verify, or the fold of its commits is not the state."""
    blocked: int = 0
    early: int = 0
    leaked: int = 0
    """How often others were shown something that one alone had whispered, and places where they could find it."""
    whispers: int = 0
    spotlight: float = 1.0
    """The largest share of beats and words against what would be equal, or equal against the smallest."""
    answered: int = 0
    beats: int = 0
    kills: int = 0

    def faults(self) -> int:
        """How much is wrong."""
        lists = (self.doubled, self.lost, self.unwanted, self.disorder, self.strays, self.twice, self.differing)
        return (
            sum(map(len, lists))
            + self.waiting
            + self.unsound
            + self.blocked
            + self.early
            + self.leaked
            + (self.spotlight > 2)
        )


async def look(
    folder: Path, way: Way, steps: Sequence[Step], *, blocked: int = 0, early: int = 0, leaked: int = 0
) -> Found:
    """Read what came of it."""
    unseen = [step.whisper for step in steps if step.whisper is not None]
    async with open_six(folder, ToldClock()) as table:
        game = await table.game()
        async with table.database.read() as db:
            seen = await load_turns(db, game.branch_id, include_undone=False)
            turns = await load_turns(db, game.branch_id, include_undone=False, whispered=True)
            scene = await load_scene(db, game.branch_id, "main")
            waiting = len(await load_unfinished(db, scene.id))
            commits = await load_commits(db, game.branch_id)
            rolls = await load_rolls(db, game.id)
        world = (await table.engine.state(game)).world
        leaked += await _shown_to_others(table, game, {said.source: said.who for said in unseen})
        mine = [
            each for who in PLAYERS for each in await table.engine.whispers.mine(game, who) if each.kind == "whisper"
        ]
        shares = await table.engine.control.spotlight(game)
        folded = WorldState().apply(change for commit in commits for change in commit.changes)
        sound = (await verify(table.database, game)).ok and _plain(folded) == _plain(world)
    found = Found(waiting=waiting, unsound=int(not sound), blocked=blocked, early=early, leaked=leaked)
    found.spotlight = max((max(each.ratio, 1 / each.ratio) for each in shares if each.ratio), default=1.0)
    told = [turn for turn in turns if turn.kind == "action"]
    ranks = {who: total for who in PLAYERS for total in _thrown(rolls, f"order:{who}")}
    wanted = beats_of(way, steps, order_by(ranks))
    _compare_beats(found, way, steps, wanted, told)
    whispered = {turn.id: source_of(turn) for turn in turns if turn.id not in {each.id for each in seen}}
    found.whispers = len(whispered)
    found.lost += sorted(source for at, source in whispered.items() if at not in {each.turn_id for each in mine})
    found.twice = _twice(way, seen)
    found.differing = _differing(found, way, steps, wanted, told, rolls, ranks, _plain(world))
    return found


async def _shown_to_others(table: SixTable, game: Game, whispers: Mapping[str, str]) -> int:
    """In how many places others find something that one has whispered. `whispers`: who said each."""
    engine, state = table.engine, await table.engine.state(game)
    async with table.database.read() as db:
        shown = ["\n".join(transcript_rows(await load_transcript(db, game)))]
        exports = {who: export_json(await load_personal(db, who), table.clock.now()) for who in PLAYERS}
    for by_gist in (False, True):
        shown.append(repr(await engine.back.previously(game, state, words=4000, by_gist=by_gist)))
    mine = {who: {mark_of(source) for source, whose in whispers.items() if whose == who} for who in PLAYERS}
    strange = [set(WHISPERED.findall(exports[who])) - mine[who] for who in PLAYERS]
    return sum(WHISPERED.search(text) is not None for text in shown) + sum(map(bool, strange))


def _thrown(rolls: Sequence[StoredRoll], purpose: str) -> list[int]:
    return [roll.record.total for roll in rolls if roll.record.purpose == purpose]


def key_of(turn: Turn) -> tuple[str, ...]:
    """The inputs that a turn answers, by the names that the script has for them."""
    return tuple(source_of(turn, at) for at in range(len(turn.inputs)))


def _compare_beats(found: Found, way: Way, steps: Sequence[Step], wanted: Beats, told: Sequence[Turn]) -> None:
    answers = [each.input.source_id for turn in told for each in turn.inputs if each.input.face == FACE]
    counted = Counter(answers)
    due = {act.source for beat in wanted.beats for act in beat.acts if not act.source.startswith("away.")}
    found.answered = sum(1 for source in due if counted[source] == 1)
    found.beats = len(told)
    found.doubled = [source for source, times in counted.items() if times > 1]
    found.lost = sorted(source for source in due if not counted[source])
    found.unwanted = sorted(source for source in counted if source not in due)
    place = {source: at for at, source in enumerate(answers)}
    for one in _in_order(way, steps):
        for who in PLAYERS:
            own = [said.source for said in one if said.who == who and said.deed is not None and said.source in place]
            found.disorder += [late for soon, late in pairwise(own) if place[late] < place[soon]]
    must, are = [beat.key for beat in wanted.beats], [key_of(turn) for turn in told]
    pairs = zip_longest(must, are, fillvalue=())
    found.strays = [f"{' '.join(are)} for {' '.join(must)}" for must, are in pairs if must != are]


def _in_order(way: Way, steps: Sequence[Step]) -> tuple[Sequence[Said], ...]:
    """What must be answered one after the other, by player. In an order of turns whispers have no place: they come
    before words of the same player that wait for theirs."""
    unseen = [step.whisper for step in steps if step.whisper is not None]
    if way.control == "initiative":
        return [said for step in steps for said in step.said], unseen
    return ([said for step in steps for said in (*step.said, step.whisper) if said is not None],)


def _twice(way: Way, turns: Sequence[Turn]) -> list[str]:
    """In a round: who acts twice in one beat. In an order: who acts again before all others have, or were passed."""
    wrong: list[str] = []
    if way.control == "round":
        for turn in turns:
            acts = _actors(turn)
            wrong += [f"{turn.number}:{who}" for who, times in Counter(acts).items() if times > 1]
    if way.control == "initiative":
        acted: set[tuple[int, str]] = set()
        at = 1
        for turn in turns:
            acts = _actors(turn)
            wrong += [f"round {at}:{who}" for who in acts if (at, who) in acted]
            acted |= {(at, who) for who in acts}
            changes = turn.outcome.changes if turn.outcome else ()
            rounds = [each.after for each in changes if (each.entity, each.path) == ("scene:main", "round")]
            at = int(str(rounds[-1])) if rounds else at
    return wrong


def _actors(turn: Turn) -> list[str]:
    return [each.input.character or "" for each in turn.inputs if turn.kind == "action" and each.input.kind != "ooc"]


def _differing(
    found: Found,
    way: Way,
    steps: Sequence[Step],
    wanted: Beats,
    told: Sequence[Turn],
    rolls: Sequence[StoredRoll],
    ranks: dict[str, int],
    world: dict[str, object],
) -> list[str]:
    if found.strays:
        return ["what other beats than these lead to cannot be known"]
    model, beats = Model(way), list(zip(wanted.beats, told, strict=True))
    for step in steps:
        while beats and beats[0][0].step == step.number:
            beat, turn = beats.pop(0)
            try:
                model.play(beat, Played(turn.number, _dice(turn, rolls)))
            except ValueError as error:
                return [str(error)]
        if step.hand:
            model.gives(step.hand)
    must = model.values(wanted, ranks)
    paths = sorted(must.keys() | world.keys())
    return [f"{path}: {world.get(path)} for {must.get(path)}" for path in paths if must.get(path) != world.get(path)]


def _dice(turn: Turn, rolls: Sequence[StoredRoll]) -> dict[int, int]:
    """How the die of each attempt fell."""
    own = [roll.record for roll in rolls if roll.turn_id == turn.id and roll.attempt == turn.attempt]
    return {int(each.purpose.removeprefix("check:")): each.total for each in own if each.purpose.startswith("check:")}


def _plain(world: WorldState) -> dict[str, object]:
    return {f"{entity}/{path}": value for (entity, path), value in sorted(world.values.items()) if value is not None}
