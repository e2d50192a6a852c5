"""The frozen values that the prompt of one NPC is made of, where only the characters answer.

What stands here that NPC may know: what they witnessed or were told, what everybody knows, and what code has decided
that they say now. None of their secrets that has not come out is in it, nor anybody else's (promise 9).
"""

from dataclasses import dataclass

from gm.domain.brief import FactView, InputView, LoreView, MemoryView, PersonView
from gm.domain.campaign import Campaign
from gm.domain.play import Beat


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """A player character as this NPC knows them."""

    name: str
    pronouns: str
    seen: str
    """What anybody sees of them."""
    feeling: str
    """hostile, cold, wary, neutral, warm, loyal or devoted: what this NPC feels about them."""
    beats: int = 0
    """How many beats they have shared before this one; 0: they meet now."""
    since: str = ""
    """When that was last, in words; '' if it goes on, or never was."""
    facts: tuple[str, ...] = ()
    """What this NPC keeps in mind about them."""
    player: str = ""
    """Who made the character, if a player did (for erasure)."""


@dataclass(frozen=True, slots=True)
class NpcBrief:
    """All that one NPC is given for one answer."""

    campaign: Campaign
    """For the fixed layers: only public parts of it are used there."""
    language: str
    npc: PersonView
    turn_number: int
    attempt: int
    alternative: int
    seed: str
    """Stable per game: what variation may be drawn from."""
    place: str
    """Name of the place, and what it is like."""
    time: str
    mood: str
    """bitter, short-tempered, even, at ease, glad."""
    why: str
    """Why they answer: see `gm.rules.answering.Why`."""
    word: str = ""
    """The word that made them speak up."""
    answers: str = ""
    """Name of whom they answer."""
    people: tuple[KnownPerson, ...] = ()
    others: tuple[tuple[str, str], ...] = ()
    """(name, what anybody sees) of the other NPCs who are here."""
    inputs: tuple[InputView, ...] = ()
    just_said: tuple[tuple[str, str], ...] = ()
    """(name, words) of those who answered before them in this beat."""
    tells: tuple[str, ...] = ()
    """Texts of facts that they say now: code has decided so."""
    keeps: bool = False
    """Whether the talk comes near something that they do not say."""
    premise: str = ""
    """What the table has said that this is about."""
    lore: tuple[LoreView, ...] = ()
    facts: tuple[FactView, ...] = ()
    memories: tuple[MemoryView, ...] = ()
    transcript: tuple[Beat, ...] = ()
    """Beats that they witnessed, word for word."""
    chronicle: tuple[str, ...] = ()
    """Gists of those before."""
    said: tuple[str, ...] = ()
    """What they said in beats before the transcript: the offline voice does not say it again."""
    steered: bool = False
    notes: tuple[str, ...] = ()
    """What a game master asks for this beat, for the NPC's player alone."""
    private: bool = False
    """Whether what is said is whispered to them alone."""
    reword: str = ""
    replaces: str = ""
    """What they answered before, where another answer is asked for."""
    amiss: tuple[str, ...] = ()
    """Why what was answered to this before could not be shown."""
    words: int = 60
    """Target length."""
