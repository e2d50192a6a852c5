"""The section of a prompt that holds what was recalled for its turn."""

from gm.domain.brief import NarrationBrief, RulingBrief
from gm.domain.prompt import Layer, PromptSection
from gm.prompting.sections import REMEMBERED, Maker


def remembered_section(brief: NarrationBrief | RulingBrief, maker: Maker, role: str) -> PromptSection | None:
    """Passages of the past that bear on this turn, tagged with those whose words they are; none where none fits."""
    if not brief.memories:
        return None
    return maker.section(
        "tail/remembered",
        f"{role}/remembered.jinja2",
        {"memories": brief.memories},
        Layer.TAIL,
        chat_role="user",
        priority=REMEMBERED,
        players=tuple(sorted({player for memory in brief.memories for player in memory.players})),
    )
