"""World info: what an entry of a lorebook says about when it comes up, and what a scan of the talk brings up."""

from typing import Final, Literal

from pydantic import Field

from gm.domain.values import Value

Logic = Literal["any", "not_all", "not_any", "all"]
"""What the secondary keys must do beside a primary key: one of them is there (AND ANY), one is missing (NOT ALL), none
is there (NOT ANY), each is there (AND ALL)."""

Scope = Literal["chat", "persona", "character", "global"]
"""Whose book it is: the first in this order has the first say where one book is in several."""

CardField = Literal["persona", "description", "personality", "depth_prompt", "scenario", "creator_notes"]
"""A text beside the talk in which an entry may be looked for too."""

Where = Literal[
    "before", "after", "note_top", "note_bottom", "depth", "examples_top", "examples_bottom", "outlet",
    "personality", "scenario",
]  # fmt: skip
"""Where the author wants the text: before or after the description, around the author's note, that many messages from
the end, around the examples, at a named outlet, in the personality or in the scenario."""


class Placement(Value):
    """Where a lore text goes in a prompt. `depth` counts messages from the newest, and only for `where: depth`."""

    where: Where = "after"
    depth: int = 4
    role: Literal["system", "user", "assistant"] = "system"
    outlet: str = ""


class Cast(Value):
    """For whom an entry is meant. Empty: for all. `exclude` turns the lists round: for all but these."""

    names: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    exclude: bool = False


class LoreRule(Value):
    """One entry of a lorebook, with everything that decides when it comes up.

    `None` for an option means: as the scan has it. Counts of messages are of the whole talk so far.
    """

    id: str
    content: str
    keys: tuple[str, ...] = ()
    secondary: tuple[str, ...] = ()
    logic: Logic = "any"
    extra: tuple[tuple[str, ...], ...] = ()
    """Groups of keys of which one each must be there too (V3 `@@additional_keys`)."""
    without: tuple[str, ...] = ()
    """Keys that keep it away (V3 `@@exclude_keys`)."""
    title: str = ""
    enabled: bool = True
    constant: bool = False
    order: int = 100
    """Where it stands among those that came up: the lowest first, the highest nearest to the end."""
    priority: int = 0
    """Who is let in first where not all fit: the highest (V2 `priority`; SillyTavern goes by `order` alone)."""
    case_sensitive: bool | None = None
    whole_words: bool | None = None
    regex: bool = False
    """Its keys are regular expressions without slashes around them (V3 `use_regex`)."""
    scan_depth: int | None = Field(default=None, ge=0)
    probability: float = 100.0
    """In per cent."""
    only_first: bool = False
    """Recursion does not find it: only what was said does."""
    ends_recursion: bool = False
    """Its own text calls up nothing else."""
    recursion_level: int = 0
    """0: at once. n: only by recursion, from the n-th level of it."""
    sticky: int = 0
    """Messages for which it stays once it has come up."""
    cooldown: int = 0
    """Messages for which it stays away afterwards."""
    delay: int = 0
    """It stays away while there are fewer messages than this."""
    every: int = 0
    """It comes up only when the number of messages is a multiple (V3 `@@activate_only_every`); 0: always."""
    once: bool = False
    """Once it has come up it never comes up again (V3 `@@dont_activate_after_match`)."""
    forever: bool = False
    """Once it has come up it stays (V3 `@@keep_activate_after_match`)."""
    force: Literal["", "on", "off"] = ""
    """`@@activate` and `@@dont_activate`: whatever the keys say."""
    greeting: int | None = None
    """Only in a talk that began with this greeting (V3 `@@is_greeting`)."""
    icon: str = ""
    """Only for a player with this icon (V3 `@@is_user_icon`)."""
    groups: tuple[str, ...] = ()
    """Inclusion groups: of the entries of one group, one comes up."""
    group_first: bool = False
    """It wins its group against those without this mark, by the highest order."""
    group_weight: int = 100
    group_scoring: bool | None = None
    """In its group only those with the most keys found are left."""
    ignores_budget: bool = False
    first_out: bool = False
    """Left out first where the prompt is full (V3 `@@ignore_on_max_context`)."""
    cast: Cast = Cast()
    triggers: tuple[str, ...] = ()
    """Kinds of generation it is for ("normal", "continue", …); empty: each."""
    fields: tuple[CardField, ...] = ()
    placement: Placement = Placement()
    book: str = ""
    scope: Scope = "global"


class LoreOptions(Value):
    """How a scan goes. The two profiles are `NATIVE` and `ST`."""

    profile: Literal["native", "st"] = "native"
    depth: int = 4
    """Messages that are looked at, from the newest on."""
    names: bool = True
    """The speaker's name counts as part of a message."""
    recursive: bool = True
    """Texts that came up call up others."""
    recursion_steps: int = 0
    """Rounds of a scan at most; 0: until nothing new comes."""
    case_sensitive: bool = False
    whole_words: bool = True
    group_scoring: bool = False
    min_activations: int = 0
    """Look further back until this many have come up."""
    max_depth: int = 0
    """How far back that goes at most; 0: to the beginning."""
    most: int = 0
    """Entries that are let in at most, constant and forced ones not counted; 0: as many as the budget has room for."""
    scopes: Literal["character", "global", "evenly"] = "character"
    """Which of the character's and the global books is first."""


NATIVE: Final = LoreOptions()
"""Our own: words by Unicode, constant entries never dropped by a budget, what does not fit is passed over, every V3
decorator and every field of the specification is honoured."""

ST: Final = LoreOptions(profile="st", depth=2)
"""As SillyTavern 1.19 behaves with the settings that it is shipped with."""


class Said(Value):
    """One message. `assistant`: the narrator's or a character's, not a player's."""

    text: str
    name: str = ""
    assistant: bool = False


class LoreScan(Value):
    """What is looked at: the talk, newest first, and who and what it is about."""

    messages: tuple[Said, ...] = ()
    total: int | None = None
    """Messages of the whole talk; None: those that are given."""
    fields: dict[CardField, str] = {}
    injected: tuple[str, ...] = ()
    """Other texts of the prompt that are to be looked through."""
    name: str = ""
    """The character whose prompt it is."""
    present: tuple[str, ...] = ()
    """Others whom it is about: an entry that is for certain people comes up while one of them is here."""
    tags: tuple[str, ...] = ()
    trigger: str = "normal"
    greeting: int | None = None
    icon: str = ""
    hidden: frozenset[str] = frozenset()
    """Ids of entries that do not exist for whoever reads: they are not looked at, and call up nothing."""
    forced: frozenset[str] = frozenset()
    """Ids of entries that come up now whatever their keys, draws, timers and the budget say."""
    standing: frozenset[str] = frozenset()
    """Ids of entries whose text stands in the prompt anyway: they take nothing of the budget."""
    turn: str = ""
    """What keys the draws of this scan: the same turn, the same draws (promise 2)."""


TimerKind = Literal["sticky", "cooldown", "matched"]
"""It stays · it stays away · it remembers that it came up."""


class Timer(Value):
    """A sticky or a cooldown that runs: from `start` messages of the talk up to `end`, which it does not see.

    `held`: it outlives a talk that has not grown since (a cooldown after a sticky). `digest` is the entry's: an entry
    that was edited begins anew.
    """

    rule: str
    kind: TimerKind
    start: int
    end: int
    digest: str
    held: bool = False


class Activated(Value):
    """An entry that came up. `why` says it to whoever asks: the key and how far back, or what else brought it."""

    rule: LoreRule
    why: str


class Missed(Value):
    """An entry that was called up and did not come, and why."""

    id: str
    why: str


class LoreResult(Value):
    """What a scan brings: the entries as they go into the prompt, first one first; what was kept out; the timers that
    hold from now on (world state: undo takes them back)."""

    active: tuple[Activated, ...] = ()
    missed: tuple[Missed, ...] = ()
    timers: tuple[Timer, ...] = ()
    steps: int = 0


class LoreNote(Value):
    """What a turn's scan made of an entry, kept with the turn. `came`: it was in the prompt of those it is for:
    the narrator's (`table`), whose readers may know it, or only the game master's (`gm`)."""

    id: str
    why: str
    reader: Literal["table", "gm"] = "table"
    came: bool = True
