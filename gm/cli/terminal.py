"""The terminal as a face: dice and outcome first, then the narration as it streams in."""

from collections.abc import Callable
from typing import assert_never

from gm.cli.screen import Screen
from gm.domain.brief import CheckView
from gm.domain.events import (
    InputReceived,
    MasterAsked,
    NarrationFinished,
    NarrationStarted,
    OutcomeResolved,
    RulingStarted,
    SentenceReleased,
    StoryEnded,
    TurnEvent,
    TurnParked,
    TurnQueued,
    TurnWithdrawn,
)
from gm.domain.play import Parked
from gm.domain.speakers import Speaker, label_end


class TerminalFace:
    """Shows the events of a turn on a screen. Meaning is never in colour alone."""

    def __init__(self, screen: Screen) -> None:
        self.screen = screen
        self.parked: Parked | None = None
        """The question of the turn that was shown last, if it waits for an answer."""
        self.noted: Callable[[TurnEvent], None] | None = None
        """Who else follows what is shown."""
        self.read_out = ""
        """What an open question has told already: a telling that begins with it goes on after it."""
        self._left = ""
        self._fought: tuple[str, ...] = ()
        """Lines of the turn's fight that stand on the screen."""
        self._told = ""
        self._outcome_shown: OutcomeResolved | None = None
        self._speakers: tuple[Speaker, ...] = ()

    async def show(self, event: TurnEvent) -> None:
        """Put one event on the screen."""
        if self.noted is not None:
            self.noted(event)
        screen = self.screen
        match event:
            case InputReceived():
                self.parked, self._told, self._outcome_shown, self._fought, self.read_out = None, "", None, (), ""
            case TurnQueued():
                screen.status("Another turn comes first; this one is next.")
            case TurnWithdrawn():
                pass  # nothing that was typed here can be taken back
            case RulingStarted():
                screen.status("Weighing the odds ...")
            case TurnParked(parked=parked):
                self.parked = parked
            case MasterAsked():
                pass  # whoever sits here is the game master as well: their desk says it
            case OutcomeResolved():
                self._outcome(event)
            case NarrationStarted(resumed=resumed, speakers=speakers):
                self._told, self._speakers, self._left = "", speakers, self.read_out.strip()
                self._space()
                if resumed:
                    screen.line("(Picking up where the telling broke off.)", style="dim")
                    screen.blank()
                screen.status("...")
            case SentenceReleased(text=text):
                self._tell(self._unread(text))
            case NarrationFinished(text=text, note=note):
                lead, self.read_out = self.read_out.strip(), ""
                self._finished(text.strip().removeprefix(lead).lstrip() if lead else text, note)
            case StoryEnded(title=title):
                screen.blank()
                screen.line(f"The end: {title}", style="bold")
            case _:
                assert_never(event)

    def _outcome(self, event: OutcomeResolved) -> None:
        """A turn that is resumed tells its outcome again; what stands on the screen already is not repeated."""
        if event == self._outcome_shown:
            return
        self._outcome_shown = event
        rows = [f"Stakes: {text}" for text in event.stakes]
        rows += [check_line(check) for check in event.checks]
        if event.dice:
            rows.append(f"Dice: {' · '.join(event.dice)}")
        rows += [f"Not possible: {text}" for text in event.refusals]
        rows += [f"- {line}" for line in event.fight[self.seen_before(event.fight) :]]
        rows += [f"· {change.text}" for change in event.changes]
        if rows:
            self.screen.end()
        for row in rows:
            self.screen.line(row, indent=2, style="dim" if row.startswith("Dice:") else None)

    def seen_before(self, lines: tuple[str, ...]) -> int:
        """How many of these lines of a fight stand on the screen already, from the first; now all of them will."""
        same = next((n for n, (a, b) in enumerate(zip(self._fought, lines, strict=False)) if a != b), None)
        seen = min(len(self._fought), len(lines)) if same is None else same
        self._fought = lines
        return seen

    def _tell(self, text: str) -> None:
        """More of the narration. The name before somebody's words stands out."""
        for line in text.splitlines(keepends=True):
            begins = not self._told or self._told.endswith("\n")
            end = label_end(line, self._speakers) if begins else 0
            if end:
                self.screen.stream(line[:end], style="bold")
                self.screen.flush_sentence()
            self.screen.stream(line[end:])
            self._told += line
        self.screen.flush_sentence()

    def _unread(self, text: str) -> str:
        """What of a telling's next words does not stand on the screen already, from the question before it."""
        given = text.strip()
        if not self._left or not given or self._told:
            return text
        if self._left.startswith(given):
            self._left = self._left[len(given) :].lstrip()
            return ""
        read, self._left = self._left, ""
        # the space behind it stays: the next sentence follows on it
        return text.lstrip().removeprefix(read).lstrip() if given.startswith(read) else text

    def _space(self) -> None:
        self.screen.blank()

    def _finished(self, text: str, note: str) -> None:
        if not text and not self._told and not note:
            return  # a game master's hand that said nothing
        if not self._told.strip():
            self.screen.blank()
            self._tell(text)
        self.screen.end()
        if note:
            self.screen.line(f"({note})", style="dim")
        self.screen.blank()
        self._told = ""


def check_line(check: CheckView) -> str:
    """`Ilse, Stealth: 19 against 12. Success`: what was rolled and how it came out, in words."""
    score = check.score
    if check.way == "against" and check.opposed_by:
        score = f"{check.total} against {check.difficulty} ({check.opposed_by})"
    reason = f" ({check.reason})" if check.reason else ""
    return f"{check.character}, {check.skill}: {score}. {check.degree_label}.{reason}"
