"""`limits:` in `gm.yaml`: what this host pays at most, in US dollars and in tokens, and what happens at a limit."""

from collections.abc import Iterator
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from gm.domain.budgets import PERIODS, SOFT, SpendLimit, campaign_scope, player_scope

HOST: Final = "host"
Usd = Annotated[float | None, Field(ge=0, allow_inf_nan=False)]
Tokens = Annotated[int | None, Field(ge=0, le=10**15)]
AtLimit = Literal["offline", "stop"]


class CampaignLimits(BaseModel):
    """Limits of one campaign; what is given goes before the limit for each campaign. None: none of its own."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    day_usd: Usd = None
    month_usd: Usd = None
    day_tokens: Tokens = None
    month_tokens: Tokens = None


class Limits(BaseModel):
    """Limits on everything this host pays, and within that on each server, campaign and player. None: no limit."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    day_usd: Usd = 1.0
    month_usd: Usd = None
    day_tokens: Tokens = None
    """Tokens of prompts and replies together, thinking included."""
    month_tokens: Tokens = None
    server_day_usd: Usd = 0.5
    """The most of it that any one Discord server may use in a UTC day, unless it plays with a key of its own: by itself
    half of `day_usd`, so that no server takes the day from all others."""
    server_month_usd: Usd = None
    server_day_tokens: Tokens = None
    server_month_tokens: Tokens = None
    campaign_day_usd: Usd = None
    """The most that any one campaign may use, on all servers and at the terminal together."""
    campaign_month_usd: Usd = None
    campaign_day_tokens: Tokens = None
    campaign_month_tokens: Tokens = None
    player_day_usd: Usd = None
    """The most that the turns of any one player may use; a turn of several is borne in equal shares."""
    player_month_usd: Usd = None
    player_day_tokens: Tokens = None
    player_month_tokens: Tokens = None
    campaigns: dict[str, CampaignLimits] = Field(default_factory=dict)
    """Limits of single campaigns, by their slug."""
    soft: float = Field(default=SOFT, ge=0, le=1)
    """Share of a limit from which on the cheapest model of a route is asked first, and the table is told; 1: never."""
    at_limit: AtLimit = "offline"
    """What happens to a turn at a limit: the offline narrator tells it, or it waits until there is money again."""

    def of_host(self) -> tuple[SpendLimit, ...]:
        """All that hold for what the host pays, but for those of servers."""
        found = [*self._limits(HOST, ""), *self._limits(campaign_scope(HOST), "campaign_")]
        found += self._limits(player_scope(HOST), "player_")
        for slug, own in self.campaigns.items():
            for period in PERIODS:
                usd, tokens = getattr(own, f"{period}_usd"), getattr(own, f"{period}_tokens")
                found.append(SpendLimit(campaign_scope(HOST, slug), period, usd, tokens, self.soft))
        return tuple(limit for limit in found if limit.usd is not None or limit.tokens is not None)

    def all_limits(self) -> tuple[SpendLimit, ...]:
        """These and those of each server (`guild:*`)."""
        servers = self._limits("guild:*", "server_")
        return (*self.of_host(), *(limit for limit in servers if limit.usd is not None or limit.tokens is not None))

    def _limits(self, scope: str, prefix: str) -> Iterator[SpendLimit]:
        for period in PERIODS:
            usd, tokens = getattr(self, f"{prefix}{period}_usd"), getattr(self, f"{prefix}{period}_tokens")
            yield SpendLimit(scope, period, usd, tokens, self.soft)
