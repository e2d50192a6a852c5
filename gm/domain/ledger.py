"""The usage log as the door sees it: a row before bytes leave, closed when the answer is in (promise 3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from gm.domain.budgets import SpendLimit, Strain
from gm.domain.calls import CallPurpose, Candidate, Rung, Usage
from gm.domain.prompt import PromptSection
from gm.domain.tools import ToolCall

__all__ = ["CallEnd", "CallStart", "CallStatus", "Ledger", "SpendLimit"]

CallStatus = Literal["reserved", "ok", "failed", "lost", "refused"]
"""`reserved`: on its way. `lost`: the process died with it, figures are estimates. `refused`: over a limit."""


@dataclass(frozen=True, slots=True)
class CallStart:
    """What is known before the call. `reserved_cost` in US dollars; None where the price is unknown."""

    purpose: CallPurpose
    candidate: Candidate
    sections: tuple[PromptSection, ...]
    attempt: int
    """Counts the tries of one `complete`: 1 for the first candidate, 2 for the next …"""
    prompt_estimate: int
    """Tokens of the prompt by our own count."""
    max_tokens: int
    reserved_cost: float | None
    continues: int | None = None
    """Id of the call whose broken stream this one goes on from."""
    tools_offered: int = 0
    rung: Rung = ""
    """How an answer in JSON is asked for; '' for prose."""
    limits: tuple[SpendLimit, ...] = ()
    """Limits of the account, besides those that hold for the whole host."""
    reserved_tokens: int = 0
    """The most tokens that it can take, prompt and reply together; 0: no model is asked (the offline narrator)."""
    seconds: float = 300.0
    """How long it may take. A while after that, its process is gone or has given it up: it settles at its estimate."""


@dataclass(frozen=True, slots=True)
class CallEnd:
    """How it ended. Usage fields that the provider did not report stay None."""

    status: CallStatus
    usage: Usage
    finish_reason: str = ""
    first_token_ms: int | None = None
    latency_ms: int | None = None
    calls: tuple[ToolCall, ...] = ()
    """Tools that were called: kept like a reply, under the hop of its asking."""
    hop: int = 0
    error: str = ""
    unbilled: bool = False
    """It was turned down before anything was written: nothing of what was held for it is kept."""
    model: str = ""
    """Which model the provider says that it answered with; '' where it does not say. Not stored."""
    fault: str = ""
    """What went wrong, in a word (`gm.domain.health.Fault`); '' if nothing did, or it was broken off. Not stored."""
    reply: str = ""
    """The whole reply of a call that went well: kept until the stage that needed it is committed, so that a crash in
    between does not buy it twice (promise 5)."""


class Ledger(Protocol):
    """Where calls are written. Each method is a transaction of its own."""

    async def reserve(self, call: CallStart) -> int:
        """Write the row and hold its money; gives its id.

        Raises:
            BudgetExceeded: a limit would be passed. A row of status `refused` is kept.
        """
        ...

    async def strains(self, purpose: CallPurpose, limits: Sequence[SpendLimit]) -> tuple[Strain, ...]:
        """Limits that a call for this purpose counts under and that are used up to their soft share, or further.
        `limits`: the account's, besides the host's own."""
        ...

    async def settle(self, call_id: int, end: CallEnd) -> None:
        """Close the row. Settling twice changes nothing."""
        ...
