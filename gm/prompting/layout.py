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
from typing import Any, Final, cast

from gm.domain.brief import LoreView, NarrationBrief, RulingBrief
from gm.domain.calls import Role
from gm.domain.campaign import Campaign
from gm.domain.play import Beat, TurnKind, said_by
from gm.domain.prompt import Dropped, Layer, Prompt, PromptSection
from gm.domain.protocols import TokenCounter
from gm.prompting.canon import card_of, players_of
from gm.prompting.compaction import chronicle_lines
from gm.prompting.facts import facts_section, ledger_section, not_told_now
from gm.prompting.fights import choices, combatant_lines
from gm.prompting.fit import fit
from gm.prompting.kinds import kinds_of
from gm.prompting.named_places import people_section, places_section
from gm.prompting.pinned_place import NOWHERE, PinnedPlace, pinned_place
from gm.prompting.remembered import remembered_section
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

NARRATOR_TURN: Final[Mapping[str, str]] = {
    "action": "narrator/turn.jinja2",
    "opening": "narrator/opening.jinja2",
    "ending": "narrator/ending.jinja2",
    "recap": "narrator/recap.jinja2",
}
"""Which template tells what is to be done, by `NarrationBrief.kind`."""
COAUTHOR_TURN: Final = "coauthor/turn.jinja2"


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
    section = pinned_place(maker, brief.campaign, brief.pinned, stable, _digested(brief, stable)).section
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
    tail = _narrator_tail(brief, maker, stable)
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
    pinned = pinned_place(maker, brief.campaign, brief.pinned, stable, _digested(brief, stable))
    tail = _adjudicator_tail(brief, maker, stable, pinned)
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


def _players(brief: NarrationBrief | RulingBrief) -> tuple[str, ...]:
    asking = {aside.player for aside in brief.asides} if isinstance(brief, NarrationBrief) else set()
    return tuple(sorted({line.player for line in brief.inputs if line.player} | asking))


def _declared(brief: NarrationBrief | RulingBrief, maker: Maker, role: str) -> PromptSection | None:
    """What players have made true of this place, tagged with them; none where nobody has."""
    if not brief.declared:
        return None
    return maker.section(
        "tail/declared",
        f"{role}/declared.jinja2",
        {"declared": brief.declared},
        Layer.TAIL,
        chat_role="user",
        priority=800,
        players=tuple(sorted({each.player for each in brief.declared})),
    )


def _lore(
    brief: NarrationBrief | RulingBrief, maker: Maker, template: str, stable: Stable, where: str
) -> list[PromptSection]:
    """Triggered entries that do not stand in the canon already, of those for this place in the tail."""
    there: list[LoreView] = [entry for entry in brief.lore if entry.id not in stable.lore]
    found = [entry for entry in there if entry.where == where]
    return present(
        *(
            maker.section(
                f"tail/lore/{entry.id}",
                template,
                {"entry": entry},
                Layer.TAIL,
                chat_role="user",
                priority=700 - min(rank, 90),
            )
            for rank, entry in enumerate(found)
        )
    )


def _narrator_tail(brief: NarrationBrief, maker: Maker, stable: Stable) -> list[PromptSection]:
    details = brief.place.details
    seen = (*brief.others, *(person for each in brief.apart if each.acts for person in each.others))
    strangers = tuple(card_of(person) for person in seen if person.id not in stable.carded and not person.kind)
    values: dict[str, object] = {
        "kind": brief.kind,
        "turn_number": brief.turn_number,
        "place": brief.place,
        "time": brief.time,
        "sky": brief.sky,
        "party": brief.party,
        "others": brief.others,
        "apart": brief.apart,
        "strangers": strangers,
        "kinds": kinds_of(brief.others),
        "detail": details[brief.turn_number % len(details)] if details else "",
        "inputs": brief.inputs,
        "verdicts": brief.verdicts,
        "changes": brief.changes,
        "fight": brief.fight,
        "standing": brief.standing,
        "foes_want": brief.foes_want,
        "learned": brief.learned,
        "notes": brief.notes,
        "asides": brief.asides,
        "private": brief.private,
        "quiet": brief.quiet,
        "clocks": brief.clocks,
        "words": brief.words,
        "voice": brief.voice,
        "reword": brief.reword,
        "replaces": brief.replaces,
        "other_ways": brief.other_ways,
        "opening_text": brief.opening_text,
        "ending_text": brief.ending_text,
        "premise": brief.premise,
        "pace": brief.pace,
        "direction": brief.direction,
    }

    def tail(key: str, template: str, *, required: bool, players: tuple[str, ...] = ()) -> PromptSection | None:
        return maker.section(
            f"tail/{key}",
            template,
            values,
            Layer.TAIL,
            chat_role="user",
            priority=970,
            required=required,
            players=players,
        )

    made = players_of(brief.players_here())
    act = _act(brief)
    if act == COAUTHOR_TURN:
        return present(
            *_lore(brief, maker, "narrator/lore.jinja2", stable, "start"),
            remembered_section(brief, maker, "coauthor"),
            facts_section(maker, Role.NARRATOR, not_told_now(brief.facts, brief.learned)),
            people_section(brief, maker, stable.carded),
            places_section(brief, maker, stable),
            _words(brief, maker),
            tail("steer", "narrator/steer.jinja2", required=True) if brief.steered else None,
            tail("turn", act, required=True, players=made),
            _amiss(brief, maker),
        )
    return present(
        _words(brief, maker),
        *_lore(brief, maker, "narrator/lore.jinja2", stable, "start"),
        remembered_section(brief, maker, "narrator"),
        facts_section(maker, Role.NARRATOR, not_told_now(brief.facts, brief.learned)),
        _declared(brief, maker, "narrator"),
        tail("scene", "narrator/scene_now.jinja2", required=False, players=made),
        *_lore(brief, maker, "narrator/lore.jinja2", stable, "end"),
        tail("steer", "narrator/steer.jinja2", required=True) if brief.steered else None,
        tail("turn", act, required=True, players=made),
        tail("reword", "narrator/reword.jinja2", required=True) if brief.reword else None,
        _amiss(brief, maker),
    )


def _act(brief: NarrationBrief) -> str:
    if brief.kind == "action" and brief.mode == "coauthor":
        return COAUTHOR_TURN
    if brief.kind == "action" and brief.direction is not None:
        return "narrator/direction.jinja2"
    return NARRATOR_TURN.get(brief.kind, NARRATOR_TURN["action"])


def _amiss(brief: NarrationBrief, maker: Maker) -> PromptSection | None:
    """What was wrong with an answer that could not be shown; none where nothing was."""
    if not brief.amiss:
        return None
    values = {"amiss": brief.amiss, "words": brief.words}
    return maker.section("tail/amiss", "narrator/amiss.jinja2", values, Layer.TAIL, chat_role="user", required=True)


def _words(brief: NarrationBrief, maker: Maker) -> PromptSection | None:
    """What the table says now, in the very bytes that will open this beat in later transcripts."""
    said = tuple((said_by(line.speaker, line.to, line.kind), line.text) for line in brief.inputs)
    kinds = tuple(line.kind for line in brief.inputs)
    beat = Beat(0, brief.turn_number, cast(TurnKind, brief.kind), said, "", "", "", kinds=kinds)
    return maker.section(
        "tail/words",
        "coauthor/beat.jinja2" if _act(brief) == COAUTHOR_TURN else "narrator/beat_user.jinja2",
        {"beat": beat},
        Layer.TAIL,
        chat_role="user",
        required=True,
        players=_players(brief),
    )


def _digested(brief: RulingBrief, stable: Stable) -> frozenset[str]:
    """Ids of the secrets whose text stands in the canon already: the tail only names them."""
    found = {secret.id for npc in brief.campaign.npcs if npc.id in stable.carded for secret in npc.secrets}
    if any(section.key == "canon/factions" for section in stable.sections):
        found |= {secret.id for faction in brief.campaign.factions for secret in faction.secrets}
    return frozenset(found) | stable.lore


def _adjudicator_tail(
    brief: RulingBrief, maker: Maker, stable: Stable, pinned: PinnedPlace = NOWHERE
) -> list[PromptSection]:
    apart = {person.id for each in brief.apart for person in each.party}
    sheets = (*brief.sheets, *brief.fellows)
    values: dict[str, object] = {
        "above": pinned.above,
        "campaign": brief.campaign,
        "ruleset": brief.campaign.ruleset,
        "carded": stable.carded | pinned.people,
        "digested": _digested(brief, stable),
        "place": brief.place,
        "time": brief.time,
        "sky": brief.sky,
        "quests": brief.quests,
        "party": brief.party,
        "others": brief.others,
        "apart": brief.apart,
        "apart_sheets": [sheet for sheet in brief.fellows if sheet.id in apart],
        "ahead": brief.ahead,
        "sheets": brief.sheets,
        "kinds": kinds_of(brief.others),
        "moods": {person.id: person.mood for person in brief.others},
        "inputs": brief.inputs,
        "challenges": brief.challenges,
        "there": {each.place: each for each in brief.there},
        "clocks": brief.clocks,
        "secrets": brief.secrets,
        "flags_on": brief.flags_on,
        "gm_notes": brief.gm_notes,
        "known": brief.known,
        "elsewhere": brief.elsewhere,
        "problems": brief.problems,
        "fight": brief.fight,
        "combatants": combatant_lines(brief.fight) if brief.fight else (),
        "choices": choices(brief),
        "encounters": brief.encounters,
        "precedents": brief.precedents,
        "objection": brief.objection,
        "told": brief.told,
    }

    def tail(key: str, *, required: bool, players: tuple[str, ...] = ()) -> PromptSection | None:
        return maker.section(
            f"tail/{key}",
            f"adjudicator/{key}.jinja2",
            values,
            Layer.TAIL,
            chat_role="user",
            priority=970,
            required=required,
            players=players,
        )

    return present(
        *_lore(brief, maker, "adjudicator/lore.jinja2", stable, "start"),
        remembered_section(brief, maker, "adjudicator"),
        facts_section(maker, Role.ADJUDICATOR, brief.facts),
        _declared(brief, maker, "adjudicator"),
        tail("situation", required=False, players=players_of(sheets)),
        *_lore(brief, maker, "adjudicator/lore.jinja2", stable, "end"),
        tail("fight", required=brief.fight is not None, players=players_of(sheets)),
        tail("precedents", required=False),
        tail("turn", required=True, players=tuple(sorted({*_players(brief), *players_of(sheets)}))),
        tail("objection", required=True) if brief.objection else None,
        tail("told", required=True) if brief.told else None,
        tail("retry", required=True) if brief.problems else None,
    )
