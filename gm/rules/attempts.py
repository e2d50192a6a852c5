"""What a line attempts, as it was read."""

from dataclasses import dataclass
from typing import Final, Literal

from gm.domain.ruleset import IntentKind, Ruleset

Kind = IntentKind | Literal["challenge", "act"]
TargetKind = Literal["", "person", "exit", "place", "item", "resource", "ways", "items", "absent"]
"""`ways`: out, back or on, where several ways lead. `items`: one of several things.
`absent`: somebody of the campaign who is elsewhere."""

_SOCIAL: Final = frozenset({"persuade", "deceive", "intimidate", "insight", "perform"})
_SOCIAL_ATTRIBUTES: Final = frozenset({"heart", "charisma", "presence"})
THEFTS: Final = ("sleight", "sleight-of-hand")
"""The skills by which things change hands unasked, where a ruleset has one."""


@dataclass(frozen=True, slots=True)
class Intent:
    """A line as it was read. `target` is a name, `target_id` its id; all but `kind` and `phrase` may be empty.

    `second` is the other thing that matters: the person an item is given to or taken from.
    """

    kind: Kind
    phrase: str = ""
    target: str = ""
    target_id: str = ""
    target_kind: TargetKind = ""
    skill: str = ""
    challenge_id: str = ""
    key: str = ""
    """The word or phrase that the challenge was recognised by."""
    second: str = ""
    verb: str = ""
    """The phrase of the ruleset that told the kind."""
    long_rest: bool = False
    amount: int = 1
    """How much of a resource."""
    ways: tuple[str, ...] = ()
    """Where several ways could be meant: their places. Where several items could be: their ids."""
    plain: bool = False
    """Nothing is at stake: it happens, and no rule is asked."""


def is_social(skill_id: str, ruleset: Ruleset) -> bool:
    """Whether a skill is used by talking."""
    skill = ruleset.skill(skill_id)
    return skill_id in _SOCIAL or (skill is not None and skill.attribute in _SOCIAL_ATTRIBUTES)
