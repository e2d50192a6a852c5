"""How it is told: written together, steered, at another pace, in a voice that was liked, and corrected afterwards."""

import pytest
from engine_table import EngineTable
from npc_table import NpcTable, sent

from gm.domain.calls import Role, Route
from gm.domain.errors import NotFound, Refused
from gm.domain.play import Game, PlayerInput
from gm.play.narrate import EXPAND
from gm.store.database import Database
from gm.store.summaries import load_standing
from gm.store.turns import load_gists


async def writing(database: Database) -> tuple[EngineTable, Game]:
    table = EngineTable(database)
    table.narrator = lambda _: "The stones went on without her."
    game = await table.start()
    await table.engine.set_table(game, mode="coauthor")
    return table, game


def asked(table: EngineTable) -> str:
    return sent(table.asked(Role.NARRATOR)[-1])


def direct(text: str, source: str) -> PlayerInput:
    return PlayerInput("test", source, "ilse", text, character="ilse", kind="direct")


async def test_a_paragraph_stands_as_it_was_written_and_is_gone_on_from(database: Database) -> None:
    table, game = await writing(database)
    paragraph = "Ilse took the lamp down. She had decided, then, and told nobody."
    turn = await table.say(game, paragraph)
    assert turn.inputs[0].input.text == paragraph
    assert turn.narration == "The stones went on without her."
    assert not table.asked(Role.ADJUDICATOR) and turn.outcome is not None and not turn.outcome.checks
    text = asked(table)
    assert paragraph in text and f"«{paragraph}" not in text
    assert "You write the story" in text and "DECIDED" not in text and "played by the players" not in text
    await table.engine.take_turn(game, [direct("", "d1")], table.face)
    assert "from your own last word" in asked(table)
    await table.engine.take_turn(game, [direct("let it rain", "d2")], table.face)
    assert "[let it rain]" in asked(table) and "as the direction in brackets says" in asked(table)
    table.narrator = lambda _: "Ilse smiled. She felt nothing at all, and said so."
    turn = await table.say(game, "The wheel turned.")
    assert turn.narration == "Ilse smiled. She felt nothing at all, and said so.", "voicing is free"


async def test_rewritten_expanded_and_chosen(database: Database) -> None:
    table, game = await writing(database)
    hands = "The wheel turned over twice, unhurried. Rain found its usual corner of the roof. "
    hands += "Somebody below was sweeping. Ilse held still and counted what there was to count."
    table.narrator = lambda _: hands
    await table.say(game, "Ilse took the lamp down.")
    short = asked(table)
    table.narrator = lambda _: "Dust came down, and with it a name."
    turn = await table.engine.reword(game, f"{EXPAND}: the dust", table.face)
    assert turn.alternatives == 2 and "Write that passage anew" in asked(table)
    assert "about 110 words" in short and f"about {round(len(hands.split()) * 2, -1)} words" in asked(table)
    await table.engine.reword(game, "colder", table.face)
    text = asked(table)
    assert "about 20 words unless they ask" in text and "And before that" not in text, "a short one stays short"
    await table.engine.reword(game, "", table.face)
    assert "about 110 words" in asked(table) and "And before that" in asked(table), "another way on is as long as any"
    chosen = await table.engine.choose_telling(game, turn.id, 0)
    assert chosen.narration is not None and chosen.narration.startswith("The wheel")


async def test_who_writes_together_knows_what_brought_each_here_and_whoever_is_named(database: Database) -> None:
    table, game = await writing(database)
    await table.say(game, "Ilse took the lamp down.")
    text = asked(table)
    mill = (await table.engine.state(game)).campaign
    ilse = mill.character("ilse")
    assert ilse is not None and ilse.hook and ilse.hook in text, "what ties her to the story, for all who write her"
    other = next(each for each in mill.characters if each.id != "ilse")
    assert "PEOPLE NAMED" not in text
    await table.say(game, f"{other.name} came up the stair behind her.")
    assert "PEOPLE NAMED" in asked(table) and other.concept in asked(table)


async def test_talk_between_writers_is_no_part_of_what_is_remembered(database: Database) -> None:
    table, game = await writing(database)
    table.narrator = lambda _: "Nobody has decided yet who drained the millpond."
    await table.engine.take_turn(
        game, [PlayerInput("test", "o1", "ilse", "who drained the millpond?", "ilse", kind="ooc")], table.face
    )
    table.narrator = lambda _: "She went on counting."
    await table.engine.take_turn(game, [direct("a heron", "d1")], table.face)
    async with database.read() as db:
        gists = dict(await load_gists(db, game.branch_id, before=9))
    assert not gists.get(2) and gists[3] == "a heron \u2014 She went on counting."


async def test_an_authors_note_steers_until_it_is_removed(database: Database) -> None:
    table, game = await writing(database)
    await table.engine.desk.note(game, "ilse", "Nobody laughs in this book.", beats=None)
    await table.say(game, "Ilse took the lamp down.")
    assert "AUTHOR'S NOTES" in asked(table) and "Nobody laughs" in asked(table)


async def test_an_edit_changes_what_later_prompts_and_searches_hold(database: Database) -> None:
    table, game = await writing(database)
    await table.say(game, "Ilse took the brass lamp down.")
    for at in range(3):
        await table.say(game, f"And then, {at}.")
    voices = table.engine.voices
    with pytest.raises(NotFound):
        await voices.edit(game, 2, "x", "somebody else", words=True)
    with pytest.raises(Refused):
        await voices.edit(game, 2, "  ", "ilse", words=True)
    await voices.edit(game, 2, "Ilse took the pewter jug down.", "ilse", words=True)
    await voices.edit(game, 3, "The millpond froze over in an hour.", "ilse")
    await table.say(game, "She listened.")
    text = asked(table)
    assert "pewter jug" in text and "brass lamp" not in text and "millpond froze" in text
    from gm.play.memories import Reader

    reader = Reader("gm", (), is_gm=True)
    found = await table.engine.memory.search(game, reader, "pewter jug")
    assert found.memories and "pewter" in found.memories[0].text
    assert not any(
        "brass lamp" in each.text for each in (await table.engine.memory.search(game, reader, "brass lamp")).memories
    )
    async with database.read() as db:
        assert not [each for each in await load_standing(db, game.branch_id) if each.span.holds(2)]


async def test_skip_ahead_and_cut_to(database: Database) -> None:
    table = EngineTable(database)
    game = await table.start()
    before = (await table.engine.state(game)).world.number("world", "minutes")
    turn = await table.say(game, "Skip ahead.")
    assert turn.inputs[0].input.kind == "direct" and not table.asked(Role.ADJUDICATOR)
    assert "Skip ahead, to the next moment" in asked(table)
    assert (await table.engine.state(game)).world.number("world", "minutes") == before + 60
    await table.say(game, "cut to the yard")
    state = await table.engine.state(game)
    assert state.place_id == "yard" and "Cut to: «the yard»" in asked(table)
    await table.engine.undo(game)
    assert (await table.engine.state(game)).place_id == "mill"
    await table.say(game, "cut to the king's funeral")
    assert (await table.engine.state(game)).place_id == "mill", "nobody knows such a place"
    await table.say(game, "I cut to the left with my knife")
    assert table.asked(Role.ADJUDICATOR), "that is something that somebody does"


async def test_pace_and_voice_are_live_and_leave_the_beginning_of_the_prompt_alone(database: Database) -> None:
    table = EngineTable(database)
    game = await table.start()
    await table.say(game, "I nod")
    first = table.asked(Role.NARRATOR)[-1].messages[0].content
    await table.engine.voices.set_pace(game, "brisk")
    await table.say(game, "I nod")
    assert "Brisk for now" in asked(table) and table.asked(Role.NARRATOR)[-1].messages[0].content == first
    state = await table.engine.state(game)
    await table.engine.voices.set_voice(game, state, person="third", tense="past", length="long")
    await table.say(game, "I nod")
    assert "third person, past tense" in asked(table)
    with pytest.raises(Refused):
        await table.engine.voices.set_voice(game, state, person="fourth")
    await table.engine.voices.set_voice(game, state)
    await table.engine.voices.set_pace(game, None)
    await table.say(game, "I nod")
    assert table.asked(Role.NARRATOR)[-1].messages[0].content == first


async def test_what_was_liked_is_what_a_new_narrator_sounds_like(database: Database) -> None:
    table = EngineTable(database)
    table.narrator = lambda _: "The flour hangs in the light like a held breath. Gregor counts sacks."
    game = await table.start()
    turn = await table.say(game, "I nod")
    state = await table.engine.state(game)
    with pytest.raises(Refused):
        await table.engine.voices.lock(state)
    await table.engine.rate(turn, "ilse", 1)
    assert await table.engine.voices.lock(state) == (turn.narration,)
    table.narrator = lambda request: "You go on!! You are amazed! You are so amazed! You see it all!"
    for _ in range(4):
        await table.say(game, "I nod")
    assert f"> {turn.narration}" in table.asked(Role.NARRATOR)[-1].messages[0].content
    now = await table.engine.voices.voice(game, await table.engine.state(game))
    assert now.samples and any(each.drifted for each in now.drift if each.what == "sentence")
    await table.engine.undo(game)
    await table.engine.voices.unlock(game)
    await table.say(game, "I nod")
    assert "held breath" not in table.asked(Role.NARRATOR)[-1].messages[0].content


async def test_a_cut_among_characters_is_narrated(database: Database) -> None:
    table = NpcTable(database)
    game = await table.open()
    await table.say(game, "cut to the shed", character="ada")
    assert table.asked(Role.NARRATOR) and not table.asked(Role.NPC)
    assert (await table.engine.state(game)).place_id == "shed"


async def test_a_cut_spares_the_walk_but_opens_nothing(database: Database) -> None:
    table = NpcTable(database)
    game = await table.open()
    await table.say(game, "cut to the cave", character="ada")
    assert (await table.engine.state(game)).place_id == "heron", "the hole is hidden"
    await table.say(game, "cut to the hut", character="ada")
    assert (await table.engine.state(game)).place_id == "hut", "two open ways from here"


async def test_a_cut_is_told_without_a_model_as_an_arrival(database: Database) -> None:
    from gm.models.routes import OFFLINE, RouteTable

    table = NpcTable(database)
    table.parts.door.routes = RouteTable({Role.NARRATOR: Route(Role.NARRATOR, (OFFLINE,))})
    game = await table.open()
    turn = await table.say(game, "cut to the shed", character="ada")
    assert turn.narration_source == "offline" and "Nets." in (turn.narration or "")


async def test_an_oracle_answers_once_by_a_roll_that_is_kept(database: Database) -> None:
    from gm.play.oracle import ask_oracle
    from gm.play.parts import SilentFace
    from gm.rules.oracle import answer_of
    from gm.store.rolls import load_rolls

    table = EngineTable(database)
    game = await table.start()
    where = {"face": "test", "source_id": "o1", "player": "ilse", "shows": SilentFace()}
    asked = await ask_oracle(table.engine, game, "Is the door locked?", 75, **where)  # type: ignore[arg-type]
    assert asked.answer == answer_of(asked.rolled, 75) and asked.words in (asked.turn.narration or "")
    again = await ask_oracle(table.engine, game, "Is the door locked?", 75, **where)  # type: ignore[arg-type]
    assert again.turn.id == asked.turn.id and again.rolled == asked.rolled
    async with database.read() as db:
        assert any(each.record.total == asked.rolled for each in await load_rolls(db, game.id))
    await table.say(game, "I try the door")
    assert "Is the door locked?" in asked_of(table)
    with pytest.raises(Refused):
        await ask_oracle(table.engine, game, " ", 75, face="test", source_id="o2", player="ilse", shows=SilentFace())


def asked_of(table: EngineTable) -> str:
    return sent(table.asked(Role.NARRATOR)[-1])
