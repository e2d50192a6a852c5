"""Who and what can be named around a scene: people, ways out, places, items. Compiled once for each set of names."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from gm.domain.brief import ExitView, PersonView
from gm.domain.campaign import Campaign, Item
from gm.domain.ruling_brief import RulingBrief, SheetView
from gm.domain.words import Phrases, fold, words
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
    item_parts: Phrases[str]
    """What else an item may be called: the noun of its name, alone or with some of the words before it. Several items
    may share one, and it may be a word that means something else."""
    loose: frozenset[str]
    """The parts that are one word and no whole name: they may mean something else."""
    absent: Phrases[str]
    """NPCs wherever they are: full names and aliases only."""


@lru_cache(maxsize=1024)
def _parts(name: str) -> tuple[str, ...]:
    """The words of a name that may stand for the whole."""
    return tuple(word for word, _ in words(name) if len(word) > 3 and word not in _SMALL_WORDS)


@lru_cache(maxsize=512)
def _person_words(name: str, aliases: tuple[str, ...]) -> tuple[str, ...]:
    return (*in_any_case((name, *aliases)), *in_any_case(_parts(name)))


@lru_cache(maxsize=1024)
def in_any_case(names: tuple[str, ...]) -> tuple[str, ...]:
    """Names, and Russian ones also as the beginnings that their cases share: "Мария" is hit by "Марию"."""
    return tuple(dict.fromkeys(form for each in names for form in (each, *_declined(each)) if form))


def _declined(name: str) -> tuple[str, ...]:
    found = [word for word, _ in words(name)]
    if not found or not any("а" <= word[0] <= "я" for word in found):
        return ()
    return (" ".join(_stem(word) for word in found),)


def _stem(word: str) -> str:
    """An adjective without its ending, of whatever case; else the noun."""
    bare = _ADJECTIVE.sub("", word)
    return f"{bare}*" if bare != word and len(bare) >= _SHORTEST else _in_any_case(word)


@lru_cache(maxsize=512)
def _exit_words(name: str, label: str, aliases: tuple[str, ...]) -> tuple[str, ...]:
    # Behind the comma stands what is seen there, not what the way is: "the almshouse, a single lit window".
    said = [word for word, _ in words(_COMMA.split(label, maxsplit=1)[0])]
    loose = [f"{w}*" for w in said if len(w) > 3 and w not in _SMALL_WORDS] + [w for w in said if w in _DIRECTIONS]
    short = [word for word, _ in words(name)][-1:]  # "the Weir Inn" is the inn
    noun = [word for word in short if len(word) == _SHORTEST and word not in _SMALL_WORDS]
    return (*in_any_case((name, label, *aliases)), *in_any_case((*_parts(name), *noun)), *loose)


_ARTICLES: Final = frozenset(
    (
        "a",
        "an",
        "the",
        "some",
        "der",
        "die",
        "das",
        "den",
        "dem",
        "des",
        "ein",
        "eine",
        "einen",
        "einem",
        "einer",
        "eines",
        "el",
        "la",
        "los",
        "las",
        "un",
        "una",
        "unos",
        "unas",
    )
)
_MEASURE: Final = re.compile("^[一两几](?:[把个张根条只本块枚盏串封件支瓶]|些)")
"""一 and its measure word, which stand before a Chinese noun as an article does."""
_NOUN_ENDS: Final = frozenset(
    {
        "of",
        "from",
        "with",
        "for",
        "in",
        "on",
        "to",
        "by",
        "von",
        "vom",
        "aus",
        "mit",
        "für",
        "zum",
        "zur",
        "zu",
        "im",
        "am",
    }
    | {"de", "del", "con", "para", "sin"}
    | {"des", "der", "из", "от", "для", "с", "со", "к", "ко", "в", "на"}
)
"""Words behind which no more of the noun itself follows: the sack of flour is a sack."""
_ADJECTIVE: Final = re.compile("(?:ый|ий|ой|ая|яя|ое|ее|ые|ие)$")
"""Endings of Russian adjectives; "Мария" has none of them."""
_SHORTEST: Final = 3
"""Letters of a noun that may stand for an item, or for the place whose name it ends."""


def _without_article(name: str) -> str:
    """A thing's name without the article that it may be written with."""
    found = words(name)
    if len(found) > 1 and found[0][0] in _ARTICLES:
        return name[found[1][1] :]
    return _MEASURE.sub("", name)


@lru_cache(maxsize=512)
def _item_words(name: str, aliases: tuple[str, ...]) -> tuple[str, ...]:
    """An item's names, with and without their articles."""
    return tuple(dict.fromkeys(form for each in (name, *aliases) for form in (each, _without_article(each))))


@lru_cache(maxsize=512)
def _item_parts(name: str) -> tuple[str, ...]:
    """What is left of an item's name when words before its noun, and what follows the noun, are left out: "the small
    brass lantern of the abbey" is a brass lantern, and a lantern."""
    said = [word for word, _ in words(_COMMA.split(_without_article(name), maxsplit=1)[0])]
    end = next((at for at, word in enumerate(said) if at and word in _NOUN_ENDS), len(said))
    noun = said[:end]
    if not noun or len(noun[-1]) < _SHORTEST or noun[-1].isdecimal():
        return ()
    return tuple(" ".join((*noun[at:-1], _in_any_case(noun[-1]))) for at in range(len(noun)))


def _in_any_case(noun: str) -> str:
    """A Russian noun as the beginning that its cases share; any other as it is."""
    if not "а" <= noun[0] <= "я" or len(noun) <= _SHORTEST:
        return noun
    return f"{noun[:-1] if noun[-1] in 'аяоейь' else noun}*"


@lru_cache(maxsize=256)
def _compiled(named: Named) -> Phrases[str]:
    return Phrases((word, tag) for tag, listed in named for word in listed)


def _aliases(campaign: Campaign) -> dict[str, tuple[str, ...]]:
    """Other names of people and places, by id (people as `@id`, since a place may share it)."""
    people = {f"@{pc.id}": pc.aliases for pc in campaign.characters}
    people |= {f"@{npc.id}": npc.aliases for npc in campaign.npcs}
    return people | {place.id: place.aliases for place in campaign.places}


def _loose(campaign: Campaign) -> frozenset[str]:
    """The single words among the parts of items' names that are no item's whole name."""
    whole = {fold(word) for item in campaign.items for word in _item_words(item.name, item.aliases)}
    return frozenset(w for i in campaign.items for w in _item_parts(i.name) if " " not in w) - whole


def names_of(brief: RulingBrief) -> Names:
    """The names around a scene."""
    campaign = brief.campaign
    aliases = kept(campaign, "aliases", lambda: _aliases(campaign))
    people = (*brief.others, *brief.party)
    here = (HERE, in_any_case((brief.place.name, *aliases.get(brief.place.id, ()), *_parts(brief.place.name))))
    ways = ((way.to, _exit_words(way.to_name, way.label, aliases.get(way.to, ()))) for way in brief.place.exits)
    return Names(
        people=_compiled(tuple((p.id, _person_words(p.name, aliases.get(f"@{p.id}", ()))) for p in people)),
        exits=_compiled((*ways, here)),
        places=kept(
            campaign,
            "places",
            lambda: Phrases((w, p.id) for p in campaign.places for w in in_any_case((p.name, *p.aliases))),
        ),
        items=kept(
            campaign,
            "items",
            lambda: Phrases((w, i.id) for i in campaign.items for w in _item_words(i.name, i.aliases)),
        ),
        item_parts=kept(
            campaign, "item_parts", lambda: Phrases((w, i.id) for i in campaign.items for w in _item_parts(i.name))
        ),
        loose=kept(campaign, "loose", lambda: _loose(campaign)),
        absent=kept(
            campaign,
            "npcs",
            lambda: Phrases((w, n.id) for n in campaign.npcs for w in in_any_case((n.name, *n.aliases))),
        ),
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


def named_places(brief: RulingBrief) -> Phrases[str]:
    """The places elsewhere that the party has seen or sees a way to, by their names and what ends these."""
    known = [p for p in brief.campaign.places if p.id in brief.known_places and p.id != brief.place.id]
    return _compiled(tuple((p.id, _place_words(p.name, p.aliases)) for p in known))


@lru_cache(maxsize=512)
def _place_words(name: str, aliases: tuple[str, ...]) -> tuple[str, ...]:
    short = (word for word in _item_parts(name) if len(word) > _SHORTEST and word not in _SMALL_WORDS)
    return tuple(dict.fromkeys((*_item_words(name, aliases), *short)))


def way_towards(brief: RulingBrief, place: str) -> str:
    """The name of the place to go to first on the shortest way to a place, by ways that are open and places that the
    party knows; '' where there is none."""
    steps = {way.to: way.to_name for way in brief.place.exits if not way.locked}
    seen = {brief.place.id, *steps}
    while steps:
        if place in steps:
            return steps[place]
        further: dict[str, str] = {}
        for stop in brief.campaign.places:
            if stop.id not in steps:
                continue
            for way in stop.exits:
                known = way.to in brief.known_places and way.to not in seen
                if known and not (way.hidden or way.locked):
                    further.setdefault(way.to, steps[stop.id])
        seen |= further.keys()
        steps = further
    return ""


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


def carried_by_party(brief: RulingBrief) -> frozenset[str]:
    """Ids of the items that somebody of the party carries."""
    sheets = (sheet_in(brief, person.id) for person in brief.party)
    return frozenset(item for sheet in sheets if sheet for item, _, count in sheet.items if count > 0)


def at_hand(brief: RulingBrief) -> frozenset[str]:
    """Ids of the items that lie here or that somebody present carries."""
    carried = {item for sheet in brief.sheets for item, _, _ in sheet.items}
    return frozenset(carried | {item.id for item in lying_here(brief)})
