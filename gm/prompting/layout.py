"""Prompts as they go on the wire: stable first, volatile last (promises 6 to 8).

    system     instructions · canon                     the same bytes for a whole game
    user       chronicle · words and outcome of beat n  ┐ narrator: each beat a user and an assistant message,
    assistant  narration of beat n                      │ appended to and never edited until a compaction
    …                                                   ┘ (adjudicator: all beats in the one user message)
    user       the tail: lore, scene now, this turn     new each time, so it is kept small

One system message at the start and strictly alternating turns after it: what chat templates of open-weight models
accept.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from gm.domain.brief import NarrationBrief
from gm.domain.calls import Role
from gm.domain.campaign import Campaign
from gm.domain.play import Beat
from gm.domain.prompt import Dropped, Prompt, PromptSection
from gm.domain.protocols import TokenCounter
from gm.domain.ruling_brief import RulingBrief
from gm.prompting.adjudicator_tail import adjudicator_tail, digested
from gm.prompting.compaction import chronicle_lines
from gm.prompting.facts import ledger_section
from gm.prompting.fit import fit
from gm.prompting.narrator_tail import narrator_tail
from gm.prompting.pinned_place import pinned_place
from gm.prompting.schema import SCHEMA_NAME, ruling_schema
from gm.prompting.sections import (
    Maker,
    Stable,
    beat_sections,
    chronicle_section,
    folder_of,
    present,
    stable_sections,
    transcript_sections,
)
from gm.prompting.templates import TemplateSet

CANON_SHARE: Final[Mapping[Role, float]] = {Role.NARRATOR: 0.5, Role.ADJUDICATOR: 0.68}
"""Most of the window that instructions and canon may take. The adjudicator needs the ids of everything, and less of
what was said."""
CHRONICLE_SHARE: Final[Mapping[Role, float]] = {Role.NARRATOR: 0.12, Role.ADJUDICATOR: 0.06}
"""Most of the window that the chronicle may take."""
TAIL_SHARE: Final = 0.08
TAIL_MIN: Final = 600
"""What is kept free for the tail: the larger of a share of the window and this many tokens."""
LORE_MIN: Final[Mapping[Role, int]] = {Role.NARRATOR: 240, Role.ADJUDICATOR: 160}
LORE_SHARE: Final = 0.012
"""What triggered lore may take: the larger of a share of the window and this many tokens. It is paid for anew in
every turn, and a ruling seldom turns on it."""


@dataclass(frozen=True, slots=True)
class LaneBudget:
    """How many tokens each part of a lane's prompts may take."""

    limit: int
    """The whole prompt: the window without the reply."""
    stable: int
    """Instructions and canon as they are."""
    chronicle: int
    transcript: int
    """High-water mark: beyond it a compaction is due."""
    tail: int


def lane_budget(
    brief: NarrationBrief | RulingBrief,
    *,
    templates: TemplateSet,
    counter: TokenCounter,
    window: int,
    reply_tokens: int,
) -> LaneBudget:
    """The budget of this brief's lane; the same for every turn of a game, so watermarks may be kept by it."""
    limit = window - reply_tokens
    stable = _stable(brief, Maker(templates, counter), limit)
    return _budget(limit, stable.tokens, _role(brief))


def place_tokens(
    brief: RulingBrief, *, templates: TemplateSet, counter: TokenCounter, window: int, reply_tokens: int
) -> int:
    """What the fixed part of the brief's pinned place takes of its transcript's room."""
    maker = Maker(templates, counter)
    stable = _stable(brief, maker, window - reply_tokens)
    section = pinned_place(maker, brief.campaign, brief.pinned, stable, digested(brief, stable)).section
    return section.tokens if section is not None else 0


def _role(brief: NarrationBrief | RulingBrief) -> Role:
    return Role.NARRATOR if isinstance(brief, NarrationBrief) else Role.ADJUDICATOR


def _stable(brief: NarrationBrief | RulingBrief, maker: Maker, limit: int) -> Stable:
    return stable_sections(brief, maker, int(limit * CANON_SHARE[_role(brief)]))


def _budget(limit: int, stable: int, role: Role) -> LaneBudget:
    tail = max(int(limit * TAIL_SHARE), TAIL_MIN)
    chronicle = int(limit * CHRONICLE_SHARE[role])
    return LaneBudget(limit, stable, chronicle, max(limit - stable - chronicle - tail, 0), tail)


def lore_room(role: Role, limit: int, campaign: Campaign) -> int:
    """Tokens that triggered lore may take in a prompt of `limit` tokens."""
    return campaign.lore_search.budget or max(int(limit * LORE_SHARE), LORE_MIN[role])


def beat_tokens(beat: Beat, *, role: Role, templates: TemplateSet, counter: TokenCounter) -> int:
    """What a beat takes in the transcript of a role: the `tokens` of `transcript_start`."""
    return sum(section.tokens for section in beat_sections(Maker(templates, counter), role, beat, False))


def assemble_narration(
    brief: NarrationBrief, *, templates: TemplateSet, counter: TokenCounter, window: int, reply_tokens: int
) -> Prompt:
    """What the narrator is sent for this turn.

    Raises:
        ConfigError: a template is missing or broken.
        PromptTooLarge: instructions and this turn alone do not fit into the window.
    """
    maker = Maker(templates, counter)
    limit = window - reply_tokens
    stable = _stable(brief, maker, limit)
    tail = narrator_tail(brief, maker, stable)
    return _assembled(Role.NARRATOR, brief, maker, stable, tail, limit, reply_tokens)


def assemble_ruling(
    brief: RulingBrief, *, templates: TemplateSet, counter: TokenCounter, window: int, reply_tokens: int
) -> Prompt:
    """What the adjudicator is sent for this turn; its answer is held to the schema of `Ruling`.

    Raises:
        ConfigError: a template is missing or broken.
        PromptTooLarge: instructions and this turn alone do not fit into the window.
    """
    maker = Maker(templates, counter)
    limit = window - reply_tokens
    stable = _stable(brief, maker, limit)
    pinned = pinned_place(maker, brief.campaign, brief.pinned, stable, digested(brief, stable))
    tail = adjudicator_tail(brief, maker, stable, pinned)
    return _assembled(Role.ADJUDICATOR, brief, maker, stable, tail, limit, reply_tokens, pinned.section)


def _assembled(
    role: Role,
    brief: NarrationBrief | RulingBrief,
    maker: Maker,
    stable: Stable,
    tail: list[PromptSection],
    limit: int,
    reply_tokens: int,
    pinned: PromptSection | None = None,
) -> Prompt:
    budget = _budget(limit, stable.tokens, role)
    room = lore_room(role, limit, brief.campaign)
    lore, no_lore = fit([s for s in tail if s.key.startswith("tail/lore/")], room)
    lines = chronicle_lines(brief.chronicle, budget=budget.chronicle, counter=maker.counter)
    chronicle = chronicle_section(maker, role, lines)
    fitting = {section.key for section in lore}
    wanted = [
        *stable.sections,
        *present(chronicle, ledger_section(maker, role, brief.ledger), pinned),
        *transcript_sections(maker, role, brief.transcript, folder_of(brief)),
        *(section for section in tail if section.key in fitting or not section.key.startswith("tail/lore/")),
    ]
    kept, dropped = fit(wanted, limit)
    ruled = role is Role.ADJUDICATOR
    return Prompt(
        role=role,
        sections=kept,
        max_tokens=reply_tokens,
        brief=brief,
        dropped=(*stable.dropped, *_reasons(no_lore, "lore of this turn is over its share"), *dropped),
        schema=_form(brief) if ruled else None,
        schema_name=SCHEMA_NAME if ruled else "",
        tokens=sum(section.tokens for section in kept),
    )


def _form(brief: NarrationBrief | RulingBrief) -> Mapping[str, Any]:
    return ruling_schema(brief.campaign, objected=isinstance(brief, RulingBrief) and brief.objection is not None)


def _reasons(dropped: tuple[Dropped, ...], why: str) -> list[Dropped]:
    return [Dropped(item.key, item.tokens, f"{why}: {item.reason}") for item in dropped]
