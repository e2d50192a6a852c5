"""What may change in the world: a closed union of effects (requests) and the `Change`s that they become (facts).

An effect names what should happen; `gm.rules.apply_effects` turns it into changes or refuses it. There is no effect
that sets an arbitrary value, so no model can write state (promise 1).
"""

from typing import Annotated, Literal

from pydantic import Field

from gm.domain.values import Scalar, Value


class Change(Value):
    """One path of one entity, before and after. None means absent. The inverse swaps the two."""

    entity: str
    path: str
    before: Scalar
    after: Scalar

    def inverse(self) -> "Change":
        """The change that takes this one back."""
        return Change(entity=self.entity, path=self.path, before=self.after, after=self.before)


class Damage(Value):
    """Take hit points from a character. `amount` is a dice expression or a number, rolled by the engine."""

    kind: Literal["damage"] = "damage"
    character: str
    amount: str
    type: str = ""


class Heal(Value):
    """Give hit points back, up to the character's maximum."""

    kind: Literal["heal"] = "heal"
    character: str
    amount: str


class Move(Value):
    """Bring a character to a place that the campaign knows."""

    kind: Literal["move"] = "move"
    character: str
    place: str


class GiveItem(Value):
    """Put an item of the campaign into a character's hands; taken from `source` (a character or place) if named."""

    kind: Literal["give_item"] = "give_item"
    character: str
    item: str
    quantity: int = Field(default=1, ge=1, le=999)
    source: str | None = None


class LoseItem(Value):
    """Take an item from a character: used up, dropped at the place where they stand, or destroyed."""

    kind: Literal["lose_item"] = "lose_item"
    character: str
    item: str
    quantity: int = Field(default=1, ge=1, le=999)
    dropped: bool = False


class AddCondition(Value):
    """Give a character a condition of the ruleset: until something ends it, or for so many rounds or minutes."""

    kind: Literal["add_condition"] = "add_condition"
    character: str
    condition: str
    rounds: int | None = Field(default=None, ge=1, le=1000)
    """Full rounds of an encounter; outside of one, a round is six seconds and the rest of a minute counts as one."""
    minutes: int | None = Field(default=None, ge=1, le=525600)


class RemoveCondition(Value):
    """Lift a condition."""

    kind: Literal["remove_condition"] = "remove_condition"
    character: str
    condition: str


class ChangeResource(Value):
    """Add to or take from a counted resource; it stays within 0 and its maximum."""

    kind: Literal["change_resource"] = "change_resource"
    character: str
    resource: str
    by: int = Field(ge=-999, le=999)


class ShiftAttitude(Value):
    """Shift how an NPC feels about the party, −3 (hostile) to +3 (devoted), by at most 2 at once."""

    kind: Literal["shift_attitude"] = "shift_attitude"
    npc: str
    by: int = Field(ge=-2, le=2)


class Regard(Value):
    """Shift how an NPC feels about one player character, −3 to +3, and how they are in themselves (`mood`, −2 to +2).
    For code and game masters; no model may ask for it."""

    kind: Literal["regard"] = "regard"
    npc: str
    towards: str
    """Id of the player character."""
    by: int = Field(default=0, ge=-2, le=2)
    mood: int = Field(default=0, ge=-2, le=2)


class Reveal(Value):
    """Make a secret, a lore entry or a hidden exit known: to the whole party, or to the characters named."""

    kind: Literal["reveal"] = "reveal"
    fact: str
    to: tuple[str, ...] = ()
    """Character ids; empty means every player character who is present."""


class SetFlag(Value):
    """Set a flag that the campaign declares."""

    kind: Literal["set_flag"] = "set_flag"
    flag: str
    on: bool = True


class TickClock(Value):
    """Move a clock of the campaign forward (or back)."""

    kind: Literal["tick_clock"] = "tick_clock"
    clock: str
    by: int = Field(default=1, ge=-12, le=12)


class OpenExit(Value):
    """Unlock or uncover an exit: it can be used from now on."""

    kind: Literal["open_exit"] = "open_exit"
    place: str
    to: str


class Advance(Value):
    """Give a character (or the `party`) experience, marks or milestones, as the kit counts them."""

    kind: Literal["advance"] = "advance"
    character: str = "party"
    by: int = Field(default=1, ge=1, le=1_000_000)


class Improve(Value):
    """Spend one of the picks that a level gave: train a skill one step further, or raise an attribute by one."""

    kind: Literal["improve"] = "improve"
    character: str = "actor"
    what: str
    """Id of the skill or attribute."""


class TakeRest(Value):
    """A rest of the kit: time passes, and what it restores comes back."""

    kind: Literal["rest"] = "rest"
    rest: str
    character: str = "party"


class StartEncounter(Value):
    """A fight that the campaign has prepared begins here."""

    kind: Literal["start_encounter"] = "start_encounter"
    encounter: str


class Declare(Value):
    """A player makes something true, as the kit allows under shared authority, at its cost. It becomes a fact of
    canon."""

    kind: Literal["declare"] = "declare"
    character: str
    declaration: str
    text: str = Field(max_length=200)


class Tell(Value):
    """Let characters know of a turn, or of a fact that is kept of the game. By hand only: who is told something in a
    scene has heard it there."""

    kind: Literal["tell"] = "tell"
    what: Literal["turn", "fact"]
    number: int = Field(ge=1)
    """Id of the turn, number of the fact."""
    to: tuple[str, ...]
    """Character ids, or `party`."""


class TendLore(Value):
    """Switch a lore entry off or on for this game, or bring it up in the next beat whatever is said. For authors and
    game masters: no model may ask for it."""

    kind: Literal["lore"] = "lore"
    entry: str
    to: Literal["on", "off", "next"] = "on"


class PassTime(Value):
    """Let so much time go by."""

    kind: Literal["pass_time"] = "pass_time"
    days: int = Field(default=0, ge=0, le=400)
    hours: int = Field(default=0, ge=0, le=1000)
    minutes: int = Field(default=0, ge=0, le=1440)


class Later(Value):
    """Something that comes of it when so much time has gone by. `text` is told then."""

    kind: Literal["later"] = "later"
    days: int = Field(default=0, ge=0, le=1000)
    hours: int = Field(default=0, ge=0, le=1000)
    text: str = Field(default="", max_length=400)
    effects: "tuple[Effect, ...]" = Field(default=(), max_length=8)


class ChangeQuest(Value):
    """Bring a quest on: offer it, let it be taken, finished or failed, or tick off one of its objectives."""

    kind: Literal["quest"] = "quest"
    quest: str
    to: Literal["offered", "taken", "finished", "failed"] | None = None
    objective: str | None = None


class DrawTable(Value):
    """Draw from a table of the campaign: what comes up is told, and its effects happen."""

    kind: Literal["draw"] = "draw"
    table: str


Effect = Annotated[
    Damage
    | Heal
    | Move
    | GiveItem
    | LoseItem
    | AddCondition
    | RemoveCondition
    | ChangeResource
    | ShiftAttitude
    | Regard
    | Reveal
    | SetFlag
    | TickClock
    | OpenExit
    | Advance
    | Improve
    | TakeRest
    | StartEncounter
    | Declare
    | TendLore
    | PassTime
    | Later
    | ChangeQuest
    | DrawTable,
    Field(discriminator="kind"),
]

Later.model_rebuild()
