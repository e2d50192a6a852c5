"""A campaign as it was authored: world, cast, lore, secrets, clocks, and how it wants to be told.

These are resolved values: every reference names something that exists (`gm.authoring` sees to it). Field docs are
what an author needs to know; `docs/author/` is written from them.
"""

from typing import Annotated, Literal

from pydantic import Field

from gm.domain.calendar import Calendar
from gm.domain.cast import Npc as Npc
from gm.domain.cast import PlayerCharacter as PlayerCharacter
from gm.domain.cast import Secret as Secret
from gm.domain.cast import Sheet as Sheet
from gm.domain.combat import Creature
from gm.domain.conditions import Condition as Condition
from gm.domain.effects import Effect
from gm.domain.items import Item as Item
from gm.domain.living import Beat, Climate, FactionMove, Quest, RandomTable, Route, Travel
from gm.domain.lorebooks import BookFile as BookFile
from gm.domain.lorebooks import LoreBook as LoreBook
from gm.domain.lorebooks import LoreEntry as LoreEntry
from gm.domain.lorebooks import LoreSearch as LoreSearch
from gm.domain.ruleset import Ruleset
from gm.domain.ruling import Audience, Outcome
from gm.domain.table import Mode
from gm.domain.values import Slug, Value

Rating = Literal["everyone", "teen", "mature", "adult"]
Wishes = Annotated[tuple[str, ...], Field(max_length=8)]
Voicing = Literal["never", "light", "free"]
BeatKind = Literal["opening", "action", "talk", "quiet"]


class Voice(Value):
    """How the narrator tells it. `words` is the target length by kind of beat; `samples` are passages to sound like."""

    person: Literal["second", "third"] = "second"
    tense: Literal["present", "past"] = "present"
    words: dict[BeatKind, int] = Field(default={"opening": 160, "action": 110, "talk": 90, "quiet": 60})
    pace: Literal["brisk", "scene", "slow"] = "scene"
    reading_level: str = ""
    tone: tuple[str, ...] = ()
    avoid: tuple[str, ...] = ()
    samples: tuple[str, ...] = ()


class Exit(Value):
    """A way out of a place. A hidden one is unknown, a locked one impassable, until an effect opens it."""

    to: Slug
    label: str
    """How a player sees it: "a stair down to the cistern"."""
    hidden: bool = False
    locked: str = ""
    """Why it cannot be passed; empty when it can."""
    one_way: bool = False
    """There is no way back, and that is meant: `gm lint` does not ask for one."""


class Place(Value):
    """A location. `details` are single sensory sentences, each true by itself at any time."""

    id: Slug
    name: str
    aliases: tuple[str, ...] = ()
    description: str
    details: tuple[str, ...] = ()
    exits: tuple[Exit, ...] = ()
    items: dict[str, int] = Field(default_factory=dict)
    """Item id → quantity lying there at the start."""
    gm_notes: str = ""
    decisive: bool = False
    """Whether this is a moment for the best model that the host gives such moments to (`escalate:`, `mark`)."""


class Faction(Value):
    """A group with a will of its own."""

    id: Slug
    name: str
    description: str
    wants: str = ""
    secrets: tuple[Secret, ...] = ()
    moves: tuple[FactionMove, ...] = ()
    """What they may do between two sessions: one comes about, by weight; a model may think of others."""


class Clock(Value):
    """A countdown in segments. `ticks` tells the GM when to move it; `every_minutes` moves it by in-world time, `on`
    with what happens. When it fills, `effects` happen and `on_full` is narrated. `about`: what it counts and what its
    filling would mean, as far as those may know who see it; the narrator of a clock that is seen is told it."""

    id: Slug
    name: str
    segments: int = Field(ge=2, le=24)
    ticks: str = ""
    about: str = ""
    every_minutes: int | None = Field(default=None, ge=1)
    on: tuple[Beat, ...] = ()
    """Each of these moves it by one."""
    when: Condition = Field(default_factory=Condition)
    """It moves by itself only while this holds."""
    repeats: bool = False
    """Full, it begins again, once its effects have happened."""
    audience: Audience = "gm"
    on_full: str = ""
    effects: tuple[Effect, ...] = ()


class Front(Value):
    """A danger that moves by itself: its clocks, and what people notice as it comes nearer."""

    id: Slug
    name: str
    description: str
    clocks: tuple[Slug, ...] = ()
    portents: tuple[str, ...] = ()
    unfolds: bool = False
    """Its portents are told by themselves, in order and each once, as the fullest of its clocks fills."""


class Challenge(Value):
    """Something that can be attempted, decided in advance by the author: where, by which words, with which check, and
    what each degree brings. The offline adjudicator plays it as written; a model gets it as the house's advice."""

    id: Slug
    place: Slug | None = None
    npc: Slug | None = None
    title: str
    keys: tuple[str, ...]
    """Words of a player's line that mean this attempt (any one of them; a phrase must appear whole)."""
    skill: str | None = None
    difficulty: str | int | None = None
    """The name of a difficulty of the ruleset, or a number. Without a skill it simply happens."""
    stakes: str = ""
    outcomes: dict[str, Outcome]
    """By degree id, or the single key `done` where no check is made."""
    when: Condition = Field(default_factory=Condition)
    once: bool = True
    """A success closes it."""
    decisive: bool = False
    """Whether this is a moment for the best model that the host gives such moments to (`escalate:`, `mark`)."""


class ScenePlan(Value):
    """A scene that the author prepared: what is at stake there, and what only the GM knows."""

    id: Slug
    title: str
    place: Slug
    stakes: str = ""
    gm_notes: str = ""
    when: Condition = Field(default_factory=Condition)
    decisive: bool = False
    """Whether this is a moment for the best model that the host gives such moments to (`escalate:`, `mark`)."""


class EncounterPlan(Value):
    """A fight that the author prepared: who, how many, where, and what they want. Code runs it."""

    id: Slug
    title: str
    place: Slug
    creatures: dict[Slug, int]
    """Stat block → how many."""
    npcs: tuple[Slug, ...] = ()
    """Named people on the creatures' side."""
    allies: tuple[Slug, ...] = ()
    """Named people on the party's side; they come to it from wherever they are."""
    zones: tuple[str, ...] = ("here",)
    """Names of its zones, in a row: each adjoins the next."""
    foes_zone: int = Field(default=0, ge=0)
    """Where the creatures begin, counted from 0; the party begins in the first."""
    surprise: Literal["", "party", "foes"] = ""
    """Who is taken unawares in the first round."""
    goal: str = ""
    """What the creatures are after, one sentence for the narrator."""
    aim: Literal["defeat", "hold", "seize"] = "defeat"
    """What code makes of it. `hold`: they do not leave the zone that they begin in. `seize`: they go for those named in
    `after` before anybody else."""
    after: tuple[Slug, ...] = ()
    """Whom they are after, player characters or people."""
    lair: bool = False
    keys: tuple[str, ...] = ()
    """Words of a player's line that begin it, when they attack or provoke."""
    when: Condition = Field(default_factory=Condition)
    won: Outcome | None = None
    lost: Outcome | None = None
    fled: Outcome | None = None
    decisive: bool = False
    """Whether this is a moment for the best model that the host gives such moments to (`escalate:`, `mark`)."""


class Ending(Value):
    """One way in which the story can close."""

    id: Slug
    title: str
    when: Condition
    text: str
    decisive: bool = False
    """Whether this is a moment for the best model that the host gives such moments to (`escalate:`, `mark`)."""


class Flag(Value):
    """Something that is true or not of the world, and matters later."""

    id: Slug
    meaning: str


class Opening(Value):
    """Where it begins. `text` is read out as it stands; `minutes` is the time of day at the start (since midnight)."""

    place: Slug
    text: str
    minutes: int = Field(default=18 * 60, ge=0)
    goal: str = ""
    """What the party is here for, one sentence a player may read."""


class ModelWishes(Value):
    """Which of the host's models suit this campaign, role by role, best first: a name that the host has given, or a
    word for what it should be (`open_weight`, `local`, `tools`, `json_schema`, `reasoning`, `prefill`,
    `zero_retention`).

    Wishes put what is there into another order. They bring in nobody whom the host has not named, and an unmet one
    changes nothing.
    """

    narrator: Wishes = ()
    adjudicator: Wishes = ()
    npc: Wishes = ()
    director: Wishes = ()
    scribe: Wishes = ()


class Campaign(Value):
    """The whole authored thing, self-contained: its ruleset is inside."""

    slug: Slug
    title: str
    tagline: str = ""
    author: str = ""
    language: str = "en"
    rating: Rating = "teen"
    summary: str = ""
    tags: tuple[str, ...] = ()
    ruleset: Ruleset
    house_rules: tuple[str, ...] = ()
    voice: Voice = Field(default_factory=Voice)
    voicing: Voicing = "never"
    mode: Mode = "game"
    """How a new game of it plays; the table can change that."""
    models: ModelWishes = Field(default_factory=ModelWishes)
    principles: tuple[str, ...] = ()
    """How this game is run, one rule a line. Read by narrator and adjudicator, so it holds nothing secret."""
    lines: tuple[str, ...] = ()
    veils: tuple[str, ...] = ()
    characters: tuple[PlayerCharacter, ...]
    npcs: tuple[Npc, ...] = ()
    places: tuple[Place, ...]
    items: tuple[Item, ...] = ()
    factions: tuple[Faction, ...] = ()
    lore: tuple[LoreEntry, ...] = ()
    lore_search: LoreSearch = Field(default_factory=LoreSearch)
    lore_books: tuple[BookFile, ...] = ()
    """Files of other programs' lorebooks, where they are to be read otherwise than by default."""
    books: tuple[LoreBook, ...] = ()
    """What stands in them. Not authored: read from the files."""
    flags: tuple[Flag, ...] = ()
    calendar: Calendar = Field(default_factory=Calendar)
    clocks: tuple[Clock, ...] = ()
    fronts: tuple[Front, ...] = ()
    tables: tuple[RandomTable, ...] = ()
    climates: tuple[Climate, ...] = ()
    routes: tuple[Route, ...] = ()
    travel: Travel = Field(default_factory=Travel)
    quests: tuple[Quest, ...] = ()
    challenges: tuple[Challenge, ...] = ()
    scenes: tuple[ScenePlan, ...] = ()
    encounters: tuple[EncounterPlan, ...] = ()
    creatures: tuple[Creature, ...] = ()
    """Stat blocks of this campaign, beside those of its ruleset."""
    endings: tuple[Ending, ...] = ()
    opening: Opening
    templates: dict[str, str] = Field(default_factory=dict)
    """Prompt templates of its own, `<role>/<name>.jinja2` → text; they replace the shipped ones."""

    def place(self, place_id: str) -> Place | None:
        """The place of that id, or None."""
        return next((place for place in self.places if place.id == place_id), None)

    def npc(self, npc_id: str) -> Npc | None:
        """The NPC of that id, or None."""
        return next((npc for npc in self.npcs if npc.id == npc_id), None)

    def character(self, character_id: str) -> PlayerCharacter | None:
        """The ready player character of that id, or None."""
        return next((pc for pc in self.characters if pc.id == character_id), None)

    def anyone(self, character_id: str) -> PlayerCharacter | Npc | None:
        """A player character or NPC of that id, or None."""
        return self.character(character_id) or self.npc(character_id)

    def item(self, item_id: str) -> Item | None:
        """The item of that id, or None."""
        return next((item for item in self.items if item.id == item_id), None)

    def clock(self, clock_id: str) -> Clock | None:
        """The clock of that id, or None."""
        return next((clock for clock in self.clocks if clock.id == clock_id), None)

    def is_living(self) -> bool:
        """Whether anything goes on in it by itself besides clocks that run on time."""
        clocks = (clock for clock in self.clocks if clock.on or clock.repeats or clock.when != Condition())
        return bool(self.climates or self.quests or any(clocks) or any(front.unfolds for front in self.fronts))

    def quest(self, quest_id: str) -> Quest | None:
        """The quest of that id, or None."""
        return next((quest for quest in self.quests if quest.id == quest_id), None)

    def table(self, table_id: str) -> RandomTable | None:
        """The table of that id, or None."""
        return next((table for table in self.tables if table.id == table_id), None)

    def creature(self, creature_id: str) -> Creature | None:
        """The stat block of that id, the campaign's own before the ruleset's, or None."""
        own = next((each for each in self.creatures if each.id == creature_id), None)
        return own or self.ruleset.creature(creature_id)

    def encounter(self, encounter_id: str) -> EncounterPlan | None:
        """The encounter of that id, or None."""
        return next((each for each in self.encounters if each.id == encounter_id), None)

    def facts(self) -> dict[str, str]:
        """Every fact that can be known or hidden, id → text: secrets and lore. Ids are unique across the campaign."""
        found = {secret.id: secret.text for npc in self.npcs for secret in npc.secrets}
        found.update({secret.id: secret.text for faction in self.factions for secret in faction.secrets})
        found.update({entry.id: entry.content for entry in self.lore})
        found.update({rule.id: rule.content for book in self.books if book.audience == "gm" for rule in book.rules})
        return found

    def ids(self) -> frozenset[str]:
        """Every id that is taken in this campaign: whatever is put into it needs others."""
        found = set(self.facts())
        found |= {each.id for each in self.npcs} | {each.id for each in self.characters}
        found |= {each.id for each in self.places} | {each.id for each in self.items}
        found |= {each.id for each in self.factions} | {each.id for each in self.creatures}
        return frozenset(found | {each.id for each in self.flags} | {each.id for each in self.clocks})
