"""What a model is sent to read plain words as choices among what a ruleset offers: the lists, and the words."""

from typing import Any, Final

from gm.domain.calls import Role
from gm.domain.choosing import ChoiceList
from gm.domain.prompt import Layer, Prompt
from gm.domain.protocols import TokenCounter
from gm.prompting.sections import Maker, present
from gm.prompting.templates import TemplateSet

REPLY: Final = 256
"""Tokens of the answer."""
LONGEST: Final = 400
"""Characters of the words."""


def assemble_choosing(
    lists: tuple[ChoiceList, ...],
    said: str,
    before: tuple[tuple[str, str], ...],
    player: str,
    *,
    templates: TemplateSet,
    counter: TokenCounter,
) -> Prompt:
    """The prompt. `before`: (list's title, name) of what stands now. Nothing of a story is in it."""
    maker = Maker(templates, counter)
    words = {"said": said[:LONGEST], "before": before}
    players = (player,) if player else ()
    sections = present(
        maker.section("instructions", "adjudicator/choose.jinja2", {"lists": lists}, Layer.FIXED, required=True),
        maker.section(
            "tail/words",
            "adjudicator/choose_words.jinja2",
            words,
            Layer.TAIL,
            chat_role="user",
            required=True,
            players=players,
        ),
    )
    tokens = sum(section.tokens for section in sections)
    return Prompt(
        Role.ADJUDICATOR, tuple(sections), REPLY, None, schema=schema_of(lists), schema_name="choices", tokens=tokens
    )


def schema_of(lists: tuple[ChoiceList, ...]) -> dict[str, Any]:
    """Each list's key with ids of that list alone."""
    fields = {
        each.key: {
            "type": "array",
            "items": {"type": "string", "enum": [choice for choice, _ in each.choices]},
            "maxItems": each.most,
        }
        for each in lists
    }
    return {"type": "object", "properties": fields, "required": list(fields), "additionalProperties": False}
