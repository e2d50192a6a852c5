"""What the scribe is sent to put a narration into another language: instructions, then the text as data."""

from dataclasses import dataclass

from gm.domain.calls import Role
from gm.domain.prompt import Layer, Prompt
from gm.domain.protocols import TokenCounter
from gm.prompting.canon import language_name
from gm.prompting.fit import fit
from gm.prompting.sections import Maker, present
from gm.prompting.templates import TemplateSet


@dataclass(frozen=True, slots=True)
class TranslationBrief:
    """A text that its reader has seen already, and what becomes of it."""

    text: str
    source: str
    """Language tag of the text."""
    target: str
    """Language tag of the reader."""
    names: tuple[str, ...] = ()
    """Proper names that stand in the text."""
    players: tuple[str, ...] = ()
    """Players whose words it answers (for erasure)."""


def assemble_translation(
    brief: TranslationBrief, *, templates: TemplateSet, counter: TokenCounter, window: int, reply_tokens: int
) -> Prompt:
    """The prompt.

    Raises:
        PromptTooLarge: the text does not fit into the window.
    """
    maker = Maker(templates, counter)
    values = {"source": language_name(brief.source), "target": language_name(brief.target), "names": brief.names}
    asked = maker.section(
        "instructions", "scribe/translate.jinja2", values, Layer.FIXED, required=True, players=brief.players
    )
    said = maker.section(
        "tail/text",
        "scribe/text.jinja2",
        {"text": brief.text},
        Layer.TAIL,
        chat_role="user",
        required=True,
        players=brief.players,
    )
    kept, dropped = fit(present(asked, said), window - reply_tokens)
    tokens = sum(section.tokens for section in kept)
    return Prompt(Role.SCRIBE, kept, reply_tokens, brief, dropped, tokens=tokens)
