"""Short ways to write entries, talks and scans down."""

from collections.abc import Mapping, Sequence
from typing import Any

from gm.domain.lore import NATIVE, ST, LoreOptions, LoreResult, LoreRule, LoreScan, Said, Timer
from gm.lore.book import CompiledBook
from gm.lore.scan import scan_lore

PROFILES: Mapping[str, LoreOptions] = {"native": NATIVE, "st": ST}


class FixedDice:
    """Each draw is what was laid out for its purpose, else the highest that it can be. Notes what it was asked."""

    def __init__(self, **laid: int) -> None:
        self.laid = laid
        self.asked: list[tuple[str, int, int]] = []

    def draw(self, purpose: str, index: int, sides: int) -> int:
        self.asked.append((purpose, index, sides))
        found = next((value for part, value in self.laid.items() if purpose.endswith(f"/{part}")), sides)
        assert 1 <= found <= sides
        return found


def rule(name: str, *keys: str, **fields: Any) -> LoreRule:
    return LoreRule(**{"id": name, "keys": keys, "content": f"[{name}]", **fields})


def scanned(
    rules: Sequence[LoreRule],
    *newest_first: str,
    profile: str = "native",
    dice: FixedDice | None = None,
    budget: int = 0,
    timers: Sequence[Timer] = (),
    options: Mapping[str, Any] | None = None,
    **scan: Any,
) -> LoreResult:
    """A scan of a talk of these messages; a token is a character."""
    chosen = PROFILES[profile].model_copy(update=dict(options or {}))
    return scan_lore(
        CompiledBook(rules, chosen),
        LoreScan(messages=tuple(Said(text=text) for text in newest_first), **scan),
        dice=dice or FixedDice(),
        count=len,
        budget=budget,
        timers=timers,
    )


def names(result: LoreResult) -> list[str]:
    return [each.rule.id for each in result.active]
