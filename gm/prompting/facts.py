"""Sections of facts: the ledger of what is pinned, which stands still between compactions; what this turn recalls."""

from functools import lru_cache
from typing import Final

from gm.domain.brief import FactView
from gm.domain.calls import Role
from gm.domain.prompt import Layer, PromptSection
from gm.prompting.sections import Maker

LEDGER: Final = 620
"""Priority: pinned facts outlive the chronicle, not the newest beats."""
RECALLED: Final = 780


@lru_cache(maxsize=256)
def ledger_section(maker: Maker, role: Role, pinned: tuple[FactView, ...]) -> PromptSection | None:
    """What is pinned, after the chronicle; None if nothing is."""
    return _section(maker, role, "ledger", pinned, Layer.CHRONICLE, LEDGER) if pinned else None


def not_told_now(facts: tuple[FactView, ...], learned: tuple[str, ...]) -> tuple[FactView, ...]:
    """Those that do not come out in this very beat: they stand under DECIDED already."""
    return tuple(fact for fact in facts if not any(text and text in fact.text for text in learned))


def facts_section(maker: Maker, role: Role, facts: tuple[FactView, ...]) -> PromptSection | None:
    """What was pinned since, and what the words of this turn call up; None if nothing is."""
    return _section(maker, role, "facts", facts, Layer.TAIL, RECALLED) if facts else None


def _section(
    maker: Maker, role: Role, name: str, facts: tuple[FactView, ...], layer: Layer, priority: int
) -> PromptSection | None:
    return maker.section(
        name if layer is Layer.CHRONICLE else f"tail/{name}",
        f"{role.value}/{name}.jinja2",
        {"facts": facts},
        layer,
        chat_role="user",
        priority=priority,
        players=tuple(sorted({player for fact in facts for player in fact.players})),
    )
