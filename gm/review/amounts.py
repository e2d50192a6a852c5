"""Money, shares and counts as people read them."""


def money(amount: float | None) -> str:
    """US dollars as people read them, small sums in two digits; unknown is said, not shown as 0."""
    if amount is None:
        return "cost unknown"
    if amount == 0:
        return "$0"
    return f"${amount:,.2f}" if amount >= 0.1 else f"${float(f'{amount:.2g}'):.10f}".rstrip("0")


def price(amount: float | None) -> str:
    """What one of something costs, in three digits: `$0.00308`, `$12.40`."""
    if amount is None or amount >= 1 or amount == 0:
        return money(amount)
    return f"${float(f'{amount:.3g}'):.10f}".rstrip("0")


def share(part: float, whole: float) -> str:
    """`37 %`; '–' of nothing. What is there is never shown as none of it."""
    if not whole:
        return "–"
    percent = 100 * part / whole
    return "<1 %" if 0 < percent < 1 else ">99 %" if 99 < percent < 100 else f"{percent:.0f} %"


def short(number: float) -> str:
    """A large number in three digits: `52.1k`, `3.4M`."""
    for unit, size in (("B", 1e9), ("M", 1e6), ("k", 1e3)):
        if abs(number) >= 0.9995 * size:
            return f"{number / size:.3g}{unit}"
    return f"{number:.3g}" if number != int(number) else f"{number:.0f}"
