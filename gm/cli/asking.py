"""`/ask`: what a character already knows about something. Free, no turn, no model; nothing that is secret to them."""

from gm.domain.play import SceneState
from gm.domain.words import Phrases
from gm.play.lore_view import lore_named

MAX_ANSWERS = 5


def what_is_known(state: SceneState, character: str, question: str) -> tuple[str, ...]:
    """What this character knows about what the question names: lore, facts that came out, people and places here."""
    campaign = state.campaign
    facts = frozenset(state.world.under(f"character:{character}", "knows"))
    found = [f"{each.title}: {each.text}" for each in lore_named(campaign, question, facts, limit=MAX_ANSWERS)]
    topics = _topics(state, character, facts)
    phrases = Phrases((name, at) for at, (names, _) in enumerate(topics) for name in names if name)
    named = dict.fromkeys(hit.tag for hit in phrases.hits(question))
    found += [topics[at][1] for at in sorted(named)]
    return tuple(dict.fromkeys(found))[:MAX_ANSWERS]


def _topics(state: SceneState, character: str, facts: frozenset[str]) -> list[tuple[tuple[str, ...], str]]:
    """(names, what is known of it) for everything besides lore that the character can know about."""
    campaign, world = state.campaign, state.world
    present = state.present()
    topics: list[tuple[tuple[str, ...], str]] = []
    for npc in campaign.npcs:
        names = (npc.name, *npc.aliases)
        if npc.id in present:
            topics.append((names, f"{npc.name} is here. {npc.appearance}"))
        topics += [(names, f"{npc.name}: {secret.text}") for secret in npc.secrets if secret.id in facts]
    for faction in campaign.factions:
        topics += [((faction.name,), f"{faction.name}: {s.text}") for s in faction.secrets if s.id in facts]
    for place in campaign.places:
        if place.id == state.place_id or world.is_set(f"place:{place.id}", "visited"):
            topics.append(((place.name, *place.aliases), f"{place.name}: {place.description}"))
    carried = world.under(f"character:{character}", "item")
    for item in campaign.items:
        if item.id in carried and item.description:
            topics.append(((item.name, *item.aliases), f"{item.name}: {item.description}"))
    return topics
