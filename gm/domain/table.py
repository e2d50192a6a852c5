"""How a table plays: who runs it, whose turn it is, how fast it is told. Values only.

Kept per game as one JSON value, so that a new setting needs no migration. It is of the table and not of the world: undo
and branches leave it as it is. What the world decides (who is where, whose turn it is in a fight) is state.
"""

from typing import Annotated, Final, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field

Mode = Literal["game", "copilot", "assist", "npc", "coauthor", "solo"]
MODES: Final[tuple[Mode, ...]] = get_args(Mode)
Control = Literal["free", "round", "initiative"]
CONTROLS: Final[tuple[Control, ...]] = get_args(Control)
Absent = Literal["skip", "default", "party"]
ABSENT: Final[tuple[Absent, ...]] = get_args(Absent)
AfterCard = Literal["anyone", "gm", "at_once"]
AFTER_CARD: Final[tuple[AfterCard, ...]] = get_args(AfterCard)
Pace = Literal["brisk", "scene", "slow"]
PACES: Final[tuple[Pace, ...]] = get_args(Pace)


class SceneControl(BaseModel):
    """Whose turn it is in one scene, where that differs from the table. None: as the table has it."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    control: Control | None = None
    """Free, round or initiative in this scene."""
    deadline: int | None = None
    """Seconds, as `TableSettings.deadline`."""
    absent: Absent | None = None
    """What those do here who say nothing until the deadline."""


Length = Literal["short", "usual", "long"]


class VoiceChange(BaseModel):
    """What a table has changed about how it is told; None and () leave it as the campaign says."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    person: Literal["second", "third"] | None = None
    tense: Literal["present", "past"] | None = None
    length: Length | None = None
    tone: tuple[Annotated[str, Field(max_length=120)], ...] = Field(default=(), max_length=6)
    avoid: tuple[Annotated[str, Field(max_length=120)], ...] = Field(default=(), max_length=12)
    """Besides what the campaign avoids."""


AS_WRITTEN: Final = VoiceChange()
"""As the campaign says."""


class TableSettings(BaseModel):
    """How a table plays. Every field has a default that changes nothing for games that are older than it.

    What an older or newer program wrote and this one does not know is left out, never an error. Nothing secret and
    nothing of one player alone stands here: everybody at the table may read it.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    mode: Mode = "game"
    """`game`: the engine runs it. `copilot`: it drafts, a human game master approves. `assist`: a human runs it and is
    helped in private. `npc`: only the characters answer. `coauthor`: a text is written together, without dice.
    `solo`: one player."""
    control: Control = "free"
    """Whose turn it is in scenes that say nothing else: each action is answered (`free`), all declare and one beat
    answers (`round`), one after the other (`initiative`)."""
    deadline: int = Field(default=900, ge=10, le=604_800)
    """Seconds: so long a round stays open after the first has declared, and so long everybody waits for whoever is up
    in an order, and for whoever is up in a fight. Free play waits for nobody else."""
    absent: Absent = "skip"
    """What becomes of those who say nothing until then: `skip` (nothing), `default` (their standing action), `party`
    (they go along with the others; until then anybody may declare for them)."""
    standing: dict[str, str] = {}
    """Standing actions, by character: what they do when their player is away and `absent` is `default`."""
    scenes: dict[str, SceneControl] = {}
    """By a scene's key: where whose turn it is differs from the above."""
    lines: tuple[str, ...] = ()
    """What the whole table has agreed never to play, as `gm.domain.boundaries` reads it. A player's own
    stand elsewhere."""
    veils: tuple[str, ...] = ()
    """What may happen but is not shown here."""
    rating: Literal["everyone", "teen", "mature", "adult", ""] = ""
    """The strongest that the table wants; '': as campaign, server and host have it."""
    after_card: AfterCard = "anyone"
    """After an X-card: the table rests until `anyone` at it goes on, or until the game master does (`gm`); `at_once`:
    it does not rest."""
    resting: bool = False
    """An X-card was laid and nobody has gone on since: no beat begins."""
    pace: Pace | None = None
    """How much story one beat tells: `brisk` moves on, `slow` stays in the moment. None: as the campaign has it."""
    voice: VoiceChange = Field(default_factory=lambda: AS_WRITTEN)
    """How it is told otherwise than the campaign says."""
    liked: tuple[int, ...] = Field(default=(), max_length=8)
    """Ids of turns whose telling readers liked: passages that every narrator is given to sound like. Chosen anew when a
    transcript is compacted, and by `/voice lock`."""
    approve: Literal["both", "drafts"] = "both"
    """In `copilot`: whether the game master is asked before the dice fall and again before it is told, or only before
    it is told."""
    approve_after_hours: int = Field(default=0, ge=0, le=720)
    """In `copilot`: hours after which what waits for an absent game master is approved as it stands. 0: it waits."""
    zero: bool = False
    """Whether a session zero was held: whether the table has said how it wants to play."""
    ghosts: bool = False
    """Whether a player whose character has died may go on as their ghost: seen and heard, touching nothing."""
    handed: Literal["acts", "knows"] = "acts"
    """What whoever runs another's character for a while is shown of it: what everybody here sees (`acts`), or all that
    the character knows (`knows`)."""
    suggestions: Literal["asked", "always"] = "asked"
    """Whether things to do are offered after each beat, or to whoever asks for some."""
    bookmarks: dict[str, int] = Field(default={}, max_length=60)
    """Name → id of the turn that somebody marked with it."""
    ways: dict[str, tuple[int, int, int]] = {}
    """Ways on that were made beside a text where people write together, by a scene's key: the turn's id, how many
    tellings it had after the last of them, and how many were made in a row."""
    together: Literal["as_said", "ask"] = "as_said"
    """What becomes of it if somebody's words move only them while others stay: they go (`as_said`), or the table is
    asked whether they go alone or all together (`ask`)."""
    scene_threads: Literal["public", "private"] = "public"
    """On Discord: whether the thread of a parted scene is open to everybody in its channel, or only to those who play
    there and to those who may manage threads."""
    sendings: bool = False
    """Whether anybody may send word to another scene over any distance, at once (a telephone, a mirror), and not only
    who knows such a spell."""
    premise: str = Field(default="", max_length=600)
    """What this game is about, in the table's own words: a premise to improvise on, who is who. Every prompt has it."""


USUAL: Final = TableSettings()
"""How a table plays that has set nothing."""


class TurnRules(BaseModel):
    """Whose turn it is in one scene, settled: the table's settings with the scene's own over them."""

    model_config = ConfigDict(frozen=True)

    control: Control
    deadline: int
    """Seconds."""
    absent: Absent


def turn_rules(table: TableSettings, scene: str) -> TurnRules:
    """What holds in the scene of that key."""
    own = table.scenes.get(scene, SceneControl())
    return TurnRules(
        control=own.control or table.control,
        deadline=table.deadline if own.deadline is None else own.deadline,
        absent=own.absent or table.absent,
    )
