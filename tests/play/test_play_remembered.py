"""What prompts are given of the past: what bears on the turn, what those present know, and the same on resume."""

from collections import Counter
from dataclasses import replace

import pytest
from engine_table import EngineTable, mill, ruling
from sqlalchemy import text

from gm.domain.calls import BackendRequest, Role
from gm.domain.memory import Memory, MemoryRef, RecallQuery
from gm.domain.play import Game, Turn
from gm.memory.recall import Recall
from gm.play.remembered import _first, _is_named, is_shown, retells_place
from gm.review.prompts import prompt_rows as preview_rows
from gm.review.why import load_why, why_rows
from gm.store.database import Database
from gm.store.erasure import erase_player
from gm.store.games import load_scene
from gm.store.recalled import load_all_recalled
from gm.store.windows import record_window

FILLER = ("The dust settles.", "Gregor scratches his ear.", "The sacks smell of mould.", "A rat runs along the beam.")
LETTER = "Gregor unfolds a letter: the bishop has sold the bell to a tinker from Harrow."


def section(request: BackendRequest) -> str:
    """What a prompt remembers; '' where nothing."""
    whole = "\n".join(message.content for message in request.messages)
    return whole[whole.index("REMEMBERED") :].split("\n\n")[0] if "REMEMBERED" in whole else ""


class Past:
    """A table with a past, whose transcript begins late."""

    def __init__(self, database: Database) -> None:
        self.table = EngineTable(database)
        self.told = ""

    async def begin(self, party: tuple[str, ...] = ("ilse",)) -> Game:
        self.table.adjudicator = lambda _: ruling()
        self.table.narrator = lambda _: self.told
        self.told = "The mill stands still."
        return await self.table.start(party=party)

    async def say(self, game: Game, words: str, told: str, **more: str) -> Turn:
        self.told = told
        return await self.table.say(game, words, **more)

    async def fill(self, game: Game, count: int) -> None:
        for at in range(count):
            await self.say(game, f"I try to count the sacks, {at} of them", FILLER[at % len(FILLER)])

    async def forget_before(self, game: Game, number: int) -> None:
        """Have the transcripts begin at this turn."""
        async with self.table.database.begin() as db:
            scene = await load_scene(db, game.branch_id)
            for role in (Role.NARRATOR, Role.ADJUDICATOR):
                await record_window(db, scene.id, role, number)
            await db.commit()

    def given(self, role: Role) -> str:
        return section(self.table.asked(role)[-1])


async def with_letter(database: Database) -> tuple[Past, Game, Turn]:
    past = Past(database)
    game = await past.begin()
    await past.fill(game, 3)
    letter = await past.say(game, "I try to read what Gregor holds", LETTER)
    await past.fill(game, 9)
    await past.forget_before(game, letter.number + 4)
    return past, game, letter


async def test_a_passage_that_bears_on_the_turn_is_in_both_prompts(database: Database) -> None:
    past, game, letter = await with_letter(database)
    await past.say(game, "I try to recall whom the bishop sold the bell to", "A tinker.")
    for role in (Role.NARRATOR, Role.ADJUDICATOR):
        given = past.given(role)
        assert f"- Turn {letter.number}, evening of day 1" in given and "sold the bell to a tinker from Harrow" in given
        assert given.count("\n- ") == 1
    await past.say(game, "I try to stretch my legs and yawn", "She yawns.")
    assert past.given(Role.NARRATOR) == "" and past.given(Role.ADJUDICATOR) == ""


async def test_why_tells_what_was_remembered_and_by_which_words(database: Database) -> None:
    past, game, letter = await with_letter(database)
    await past.say(game, "I try to recall whom the bishop sold the bell to", "A tinker.")
    for spoilers in (False, True):
        async with database.read() as db:
            rows = list(why_rows(await load_why(db, game, number=None, spoilers=spoilers)))
        row = next(row for row in rows[rows.index("Remembered:") :] if "tinker" in row)
        assert row.startswith(f"  turn {letter.number} (") and "bishop" in row.partition(")")[0]
    line = "I try to recall whom the bishop sold the bell to"
    prompt = await past.table.engine.preview(game, role=Role.NARRATOR, line=line, character="ilse")
    assert any(row.startswith(f"recalled: turn {letter.number} (") for row in preview_rows(prompt))


async def test_why_keeps_to_itself_what_not_everybody_there_knew(database: Database) -> None:
    past = Past(database)
    game = await past.begin(party=("ilse", "odo"))
    await past.fill(game, 3)
    letter = await past.say(game, "I try to read what Gregor holds", LETTER)
    async with database.begin() as db:
        await db.run(
            lambda tx: tx.write(
                text("DELETE FROM witnesses WHERE turn_id = :turn AND character = 'odo'"), {"turn": letter.id}
            )
        )
        await db.commit()
    await past.fill(game, 9)
    await past.forget_before(game, letter.number + 4)
    await past.say(game, "I try to recall whom the bishop sold the bell to", "Somebody.")
    assert "(Odo was not there): " in past.given(Role.NARRATOR)
    for spoilers in (False, True):
        async with database.read() as db:
            said = "\n".join(why_rows(await load_why(db, game, number=None, spoilers=spoilers)))
        assert ("tinker" in said) is spoilers and f"  turn {letter.number}" in said


async def test_what_the_transcript_shows_is_not_remembered_beside_it(database: Database) -> None:
    past, game, letter = await with_letter(database)
    await past.forget_before(game, letter.number)
    await past.say(game, "I try to recall whom the bishop sold the bell to", "A tinker.")
    assert past.given(Role.NARRATOR) == ""


async def test_undo_takes_a_memory_away(database: Database) -> None:
    past = Past(database)
    game = await past.begin()
    await past.fill(game, 6)
    await past.say(game, "I try to read what Gregor holds", LETTER)
    await past.table.engine.undo(game)
    game = await past.table.engine.reload(game)
    await past.fill(game, 4)
    await past.forget_before(game, 10)
    await past.say(game, "I try to recall whom the bishop sold the bell to", "Who knows.")
    assert past.given(Role.NARRATOR) == ""


async def test_a_secret_of_one_comes_to_the_table_only_where_they_are(database: Database) -> None:
    past, game, letter = await with_letter(database)
    recall = past.table.parts.recall
    async with database.begin() as db:  # as if Odo alone had been there, who is not here
        await db.run(
            lambda tx: tx.write(
                text("UPDATE witnesses SET character = 'odo' WHERE turn_id = :turn AND character = 'ilse'"),
                {"turn": letter.id},
            )
        )
        await db.commit()
    recall.indexes.forget(game.id)
    await past.say(game, "I try to recall whom the bishop sold the bell to", "Who knows.")
    assert past.given(Role.NARRATOR) == ""
    ruled = past.given(Role.ADJUDICATOR)  # the positive control: the game master knows all
    assert "tinker" in ruled
    assert "(Ilse was not there): " in ruled, "it is told who must not act on it"


async def test_a_resumed_turn_is_given_the_same(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    past, game, _ = await with_letter(database)

    class Killed(BaseException):
        """The process ends."""

    def dies(_: BackendRequest) -> str:
        raise Killed

    past.table.narrator = dies
    with pytest.raises(Killed):
        await past.table.say(game, "I try to recall whom the bishop sold the bell to")
    first = past.given(Role.NARRATOR)
    assert "tinker" in first

    async def never(*_: object) -> None:
        raise AssertionError("it was looked for again")

    monkeypatch.setattr(Recall, "search", never)
    past.table.narrator = lambda _: "A tinker."
    await past.table.engine.resume(game, past.table.face)
    assert past.given(Role.NARRATOR) == first


async def test_erasing_forgets_what_was_recalled(database: Database) -> None:
    past, game, _ = await with_letter(database)
    turn = await past.say(game, "I try to recall whom the bishop sold the bell to", "A tinker.")
    async with database.begin() as db:
        kept = await load_all_recalled(db, turn.id)
        assert {role for role, _, _ in kept} == {"narrator", "adjudicator"} and all(
            "tinker" in body for *_, body in kept
        )
        await erase_player(db, game.id, "ilse")
        assert await load_all_recalled(db, turn.id) == ()


def test_an_article_names_nobody() -> None:
    known = ["the landlord", "the reeve", "Hanne Vetch", "The Dry Eel"]
    firsts = Counter(_first(name) for name in known)

    def named(*said: str) -> list[str]:
        return [name for name in known if _is_named(name, set(said), firsts)]

    assert named("i", "ask", "about", "the", "bell") == []
    assert named("the", "reeve", "and", "hanne") == ["the reeve", "Hanne Vetch"]
    assert named("in", "the", "dry", "eel") == ["The Dry Eel"]


def test_what_only_describes_the_place_again_is_not_recalled() -> None:
    place = "A low taproom with a big fire.  Every chair\nfaces inland."
    assert is_shown("Ilse: I look around\nA low taproom with a big fire. Every chair faces inland.", place)
    assert not is_shown(
        "A low taproom with a big fire. Under the third chair somebody has hidden a whistle of silver.", place
    )
    assert not is_shown("Every chair faces inland.", "")


def test_what_was_recalled_for_one_sentence_is_news_while_the_chronicle_holds_only_what_stood_around_it() -> None:
    around = "The wind turns over the fish market. The smoke lies low, and Agnes draws her collar together."
    answer = "The cellar floods at new moon."
    assert is_shown(f"{around} {answer}", around)
    assert not is_shown(f"{around} {answer}", around, answer)
    assert is_shown(f"{around} {answer}", f"{around} {answer}", answer)
    assert is_shown(f"{around} {answer}", f"{around}\n#41: The  Cellar floods at new moon.", f"{answer[:20]}…")


async def test_the_answer_is_remembered_though_the_chronicle_tells_what_stood_around_it(database: Database) -> None:
    past = Past(database)
    game = await past.begin()
    around = "The wind turns over the mill and the smoke lies low above the long grass by the water."
    await past.say(game, "I wait by the wheel", f"{around} {LETTER}")
    await past.fill(game, 24)
    recall = Recall(past.table.database)
    found = await recall.search(
        game, game.branch_id, RecallQuery("what of the bishop's letter and the tinker?", fitting=True)
    )
    best = found.memories[0]
    assert best.core == LETTER and around in best.text
    assert not is_shown(best.text, f"{around} {'The dust settles. ' * 3}", best.core)
    assert is_shown(best.text, f"{around} {LETTER}", best.core)


@pytest.mark.parametrize(
    ("words", "again"),
    [
        ("Sacks that smell of mould, two millstones in a heap, and the wheel that hangs above.", True),
        ('Gregor: "Sacks, mould, two millstones, and the wheel above the water: that is all there is."', False),
        ("Under the sacks lies the bishop's letter, sold to a tinker from Harrow.", False),
    ],
)
def test_what_a_place_looks_like_is_no_memory(words: str, again: bool) -> None:
    """Its description stands in the prompt whenever somebody is there; what was said or found there is remembered."""
    told = "Two millstones, a heap of sacks that smell of mould, and the wheel that hangs above the water."
    plain = mill()
    here = plain.places[0].model_copy(update={"description": told})
    campaign = plain.model_copy(update={"places": (here, *plain.places[1:])})
    memory = Memory(MemoryRef("turn", 1), number=7, text=words, score=1.0, place=here.id)
    assert retells_place(campaign, memory) is again
    assert retells_place(campaign, replace(memory, core=words, text=f"Ilse: I wait. / {words}")) is again
    assert not retells_place(campaign, replace(memory, core="I hid the map in the lining.")), "what it was recalled for"
