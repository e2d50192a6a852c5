"""What a small model is sent to tell talk from what the rules must decide: a few lines, the first of them always the
same."""

from typing import Any, Final

from gm.domain.calls import Role
from gm.domain.prompt import Layer, Prompt
from gm.domain.protocols import TokenCounter
from gm.domain.ruling_brief import RulingBrief
from gm.prompting.sections import Maker, present
from gm.prompting.templates import TemplateSet

REPLY: Final = 64
"""Tokens of the answer, with room for a model that cannot be brief."""
SCHEMA: Final[dict[str, Any]] = {
    "type": "object",
    "properties": {"rules": {"type": "boolean"}},
    "required": ["rules"],
    "additionalProperties": False,
}


def assemble_triage(brief: RulingBrief, *, templates: TemplateSet, counter: TokenCounter) -> Prompt:
    """The prompt: it holds nothing that is not public to those who are here."""
    maker = Maker(templates, counter)
    players = tuple(sorted({line.player for line in brief.inputs if line.player}))
    values = {"place": brief.place, "others": brief.others, "inputs": brief.inputs}
    sections = present(
        maker.section("instructions", "triage/instructions.jinja2", {}, Layer.FIXED, required=True),
        maker.section(
            "tail/lines", "triage/lines.jinja2", values, Layer.TAIL, chat_role="user", required=True, players=players
        ),
    )
    tokens = sum(section.tokens for section in sections)
    return Prompt(Role.TRIAGE, tuple(sections), REPLY, brief, schema=SCHEMA, schema_name="triage", tokens=tokens)
