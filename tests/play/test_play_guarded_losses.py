"""What the party learns is told, whatever is cut with it: the model is asked once more, or the engine says it."""

import pytest
from engine_table import EngineTable, ruling
from hypothesis import given
from hypothesis import strategies as st

from gm.domain.calls import Role
from gm.domain.events import SentenceReleased, TurnEvent
from gm.domain.guards import GuardKind
from gm.domain.play import Game
from gm.play.engine import SilentFace
from gm.play.losses import Losses
from gm.play.releasing import LOST
from gm.review.verify import verify
from gm.store.calls import load_calls
from gm.store.database import Database

FACT = "The miller buried the missing boy beneath the old threshing floor himself."
BEFORE = "Dust sifts from the beam. The boards are paler where the stones stood."
SPOKEN = '"The miller himself, then: he buried the boy who is missing, and beneath the old threshing floor!" you say.'
AFTER = "Gregor lowers the lantern and waits, one hand on the rail."
TOLD = "Under the pale boards the miller himself buried the missing boy: beneath the old threshing floor."
LEARNS = ruling(
    {"character": "ilse", "intent": "look", "effects": [{"kind": "reveal", "fact": "buried", "to": ["ilse"]}]}
)
LOOKS = ruling({"character": "ilse", "intent": "look"})


async def table_of(database: Database, *replies: str, ruled: str = LEARNS) -> tuple[EngineTable, Game]:
    table = EngineTable(database)
    waiting = list(replies)
    table.narrator = lambda _: waiting.pop(0)
    table.adjudicator = lambda _: ruled
    game = await table.start()
    table.face.events.clear()
    return table, game


async def test_where_what_is_learned_is_cut_the_model_is_asked_once_more(database: Database) -> None:
    table, game = await table_of(database, f"{BEFORE} {SPOKEN} {AFTER}", TOLD)
    turn = await table.say(game, "I search the floor")
    assert turn.narration == f"{BEFORE} {TOLD}" == table.face.told().strip(), "it goes on from what was seen"
    first, second = table.asked(Role.NARRATOR)
    assert LOST not in first.messages[-1].content
    asked = "\n".join(message.content for message in second.messages)
    assert LOST in asked and "put words into the mouth of a player's character" in asked
    assert second.messages[-2].content == BEFORE
    assert (await verify(database, game)).ok


@pytest.mark.parametrize("again", [f"{SPOKEN}", "", "Ilse: I know it."])
async def test_where_it_is_no_better_the_first_is_told_and_the_engine_says_it(
    sqlite_database: Database, again: str
) -> None:
    table, game = await table_of(sqlite_database, f"{BEFORE} {SPOKEN} {AFTER}", again or "…")
    turn = await table.say(game, "I search the floor")
    assert (turn.narration or "").startswith(BEFORE) and (turn.narration or "").endswith(f"\n\n{FACT}")
    assert turn.narration == table.face.told().strip()
    assert again == "" or AFTER in (turn.narration or "")


LONG = f"{AFTER} Rain drums on the sacks outside, and something heavy shifts its weight from side to side."


@pytest.mark.parametrize(
    "telling", [f"{BEFORE} {TOLD} {SPOKEN} {LONG}", f"{BEFORE} {SPOKEN} {TOLD} {LONG}", f"{BEFORE} {LONG}"]
)
async def test_it_is_said_once_and_only_where_it_was_cut(sqlite_database: Database, telling: str) -> None:
    table, game = await table_of(sqlite_database, telling)
    turn = await table.say(game, "I search the floor")
    assert turn.narration == telling.replace(f"{SPOKEN} ", "") == table.face.told().strip()


async def test_a_model_that_does_it_each_time_is_seldom_asked_twice(sqlite_database: Database) -> None:
    rest = "Rain drums on the sacks outside, and something heavy shifts its weight below the floor."
    table, game = await table_of(sqlite_database, f"{BEFORE} {SPOKEN} {AFTER}", TOLD, f"{SPOKEN} {rest}")
    await table.say(game, "I search the floor")
    table.adjudicator = lambda _: LOOKS
    turn = await table.say(game, "I search the sacks")
    assert turn.narration == rest and len(table.asked(Role.NARRATOR)) == 3


SPEECH = (
    '"We must go to the reeve at once, and tell her what stands in the book, and ask her who wrote it there and why," '
    "you say, and turn to the door."
)


async def test_where_much_of_it_is_cut_the_model_is_asked_once_more(sqlite_database: Database) -> None:
    better = "Rain drums on the sacks outside. Gregor lowers the lantern."
    table, game = await table_of(sqlite_database, f"{BEFORE} {SPEECH}", better, ruled=LOOKS)
    turn = await table.say(game, "I search the floor")
    assert turn.narration == f"{BEFORE} {better}" and len(table.asked(Role.NARRATOR)) == 2


async def test_a_long_telling_loses_a_speech_and_is_told_as_it_is(sqlite_database: Database) -> None:
    rest = "Rain drums on the sacks outside, and something heavy shifts its weight below the floor. "
    rest += "The lantern burns lower than it should, and nobody trims it. " + AFTER
    table, game = await table_of(sqlite_database, f"{BEFORE} {SPEECH} {rest}", ruled=LOOKS)
    turn = await table.say(game, "I search the floor")
    assert turn.narration == f"{BEFORE} {rest}"


async def test_a_good_telling_waits_for_nothing(sqlite_database: Database) -> None:
    table, game = await table_of(sqlite_database, f"{BEFORE} You decide to stay. {TOLD} {AFTER}")
    await table.say(game, "I search the floor")
    parts = [event.text for event in table.face.events if isinstance(event, SentenceReleased)]
    assert len(parts) == 4, "each sentence as it comes"


class DyingFace(SilentFace):
    """Dies of the first word of the second answer."""

    async def show(self, event: TurnEvent) -> None:
        if isinstance(event, SentenceReleased) and "Under the pale" in event.text:
            raise RuntimeError("the face is gone")


async def test_after_a_crash_nothing_is_bought_again(sqlite_database: Database) -> None:
    table, game = await table_of(sqlite_database, f"{BEFORE} {SPOKEN} {AFTER}", TOLD)
    with pytest.raises(RuntimeError):
        await table.engine.take_turn(game, [table.line("I search the floor")], DyingFace())
    (turn,) = await table.engine.resume(game, table.face)
    assert turn.narration == f"{BEFORE} {TOLD}"
    async with sqlite_database.read() as db:
        calls = [call for call in await load_calls(db, turn_id=turn.id) if call.role == Role.NARRATOR]
    assert [call.status for call in calls] == ["ok", "ok"]


SENTENCES = st.lists(st.sampled_from([BEFORE, AFTER, SPOKEN, TOLD, FACT]), max_size=6)
KINDS: tuple[GuardKind, ...] = ("player_voice",)


@given(SENTENCES, SENTENCES)
def test_what_was_told_is_not_lost_and_what_was_cut_is(passed: list[str], cut: list[str]) -> None:
    losses = Losses([FACT])
    for each in passed:
        losses.note(each, each, ())
    for each in cut:
        losses.note(each, "", KINDS)
    tells = {SPOKEN, TOLD, FACT}
    assert bool(losses.lost()) == (bool(tells & set(cut)) and not tells & set(passed))
    assert not (losses.is_poor and not cut)
