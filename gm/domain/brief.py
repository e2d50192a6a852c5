"""The frozen values that prompt templates and the offline narrator are given: the same ones, and nothing else.

A brief is filtered before it is made: what stands in a `NarrationBrief` the present characters may know (promise 9).
Only the `RulingBrief` (`gm.domain.ruling_brief`) holds what is for the game master alone.
"""

from dataclasses import dataclass
from typing import Literal

from gm.domain.campaign import Campaign, Voice
from gm.domain.lore import LoreNote
from gm.domain.play import Beat
from gm.domain.seen import AheadView as AheadView
from gm.domain.seen import ApartView as ApartView
from gm.domain.seen import ExitView as ExitView
from gm.domain.seen import PersonView as PersonView
from gm.domain.seen import PlaceView as PlaceView


@dataclass(frozen=True, slots=True)
class InputView:
    """One player's words of this turn."""

    speaker: str
    """The character's name."""
    character: str
    """The character's id."""
    text: str
    kind: str
    player: str = ""
    """Who said it: prompt sections that quote them are tagged with it, for erasure."""
    skill: str = ""
    """For a `check`: id of the skill that was asked for by name."""
    to: str = ""
    """For a `say`: the name of whom it is said to, if somebody was picked."""


@dataclass(frozen=True, slots=True)
class CheckView:
    """A rolled check, in words and numbers."""

    character: str
    """The character's name."""
    skill: str
    """The skill's name."""
    difficulty: int
    total: int
    degree: str
    degree_label: str
    success: bool
    opposed_by: str = ""
    reason: str = ""
    way: Literal["against", "under", "successes", "total"] = "against"
    """How it is compared: the total against a difficulty, under a number, successes counted, or the total alone."""
    target: int = 0
    """What had to be rolled under, or how many successes were needed."""
    faces: tuple[int, ...] = ()
    """Where successes are counted: the dice that count."""

    @property
    def score(self) -> str:
        """What was rolled, in words: `15 against 12`, `34 under 50`, `3 successes (6, 6, 2, 6)`, `11`."""
        match self.way:
            case "under":
                return f"{self.total} {'under' if self.total <= self.target else 'over'} {self.target}"
            case "successes":
                dice = f" ({', '.join(map(str, self.faces))})" if self.faces else ""
                needed = f", {self.target} needed" if self.target > 1 else ""
                return f"{self.total} {'success' if self.total == 1 else 'successes'}{dice}{needed}"
            case "total":
                return f"{self.total}"
        rival = f"{self.opposed_by}'s " if self.opposed_by else ""
        return f"{self.total} against {rival}{self.difficulty}"


@dataclass(frozen=True, slots=True)
class VerdictView:
    """One attempt and how it came out."""

    character: str
    """The character's name."""
    input_text: str
    intent: str
    """`slip past the guard`: the attempt, third person, no subject."""
    kind: str
    """look, talk, move, take, give, use, wait, attack, rest, challenge, or act."""
    target: str = ""
    """Name of the person, place or thing that it is aimed at, if any."""
    possible: bool = True
    refusal: str = ""
    check: CheckView | None = None
    outcome: str = ""
    """What it means, in the adjudicator's or author's words."""
    notices: tuple[str, ...] = ()
    """Names of those who notice the attempt."""


@dataclass(frozen=True, slots=True)
class ChangeView:
    """A change that those present can see. `kind`: hurt, healed, moved, gained, lost, condition_on, condition_off,
    resource, attitude, learned, flag, clock, exit_open, declared, grown, quest, down, dead."""

    kind: str
    subject: str
    """Name of who or what changed."""
    text: str
    """A plain clause for people: "Ilse loses 3 hit points"."""
    object: str = ""
    """The item, place, condition or fact concerned, by name."""
    amount: int = 0
    """How much of it; of `moved`: the hours on the way, 0 where it is no distance."""


@dataclass(frozen=True, slots=True)
class LessonView:
    """Facts that come out in this beat in one and the same way. All who read of the beat know them now."""

    way: str
    """found: somebody or something gives them away; shown: nobody of the cast who is here knew them; told: a player's
    character tells friends; heard: those of the cast come to know what the party knows."""
    facts: tuple[str, ...]
    """Their texts."""
    to: tuple[str, ...] = ()
    """Names of those to whom they are new; (): to everybody of the party here."""
    by: tuple[str, ...] = ()
    """Names of the players' characters who tell them; () where that is not known."""
    knew: tuple[str, ...] = ()
    """Names of those here who knew them before, where they are found."""


@dataclass(frozen=True, slots=True)
class LoreView:
    """A lore entry that was triggered, with the key that did it."""

    id: str
    title: str
    content: str
    why: str
    where: Literal["start", "end"] = "start"
    """Whether it stands first or last of what this turn alone brings."""


@dataclass(frozen=True, slots=True)
class FactView:
    """A fact, or a turn in a line, that is kept in mind."""

    text: str
    known: tuple[str, ...] = ()
    """Names of those present who know it; empty where all of them do."""
    unknown: tuple[str, ...] = ()
    """Names of those present who do not."""
    hearsay: bool = False
    secret: bool = False
    """For the game master alone; such a one is in no `NarrationBrief`."""
    players: tuple[str, ...] = ()
    """Whose words are in it (for erasure)."""


@dataclass(frozen=True, slots=True)
class NarrationBrief:
    """All that the narrator of one turn is given."""

    campaign: Campaign
    """For templates of the fixed and canon layers: only public parts of it may be used there."""
    kind: str
    """opening, action, recap or ending."""
    language: str
    voice: Voice
    turn_number: int
    attempt: int
    alternative: int
    """0 for the first telling; counts rewordings."""
    seed: str
    """Stable per game: what variation may be drawn from."""
    place: PlaceView
    time: str
    """"evening of the second day"."""
    party: tuple[PersonView, ...]
    others: tuple[PersonView, ...]
    apart: tuple[ApartView, ...] = ()
    """Those of the party who are elsewhere, by place."""
    fellows: tuple[PersonView, ...] = ()
    """Everybody of the party who plays in this scene, wherever they stand, in the order in which they came: the part
    of a prompt that stays the same holds them all. (): those who are here."""
    inputs: tuple[InputView, ...] = ()
    verdicts: tuple[VerdictView, ...] = ()
    changes: tuple[ChangeView, ...] = ()
    learned: tuple[str, ...] = ()
    """Texts of facts that come out in this turn: to be told now."""
    lessons: tuple[LessonView, ...] = ()
    """The same with whom they are new to and from whom, and what others come to know of what the party knows."""
    lore: tuple[LoreView, ...] = ()
    lore_off: frozenset[str] = frozenset()
    """Ids of entries that the game master has switched off."""
    lore_out: tuple[LoreNote, ...] = ()
    """In a dry run: entries that were called up and kept out, with why. Templates do not use it."""
    notes: tuple[str, ...] = ()
    """What else must be told: a clock that filled, a portent."""
    fight: tuple[str, ...] = ()
    """What happened in a fight, a line each, in order."""
    passage: tuple[str, ...] = ()
    """The same as plain sentences without numbers, for a narrator that is no model."""
    standing: tuple[str, ...] = ()
    """While a fight goes on: who stands where and how they are, in words; whose turn comes next."""
    foes_want: str = ""
    """What the other side is after: shown in what they do, never said."""
    asides: tuple["Aside", ...] = ()
    """What the game master asks of the narrator in private, for this beat."""
    private: bool = False
    """Whether only the one who acts is aware of this beat."""
    declared: tuple["DeclaredView", ...] = ()
    ledger: tuple[FactView, ...] = ()
    """What the table has pinned; it changes at a compaction only."""
    facts: tuple[FactView, ...] = ()
    """What was pinned since, and what this turn's words call up."""
    memories: tuple["MemoryView", ...] = ()
    """Passages from before the transcript that bear on this turn and that somebody of the party here knows."""
    chronicle: tuple[str, ...] = ()
    """Gists of beats that are no longer in the transcript, oldest first."""
    transcript: tuple[Beat, ...] = ()
    told: tuple[str, ...] = ()
    """Narrations of beats older than the transcript, as many as are at hand: what the offline narrator must not say
    again. Templates do not use it."""
    clocks: tuple["ClockView", ...] = ()
    """Clocks that the table can see."""
    sky: tuple[str, ...] = ()
    """Today's weather, feasts and moons, a sentence each."""
    steered: bool = False
    """Whether the table has set a beat aside shortly before: the telling goes on elsewhere."""
    quiet: str = ""
    """Name of whoever has done nothing for a while and should be given an opening; '' for nobody."""
    reword: str = ""
    """How the telling should differ, in the table's words."""
    replaces: str = ""
    """The telling that another one is asked for in place of."""
    other_ways: tuple[str, ...] = ()
    """How earlier tellings of the same beat began, where something else is asked for."""
    opening_text: str = ""
    ending_text: str = ""
    words: int = 100
    """Target length."""
    mode: str = "game"
    """How the table plays (`gm.domain.table.Mode`)."""
    premise: str = ""
    """What the table has said that this is about."""
    pace: str = ""
    """`brisk`, `scene` or `slow`, where the table asks for another pace than the campaign's."""
    direction: "Direction | None" = None
    """How the table steers the telling, where nobody of it acts in this beat."""
    amiss: tuple[str, ...] = ()
    """What was wrong with the last telling of this beat, of which too little could be shown."""

    def players_here(self) -> tuple[PersonView, ...]:
        """Every player's character who may be told of: those present, and those who are elsewhere."""
        return (*self.party, *(person for each in self.apart for person in each.party))

    def others_here(self) -> tuple[PersonView, ...]:
        """Everybody else who may be told of: who is present, and who is where somebody of the party is."""
        return (*self.others, *(person for each in self.apart for person in each.others))


@dataclass(frozen=True, slots=True)
class MemoryView:
    """A passage of the past that bears on this turn, verbatim."""

    number: int
    """Number of its turn; of the old chat, if it is from one."""
    text: str
    when: str
    """"evening of day 2"; '' for an old chat."""
    place: str
    """Name of the place; '' where none is known."""
    unknown_to: tuple[str, ...] = ()
    """Names of the players' characters who are present and do not know it."""
    is_old_chat: bool = False
    why: str = ""
    """Why it was recalled: the words that were found."""
    players: tuple[str, ...] = ()
    """Whose words are in it (for erasure)."""


@dataclass(frozen=True, slots=True)
class DeclaredView:
    """Something that a player made true of this place under shared authority. `player` said it (for erasure)."""

    name: str
    """What kind of declaration it is, as the kit calls it."""
    text: str
    player: str


@dataclass(frozen=True, slots=True)
class Direction:
    """How the telling should go on. `to`: where or when a cut goes, in the table's words."""

    kind: Literal["skip", "cut", "other"]
    to: str = ""


@dataclass(frozen=True, slots=True)
class Aside:
    """A game master's private wish for the telling. `player` wrote it (for erasure)."""

    text: str
    player: str


@dataclass(frozen=True, slots=True)
class ClockView:
    """A clock and how far it has come. `ticks` is for the GM alone."""

    id: str
    name: str
    filled: int
    segments: int
    ticks: str
    about: str = ""
    """What it counts and what its filling would mean, as whoever sees it may know; '' where its author says nothing."""
