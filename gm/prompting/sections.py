"""Sections of a prompt, made from templates and kept: what does not change is rendered and counted once.

The caches here are of pure functions. Beats are keyed by value; campaigns, which are large, by identity, so whoever
loads a campaign should load it once.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

from gm.domain.brief import NarrationBrief
from gm.domain.calls import Role
from gm.domain.campaign import Campaign, Npc, Voice
from gm.domain.play import Beat
from gm.domain.prompt import Dropped, Layer, PromptSection
from gm.domain.protocols import TokenCounter
from gm.domain.ruling_brief import RulingBrief
from gm.prompting.bounds import bounds_section
from gm.prompting.canon import (
    PartyCard,
    PublicCanon,
    StaticSheet,
    language_name,
    origins,
    party_cards,
    places_known,
    players_of,
    public_canon,
    standing_lore,
    static_sheets,
)
from gm.prompting.fit import fit
from gm.prompting.kits import degrees_with_a_price, sneaking_skill
from gm.prompting.same import Same
from gm.prompting.schema import effects_left_out
from gm.prompting.templates import TemplateSet

WRAPPING: Final = 4
"""Tokens added to each section for what stands around it on the wire: a role marker, a blank line."""
CHRONICLE: Final = 600
TRANSCRIPT: Final = 500
TRANSCRIPT_RECENT: Final = 800
REMEMBERED: Final = 720
"""Priorities. The newest beats outlive the chronicle, older ones do not; what was recalled outlives both."""
RECENT_BEATS: Final = 3


@dataclass(frozen=True, slots=True)
class Stable:
    """Instructions and canon of a lane, already cut to their share of the window."""

    sections: tuple[PromptSection, ...]
    dropped: tuple[Dropped, ...]
    tokens: int
    carded: frozenset[str]
    """Ids of the NPCs whose card is in it. Who is present and not in it is described in the tail."""
    lore: frozenset[str]
    """Ids of the constant lore entries in it."""


@dataclass(frozen=True, slots=True)
class Maker:
    """Makes sections: which templates, and how tokens are counted."""

    templates: TemplateSet
    counter: TokenCounter

    def section(
        self,
        key: str,
        template: str,
        values: Mapping[str, object],
        layer: Layer,
        *,
        chat_role: Literal["system", "user", "assistant"] = "system",
        priority: int = 100,
        required: bool = False,
        players: tuple[str, ...] = (),
    ) -> PromptSection | None:
        """A rendered section, or None when the template has nothing to say.

        Raises:
            ConfigError: the template is missing or broken.
        """
        text = self.templates.render(template, values)
        if not text:
            return None
        tokens = self.counter.count(text) + WRAPPING
        return PromptSection(key, text, layer, tokens, chat_role, priority, required, players)


def present(*found: PromptSection | None) -> list[PromptSection]:
    """Those that have something to say."""
    return [section for section in found if section is not None]


@lru_cache(maxsize=16384)
def beat_sections(
    maker: Maker, role: Role, beat: Beat, recent: bool, folder: str = "narrator"
) -> tuple[PromptSection, ...]:
    """A past beat as it stands in the transcript of a role. A function of the beat alone, so its bytes never change."""
    key, priority = f"transcript/{beat.number}", TRANSCRIPT_RECENT if recent else TRANSCRIPT
    if role is not Role.NARRATOR:
        line = maker.section(
            key,
            "adjudicator/transcript.jinja2",
            {"beat": beat},
            Layer.TRANSCRIPT,
            chat_role="user",
            priority=priority,
            players=beat.players,
        )
        return tuple(present(line))
    asked = maker.section(
        key,
        "coauthor/beat.jinja2" if folder == "coauthor" else "narrator/beat_user.jinja2",
        {"beat": beat},
        Layer.TRANSCRIPT,
        chat_role="user",
        priority=priority,
        players=beat.players,
    )
    told = beat.narration.strip() or beat.gist.strip() or "…"
    answer = PromptSection(
        key,
        told,
        Layer.TRANSCRIPT,
        maker.counter.count(told) + WRAPPING,
        "assistant",
        priority,
        False,
        beat.players,
    )
    return (*present(asked), answer)


def transcript_sections(
    maker: Maker, role: Role, beats: tuple[Beat, ...], folder: str = "narrator"
) -> list[PromptSection]:
    """All beats of the transcript, oldest first."""
    old = len(beats) - RECENT_BEATS
    return [section for at, beat in enumerate(beats) for section in beat_sections(maker, role, beat, at >= old, folder)]


@lru_cache(maxsize=256)
def chronicle_section(maker: Maker, role: Role, lines: tuple[str, ...]) -> PromptSection | None:
    """What happened before the transcript, or None at the start of a game. Stands first among the user's messages."""
    if not lines:
        return None
    return maker.section(
        "chronicle",
        f"{role.value}/chronicle.jinja2",
        {"lines": lines},
        Layer.CHRONICLE,
        chat_role="user",
        priority=CHRONICLE,
    )


def stable_sections(brief: NarrationBrief | RulingBrief, maker: Maker, budget: int) -> Stable:
    """Instructions and canon for the lane of this brief, within `budget` tokens.

    Depends on nothing that a turn changes, so the bytes are the same for the whole game.

    Raises:
        PromptTooLarge: the instructions alone are larger.
    """
    off = brief.lore_off
    if isinstance(brief, NarrationBrief):
        party = party_cards(brief.fellows or brief.party)
        folder = folder_of(brief)
        return _narrator(maker, Same(brief.campaign), Same(brief.voice), brief.language, party, budget, off, folder)
    return _adjudicator(
        maker, Same(brief.campaign), brief.language, static_sheets(brief.fellows or brief.sheets), budget, off
    )


def folder_of(brief: NarrationBrief | RulingBrief) -> str:
    """Where the templates of a telling are that differ by mode."""
    return "coauthor" if isinstance(brief, NarrationBrief) and brief.mode == "coauthor" else "narrator"


@lru_cache(maxsize=64)
def _narrator(
    maker: Maker,
    campaign: Same[Campaign],
    voice: Same[Voice],
    language: str,
    party: tuple[PartyCard, ...],
    budget: int,
    off: frozenset[str],
    folder: str,
) -> Stable:
    canon: PublicCanon = public_canon(campaign.value, language, off)
    fixed = {"canon": canon, "voice": voice.value}
    together: dict[str, object] = {"party": party, "canon": canon}
    if folder == "coauthor":
        together["origins"] = origins(campaign.value, party)
    places = places_known(campaign.value) if folder == "coauthor" else ()

    def canonical(
        key: str, name: str, values: Mapping[str, object], priority: int, players: tuple[str, ...] = ()
    ) -> PromptSection | None:
        template = f"{folder if name in ('party', 'canon', 'voice', 'map') else 'narrator'}/{name}.jinja2"
        return maker.section(f"canon/{key}", template, values, Layer.CANON, priority=priority, players=players)

    made = present(
        maker.section("instructions", f"{folder}/instructions.jinja2", fixed, Layer.FIXED, required=True),
        canonical("world", "canon", fixed, 960),
        canonical("voice", "voice", fixed, 970),
        *(canonical(f"lore/{e.id}", "lore", {"entry": e}, 850) for e in canon.lore),
        *(canonical(f"cast/{c.id}", "cast", {"person": c}, 940 - min(i, 80)) for i, c in enumerate(canon.cast)),
        canonical("party", "party", together, 950, players_of(party)),
        canonical("map", "map", {"places": places}, 845) if places else None,
        bounds_section(maker, "narrator", campaign.value, players_of(party)),
    )
    return _fitted(made, budget)


@lru_cache(maxsize=64)
def _adjudicator(
    maker: Maker,
    campaign: Same[Campaign],
    language: str,
    sheets: tuple[StaticSheet, ...],
    budget: int,
    off: frozenset[str],
) -> Stable:
    values: dict[str, object] = {
        "campaign": campaign.value,
        "ruleset": campaign.value.ruleset,
        "language": language_name(language),
        "without": effects_left_out(campaign.value),
        "casts": bool(campaign.value.ruleset.spells or any(item.use for item in campaign.value.items)),
        "priced": degrees_with_a_price(campaign.value.ruleset),
        "sneaking": sneaking_skill(campaign.value.ruleset),
    }

    def canonical(
        key: str, name: str, extra: Mapping[str, object], priority: int, players: tuple[str, ...] = ()
    ) -> PromptSection | None:
        given, template = values | dict(extra), f"adjudicator/{name}.jinja2"
        return maker.section(f"canon/{key}", template, given, Layer.CANON, priority=priority, players=players)

    def person(index: int, npc: Npc) -> PromptSection | None:
        return canonical(f"cast/{npc.id}", "person", {"npc": npc}, 940 - min(index, 80))

    made = present(
        maker.section("instructions", "adjudicator/instructions.jinja2", values, Layer.FIXED, required=True),
        canonical("digest", "digest", {}, 960),
        canonical("guidance", "guidance", {}, 850),
        canonical("world", "world", {}, 950),
        canonical("things", "things", {}, 950),
        canonical("factions", "factions", {}, 945),
        *(
            canonical(f"lore/{entry.id}", "lore", {"entry": entry}, 840)
            for entry in standing_lore(campaign.value, off, secret=True)
        ),
        *(person(index, npc) for index, npc in enumerate(campaign.value.npcs) if not npc.kind),
        canonical("sheets", "sheets", {"sheets": sheets}, 955, players_of(sheets)),
        bounds_section(maker, "adjudicator", campaign.value, players_of(sheets)),
    )
    return _fitted(made, budget)


def _fitted(made: list[PromptSection], budget: int) -> Stable:
    kept, dropped = fit(made, budget)
    return Stable(
        kept, dropped, sum(section.tokens for section in kept), _ids(kept, "canon/cast/"), _ids(kept, "canon/lore/")
    )


def _ids(sections: tuple[PromptSection, ...], prefix: str) -> frozenset[str]:
    return frozenset(s.key.removeprefix(prefix) for s in sections if s.key.startswith(prefix))
