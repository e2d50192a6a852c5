"""`/ask`: what a character knows of what a question names, from the campaign and from the log. No model, no turn.

Pure but for the log, which is searched for this character alone: nothing that is secret to them passes.
"""

from dataclasses import dataclass, replace
from typing import Final

from gm.domain.memory import Memory, Recalled, RecallQuery
from gm.domain.play import Game, SceneState
from gm.domain.words import Phrases
from gm.memory.minding import Kept, called_up
from gm.memory.question_words import topic_of
from gm.play.lore_view import lore_named
from gm.play.memories import Reader, load_memories
from gm.play.parts import EngineParts
from gm.play.vectors import with_meaning
from gm.rules.safety.finding import bounds_of
from gm.rules.standpoint import seen_from

MAX_ANSWERS: Final = 5
MAX_PASSAGES: Final = 3
MAX_FACTS: Final = 3


@dataclass(frozen=True, slots=True)
class Answer:
    """What a character knows: of lore, people, places and things; and passages of what they witnessed or were told,
    best first. Both empty: they do not know."""

    known: tuple[str, ...] = ()
    passages: tuple[Memory, ...] = ()


async def answer_to(parts: EngineParts, game: Game, state: SceneState, character: str, question: str) -> Answer:
    """What the log and the campaign say to a question, as far as this character knows it."""
    topic = topic_of(question, state.campaign.language)
    query = RecallQuery(
        question,
        topic=topic,
        names=tuple(_named(state, question)),
        knowers=frozenset({character}),
        now=state.minutes,
        limit=MAX_PASSAGES,
    )
    query = await with_meaning(await parts.of_game(game), game, game.branch_id, query)
    found = Recalled()
    if topic or query.like is not None:
        found = await parts.recall.search(game, game.branch_id, query)
    kept = (await load_memories(parts, game)).facts_for(Reader("", (character,)))
    least = min(2.0, float(len(topic.split())))
    facts = (fact.text for fact in called_up(Kept(kept, language=state.campaign.language), topic, least=least))
    told = [" ".join(each.text.split()) for each in found.memories]
    known = [
        each
        for each in dict.fromkeys((*what_is_known(state, character, question), *facts))
        if not any(" ".join(each.partition(": ")[2].split() or each.split()) in text for text in told)
    ]
    bounds = bounds_of(state.campaign)
    known = [text for text in map(bounds.clean, known) if text]
    passages = (replace(each, text=bounds.clean(each.text), core=bounds.clean(each.core)) for each in found.memories)
    return Answer(tuple(known)[: MAX_ANSWERS + MAX_FACTS], tuple(each for each in passages if each.text))


def topics_known(state: SceneState, character: str) -> tuple[str, ...]:
    """What a character could ask about: lore that they may know, and people, places and things that they have seen."""
    campaign, world = state.campaign, state.world
    facts = frozenset(world.under(f"character:{character}", "knows"))
    names = [names[0] for names, _ in _topics(state, character, facts)]
    names += [e.title for e in campaign.lore if e.keys and (e.audience == "everyone" or e.id in facts)]
    return tuple(dict.fromkeys(names))


def listeners(state: SceneState) -> tuple[tuple[str, str], ...]:
    """(id, name) of those present whom the party does not play."""
    present = state.present()
    return tuple((npc.id, npc.name) for npc in state.campaign.npcs if npc.id in present)


def what_is_known(state: SceneState, character: str, question: str) -> tuple[str, ...]:
    """Lore that the character may know, facts that came out, and people, places and things that they have seen."""
    campaign, world = state.campaign, state.world
    facts = frozenset(world.under(f"character:{character}", "knows"))
    found = [f"{each.title}: {each.text}" for each in lore_named(campaign, question, facts, limit=MAX_ANSWERS)]
    topics = _topics(state, character, facts)
    phrases = Phrases((name, at) for at, (names, _) in enumerate(topics) for name in names if name)
    named = dict.fromkeys(hit.tag for hit in phrases.hits(question))
    found += [topics[at][1] for at in sorted(named)]
    return tuple(dict.fromkeys(found))[:MAX_ANSWERS]


def _topics(state: SceneState, character: str, facts: frozenset[str]) -> list[tuple[tuple[str, ...], str]]:
    """(names, what is known of it) for everything besides lore that the character can know about."""
    state = seen_from(state, character)
    campaign, world = state.campaign, state.world
    present, carried = state.present(), world.under(f"character:{character}", "item")
    topics: list[tuple[tuple[str, ...], str]] = []
    for npc in campaign.npcs:
        names = (npc.name, *npc.aliases)
        if npc.id in present:
            topics.append((names, f"{npc.name}: {npc.appearance}"))
        topics += [(names, f"{npc.name}: {secret.text}") for secret in npc.secrets if secret.id in facts]
    for faction in campaign.factions:
        topics += [((faction.name,), f"{faction.name}: {s.text}") for s in faction.secrets if s.id in facts]
    for place in campaign.places:
        been = world.is_set(f"place:{place.id}", "visited")
        if place.id == state.place_id or (been and not world.is_set(f"place:{place.id}", f"unseen/{character}")):
            topics.append(((place.name, *place.aliases), f"{place.name}: {place.description}"))
    for item in campaign.items:
        if item.id in carried and item.description:
            topics.append(((item.name, *item.aliases), f"{item.name}: {item.description}"))
    return topics


def _named(state: SceneState, question: str) -> list[str]:
    """Names of people in a question, as the campaign spells them."""
    named = [(alias, npc.name) for npc in state.campaign.npcs for alias in (npc.name, *npc.aliases)]
    named += [(pc.name, pc.name) for pc in state.campaign.characters]
    hits = Phrases((name, tag) for name, tag in named if name).hits(question)
    return list(dict.fromkeys(hit.tag for hit in hits))
