"""Somebody or something as the engine knows it now: people wherever they are, places, items, groups, clocks, lore.

The game master may know all of it. What the characters present do not know says so (`SECRET`), line by line.
"""

from collections.abc import Iterator
from typing import Final

from gm.domain.campaign import Campaign, Clock, Faction, Item, LoreEntry, Npc, Place, PlayerCharacter, Secret
from gm.domain.lore import LoreRule
from gm.domain.own import OwnCharacter
from gm.domain.play import SceneState
from gm.domain.words import Phrases
from gm.rules.looking.found import SECRET, Found, Named, find, nothing
from gm.rules.numbers import condition_levels, held
from gm.rules.sheets import health_word, mood_word, numbers_of

_AT_ONCE: Final = 4
Thing = PlayerCharacter | Npc | Place | Item | Faction | LoreEntry | LoreRule | Clock


def entity_text(state: SceneState, name: str) -> Found:
    """Everything of that name or id, as it stands now."""
    things = tuple(_things(state))
    hits = find(things, name)
    if not hits:
        return nothing("person, place, item, group or lore", name, things)
    about = _About(state)
    owners = tuple(each.what.owner for each in hits if isinstance(each.what, OwnCharacter))
    return Found("\n".join(row for each in hits[:3] for row in about.rows(each.what)), owners)


def entities_in(state: SceneState, words: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Everything that is named in these words, with its rows, as it stands now; the longest names first."""
    things = tuple(_things(state))
    names = Phrases((name, each) for each in things for name in (each.id, *each.names) if len(name) > 1)
    hits = sorted(names.hits(words), key=lambda hit: (-hit.length, hit.start))
    about = _About(state)
    found = {each.id: (each.names[0], tuple(about.rows(each.what))) for each in (hit.tag for hit in hits)}
    return tuple(found.values())[:_AT_ONCE]


def _things(state: SceneState) -> Iterator[Named[Thing]]:
    campaign = state.campaign
    for pc in campaign.characters:
        if state.is_playing(pc.id):
            yield Named(pc.id, (pc.name, *pc.aliases), pc)
    for npc in campaign.npcs:
        yield Named(npc.id, (npc.name, *npc.aliases), npc)
    for place in campaign.places:
        yield Named(place.id, (place.name, *place.aliases), place)
    for item in campaign.items:
        yield Named(item.id, (item.name, *item.aliases), item)
    for faction in campaign.factions:
        yield Named(faction.id, (faction.name,), faction)
    for clock in campaign.clocks:
        yield Named(clock.id, (clock.name,), clock)
    for entry in campaign.lore:
        yield Named(entry.id, (entry.title,), entry)
    for book in campaign.books:
        for rule in book.rules:
            if rule.enabled:
                yield Named(rule.id, (rule.title, *rule.keys), rule)


class _About:
    """Rows about things of one state."""

    def __init__(self, state: SceneState) -> None:
        self.state = state
        self.campaign: Campaign = state.campaign
        self.world = state.world
        self.known = state.known_by_all_present()

    def rows(self, thing: Thing) -> Iterator[str]:
        match thing:
            case PlayerCharacter() | Npc():
                yield from self.person(thing)
            case Place():
                yield from self.place(thing)
            case Item():
                yield from self.item(thing)
            case Faction():
                yield f"group {thing.id} ({thing.name}): {thing.description}"
                if thing.wants:
                    yield f"{SECRET}: wants {thing.wants}"
                yield from self.secrets(thing.secrets)
            case LoreEntry():
                mark = "" if thing.id in self.known or thing.audience == "everyone" else f"{SECRET}: "
                yield f"{mark}lore {thing.id} ({thing.title}): {thing.content}"
            case LoreRule():
                open_ = thing.id in self.known or thing.id not in self.campaign.facts()
                yield f"{'' if open_ else f'{SECRET}: '}lore {thing.id} ({thing.title}): {thing.content}"
            case Clock():
                filled = self.world.number(f"clock:{thing.id}", "filled")
                mark = "" if thing.audience == "everyone" else f"{SECRET}: "
                yield f"{mark}clock {thing.id} ({thing.name}): {filled} of {thing.segments}; ticks {thing.ticks or '?'}"

    def person(self, who: PlayerCharacter | Npc) -> Iterator[str]:
        entity = f"character:{who.id}"
        numbers = numbers_of(self.campaign, self.world, who.id)
        status = self.world.text(entity, "status", "active")
        place = self.world.text(entity, "place")
        where = "here" if who.id in self.state.present() else f"at {place}" if place else "nowhere that is known"
        marks = [where, health_word(numbers["hp"], numbers["max_hp"], status)]
        if isinstance(who, Npc):
            marks.append(mood_word(self.world.number(entity, "attitude", who.attitude)))
        marks += list(condition_levels(self.world, who.id))
        what = who.persona if isinstance(who, Npc) else who.concept
        kind = "NPC" if isinstance(who, Npc) else "player's character"
        yield f"{kind} {who.id} ({who.name}, {who.pronouns}), {', '.join(marks)}. {what}".strip()
        if isinstance(who, Npc):
            if who.wants:
                yield f"Wants: {who.wants}"
            yield from self.secrets(who.secrets)
        facts = sorted(self.world.under(entity, "knows"))
        if facts:
            yield f"Knows: {', '.join(facts)}"

    def place(self, place: Place) -> Iterator[str]:
        here = " (here)" if place.id == self.state.place_id else ""
        yield f"place {place.id} ({place.name}){here}: {place.description}"
        for way in place.exits:
            opened = self.world.is_set(f"exit:{place.id}:{way.to}", "open")
            secret = way.hidden and not opened and f"exit:{place.id}:{way.to}" not in self.known
            locked = f"; locked: {way.locked}" if way.locked and not opened else ""
            yield f"{f'{SECRET}: ' if secret else ''}way to {way.to}: {way.label}{locked}"
        lying = held(self.world, f"place:{place.id}")
        if lying:
            yield "Lying there: " + ", ".join(
                f"{item} ×{count}" if count > 1 else item for item, count in lying.items()
            )
        ids = [*(pc.id for pc in self.campaign.characters), *(npc.id for npc in self.campaign.npcs)]
        people = [each for each in ids if self.stands(each, place.id)]
        if people:
            yield f"There now: {', '.join(people)}"
        if place.gm_notes:
            yield f"{SECRET}: {place.gm_notes}"

    def stands(self, who: str, place: str) -> bool:
        entity = f"character:{who}"
        playing = self.campaign.npc(who) is not None or self.state.is_playing(who)
        gone = self.world.text(entity, "status", "active") == "gone"
        return playing and not gone and self.world.text(entity, "place") == place

    def item(self, item: Item) -> Iterator[str]:
        yield f"item {item.id} ({item.name}){' (fixed in its place)' if item.fixed else ''}: {item.description or '-'}"
        entities = dict.fromkeys(entity for entity, path in self.world.values if path == f"item/{item.id}")
        holders = [
            (entity.partition(":")[2], count)
            for entity in entities
            if (count := self.world.number(entity, f"item/{item.id}"))
        ]
        yield "Where: " + (
            ", ".join(f"{who} ×{count}" if count > 1 else who for who, count in sorted(holders)) or "nowhere"
        )

    def secrets(self, secrets: tuple[Secret, ...]) -> Iterator[str]:
        for secret in secrets:
            mark = "Known" if secret.id in self.known else SECRET
            reveal = f" May come out: {secret.reveal}" if secret.reveal else ""
            yield f"{mark}: {secret.id}: {secret.text}{reveal}"
