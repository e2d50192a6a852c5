"""What a model is sent to draft an entry of a campaign: the campaign's own manner first, the author's wish last."""

from dataclasses import dataclass
from typing import Any

from gm.domain.calls import Role
from gm.domain.campaign import Campaign
from gm.domain.prompt import Layer, Prompt
from gm.domain.protocols import TokenCounter
from gm.prompting.canon import language_name
from gm.prompting.fit import fit
from gm.prompting.sections import Maker, present
from gm.prompting.templates import TemplateSet

_LONGEST_LIST = 60


@dataclass(frozen=True, slots=True)
class AskedField:
    """A field of an entry: what it holds, and what makes it good."""

    name: str
    shape: str
    hint: str
    required: bool


@dataclass(frozen=True, slots=True)
class ForgeBrief:
    """An entry that is asked for. `answer` and `problems`: what came back first, and what was wrong with it."""

    campaign: Campaign
    kind: str
    wish: str
    fields: tuple[AskedField, ...]
    examples: tuple[str, ...] = ()
    """Entries of the same kind, as they stand in the campaign's files."""
    answer: str = ""
    problems: tuple[str, ...] = ()


def assemble_forge(
    brief: ForgeBrief, *, templates: TemplateSet, counter: TokenCounter, window: int, reply_tokens: int
) -> Prompt:
    """The prompt.

    Raises:
        PromptTooLarge: the campaign's names alone do not fit into the window.
    """
    maker, campaign = Maker(templates, counter), brief.campaign
    values = {
        "kind": brief.kind,
        "language": language_name(campaign.language),
        "title": campaign.title,
        "tagline": campaign.tagline,
        "summary": campaign.summary,
        "rating": campaign.rating,
        "tone": campaign.voice.tone,
        "principles": campaign.principles,
        "lines": campaign.lines,
        "veils": campaign.veils,
        "fields": brief.fields,
        "known": _known(campaign),
        "examples": brief.examples,
    }
    asked = maker.section("instructions", "forge/draft.jinja2", values, Layer.FIXED, required=True)
    wished = {"kind": brief.kind, "wish": brief.wish, "answer": brief.answer, "problems": brief.problems}
    wish = maker.section("tail/wish", "forge/wish.jinja2", wished, Layer.TAIL, chat_role="user", required=True)
    kept, dropped = fit(present(asked, wish), window - reply_tokens)
    return Prompt(Role.NARRATOR, kept, reply_tokens, brief, dropped, tokens=sum(section.tokens for section in kept))


def _known(campaign: Campaign) -> list[dict[str, object]]:
    groups: list[tuple[str, tuple[Any, ...]]] = [
        ("people", campaign.npcs),
        ("players' characters", campaign.characters),
        ("places", campaign.places),
        ("items", campaign.items),
        ("factions", campaign.factions),
    ]
    return [
        {"kind": kind, "names": [f"{each.id} ({each.name})" for each in entries[:_LONGEST_LIST]]}
        for kind, entries in groups
        if entries
    ]
