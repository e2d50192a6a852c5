"""What waits for a human game master before a table hears it: a ruling before the dice, a draft before it is told."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, Literal

from gm.domain.effects import Effect, Tell
from gm.domain.play import Parked, ParkedOption, Turn, TurnOutcome
from gm.domain.values import Value

APPROVE: Final = "approve"
RULING: Final = "approval:0"
"""What the game master's word on a ruling is kept under."""
OPEN: Final = 1
"""`Parked.verdict` of a beat that waits for the game master's own words (mode `assist`)."""

Settling = Literal["roll", "succeeds", "fails", "impossible", "words"]
"""How a game master settles an attempt: by its check, without a roll in favour or against, not at all, or in words that
say what comes of it."""


class DraftGuard(Value):
    """What a guard did about a draft (`gm.domain.guards.GuardCount`)."""

    kind: str
    action: str
    count: int
    model: str


class Draft(Value):
    """A telling that nobody at the table has seen, and what it tells. Nothing of it has happened yet."""

    text: str
    source: str
    """Who wrote it: a model, `offline`, or `gm`."""
    outcome: TurnOutcome | None = None
    """What it tells. None: the game master's own words, which hold whatever comes of the turn."""
    author: str | None = None
    """The game master who changed it by hand: their id at their face."""
    note: str = ""
    guards: tuple[DraftGuard, ...] = ()


class Overruled(Value):
    """What is kept of a game master's overruling: why, and what happens by their hand beside the ruling."""

    because: str = ""
    verdict: int = 0
    """Index of the verdict that was settled otherwise."""
    how: Settling = "roll"
    actor: str = ""
    """Whom `actor` means in the effects."""
    effects: tuple[Effect | Tell, ...] = ()


@dataclass(frozen=True, slots=True)
class Overruling:
    """What a game master rules in place of what was proposed. What is None or empty stays as it was proposed.

    `verdict` counts the attempts of the turn from 1. With `how="words"` neither check nor effects of the proposal
    remain, and `words` say what comes of the attempt. `effects` happen besides, by the game master's hand.
    """

    verdict: int = 1
    how: Settling = "roll"
    difficulty: int | None = None
    stakes: str | None = None
    words: str = ""
    effects: tuple[Effect | Tell, ...] = ()
    because: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the game master is asked about: the turn with its ruling, and the draft where there is one."""

    turn: Turn
    mark: str
    """Tells it from what was proposed before: an answer to an older one is refused."""
    draft: Draft | None = None
    waiting: int = 0
    """Turns of the scene that wait behind it."""
    alone: str | None = None
    """The character who whispers it, and alone reads what comes of it; None: it is everybody's."""

    @property
    def drafted(self) -> Turn:
        """The turn with what would come of it."""
        return replace(self.turn, outcome=self.draft.outcome) if self.draft is not None else self.turn

    @property
    def stop(self) -> Literal["ruling", "draft", "open"]:
        """What of the turn is in question. `open`: nothing was proposed, the game master's words are awaited."""
        if self.turn.parked is not None and self.turn.parked.verdict == OPEN:
            return "open"
        return "ruling" if self.draft is None else "draft"


def waits_for_approval(turn: Turn) -> bool:
    """Whether the game master is to speak before anything comes of this turn."""
    return turn.status == "parked" and turn.parked is not None and turn.parked.reason == "approval"


def waits_for_words(turn: Turn) -> bool:
    """Whether nothing was proposed for this turn, and the game master's own words are awaited."""
    return waits_for_approval(turn) and turn.parked is not None and turn.parked.verdict == OPEN


def approval_question(draft: int | None, *, open_: bool = False, deadline: datetime | None = None) -> Parked:
    """The stop itself. It says nothing of what is proposed: everybody may read it. `draft`: its number, from 0."""
    return Parked(
        reason="approval",
        question="The game master is asked first.",
        who=(),
        options=(ParkedOption(id=APPROVE, label="Approve"),),
        default=APPROVE,
        deadline=deadline,
        verdict=OPEN if open_ else 0,
        number=0 if draft is None else draft + 1,
    )


def approved_draft(turn: Turn) -> int | None:
    """Number of the draft that the game master has approved; None: none yet."""
    lead = f"{RULING}:"
    given = [key for key, value in turn.choices.items() if key.startswith(lead) and value == APPROVE]
    return max((int(key.removeprefix(lead)) - 1 for key in given), default=None)


def due_at(hours: int, now: datetime) -> datetime | None:
    """When what waits from now on is approved as it stands. None: never."""
    return now + timedelta(hours=hours) if hours else None
