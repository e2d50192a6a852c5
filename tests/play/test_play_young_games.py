"""In a young game everyday words call nothing up, rare as they are there by chance; what only one turn tells does."""

import pytest
from engine_table import mill, ruling
from test_play_remembered import LETTER, Past
from young_stories import STORIES, Story

from gm.domain.calls import Role
from gm.domain.play import Game
from gm.store.database import Database
from gm.store.games import load_scene
from gm.store.windows import record_window

NEAR = 3
"""Turns that are still in the transcript."""


async def played(database: Database, language: str, story: Story) -> tuple[Past, Game]:
    past = Past(database)
    past.table.adjudicator = lambda _: ruling()
    past.table.narrator = lambda _: past.told
    past.told = "Nobody is there."
    game = await past.table.start(campaign=mill().model_copy(update={"language": language}))
    for said, told in story.turns:
        last = await past.say(game, said, told)
    await past.forget_before(game, last.number - NEAR + 1)
    return past, game


@pytest.mark.parametrize("language", STORIES)
async def test_everyday_words_call_nothing_up_and_a_reference_does(database: Database, language: str) -> None:
    story = STORIES[language]
    past, game = await played(database, language, story)
    padding = []
    for said in story.everyday:
        await past.say(game, said, "…")
        padding += [f"{said} -> {past.given(role)}" for role in (Role.NARRATOR, Role.ADJUDICATOR) if past.given(role)]
    assert not padding
    await past.say(game, story.asked, "…")
    given = past.given(Role.NARRATOR)
    assert story.told in given and given.count("\n- ") == 1


async def test_what_the_chronicle_says_is_not_remembered_beside_it(database: Database) -> None:
    past = Past(database)
    game = await past.begin()
    await past.table.engine.set_table(game, mode="coauthor")
    await past.fill(game, 3)
    letter = await past.say(game, "I read", LETTER)
    await past.fill(game, 9)
    asked = "I try to recall whom the bishop sold the bell to"
    for told in (letter.number - 1, letter.number):
        async with past.table.database.begin() as db:
            scene = await load_scene(db, game.branch_id)
            await record_window(db, scene.id, Role.NARRATOR, letter.number + 4, (f"g{told}",))
            await db.commit()
        await past.say(game, asked, "Who knows.")
        whole = "\n".join(message.content for message in past.table.asked(Role.NARRATOR)[-1].messages)
        assert "sold the bell to a tinker" in whole and whole.count("sold the bell to a tinker") == 1
        assert ("EARLIER IN THE TEXT" in whole) is (told != letter.number)
