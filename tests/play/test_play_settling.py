"""What is over is summed up after the turn: once, by whoever is there, whatever crashes; and history hides its own."""

import asyncio
import json

from engine_table import SCRIPTED, EngineTable, check, ruling

from gm.domain.calls import BackendRequest, Role, Route
from gm.domain.chronicle import Span, Summary
from gm.domain.effects import SetFlag
from gm.domain.play import Game, Hand
from gm.memory.scribe import Keep, keep_none
from gm.memory.spans import LONGEST
from gm.models.routes import RouteTable
from gm.models.scripted import Reply
from gm.play import timeline
from gm.play.settling import settle
from gm.store.database import Database
from gm.store.erasure import erase_person
from gm.store.summaries import load_standing, load_summaries
from gm.store.turns import load_beats

SAID = {"summary": "Ilse searched the mill floor while Gregor waited in the dust.", "open_threads": [], "facts": []}


class ScribeTable(EngineTable):
    """A table with a scribe of its own."""

    def __init__(self, database: Database, **more: object) -> None:
        super().__init__(database, **more)  # type: ignore[arg-type]
        self.scribe = lambda _: json.dumps(SAID)
        routes = {**self.parts.door.routes.routes, Role.SCRIBE: Route(Role.SCRIBE, (SCRIPTED,))}
        self.parts.door.routes = RouteTable(routes)

    def _reply(self, request: BackendRequest) -> Reply:
        if request.role is Role.SCRIBE:
            if request.role in self._waited:
                self._waited[request.role].set()
            return self.scribe(request)
        return super()._reply(request)


async def played(table: EngineTable, turns: int, *, game: Game | None = None) -> Game:
    table.narrator = lambda request: f"The dust settles on stone {request.brief.turn_number}. Gregor waits."
    game = game or await table.start()
    for number in range(turns):
        await table.say(game, f"I turn over board {number}.")
    await table.engine.settling.drain()
    return game


async def standing(table: EngineTable, game: Game) -> tuple[Summary, ...]:
    async with table.database.read() as db:
        found = await load_standing(db, game.branch_id)
        whole = {each.id: each for each in await load_summaries(db, [each.id for each in found])}
    return tuple(whole.get(each.id, each) for each in found)


def ranges(found: tuple[Summary, ...], level: str = "scene") -> list[tuple[int, int]]:
    return [(each.span.first_number, each.span.last_number) for each in found if each.span.level == level]


async def test_without_a_scribe_sentences_are_picked_and_nobody_is_asked(database: Database) -> None:
    table = EngineTable(database)
    game = await played(table, LONGEST + 4)
    (scene,) = await standing(table, game)
    assert ranges((scene,)) == [(1, LONGEST)]
    assert scene.source == "extractive" and "Gregor waits" in scene.text and "board" not in scene.text
    assert not table.asked(Role.SCRIBE)


async def test_a_sitting_that_is_closed_is_a_session(database: Database) -> None:
    table = EngineTable(database)
    game = await played(table, 6)
    await table.engine.close_session(game)
    found = await standing(table, game)
    assert ranges(found) == [(1, 7)] and ranges(found, "session") == [(1, 7)]
    game = await played(table, 3, game=game)
    await table.engine.close_session(game)
    assert ranges(await standing(table, game), "session") == [(1, 7), (8, 10)]


async def test_a_scribe_is_asked_once_and_its_facts_are_handed_on(database: Database) -> None:
    table = ScribeTable(database)
    fact = {"subject": "Gregor", "relation": "waits in", "object": "the dust", "turns": [3], "importance": 2}
    table.scribe = lambda _: json.dumps({**SAID, "facts": [fact]})
    kept = []

    async def keep(branch: int, span: Span, facts: object) -> Keep:
        kept.append(facts)
        return await keep_none(branch, span, facts)

    table.engine.settling.keep_facts = keep
    game = await played(table, LONGEST + 8)
    (scene,) = await standing(table, game)
    assert (scene.source, scene.text) == ("model", SAID["summary"])
    assert len(table.asked(Role.SCRIBE)) == 1
    assert kept == [[fact]]
    await settle(table.parts, game, game.branch_id)
    assert len(table.asked(Role.SCRIBE)) == 1, "it is written"


async def test_a_useless_scribe_is_replaced_by_sentences(database: Database) -> None:
    table = ScribeTable(database)
    table.scribe = lambda _: json.dumps({**SAID, "summary": "Lorem ipsum dolor sit amet."})
    game = await played(table, LONGEST + 4)
    (scene,) = await standing(table, game)
    assert scene.source == "extractive" and "Gregor waits" in scene.text and "board" not in scene.text
    table.scribe = lambda _: "I cannot do that."
    game = await played(table, LONGEST, game=game)
    assert {each.source for each in await standing(table, game)} == {"extractive"}


async def test_calls_stay_under_one_turn_in_ten(database: Database) -> None:
    table = ScribeTable(database)
    game = await played(table, 6)
    for _ in range(8):
        await table.engine.close_session(game)
        game = await played(table, 6, game=game)
    found = await standing(table, game)
    assert len(ranges(found, "session")) == 8
    assert 0 < len(table.asked(Role.SCRIBE)) <= (6 * 9 + 1) / 10


async def test_undo_hides_what_it_touches_and_a_branch_keeps_it(database: Database) -> None:
    table = EngineTable(database)
    game = await played(table, 7)
    await table.engine.close_session(game)
    assert ranges(await standing(table, game), "session") == [(1, 8)]
    fork = await table.engine.fork(game, "elsewhere")
    await table.engine.undo(game)
    assert await standing(table, game) == ()
    async with database.read() as db:
        assert ranges(await load_standing(db, fork.id)) == [(1, 8)], "there it was never taken back"
    game = await played(table, 5, game=game)
    await table.engine.close_session(game)
    found = await standing(table, game)
    scenes = ranges(found)
    assert scenes[0] == (1, 7) and scenes[-1][1] == 13
    async with database.read() as db:
        beats = await load_beats(db, game.branch_id)
    for beat in beats:
        assert sum(first <= beat.number <= last for first, last in scenes) == 1


async def test_a_fork_before_its_end_does_not_see_it(database: Database) -> None:
    table = EngineTable(database)
    game = await played(table, LONGEST + 4)
    early = await table.engine.fork(game, "early", at=20)
    late = await table.engine.fork(game, "late", at=LONGEST + 1)
    async with database.read() as db:
        assert await load_standing(db, early.id) == ()
        assert ranges(await load_standing(db, late.id)) == [(1, LONGEST)]


async def test_what_was_claimed_by_a_process_that_is_gone_is_written_without_a_model(database: Database) -> None:
    dying = ScribeTable(database, owner="host:2:dying")
    forever = asyncio.Event()

    dying.scribe = lambda _: [forever]  # type: ignore[assignment,return-value]
    game = await played(dying, 9)
    asked = asyncio.Event()
    dying._waited[Role.SCRIBE] = asked
    await dying.engine.close_session(game)
    await asyncio.wait_for(asked.wait(), 60)
    (claim,) = await standing(dying, game)
    assert claim.source == "claimed"
    other = ScribeTable(database, owner="host:3:other")
    await settle(other.parts, game, game.branch_id)
    assert (await standing(other, game))[0].source == "claimed", "its process is alive: it is left alone"
    await dying.engine.settling.drain(0)
    heir = ScribeTable(database, owner="host:3:other", gone=lambda owner: owner == "host:2:dying")
    await settle(heir.parts, game, game.branch_id)
    scene, session = await standing(heir, game)
    assert scene.source == session.source == "extractive" and "Gregor waits" in scene.text
    assert not heir.asked(Role.SCRIBE), "it was paid for once already"


async def test_two_processes_write_a_span_once(database: Database) -> None:
    one, two = ScribeTable(database, owner="host:1:one"), ScribeTable(database, owner="host:2:two")
    game = await played(EngineTable(database), 9)
    await timeline.close(one.parts, game)  # nothing is written yet
    await asyncio.gather(*(settle(each.parts, game, game.branch_id) for each in (one, two)))
    await settle(one.parts, game, game.branch_id)
    assert ranges(await standing(one, game)) == ranges(await standing(one, game), "session") == [(1, 10)]
    assert len(one.asked(Role.SCRIBE)) + len(two.asked(Role.SCRIBE)) == 1


async def test_erasing_somebody_empties_what_was_written_of_them_and_it_is_written_anew(database: Database) -> None:
    table = EngineTable(database)
    table.adjudicator = lambda request: ruling(check(request.brief.inputs[0].character))
    table.narrator = lambda request: f"Dust rises. Somebody hears: {request.brief.inputs[0].text}"
    game = await table.start(party=("ilse", "odo"))
    for number in range(2):
        await table.say(game, f"I turn over board {number}.")
        await table.say(game, "I search under the zanzibarquilt.", character="odo")
    await table.say(game, "I turn over the last board.")
    await table.engine.close_session(game)
    before = await standing(table, game)
    assert any("zanzibarquilt" in each.text for each in before), before
    async with database.begin() as db:
        await erase_person(db, "odo", table.clock.now())
        await db.commit()
    assert await standing(table, game) == ()
    await settle(table.parts, game, game.branch_id)
    after = await standing(table, game)
    assert ranges(after) == ranges(before) and ranges(after, "session") == ranges(before, "session")
    assert not any("zanzibarquilt" in each.text for each in after)
    assert any("board" in each.text for each in after), "the others' words are still told"


async def test_what_is_set_aside_is_in_no_summary(database: Database) -> None:
    table = EngineTable(database)
    game = await played(table, 2)
    table.narrator = lambda request: f"Dust rises. Somebody hears: {request.brief.inputs[0].text}"
    secret = await table.say(game, "I search for the xyloquorn.")
    await table.say(game, "I turn over the last board.")
    await table.engine.close_session(game)
    assert any("xyloquorn" in each.text for each in await standing(table, game))
    await table.engine.set_aside(game, turn_id=secret.id)
    await settle(table.parts, game, game.branch_id)
    found = await standing(table, game)
    assert ranges(found) == [(1, 5)]
    assert not any("xyloquorn" in each.text for each in found)


async def test_an_arc_ends_with_the_story(database: Database) -> None:
    table = EngineTable(database)
    game = await played(table, 6)
    hand = Hand("test", "h1", "gm", (SetFlag(flag="found"),), "They dig.")
    await table.engine.adjust(game, hand, table.face)
    await table.say(game, "I dig.")
    game = await played(table, 4, game=game)
    found = await standing(table, game)
    assert len(ranges(found, "arc")) == 1


async def test_without_a_scribe_a_text_that_is_written_together_is_told_in_its_own_words(database: Database) -> None:
    """What its writers wrote is in the summary and in the lines before it; what they attempted elsewhere is not."""
    table = EngineTable(database)
    game = await table.start()
    await table.engine.set_table(game, mode="coauthor")
    table.narrator = lambda request: (
        f"Rain fell on roof {request.brief.turn_number}. It fell for a while.\n\nIt stopped."
    )
    for number in range(LONGEST + 4):
        wrote = (
            f"Ilse hid the ledger under stone {number}, and told nobody."
            if number % 8 == 3
            else f"It was late, {number}."
        )
        await table.say(game, wrote)
    await table.engine.settling.drain()
    (scene,) = await standing(table, game)
    rows = scene.text.splitlines()
    assert scene.source == "extractive" and not table.asked(Role.SCRIBE)
    assert sum("Ilse hid the ledger under stone" in row for row in rows) >= 3, scene.text
    assert rows[-1].endswith("It stopped.")
    async with database.read() as db:
        beats = await load_beats(db, game.branch_id, last=9, limit=9)
    assert any(
        beat.gist.startswith("Ilse hid the ledger under stone 3, and told nobody. — Rain fell") for beat in beats
    )
    assert all("…" not in beat.gist for beat in beats if beat.inputs)
