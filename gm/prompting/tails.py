"""What the narrator's and the adjudicator's tail share: triggered lore, what players declared, whose words these are.

The tail is all that a turn alone brings: it stands last and is new each time, so it is kept small.
"""

from gm.domain.brief import LoreView, NarrationBrief
from gm.domain.prompt import Layer, PromptSection
from gm.domain.ruling_brief import RulingBrief
from gm.prompting.sections import Maker, Stable, present


def players_saying(brief: NarrationBrief | RulingBrief) -> tuple[str, ...]:
    """Whose words this turn brings, a game master's asides among them: what its sections are tagged with."""
    asking = {aside.player for aside in brief.asides} if isinstance(brief, NarrationBrief) else set()
    return tuple(sorted({line.player for line in brief.inputs if line.player} | asking))


def declared_section(brief: NarrationBrief | RulingBrief, maker: Maker, role: str) -> PromptSection | None:
    """What players have made true of this place, tagged with them; none where nobody has."""
    if not brief.declared:
        return None
    return maker.section(
        "tail/declared",
        f"{role}/declared.jinja2",
        {"declared": brief.declared},
        Layer.TAIL,
        chat_role="user",
        priority=800,
        players=tuple(sorted({each.player for each in brief.declared})),
    )


def lore_sections(
    brief: NarrationBrief | RulingBrief, maker: Maker, template: str, stable: Stable, where: str
) -> list[PromptSection]:
    """Triggered entries that do not stand in the canon already, of those for this place in the tail."""
    there: list[LoreView] = [entry for entry in brief.lore if entry.id not in stable.lore]
    found = [entry for entry in there if entry.where == where]
    return present(
        *(
            maker.section(
                f"tail/lore/{entry.id}",
                template,
                {"entry": entry},
                Layer.TAIL,
                chat_role="user",
                priority=700 - min(rank, 90),
            )
            for rank, entry in enumerate(found)
        )
    )
