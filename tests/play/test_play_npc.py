"""Only the characters answer: who does, what each is given, what they feel, and that undo takes it back."""

import pytest
from npc_table import NpcTable, inn, sent

from gm.domain.calls import Role
from gm.domain.errors import Refused
from gm.domain.events import NarrationFinished
from gm.domain.play import PlayerInput
from gm.play.engine import SilentFace
from gm.rules.regard import mood, regard
from gm.store.database import Database


async def test_who_is_named_answers_and_nobody_else(database: Database) -> None:
    table = NpcTable(database)
    game = await table.open()
    turn = await table.say(game, "Hanne, is there a bed?", character="ada")
    assert turn.narration == 'Hanne Voss: *nods* "Sit down."'
    assert turn.narration_source == "scripted"
    assert len(table.asked(Role.NPC)) == 1
    assert not table.asked(Role.ADJUDICATOR), "no rules are asked"
    assert not table.asked(Role.NARRATOR), "nobody narrates"
    turn = await table.say(game, '"It was a long road."', character="ada")
    assert turn.narration is not None and turn.narration.startswith("Hanne Voss:"), "the talk goes on with her"
    turn = await table.say(game, "I shake the rain from my hat", character="bo")
    assert (turn.narration, turn.status) == ("", "done"), "that concerns nobody"
    turn = await table.say(game, "I ask Piet and Hanne who tied the rope", character="bo")
    assert turn.narration is not None and turn.narration.count("Sit down.") == 2


async def test_somebody_speaks_up_at_their_word_but_not_each_time(database: Database) -> None:
    table = NpcTable(database)
    game = await table.open()
    turn = await table.say(game, "I tell Bo that the ferry is late", character="ada")
    assert turn.narration is not None and turn.narration.startswith("Piet:")
    assert "Nobody asked you" in sent(table.asked(Role.NPC)[-1])
    turn = await table.say(game, "I wonder about the ferry", character="ada")
    assert turn.narration == "", "he was heard in the beat before"


async def test_an_npc_is_given_what_they_witnessed_and_nothing_else(database: Database) -> None:
    table = NpcTable(database)
    game = await table.open()
    await table.say(game, "Hanne, my mule is called Pepper", character="ada")
    table.npc = lambda request: '*wipes the jug* "Pepper it is."'
    await table.say(game, "Hanne, what is my mule called?", character="ada")
    asked = sent(table.asked(Role.NPC)[-1])
    assert "my mule is called Pepper" in asked
    assert "Slow to trust" in asked and "Talks of the river" not in asked, "nobody else's persona"
    for secret in ("brass compass", "cellar stairs", "dry week"):
        assert secret not in asked
    state = await table.engine.state(game)
    from gm.domain.effects import Move
    from gm.domain.play import Hand

    moves = tuple(Move(character=who, place="shed") for who in ("ada", "bo"))
    await table.engine.adjust(game, Hand("test", "go", "gm", moves), table.face)
    await table.say(game, "Mara, what is my mule called?", character="ada")
    asked = sent(table.asked(Role.NPC)[-1])
    assert "Pepper" not in asked, "Mara was not there"
    assert "You have not talked before" in asked
    assert state.table.mode == "npc"


async def test_her_secret_stays_until_she_is_loyal_and_asked(database: Database) -> None:
    table = NpcTable(database)
    game = await table.open()
    line = "Hanne, what became of the drowned surveyor and the compass?"
    await table.say(game, line, character="ada")
    asked = sent(table.asked(Role.NPC)[-1])
    assert "something that you keep to yourself" in asked and "beneath the cellar" not in asked
    table.npc = lambda request: '"I keep the drowned surveyor\'s brass compass beneath the cellar stairs."'
    turn = await table.say(game, line, character="ada")
    assert "brass compass beneath" not in (turn.narration or ""), "a guard stands behind it"
    for _ in range(6):
        await table.say(game, "Thank you, Hanne. I trust you.", character="ada")
    state = await table.engine.state(game)
    hanne = state.campaign.npc("hanne")
    assert hanne is not None and regard(state.world, hanne, "ada") == 2
    assert regard(state.world, hanne, "bo") == 0, "he said nothing kind"
    turn = await table.say(game, line, character="bo")
    assert "YOU SAY THIS NOW" not in sent(table.asked(Role.NPC)[-1])
    turn = await table.say(game, line, character="ada")
    assert "YOU SAY THIS NOW" in sent(table.asked(Role.NPC)[-1])
    assert "brass compass beneath" in (turn.narration or "")
    state = await table.engine.state(game)
    assert "cellar" in state.known_by_all_present()
    await table.engine.undo(game)
    state = await table.engine.state(game)
    assert "cellar" not in state.known_by_all_present()


async def test_a_secret_comes_out_sooner_to_whom_asks_as_its_author_waits_for(database: Database) -> None:
    table = NpcTable(database)
    game = await table.open(campaign=inn("reveal: When somebody asks how a ditcher came to own an inn."))
    line = "Hanne, how does a ditcher come by an inn?"
    await table.say(game, line, character="ada")
    assert "something that you keep to yourself" in sent(table.asked(Role.NPC)[-1]), "she is only neutral"
    for _ in range(3):
        await table.say(game, "Thank you, Hanne. I trust you.", character="ada")
    await table.say(game, "Hanne, what became of the drowned surveyor and the compass?", character="ada")
    assert "something that you keep to yourself" in sent(table.asked(Role.NPC)[-1]), (
        "asked in other words, she is not loyal"
    )
    await table.say(game, "Hanne, I ask about your inn.", character="ada")
    assert "something that you keep" not in sent(table.asked(Role.NPC)[-1]), "one word of it is not enough"
    await table.say(game, line, character="ada")
    assert "YOU SAY THIS NOW" in sent(table.asked(Role.NPC)[-1])


async def test_what_code_moves_is_shown_and_undone(database: Database) -> None:
    table = NpcTable(database)
    game = await table.open()
    await table.say(game, "Hanne, you are lying to me", character="ada")
    state = await table.engine.state(game)
    hanne = state.campaign.npc("hanne")
    assert hanne is not None
    assert (mood(state.world, "hanne"), regard(state.world, hanne, "ada")) == (-1, 0)
    await table.say(game, "Liar! Hanne, shut up", character="ada")
    state = await table.engine.state(game)
    assert (mood(state.world, "hanne"), regard(state.world, hanne, "ada")) == (0, -1)
    assert any("Hanne" in change.text for outcome in table.face.outcomes() for change in outcome.changes)
    await table.engine.undo(game)
    state = await table.engine.state(game)
    assert (mood(state.world, "hanne"), regard(state.world, hanne, "ada")) == (-1, 0)


async def test_one_hears_what_the_other_has_just_said(database: Database) -> None:
    table = NpcTable(database)
    game = await table.open()
    replies = iter(['*sniffs* "Boots off."', '*laughs* "She means it."\n\nAda: I take them off.'])
    table.npc = lambda request: next(replies)
    turn = await table.say(game, "I greet Hanne and Piet", character="ada")
    assert turn.narration == 'Hanne Voss: *sniffs* "Boots off."\n\nPiet: *laughs* "She means it."'
    first, second = table.asked(Role.NPC)
    assert "Boots off." in sent(second)
    assert "has just answered" not in sent(first)


async def test_who_answers_otherwise_has_their_own_earlier_words_before_them(database: Database) -> None:
    table = NpcTable(database)
    game = await table.open()
    replies = iter(['"Boots off."', '"She means it."', '"Please, the floor is clean."', '"I like mud."'])
    table.npc = lambda request: next(replies)
    await table.say(game, "I greet Hanne and Piet", character="ada")
    turn = await table.engine.reword(game, "more kindly", table.face)
    assert turn.narration == 'Hanne Voss: "Please, the floor is clean."\n\nPiet: "I like mud."'
    hanne, piet = (request.messages[-1].content for request in table.asked(Role.NPC)[2:])
    assert '> "Boots off."' in hanne and "She means it" not in hanne, "each has their own"
    assert '> "She means it."' in piet and "«more kindly»" in piet


async def test_offline_they_answer_in_their_own_lines(database: Database) -> None:
    from gm.domain.calls import Route
    from gm.models.offline.backend import OfflineBackend  # noqa: F401
    from gm.models.routes import OFFLINE, RouteTable

    table = NpcTable(database)
    table.parts.door.routes = RouteTable({Role.NARRATOR: Route(Role.NARRATOR, (OFFLINE,))})
    game = await table.open()
    heard = []
    for text in ("Hanne, good evening", "Hanne, have you soup?", "Hanne, when can one cross the ford?"):
        turn = await table.say(game, text, character="ada")
        assert turn.narration_source == "offline"
        heard.append(turn.narration or "")
    assert len(set(heard)) == 3
    assert "at noon in a dry week" in heard[2], "she may tell that"
    assert not any("compass" in each for each in heard)


@pytest.mark.parametrize("closed", [False, True])
async def test_it_goes_on_after_a_crash_without_buying_twice(database: Database, closed: bool) -> None:
    table = NpcTable(database)
    game = await table.open()
    turn = await table.engine.keep(game, [table.line("Hanne, good evening", character="ada")])
    if closed:
        table = NpcTable(database)
    (played,) = await table.engine.resume(game, table.face)
    assert played.id == turn.id and played.narration == 'Hanne Voss: *nods* "Sit down."'
    assert len(table.asked(Role.NPC)) == 1


async def test_what_the_author_says_that_they_know_is_told_though_it_was_for_the_game_master(
    database: Database,
) -> None:
    table = NpcTable(database)
    game = await table.open(campaign=inn(ford="gm"))
    await table.say(game, "Piet, can one cross the ford?", character="ada")
    assert "YOU SAY THIS NOW" not in sent(table.asked(Role.NPC)[-1]), "nobody says that he knows of it"
    await table.say(game, "Hanne, can one cross the ford?", character="ada")
    assert "The ford can be crossed on foot" in sent(table.asked(Role.NPC)[-1])


async def test_they_name_whom_their_author_lets_them(database: Database) -> None:
    table = NpcTable(database)
    game = await table.open(campaign=inn(speaks="mara"))
    await table.say(game, "Hanne, who else is here?", character="ada")
    assert "would name:\n- Mara, mostly at The Shed: A girl with a lamp." in sent(table.asked(Role.NPC)[-1])
    await table.say(game, "Piet, who else is here?", character="ada")
    assert "A girl with a lamp" not in sent(table.asked(Role.NPC)[-1])


async def test_each_line_of_a_beat_is_felt_one_after_the_other(database: Database) -> None:
    table = NpcTable(database)
    game = await table.open()
    thanks = [("ada", "Thank you, Hanne."), ("bo", "Thank you, Hanne."), ("ada", "Hanne, my friend, I believe you.")]
    entries = [PlayerInput("test", f"t{at}", who, text, character=who) for at, (who, text) in enumerate(thanks)]
    await table.engine.take_turn(game, entries, SilentFace())
    state = await table.engine.state(game)
    hanne = state.campaign.npc("hanne")
    assert hanne is not None and mood(state.world, "hanne") == 0, "two raise it, the third moves what she feels"
    assert (regard(state.world, hanne, "ada"), regard(state.world, hanne, "bo")) == (1, 0)


async def test_what_is_done_is_seen_changes_nothing_and_says_so(database: Database) -> None:
    table = NpcTable(database)
    game = await table.open()
    before = (await table.engine.state(game)).place_id
    for text in ("I go to the shed", "I attack Hanne"):
        await table.say(game, text, character="ada")
        finished = table.face.events[-1]
        assert isinstance(finished, NarrationFinished) and finished.about == "npc_deed", text
        assert "/check" in finished.note and "cut to" in finished.note
    await table.say(game, "Hanne, did you see that?", character="ada")
    assert "Ada: «I attack Hanne»" in sent(table.asked(Role.NPC)[-1]), "she has"
    assert (await table.engine.state(game)).place_id == before and not table.asked(Role.ADJUDICATOR)
    for text in ("Hanne, good evening", 'I lean on the bar. "Is there soup, Hanne?"', "I ask Hanne about the rain"):
        await table.say(game, text, character="ada")
        finished = table.face.events[-1]
        assert isinstance(finished, NarrationFinished) and not finished.note, f"that is talk: {text}"


async def test_who_is_answered_by_nobody_is_told_so(database: Database) -> None:
    table = NpcTable(database)
    game = await table.open(party=("ada",))
    for way in ("cut to the shed", "cut to the hut"):
        await table.say(game, way, character="ada")
    turn = await table.say(game, "Is anybody home?", character="ada")
    finished = table.face.events[-1]
    assert turn.narration == "" and not table.asked(Role.NPC)
    assert isinstance(finished, NarrationFinished) and finished.about == "npc_nobody"


async def test_a_dry_run_shows_what_they_are_sent(database: Database) -> None:
    table = NpcTable(database)
    game = await table.open()
    await table.say(game, "Piet, is the river high?", character="ada")
    line = "Hanne, can one cross the ford?"
    dry = await table.engine.preview(game, role=Role.NPC, line=line, character="ada")
    assert len(table.asked(Role.NPC)) == 1, "nothing is asked"
    await table.say(game, line, character="ada")
    real = table.asked(Role.NPC)[-1].messages
    assert [each.content for each in dry.messages()][:-1] == [each.content for each in real][:-1]
    assert (
        dry.messages()[0].content.count("You are Hanne Voss") == 1 and "«Hanne, can one" in dry.messages()[-1].content
    )
    with pytest.raises(Refused):
        await table.engine.preview(game, role=Role.NPC, line="I look at the rain", character="ada")
