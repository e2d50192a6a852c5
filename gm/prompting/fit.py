"""One way to make sections fit a window: whole sections go, lowest priority first, and each that goes is named.

Sections with the same `key` are one unit (a beat's question and its answer): kept or dropped together.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from gm.domain.errors import ContextOverflow
from gm.domain.prompt import Dropped, Layer, PromptSection


class PromptTooLarge(ContextOverflow):
    """What no prompt can do without is larger than the window. Another candidate with a larger one may do."""


@dataclass(frozen=True, slots=True)
class _Unit:
    key: str
    tokens: int
    priority: int
    position: int
    required: bool
    transcript: bool


def fit(sections: Sequence[PromptSection], limit: int) -> tuple[tuple[PromptSection, ...], tuple[Dropped, ...]]:
    """The sections that fit into `limit` tokens, in their order, and those that do not, with the reason.

    Required ones are taken first, then the others from the highest priority down (at equal priority the later one
    first). Nothing that was dropped would still fit, with one exception: the transcript stays one piece, so a beat
    older than a dropped one goes too.

    Raises:
        PromptTooLarge: the required ones alone are larger than `limit`; says which are largest.
    """
    if sum(section.tokens for section in sections) <= limit:
        return tuple(sections), ()
    units = _units(sections)
    used = sum(unit.tokens for unit in units if unit.required)
    if used > limit:
        raise _too_large(units, used, limit)
    kept = {unit.key for unit in units if unit.required}
    dropped: dict[str, Dropped] = {}
    hole = False
    for unit in sorted((unit for unit in units if not unit.required), key=lambda u: (-u.priority, -u.position)):
        if unit.transcript and hole:
            dropped[unit.key] = Dropped(unit.key, unit.tokens, "older than a beat that did not fit")
        elif used + unit.tokens <= limit:
            used += unit.tokens
            kept.add(unit.key)
        else:
            hole = hole or unit.transcript
            dropped[unit.key] = Dropped(unit.key, unit.tokens, f"{unit.tokens} tokens, {limit - used} were left")
    return (
        tuple(section for section in sections if section.key in kept),
        tuple(dropped[unit.key] for unit in units if unit.key in dropped),
    )


def _units(sections: Iterable[PromptSection]) -> list[_Unit]:
    found: dict[str, _Unit] = {}
    for position, section in enumerate(sections):
        first = found.get(section.key)
        found[section.key] = _Unit(
            key=section.key,
            tokens=section.tokens + (first.tokens if first else 0),
            priority=max(section.priority, first.priority) if first else section.priority,
            position=first.position if first else position,
            required=section.required or bool(first and first.required),
            transcript=section.layer is Layer.TRANSCRIPT,
        )
    return list(found.values())


def _too_large(units: Iterable[_Unit], used: int, limit: int) -> PromptTooLarge:
    largest = sorted((u for u in units if u.required), key=lambda u: -u.tokens)[:3]
    names = ", ".join(f"{unit.key} ({unit.tokens})" for unit in largest)
    return PromptTooLarge(
        f"the prompt needs {used} tokens at least and the window leaves {limit}; largest: {names}",
        remedy="Choose a model with a larger context window for this role, or shorten what is named here.",
    )
