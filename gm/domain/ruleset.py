"""A rules kit, authored as data. The small kit of today: attributes are modifiers, skills add training."""

from typing import Literal

from pydantic import Field

from gm.domain.dice import Degree
from gm.domain.values import Slug, Value

IntentKind = Literal["look", "talk", "move", "take", "give", "use", "wait", "attack", "rest"]
"""What code can tell about an input without a model, from the ruleset's words in the campaign's language."""


class Attribute(Value):
    """An attribute whose value on a sheet is the modifier itself."""

    id: Slug
    name: str


class Skill(Value):
    """What a check is made with. `synonyms` maps a language (`en`, `de`…) to words and phrases that call for it."""

    id: Slug
    name: str
    attribute: Slug
    summary: str = ""
    synonyms: dict[str, tuple[str, ...]] = Field(default_factory=dict)


class DegreeRule(Value):
    """One degree of success. It applies when the margin is at least `margin`; `natural` is a die face that decides
    alone. `label` is what a player reads."""

    id: Degree
    label: str
    margin: int
    success: bool
    natural: int | None = None


class Condition(Value):
    """A lasting state of a character. `disadvantage` lists the skills that it hinders (`*` for all)."""

    id: Slug
    name: str
    summary: str
    disadvantage: tuple[str, ...] = ()
    advantage: tuple[str, ...] = ()


class Resource(Value):
    """Something a sheet counts: luck, light, coin. Never below 0; `maximum` None means no upper bound."""

    id: Slug
    name: str
    maximum: int | None = None


class Recovery(Value):
    """How a party comes to when all of it is down, so that nobody is stuck: with `hp` hit points each, `minutes` later,
    and with a condition if the kit has it."""

    hp: int = Field(default=1, ge=1)
    minutes: int = Field(default=60, ge=0, le=1440)
    condition: Slug | None = "exhausted"


class Ruleset(Value):
    """A complete rules kit. Texts are what the adjudicator is told; numbers are what code enforces."""

    slug: Slug
    title: str
    summary: str = ""
    die: str = "1d20"
    attributes: tuple[Attribute, ...]
    skills: tuple[Skill, ...]
    default_skill: Slug
    training: dict[int, int] = Field(default_factory=lambda: {0: 0, 1: 2, 2: 4})
    difficulties: dict[str, int]
    difficulty_min: int = 5
    difficulty_max: int = 30
    degrees: tuple[DegreeRule, ...]
    conditions: tuple[Condition, ...] = ()
    resources: tuple[Resource, ...] = ()
    unarmed_damage: str = "1d2"
    recovery: Recovery = Field(default_factory=Recovery)
    guidance: tuple[str, ...] = ()
    """Short rules of thumb for the adjudicator, one sentence each."""
    intents: dict[str, dict[IntentKind, tuple[str, ...]]] = Field(default_factory=dict)
    """language → kind → verbs and phrases, for the offline adjudicator and for triage."""

    def skill(self, skill_id: str) -> Skill | None:
        """The skill of that id, or None."""
        return next((skill for skill in self.skills if skill.id == skill_id), None)

    def degree(self, degree_id: str) -> DegreeRule | None:
        """The degree of that id, or None."""
        return next((degree for degree in self.degrees if degree.id == degree_id), None)

    def condition(self, condition_id: str) -> Condition | None:
        """The condition of that id, or None."""
        return next((condition for condition in self.conditions if condition.id == condition_id), None)
