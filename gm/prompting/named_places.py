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
from gm.prompting.canon import PartyCard, places_known
from gm.prompting.same import Same
from gm.prompting.sections import Maker, Stable

_MOST: Final = 2
T = TypeVar("T")


def named_places(brief: NarrationBrief) -> tuple[Place, ...]:
    """Those of what is written now, then of the last beat; at most two."""
    return _named(brief, _place_names(Same(brief.campaign)), {each.id: each for each in brief.campaign.places})


def places_in(campaign: Campaign, text: str) -> tuple[str, ...]:
    """Ids of the places that a text names, in the order of their names in it."""
    return tuple(dict.fromkeys(hit.tag for hit in _place_names(Same(campaign)).hits(text)))


def named_people(brief: NarrationBrief, carded: Collection[str]) -> tuple[PartyCard, ...]:
    """Likewise those of the campaign who are neither main characters nor among the people described (`carded`): ready
    characters whom nobody plays, and whoever had no room."""
    known = {*carded, *(person.id for person in brief.party)}
    there = {each.id: each for each in _people(brief.campaign) if each.id not in known}
    return _named(brief, _person_names(Same(brief.campaign)), there)


def places_section(brief: NarrationBrief, maker: Maker, stable: Stable) -> PromptSection | None:
    """What the author says of such places, of those that stand in the canon their details alone; None where there is
    nothing to say."""
    mapped = any(section.key == "canon/map" for section in stable.sections)
    told = {place.id for place in places_known(brief.campaign)} if mapped else frozenset[str]()
    named = [each.model_copy(update={"description": ""}) if each.id in told else each for each in named_places(brief)]
    return _section(maker, "places", tuple(place for place in named if place.description or place.details))


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
