"""Who and what can be named around a scene: people, ways out, places, items. Compiled once for each set of names."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from gm.domain.brief import ExitView, PersonView, RulingBrief, SheetView
from gm.domain.campaign import Campaign, Item
from gm.domain.words import Phrases, words
from gm.rules.lexicon import kept

HERE: Final = ""
"""Among the ways out: the place where the scene plays already."""

_SMALL_WORDS: Final = frozenset(
    {"with", "from", "into", "that", "this", "over", "under", "past", "through", "there", "here", "open", "their"}
    | {"your", "back", "house", "room", "unter", "über", "nach", "eine", "einer", "einen", "dich", "durch", "hinter"}
)
_COMMA: Final = re.compile("[,，、;(]")
_DIRECTIONS: Final = frozenset({"up", "down", "hoch", "runter"})

Named = tuple[tuple[str, tuple[str, ...]], ...]
"""(id, the words that name it), each."""


@dataclass(frozen=True, slots=True)
class Names:
    """Everything nameable around a scene, by the words that name it."""

    people: Phrases[str]
    exits: Phrases[str]
    places: Phrases[str]
    items: Phrases[str]
    absent: Phrases[str]
    """NPCs wherever they are: full names and aliases only."""


@lru_cache(maxsize=1024)
def _parts(name: str) -> tuple[str, ...]:
    """The words of a name that may stand for the whole."""
    return tuple(word for word, _ in words(name) if len(word) > 3 and word not in _SMALL_WORDS)


@lru_cache(maxsize=512)
def _person_words(name: str, aliases: tuple[str, ...]) -> tuple[str, ...]:
    return (name, *aliases, *_parts(name))


@lru_cache(maxsize=512)
def _exit_words(name: str, label: str, aliases: tuple[str, ...]) -> tuple[str, ...]:
    # Behind the comma stands what is seen there, not what the way is: "the almshouse, a single lit window".
    said = [word for word, _ in words(_COMMA.split(label, maxsplit=1)[0])]
    loose = [f"{w}*" for w in said if len(w) > 3 and w not in _SMALL_WORDS] + [w for w in said if w in _DIRECTIONS]
    return (name, label, *aliases, *_parts(name), *loose)


@lru_cache(maxsize=256)
def _compiled(named: Named) -> Phrases[str]:
    return Phrases((word, tag) for tag, listed in named for word in listed)


def _aliases(campaign: Campaign) -> dict[str, tuple[str, ...]]:
    """Other names of people and places, by id (people as `@id`, since a place may share it)."""
    people = {f"@{pc.id}": pc.aliases for pc in campaign.characters}
    people |= {f"@{npc.id}": npc.aliases for npc in campaign.npcs}
    return people | {place.id: place.aliases for place in campaign.places}


def names_of(brief: RulingBrief) -> Names:
    """The names around a scene."""
    campaign = brief.campaign
    aliases = kept(campaign, "aliases", lambda: _aliases(campaign))
    people = (*brief.others, *brief.party)
    here = (HERE, (brief.place.name, *aliases.get(brief.place.id, ()), *_parts(brief.place.name)))
    ways = ((way.to, _exit_words(way.to_name, way.label, aliases.get(way.to, ()))) for way in brief.place.exits)
    return Names(
        people=_compiled(tuple((p.id, _person_words(p.name, aliases.get(f"@{p.id}", ()))) for p in people)),
        exits=_compiled((*ways, here)),
        places=kept(
            campaign, "places", lambda: Phrases((w, p.id) for p in campaign.places for w in (p.name, *p.aliases))
        ),
        items=kept(campaign, "items", lambda: Phrases((w, i.id) for i in campaign.items for w in (i.name, *i.aliases))),
        absent=kept(campaign, "npcs", lambda: Phrases((w, n.id) for n in campaign.npcs for w in (n.name, *n.aliases))),
    )


def way_to(brief: RulingBrief, place: str) -> ExitView | None:
    """The way out that leads to a place, or None."""
    return next((way for way in brief.place.exits if way.to == place), None)


_FAR: Final = 3
"""Places on a way that may be walked in one go when its end is named."""


def route_to(brief: RulingBrief, place: str) -> int:
    """How many ways must be walked to a place that is named, by open ways that are plain to see; 0 if that is too far
    or cannot be."""
    reached = {way.to for way in brief.place.exits if not way.locked}
    seen = {brief.place.id, *reached}
    for length in range(1, _FAR + 1):
        if place in reached:
            return length
        stops = [stop for stop in brief.campaign.places if stop.id in reached]
        reached = {way.to for stop in stops for way in stop.exits if not (way.hidden or way.locked)} - seen
        seen |= reached
    return 0


def person_here(brief: RulingBrief, who: str) -> PersonView | None:
    """Somebody present, by id, or None."""
    return next((person for person in (*brief.others, *brief.party) if person.id == who), None)


def lying_here(brief: RulingBrief) -> tuple[Item, ...]:
    """The items that lie at the scene's place, from the names in the brief (`rope ×3` is a rope)."""
    names = {shown.rsplit(" ×", 1)[0] for shown in brief.place.items}
    return tuple(item for item in brief.campaign.items if item.name in names) if names else ()


def sheet_in(brief: RulingBrief, character: str) -> SheetView | None:
    """The sheet of somebody present, or None."""
    return next((sheet for sheet in brief.sheets if sheet.id == character), None)


def holds_item(brief: RulingBrief, character: str, item: str) -> bool:
    """Whether somebody present carries an item."""
    sheet = sheet_in(brief, character)
    return sheet is not None and any(each == item and count > 0 for each, _, count in sheet.items)


def at_hand(brief: RulingBrief) -> frozenset[str]:
    """Ids of the items that lie here or that somebody present carries."""
    carried = {item for sheet in brief.sheets for item, _, _ in sheet.items}
    return frozenset(carried | {item.id for item in lying_here(brief)})
