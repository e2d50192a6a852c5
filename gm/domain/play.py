"""Games, sittings, scenes, inputs and turns: the values that the turn engine and the store pass to each other."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Literal

from gm.domain.campaign import Campaign
from gm.domain.dice import CheckResult, RollRecord
from gm.domain.effects import Change, Effect, Tell
from gm.domain.encounter import Step
from gm.domain.lore import LoreNote
from gm.domain.ruling import Ruling
from gm.domain.scenes import minutes_in, scene_of
from gm.domain.state import WorldState
from gm.domain.table import USUAL, TableSettings
from gm.domain.values import Slug, Value


class Stage(StrEnum):
    """How far a turn has been committed. Order matters: a crash resumes after the last one reached."""

    RECEIVED = "received"
    RULED = "ruled"
    RESOLVED = "resolved"
    NARRATED = "narrated"
    DELIVERED = "delivered"
    SETTLED = "settled"


STAGES: tuple[Stage, ...] = tuple(Stage)

TurnKind = Literal["opening", "action", "gm", "world", "recap", "ending"]
"""`gm`: the game master's own hand, effects or words; nothing is ruled or rolled against odds for it. `world`: what
went on between two sessions, without anybody's input."""
TurnStatus = Literal["running", "parked", "done", "undone"]
"""`undone`: taken back, as seen from the branch it was loaded for."""


@dataclass(frozen=True, slots=True)
class Game:
    """A campaign being played by a group. `branch_id` is the branch that play goes on in."""

    id: int
    uid: str
    name: str
    campaign_slug: str
    campaign_version: str
    branch_id: int
    created_at: datetime
    stakes: Literal["show", "ask"] = "show"


@dataclass(frozen=True, slots=True)
class Branch:
    """One line of history. Forked at commit `fork_seq` of `parent_id`; None for the first."""

    id: int
    uid: str
    game_id: int
    name: str
    parent_id: int | None
    fork_seq: int | None
    tip_seq: int


@dataclass(frozen=True, slots=True)
class Session:
    """One sitting. `seed_hash` is published when it opens, `seed` only once it is closed."""

    id: int
    game_id: int
    number: int
    seed_hash: str
    opened_at: datetime
    closed_at: datetime | None = None
    seed: str | None = None


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to play a scene's turns, until `until`. Every write carries `fence`: an older one is refused."""

    scene_id: int
    owner: str
    fence: int
    until: datetime


@dataclass(frozen=True, slots=True)
class CommitRecord:
    """One step of history on a branch. `kind`: start, turn, undo, join, leave, note (a fact was written)."""

    branch_id: int
    seq: int
    kind: str
    scene_id: int | None
    turn_id: int | None
    changes: tuple[Change, ...]
    created_at: datetime


@dataclass(frozen=True, slots=True)
class StoredRoll:
    """A roll in the ledger with what it takes to draw it again (together with its session's seed)."""

    session_id: int
    turn_id: int | None
    key: str
    """The turn's uid, or the name of a roll at the table."""
    attempt: int
    source_ids: tuple[str, ...]
    record: RollRecord
    player: str | None = None
    """Who rolled it at the table, by the player's id at their face; None for a turn's."""


@dataclass(frozen=True, slots=True)
class Scene:
    """A place in play with an order of turns of its own: what the lease is taken on."""

    id: int
    game_id: int
    branch_id: int
    key: str
    title: str
    place: str


@dataclass(frozen=True, slots=True)
class PlayerInput:
    """What a player sent. The same `face` and `source_id` twice is the same input. `character` may be None for a
    player who has none; `kind` tells speech, talk out of character, commands and a game master's hand apart."""

    face: str
    source_id: str
    player: str
    text: str
    character: str | None = None
    kind: Literal["do", "say", "ooc", "check", "command", "gm", "direct"] = "do"
    """`command`: an explicit order such as "attack goblin with bow" (`gm.rules.commands`), ruled by code alone.
    `direct`: a writer's direction for the telling, which nobody in the story hears."""
    skill: str | None = None
    """For `check`: the skill that was asked for by name."""
    to: str | None = None
    """For `say`: the name of whom it is said to."""
    private: bool = False
    """Whether nobody but its player is to know of it: it is a turn by itself, told to them alone."""
    own_post: bool = False
    """Whether it stands in a message of the player's own at their face, which they can edit and delete."""

    @property
    def is_silent(self) -> bool:
        """Whether nobody says this: a game master's hand that lends its words to no character."""
        return self.kind == "gm" and self.character is None


ASIDE = " (out of character)"
"""What stands after the name of whoever talks so."""


def said_by(speaker: str, to: str | None, kind: str = "do") -> str:
    """Who says something, and to whom, as the transcript has it; `kind` is that of the input. A direction is nobody's:
    ''."""
    if kind == "direct":
        return ""
    if kind == "ooc":
        return f"{speaker}{ASIDE}"
    return f"{speaker} to {to}" if to else speaker


@dataclass(frozen=True, slots=True)
class Hand:
    """What a table's game master does by hand: effects, words, or both, as one beat that can be taken back.

    The same `face` and `source_id` twice is the same hand. With a `speaker` (an NPC's id) the words are spoken by them;
    without, they are the narration, and may be empty.
    """

    face: str
    source_id: str
    player: str
    effects: tuple[Effect | Tell, ...] = ()
    words: str = ""
    speaker: str | None = None
    to: str | None = None
    """Whose player alone reads the words; None: the table."""


@dataclass(frozen=True, slots=True)
class ReceivedInput:
    """An input as it was recorded. `duplicate` when it had been received before."""

    id: int
    input: PlayerInput
    turn_id: int | None
    duplicate: bool = False


class ParkedOption(Value):
    """One legal answer to a parked question."""

    id: Slug
    label: str


class Parked(Value):
    """Why a turn waits and for whom: the question, the legal options, and what happens if nobody answers."""

    reason: Literal["stakes", "choice", "after_roll", "react", "approval", "round", "order", "together"]
    question: str
    who: tuple[str, ...]
    options: tuple[ParkedOption, ...]
    default: Slug
    deadline: datetime | None = None
    verdict: int = 0
    """Index of the verdict that it belongs to."""
    number: int = 0
    """Which of several of one verdict it is: a fight may ask more than once while it goes on."""
    lead: str = ""
    """What has come of the attempt so far, to be read before the question."""
    rolls: tuple[RollRecord, ...] = ()
    """Dice that fell before the question could be asked: the table sees them, and the ledger holds them from now on."""
    lines: tuple[str, ...] = ()
    """What has happened so far in a fight, a line each: shown in place of the dice."""

    @property
    def key(self) -> str:
        """What the answer is kept under: `choice:0`, `react:0:2`."""
        return f"{self.reason}:{self.verdict}" + (f":{self.number}" if self.number else "")

    @property
    def mark(self) -> str:
        """Tells it from the turn's other questions: `0`, `0.2`."""
        return f"{self.verdict}.{self.number}" if self.number else f"{self.verdict}"


class TurnOutcome(Value):
    """What code decided for a turn: checks, other rolls, which outcome text applied, and every change."""

    checks: tuple[CheckResult, ...] = ()
    rolls: tuple[RollRecord, ...] = ()
    texts: tuple[str, ...] = ()
    """The outcome texts that apply, one per verdict (or refusal)."""
    changes: tuple[Change, ...] = ()
    choices: dict[str, str] = {}
    """Answers to parked questions: `stakes:<verdict>`, `choice:<verdict>`, `react:<verdict>:<n>` → option id."""
    notes: tuple[str, ...] = ()
    """What else code did that the narration must tell: a clock that filled, an effect that could not happen."""
    ending: str | None = None
    present: tuple[str, ...] = ()
    """Ids of those who are not players' characters and were there, before or after: who may be heard in the telling."""
    steps: tuple[Step, ...] = ()
    """What happened in a fight, in order."""
    lore: tuple[LoreNote, ...] = ()
    """Which lore came up in it, for whom, and what was kept out."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One beat. `number` counts the branch's turns from 1 and is never used twice; one that waits for others (a round,
    an order) has a number below 0 until it is played. `attempt` counts redos."""

    id: int
    uid: str
    game_id: int
    branch_id: int
    scene_id: int
    session_id: int
    number: int
    kind: TurnKind
    stage: Stage
    status: TurnStatus
    attempt: int
    inputs: tuple[ReceivedInput, ...]
    created_at: datetime
    ruling: Ruling | None = None
    ruling_source: str = ""
    """`model`, `offline`, `code` (an explicit command or triage), or '' before the ruling."""
    outcome: TurnOutcome | None = None
    parked: Parked | None = None
    narration: str | None = None
    narration_source: str = ""
    narration_author: str | None = None
    """The player who wrote it by hand; None: no person, or not known."""
    alternative: int = 0
    """Which telling is shown: 0 is the first, each reword adds one."""
    alternatives: int = 0
    """How many tellings are kept."""
    commit_seq: int | None = None
    redo_of: int | None = None
    """The turn whose inputs this one plays again with new dice."""
    dice_of: str | None = None
    """Uid of the turn that this one puts right, whose dice it keeps; None: it has dice of its own."""
    choices: dict[str, str] = field(default_factory=dict)
    """Answers to parked questions so far: `stakes:<verdict>`, `choice:<verdict>`, `react:<verdict>:<n>` → option id."""

    @property
    def dice_uid(self) -> str:
        """What its dice are drawn with, beside its attempt and its inputs."""
        return self.dice_of or self.uid


@dataclass(frozen=True, slots=True)
class Beat:
    """A past turn as the transcript shows it."""

    turn_id: int
    number: int
    kind: TurnKind
    inputs: tuple[tuple[str, str], ...]
    """(speaker's name, their words)."""
    outcome_line: str
    """Checks and changes in one line, as the table saw them; '' if none."""
    narration: str
    gist: str
    """One plain line that stands in for the beat once the transcript is compacted."""
    place: str = ""
    minutes: int = 0
    players: tuple[str, ...] = ()
    """Players whose words are in it (for erasure)."""
    kinds: tuple[str, ...] = ()
    """The kind of each of `inputs`, as in `PlayerInput`; (): somebody does each of them."""
    notes: tuple[str, ...] = ()
    """What else code did in it and had told, such as who was met on the road. In the adjudicator's log alone: the next
    ruling builds on what it says, in whatever words it was told."""
    went: str | None = None
    """Where it was told elsewhere than some of the scene's party were: all that those know of it, a sentence, or ''.
    None: all of them were there."""

    def as_seen_from_afar(self) -> "Beat":
        """What those know of it who were not where it was told: nothing of it but `went`."""
        line = self.went or ""
        return replace(
            self, inputs=(), kinds=(), outcome_line=line, narration=line, gist=line, players=(), notes=(), went=None
        )

    @property
    def is_blank(self) -> bool:
        """Nothing was said, told or changed that anybody could read of: a setting of the table, for one."""
        return not (self.inputs or self.narration.strip() or self.outcome_line or self.notes)

    @property
    def lines(self) -> tuple[tuple[str, str, str], ...]:
        """(speaker's name, their words, kind) of each input."""
        return tuple(
            (who, said, self.kinds[at] if at < len(self.kinds) else "do") for at, (who, said) in enumerate(self.inputs)
        )


@dataclass(frozen=True, slots=True)
class SceneState:
    """Everything that a turn is decided on, read in one go and frozen."""

    game: Game
    session: Session
    scene: Scene
    campaign: Campaign
    world: WorldState
    tip_seq: int
    versions: dict[tuple[str, str], int] = field(default_factory=dict)
    """Commit seq at which each path last changed: re-checked before changes are written."""
    table: TableSettings = USUAL
    """How the table plays, as it was when this was read."""

    @property
    def place_id(self) -> str:
        """Where the scene plays now: where its characters stand."""
        return self.world.text(f"scene:{self.scene.key}", "place", self.scene.place)

    def present(self) -> tuple[str, ...]:
        """Ids of all active characters at the scene's place who play in no other scene, player characters first, late
        arrivals after the rest."""
        here = self.place_id
        key = self.scene.key
        pcs = [c.id for c in self.campaign.characters if self._at(c.id, here) and self.plays_here(c.id)]
        pcs.sort(key=self.joined)
        npcs = [n.id for n in self.campaign.npcs if self._at(n.id, here)]
        return (*pcs, *(n for n in npcs if self.world.text(f"character:{n}", "scene", key) == key))

    def plays_here(self, character_id: str) -> bool:
        """Whether this player character is in the party and plays in this scene, wherever they stand just now."""
        return self.is_playing(character_id) and scene_of(self.world, character_id) == self.scene.key

    @property
    def minutes(self) -> int:
        """What time it is here: in-world minutes since midnight of the first day."""
        return minutes_in(self.world, self.scene.key)

    def is_playing(self, character_id: str) -> bool:
        """Whether this player character is in the party of this game."""
        return self.world.is_set(f"character:{character_id}", "playing")

    def joined(self, character_id: str) -> int:
        """When a player character came: 0 at the beginning, then 1, 2… in the order of arrival."""
        return self.world.number(f"character:{character_id}", "joined")

    def _at(self, character_id: str, place: str) -> bool:
        entity = f"character:{character_id}"
        return self.world.text(entity, "place") == place and self.world.text(entity, "status", "active") in (
            "active",
            "down",
        )

    def known_by_all_present(self) -> frozenset[str]:
        """Facts that every present player character knows: what public narration may draw on (promise 9)."""
        pcs = [c for c in self.present() if self.campaign.character(c)]
        sets = [frozenset(self.world.under(f"character:{c}", "knows")) for c in pcs]
        return frozenset.intersection(*sets) if sets else frozenset()
