"""What a small model is sent to say what a turn was about: its lines and how its telling begins."""

from typing import Any, Final

from gm.domain.calls import Role
from gm.domain.content_tags import ANSWERS
from gm.domain.play import Turn
from gm.domain.prompt import Layer, Prompt
from gm.domain.protocols import TokenCounter
from gm.prompting.sections import Maker, present
from gm.prompting.templates import TemplateSet

REPLY: Final = 64
"""Tokens of the answer, with room for a model that cannot be brief."""
LINE: Final = 400
TOLD: Final = 600
"""Characters of each line, and of the telling: enough to see what they are about."""
SCHEMA: Final[dict[str, Any]] = {
    "type": "object",
    "properties": {"tag": {"type": "string", "enum": list(ANSWERS)}},
    "required": ["tag"],
    "additionalProperties": False,
}


def assemble_tagger(turn: Turn, *, templates: TemplateSet, counter: TokenCounter) -> Prompt:
    """The prompt: what everybody at the table wrote and read in this turn, and nothing else."""
    maker = Maker(templates, counter)
    lines = [entry.input for entry in turn.inputs]
    players = tuple(sorted({line.player for line in lines if line.player}))
    values = {"inputs": [(line.kind, line.text[:LINE]) for line in lines], "told": (turn.narration or "")[:TOLD]}
    sections = present(
        maker.section("instructions", "tagger/instructions.jinja2", {"tags": ANSWERS}, Layer.FIXED, required=True),
        maker.section(
            "tail/lines", "tagger/turn.jinja2", values, Layer.TAIL, chat_role="user", required=True, players=players
        ),
    )
    tokens = sum(section.tokens for section in sections)
    return Prompt(Role.TAGGER, tuple(sections), REPLY, None, schema=SCHEMA, schema_name="tag", tokens=tokens)
