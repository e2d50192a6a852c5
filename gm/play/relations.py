"""Who feels how about whom, of those whom somebody's character has met: in words and numbers."""

from dataclasses import dataclass

from gm.domain.campaign import Npc
from gm.domain.play import SceneState
from gm.rules.regard import mood, mood_name, regard
from gm.rules.sheets import mood_word
from gm.rules.standpoint import seen_from


@dataclass(frozen=True, slots=True)
class Relation:
    """How an NPC feels about one player character."""

    name: str
    feeling: str
    """hostile, cold, wary, neutral, warm, loyal or devoted."""
    number: int
    """−3 to +3."""
    mood: str = ""
    """bitter, short-tempered, at ease or glad just now; '' for neither, and for those who are elsewhere."""
    here: bool = True
    others: tuple[tuple[str, str], ...] = ()
    """(name, feeling) towards others of the party, where it differs."""


def relations(state: SceneState, character: str, met: frozenset[str]) -> tuple[Relation, ...]:
    """What those feel whom a character has met: who is here first. `met`: ids of those whom they shared a beat with."""
    here = frozenset(seen_from(state, character).present())
    people = [npc for npc in state.campaign.npcs if not npc.kind and (npc.id in here or npc.id in met)]
    people.sort(key=lambda npc: npc.id not in here)
    return tuple(_of(state, npc, character, npc.id in here) for npc in people)


def _of(state: SceneState, npc: Npc, character: str, here: bool) -> Relation:
    felt = regard(state.world, npc, character)
    now = mood(state.world, npc.id)
    party = [pc for pc in state.campaign.characters if state.is_playing(pc.id) and pc.id != character]
    others = [(pc.name, regard(state.world, npc, pc.id)) for pc in party]
    return Relation(
        npc.name,
        mood_word(felt),
        felt,
        mood_name(now) if here and now else "",
        here,
        tuple((name, mood_word(value)) for name, value in others if value != felt),
    )
