"""What a character knows about what a question names: for `/ask`. Pure; nothing that is secret to them passes."""

from gm.domain.play import SceneState
from gm.domain.words import Phrases
from gm.play.lore_view import lore_named

MAX_ANSWERS = 5


def topics_known(state: SceneState, character: str) -> tuple[str, ...]:
    """What a character could ask about: lore that they may know, and people, places and things that they have seen."""
    campaign, world = state.campaign, state.world
    facts = frozenset(world.under(f"character:{character}", "knows"))
    carried, present = world.under(f"character:{character}", "item"), state.present()
    names = [npc.name for npc in campaign.npcs if npc.id in present or any(s.id in facts for s in npc.secrets)]
    names += [
        place.name
        for place in campaign.places
        if place.id == state.place_id or world.is_set(f"place:{place.id}", "visited")
    ]
    names += [item.name for item in campaign.items if item.id in carried and item.description]
    names += [e.title for e in campaign.lore if e.keys and (e.audience == "everyone" or e.id in facts)]
    return tuple(dict.fromkeys(names))


def listeners(state: SceneState) -> tuple[tuple[str, str], ...]:
    """(id, name) of those present whom the party does not play."""
    present = state.present()
    return tuple((npc.id, npc.name) for npc in state.campaign.npcs if npc.id in present)


def what_is_known(state: SceneState, character: str, question: str) -> tuple[str, ...]:
    """Lore that the character may know, and people, places and things that they have seen."""
    campaign, world = state.campaign, state.world
    facts = frozenset(world.under(f"character:{character}", "knows"))
    found = [f"{each.title}: {each.text}" for each in lore_named(campaign, question, facts, limit=MAX_ANSWERS)]
    present, carried = state.present(), world.under(f"character:{character}", "item")
    named: list[tuple[str, str]] = []
    for npc in campaign.npcs:
        about = [npc.appearance] if npc.id in present else []
        about += [secret.text for secret in npc.secrets if secret.id in facts]
        named += [(name, f"{npc.name}: {text}") for text in about for name in (npc.name, *npc.aliases)]
    for place in campaign.places:
        if place.id == state.place_id or world.is_set(f"place:{place.id}", "visited"):
            named += [(name, f"{place.name}: {place.description}") for name in (place.name, *place.aliases)]
    for item in campaign.items:
        if item.id in carried and item.description:
            named += [(name, f"{item.name}: {item.description}") for name in (item.name, *item.aliases)]
    hits = {hit.tag for hit in Phrases((name, at) for at, (name, _) in enumerate(named) if name).hits(question)}
    return tuple(dict.fromkeys([*found, *(named[at][1] for at in sorted(hits))]))[:MAX_ANSWERS]
