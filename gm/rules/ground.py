"""What an effect stands on: the world as it is, who is meant, who is here, and the dice for it."""

from typing import Final

from gm.domain.campaign import Campaign
from gm.domain.dice import Dice, RollRecord
from gm.domain.effects import Change, Effect
from gm.domain.encounter import Step
from gm.domain.errors import EffectError
from gm.domain.play import SceneState
from gm.domain.scenes import is_elsewhere
from gm.domain.state import Key, WorldState
from gm.domain.values import Scalar
from gm.rules.combat.asking import Answers
from gm.rules.dice import roll
from gm.rules.phrases import Phrase, phrase
from gm.rules.standpoint import seen_from
from gm.rules.world import change

ACTOR: Final = "actor"
"""In authored effects: whoever attempts it."""
PARTY: Final = "party"
"""In authored effects: every player character present where it is attempted."""


class Ground:
    """What one effect is applied to, and the questions that effects ask of it."""

    __slots__ = (
        "actor",
        "after",
        "answers",
        "authored",
        "campaign",
        "dice",
        "present",
        "purpose",
        "rolls",
        "state",
        "steps",
        "there",
        "timed",
        "told",
        "world",
    )

    def __init__(
        self, state: SceneState, dice: Dice, purpose: str, actor: str, authored: bool, answers: Answers | None = None
    ) -> None:
        self.state = state
        self.campaign: Campaign = state.campaign
        self.world: WorldState = state.world
        self.dice = dice
        self.purpose = purpose
        self.actor = actor
        self.authored = authored
        self.answers = answers
        """What players have said who were asked in a fight that begins; None: nobody is asked."""
        self.rolls: list[RollRecord] = []
        self.steps: list[Step] = []
        self.timed: list[Key] = []
        """Paths that say until when something lasts, and that this has written, if only with what stood there."""
        self.after: list[Effect] = []
        """What happens once this is done, as the author's word."""
        self.told: list[str] = []
        """What came up, to be told."""
        self.there = seen_from(state, actor)
        """The scene from where whoever acts stands: what is here is here for them."""
        self.present = self.there.present()

    def name(self, character: str) -> str:
        """What people call them."""
        person = self.campaign.anyone(character)
        return person.name if person else character

    def refusal(self, key: Phrase, *, who: str = "", name: str = "") -> EffectError:
        """The error that says so in the campaign's language. `who` is a character's id, `name` a name."""
        return EffectError(phrase(key, self.campaign.language, who=self.name(who) if who else "", name=name))

    def status(self, character: str) -> str:
        """active, down, dead or gone."""
        return self.world.text(f"character:{character}", "status", "active")

    def people(self, who: str, *, alive: bool = True) -> tuple[str, ...]:
        """The characters that an id, `actor` or `party` means.

        Raises:
            EffectError: nobody is meant, or they are absent, gone, not in play, or (`alive`) dead.
        """
        if who == PARTY:
            here = tuple(c for c in self.present if self.campaign.character(c))
            if not here:
                raise self.refusal("nobody_present")
            return here
        character = self.actor if who == ACTOR else who
        if self.campaign.anyone(character) is None:
            raise self.refusal("unknown", name=character)
        status = self.status(character)
        if self.campaign.character(character) and not self.state.is_playing(character):
            raise self.refusal("not_playing", who=character)
        if status == "gone":
            raise self.refusal("gone_away", who=character)
        if alive and status == "dead":
            raise self.refusal("dead_already", who=character)
        return (character,)

    def here(self, who: str, *, alive: bool = True) -> tuple[str, ...]:
        """As `people`, and where whoever acts stands, or the scene plays, unless the author says so."""
        found = self.people(who, alive=alive)
        for character in found:
            at = self.world.text(f"character:{character}", "place")
            away = at not in (self.there.place_id, self.state.place_id)
            away = away or is_elsewhere(self.world, character, self.state.scene.key)
            if not self.authored and character != self.actor and away:
                raise self.refusal("absent", name=self.name(character))
        return found

    def amount(self, expression: str, character: str, *, several: bool) -> int:
        """The dice of an effect, rolled; never below 0."""
        purpose = f"{self.purpose}:{character}" if several else self.purpose
        record = roll(expression, self.dice, purpose=purpose)
        self.rolls.append(record)
        return max(0, record.total)

    def place_name(self, place_id: str) -> str:
        """What people call the place."""
        place = self.campaign.place(place_id)
        return place.name if place else place_id

    def put(self, entity: str, path: str, after: Scalar) -> tuple[Change, ...]:
        """The change that puts a value there; none if it is there already."""
        return change(self.world, entity, path, after)
