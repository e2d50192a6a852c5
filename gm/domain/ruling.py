"""What the adjudicator returns: requests only. No field holds a roll, a total or a new value (promise 1)."""

from typing import Literal

from pydantic import Field

from gm.domain.combat import ActionKind
from gm.domain.dice import Advantage, Degree
from gm.domain.effects import Effect
from gm.domain.values import Slug, Value

Audience = Literal["everyone", "party", "gm"]
"""Who may read a line: everyone at the table, the party's players, or the game master alone."""


class CheckRequest(Value):
    """A check that should be rolled. `difficulty` is ignored for a contest (`opposed_by` and `opposed_skill`)."""

    character: str
    skill: str
    difficulty: int
    advantage: Advantage = "none"
    opposed_by: str | None = None
    opposed_skill: str | None = None
    reason: str = ""
    """Why this check, this hard: one line for the table."""
    reason_audience: Audience = "party"


class ChoiceOption(Value):
    """One way to go on, with what it brings about."""

    id: Slug
    label: str
    text: str = ""
    """What comes of choosing it, for the narrator."""
    effects: tuple[Effect, ...] = ()


class Choice(Value):
    """A question that an outcome puts to a player. `default` is taken when nobody answers in time."""

    question: str
    options: tuple[ChoiceOption, ...] = Field(min_length=2, max_length=6)
    default: Slug


class Outcome(Value):
    """What one degree of success means. `text` is for the narrator; effects are applied by the engine."""

    text: str
    effects: tuple[Effect, ...] = ()
    choice: Choice | None = None


class CombatAction(Value):
    """One thing that a character does in an encounter, as a request: what, with what, at whom, where to."""

    kind: ActionKind
    attack: str | None = None
    """Id of an attack, or of an item that is a weapon; None: what is at hand."""
    spell: str | None = None
    item: str | None = None
    targets: tuple[str, ...] = ()
    zone: str | None = None
    """Name of a zone to go to first."""


class Verdict(Value):
    """The ruling on one attempt. Without a check, `effects` simply happen; with one, `outcomes` decides by degree.

    A degree that `outcomes` leaves out takes the nearest one towards plain success or failure.
    """

    input: int = 1
    """Which input of the turn this answers, counted from 1."""
    character: str
    intent: str = ""
    """The attempt in a few words, third person: "slip past the guard"."""
    challenge: str | None = None
    """Id of the authored challenge that this is. Check and outcomes may then be left out: the author's are taken."""
    possible: bool = True
    refusal: str = ""
    """Why not, told as the world would show it; empty when possible."""
    check: CheckRequest | None = None
    stakes: str = ""
    """What is won or lost, shown before the roll where the table asks for it."""
    stakes_audience: Audience = "party"
    notices: tuple[str, ...] = ()
    """Who of those present notices the attempt, where that matters: for the narrator."""
    text: str = ""
    """Without a check: what comes of it, for the narrator. What somebody answers, what there is to see."""
    effects: tuple[Effect, ...] = ()
    outcomes: dict[Degree, Outcome] = Field(default_factory=dict)
    action: CombatAction | None = None
    """In an encounter: what they do by its rules. Then check, effects and outcomes are left out."""


class WorldMove(Value):
    """What somebody off-stage does between two sessions, as a request."""

    faction: str
    move: str = ""
    """Id of the authored move that it is; '' for one that a model thought of."""
    effects: tuple[Effect, ...] = ()
    rumour: str = ""
    """What the party could notice of it; '' for nothing."""
    reason: str = ""
    """Why, for the game master alone."""


class Ruling(Value):
    """The adjudicator's whole answer to one turn: a verdict per attempt, and the time that passes (minutes)."""

    verdicts: tuple[Verdict, ...] = ()
    minutes: int = Field(default=5, ge=0, le=1440)
    moves: tuple[WorldMove, ...] = ()
    """The world's own, as a session opens: no answer of an adjudicator has any."""
    objection: Literal["", "stands", "granted"] = ""
    """Where a ruling is reconsidered: whether it stays as it was given."""
    answer: str = ""
    """Where it is reconsidered: one sentence to whoever objects, which the table may read."""
