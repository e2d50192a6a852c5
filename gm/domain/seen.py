"""People and places as those see them who are given a brief: values of `gm.domain.brief`."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PersonView:
    """Someone present, as the party sees them. `persona`, `speech`, `wants` are for a model that must play them."""

    id: str
    name: str
    pronouns: str
    is_pc: bool
    appearance: str
    concept: str = ""
    habits: tuple[str, ...] = ()
    persona: str = ""
    speech: str = ""
    lines: tuple[str, ...] = ()
    wants: str = ""
    mood: str = ""
    """One word for how they feel about the party (NPCs): hostile, cold, wary, neutral, warm, loyal, devoted."""
    conditions: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    """What else they are called ("the reeve")."""
    kind: str = ""
    """Of creatures of which there may be many: their stat block."""
    carries: tuple[str, ...] = ()
    """Names of what they have with them (player characters)."""
    health: str = "unhurt"
    """unhurt, bruised, wounded, badly wounded, down, dead: a word, not a number."""
    met: bool = True
    """Whether the table has heard a name of theirs (NPCs)."""
    player: str = ""
    """Who made the character, if a player did: sections that describe it are tagged with them, for erasure."""


@dataclass(frozen=True, slots=True)
class ExitView:
    """A way out that the party can see."""

    label: str
    to: str
    """Id of the place."""
    to_name: str
    locked: str = ""
    hours: int = 0
    """How long it takes; 0: no time to speak of."""
    arrive: str = ""
    """When they would be there, in words, where it takes hours; only the adjudicator is told."""


@dataclass(frozen=True, slots=True)
class PlaceView:
    """Where the scene plays, as the party sees it."""

    id: str
    name: str
    description: str
    details: tuple[str, ...]
    exits: tuple[ExitView, ...]
    items: tuple[str, ...]
    """Names of things lying here, with a quantity where there are several."""
    first_visit: bool


@dataclass(frozen=True, slots=True)
class ApartView:
    """Where those of the party are who stand elsewhere than their scene plays."""

    party: tuple[PersonView, ...]
    place: PlaceView
    others: tuple[PersonView, ...]
    """Who else is there."""
    arrived: bool = False
    """Whether one of them has come there in this turn."""
    acts: bool = False
    """Whether one of them acts in this turn, or has just arrived: then the place is described."""
    door: bool = False
    """Whether they are told of no further than its door in this turn: nothing of what is there is given."""


@dataclass(frozen=True, slots=True)
class AheadView:
    """A place that the words of a turn lead to, before it is ruled if they come there. For the game master alone."""

    id: str
    name: str
    description: str
    details: tuple[str, ...] = ()
    gm_notes: str = ""
