"""What a face is shown while a turn is played. Values only: each face phrases them in its own way."""

from dataclasses import dataclass

from gm.domain.brief import ChangeView, CheckView
from gm.domain.play import Parked, ReceivedInput
from gm.domain.speakers import Speaker


@dataclass(frozen=True, slots=True)
class InputReceived:
    """The input is committed: it will be answered, whatever happens to this process."""

    turn_id: int
    input: ReceivedInput


@dataclass(frozen=True, slots=True)
class TurnWithdrawn:
    """All that was said in this turn was taken back before it was ruled on: it is not played."""

    turn_id: int


@dataclass(frozen=True, slots=True)
class TurnQueued:
    """Another turn of the scene is being played; this one waits for it."""

    turn_id: int


@dataclass(frozen=True, slots=True)
class RulingStarted:
    """The adjudicator is weighing the odds."""

    turn_id: int


@dataclass(frozen=True, slots=True)
class TurnParked:
    """The turn waits for an answer."""

    turn_id: int
    parked: Parked


@dataclass(frozen=True, slots=True)
class MasterAsked:
    """The game master is asked about something of which nobody else may learn what or whose it is; `over`: not any
    more."""

    turn_id: int
    over: bool = False


@dataclass(frozen=True, slots=True)
class OutcomeResolved:
    """Dice and outcome, shown before the words. `stakes` are those meant for the table."""

    turn_id: int
    checks: tuple[CheckView, ...]
    dice: tuple[str, ...]
    """Each roll written out: `1d20 (14) + 5 = 19`."""
    changes: tuple[ChangeView, ...]
    refusals: tuple[str, ...]
    stakes: tuple[str, ...] = ()
    fight: tuple[str, ...] = ()
    """What happened in a fight, a line each: the dice of it are in the lines."""


@dataclass(frozen=True, slots=True)
class NarrationStarted:
    """The narrator writes. `resumed` when a crash or a break cut the first telling short. `speakers` are those whose
    words may stand in it as paragraphs of their own (`gm.domain.speakers`)."""

    turn_id: int
    resumed: bool = False
    speakers: tuple[Speaker, ...] = ()


@dataclass(frozen=True, slots=True)
class SentenceReleased:
    """Guarded text that players may see, in order. `text` holds its own spacing."""

    turn_id: int
    text: str


@dataclass(frozen=True, slots=True)
class NarrationFinished:
    """The beat is told. `note` says what the table should know (finished offline after an outage), or ''.

    `refused` says why no money was spent on it, where that should be told now (`day`, `month`, `stopped`), or ''.
    `about` says what the note is about, for a face to say in its own language: `own_key` (the server's key cannot be
    used), `told_offline` or `other_model` (the one asked first could not answer), `soft`, `soft_campaign` or
    `soft_player` (a limit is mostly used up), `free_model` (no money is spent, a free one tells), `unchecked_hidden` or
    `unchecked_shown` (the host's checker could not be asked), `npc_deed` or `npc_nobody` (where only the characters
    answer, what was done is seen and no more, or nobody answered); '' if none.
    """

    turn_id: int
    text: str
    source: str
    note: str = ""
    refused: str = ""
    about: str = ""


@dataclass(frozen=True, slots=True)
class StoryEnded:
    """An ending of the campaign was reached."""

    turn_id: int
    title: str


TurnEvent = (
    InputReceived
    | TurnWithdrawn
    | TurnQueued
    | RulingStarted
    | TurnParked
    | MasterAsked
    | OutcomeResolved
    | NarrationStarted
    | SentenceReleased
    | NarrationFinished
    | StoryEnded
)
