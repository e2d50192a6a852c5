"""Why a call may not be made, in words for whoever set the limit."""

from dataclasses import dataclass
from typing import Final

from gm.domain.budgets import Share, SpendLimit, Unit, kind_of, owner_of
from gm.store.nano import NANO

_WHOSE: Final = {"": "", "campaign": "campaign's ", "player": "player's "}


@dataclass(frozen=True, slots=True)
class Refusal:
    """`kind`: what became of it in a word that is kept with the refused call (see `BudgetExceeded`)."""

    kind: str
    text: str
    remedy: str
    scope: str = ""
    """Whose limit it is; '' for a stop."""


def stopped() -> Refusal:
    """Somebody has stopped all spending."""
    return Refusal("stopped", "Spending is stopped.", "Whoever stopped it can let it go on.")


def without_price(model: str, limit: SpendLimit) -> Refusal:
    """A limit in money cannot be kept with a model whose price nobody knows."""
    return Refusal(
        "unpriced",
        f"No price is known for {model}, and a limit in money stands: it is not asked.",
        f"Give {model} its price_in and price_out (US dollars per million tokens) under routes: in gm.yaml; 0 for a "
        "model of your own.",
        limit.scope,
    )


def over(limit: SpendLimit, unit: Unit, share: Share, total: int) -> Refusal:
    """A limit would be passed; `total` is what is spent or held already. Says nobody's name."""
    within = kind_of(share.scope)
    whose = f"{_WHOSE[within]}{limit.period}'s limit"
    if unit == "usd":
        text = f"The {whose} of ${limit.usd:.2f} would be passed (${total / NANO:.4f} is spent or held)."
    else:
        text = f"The {whose} of {limit.tokens:,} tokens would be passed ({total:,} are spent or held)."
    remedy = "Raise the limit in gm.yaml, or wait until the period is over."
    if owner_of(share.scope) != "host":
        remedy = "Those who manage the server can raise it with /host setup."
    return Refusal(f"{within}_{limit.period}" if within else limit.period, text, remedy, share.scope)
