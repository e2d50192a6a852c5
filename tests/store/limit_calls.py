"""Calls to test limits with. Imports little: processes of their own are started with it."""

from dataclasses import replace
from datetime import UTC, datetime

from gm.domain.calls import CallPurpose, Candidate, Category, Role, Usage
from gm.domain.ledger import CallEnd, CallStart, SpendLimit

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
PURPOSE = CallPurpose(
    role=Role.NARRATOR,
    category=Category.NARRATION,
    payer="host",
    game_id=None,
    campaign="mill",
    scene_id=None,
    turn_id=None,
    player=None,
    attempt=1,
    data_policy="any",
    content_tag="roleplay/games",
)
CANDIDATE = Candidate(model="openrouter/some/model", maker="some", provider="openrouter", price_in=1.0, price_out=2.0)


class Watch:
    """A clock that stands still until it is moved."""

    def __init__(self, moment: datetime = NOW) -> None:
        self.moment = moment

    def now(self) -> datetime:
        return self.moment

    def monotonic(self) -> float:
        return self.moment.timestamp()


def good(cost: float | None = 0.004) -> CallEnd:
    return CallEnd("ok", Usage(1000, 900, 120, None, cost), "stop", first_token_ms=250, latency_ms=1800)


def start(
    *players: str,
    cost: float | None = 0.01,
    tokens: int = 500,
    guild: int | None = None,
    limits: tuple[SpendLimit, ...] = (),
    **purpose: object,
) -> CallStart:
    """A call that these players caused."""
    player = players[0] if len(players) == 1 else None
    account = None if guild is None else f"guild:{guild}"
    given = replace(PURPOSE, player=player, players=players, account=account, **purpose)
    return CallStart(given, CANDIDATE, (), 1, 19, 400, cost, limits=limits, reserved_tokens=tokens)
