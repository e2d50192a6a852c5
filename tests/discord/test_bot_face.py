"""The events of a turn in a thread: words, dice, telling, buttons; true states; everything shrinks when undone."""

import asyncio
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import pytest
from bot_fakes import MemoryWire

from gm.app import SystemClock
from gm.bot.catalogue import Speech, shipped_catalogue
from gm.bot.face import Cast, DiscordFace
from gm.bot.posts import Posts
from gm.domain.brief import CheckView
from gm.domain.events import (
    InputReceived,
    NarrationFinished,
    NarrationStarted,
    OutcomeResolved,
    RulingStarted,
    SentenceReleased,
    TurnEvent,
    TurnParked,
)
from gm.domain.play import Parked, ParkedOption, PlayerInput, ReceivedInput, Stage, Turn
from gm.store.database import Database

SAID = ReceivedInput(4, PlayerInput("discord", "99", "discord:1", "I open *the door*", character="ilse"), 7)
CHECK = CheckView("Ilse", "Search", 12, 15, "success", "Success", success=True)
OUTCOME = OutcomeResolved(7, (CHECK,), ("1d20 (11) + 4 = 15",), (), (), ("Noise carries.",))


def turn(number: int = 7) -> Turn:
    now = datetime(2030, 1, 1, tzinfo=UTC)
    said = (SAID,) if number == 7 else ()
    return Turn(number, "u", 1, 1, 1, 1, number, "action", Stage.RECEIVED, "running", 1, said, now)


@dataclass
class StepPace:
    """Time that a test moves on."""

    seconds: float = 0.0
    _waiting: list[tuple[float, asyncio.Event]] = field(default_factory=list)

    def now(self) -> float:
        return self.seconds

    async def sleep(self, seconds: float) -> None:
        event = asyncio.Event()
        self._waiting.append((self.seconds + seconds, event))
        await event.wait()

    async def on(self, seconds: float) -> None:
        self.seconds += seconds
        for until, event in self._waiting:
            if until <= self.seconds + 1e-9:
                event.set()
        await asyncio.sleep(0.02)  # the database has a thread of its own


@dataclass
class Stage_:
    face: DiscordFace
    wire: MemoryWire
    pace: StepPace

    async def show(self, *events: TurnEvent) -> None:
        for event in events:
            await self.face.show(event)


@pytest.fixture
def stage(sqlite_database: Database) -> Stage_:
    wire, pace = MemoryWire(), StepPace()

    async def load(turn_id: int) -> Turn:
        return turn(turn_id)

    face = DiscordFace(
        Posts(5, wire, sqlite_database, SystemClock()),
        Speech(shipped_catalogue(), "en"),
        pace,
        Cast(lambda entry: "Ilse", lambda skill: skill.title(), lambda name: name.title()),
        load,
        apart=1.1,
    )
    return Stage_(face, wire, pace)


async def finish(stage: Stage_, text: str, number: int = 7) -> None:
    done = asyncio.create_task(stage.show(NarrationFinished(number, text, "offline")))
    for _ in range(40):
        if done.done():
            break
        await stage.pace.on(1.2)
    await done


async def test_words_then_dice_then_the_telling(stage: Stage_) -> None:
    await stage.show(InputReceived(7, SAID), OUTCOME, NarrationStarted(7), SentenceReleased(7, "It opens."))
    await finish(stage, "It opens. Dust.")
    words, dice, told = stage.wire.texts()
    assert words == "I open *the door*" and told == "It opens. Dust."
    assert dice.splitlines()[:2] == ["Stakes: Noise carries.", "🎲 **Ilse, Search: 15** against 12. **Success**"]
    below = [button.label for button in list(stage.wire.buttons.values())[-1]]
    assert below == ["Act", "Undo", "Redo", "Reword", "Why?", "X-card"]


async def test_who_is_answered_by_nobody_reads_so(stage: Stage_) -> None:
    await stage.show(InputReceived(7, SAID), NarrationStarted(7))
    done = asyncio.create_task(stage.show(NarrationFinished(7, "", "code", "in English", about="npc_nobody")))
    while not done.done():
        await stage.pace.on(1.2)
    await done
    assert stage.wire.texts()[-1] == "-# Nobody here answers that. /pace cuts to somewhere else."


async def test_long_waits_are_said_and_short_ones_are_not(stage: Stage_) -> None:
    await stage.show(InputReceived(7, SAID), RulingStarted(7))
    await asyncio.sleep(0.02)
    assert stage.wire.texts() == ["I open *the door*"]
    await stage.pace.on(1.2)
    assert stage.wire.texts() == ["I open *the door*\n-# weighing the odds …"]
    await stage.show(OUTCOME, NarrationStarted(7))
    await stage.pace.on(1.2)
    words, dice = stage.wire.texts()
    assert words == "I open *the door*" and dice.endswith("\n-# writing …")
    await finish(stage, "It opens.")
    assert not any("writing" in text for text in stage.wire.texts())


async def test_words_that_are_posted_late_leave_no_writing_below_the_dice(stage: Stage_) -> None:
    """The turn is played on by what was said after it, while its words still wait for Discord."""
    begun, gate, speak = asyncio.Event(), asyncio.Event(), stage.wire.speak

    async def slow(name: str, text: str, **more: Any) -> tuple[int, int] | None:
        begun.set()
        await gate.wait()
        return await speak(name, text, **more)

    stage.wire.speak = slow  # type: ignore[method-assign]
    words = asyncio.create_task(stage.show(InputReceived(7, SAID)))
    await begun.wait()
    await stage.show(OUTCOME, NarrationStarted(7))
    await stage.pace.on(1.2)
    assert stage.wire.texts()[0].endswith("\n-# writing …")
    gate.set()
    await words
    await finish(stage, "It opens.")
    assert len(stage.wire.texts()) == 3 and not any("writing" in text for text in stage.wire.texts())


async def test_words_that_join_a_turn_leave_nothing_below_those_before(stage: Stage_) -> None:
    await stage.show(InputReceived(7, SAID), RulingStarted(7))
    await stage.pace.on(1.2)
    assert stage.wire.texts() == ["I open *the door*\n-# weighing the odds …"]
    joined = replace(SAID, id=5, input=replace(SAID.input, source_id="100", text="I follow."))
    await stage.show(InputReceived(7, joined), NarrationStarted(7))
    await finish(stage, "It opens.")
    assert stage.wire.texts() == ["I open *the door*", "I follow.", "It opens."]


async def test_a_quick_turn_costs_few_requests(stage: Stage_) -> None:
    await stage.show(InputReceived(7, SAID), RulingStarted(7), OUTCOME, NarrationStarted(7))
    for sentence in ("It ", "opens ", "slowly. "):
        await stage.show(SentenceReleased(7, sentence))
    await finish(stage, "It opens slowly.")
    kinds = [kind for kind, _ in stage.wire.log if kind != "typing"]
    assert kinds.count("post") == 3 and kinds.count("edit") <= 1


async def test_a_long_telling_takes_several_posts_and_a_shorter_one_fewer(stage: Stage_) -> None:
    long = "The bell rings over the marsh again. " * 120
    await stage.show(InputReceived(7, SAID), NarrationStarted(7), SentenceReleased(7, long))
    await finish(stage, long)
    assert len(stage.wire.texts()) == 4 and max(map(len, stage.wire.texts())) <= 2000
    await stage.show(NarrationStarted(7))
    await finish(stage, "The bell rings.")
    assert stage.wire.texts() == ["I open *the door*", "The bell rings."]


async def test_undone_is_one_line_without_buttons(stage: Stage_) -> None:
    await stage.show(InputReceived(7, SAID), OUTCOME, NarrationStarted(7))
    await finish(stage, "It opens. " * 250)
    await stage.face.take_back(turn(), "Ada")
    assert stage.wire.texts() == ["~~I open the door~~", "-# Turn 7 was taken back by Ada."]
    assert not any(stage.wire.buttons.get(number) for number in stage.wire.posts)


async def test_a_turn_that_is_resumed_by_another_process_posts_its_words_first(stage: Stage_) -> None:
    await stage.show(OUTCOME, NarrationStarted(7, resumed=True))
    await finish(stage, "It opens.")
    assert stage.wire.texts()[0] == "I open *the door*" and "🎲" in stage.wire.texts()[1]


async def test_a_question_has_its_answers_below_until_it_is_answered(stage: Stage_) -> None:
    options = (ParkedOption(id="take", label="Take it"), ParkedOption(id="leave", label="Leave it"))
    parked = Parked(reason="choice", question="Take it?", who=("ilse",), options=options, default="leave")
    await stage.show(InputReceived(7, SAID), TurnParked(7, parked), TurnParked(7, parked))
    (asked,) = [number for number, seen in stage.wire.posts.items() if "Take it?" in seen.text]
    assert stage.wire.posts[asked].text == "❓ **Take it?**\n-# for Ilse"
    assert [button.id for button in stage.wire.buttons[asked]] == ["gm:choose:7:0:take", "gm:choose:7:0:leave"]
    await stage.face.answered(7, parked, "Take it")
    assert stage.wire.posts[asked].text == "❓ **Take it?** → Take it" and stage.wire.buttons[asked] == ()


async def test_beats_that_were_followed_keep_only_what_still_works(stage: Stage_) -> None:
    for number in (7, 8):
        await stage.show(NarrationStarted(number))
        await finish(stage, "It rains.", number)
    labels = [[button.label for button in below] for below in stage.wire.buttons.values()]
    assert labels == [["Why?"], ["Act", "Undo", "Redo", "Reword", "Why?", "X-card"]]


async def test_a_turn_that_waited_while_others_were_played_is_not_the_last(stage: Stage_) -> None:
    for number, text in ((8, "Rain."), (7, "It opens.")):
        await stage.show(NarrationStarted(number), SentenceReleased(number, text))
        await finish(stage, text, number)
    rain, late = (
        [button.label for button in stage.wire.buttons[at]]
        for text in ("Rain.", "It opens.")
        for at, seen in stage.wire.posts.items()
        if seen.text == text
    )
    assert "Undo" in rain and "Undo" not in late
