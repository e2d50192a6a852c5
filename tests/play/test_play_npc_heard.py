"""What a character has of a talk: whispers to them stay with them, talk across the table and scenes elsewhere do not
come to them, and the lore that they are given is theirs."""

from npc_table import NpcTable, inn, sent

from gm.domain.calls import Role
from gm.domain.play import Beat, PlayerInput
from gm.play.npc_heard import in_the_world
from gm.store.database import Database


async def test_a_whisper_is_theirs_alone_and_they_keep_it(database: Database) -> None:
    table = NpcTable(database)
    game = await table.open(party=("ada",))
    table.npc = lambda request: '*bends down* "Seven, then."'
    entry = PlayerInput("test", "w:1", "ada", "Hanne: seven eels for your silence", character="ada", private=True)
    await table.engine.take_turn(game, [entry], table.face)
    asked = sent(table.asked(Role.NPC)[-1])
    assert "Ada: «seven eels for your silence»" in asked, "without her name before it"
    assert "Ada whispers that to you alone" in asked
    assert "nobody else sees it, speaks or reacts" not in asked, "she is the one who answers"
    await table.say(game, "Hanne, how many did I say?", character="ada")
    asked = sent(table.asked(Role.NPC)[-1])
    assert "Ada whispered to you alone: «Hanne: seven eels for your silence»" in asked
    assert "Seven, then" in asked and "whispers that to you" not in asked
    await table.say(game, "Piet, how many did I say?", character="ada")
    assert "seven eels" not in sent(table.asked(Role.NPC)[-1])


async def test_a_whisper_is_not_called_up_where_another_player_would_hear(database: Database) -> None:
    table = NpcTable(database)
    game = await table.open()
    entry = PlayerInput("test", "w:1", "ada", "Hanne: seven eels for your silence", character="ada", private=True)
    await table.engine.take_turn(game, [entry], table.face)
    for who in ("ada", "bo"):
        await table.say(game, "Hanne, how many was it?", character=who)
        assert "seven eels" not in sent(table.asked(Role.NPC)[-1])


async def test_they_hear_nothing_that_is_said_across_the_table(database: Database) -> None:
    table = NpcTable(database)
    game = await table.open(party=("ada",))
    table.narrator = lambda request: "She may be guessing; play and see."
    aside = PlayerInput("test", "o:1", "ada", "does Hanne believe in Saint Tib?", character="ada", kind="ooc")
    await table.engine.take_turn(game, [aside], table.face)
    await table.say(game, "Hanne, is there soup?", character="ada")
    asked = sent(table.asked(Role.NPC)[-1])
    assert "Saint Tib" not in asked and "She may be guessing" not in asked


async def test_who_is_left_behind_by_a_cut_has_not_seen_where_it_goes(database: Database) -> None:
    table = NpcTable(database)
    game = await table.open(party=("ada",))
    table.narrator = lambda request: "Nets hang to the floor, and a lamp between them."
    await table.say(game, "cut to the shed", character="ada")
    assert (await table.engine.state(game)).place_id == "shed"
    await table.say(game, "Mara, whose nets are those?", character="ada")
    asked = sent(table.asked(Role.NPC)[-1])
    assert "Nets hang to the floor" in asked and "The table" not in asked
    assert "Ways out: the back door; a path." in asked and "a hole" not in asked
    table.narrator = lambda request: "Smoke, and a row of boots."
    await table.say(game, "cut to the heron", character="ada")
    await table.say(game, "Hanne, I am back", character="ada")
    asked = sent(table.asked(Role.NPC)[-1])
    assert "a row of boots" in asked and "Nets hang" not in asked


async def test_lore_of_the_party_is_not_everybodys(database: Database) -> None:
    table = NpcTable(database)
    game = await table.open(party=("ada",))
    await table.say(game, "Piet, is there a ford?", character="ada")
    assert "dry week" not in sent(table.asked(Role.NPC)[-1])
    await table.say(game, "Hanne, where is the ford?", character="ada")
    asked = sent(table.asked(Role.NPC)[-1])
    assert asked.count("dry week") == 1, "she says it now; it is not told to her twice"
    await table.say(game, "Piet, and what of that ford?", character="ada")
    assert "Of what may come up, you know" not in sent(table.asked(Role.NPC)[-1])


async def test_two_reasons_to_tell_are_not_taken_for_one(database: Database) -> None:
    table = NpcTable(database)
    reveal = (
        "reveal: 'When somebody asks how a ditcher came to own an inn, or when Hanne can no longer outtalk the bell.'"
    )
    game = await table.open(party=("ada",), campaign=inn(reveal))
    for _ in range(3):
        await table.say(game, "Thank you, Hanne. I trust you.", character="ada")
    await table.say(game, "Hanne, I shut the door of the inn: who rings that bell?", character="ada")
    assert "YOU SAY THIS NOW" not in sent(table.asked(Role.NPC)[-1]), "a word of each is neither"
    await table.say(game, "Hanne, how does a ditcher come by an inn?", character="ada")
    assert "YOU SAY THIS NOW" in sent(table.asked(Role.NPC)[-1])


def test_what_is_said_across_the_table_is_told_by_its_kind_and_by_no_name() -> None:
    said = (("Max (out of character)", "is there soup?"), ("Ada", "is this lethal?"), ("", "skip ahead"))
    heard = in_the_world(Beat(1, 1, "action", said, "", "Soup is a penny.", "", kinds=("say", "ooc", "direct")))
    assert heard.inputs == said[:1] and heard.kinds == ("say",) and heard.narration == "Soup is a penny."
    across = Beat(2, 2, "action", said[1:2], "", "That is still to be found out.", "", kinds=("ooc",))
    assert in_the_world(across).inputs == () and in_the_world(across).narration == ""
