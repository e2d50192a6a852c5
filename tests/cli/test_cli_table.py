"""The prompt loop, with an engine that plays what the test wrote: answers, interruptions, commands, leaving."""

import asyncio
import io
import os
import signal
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from gm.cli.screen import Screen
from gm.cli.sitting import Sitting, option_of
from gm.cli.slash import COMMANDS, find_command, names_that_matter
from gm.cli.slash_acts import find_skill
from gm.cli.table import Table
from gm.cli.terminal import TerminalFace
from gm.domain.campaign import Campaign, Opening, Place, PlayerCharacter
from gm.domain.errors import NotFound, Refused, StoreError
from gm.domain.events import InputReceived, NarrationFinished, NarrationStarted, SentenceReleased
from gm.domain.play import Game, Parked, ParkedOption, PlayerInput, ReceivedInput, Stage, Turn
from gm.domain.ruleset import Attribute, DegreeRule, Ruleset, Skill
from gm.domain.state import WorldState
from gm.domain.table import TableSettings
from gm.play.engine import Face

NOW = datetime(2026, 1, 2, tzinfo=UTC)
RULES = Ruleset(
    slug="r",
    title="R",
    attributes=(Attribute(id="wits", name="Wits"),),
    skills=(
        Skill(id="search", name="Search", attribute="wits"),
        Skill(id="sleight", name="Sleight of Hand", attribute="wits"),
    ),
    default_skill="search",
    difficulties={"fair": 10},
    degrees=(DegreeRule(id="success", label="Success", margin=0, success=True),),
)
ILSE = PlayerCharacter(id="ilse", name="Ilse", concept="a surveyor")
CAMPAIGN = Campaign(
    slug="tiny",
    title="The Lit Window",
    ruleset=RULES,
    characters=(ILSE,),
    places=(Place(id="hut", name="Hut", description="A hut."),),
    opening=Opening(place="hut", text="Rain."),
)
GAME = Game(1, "u", "g", "tiny", "v", 1, NOW)
OPTIONS = (ParkedOption(id="run", label="Run for it"), ParkedOption(id="stay", label="Stay"))
QUESTION = Parked(reason="choice", question="Run or stay?", who=("ilse",), options=OPTIONS, default="stay")


class FakeEngine:
    """Tells what a player said back to them. Words of the line decide what happens on the way."""

    def __init__(self) -> None:
        self.taken: list[PlayerInput] = []
        self.answers: list[str] = []
        self.resumed = 0
        self.control = SimpleNamespace(due=self._nobody_is_late, take_default=self._nothing_is_open)
        self.copilot = SimpleNamespace(overdue=self._nobody_is_late)
        self.scenes = SimpleNamespace(of=self._in_main, word=SimpleNamespace(arrive=self._no_word))
        self.party = SimpleNamespace(are_parked=self._here)
        self.whispers = SimpleNamespace(whose=self._everybodys)
        self.table = self._usual
        self._turn = Turn(1, "t", 1, 1, 1, 1, 2, "action", Stage.DELIVERED, "done", 1, (), NOW)

    async def _everybodys(self, turn_id: int) -> None:
        return None

    async def _here(self, game: Game, characters: tuple[str, ...]) -> bool:
        return False

    async def state(self, game: Game, *, scene_key: str) -> Any:
        return SimpleNamespace(world=WorldState(), campaign=CAMPAIGN)

    async def _usual(self, game: Game) -> TableSettings:
        return TableSettings()

    async def take_turn(self, game: Game, inputs: Sequence[PlayerInput], face: Face, *, scene_key: str) -> Turn:
        (entry,) = inputs
        self.taken.append(entry)
        await face.show(InputReceived(1, ReceivedInput(1, entry, 1)))
        if "refuse" in entry.text:
            raise Refused("Not now.", remedy="Later.")
        if "broken disk" in entry.text:
            raise StoreError("The disk is full.")
        if "ask me" in entry.text:
            return replace(self._turn, status="parked", parked=QUESTION)
        if "take long" in entry.text:
            await face.show(SentenceReleased(1, "It takes"))
            asyncio.get_running_loop().call_later(0.01, os.kill, os.getpid(), signal.SIGINT)
            await asyncio.sleep(30)
        if "interrupt" in entry.text:
            await face.show(SentenceReleased(1, "The stair goes"))
            raise KeyboardInterrupt
        return await self._tell(f"You did: {entry.text}", face)

    async def _nobody_is_late(self, game: Game, face: Face, *, scene_key: str) -> None:
        return None

    async def _nothing_is_open(self, game: Game, *, scene_key: str) -> None:
        return None

    async def _no_word(self, game: Game, face: Face, *, scene_key: str) -> tuple[Turn, ...]:
        return ()

    async def _in_main(self, game: Game, character: str) -> str:
        return "main"

    async def _tell(self, text: str, face: Face) -> Turn:
        await face.show(NarrationStarted(1))
        await face.show(SentenceReleased(1, text))
        await face.show(NarrationFinished(1, text, "fake"))
        return replace(self._turn, narration=text)

    async def answer(self, game: Game, turn_id: int, option: str, face: Face, *, scene_key: str) -> Turn:
        self.answers.append(option)
        return await self._tell(f"You chose {option}.", face)

    async def resume(self, game: Game, face: Face, *, scene_key: str) -> tuple[Turn, ...]:
        self.resumed += 1
        return (await self._tell("The stair goes down.", face),)

    async def undo(self, game: Game) -> Turn:
        return self._turn


class Played:
    """What happened at the table."""

    def __init__(self, out: str, engine: FakeEngine) -> None:
        self.out = out
        self.engine = engine


def play(monkeypatch: pytest.MonkeyPatch, *lines: str | type[BaseException]) -> Played:
    """Type these lines, then Ctrl-D."""
    engine, out = FakeEngine(), io.StringIO()
    app: Any = SimpleNamespace(engine=engine, announcement="", settings=None)
    face, ids = TerminalFace(Screen(out, columns=80)), iter(range(1000))
    sitting = Sitting(app, GAME, CAMPAIGN, ILSE, face, "terminal", lambda: f"id-{next(ids)}")
    left = list(lines)

    def ask(prompt: str) -> str:
        out.write(prompt)
        if not left:
            raise EOFError
        line = left.pop(0)
        if not isinstance(line, str):
            raise line
        out.write("\n")
        return line

    async def nothing(_: Sitting) -> None:
        out.write("[door]\n")

    monkeypatch.setattr("gm.cli.table.greet", nothing)
    monkeypatch.setattr("gm.cli.table.farewell", nothing)
    with asyncio.Runner() as runner:
        Table(sitting, runner, ask).play()
    assert out.getvalue().count("[door]") == 2
    return Played(out.getvalue(), engine)


def test_a_line_is_a_turn_with_a_source_id_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    played = play(monkeypatch, "I wait.", "", "  I leave.  ")
    assert [(e.text, e.source_id, e.character, e.kind) for e in played.engine.taken] == [
        ("I wait.", "id-0", "ilse", "do"),
        ("I leave.", "id-1", "ilse", "do"),
    ]
    assert "You did: I wait.\n\n> " in played.out


def test_a_question_is_numbered_and_enter_takes_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    played = play(monkeypatch, "ask me", "7", "", "ask me", "1", "ask me", "run")
    assert "  1. Run for it\n  2. Stay (default)\n[1-2, Enter = default] > " in played.out
    assert "A number from 1 to 2, please." in played.out
    assert played.engine.answers == ["stay", "run", "run"]
    assert len(played.engine.taken) == 3


def test_commands_work_while_a_question_is_open(monkeypatch: pytest.MonkeyPatch) -> None:
    played = play(monkeypatch, "ask me", "/help", "/choose 1")
    assert "A question is open" in played.out
    assert played.engine.answers == ["run"]


def test_ctrl_c_keeps_the_turn_and_enter_hears_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    played = play(monkeypatch, "interrupt me", "", "I go on.")
    assert "The stair goes\n" in played.out
    assert "What was decided stands" in played.out
    assert "The stair goes down." in played.out
    assert played.engine.resumed == 1
    assert [entry.text for entry in played.engine.taken] == ["interrupt me", "I go on."]


def test_a_real_ctrl_c_cancels_the_telling_only(monkeypatch: pytest.MonkeyPatch) -> None:
    played = play(monkeypatch, "take long", "I go on.")
    assert "What was decided stands" in played.out
    assert played.out.index("The stair goes down.") < played.out.index("You did: I go on.")


def test_after_ctrl_c_the_next_line_is_played_after_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    played = play(monkeypatch, "interrupt me", "I run.")
    assert played.out.index("The stair goes down.") < played.out.index("You did: I run.")


def test_ctrl_c_at_the_prompt_leaves_politely(monkeypatch: pytest.MonkeyPatch) -> None:
    assert play(monkeypatch, "I wait.", KeyboardInterrupt).out.endswith("[door]\n")


def test_a_refusal_is_a_line_and_play_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    played = play(monkeypatch, "refuse this", "I wait.")
    assert "Not now. Later.\n" in played.out
    assert "You did: I wait." in played.out


def test_a_failing_database_ends_the_sitting(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(StoreError):
        play(monkeypatch, "broken disk", "I wait.")


def test_an_unknown_command_is_answered_with_a_guess(monkeypatch: pytest.MonkeyPatch) -> None:
    played = play(monkeypatch, "/invntory")
    assert "There is no command /invntory. Did you mean /inventory?" in played.out


def test_check_names_its_skill(monkeypatch: pytest.MonkeyPatch) -> None:
    played = play(monkeypatch, "/check sleight of hand palm the key", "/check", "/check search")
    assert [(e.kind, e.skill, e.text) for e in played.engine.taken] == [
        ("check", "sleight", "palm the key"),
        ("check", "search", "Search"),
    ]
    assert "One of: Search, Sleight of Hand." in played.out


@pytest.mark.parametrize(("text", "found"), [("Search: it", ("search", "it")), ("sle x", ("sleight", "x")), ("", None)])
def test_a_skill_is_found_by_name_id_or_start(text: str, found: tuple[str, str] | None) -> None:
    got = find_skill(RULES.skills, text)
    assert (got and (got[0].id, got[1])) == found


@pytest.mark.parametrize(
    ("text", "option"),
    [("", "stay"), ("1", "run"), ("2", "stay"), ("3", None), ("0", None), ("RUN", "run"), ("st", "stay"), ("x", None)],
)
def test_what_an_answer_means(text: str, option: str | None) -> None:
    assert option_of(QUESTION, text) == option


def test_help_shows_seven_that_suit_the_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = play(monkeypatch, "/help").out
    assert sum(line.startswith("  /") for line in shown.splitlines()) == 7
    everything = play(monkeypatch, "/help all").out
    for command in COMMANDS:
        assert f"  /{command.name}" in everything
    asked: Any = SimpleNamespace(last=None, parked=QUESTION)
    calm: Any = SimpleNamespace(last=None, parked=None)
    assert names_that_matter(asked)[0] == "choose"
    assert names_that_matter(calm) != names_that_matter(asked)


@pytest.mark.parametrize("name", [command.name for command in COMMANDS])
def test_every_command_of_the_list_is_found(name: str) -> None:
    assert find_command(f"/{name.upper()} x")[0].name == name


def test_the_commands_that_were_promised() -> None:
    promised = {
        *("sheet", "inventory", "roll", "check", "undo", "redo", "reword", "branch"),
        *("recap", "ask", "log", "usage", "why", "help", "quit"),
    }
    assert promised <= {command.name for command in COMMANDS}
    with pytest.raises(NotFound, match="/xyzzy"):
        find_command("/xyzzy")
