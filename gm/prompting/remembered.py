"""The section of a prompt that holds what was recalled for its turn."""

from dataclasses import replace

from gm.domain.brief import NarrationBrief
from gm.domain.prompt import Layer, PromptSection
from gm.domain.ruling_brief import RulingBrief
from gm.prompting.sections import REMEMBERED, Maker


def remembered_section(brief: NarrationBrief | RulingBrief, maker: Maker, role: str) -> PromptSection | None:
    """Passages of the past that bear on this turn, tagged with those whose words they are; none where none fits."""
    if not brief.memories:
        return None
    memories = brief.memories
    if role == "coauthor":  # who wrote a paragraph is not who speaks in it
        writers = [f"{person.name}: " for person in brief.party]
        memories = tuple(replace(each, text=_without(each.text, writers)) for each in memories)
    return maker.section(
        "tail/remembered",
        f"{role}/remembered.jinja2",
        {"memories": memories},
        Layer.TAIL,
        chat_role="user",
        priority=REMEMBERED,
        players=tuple(sorted({player for memory in brief.memories for player in memory.players})),
    )


def _without(text: str, starts: list[str]) -> str:
    return next((text.removeprefix(start) for start in starts if text.startswith(start)), text)
