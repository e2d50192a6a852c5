"""The prompt loop of `gm play`: lines become turns, slash commands do the rest, nothing that was decided is lost."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable

from gm.cli.edge import write_log
from gm.cli.greeting import farewell, greet
from gm.cli.sitting import Sitting, option_of, show_question
from gm.cli.slash import find_command
from gm.cli.slash_desk import show_waiting
from gm.domain.errors import GmError, StoreError
from gm.domain.play import Parked

Ask = Callable[[str], str]
"""Shows a prompt and gives the typed line; EOFError when there is no more, KeyboardInterrupt on Ctrl-C."""

PROMPT = "> "


class Table:
    """Runs one sitting at a terminal. Turns run on the runner's loop; typing waits on the main thread between them."""

    def __init__(self, sitting: Sitting, runner: asyncio.Runner, ask: Ask) -> None:
        self._sitting = sitting
        self._runner = runner
        self._ask = ask
        self._interrupted = False
        self._asked: Parked | None = None
        """The question that stands on the screen already, with what led to it."""

    def play(self) -> None:
        """Greet, play until the player leaves, say how to come back."""
        with contextlib.suppress(EOFError, KeyboardInterrupt):
            self._attempt(greet(self._sitting))
            while not self._sitting.leaving:
                self._round()
        self._runner.run(farewell(self._sitting))

    def _round(self) -> None:
        """One line: an answer to the open question, a command, or an action."""
        sitting = self._sitting
        parked = sitting.parked
        if parked is not None and parked.reason == "approval":
            self._attempt(show_waiting(sitting))
            text = self._ask("[/approve, /edit, /reword, /overrule] > ").strip()
        elif parked is not None:
            show_question(
                sitting.screen, parked, lead=parked is not self._asked, seen=sitting.face.seen_before(parked.lines)
            )
            self._asked, sitting.face.read_out = parked, parked.lead
            text = self._ask(f"[1-{len(parked.options)}, Enter = default] > ").strip()
        else:
            text = self._ask(PROMPT).strip()
        sitting.screen.typed()
        if text.startswith("/"):
            self._command(text)
        elif parked is not None and parked.reason == "approval":
            self._say_on(text)
        elif parked is not None:
            self._answer(text)
        elif self._interrupted:
            self._interrupted = False
            self._attempt(self._pick_up(text))
        elif text:
            self._attempt(sitting.say(text))

    def _say_on(self, text: str) -> None:
        """Words that are typed while the game master is asked wait behind what they are asked about."""
        if text:
            self._attempt(self._behind(text))

    async def _behind(self, text: str) -> None:
        asked = self._sitting.last
        await self._sitting.say(text)
        self._sitting.last = asked

    async def _pick_up(self, text: str) -> None:
        """Finish the turn that Ctrl-C cut short, then play what was typed, if anything was."""
        await self._sitting.resume()
        if text and self._sitting.parked is None:
            await self._sitting.say(text)

    def _command(self, text: str) -> None:
        try:
            command, argument = find_command(text)
        except GmError as error:
            self._excuse(error)
            return
        self._attempt(command.carry_out(self._sitting, argument))

    def _answer(self, text: str) -> None:
        parked = self._sitting.parked
        option = option_of(parked, text) if parked is not None else None
        if parked is None or option is None:
            self._sitting.screen.line(f"A number from 1 to {len(parked.options) if parked else 1}, please.")
            return
        self._attempt(self._sitting.answer(option))

    def _attempt(self, work: Awaitable[object]) -> None:
        """Run it; a failure is a line on the screen, Ctrl-C keeps what has been decided. Play goes on.

        Only what would fail again at once ends it: the database, the disk, a terminal that went away.
        """
        screen = self._sitting.screen
        try:
            self._runner.run(_done(work))
        except KeyboardInterrupt:
            self._interrupted = True
            screen.end()
            screen.blank()
            screen.line("(Stopped. What was decided stands. Enter goes on with it, or say what you do next.)")
        except (StoreError, OSError):
            raise
        except GmError as error:
            self._excuse(error)
        except Exception as error:
            screen.end()
            log = write_log(error, ["play"])
            screen.line(f"Something went wrong inside gm ({type(error).__name__}). Details are in {log}")
        screen.blank()

    def _excuse(self, error: GmError) -> None:
        text = str(error).rstrip(".")
        said = text if text.endswith(("?", "!", "…")) else f"{text}."
        self._sitting.screen.line(f"{said} {error.remedy}".strip())


async def _done(work: Awaitable[object]) -> None:
    await work


def terminal_ask(prompt: str) -> str:
    """`input()`, with editing and history where readline is there."""
    with contextlib.suppress(ImportError):
        import readline  # noqa: F401  # importing it is what gives input() its editing keys

    return input(prompt)
