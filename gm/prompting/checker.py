"""What a model is sent that judges a telling before anybody reads it: what the table has agreed on, and the telling."""

from typing import Any, Final

from gm.domain.boundaries import read_boundaries
from gm.domain.calls import Role
from gm.domain.campaign import Campaign
from gm.domain.prompt import Layer, Prompt
from gm.domain.protocols import TokenCounter
from gm.prompting.sections import Maker, present
from gm.prompting.templates import TemplateSet

REPLY: Final = 64
"""Tokens of the answer, with room for a model that cannot be brief."""
SCHEMA: Final[dict[str, Any]] = {
    "type": "object",
    "properties": {"fits": {"type": "boolean"}, "kind": {"type": "string", "enum": ["", "line", "veil", "rating"]}},
    "required": ["fits", "kind"],
    "additionalProperties": False,
}


def assemble_check(
    campaign: Campaign, told: str, players: tuple[str, ...], *, templates: TemplateSet, counter: TokenCounter
) -> Prompt:
    """The prompt. `campaign`: as the table plays it; `players`: who sits there, whose boundaries it may hold."""
    maker = Maker(templates, counter)
    bounds = {
        "rating": campaign.rating,
        "lines": tuple(each.topic for each in read_boundaries(campaign.lines, "line")),
        "veils": tuple(each.topic for each in read_boundaries(campaign.veils, "veil")),
    }
    asked, telling = "checker/instructions.jinja2", "checker/told.jinja2"
    sections = present(
        maker.section("instructions", asked, bounds, Layer.FIXED, required=True, players=players),
        maker.section(
            "tail/told", telling, {"told": told}, Layer.TAIL, chat_role="user", required=True, players=players
        ),
    )
    tokens = sum(section.tokens for section in sections)
    return Prompt(Role.CHECKER, tuple(sections), REPLY, None, schema=SCHEMA, schema_name="check", tokens=tokens)
