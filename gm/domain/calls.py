"""Why a model is called, who pays, what came back and what it cost (promise 3)."""

from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Literal, Protocol

from gm.domain.policy import NO_TERMS, Terms
from gm.domain.tools import Tool, ToolCall


class Role(StrEnum):
    """Who answers. `gm.yaml` maps each to an ordered list of candidates."""

    NARRATOR = "narrator"
    ADJUDICATOR = "adjudicator"
    SCRIBE = "scribe"
    NPC = "npc"
    DIRECTOR = "director"
    TRIAGE = "triage"
    """Says whether a line needs a ruling. Nobody stands in: without a route of its own it is not asked."""
    TAGGER = "tagger"
    """Says what a turn was about, for the usage log. Nobody stands in: without a route of its own it is not asked."""
    CHECKER = "checker"
    """Judges a telling before anybody reads it. Nobody stands in: without a route of its own it is not asked."""
    EMBED = "embed"
    """Makes vectors of texts, for recall by meaning. Nobody stands in: without a route recall goes by words alone."""


class Category(StrEnum):
    """What the money was spent on, in the usage log."""

    NARRATION = "narration"
    ADJUDICATION = "adjudication"
    NPC = "npc"
    DIRECTOR = "director"
    MEMORY = "memory"
    RECAP = "recap"
    TRANSLATION = "translation"
    LORE = "lore"
    FORGE = "forge"
    SAFETY = "safety"
    IMPORT = "import"
    EXPORT = "export"
    EMBEDDING = "embedding"
    TAGGING = "tagging"
    """Saying what a turn was about."""
    TEST = "test"


Rung = Literal["schema", "json", "text", "repair", ""]
"""How an answer in JSON was asked for: held to a schema, held to JSON as such, by words alone; sent back once to be put
right; '' for prose."""

Moment = Literal["finale", "death", "decisive_roll", "schema", "mark"]
"""What calls for a better model: an ending, somebody's death, a roll at its best or worst with something at stake; a
first model whose answer was of the wrong form twice; what the author marked as decisive."""

DataPolicy = Literal["any", "no_training"]
"""`no_training`: only candidates whose provider does not train on inputs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallPurpose:
    """Why a call is made and who pays. Every field is required: a call that nobody ordered cannot be written."""

    role: Role
    category: Category
    payer: str
    """Whose money it is: `host`, or an account with a key of its own (`guild:123`)."""
    game_id: int | None
    campaign: str | None
    scene_id: int | None
    turn_id: int | None
    player: str | None
    attempt: int
    """Which asking of this role in this turn: replies are kept by (turn, role, attempt)."""
    data_policy: DataPolicy
    content_tag: str
    """The usage taxonomy: `roleplay/games`, `roleplay/writers`, `adult`, …"""
    hop: int = 0
    """Which step of one asking, from 1, where the model may look things up first; 0: it is asked once."""
    players: tuple[str, ...] = ()
    """Who caused it, where that is not one alone: they bear it in equal shares. (): `player`, or nobody."""
    account: str | None = None
    """Whose use it is counted as, whoever pays: `guild:123`. A door that is bound to an account fills it in, with the
    payer. None: the host's own."""
    rating: str | None = None
    """The campaign's content rating (`gm.domain.policy.RATINGS`): only candidates that allow it are asked. None: the
    call holds nothing of a campaign."""


def hosts_purpose(role: Role, category: Category, *, data_policy: DataPolicy = "any", tag: str = "") -> CallPurpose:
    """Why a host's own call is made, outside of any game: a trial, a measurement, a question about terms."""
    return CallPurpose(
        role=role,
        category=category,
        payer="host",
        game_id=None,
        campaign=None,
        scene_id=None,
        turn_id=None,
        player=None,
        attempt=1,
        data_policy=data_policy,
        content_tag=tag,
    )


@dataclass(frozen=True, slots=True)
class Candidate:
    """One model that can take a role. Prices are US dollars per million tokens; None is unknown, 0 is free.

    `backend` is `litellm`, `offline` or `scripted`; `model` is what that backend calls it (`openrouter/…`).
    """

    model: str
    backend: str = "litellm"
    endpoint: str | None = None
    key_env: str | None = None
    """Name of the environment variable that holds the key; the key itself is never kept in a value."""
    context_window: int = 8192
    max_output: int = 1024
    price_in: float | None = None
    price_cached: float | None = None
    price_out: float | None = None
    json_schema: bool = False
    """Can be held to a JSON schema."""
    json_mode: bool = False
    """Can be held to JSON as such. What `json_schema` can do, can do this."""
    tools: bool = False
    """Can call tools: may look things up before it answers."""
    schema_with_tools: bool = False
    """Can be held to JSON in a call that offers tools. Many cannot: they are held to it in the last call alone."""
    streaming: bool = True
    reasoning: bool = False
    open_weight: bool | None = None
    maker: str = ""
    provider: str = ""
    trains_on_inputs: bool | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)
    """Sampler settings passed through (temperature, min_p, …)."""
    name: str = ""
    """What the host calls it. What has a name may be chosen by it, by a server or a campaign; '' cannot be."""
    on_request: bool = False
    """Asked only where it was chosen by name."""
    prefill: bool = False
    """Goes on from an assistant's message that is sent last."""
    size: float | None = None
    """Parameters in billions, of all experts together; None: not told."""
    active_size: float | None = None
    """Parameters that work on one token, in billions, where these are fewer."""
    region: str = ""
    """Where it runs (`eu`, `us`, …); `local`: on this host's own machines; '': not told."""
    zero_retention: bool | None = None
    """Whether its provider keeps nothing of what is sent. None: not told."""
    rating: str = "adult"
    """The highest content rating that its provider allows (`gm.domain.policy.RATINGS`)."""


@dataclass(frozen=True, slots=True)
class Route:
    """Role → candidates in order of preference. The offline backend stands behind the last one."""

    role: Role
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class Message:
    """One chat message on the wire. `calls`: what an assistant asked to look up; `call_id`: which of these a tool
    answers."""

    role: Literal["system", "user", "assistant", "tool"]
    content: str
    calls: tuple[ToolCall, ...] = ()
    call_id: str = ""
    cuts: tuple[tuple[int, int], ...] = field(default=(), compare=False, repr=False)
    """Where sections end in `content` that stay as they are, with their layer: what a provider is told that keeps a
    prompt's beginning only where it is marked."""


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens as the provider reported them. None = not reported (never 0 for unknown). `cost` in US dollars."""

    prompt_tokens: int | None = None
    cached_tokens: int | None = None
    completion_tokens: int | None = None
    reasoning_tokens: int | None = None
    cost: float | None = None
    written_tokens: int | None = None
    """Of the prompt, what a provider was made to keep for the next call, and charges more for."""


@dataclass(frozen=True, slots=True)
class Completion:
    """A finished answer: text without any reasoning, and how it came about."""

    text: str
    usage: Usage
    model: str
    backend: str
    finish_reason: str
    call_id: int | None
    latency_ms: int
    first_token_ms: int | None
    continued: bool = False
    """Part of it came from an earlier candidate that died mid-stream."""
    note: str = ""
    """What the table should know about who answered ("over the limit; told offline"), or empty."""
    refused: str = ""
    """Why no money was spent on it, where the first one asked could not be paid: `day`, `player_month`, `stopped` …"""
    refused_scope: str = ""
    """Whose limit that was (`gm.domain.budgets`)."""
    candidate: Candidate | None = None
    """Who gave it, as it was asked: a repair goes there."""
    rung: Rung = ""
    calls: tuple[ToolCall, ...] = ()
    """What the model wants to look up first; then `text` is no answer yet."""


@dataclass(frozen=True, slots=True)
class BackendRequest:
    """What a backend is asked for. `brief` is for the offline backend only; a provider is sent `messages` alone."""

    candidate: Candidate
    role: Role
    messages: tuple[Message, ...]
    max_tokens: int
    brief: object
    schema: Mapping[str, Any] | None = None
    tools: tuple[Tool, ...] = ()
    may_call: bool = True
    """False: the tools are there, for the sake of the prompt's beginning, but none may be called any more."""
    idle_timeout: float = 30.0
    total_timeout: float = 180.0
    data_policy: DataPolicy = "any"
    """`no_training` is passed on to a broker that can enforce it."""
    terms: Terms = NO_TERMS
    """The host's terms: so are these."""
    keys: Callable[[str], str | None] | None = field(default=None, repr=False, compare=False)
    """Looks keys up for the one who pays; None: the host's. A key is never kept in a value, only the way to it."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """A piece of a stream. Reasoning travels apart from text and is never shown."""

    text: str = ""
    reasoning: str = ""
    usage: Usage | None = None
    finish_reason: str | None = None
    calls: tuple[ToolCall, ...] = ()
    """Tools that are called, whole."""
    model: str = ""
    """Which model the provider says that it answered with; '' where it does not say."""


class Backend(Protocol):
    """Something that answers prompts. Implementations: litellm, offline, scripted (tests)."""

    def stream(self, request: BackendRequest) -> AsyncIterator[Chunk]:
        """The reply in pieces; the last ones carry usage and the finish reason.

        Raises:
            ModelError: mapped from whatever the vendor raises.
        """
        ...
