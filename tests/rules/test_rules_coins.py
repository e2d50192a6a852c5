"""Money is said in the coins that a kit has by name."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from gm.authoring.load import load_ruleset
from gm.rules.coins import coins_in, coins_said, resource_said

KIT = Path(__file__).parents[2] / "campaigns" / "_rulesets" / "fantasy-d20.yaml"
RULES = load_ruleset(KIT.read_bytes(), KIT.name)


def test_three_hundred_of_the_smallest_are_three_gold_pieces() -> None:
    assert coins_said(RULES, -300) == "gold piece ×3"
    assert coins_said(RULES, 100) == "gold piece"
    assert resource_said(RULES, "coin", "Coin", -300) == "gold piece ×3"
    assert resource_said(RULES, "focus", "Focus", -2) == "2 Focus"


@given(st.integers(min_value=0, max_value=10**6))
def test_the_coins_are_worth_the_amount(amount: int) -> None:
    worth = {coin.name: coin.worth for coin in RULES.coins}
    assert sum(worth[name] * many for name, many in coins_in(RULES, amount)) == amount
