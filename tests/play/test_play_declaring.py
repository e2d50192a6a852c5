"""Shared authority: what a player declares becomes true of the place, at its cost; its words can be erased."""

import pytest
from kit_stories import KitTable, story

from gm.domain.calls import Role
from gm.domain.play import Game, PlayerInput, Turn
from gm.review.verify import verify
from gm.rules.claims import claim_of
from gm.store.database import Database
from gm.store.erasure import erase_player

WORDS = "the great lens is cracked"


async def say(table: KitTable, game: Game, text: str, source: str) -> Turn:
    return await table.engine.take_turn(game, [PlayerInput("test", source, "pat", text, character="ada")], table.face)


async def prompt_of(table: KitTable, game: Game, role: Role) -> str:
    prompt = await table.engine.preview(game, role=role, line="I look around.", character="ada")
    return "\n".join(section.text for section in prompt.sections)


async def test_a_declaration_costs_and_is_true_of_its_place(database: Database) -> None:
    table = KitTable(database, "ladder")
    game = await table.begin()
    turn = await say(table, game, f"I declare that {WORDS}.", "one")
    assert turn.outcome is not None
    changed = {(each.entity, each.path): each.after for each in turn.outcome.changes}
    assert changed["character:ada", "resource/fate"] == 3
    assert changed["place:strand", "declared/1"] == "aspect:ada"
    assert not [each for each in turn.outcome.changes if WORDS in str(each.after)], "history holds ids only"
    later = KitTable(database, "ladder")
    for role in (Role.NARRATOR, Role.ADJUDICATOR):
        assert WORDS in (await prompt_of(later, game, role))
    assert "An aspect of the scene" in await prompt_of(later, game, Role.ADJUDICATOR)
    assert (await verify(database, game)).differences == ()


async def test_it_holds_where_it_was_said_and_goes_with_an_undo(database: Database) -> None:
    table = KitTable(database, "ladder")
    game = await table.begin()
    await say(table, game, "aspect: rotten timber", "one")
    await say(table, game, "I go to the tower.", "two")
    assert "TRUE HERE" not in await prompt_of(table, game, Role.ADJUDICATOR)
    await table.engine.undo(game)
    assert "rotten timber" in await prompt_of(table, game, Role.ADJUDICATOR)
    await table.engine.undo(game)
    assert "TRUE HERE" not in await prompt_of(table, game, Role.ADJUDICATOR)


async def test_without_fate_points_it_is_refused_and_said(database: Database) -> None:
    table = KitTable(database, "ladder")
    game = await table.begin()
    for number in range(4):
        await say(table, game, f"aspect: rope number {number}", f"rope:{number}")
    turn = await say(table, game, "aspect: one rope more", "more")
    assert turn.outcome is not None and turn.outcome.notes
    touched = {each.path.partition("/")[0] for each in turn.outcome.changes}
    assert not touched & {"declared", "resource"}


async def test_under_strict_authority_it_stays_an_attempt(database: Database) -> None:
    table = KitTable(database, "percent")
    game = await table.begin()
    turn = await say(table, game, f"I declare that {WORDS}.", "one")
    assert turn.outcome is not None
    assert not [each for each in turn.outcome.changes if "declared" in each.path or "resource" in each.path]
    assert "TRUE HERE" not in await prompt_of(table, game, Role.ADJUDICATOR)


async def test_erased_words_are_in_no_prompt_and_history_stands(database: Database) -> None:
    table = KitTable(database, "ladder")
    game = await table.begin()
    await say(table, game, f"I declare that {WORDS}.", "one")
    async with database.begin() as db:
        assert await erase_player(db, game.id, "pat") > 0
        await db.commit()
    for role in (Role.NARRATOR, Role.ADJUDICATOR):
        assert WORDS not in (await prompt_of(KitTable(database, "ladder"), game, role))
    assert (await verify(database, game)).differences == ()


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("I declare that the roof leaks", "the roof leaks"),
        ("Ich erkläre, dass das Dach leckt", "das Dach leckt"),
        ("Declaro que el techo gotea", "el techo gotea"),
        ("Я объявляю, что крыша течёт", "крыша течёт"),
        ("我宣布：屋顶漏水", "屋顶漏水"),
        ("ฉันประกาศว่าหลังคารั่ว", "หลังคารั่ว"),
        ("Aspect: the roof leaks", "the roof leaks"),
    ],
)
def test_how_it_is_said(line: str, words: str) -> None:
    claim = claim_of(line, story("ladder").ruleset)
    assert claim is not None and (claim.declaration, claim.words) == ("aspect", words)


@pytest.mark.parametrize("line", ["I ask whether the roof leaks", "Harke: come here", "declare"])
def test_what_is_none(line: str) -> None:
    assert claim_of(line, story("ladder").ruleset) is None
