"""Lore in play: who is given what, what lasts, what undo takes back, and that no secret tells of itself."""

import pytest
from engine_table import EngineTable, WatchingFace, check, ruling
from lore_table import LORE, kiln_mill, sent

from gm.domain.calls import Role
from gm.domain.effects import Effect, Move, Reveal, TendLore
from gm.domain.events import NarrationStarted, TurnEvent
from gm.domain.lorebooks import OWN
from gm.domain.play import Game, Hand, PlayerInput, Turn
from gm.play.lore_marks import heard, timers
from gm.play.lore_view import lore_known, lore_named, lore_tended
from gm.play.whispers import AloneFace
from gm.review.verify import verify
from gm.review.why import load_why, why_rows
from gm.store.database import Database
from gm.store.turns import load_turns

SECRETS = ("lime kiln", "nine winters", "covered pit", "The kiln")


class Died(Exception):
    """The process is gone."""


class DyingFace(WatchingFace):
    """Dies when the outcome is committed and nothing has been told yet."""

    async def show(self, event: TurnEvent) -> None:
        if isinstance(event, NarrationStarted):
            raise Died
        await super().show(event)


def prompts(table: EngineTable, role: Role) -> str:
    """The last prompt that the role was sent."""
    return sent([request for request in table.model.requests if request.role is role][-1])


async def say(table: EngineTable, game: Game, text: str, character: str = "ilse") -> Turn:
    return await table.engine.take_turn(game, [table.line(text, character=character)], table.face)


async def hand(table: EngineTable, game: Game, effect: Effect, source: str) -> Turn:
    return await table.engine.adjust(game, Hand("test", source, "gm:1", (effect,)), table.face)


async def test_the_narrator_is_given_what_all_may_know(database: Database) -> None:
    table = EngineTable(database)
    game = await table.start(campaign=kiln_mill())
    turn = await say(table, game, "I search under the stone.")
    told, ruled = prompts(table, Role.NARRATOR), prompts(table, Role.ADJUDICATOR)
    assert "cut from a ring" in told and "Nobody whistles" in told
    assert all(secret in ruled for secret in SECRETS[:2]), "the positive control: the adjudicator is given both"
    assert not any(secret in told for secret in SECRETS), "nor what only a secret calls up"
    assert turn.outcome is not None
    notes = {note.id: note for note in turn.outcome.lore}
    assert notes["stones"].reader == "table" and notes["pit"].reader == notes["kiln"].reader == "gm"
    assert notes["kiln"].why == '"lime kiln" is in lore that came up'
    await hand(table, game, Reveal(fact="pit"), "h1")
    await say(table, game, "I look at the stone again.")
    assert all(secret in prompts(table, Role.NARRATOR) for secret in SECRETS[:2]), "now they know it"


async def test_why_tells_each_reader_what_they_may_know(database: Database) -> None:
    table = EngineTable(database)
    game = await table.start(campaign=kiln_mill())
    await say(table, game, "I search under the stone.")
    async with database.read() as db:
        open_, whole = [await load_why(db, game, number=None, spoilers=spoilers) for spoilers in (False, True)]
    assert '  The stones: "stone" was mentioned' in why_rows(open_, prompts=False)
    assert not any(secret in "\n".join(why_rows(open_)) for secret in SECRETS)
    assert any("The covered pit (GM only)" in row for row in why_rows(whole)), "the positive control"


async def test_why_does_not_name_to_the_party_what_one_of_them_alone_was_told(database: Database) -> None:
    table = EngineTable(database)
    game = await table.start(campaign=kiln_mill(), party=("ilse", "odo"))
    await hand(table, game, Move(character="odo", place="yard"), "h0")
    await hand(table, game, Reveal(fact="pit", to=("ilse",)), "h1")
    await say(table, game, "I search under the stone.")
    assert SECRETS[0] in prompts(table, Role.NARRATOR), "those who are here may know it"
    async with database.read() as db:
        rows = list(why_rows(await load_why(db, game, number=None, spoilers=False)))
        whole = list(why_rows(await load_why(db, game, number=None, spoilers=True)))
    assert not any("pit" in row for row in rows) and any("The covered pit: " in row for row in whole)


async def test_timers_are_world_state(database: Database) -> None:
    table = EngineTable(database)
    table.narrator = lambda _: "The mill turns."
    game = await table.start(campaign=kiln_mill())
    await say(table, game, "I search for the song.")
    marks = timers(kiln_mill(), (await table.engine.state(game)).world, "main")
    assert [(timer.rule, timer.kind) for timer in marks] == [("song", "sticky")]
    before = (await table.engine.state(game)).world.hash()
    await say(table, game, "I wait.")
    assert "eleven verses" in prompts(table, Role.NARRATOR), "it stays"
    await table.engine.undo(game)
    assert (await table.engine.state(game)).world.hash() == before
    await say(table, game, "I wait again.")
    assert "eleven verses" in prompts(table, Role.NARRATOR), "and stays after an undo as if nothing had been"
    await say(table, game, "I whistle the song.")
    assert "eleven verses" not in prompts(table, Role.NARRATOR), "then it rests, whatever is said"
    world = (await table.engine.state(game)).world
    assert [timer.kind for timer in timers(kiln_mill(), world, "main")] == ["cooldown"]
    assert (await verify(database, game)).ok
    await table.engine.branch(game, "elsewhere", at=2)
    elsewhere = await table.engine.switch(game, "elsewhere")
    world = (await table.engine.state(elsewhere)).world
    assert [timer.kind for timer in timers(kiln_mill(), world, "main")] == ["sticky"]
    assert (await verify(database, elsewhere)).ok


async def test_what_is_whispered_starts_no_timer_and_counts_as_no_beat(database: Database) -> None:
    """An entry that stayed because somebody named it in a whisper would tell the others of it."""
    table = EngineTable(database)
    game = await table.start(party=("ilse", "odo"), campaign=kiln_mill())
    said = await say(table, game, "I wait")
    low = PlayerInput("test", "low", "ilse", "I hum the song", character="ilse", private=True)
    await table.engine.take_turn(game, [low], AloneFace(WatchingFace(), "ilse", table.face))
    assert "eleven verses" in sent(table.asked(Role.NARRATOR)[-1])
    world = (await table.engine.state(game)).world
    assert timers(kiln_mill(), world, "main") == () and heard(world, "main") == 1
    assert world.under(f"lore:{OWN}", "met/ilse") and not world.under(f"lore:{OWN}", "met/odo")
    await say(table, game, "I look", "odo")
    assert "eleven verses" not in sent(table.asked(Role.NARRATOR)[-1])
    await table.engine.undo(game)
    assert (await table.engine.undo(game)).id == said.id  # the whisper stands in no undo's way


async def test_a_turn_that_broke_off_goes_on_with_the_same_lore(database: Database) -> None:
    came = set()
    game = await EngineTable(database, owner="host:0:first", gone=lambda _: True).start(campaign=kiln_mill())
    for number in range(6):
        table = EngineTable(database, owner=f"host:{number}:test", gone=lambda _: True)
        table.face = DyingFace()
        with pytest.raises(Died):
            said = table.line(f"I search for a coin and a bird, {number}.", source=f"coin:{number}")
            await table.engine.take_turn(game, [said], table.face)
        async with database.read() as db:
            (turn,) = [t for t in await load_turns(db, game.branch_id) if t.status == "running"]
        again = EngineTable(database, owner=f"host:{number}:next", gone=lambda _: True)
        await again.engine.resume(game, again.face)
        told = prompts(again, Role.NARRATOR)
        assert turn.outcome is not None
        ids = {note.id for note in turn.outcome.lore if note.came}
        assert ("other side is blank" in told) == ("coin" in ids)
        assert ("It is a crow." in told) == ("crow" in ids) != ("It is a rook." in told) == ("rook" in ids)
        came.add(frozenset(ids))
    assert len(came) > 1, "the draws differ from turn to turn"


async def test_redo_draws_again_from_the_same_words(database: Database) -> None:
    table = EngineTable(database)
    game = await table.start(campaign=kiln_mill())
    turn = await say(table, game, "I search for a coin.")
    outcomes = set()
    for _ in range(8):
        assert turn.outcome is not None
        outcomes.add(any(note.id == "coin" and note.came for note in turn.outcome.lore))
        turn = await table.engine.redo(game, table.face)
    assert outcomes == {True, False}
    assert (await verify(database, game)).ok


async def test_the_game_masters_hand_switches_and_calls(database: Database) -> None:
    table = EngineTable(database)
    table.narrator = lambda _: "The mill turns."
    game = await table.start(campaign=kiln_mill())
    await hand(table, game, TendLore(entry="stones", to="off"), "h1")
    await hand(table, game, TendLore(entry="house", to="off"), "h2")
    await hand(table, game, TendLore(entry="song", to="next"), "h3")
    await say(table, game, "I search under the stone.")
    told = prompts(table, Role.NARRATOR)
    assert "cut from a ring" not in told and "whistles" not in told and "eleven verses" in told
    state = await table.engine.state(game)
    tended = {each.entry.id: each for each in lore_tended(state, ())}
    assert tended["stones"].off and tended["house"].off and not tended["song"].forced
    await table.engine.undo(game)
    tended = {each.entry.id: each for each in lore_tended(await table.engine.state(game), ())}
    assert tended["song"].forced, "what was called for is called for again"
    for _ in range(3):
        await table.engine.undo(game)
    assert not any(each.off or each.forced for each in lore_tended(await table.engine.state(game), ()))
    assert (await verify(database, game)).ok


async def test_a_character_has_met_what_came_up_before_them(database: Database) -> None:
    table = EngineTable(database)
    game = await table.start(campaign=kiln_mill(), party=("ilse", "odo"))
    state = await table.engine.state(game)
    assert [entry.id for entry in lore_known(state, "ilse")] == ["house"]
    await say(table, game, "I search under the stone for a friend.")
    state = await table.engine.state(game)
    assert [entry.id for entry in lore_known(state, "odo")] == ["stones", "friend", "house"]
    campaign = state.campaign
    assert [entry.id for entry in lore_named(campaign, "what of the stone?", frozenset(), limit=9)] == ["stones"]
    known = frozenset({"pit"})
    assert [entry.id for entry in lore_named(campaign, "the stone?", known, limit=9)] == ["pit", "stones"]
    await table.engine.undo(game)
    assert [entry.id for entry in lore_known(await table.engine.state(game), "odo")] == ["house"]


async def test_an_entry_for_some_needs_one_of_them_here(database: Database) -> None:
    table = EngineTable(database)
    game = await table.start(campaign=kiln_mill())
    await say(table, game, "I search for a friend.")
    assert "owes him a cart" not in prompts(table, Role.NARRATOR)


async def test_a_book_of_another_program_comes_up_its_own_way(database: Database) -> None:
    table = EngineTable(database)
    campaign = kiln_mill(book=True)
    assert [rule.id for rule in campaign.books[0].rules] == ["valley/0"]
    game = await table.start(campaign=campaign)
    await say(table, game, "I search below the weir.")
    assert "It hums." in prompts(table, Role.NARRATOR)
    state = await table.engine.state(game)
    assert "valley/0" in [entry.id for entry in lore_known(state, "ilse")]
    await hand(table, game, TendLore(entry="valley/0", to="off"), "h1")
    await say(table, game, "I search below the weir again.")
    assert "It hums." not in prompts(table, Role.NARRATOR)


async def test_no_model_tends_lore(database: Database) -> None:
    table = EngineTable(database)
    asked = {"kind": "lore", "entry": "pit", "to": "off"}
    table.adjudicator = lambda _: ruling(check(outcomes={"success": {"text": "Ha.", "effects": [asked]}}))
    game = await table.start(campaign=kiln_mill())
    turn = await say(table, game, "I search the floor.")
    assert turn.ruling_source == "offline", "such a ruling is not taken"


async def test_a_preview_says_what_would_come(database: Database) -> None:
    table = EngineTable(database)
    game = await table.start(campaign=kiln_mill())
    dry = await table.engine.preview(game, role=Role.NARRATOR, line="I look at the stone.", character=None)
    assert "tail/lore/stones" in [section.key for section in dry.sections]
    assert not any(secret in section.text for secret in SECRETS for section in dry.sections)
    dry = await table.engine.preview(game, role=Role.ADJUDICATOR, line="I look at the stone.", character=None)
    assert "tail/lore/kiln" in [section.key for section in dry.sections]


async def test_lore_at_the_end_stands_last(database: Database) -> None:
    table = EngineTable(database)
    lore = LORE.replace("song: {", "song: {placement: end, ")
    game = await table.start(campaign=kiln_mill(lore=lore))
    dry = await table.engine.preview(game, role=Role.NARRATOR, line="The song of the stone", character=None)
    keys = [section.key for section in dry.sections]
    assert keys.index("tail/lore/stones") < keys.index("tail/scene") < keys.index("tail/lore/song")
