"""A bad model's narrations, played through the whole engine: what the table sees of them."""

import pytest
from engine_table import EngineTable, check, mill, ruling

from gm.domain.calls import Role
from gm.domain.events import SentenceReleased, TurnEvent
from gm.domain.guards import ASKED_AGAIN
from gm.domain.play import Turn
from gm.play.engine import SilentFace
from gm.play.narrate import SELDOM
from gm.review.why import load_why, why_rows
from gm.store.calls import load_calls
from gm.store.database import Database
from gm.store.guards import load_guard_counts, load_guards

GOOD = "Dust sifts from the beam. Gregor lowers the lantern and waits, one hand on the rail."


class DyingFace(SilentFace):
    """Dies of the last sentence, when the model has been paid and nothing is committed yet."""

    async def show(self, event: TurnEvent) -> None:
        if isinstance(event, SentenceReleased) and "Gregor lowers" in event.text:
            raise RuntimeError("the face is gone")


async def told(database: Database, *replies: str, line: str = "I look around.", ruled: str = "") -> tuple[Turn, str]:
    """The turn, and what its players saw of these replies, one an asking."""
    table = EngineTable(database)
    waiting = list(replies)
    table.narrator = lambda _: waiting.pop(0) if waiting else GOOD
    table.adjudicator = lambda _: ruled or ruling({"character": "ilse", "intent": line})
    game = await table.start()
    table.face.events.clear()
    turn = await table.say(game, line)
    assert turn.narration == table.face.told().strip()
    turn_askings = len(table.asked(Role.NARRATOR))
    assert turn_askings == len(replies) - len(waiting)
    return turn, table.face.told()


BAD = {
    "a script": (f"{GOOD} Ilse: I open the door and run.\nGregor: Stop!", GOOD),
    "dialogue": (f'"I will find him," you say. {GOOD}', GOOD),
    "a decision": (f"{GOOD} You decide to trust him.", GOOD),
    "a feeling": (f"{GOOD} You feel a sudden wave of guilt.\n\nThe stones turn.", f"{GOOD} \n\nThe stones turn."),
    "options": (f"{GOOD}\n\n1. Ask him about the boy.\n2. Go to the yard.", GOOD),
    "the players' turn": (f"{GOOD}\n\nWhat do you do next?", GOOD),
    "a question at its end": (f"{GOOD} The stones wait: what will you do now?", f"{GOOD} The stones wait."),
    "a heading": (f"## The Mill\n{GOOD}", f"The Mill\n{GOOD}"),
    "bold left open": (f"**Dust sifts. {GOOD}", f"**Dust sifts. {GOOD}**"),
    "a secret": (f"{GOOD} The miller buried the missing boy beneath the old threshing floor himself.", GOOD),
    "a mention": (f"{GOOD} @everyone hears it.", f"{GOOD} @\u200beveryone hears it."),
    "a loop": (f"{GOOD} " + "The wheel turns in the dark water below the boards. " * 9, None),
}


@pytest.mark.parametrize("what", BAD)
async def test_what_the_table_sees_of_a_bad_narration(sqlite_database: Database, what: str) -> None:
    reply, wanted = BAD[what]
    _, seen = await told(sqlite_database, reply)
    if wanted is None:
        assert seen.count("The wheel turns") == 1
    else:
        assert seen.strip() == wanted


LEARNED = {"kind": "reveal", "fact": "buried", "to": []}
CLUE = "The miller buried the missing boy beneath the old threshing floor himself."


@pytest.mark.parametrize(
    ("reply", "wanted"),
    [
        (f'{GOOD}\n\n"By thunder," you say, "the miller buried the missing boy beneath the floor himself!"', True),
        (f"{GOOD} {CLUE} You decide to trust him.", False),
        (f"{GOOD} You decide to trust him.", False),
    ],
)
async def test_a_clue_that_was_cut_with_its_sentence_is_told_all_the_same(
    sqlite_database: Database, reply: str, wanted: bool
) -> None:
    ruled = ruling({"character": "ilse", "intent": "search the floor", "effects": [LEARNED]})
    again = [GOOD] if wanted else []  # it is asked once more, and that is no better
    turn, seen = await told(sqlite_database, reply, *again, line="I search the floor.", ruled=ruled)
    assert (seen.strip() == f"{GOOD}\n\n{CLUE}") is wanted
    assert seen.count(CLUE) == (CLUE in reply or wanted)
    assert turn.narration == seen.strip()


async def test_the_players_line_told_back_is_cut_and_the_rest_stays(sqlite_database: Database) -> None:
    line = "I lift the heavy latch and slip in before the miller turns."
    _, seen = await told(
        sqlite_database, f"You lift the heavy latch and slip in before the miller turns. {GOOD}", line=line
    )
    assert seen.strip() == GOOD


async def test_where_too_little_is_left_the_model_is_asked_once_more_and_told_why(sqlite_database: Database) -> None:
    table = EngineTable(sqlite_database)
    replies = ["You decide to leave the mill at once.", GOOD]
    table.narrator = lambda _: replies.pop(0)
    table.adjudicator = lambda _: ruling(check())
    game = await table.start()
    table.face.events.clear()
    turn = await table.say(game, "I look around.")
    assert turn.narration == GOOD
    first, second = table.asked(Role.NARRATOR)
    assert "Your last answer" not in first.messages[-1].content
    assert "decided or felt something for a player's character" in second.messages[-1].content


async def test_a_model_that_does_not_learn_is_told_over_by_the_offline_narrator(sqlite_database: Database) -> None:
    turn, seen = await told(sqlite_database, "You decide to leave.", "Ilse: I leave.")
    assert turn.narration_source == "offline"
    assert len(seen.split()) > 5
    assert "decide" not in seen


async def test_what_the_guards_did_is_counted_by_model_and_shown_in_why(sqlite_database: Database) -> None:
    table = EngineTable(sqlite_database)
    secret = "The miller buried the missing boy beneath the old threshing floor himself."
    table.narrator = lambda _: f"{GOOD} You decide to trust him. {secret} @everyone hears it."
    table.adjudicator = lambda _: ruling({"character": "ilse", "intent": "look"})
    game = await table.start()
    await table.say(game, "I look around.")
    async with sqlite_database.read() as db:
        assert [(each.model, each.narrations, each.counts) for each in await load_guard_counts(db)] == [
            ("scripted", 1, (("decides", "cut", 1), ("leak", "cut", 1), ("mention", "mended", 1)))
        ]
        mine = await load_why(db, game, number=None, spoilers=False)
        all_of_it = await load_why(db, game, number=None, spoilers=True)
    rows = list(why_rows(mine))
    assert "  1 × sentence cut: decided or felt for a player's character (scripted)" in rows
    assert not any("must not learn" in row for row in rows)
    assert any("must not learn" in row for row in why_rows(all_of_it))


async def test_a_stranger_is_described_until_somebody_says_the_name(sqlite_database: Database) -> None:
    pcs = tuple(pc.model_copy(update={"hook": ""}) for pc in mill().characters)
    table = EngineTable(sqlite_database)
    replies = [
        "Gregor lowers the lantern. Dust hangs in the light of it, and nothing else in the room moves at all.",
        '"Gregor," he says. "I am Gregor." Gregor lowers the lantern. Dust hangs there, and nothing moves at all.',
    ]
    table.narrator = lambda _: replies.pop(0)
    table.adjudicator = lambda _: ruling({"character": "ilse", "intent": "look"})
    game = await table.start(campaign=mill().model_copy(update={"characters": pcs}))
    first = await table.say(game, "I look around.")
    second = await table.say(game, "I ask who he is.")
    assert (first.narration or "").startswith("The tall man lowers the lantern.")
    assert (second.narration or "").startswith('"Gregor," he says.')
    assert (second.narration or "").count("Gregor") == 3


async def test_the_second_call_is_a_row_of_its_own_and_is_not_bought_again_after_a_crash(
    sqlite_database: Database,
) -> None:
    table = EngineTable(sqlite_database)
    replies = ["You decide to leave the mill at once.", GOOD]
    table.narrator = lambda _: replies.pop(0)
    table.adjudicator = lambda _: ruling(check())
    game = await table.start()

    with pytest.raises(RuntimeError):
        await table.engine.take_turn(game, [table.line("I look around.")], DyingFace())
    (turn,) = await table.engine.resume(game, table.face)
    assert (turn.narration, turn.narration_source) == (GOOD, "scripted")
    async with sqlite_database.read() as db:
        calls = [call for call in await load_calls(db, turn_id=turn.id) if call.role == Role.NARRATOR]
        hits = [hit for _, hit in await load_guards(db, turn.id)]
    assert [(call.status, call.asking) for call in calls] == [("ok", 0), ("ok", ASKED_AGAIN)]
    assert [(hit.kind, hit.action, hit.count) for hit in hits] == [
        ("decides", "cut", 1),
        ("too_little", "asked_again", 1),
    ]


async def test_a_model_that_is_cut_each_time_is_seldom_asked_twice(sqlite_database: Database) -> None:
    table = EngineTable(sqlite_database)
    table.narrator = lambda _: "You decide to leave the mill at once."
    table.adjudicator = lambda _: ruling(check())
    game = await table.start()
    again, sources = [], []
    for number in range(SELDOM + 2):
        turn = await table.say(game, f"I look around, for the {number + 1}. time.")
        async with sqlite_database.read() as db:
            again.append(any(call.asking >= ASKED_AGAIN for call in await load_calls(db, turn_id=turn.id)))
        sources.append(turn.narration_source)
    asked = [at for at, one in enumerate(again) if one]
    assert asked[0] == 0 and len(asked) == 2 and asked[1] - asked[0] > SELDOM - 1
    assert set(sources) == {"offline"}, "every turn is told"
