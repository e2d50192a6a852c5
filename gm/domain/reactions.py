"""What somebody may do about a roll that is not theirs, or that is aimed at them, before it counts."""

from typing import Literal

from pydantic import Field

from gm.domain.combat import SaveSpec
from gm.domain.values import Slug, Value


class Reaction(Value):
    """A reaction to a roll, or to a spell: a shield raised before a friend, a word in the ear of one who fails.

    Players are asked, when it could change something; code decides for everybody else. In a fight it is somebody's one
    reaction until their next turn. A check outside of fights has no rounds: there only its cost holds it back.
    """

    id: Slug
    label: str
    """What it is called on a button, and in the lines of the fight."""
    on: Literal["hit", "miss", "save", "check", "cast"]
    """To what: an enemy's attack hits; a friend's attack misses; a friend's save fails; a friend's check fails, outside
    of fights; an enemy casts."""
    whom: Literal["self", "ally", "any"] = "ally"
    """Who may gain by it: whoever reacts, somebody else of their side, or both. (Never both for a check: about one's
    own there is `after_roll`.)"""
    reach: int = Field(default=0, ge=0)
    """Zones away that they may be (for `cast`: that the caster may be)."""
    has: str = ""
    """A formula (names as in a derived number) that must hold for whoever reacts; '' for everybody. A stat block has it
    by naming it among its `reactions`, whatever stands here."""
    spell: Slug | None = None
    """It is the casting of this spell: whoever reacts must know it and pay for it."""
    resource: Slug | None = None
    """What is spent, besides."""
    cost: int = Field(default=1, ge=0)
    add: str = ""
    """Dice or a number that is added to the roll: below 0 against an enemy's."""
    reroll: Literal["", "all", "better", "worse"] = ""
    """The dice are thrown once more: the new ones count, or the better, or the worse of both."""
    gives: tuple[Slug, ...] = ()
    """Conditions for whom it is for, until the next turn of whoever reacts begins."""
    save: SaveSpec | None = None
    """For `cast`: what the caster must make for the spell to come off all the same; None: it never does."""
