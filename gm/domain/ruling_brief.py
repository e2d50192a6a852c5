"""What the adjudicator of one turn is given, with all that is for the game master alone: numbers, secrets, challenges.

What players and the narrator may be given is in `gm.domain.brief` (promise 9).
"""

from dataclasses import dataclass

from gm.domain.brief import (
    AheadView,
    ApartView,
    ClockView,
    DeclaredView,
    FactView,
    InputView,
    LoreView,
    MemoryView,
    PersonView,
    PlaceView,
)
from gm.domain.campaign import Campaign, EncounterPlan
from gm.domain.encounter import EncounterView, LegalAction
from gm.domain.lore import LoreNote
from gm.domain.objections import ObjectionView, Reason
from gm.domain.play import Beat


@dataclass(frozen=True, slots=True)
class ChallengeView:
    """An authored challenge that applies here and now: the house's advice to the adjudicator."""

    id: str
    title: str
    keys: tuple[str, ...]
    skill: str
    difficulty: int | None
    stakes: str
    outcomes: tuple[tuple[str, str], ...]
    """(degree, text)."""


@dataclass(frozen=True, slots=True)
class SheetView:
    """A character's numbers, for the adjudicator and for `/sheet`."""

    id: str
    name: str
    is_pc: bool
    hp: int
    max_hp: int
    defence: int
    attributes: tuple[tuple[str, int], ...]
    """(name, modifier)."""
    skills: tuple[tuple[str, str, int], ...]
    """(id, name, total bonus)."""
    resources: tuple[tuple[str, int, int | None], ...]
    """(name, now, maximum)."""
    items: tuple[tuple[str, str, int], ...]
    """(id, name, quantity)."""
    conditions: tuple[str, ...]
    came_from: str = ""
    """Id of the place from which they came to where they are; '' if that is not known."""
    concept: str = ""
    """Who they are, of a character that a player made; '' of the campaign's own, who are described elsewhere."""
    pronouns: str = ""
    """Of a player's character; '' of others."""
    player: str = ""
    """Who made the character, if a player did."""
    spells: tuple[str, ...] = ()
    """Ids of what they can cast."""
    calling: str = ""
    """What their class is called; '' where the kit has none, or they have none."""
    level: int | None = None
    """The level that they have reached; None where the kit has none."""


@dataclass(frozen=True, slots=True)
class SecretView:
    """A secret at hand, for the game master alone."""

    id: str
    owner: str
    text: str
    reveal: str
    known_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PrecedentView:
    """How a like attempt was ruled before in this game."""

    intent: str
    skill: str
    """'': nothing was rolled."""
    difficulty: int
    opposed_by: str = ""
    possible: bool = True
    reason: Reason | None = None
    """Why it was ruled so, where somebody said it."""


@dataclass(frozen=True, slots=True)
class ThereView:
    """What a ruling on those who stand apart needs beside what they see (`ApartView`): for the game master alone."""

    place: str
    """Id of the place."""
    sheets: tuple[SheetView, ...]
    """Of everybody who is there."""
    challenges: tuple[ChallengeView, ...] = ()
    spent: tuple[ChallengeView, ...] = ()


@dataclass(frozen=True, slots=True)
class RulingBrief:
    """All that the adjudicator of one turn is given. Holds GM-only text: never shown to players or the narrator."""

    campaign: Campaign
    language: str
    turn_number: int
    attempt: int
    place: PlaceView
    time: str
    party: tuple[PersonView, ...]
    others: tuple[PersonView, ...]
    sheets: tuple[SheetView, ...]
    inputs: tuple[InputView, ...]
    apart: tuple[ApartView, ...] = ()
    """Those of the party who are elsewhere, by place."""
    there: tuple[ThereView, ...] = ()
    """What can be tried at those places, in the same order."""
    fellows: tuple[SheetView, ...] = ()
    """Sheets of everybody of the party who plays in this scene, wherever they stand. (): those who are here."""
    ahead: tuple[AheadView, ...] = ()
    """Where the words of this turn lead."""
    challenges: tuple[ChallengeView, ...] = ()
    spent: tuple[ChallengeView, ...] = ()
    """Those of this place that have been done and cannot be done again."""
    clocks: tuple[ClockView, ...] = ()
    secrets: tuple[SecretView, ...] = ()
    flags_on: tuple[str, ...] = ()
    lore: tuple[LoreView, ...] = ()
    lore_off: frozenset[str] = frozenset()
    """Ids of entries that the game master has switched off."""
    lore_out: tuple[LoreNote, ...] = ()
    """In a dry run: entries that were called up and kept out, with why. Templates do not use it."""
    gm_notes: tuple[str, ...] = ()
    known: tuple[str, ...] = ()
    """Ids of the facts that every player character present knows."""
    known_by_some: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = ()
    """(ids of some of the player characters present, ids of the facts that they alone know)."""
    elsewhere: tuple[tuple[str, str], ...] = ()
    """(NPC id, place id) of those who are not here."""
    known_places: tuple[str, ...] = ()
    """Ids of the places that the party has seen or sees a way to."""
    declared: tuple[DeclaredView, ...] = ()
    ledger: tuple[FactView, ...] = ()
    facts: tuple[FactView, ...] = ()
    memories: tuple[MemoryView, ...] = ()
    """Passages from before the transcript that bear on this turn."""
    chronicle: tuple[str, ...] = ()
    transcript: tuple[Beat, ...] = ()
    pinned: str = ""
    """Id of the place whose fixed part stands ahead of the transcript; '' before the first compaction."""
    problems: tuple[str, ...] = ()
    """What was wrong with the last answer, when it is asked again."""
    fight: EncounterView | None = None
    """The fight that is on."""
    legal: tuple[tuple[str, tuple[LegalAction, ...]], ...] = ()
    """In a fight: what each who speaks may do now."""
    encounters: tuple[EncounterPlan, ...] = ()
    """Fights that could begin here and now."""
    sky: tuple[str, ...] = ()
    """Today's weather, feasts and moons, a sentence each."""
    quests: tuple[str, ...] = ()
    """Quests that are not over, a line each, with the ids of what is to be done."""
    precedents: tuple[PrecedentView, ...] = ()
    """How like attempts were ruled before in this game, the likest first."""
    objection: ObjectionView | None = None
    """What is said against the ruling that was given, when it is reconsidered."""
    told: str = ""
    """What a human game master has told, where their words are read for what they make true."""

    def may_do(self, character: str) -> tuple[LegalAction, ...]:
        """What somebody may do in the fight, as its rules have it."""
        return next((actions for who, actions in self.legal if who == character), ())
