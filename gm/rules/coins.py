"""Money in the coins that a kit has by name."""

from gm.domain.ruleset import Ruleset
from gm.rules.line import COIN


def coins_in(rules: Ruleset, amount: int) -> tuple[tuple[str, int], ...]:
    """(name, how many) that make up an amount, the most valuable first, in as few coins as it takes; () where the kit
    has no coins by name that pay for everything."""
    coins = sorted(rules.coins, key=lambda coin: -coin.worth)
    if not coins or coins[-1].worth != 1:
        return ()
    found, left = [], amount
    for coin in coins:
        many, left = divmod(left, coin.worth)
        if many:
            found.append((coin.name, many))
    return tuple(found) or ((coins[-1].name, 0),)


def coins_said(rules: Ruleset, amount: int) -> str:
    """The same in words, as things that are carried are counted: `gold piece ×3`; '' where there are none by name."""
    return ", ".join(name if many == 1 else f"{name} ×{many}" for name, many in coins_in(rules, abs(amount)))


def resource_said(rules: Ruleset, resource: str, label: str, amount: int) -> str:
    """So much of a resource: money in coins, all else counted."""
    return (coins_said(rules, amount) if resource == COIN else "") or f"{abs(amount)} {label}"
