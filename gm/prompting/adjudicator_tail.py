"""The adjudicator's tail: what is called up, who and what is here, and what is to be ruled in this turn."""

from gm.domain.calls import Role
from gm.domain.campaign import Campaign
from gm.domain.prompt import Layer, PromptSection
from gm.domain.ruling_brief import RulingBrief
from gm.domain.words import fold
from gm.prompting.canon import players_of
from gm.prompting.facts import facts_section
from gm.prompting.fights import choices, combatant_lines
from gm.prompting.kinds import kinds_of
from gm.prompting.pinned_place import NOWHERE, PinnedPlace
from gm.prompting.remembered import remembered_section
from gm.prompting.sections import Maker, Stable, present
from gm.prompting.tails import declared_section, lore_sections, players_saying


def digested(brief: RulingBrief, stable: Stable) -> frozenset[str]:
    """Ids of the secrets whose text stands in the canon already: the tail only names them."""
    found = {secret.id for npc in brief.campaign.npcs if npc.id in stable.carded for secret in npc.secrets}
    if any(section.key == "canon/factions" for section in stable.sections):
        found |= {secret.id for faction in brief.campaign.factions for secret in faction.secrets}
    return frozenset(found) | stable.lore


def adjudicator_tail(
    brief: RulingBrief, maker: Maker, stable: Stable, pinned: PinnedPlace = NOWHERE
) -> list[PromptSection]:
    """What this turn alone brings the adjudicator, in the order in which it is sent."""
    apart = {person.id for each in brief.apart for person in each.party}
    sheets = (*brief.sheets, *brief.fellows)
    values: dict[str, object] = {
        "above": pinned.above,
        "campaign": brief.campaign,
        "ruleset": brief.campaign.ruleset,
        "carded": stable.carded | pinned.people,
        "digested": digested(brief, stable),
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
        "known_by_some": brief.known_by_some,
        "titles": _titles(brief.campaign),
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
        *lore_sections(brief, maker, "adjudicator/lore.jinja2", stable, "start"),
        remembered_section(brief, maker, "adjudicator"),
        facts_section(maker, Role.ADJUDICATOR, brief.facts),
        declared_section(brief, maker, "adjudicator"),
        tail("situation", required=False, players=players_of(sheets)),
        *lore_sections(brief, maker, "adjudicator/lore.jinja2", stable, "end"),
        tail("fight", required=brief.fight is not None, players=players_of(sheets)),
        tail("precedents", required=False),
        tail("turn", required=True, players=tuple(sorted({*players_saying(brief), *players_of(sheets)}))),
        tail("objection", required=True) if brief.objection else None,
        tail("told", required=True) if brief.told else None,
        tail("retry", required=True) if brief.problems else None,
    )


def _titles(campaign: Campaign) -> dict[str, str]:
    """What a fact's id alone does not say: the title of a lore entry that is called otherwise, whose secret it is."""
    titles = {entry.id: entry.title for entry in campaign.lore if not _says(entry.id, entry.title)}
    titles |= {secret.id: f"secret of {npc.name}" for npc in campaign.npcs for secret in npc.secrets}
    owned = ((faction.name, secret.id) for faction in campaign.factions for secret in faction.secrets)
    return titles | {secret: f"secret of {name}" for name, secret in owned}


def _says(slug: str, title: str) -> bool:
    words = [word for word in fold(title).split() if len(word) > 3]
    return all(word.strip(",.'’") in slug for word in words) and bool(words)
