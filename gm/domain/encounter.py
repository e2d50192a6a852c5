"""A fight as it goes: who stands where, whose turn it is, and the frozen record of every step.

Where it stands is state like any other, under `encounter:<key>` (see `gm.domain.state`); these are the values that code
reads it into and the records that it leaves for faces, narrator and ledger.
"""

from typing import Literal

from gm.domain.dice import RollRecord
from gm.domain.ruling import CombatAction
from gm.domain.values import Value

Side = Literal["party", "foes"]
StepKind = Literal[
    "begin", "round", "turn", "move", "attack", "save", "damage", "heal", "condition", "condition_ends", "cast",
    "concentration",
    "dash", "disengage", "dodge", "help", "hide", "use", "stand", "dying", "stable", "down", "dead", "recharge",
    "morale",
    "flee", "surrender", "leave", "react", "summon", "shield", "extra", "legendary", "lair", "wait", "skip", "refused",
    "end",
]  # fmt: skip


class Combatant(Value):
    """Somebody in the fight, as code sees them this moment."""

    id: str
    name: str
    side: Side
    zone: int
    hp: int
    max_hp: int
    temp_hp: int = 0
    defence: int
    status: Literal["active", "down", "dead", "gone"]
    conditions: tuple[str, ...] = ()
    initiative: int = 0
    surprised: bool = False
    helped: bool = False
    """A friend has made an opening for their next attack."""
    hidden: bool = False
    dodging: bool = False


class EncounterView(Value):
    """The fight at one moment: for cards, prompts and tactics."""

    key: str
    title: str
    round: int
    zones: tuple[str, ...]
    order: tuple[str, ...]
    """Ids in the order in which they act; gone ones left out."""
    turn: str | None
    """Whose turn it is; None where a whole side may act."""
    combatants: tuple[Combatant, ...]
    goal: str = ""

    def combatant(self, who: str) -> Combatant | None:
        """The one of that id, or None."""
        return next((each for each in self.combatants if each.id == who), None)


class Step(Value):
    """One thing that happened, in order. Faces phrase it; nothing in it is text for people but names.

    `amount` is damage, healing, hit points left or a number of rounds, as `kind` says; of an attack or save, the total
    where somebody's reaction has changed it. `detail` an id (attack,
    condition,
    spell, damage type, reason).
    """

    kind: StepKind
    actor: str = ""
    target: str = ""
    detail: str = ""
    amount: int | None = None
    difficulty: int | None = None
    success: bool | None = None
    critical: bool = False
    roll: RollRecord | None = None
    zone: str = ""


class LegalAction(Value):
    """Something that somebody may do now: what buttons offer, what tactics choose from, what a model may pick."""

    action: CombatAction
    label: str
