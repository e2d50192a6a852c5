"""Money in whole nano-dollars (10⁻⁹ US dollars): sums are exact."""

NANO = 1_000_000_000


def to_nano(dollars: float | None) -> int | None:
    """Dollars as stored. None stays None."""
    return None if dollars is None else round(dollars * NANO)


def from_nano(amount: int | None) -> float | None:
    """Stored money as dollars. None stays None."""
    return None if amount is None else amount / NANO
