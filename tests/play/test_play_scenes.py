"""Several scenes of one game: parting, meeting, one clock, what one scene learns of another, conflicts, undo."""

import asyncio
import json

import pytest
from engine_table import EngineTable, ruling

from gm.domain.calls import BackendRequest, Role
from gm.domain.effects import GiveItem, LoseItem
from gm.domain.errors import HistoryConflict, NotFound, Refused
from gm.domain.play import Game, Hand, Turn
from gm.domain.scenes import LEAD, MAIN, minutes_in, open_scenes
from gm.models.scripted import Reply
from gm.play.scenes import Asked
from gm.review.verify import verify
from gm.store.database import Database
from gm.store.history import check_chain, load_world
from gm.store.turns import load_beats, load_unfinished

SECRET = "zqxjmoth"


def asked(number: int = 1) -> Asked:
    return Asked("test", f"ask:{number}", "ilse")


async def split(table: EngineTable, *, to: str = "yard") -> tuple[Game, str]:
    """Ilse stays in the mill, Odo goes to the yard."""
    game = await table.start(party=("ilse", "odo"))
    table.adjudicator = lambda _: ruling()
    _, key = await table.engine.scenes.part(game, ["odo"], to, asked(), table.face)
    return game, key


async def say(table: EngineTable, game: Game, who: str, text: str, key: str) -> Turn:
    return await table.engine.take_turn(game, [table.line(text, character=who)], table.face, scene_key=key)


async def minutes(table: EngineTable, game: Game, *keys: str) -> list[int]:
    return [(await table.engine.state(game, scene_key=key)).minutes for key in keys]


async def test_who_parts_plays_elsewhere_and_both_see_only_their_own(database: Database) -> None:
    table = EngineTable(database)
    game, key = await split(table)
    here, there = await table.engine.state(game), await table.engine.state(game, scene_key=key)
    assert (here.place_id, here.present()) == ("mill", ("ilse", "gregor"))
    assert (there.place_id, there.present()) == ("yard", ("odo",))
    assert [each.who for each in await table.engine.scenes.all(game)] == [("ilse",), ("odo",)]
    assert await table.engine.scenes.of(game, "odo") == key


async def test_two_scenes_at_one_place_do_not_see_each_other_and_are_offered_to_meet(database: Database) -> None:
    table = EngineTable(database)
    game, key = await split(table, to="")
    here, there = await table.engine.state(game), await table.engine.state(game, scene_key=key)
    assert here.present() == ("ilse", "gregor") and there.present() == ("odo", "gregor"), "whoever lives there is seen"
    (offer,) = await table.engine.scenes.offers(game)
    assert (offer.kind, offer.key, offer.who) == ("meet", key, ("odo",))
    await table.engine.scenes.meet(game, MAIN, key, asked(2), table.face)
    state = await table.engine.state(game)
    assert state.present() == ("ilse", "odo", "gregor") and open_scenes(state.world) == (MAIN,)


async def test_what_cannot_be_is_refused_and_changes_nothing(database: Database) -> None:
    table = EngineTable(database)
    game = await table.start(party=("ilse", "odo"))
    scenes = table.engine.scenes
    for who, to in ((["ilse", "odo"], "yard"), ([], "yard"), (["gregor"], "yard")):
        with pytest.raises(Refused):
            await scenes.part(game, who, to, asked(), table.face)
    with pytest.raises(NotFound):
        await scenes.part(game, ["odo"], "the moon", asked(), table.face)
    with pytest.raises(NotFound):
        await scenes.meet(game, MAIN, "s9", asked(), table.face)
    _, key = await scenes.part(game, ["odo"], "yard", asked(3), table.face)
    with pytest.raises(Refused, match="The Yard"):
        await scenes.meet(game, MAIN, key, asked(4), table.face)
    async with database.read() as db:
        assert (await load_world(db, game.branch_id)).world.number("world", "minutes") == 18 * 60


async def test_the_clock_ticks_once_and_nobody_falls_behind_by_more_than_the_bound(database: Database) -> None:
    table = EngineTable(database)
    game, key = await split(table)
    start = 18 * 60
    table.adjudicator = lambda _: ruling(minutes=400)
    await say(table, game, "ilse", "I search the floor for long", MAIN)
    await say(table, game, "odo", "I search the yard for long", key)
    assert await minutes(table, game, MAIN, key) == [start + 400, start + 400]
    async with database.read() as db:
        world = (await load_world(db, game.branch_id)).world
    assert world.number("world", "minutes") == start + 400
    assert world.number("clock:dawn", "filled") == 0, "two scenes of 400 minutes are no 800"
    await say(table, game, "ilse", "I search on", MAIN)
    await say(table, game, "ilse", "I search further", MAIN)
    assert await minutes(table, game, MAIN, key) == [start + 1200, start + 1200 - LEAD]
    async with database.read() as db:
        assert (await load_world(db, game.branch_id)).world.number("clock:dawn", "filled") == 2


async def test_nothing_of_one_scene_reaches_the_other(database: Database) -> None:
    table = EngineTable(database)
    game, key = await split(table)
    table.narrator = lambda request: f"{SECRET} flutters in the yard." if SECRET in str(request.messages) else "Dust."
    for _ in range(3):
        await say(table, game, "odo", f"I whisper {SECRET} to the cart", key)
    before = len(table.model.requests)
    await say(table, game, "ilse", "I wonder what Odo whispers in the yard", MAIN)
    assert table.model.requests[before:], "models were asked"
    assert not any(SECRET in str(request.messages) for request in table.model.requests[before:])
    state, back = await table.engine.state(game), table.engine.back
    assert SECRET not in repr(await back.previously(game, state))
    assert SECRET not in repr(await back.catch_up(game, state, "ilse", "ilse"))
    assert SECRET not in repr(await back.ask(game, state, "ilse", f"What of {SECRET} in the yard?"))
    there = await table.engine.state(game, scene_key=key)  # the control: those who were there have all of it
    assert SECRET in repr(await back.previously(game, there))
    assert SECRET in repr(await back.ask(game, there, "odo", f"What of {SECRET} in the yard?"))
    before = len(table.model.requests)
    await say(table, game, "odo", "I whisper again", key)
    assert any(SECRET in str(request.messages) for request in table.model.requests[before:])
    assert "set off for The Yard" in str(table.model.requests[before:][-1].messages) or "sets off" in str(
        table.model.requests[before:][-1].messages
    ), "a scene goes on from the one that it opened out of"


async def test_what_each_knew_stays_theirs_after_they_meet(database: Database) -> None:
    table = EngineTable(database)
    game, key = await split(table, to="")
    await say(table, game, "odo", f"I whisper {SECRET} to myself", key)
    await table.engine.scenes.meet(game, MAIN, key, asked(2), table.face)
    state = await table.engine.state(game)
    assert SECRET not in repr(await table.engine.back.ask(game, state, "ilse", f"What of {SECRET}?"))
    assert SECRET in repr(await table.engine.back.ask(game, state, "odo", f"What of {SECRET}?"))


async def test_undo_takes_back_the_scenes_own_last_beat(database: Database) -> None:
    table = EngineTable(database)
    game, key = await split(table)
    first = await say(table, game, "ilse", "I sit", MAIN)
    other = await say(table, game, "odo", "I stand", key)
    assert (await table.engine.undo(game)).id == first.id
    again = await table.engine.redo(game, table.face)
    assert again.redo_of == first.id
    with pytest.raises(Refused):  # not even the parting: the other scene has played on
        await table.engine.undo(game)
        await table.engine.undo(game)
    assert (await table.engine.undo(game, scene_key=key)).id == other.id
    await table.engine.undo(game)
    state = await table.engine.state(game)
    assert open_scenes(state.world) == (MAIN,) and state.present() == ("ilse", "odo", "gregor")
    async with database.read() as db:
        await check_chain(db, game.branch_id)


async def test_a_parting_is_not_taken_back_under_those_who_have_played_on(database: Database) -> None:
    """Also where what they played took no time and changed nothing that the parting had set."""
    table = EngineTable(database)
    game, key = await split(table)
    gift = Hand("test", "gift", "gm", (GiveItem(character="odo", item="key"),))
    await table.engine.adjust(game, gift, table.face, scene_key=key)
    with pytest.raises(HistoryConflict) as caught:
        await table.engine.undo(game)
    assert caught.value.paths == (f"scene:{key}/beats",)
    await table.engine.undo(game, scene_key=key)
    await table.engine.undo(game)
    assert open_scenes((await table.engine.state(game)).world) == (MAIN,)


@pytest.mark.parametrize("how", ["undo", "xcard"])
async def test_another_scenes_time_stands_in_nobodys_way(database: Database, how: str) -> None:
    """The clock goes for all: a beat that moved it can be taken back after another scene has moved it on."""
    table = EngineTable(database)
    game, key = await split(table)
    before = (await table.engine.state(game)).world
    first = await say(table, game, "ilse", "I sit", MAIN)
    for _ in range(3):
        await say(table, game, "odo", "I stand", key)
    clock = (await table.engine.state(game)).world.number("world", "minutes")
    if how == "undo":
        assert (await table.engine.undo(game)).id == first.id
    else:
        assert (await table.engine.set_aside(game, turn_id=first.id, by="ilse")).status == "undone"
    after = (await table.engine.state(game)).world
    assert minutes_in(after, MAIN) == minutes_in(before, MAIN)
    assert after.number("world", "minutes") == clock == minutes_in(after, key)
    async with database.read() as db:
        await check_chain(db, game.branch_id)
    assert (await verify(database, game)).ok


async def test_undo_is_refused_where_another_scene_built_on_it(database: Database) -> None:
    table = EngineTable(database)
    game, key = await split(table, to="")
    table.adjudicator = lambda _: json.dumps({"verdicts": [give("ilse")], "minutes": 0})
    async with database.read() as db:
        assert (await load_world(db, game.branch_id)).world.get("flag:found", "on") is None
    await say(table, game, "ilse", "I hurt Gregor", MAIN)
    table.adjudicator = lambda _: json.dumps({"verdicts": [give("odo")], "minutes": 0})
    await say(table, game, "odo", "I hurt Gregor, too", key)
    with pytest.raises(HistoryConflict) as caught:
        await table.engine.undo(game)
    assert any("gregor" in path for path in caught.value.paths)


def give(who: str) -> dict[str, object]:
    hurt = {"kind": "shift_attitude", "npc": "gregor", "by": 1}
    return {"character": who, "intent": "be kind", "effects": [hurt]}


async def test_a_conflict_is_ruled_again_with_new_dice_and_nothing_is_lost(database: Database) -> None:
    """Both are ruled on the same world, and both change how Gregor feels."""
    table = EngineTable(database)
    game, key = await split(table, to="")
    async with database.read() as db:
        before = (await load_world(db, game.branch_id)).world.number("character:gregor", "attitude")
    both = asyncio.Event()
    ruled: list[str] = []

    def held(request: BackendRequest) -> Reply:
        who = "odo" if "I try to persuade Gregor as Odo" in str(request.messages) else "ilse"
        ruled.append(who)
        if len(ruled) == 2:
            both.set()
        return [both, json.dumps({"verdicts": [give(who)], "minutes": 0})]

    table.adjudicator = held
    turns = await asyncio.gather(
        say(table, game, "ilse", "I try to persuade Gregor as Ilse", MAIN),
        say(table, game, "odo", "I try to persuade Gregor as Odo", key),
    )
    assert sorted(turn.attempt for turn in turns) == [1, 2] and len(ruled) == 3
    async with database.read() as db:
        assert (await load_world(db, game.branch_id)).world.number("character:gregor", "attitude") == before + 2
        await check_chain(db, game.branch_id)


@pytest.mark.parametrize(("lying", "attempts"), [(3, [1, 1]), (1, [1, 2])])
async def test_a_heap_serves_all_and_its_last_piece_one(database: Database, lying: int, attempts: list[int]) -> None:
    """Both are ruled on the same world, and both take a key from the floor."""
    table = EngineTable(database)
    game, key = await split(table, to="")
    heap = (
        GiveItem(character="ilse", item="key", quantity=lying),
        LoseItem(character="ilse", item="key", quantity=lying, dropped=True),
    )
    await table.engine.adjust(game, Hand("test", "heap", "gm", heap), table.face)
    both, ruled = asyncio.Event(), list[str]()

    def held(request: BackendRequest) -> Reply:
        who = "odo" if "lift a key as Odo" in str(request.messages) else "ilse"
        ruled.append(who)
        if len(ruled) == 2:
            both.set()
        taken = {"kind": "give_item", "character": who, "item": "key", "source": "mill"}
        verdict = {"character": who, "intent": "lift a key", "effects": [taken]}
        return [both, json.dumps({"verdicts": [verdict] if len(ruled) < 3 else [], "minutes": 0})]

    table.adjudicator = held
    turns = await asyncio.gather(
        say(table, game, "ilse", "I try to lift a key as Ilse", MAIN),
        say(table, game, "odo", "I lift a key as Odo", key),
    )
    assert sorted(turn.attempt for turn in turns) == attempts
    async with database.read() as db:
        world = (await load_world(db, game.branch_id)).world
        held_now = [world.number(f"character:{who}", "item/key") for who in ("ilse", "odo")]
        assert sum(held_now) + world.number("place:mill", "item/key") == lying and sum(held_now) == min(lying, 2)
        await check_chain(db, game.branch_id)


async def test_summaries_are_of_one_scene(database: Database) -> None:
    table = EngineTable(database)
    game, key = await split(table)
    for number in range(6):
        await say(table, game, "ilse", f"I count {number}", MAIN)
        await say(table, game, "odo", f"I whisper {SECRET}", key)
    await table.engine.close_session(game)
    state = await table.engine.state(game)
    assert SECRET not in repr(await table.engine.back.previously(game, state))
    async with database.read() as db:
        found = await load_beats(db, game.branch_id, lane=((key, None),))
    assert len(found) == 6 and all("whisper" in beat.inputs[0][1] for beat in found)
    assert table.asked(Role.NARRATOR)


async def test_a_card_takes_back_what_was_told_where_it_is_laid(database: Database) -> None:
    table = EngineTable(database)
    game, key = await split(table)
    here = await say(table, game, "ilse", "I look at the stones", MAIN)
    there = await say(table, game, "odo", "I look at the cart", key)
    assert (await table.engine.set_aside(game, scene_key=MAIN)).id == here.id
    assert (await table.engine.set_aside(game, scene_key=key)).id == there.id


async def test_a_note_is_for_beats_of_each_scene_whatever_the_others_play(database: Database) -> None:
    table = EngineTable(database)
    game, key = await split(table)
    desk = table.engine.desk

    def noted() -> bool:
        return "Let it rain." in "".join(message.content for message in table.asked(Role.NARRATOR)[-1].messages)

    await desk.note(game, "gm:1", "Let it rain.", beats=2, scene_key=key)
    elsewhere = []
    for number in range(3):
        await say(table, game, "odo", f"I count to {number}", key)
        elsewhere.append(noted())
    assert elsewhere == [True, True, False] and await desk.notes(game, scene_key=key) == ()
    assert [left for _, left in await desk.notes(game)] == [2]
    await say(table, game, "ilse", "I count", "main")
    assert noted() and [left for _, left in await desk.notes(game)] == [1]
    await say(table, game, "ilse", "I count on", "main")
    assert noted()
    await say(table, game, "ilse", "I count more", "main")
    assert not noted() and await desk.notes(game) == ()


async def test_a_scene_that_opens_later_goes_on_counting_where_it_came_from(database: Database) -> None:
    table = EngineTable(database)
    game = await table.start(party=("ilse", "odo"))
    table.adjudicator = lambda _: ruling()
    await table.engine.desk.note(game, "gm:1", "Let it rain.", beats=3)
    await say(table, game, "ilse", "I count", "main")
    _, key = await table.engine.scenes.part(game, ["odo"], "yard", asked(), table.face)
    for where in ("main", key):
        assert [left for _, left in await table.engine.desk.notes(game, scene_key=where)] == [1], where


async def test_a_scene_is_steered_for_its_own_beats_whatever_the_others_play(database: Database) -> None:
    table = EngineTable(database)
    game, key = await split(table)

    def steered() -> bool:
        return "stepped away" in table.asked(Role.NARRATOR)[-1].messages[-1].content.casefold()

    await say(table, game, "ilse", "I look at the stripes", "main")
    await table.engine.set_aside(game)
    await table.engine.go_on(game)
    elsewhere = []
    for number in range(8):
        await say(table, game, "odo", f"I count to {number}", key)
        elsewhere.append(steered())
    assert elsewhere == [True] * 6 + [False] * 2
    here = []
    for number in range(8):
        await say(table, game, "ilse", f"I count to {number}", "main")
        here.append(steered())
    assert here == [True] * 6 + [False] * 2


@pytest.mark.parametrize("control", ["round", "initiative"])
async def test_words_that_were_taken_back_hold_no_parting_up(database: Database, control: str) -> None:
    table = EngineTable(database)
    game = await table.start(party=("ilse", "odo"))
    table.adjudicator = lambda _: ruling()
    await table.engine.control.set(game, control=control)
    if control == "initiative":
        await table.engine.control.put_in_order(game, "host", "order:1", table.face)
    order = (await table.engine.control.standing(game)).order
    late = order.who[1] if order is not None else "odo"
    waits = await table.engine.take_turn(game, [table.line("I hum", character=late, source="x")], table.face)
    assert waits.status == "parked"
    with pytest.raises(Refused, match="still open"):
        await table.engine.scenes.part(game, ["odo"], "yard", asked(1), table.face)
    assert (await table.engine.withdraw(game, "test", "x")).state == "changed"
    _, key = await table.engine.scenes.part(game, ["odo"], "yard", asked(2), table.face)
    assert [each.who for each in await table.engine.scenes.all(game)] == [("ilse",), ("odo",)]
    standing = await table.engine.control.standing(game)
    assert standing.round is None and standing.waiting == ()
    async with database.read() as db:
        assert await load_unfinished(db, (await table.engine.state(game)).scene.id) == ()
    assert (await verify(database, game)).ok
    assert (await say(table, game, "odo", "I sing", key)).status in ("done", "parked")
