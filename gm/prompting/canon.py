"""What of a campaign may stand in a prompt, and for whom.

Templates of the narrator are never given the `Campaign`, only the `PublicCanon` made here: no template, shipped or an
author's own, can reach a secret from it (promise 9). The adjudicator's templates get the whole campaign.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from gm.domain.brief import LoreView, PersonView
from gm.domain.campaign import Campaign, Npc, Place
from gm.domain.lorebooks import rule_of, stands
from gm.domain.ruling_brief import SheetView

LANGUAGES: Final = {
    "ar": "Arabic",
    "cs": "Czech",
    "da": "Danish",
    "de": "German",
    "el": "Greek",
    "en": "English",
    "es": "Spanish",
    "fa": "Persian",
    "fi": "Finnish",
    "fr": "French",
    "he": "Hebrew",
    "hi": "Hindi",
    "hu": "Hungarian",
    "id": "Indonesian",
    "it": "Italian",
    "ja": "Japanese",
    "ko": "Korean",
    "nl": "Dutch",
    "no": "Norwegian",
    "pl": "Polish",
    "pt": "Portuguese",
    "ro": "Romanian",
    "ru": "Russian",
    "sv": "Swedish",
    "th": "Thai",
    "tr": "Turkish",
    "uk": "Ukrainian",
    "vi": "Vietnamese",
    "zh": "Chinese",
}

_PLACES: Final = 24
"""Places that a co-author has before any is named; of the others, those that are."""


def language_name(tag: str) -> str:
    """What a model calls a language: `de-AT` → `German (de-AT)`; an unknown tag stays as it is."""
    name = LANGUAGES.get(tag.partition("-")[0].lower())
    if name is None:
        return tag
    return name if tag.lower() in LANGUAGES else f"{name} ({tag})"


@dataclass(frozen=True, slots=True)
class CastCard:
    """An NPC as the narrator plays them. Holds no secret, nothing that they know of others, and not what they want:
    that is told of those present only, in the tail, with one of their habits."""

    id: str
    name: str
    pronouns: str
    appearance: str
    persona: str
    speech: str
    lines: tuple[str, ...]
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PartyCard:
    """What stays the same about a player character: the live part of a `PersonView` is left out."""

    id: str
    name: str
    pronouns: str
    concept: str
    appearance: str
    habits: tuple[str, ...]
    player: str = ""


@dataclass(frozen=True, slots=True)
class PublicCanon:
    """All of a campaign that the narrator's fixed and canon sections may be made of."""

    title: str
    tagline: str
    summary: str
    goal: str
    language: str
    rating: str
    voicing: str
    principles: tuple[str, ...]
    cast: tuple[CastCard, ...]
    lore: tuple[LoreView, ...]
    """Constant entries that are not the game master's alone."""


@dataclass(frozen=True, slots=True)
class StaticSheet:
    """The part of a `SheetView` that rarely changes."""

    id: str
    name: str
    is_pc: bool
    max_hp: int
    defence: int
    attributes: tuple[tuple[str, int], ...]
    skills: tuple[tuple[str, str, int], ...]
    concept: str = ""
    player: str = ""
    spells: tuple[str, ...] = ()
    pronouns: str = ""


def public_canon(campaign: Campaign, language: str, off: frozenset[str] = frozenset()) -> PublicCanon:
    """The public parts of a campaign. What is not named here never reaches the narrator by way of canon."""
    return PublicCanon(
        title=campaign.title,
        tagline=campaign.tagline,
        summary=campaign.summary,
        goal=campaign.opening.goal,
        language=language_name(language),
        rating=campaign.rating,
        voicing=campaign.voicing,
        principles=campaign.principles,
        cast=tuple(_cast_card(npc) for npc in campaign.npcs if not npc.kind),
        lore=standing_lore(campaign, off, secret=False),
    )


def standing_lore(campaign: Campaign, off: frozenset[str], *, secret: bool) -> tuple[LoreView, ...]:
    """Constant entries by their order, without those switched off (`off`). `secret`: the game master's too."""
    own = [(rule_of(entry), entry.audience) for entry in campaign.lore if entry.constant]
    own += [(rule, book.audience) for book in campaign.books for rule in book.rules if rule.constant]
    there = [rule for rule, audience in own if stands(rule) and (secret or audience != "gm") and rule.id not in off]
    there.sort(key=lambda rule: rule.order)
    return tuple(LoreView(rule.id, rule.title or rule.id, rule.content, "constant") for rule in there)


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Somebody whom an NPC would name to a stranger."""

    name: str
    aliases: tuple[str, ...]
    place: str
    """Where they are to be found, as the campaign begins; '' if nowhere."""
    appearance: str


def neighbours(campaign: Campaign, npc_id: str) -> tuple[Neighbour, ...]:
    """Whom an NPC speaks of, in the author's order."""
    npc = campaign.npc(npc_id)
    places = {place.id: place.name for place in campaign.places}
    found = [campaign.npc(each) for each in npc.speaks_of] if npc is not None else []
    return tuple(
        Neighbour(each.name, each.aliases, places.get(each.place or "", ""), each.appearance)
        for each in found
        if each is not None
    )


def _cast_card(npc: Npc) -> CastCard:
    return CastCard(
        id=npc.id,
        name=npc.name,
        pronouns=npc.pronouns,
        appearance=npc.appearance,
        persona=npc.persona,
        speech=npc.speech,
        lines=npc.lines,
        aliases=npc.aliases,
    )


def card_of(person: PersonView) -> CastCard:
    """The card of someone present whom the canon does not hold."""
    return CastCard(
        id=person.id,
        name=person.name,
        pronouns=person.pronouns,
        appearance=person.appearance,
        persona=person.persona,
        speech=person.speech,
        lines=person.lines,
        aliases=person.aliases,
    )


def places_known(campaign: Campaign) -> tuple[Place, ...]:
    """Where a story can go that people write together, in the author's order: not where only hidden ways lead."""
    plain = {way.to for place in campaign.places for way in place.exits if not way.hidden} | {campaign.opening.place}
    return tuple(place for place in campaign.places if place.id in plain)[:_PLACES]


def party_cards(party: tuple[PersonView, ...]) -> tuple[PartyCard, ...]:
    """What stays the same about each of the party."""
    return tuple(PartyCard(p.id, p.name, p.pronouns, p.concept, p.appearance, p.habits, p.player) for p in party)


def origins(campaign: Campaign, party: tuple[PartyCard, ...]) -> dict[str, tuple[str, ...]]:
    """By character: where they come from and what ties them to the story, for a model that writes them as well."""
    found = {card.id: campaign.character(card.id) for card in party}
    return {each: tuple(filter(None, (pc.background, pc.hook))) for each, pc in found.items() if pc is not None}


def static_sheets(sheets: tuple[SheetView, ...]) -> tuple[StaticSheet, ...]:
    """What stays the same on the party's sheets. (NPCs stand in the cast; their numbers are live.)"""
    return tuple(
        StaticSheet(
            s.id,
            s.name,
            s.is_pc,
            s.max_hp,
            s.defence,
            s.attributes,
            s.skills,
            s.concept,
            s.player,
            s.spells,
            s.pronouns,
        )
        for s in sheets
        if s.is_pc
    )


def players_of(people: Iterable[PartyCard | StaticSheet | PersonView | SheetView]) -> tuple[str, ...]:
    """The players who made some of these characters: a section that describes them is theirs to erase."""
    return tuple(sorted({person.player for person in people if person.player}))
