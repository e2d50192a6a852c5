"""Kits of other dice, fifteen turns each, without a model: what may be done about a roll is asked once it lies."""

import pytest
from kit_stories import KitTable, Played, play

from gm.domain.effects import AddCondition
from gm.domain.events import TurnParked
from gm.domain.play import Game, Hand, Stage, Turn
from gm.play.loading import load_state
from gm.review.dice_proof import prove_dice
from gm.review.verify import verify
from gm.store.database import Database
from gm.store.games import load_scene
from gm.store.rolls import load_rolls

KITS = ("percent", "pool", "ladder")
COMMON = {
    "challenge:lamp done": "done",
    "character:ada item/oil": 1,
    "character:ada max_hp": 8,
    "character:ada playing": True,
    "character:ada status": "active",
    "character:wrecker attitude": -1,
    "character:wrecker max_hp": 6,
    "character:wrecker place": "tower",
    "character:wrecker status": "active",
    "place:strand visited": True,
    "place:tower visited": True,
    "scene:main open": True,
}
FINAL: dict[str, dict[str, object]] = {
    "percent": {
        "character:ada came_from": "tower",
        "character:ada hp": 5,
        "character:ada place": "strand",
        "character:ada resource/luck": 30,
        "character:wrecker hp": 6,
        "clock:tide filled": 1,
        "scene:main place": "strand",
        "scene:main title": "The Strand",
        "world minutes": 1182,
    },
    "pool": {
        "character:ada came_from": "strand",
        "character:ada condition/stressed": 3,  # pushed to the end: down, and came to an hour later
        "character:ada hp": 1,
        "character:ada place": "tower",
        "character:wrecker hp": 6,
        "clock:tide filled": 3,
        "scene:main place": "tower",
        "scene:main title": "The Tower",
        "world minutes": 1287,
    },
    "ladder": {
        "character:ada came_from": "tower",
        "character:ada hp": 7,
        "character:ada place": "strand",
        "character:ada resource/fate": 0,
        "character:wrecker hp": 4,
        "clock:tide filled": 1,
        "scene:main place": "strand",
        "scene:main title": "The Strand",
        "world minutes": 1182,
    },
}
ASKED = {
    "percent": ["after_roll", "after_roll", "choice", "after_roll", "after_roll"],
    "pool": ["after_roll", "after_roll", "after_roll", "choice", "after_roll"],
    "ladder": ["after_roll", "after_roll", "after_roll", "after_roll", "choice"],
}


async def world(database: Database, table: KitTable, played: Played) -> dict[tuple[str, str], object]:
    game = played.game
    async with database.read() as db:
        scene = await load_scene(db, game.branch_id, "main")
    return dict((await load_state(table.parts, game, scene)).world.values)


async def asked_about_dice(table: KitTable, game: Game) -> Turn:
    """Play on until a roll is asked about."""
    for number in range(15):
        turn = await table.line(game, number)
        while turn.status == "parked" and turn.parked is not None:
            if turn.parked.reason == "after_roll":
                return turn
            turn = await table.engine.answer(game, turn.id, turn.parked.default, table.face)
    raise AssertionError("nothing was asked")


@pytest.mark.parametrize("reopened", [False, True])
@pytest.mark.parametrize("kit", KITS)
async def test_fifteen_turns(database: Database, kit: str, reopened: bool) -> None:
    played = await play(database, kit, reopened=reopened)
    table = KitTable(database, kit)
    assert all(turn.stage is Stage.SETTLED for turn in played.turns)
    values = await world(database, table, played)
    assert {f"{entity} {path}": value for (entity, path), value in values.items()} == COMMON | FINAL[kit]
    assert played.asked == ASKED[kit]
    assert (await verify(database, played.game)).differences == ()
    assert await table.engine.close_session(played.game) is not None
    assert (await prove_dice(database, played.game)).ok


@pytest.mark.parametrize("kit", KITS)
async def test_dice_are_in_the_ledger_when_the_question_is_asked_and_stay_there(database: Database, kit: str) -> None:
    table = KitTable(database, kit)
    game = await table.begin()
    turn = await asked_about_dice(table, game)
    assert turn.parked is not None and turn.parked.rolls
    shown = [event for event in table.face.events if isinstance(event, TurnParked)][-1]
    assert shown.parked.rolls == turn.parked.rolls
    async with database.read() as db:
        kept = await load_rolls(db, game.id, turn_id=turn.id)
    assert tuple(each.record for each in kept) == turn.parked.rolls
    assert (await verify(database, game)).differences == ()
    option = turn.parked.options[-1].id
    done = await KitTable(database, kit).engine.answer(game, turn.id, option, table.face)
    async with database.read() as db:
        all_rolls = await load_rolls(db, game.id, turn_id=turn.id)
    assert all_rolls[: len(kept)] == kept
    assert done.outcome is not None and done.outcome.choices[f"after_roll:{turn.parked.verdict}"] == option
    assert (await verify(database, game)).differences == ()


@pytest.mark.parametrize("kit", KITS)
async def test_undone_while_it_waits_the_dice_stay_and_a_redo_throws_others(database: Database, kit: str) -> None:
    table = KitTable(database, kit)
    game = await table.begin()
    turn = await asked_about_dice(table, game)
    assert turn.parked is not None
    await table.engine.undo(game)
    async with database.read() as db:
        kept = await load_rolls(db, game.id, turn_id=turn.id)
    assert tuple(each.record for each in kept) == turn.parked.rolls
    assert (await verify(database, game)).differences == ()
    again = await table.engine.redo(game, table.face)
    assert again.attempt == turn.attempt + 1
    while again.status == "parked" and again.parked is not None:
        again = await table.engine.answer(game, again.id, again.parked.default, table.face)
    assert (await verify(database, game)).differences == ()
    await table.engine.undo(game)
    assert (await verify(database, game)).differences == ()
    assert await table.engine.close_session(game) is not None
    assert (await prove_dice(database, game)).ok


async def test_dice_that_would_fall_otherwise_by_now_are_thrown_anew(database: Database) -> None:
    table = KitTable(database, "pool")
    game = await table.begin()
    turn = await asked_about_dice(table, game)
    assert turn.parked is not None
    hand = Hand("test", "hand", "gm", effects=(AddCondition(character="ada", condition="stressed"),))
    await table.engine.adjust(game, hand, table.face)
    done = await table.engine.answer(game, turn.id, "keep", table.face)
    assert done.attempt == turn.attempt + 1
    async with database.read() as db:
        kept = await load_rolls(db, game.id, turn_id=turn.id)
    assert {each.attempt for each in kept} >= {turn.attempt, done.attempt}
    assert (await verify(database, game)).differences == ()
