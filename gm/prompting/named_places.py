"""The places and people that the last words of a text name, as their author has them: where people write together, the
engine moves nobody."""

from collections.abc import Collection
from functools import lru_cache
from typing import Final, TypeVar

from gm.domain.brief import NarrationBrief
from gm.domain.campaign import Campaign, Place
from gm.domain.own import OwnCharacter
from gm.domain.prompt import Layer, PromptSection
from gm.domain.words import Phrases
from gm.prompting.canon import PartyCard
from gm.prompting.same import Same
from gm.prompting.sections import Maker

_MOST: Final = 2
T = TypeVar("T")


def named_places(brief: NarrationBrief) -> tuple[Place, ...]:
    """Those of what is written now, then of the last beat; at most two."""
    return _named(brief, _place_names(Same(brief.campaign)), {each.id: each for each in brief.campaign.places})


def named_people(brief: NarrationBrief, carded: Collection[str]) -> tuple[PartyCard, ...]:
    """Likewise those of the campaign who are neither main characters nor among the people described (`carded`): ready
    characters whom nobody plays, and whoever had no room."""
    known = {*carded, *(person.id for person in brief.party)}
    there = {each.id: each for each in _people(brief.campaign) if each.id not in known}
    return _named(brief, _person_names(Same(brief.campaign)), there)


def places_section(brief: NarrationBrief, maker: Maker) -> PromptSection | None:
    """What the author says of such places; None where no place is named."""
    return _section(maker, "places", named_places(brief))


def people_section(brief: NarrationBrief, maker: Maker, carded: Collection[str]) -> PromptSection | None:
    """Who such people are, without what only they know; None where nobody is named."""
    return _section(maker, "people", named_people(brief, carded))


def _section(maker: Maker, key: str, found: tuple[object, ...]) -> PromptSection | None:
    if not found:
        return None
    values: dict[str, object] = {"named": found}
    return maker.section(f"tail/{key}", f"coauthor/{key}.jinja2", values, Layer.TAIL, chat_role="user", priority=400)


def _named(brief: NarrationBrief, names: Phrases[str], there: dict[str, T]) -> tuple[T, ...]:
    texts = [" ".join(line.text for line in brief.inputs)]
    texts += [beat.narration for beat in brief.transcript[-1:]]
    found = dict.fromkeys(hit.tag for text in texts for hit in names.hits(text))
    return tuple(there[each] for each in found if each in there)[:_MOST]


def _people(campaign: Campaign) -> list[PartyCard]:
    """As anybody sees them. Characters whom players made are not the campaign's."""
    ready = [each for each in campaign.characters if not isinstance(each, OwnCharacter)]
    cards = [PartyCard(each.id, each.name, each.pronouns, each.concept, each.appearance, ()) for each in ready]
    npcs = (npc for npc in campaign.npcs if not npc.kind)
    return cards + [PartyCard(npc.id, npc.name, npc.pronouns, "", npc.appearance, ()) for npc in npcs]


@lru_cache(maxsize=16)
def _place_names(campaign: Same[Campaign]) -> Phrases[str]:
    return Phrases([(name, each.id) for each in campaign.value.places for name in (each.name, *each.aliases)])


@lru_cache(maxsize=16)
def _person_names(campaign: Same[Campaign]) -> Phrases[str]:
    pcs, npcs = campaign.value.characters, campaign.value.npcs
    said = [(name, each.id) for each in pcs for name in (each.name, *each.aliases)]
    return Phrases(said + [(name, each.id) for each in npcs for name in (each.name, *each.aliases)])
