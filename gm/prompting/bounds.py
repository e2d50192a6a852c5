"""What a table does not play, as a section of every role's prompt: its topics, never the words that code looks for."""

from typing import TYPE_CHECKING

from gm.domain.boundaries import read_boundaries
from gm.domain.campaign import Campaign
from gm.domain.prompt import Layer, PromptSection

if TYPE_CHECKING:
    from gm.prompting.sections import Maker


def bounds_section(maker: "Maker", role: str, campaign: Campaign, players: tuple[str, ...]) -> PromptSection | None:
    """Lines and veils of the campaign as this table plays it (`gm.play.bounds`), merged; None where there are none.

    It is everybody's who sits there: erasing any of the `players` empties it, and it tells nobody whose words it holds.
    """
    values = {
        "lines": tuple(each.topic for each in read_boundaries(campaign.lines, "line")),
        "veils": tuple(each.topic for each in read_boundaries(campaign.veils, "veil")),
    }
    if not any(values.values()):
        return None
    template = f"{role}/bounds.jinja2"
    return maker.section("canon/bounds", template, values, Layer.CANON, priority=995, required=True, players=players)
