"""Explicit commands and fights as they are played: ruled by code alone, recorded, undone, resumed after a crash."""

import pytest
from fight_table import PARTY, FightTable, pit

from gm.domain.calls import Role
from gm.domain.play import PlayerInput, Stage
from gm.play.commanding import choices, refusal_of
from gm.review.verify import verify
from gm.store.database import Database


def order(text: str, who: str) -> PlayerInput:
    return PlayerInput("test", "looking", who, text, character=who, kind="command")


async def test_a_command_needs_no_model_and_its_dice_come_first(database: Database) -> None:
    table = FightTable(database)
    game = await table.sit_down()
    turn = await table.command(game, "attack goblin")
    assert (turn.stage, turn.ruling_source) == (Stage.SETTLED, "code")
    assert table.asked(Role.ADJUDICATOR) == []
    shown = table.face.outcomes()[-1]
    assert shown.fight[0] == "A fight: Goblins"
    view = await table.view(game)
    assert view is not None and view.turn in PARTY and {each.id for each in view.combatants} >= {"goblin-4", "di"}


async def test_among_other_words_a_command_is_still_ruled_by_code(database: Database) -> None:
    table = FightTable(database)
    game = await table.sit_down()
    table.adjudicator = lambda _: (
        '{"verdicts": [{"input": 1, "character": "ada", "intent": "grow wings", "possible": false, "refusal": "No."},'
        ' {"input": 2, "character": "bo", "effects": [{"kind": "set_flag", "flag": "glory"}]}], "minutes": 5}'
    )
    said = [table.line("I climb the wall and leap over it", character="ada"), table.order("use red potion", "di")]
    turn = await table.engine.take_turn(game, said, table.face)
    assert turn.ruling is not None and len(table.asked(Role.ADJUDICATOR)) == 1
    assert [(each.input, each.character) for each in turn.ruling.verdicts] == [(1, "ada"), (2, "di")]
    world = (await table.state(game)).world
    assert world.is_set("flag:drunk", "on") and not world.is_set("flag:glory", "on")
    assert world.number("character:di", "item/potion") == 0


async def test_a_whole_fight_taken_back_turn_by_turn_gives_the_start(database: Database) -> None:
    table = FightTable(database)
    game = await table.sit_down()
    start = (await table.state(game)).world.hash()
    await table.command(game, "attack")
    await table.fight_on(game)
    ended = (await table.state(game)).world
    assert ended.text("encounter:main", "outcome") in ("won", "lost", "fled")
    assert ended.get("encounter:main", "plan") is None
    if ended.text("encounter:main", "outcome") == "won":
        assert ended.is_set("flag:glory", "on")
    assert (await verify(database, game)).ok
    undone = 0
    while (await table.state(game)).world.hash() != start:
        await table.engine.undo(game)
        undone += 1
    assert undone >= 3
    assert (await verify(database, game)).ok


async def test_a_won_fight_teaches_and_brings_what_was_prepared(database: Database) -> None:
    table = FightTable(database)
    game = await table.sit_down()
    await table.command(game, "attack")
    view = await table.view(game)
    assert view is not None
    blows = [
        {"kind": "damage", "character": each.id, "amount": str(each.hp - 1)}
        for each in view.combatants
        if each.side == "foes" and each.hp > 1
    ]
    await table.engine.adjust(game, _hand(blows), table.face)
    await table.fight_on(game)
    world = (await table.state(game)).world
    assert world.text("world", "fought/goblins") == "won" and world.is_set("flag:glory", "on")
    alive = [who for who in PARTY if world.text(f"character:{who}", "status") != "dead"]
    assert {world.number(f"character:{who}", "xp") for who in alive} == {200 // len(alive)}
    assert {world.number(f"character:{who}", "level", 1) for who in alive} == {2}
    assert (await verify(database, game)).ok


async def test_a_fight_goes_on_in_another_process(database: Database) -> None:
    table = FightTable(database)
    game = await table.sit_down()
    await table.command(game, "attack")
    view = await table.view(game)
    assert view is not None and view.turn is not None

    async def die() -> None:
        raise KeyboardInterrupt

    table.face.on_finish = die
    with pytest.raises(KeyboardInterrupt):
        await table.command(game, "pass", view.turn, source="cut")
    world = (await table.state(game)).world.hash()
    other = FightTable(database, owner="host:2:test", gone=lambda _: True)
    await other.engine.resume(game, other.face)
    assert (await other.state(game)).world.hash() == world
    again = await other.command(game, "pass", view.turn, source="cut")
    assert again.stage is Stage.SETTLED and (await other.state(game)).world.hash() == world
    await other.fight_on(game)
    assert await other.view(game) is None
    assert (await verify(database, game)).ok


async def test_out_of_turn_the_turn_is_the_reason(database: Database) -> None:
    table = FightTable(database)
    game = await table.sit_down()
    await table.command(game, "attack")
    view = await table.view(game)
    assert view is not None
    state = await table.state(game)
    other = next(each.id for each in view.combatants if each.side == "party" and each.id != view.turn)
    for text in ("attack Goblin 1 with unarmed", "attack Goblin 1", "dodge", "attack nobody"):
        assert "turn" in refusal_of(state, order(text, other)), text


async def test_what_would_be_refused_is_said_before_it_costs_anything(database: Database) -> None:
    table = FightTable(database)
    game = await table.sit_down()
    state = await table.state(game)
    assert refusal_of(state, order("dodge", "ada")) == "There is no fight here."
    assert refusal_of(state, order("use lamp", "ada")) == "Ada has no such thing at hand."
    assert refusal_of(state, order("cast bless", "ada")) != ""
    assert refusal_of(state, order("cast bless", "cy")) == ""
    assert refusal_of(state, order("give rope to Bo", "ada")) == ""
    assert refusal_of(state, order("fly away", "ada")) != ""
    assert choices(state, "ada", "rest") == ("Short rest", "Long rest")
    await table.command(game, "attack")
    state, view = await table.state(game), await table.view(game)
    assert view is not None and view.turn is not None
    other = next(each for each in PARTY if each != view.turn)
    assert "turn" in refusal_of(state, order("pass", other)) and refusal_of(state, order("pass", view.turn)) == ""
    assert "turn" in refusal_of(state, order("give rope to Bo", "ada" if view.turn != "ada" else "di"))
    assert refusal_of(state, order("rest", view.turn)) == "Nobody can rest here now."
    assert choices(state, other, "attack") == () and "middle" in choices(state, view.turn, "move")


async def test_the_narrator_is_told_the_fight_and_how_it_stands_without_a_foes_numbers(database: Database) -> None:
    table = FightTable(database)
    game = await table.sit_down()
    await table.command(game, "attack")
    view = await table.view(game)
    assert view is not None and view.turn is not None
    turn = await table.command(game, "pass" if view.turn in ("cy",) else "attack", view.turn)
    sent = "\n".join(message.content for message in table.asked(Role.NARRATOR)[-1].messages)
    decided = sent[sent.rindex("DECIDED") :]
    assert "HOW THEY STAND NOW" in decided and "next to act: " in decided
    assert "WHAT THE OTHERS ARE AFTER, shown in what they do, never said: They want the sand" in decided
    assert "\nIs: \n" not in sent and "\nIs:\n" not in sent
    after = await table.view(game)
    assert after is not None and turn.narration
    for each in after.combatants:
        if each.side == "foes":
            row = next((line for line in decided.splitlines() if line.startswith(f"- {each.name}: ")), "")
            assert not any(char.isdigit() for char in row.removeprefix(f"- {each.name}")), row
    shown = table.face.outcomes()[-1]
    assert not any("Goblin" in change.text and "(" in change.text for change in shown.changes)


async def test_things_and_spells_work_where_nobody_fights(database: Database) -> None:
    table = FightTable(database)
    game = await table.sit_down()
    await table.engine.adjust(game, _hand([{"kind": "damage", "character": "bo", "amount": "8"}]), table.face)
    await table.command(game, "use red potion on Bo", "ada")
    world = (await table.state(game)).world
    assert 6 <= world.number("character:bo", "hp") <= 10 and world.number("character:ada", "item/potion") == 0
    await table.command(game, "give rope to Bo", "ada")
    await table.command(game, "cast bless", "cy")
    world = (await table.state(game)).world
    assert world.number("character:bo", "item/rope") == 1
    assert world.number("character:cy", "resource/slots") == 2 and world.is_set("character:cy", "condition/blessed")
    before = world.number("world", "minutes")
    await table.command(game, "rest long", "ada")
    world = (await table.state(game)).world
    assert world.number("world", "minutes") - before == 480 and world.number("character:bo", "hp") == 10


async def test_a_potion_gets_the_fallen_up_in_a_fight_and_takes_the_turn(database: Database) -> None:
    table = FightTable(database)
    game = await table.sit_down()
    await table.engine.adjust(
        game, _hand([{"kind": "damage", "character": who, "amount": "13"} for who in ("bo",)]), table.face
    )
    await table.command(game, "attack", "ada")
    for _ in range(12):
        view = await table.view(game)
        assert view is not None and view.turn is not None
        state = await table.state(game)
        if view.turn in ("ada", "di") and not refusal_of(state, order("use red potion on Bo", view.turn)):
            turn = await table.command(game, "use red potion on Bo", view.turn)
            assert turn.outcome is not None
            kinds = [(step.kind, step.target) for step in turn.outcome.steps]
            assert kinds[:2] == [("use", "bo"), ("heal", "bo")]
            world = (await table.state(game)).world
            assert world.is_set("flag:drunk", "on") and world.number(f"character:{view.turn}", "item/potion") == 0
            return
        await table.command(game, "pass", view.turn)
    pytest.fail("nobody ever stood by")


def _hand(effects: list[dict[str, str]]):
    from pydantic import TypeAdapter

    from gm.domain.effects import Effect
    from gm.domain.play import Hand

    made = tuple(TypeAdapter(Effect).validate_python(each) for each in effects)
    return Hand(face="test", source_id=f"hand:{len(effects)}:{effects[0]['character']}", player="gm", effects=made)


def test_the_pit_has_what_these_tests_need() -> None:
    assert pit().encounter("goblins") is not None and pit().item("potion") is not None
