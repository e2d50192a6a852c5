"""What a call is counted under, and which limits stand there. Pure: names and whole numbers.

A call is counted under whoever pays (`host`), under the account whose use it is (`guild:1`), and within each of the two
under its campaign (`host/campaign:mill`) and under the players who caused it (`host/player:discord:7`). Several players
of one beat bear equal shares of it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, Literal

Period = Literal["day", "month"]
Unit = Literal["usd", "tokens"]
PERIODS: Final[tuple[Period, ...]] = ("day", "month")
_CAMPAIGN: Final = "/campaign:"
_PLAYER: Final = "/player:"
EACH: Final = "*"
"""In place of a campaign or a player: each of them by itself."""
SOFT: Final = 0.8
"""Share of a limit from which on cheaper models are asked, where nothing else is set."""


@dataclass(frozen=True, slots=True)
class SpendLimit:
    """At most `usd` US dollars and `tokens` tokens in each UTC day or month, for what is counted under `scope`. None:
    no limit of that kind.

    A scope that ends in `*` (`host/player:*`) is each one's own; one that names somebody goes before it.
    """

    scope: str
    period: Period
    usd: float | None = None
    tokens: int | None = None
    soft: float = SOFT
    """Share of it from which on cheaper models are asked and the table is told; 1 or more: never."""


@dataclass(frozen=True, slots=True)
class Strain:
    """A limit that is mostly used up (`hard`: wholly). `taken` and `allowed` in nano-dollars or tokens."""

    scope: str
    """Whose: never with a `*`."""
    period: Period
    unit: Unit
    taken: int
    allowed: int

    @property
    def hard(self) -> bool:
        """Whether nothing is left."""
        return self.taken >= self.allowed


@dataclass(frozen=True, slots=True)
class Share:
    """What one scope bears of a call: nano-dollars and tokens."""

    scope: str
    money: int
    tokens: int


def campaign_scope(owner: str, campaign: str = EACH) -> str:
    """A campaign's scope within a payer or an account."""
    return f"{owner}{_CAMPAIGN}{campaign}"


def player_scope(owner: str, player: str = EACH) -> str:
    """A player's scope within a payer or an account."""
    return f"{owner}{_PLAYER}{player}"


def owner_of(scope: str) -> str:
    """The payer or account that a scope belongs to."""
    return scope.partition("/")[0]


def kind_of(scope: str) -> Literal["campaign", "player", ""]:
    """What a scope counts within its owner; '' : all of it."""
    if _PLAYER in scope:
        return "player"
    return "campaign" if _CAMPAIGN in scope else ""


def each_of(scope: str) -> str:
    """The scope with `*` for who is named in it."""
    for mark in (_CAMPAIGN, _PLAYER):
        owner, found, _ = scope.partition(mark)
        if found:
            return f"{owner}{mark}{EACH}"
    return scope


def named_in(scope: str) -> str:
    """The campaign or player of a scope; '' if it is its owner's own."""
    for mark in (_CAMPAIGN, _PLAYER):
        _, found, name = scope.partition(mark)
        if found:
            return name
    return ""


def shares_of(
    owners: Iterable[str], campaign: str | None, players: Sequence[str], money: int, tokens: int
) -> tuple[Share, ...]:
    """What each scope bears of a call, in the one order in which they are taken everywhere."""
    found: list[Share] = []
    for owner in sorted(set(owners)):
        found.append(Share(owner, money, tokens))
        if campaign is not None:
            found.append(Share(campaign_scope(owner, campaign), money, tokens))
        for player, usd, count in zip(players, split(money, len(players)), split(tokens, len(players)), strict=True):
            if player:
                found.append(Share(player_scope(owner, player), usd, count))
    return tuple(sorted(found, key=lambda share: share.scope))


def split(amount: int, parts: int) -> Iterator[int]:
    """An amount in equal whole parts; what is left over goes to the first ones."""
    for number in range(parts):
        yield amount // parts + (number < amount % parts)


def standing_limits(limits: Iterable[SpendLimit], scope: str, period: Period) -> list[SpendLimit]:
    """The limits that hold for a scope: those that name it, else those for each of its kind; by unit."""
    there = [limit for limit in limits if limit.period == period]
    named = [limit for limit in there if limit.scope == scope]
    general = [limit for limit in there if limit.scope == each_of(scope)] if each_of(scope) != scope else []
    if any(limit.usd is not None for limit in named):
        general = [_without(limit, "usd") for limit in general]
    if any(limit.tokens is not None for limit in named):
        general = [_without(limit, "tokens") for limit in general]
    return [limit for limit in (*named, *general) if limit.usd is not None or limit.tokens is not None]


def _without(limit: SpendLimit, unit: Unit) -> SpendLimit:
    usd, tokens = (None, limit.tokens) if unit == "usd" else (limit.usd, None)
    return SpendLimit(limit.scope, limit.period, usd, tokens, limit.soft)


def span_of(period: Period, day: str) -> str:
    """The name of the day or month that a UTC day (`2026-03-01`) lies in."""
    return day if period == "day" else day[:7]


def resets_at(period: Period, now: datetime) -> datetime:
    """When a limit begins anew: the next UTC midnight, or that of the first of the next month."""
    midnight = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    if period == "day":
        return midnight + timedelta(days=1)
    return (midnight.replace(day=1) + timedelta(days=32)).replace(day=1)
