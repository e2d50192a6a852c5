"""What the turn engine is built from, handed in by the composition root."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Protocol
from weakref import WeakValueDictionary

from gm.domain.boundaries import House
from gm.domain.bounded import Bounded
from gm.domain.calls import Candidate, Role
from gm.domain.embeddings import Likeness
from gm.domain.events import TurnEvent
from gm.domain.play import Game, SceneState
from gm.domain.protocols import Clock, Entropy, TokenCounter
from gm.domain.watching import Watcher
from gm.memory.recall import Recall
from gm.models.accounts import HOST, Account, Accounts, NoAccounts
from gm.models.choosing import preferring
from gm.models.door import Door
from gm.models.escalate import Escalation
from gm.models.routes import OFFLINE
from gm.play.wishes import wishes_of
from gm.prompting.layout import LaneBudget
from gm.prompting.schema import whole_schema
from gm.prompting.templates import TemplateSet
from gm.store.campaigns import load_campaign
from gm.store.database import Database

REPLY_TOKENS = 1024
"""A reply is cut off here; the longest beat is well below it."""
SHIPPED = ""
"""In place of a version: the templates as they are shipped."""
_KEPT_SETS = 64
_KEPT_MEANINGS = 64
LOOK_UP_TOKENS = 2800
"""What tools and everything that is looked up for one ruling can take, on top of the prompt."""
LEAST_WINDOW = 3 * LOOK_UP_TOKENS
"""Smaller windows are kept for the prompt itself."""


class Face(Protocol):
    """Where a turn is shown. Called after the commit that the event speaks of, in order."""

    async def show(self, event: TurnEvent) -> None:
        """Show it. An exception here does not undo anything: the turn goes on when it is resumed."""
        ...


class SilentFace:
    """A face that shows nothing."""

    async def show(self, event: TurnEvent) -> None:
        """Nothing to see."""


@dataclass(frozen=True, slots=True)
class EngineParts:
    """The engine's surroundings. `owner` names this process in leases; `owner_gone` tells whether such a name can no
    longer write (its process has ended), so that its scenes are taken over at once instead of when the lease ends."""

    database: Database
    door: Door
    shipped: Mapping[str, str]
    """The shipped prompt templates, by name."""
    counter: TokenCounter
    clock: Clock
    entropy: Entropy
    recall: Recall
    """Searches the past of games."""
    owner: str
    owner_gone: Callable[[str], bool]
    accounts: Accounts = field(default_factory=NoAccounts)
    """Who pays for which game."""
    escalations: Mapping[Role, Escalation] = field(default_factory=dict)
    """Who is asked first for a decisive moment."""
    account: Account | None = None
    """Who pays for the game that these parts were taken for (`of_game`); None: the host."""
    prompt_tokens: int = 8192
    """How long a prompt may grow, whatever the model's window allows."""
    house: House = field(default_factory=House)
    """What is played at no table of this host."""
    hops: int = 3
    """How often one ruling may stop to look things up, where its model can call tools. 0: never."""
    ruling_seconds: float = 12.0
    """How long the adjudicator's first model may take for a ruling; the others of its route have half as long."""
    session_idle: timedelta | None = timedelta(hours=12)
    """A sitting in which nothing was played or rolled for so long is closed. None: never."""
    tag_share: float = 0.0
    """The share of turns (0 to 1) of which a model is asked what they were about, where one is set for it."""
    watch: Watcher = field(default_factory=Watcher)
    """Who looks on while turns are played."""
    lease_ttl: timedelta = timedelta(seconds=20)
    gists: dict[tuple[int, tuple[str, ...], int, frozenset[str]], tuple[str, ...]] = field(default_factory=dict)
    """Chronicles by (branch, references, erasures): a cache, forgotten on undo."""
    told: dict[tuple[int, int, int, frozenset[str]], tuple[str, ...]] = field(default_factory=dict)
    """Older narrations by (scene, watermark, erasures): a cache, forgotten on undo."""
    resolving: WeakValueDictionary[int, asyncio.Lock] = field(default_factory=WeakValueDictionary)
    """By branch: where several scenes are open, their turns are worked out one after the other."""
    budgets: dict[tuple[str, int, Role, tuple[int, ...]], LaneBudget] = field(default_factory=dict)
    """Lane budgets: a cache."""
    without_tools: set[tuple[str, str | None]] = field(default_factory=set)
    """(model, endpoint) of those that turned tools down, whatever their route says."""
    compiled: Bounded[str, TemplateSet] = field(default_factory=lambda: Bounded(_KEPT_SETS))
    """Template sets by campaign version; those that bring none of their own share one. A cache."""

    meanings: Bounded[tuple[int, str, str], Likeness] = field(default_factory=lambda: Bounded(_KEPT_MEANINGS))
    """What questions mean, by (game, model, words): a turn asks for it once. A cache."""

    async def of_game(self, game: Game) -> "EngineParts":
        """These parts, with the purse that this game is played with: its models, its windows, its limits. Among the
        host's models those that its campaign wishes for come first, but for what the server has chosen."""
        account = await self.accounts.of_game(game.id)
        routes = self.door.routes if account is None else account.routes
        if any(len(routes.offer(role)) > 1 for role in routes.routes):
            async with self.database.read() as db:
                campaign = await load_campaign(db, game.campaign_version)
            routes = preferring(routes, wishes_of(campaign))
        if account is not None:
            account = replace(account, routes=routes)
            return replace(self, door=self.door.on(account), account=account)
        return self if routes is self.door.routes else replace(self, door=self.door.with_routes(routes))

    @property
    def payer(self) -> str:
        """Whose money it is."""
        return self.account.payer if self.account is not None else HOST

    def templates_of(self, state: SceneState) -> TemplateSet:
        """The shipped templates with the campaign's own over them."""
        own = state.campaign.templates
        return self._set(state.game.campaign_version, own) if own else self._set(SHIPPED, {})

    def _set(self, version: str, own: Mapping[str, str]) -> TemplateSet:
        return self.compiled.get(version) or self.compiled.put(version, TemplateSet(self.shipped, own))

    def warm_up(self) -> None:
        """Do what else the first turn of a process would wait for, and with it all others of the same process."""
        self._set(SHIPPED, {}).compile_all()
        whole_schema()

    def candidate(self, role: Role) -> Candidate:
        """Who is asked first for this role."""
        return next(iter(self.door.routes.route(role).candidates), OFFLINE)

    def window(self, role: Role, candidate: Candidate | None = None) -> int:
        """Tokens that prompt and reply of this role may take together, with the candidate that is asked first (None:
        the first of the route)."""
        candidate = candidate or self.candidate(role)
        kept_free = LOOK_UP_TOKENS if role is Role.ADJUDICATOR and offers_tools(self, candidate) else 0
        return min(self.door.window_of(candidate) - kept_free, self.prompt_tokens)

    def reply_tokens(self, role: Role, window: int | None = None) -> int:
        """Tokens kept free for the reply in a window of so many (None: that of the candidate that is asked first)."""
        return min(self.candidate(role).max_output, REPLY_TOKENS, (window or self.window(role)) // 4)


def offers_tools(parts: EngineParts, candidate: Candidate) -> bool:
    """Whether this model may look things up before it rules."""
    refused = (candidate.model, candidate.endpoint) in parts.without_tools
    return candidate.tools and parts.hops > 0 and not refused and candidate.context_window >= LEAST_WINDOW
