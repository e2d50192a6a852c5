"""What the scribe is sent to sum up a stretch of play: instructions, then the turns (or what was written of them)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from gm.domain.calls import Role
from gm.domain.campaign import Campaign
from gm.domain.chronicle import Level, Summary
from gm.domain.play import Beat
from gm.domain.prompt import Layer, Prompt
from gm.domain.protocols import TokenCounter
from gm.prompting.bounds import bounds_section
from gm.prompting.canon import language_name
from gm.prompting.fit import fit
from gm.prompting.sections import Maker, present
from gm.prompting.templates import TemplateSet

REPLY: Final = 700
"""Tokens of the answer: summary, threads and facts."""
WORDS: Final[dict[Level, int]] = {"scene": 60, "session": 90, "arc": 110}
"""Words of a summary, by level."""
_THING: Final = {"type": "string"}
SCHEMA: Final[dict[str, Any]] = {
    "type": "object",
    "properties": {
        "summary": _THING,
        "open_threads": {"type": "array", "items": _THING},
    },
    "required": ["summary", "open_threads"],
    "additionalProperties": False,
}


@dataclass(frozen=True, slots=True)
class SummaryBrief:
    """A stretch of play as everybody at the table saw it; nothing in it is for the game master alone."""

    level: Level
    language: str
    """Language tag of the story."""
    beats: tuple[Beat, ...] = ()
    """The turns of a scene."""
    parts: tuple[Summary, ...] = ()
    """What was written of the spans that a longer one is made of."""
    names: tuple[str, ...] = ()
    """Proper names that stand in it."""
    is_prose: bool = False
    """Whether the table writes a text together: what its members wrote is told as it stands."""
    campaign: Campaign | None = None
    """As the table plays it: its lines and veils hold for summaries, too."""

    @property
    def text(self) -> str:
        """All of it, as one text."""
        said = [f"{who} {words}" for beat in self.beats for who, words in beat.inputs]
        told = [f"{beat.outcome_line} {beat.narration or beat.gist}" for beat in self.beats]
        return "\n".join([*said, *told, *(part.text for part in self.parts)])


def assemble_summary(
    brief: SummaryBrief,
    *,
    templates: TemplateSet,
    counter: TokenCounter,
    window: int,
    reply_tokens: int,
    facts: Mapping[str, Any] | None = None,
) -> Prompt:
    """The prompt; `facts`: the schema of what is noted beside the summary. Where the stretch is too long for the
    window, turns in its middle are left out.

    Raises:
        PromptTooLarge: not even the instructions fit.
    """
    maker = Maker(templates, counter)
    values = {
        "language": language_name(brief.language),
        "level": brief.level,
        "words": WORDS[brief.level],
        "names": brief.names,
    }
    asked = maker.section("instructions", "scribe/summary.jinja2", values, Layer.FIXED, required=True)
    seated = tuple(sorted({player for beat in brief.beats for player in beat.players}))
    bounds = bounds_section(maker, "scribe", brief.campaign, seated) if brief.campaign is not None else None
    pieces = [((beat,), ()) for beat in brief.beats] + [((), (part,)) for part in brief.parts]
    middle = len(pieces) / 2
    told = [
        maker.section(
            f"tail/span/{at}",
            "scribe/span.jinja2",
            {"beats": beats, "parts": parts},
            Layer.TAIL,
            chat_role="user",
            priority=500 + int(abs(at - middle) * 4),
            players=beats[0].players if beats else (),
        )
        for at, (beats, parts) in enumerate(pieces)
    ]
    kept, dropped = fit(present(asked, bounds, *told), window - reply_tokens)
    tokens = sum(section.tokens for section in kept)
    return Prompt(
        Role.SCRIBE, kept, reply_tokens, brief, dropped, schema=_schema(facts), schema_name="summary", tokens=tokens
    )


def _schema(facts: Mapping[str, Any] | None) -> dict[str, Any]:
    if facts is None:
        return SCHEMA
    return {
        **SCHEMA,
        "properties": {**SCHEMA["properties"], "facts": dict(facts)},
        "required": [*SCHEMA["required"], "facts"],
    }
