"""Playing a script: each line once, also over crashes and runs."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path

from gm.cli.greeting import introduce, show_title
from gm.cli.script import ScriptLine, ScriptProgress
from gm.cli.sitting import Sitting, show_question
from gm.cli.slash import find_command
from gm.cli.slash_desk import show_waiting
from gm.cli.start import json_line
from gm.domain.errors import DiceError, InputError
from gm.domain.play import Stage, Turn
from gm.store.turns import load_last_turn

_TOLD = (Stage.NARRATED, Stage.DELIVERED, Stage.SETTLED)


class ScriptRun:
    """One run over the lines of a script in a game."""

    def __init__(self, sitting: Sitting, lines: Sequence[ScriptLine], *, emit: Callable[[str], None] | None) -> None:
        self._sitting = sitting
        self._lines = lines
        self._emit = emit
        """Takes one JSON line a turn; None shows the play itself."""
        self._emitted = 0
        self._current = ""
        script_id = lines[0].source_id.partition(":")[0] + lines[0].source_id.partition(":")[2].partition(":")[2]
        folder = Path(sitting.app.settings.home) / "scripts"
        self._progress = ScriptProgress(folder, sitting.game.uid, script_id)
        sitting.fresh_id = lambda: self._current

    async def play(self) -> bool:
        """Play what is left. True when every turn was narrated.

        Raises:
            InputError: a line cannot be played; the message names it.
        """
        known = await self._known_sources()
        left = [line for line in self._lines if line.source_id not in known and not self._progress.is_done(line)]
        await self._begin(fresh=bool(left))
        for line in left:
            await self._line(line)
        await self._settle_question()
        return all(turn.stage in _TOLD for turn in self._sitting.played)

    async def _begin(self, *, fresh: bool) -> None:
        """The opening, if it was not told yet, and whatever an earlier run left unfinished."""
        sitting = self._sitting
        async with sitting.app.database.read() as db:
            told = await load_last_turn(db, sitting.game.branch_id)
        if told is None and not self._emit:
            show_title(sitting.screen, sitting.campaign)
        await sitting.app.engine.open_story(sitting.game, sitting.face)
        if told is None and not self._emit:
            introduce(sitting)
        if not fresh:
            self._say("(Every line of this script has been played in this game. --again plays them anew.)")
        await sitting.resume()
        await self._report()

    async def _known_sources(self) -> frozenset[str]:
        """Source ids of this face that have been received in this game, on any branch."""
        from gm.store.games import load_branches
        from gm.store.turns import load_turns

        found: set[str] = set()
        async with self._sitting.app.database.read() as db:
            for branch in await load_branches(db, self._sitting.game.id):
                for turn in await load_turns(db, branch.id, whispered=True):
                    found.update(e.input.source_id for e in turn.inputs if e.input.face == self._sitting.source_face)
        return frozenset(found)

    async def _line(self, line: ScriptLine) -> None:
        if not line.text.casefold().startswith("/choose"):
            await self._settle_question()
        elif not self._emit and (parked := self._sitting.parked) is not None and parked.reason != "approval":
            show_question(self._sitting.screen, parked)
            self._sitting.face.read_out = parked.lead
        self._current = line.source_id
        try:
            if line.is_command:
                await self._command(line)
            else:
                self._echo(line)
                await self._sitting.say(line.text)
        except (InputError, DiceError) as error:
            raise InputError(f"Line {line.number}: {error}", remedy=error.remedy) from error
        await self._report()
        if not self._emit:
            await show_waiting(self._sitting)

    async def _command(self, line: ScriptLine) -> None:
        command, argument = find_command(line.text)
        self._echo(line)
        if not command.changes:
            await command.carry_out(self._sitting, argument)
            return
        async with self._progress.held():
            if self._progress.is_done(line):  # by another run of this script, since this one began
                return
            before = await self._fingerprint()
            begun = self._progress.intent(line)
            if begun is None or begun == before:
                self._progress.begin(line, before)
                await command.carry_out(self._sitting, argument)
            self._progress.finish(line)

    async def _fingerprint(self) -> str:
        """What every command that changes the game changes: to tell whether one took effect before a crash."""
        from gm.store.games import load_branches
        from gm.store.rolls import load_rolls

        game = await self._sitting.app.engine.reload(self._sitting.game)
        async with self._sitting.app.database.read() as db:
            last = await load_last_turn(db, game.branch_id, include_undone=True)
            standing = await load_last_turn(db, game.branch_id)
            branches = len(await load_branches(db, game.id))
            rolls = len(await load_rolls(db, game.id))
        shown = (last.id, last.status, last.alternatives, last.choices) if last else None
        return json.dumps([shown, standing.id if standing else None, branches, game.branch_id, rolls])

    async def _settle_question(self) -> None:
        """A question that the script does not answer takes its default."""
        while (parked := self._sitting.parked) is not None and parked.reason != "approval":
            label = next((each.label for each in parked.options if each.id == parked.default), parked.default)
            self._say(f"({parked.question} The default is taken: {label}.)")
            await self._sitting.answer(parked.default)
            await self._report()

    def _echo(self, line: ScriptLine) -> None:
        if not self._emit:
            self._sitting.screen.blank()
            self._sitting.screen.line(f"> {line.text}", style="bold")

    def _say(self, text: str) -> None:
        if not self._emit:
            self._sitting.screen.line(text)

    async def _report(self) -> None:
        """JSON for the turns that were told since the last time."""
        from gm.review.objects import turn_object

        fresh: list[Turn] = self._sitting.played[self._emitted :]
        self._emitted = len(self._sitting.played)
        if self._emit is None or not fresh:
            return
        async with self._sitting.app.database.read() as db:
            for turn in fresh:
                self._emit(json_line(await turn_object(db, self._sitting.game, turn)))
