"""One player at the table: the game, the character, and how their words become turns."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from gm.cli.screen import Screen
from gm.cli.terminal import TerminalFace
from gm.domain.campaign import Campaign, PlayerCharacter
from gm.domain.play import Game, Parked, PlayerInput, Turn
from gm.domain.scenes import MAIN
from gm.play.rounds import is_waiting
from gm.rules.dice import render

if TYPE_CHECKING:
    from gm.app import App
    from gm.domain.own import Shape
    from gm.play.control import TurnControl
    from gm.play.whispers import AloneFace

PLAYER = "local"
"""The player at this terminal, in the usage log and for erasure."""

InputKind = Literal["do", "say", "ooc", "check", "command", "direct"]


@dataclass
class Sitting:
    """What slash commands and the prompt loop work on. `game` changes when a branch is switched."""

    app: "App"
    game: Game
    campaign: Campaign
    character: PlayerCharacter
    face: TerminalFace
    source_face: str
    """`terminal` or `script`."""
    fresh_id: Callable[[], str]
    """A new source id for what is typed next."""
    last: Turn | None = None
    """The last turn that was shown."""
    scene: str = MAIN
    """Key of the scene that the character plays in: everything typed here is of that scene."""
    through: str = ""
    """The character of yours for whose player you run this one for a while; '' where the character is your own."""
    shape: "Shape | None" = None
    """What was proposed for the character's sheet and is not taken yet."""
    leaving: bool = False
    played: list[Turn] = field(default_factory=list)
    """Turns that were played in this sitting, in order."""

    @property
    def screen(self) -> Screen:
        """Where everything is shown."""
        return self.face.screen

    @property
    def parked(self) -> Parked | None:
        """The open question, if the last turn waits for an answer; one that waits for others asks nothing."""
        last = self.last
        return last.parked if last is not None and last.status == "parked" and not is_waiting(last) else None

    @property
    def player(self) -> str:
        """Who sits here."""
        return PLAYER

    async def say(self, text: str, *, kind: InputKind = "do", skill: str | None = None) -> Turn:
        """Play what was typed as a turn."""
        entry = PlayerInput(
            face=self.source_face,
            source_id=self.fresh_id(),
            player=PLAYER,
            text=text,
            character=self.character.id,
            kind=kind,
            skill=skill,
        )
        from gm.cli.slash_party import after_death, back_in

        await self.follow()
        await back_in(self)
        await self.late()
        turn = self.took(await self.app.engine.take_turn(self.game, [entry], self.face, scene_key=self.scene))
        await self._standing(turn)
        if turn.status == "done":
            from gm.cli.slash_paths import under_the_beat

            await after_death(self)
            await under_the_beat(self)
        return turn

    async def follow(self) -> None:
        """Be where the character plays."""
        self.scene = await self.app.engine.scenes.of(self.game, self.character.id)

    async def late(self) -> None:
        """Tell what has arrived, and go on without those who let a deadline pass."""
        from gm.cli.slash_words import arrived

        await arrived(self)
        control: TurnControl = self.app.engine.control
        while (taken := await control.take_default(self.game, scene_key=self.scene)) is not None:
            turn, asked = taken
            label = next(each.label for each in asked.options if each.id == asked.default)
            self.screen.line(f"Nobody answered in time: {asked.question} {label}.", style="dim")
            self.took(await control.after_default(self.game, turn, self.face, scene_key=self.scene))
        while (played := await control.due(self.game, self.face, scene_key=self.scene)) is not None:
            self.took(played)
        await self.app.engine.copilot.overdue(self.game, self.own_face, scene_key=self.scene)

    async def whisper(self, text: str) -> None:
        """Play what was typed as a turn of which nobody else learns."""
        await self.follow()
        await self.late()
        who, desk = self.character.id, self.app.engine.whispers
        if await desk.as_letter(self.game, PLAYER, who, text):
            self.screen.line(
                "A person tells everything here: your words went to them as a letter. /gm sealed reads it."
            )
            return
        entry = PlayerInput(self.source_face, self.fresh_id(), PLAYER, text, character=who, private=True)
        turn = await self.app.engine.take_turn(self.game, [entry], self.own_face, scene_key=self.scene)
        await self.heard_alone(turn)

    @property
    def own_face(self) -> "AloneFace":
        """This screen as the one that the character's player alone reads: what they whisper is shown on it, too."""
        from gm.play.whispers import AloneFace

        return AloneFace(self.face, self.character.id, self.face)

    async def heard_alone(self, turn: Turn) -> None:
        """Note a turn that may be whispered: what was told was read here, and what waits for the game master is asked
        of whoever sits here."""
        if turn.status == "done":
            await self.app.engine.whispers.opened(turn.id, self.character.id)
        elif turn.status == "parked":
            self.last = turn

    async def _standing(self, turn: Turn) -> None:
        """A line of how the fight stands, while one is on; of a round, or of an order, whom it waits for."""
        if is_waiting(turn):
            from gm.cli.slash_turns import show_standing

            await show_standing(self, rules=False)
        if turn.outcome is None or not turn.outcome.steps:
            return
        from gm.cli.fighting import status_line, view_of

        state = await self.app.engine.state(self.game, scene_key=self.scene)
        view = view_of(state)
        if view is None:
            return
        self.screen.line(status_line(state, view), style="dim")
        from gm.play.absent_fight import fight_began

        if fight_began(turn, self.scene):
            from gm.cli.slash_turns import fight_rule

            for line in fight_rule(await self.app.engine.control.standing(self.game, scene_key=self.scene)):
                self.screen.line(line, style="dim")

    async def answer(self, option: str) -> Turn | None:
        """Answer the open question."""
        if self.last is None or self.parked is None:
            self.screen.line("Nothing is being asked.")
            return None
        turn = self.took(await self.app.engine.answer(self.game, self.last.id, option, self.face, scene_key=self.scene))
        await self._standing(turn)
        return turn

    async def resume(self) -> tuple[Turn, ...]:
        """Finish what was left unfinished, in this run or an earlier one."""
        turns = await self.app.engine.resume(self.game, self.face, scene_key=self.scene)
        return tuple([self.took(turn) for turn in turns])

    def took(self, turn: Turn) -> Turn:
        """Note a turn that was played or goes on."""
        self.last = turn
        if turn.status not in ("parked", "undone") and turn.narration is not None:
            self.played.append(turn)
        return turn


def show_question(screen: Screen, parked: Parked, *, lead: bool = True, seen: int = 0) -> None:
    """The open question with its numbered options, and `lead`: with what has come of the attempt so far. `seen`: how
    many lines of the fight stand on the screen already."""
    for line in parked.lines[seen:] if lead else ():
        screen.line(f"- {line}", indent=2)
    screen.blank()
    if parked.lead and lead:
        screen.line(parked.lead)
        screen.blank()
    screen.line(parked.question, style="bold")
    for record in () if parked.lines else parked.rolls:
        screen.line(render(record), style="dim", indent=2)
    for number, option in enumerate(parked.options, start=1):
        default = " (default)" if option.id == parked.default else ""
        screen.line(f"{number}. {option.label}{default}", indent=2)


def option_of(parked: Parked, text: str) -> str | None:
    """The option that an answer means: a number, an id, or the start of a label. Empty means the default."""
    word = text.strip().casefold()
    if not word:
        return parked.default
    if word.isdecimal():
        index = int(word) - 1
        return parked.options[index].id if 0 <= index < len(parked.options) else None
    exact = [option.id for option in parked.options if word in (option.id, option.label.casefold())]
    fitting = exact or [option.id for option in parked.options if option.label.casefold().startswith(word)]
    return fitting[0] if len(fitting) == 1 else None
