"""What people feel: towards each player character, in themselves. Numbers that code moves; models read words.

`toward/<character>` (−3 to +3) is how somebody feels about one player character; where nothing is kept, it is how they
feel about the party. `mood` (−2 to +2) is how they are just now. In a talk without rulings the rule is this:

    a kind line raises the mood of whom it is said to by one, an unkind one lowers it;
    three kind lines in a row, or two unkind ones, move what they feel about the speaker by one, and the mood settles;
    a line that is neither lets the mood settle by one in every third turn.
"""

from collections.abc import Iterable
from typing import Final

from gm.domain.campaign import Campaign, Npc
from gm.domain.effects import Change, Regard
from gm.domain.state import WorldState
from gm.rules.ground import Ground

MOST_MOOD: Final = 2
SETTLES: Final = 3
"""Turns in which a mood settles by one, while nothing touches it."""
_MOODS: Final = ("bitter", "short-tempered", "even", "at ease", "glad")


def regard(world: WorldState, npc: Npc, character: str) -> int:
    """How somebody feels about a player character, −3 to +3."""
    entity = f"character:{npc.id}"
    return world.number(entity, f"toward/{character}", world.number(entity, "attitude", npc.attitude))


def mood(world: WorldState, npc_id: str) -> int:
    """How somebody is just now, −2 to +2."""
    return world.number(f"character:{npc_id}", "mood")


def mood_name(value: int) -> str:
    """The same in a word or two: bitter, short-tempered, even, at ease, glad."""
    return _MOODS[max(-MOST_MOOD, min(MOST_MOOD, value)) + MOST_MOOD]


def feel(ground: Ground, effect: Regard) -> Iterable[Change]:
    """Somebody feels otherwise about one of the party, or in themselves."""
    npc = ground.campaign.npc(effect.npc)
    if npc is None:
        raise ground.refusal("unknown", name=effect.npc)
    if ground.campaign.character(effect.towards) is None:
        raise ground.refusal("unknown", name=effect.towards)
    ground.here(effect.npc)
    for path, value in felt(ground.world, npc, effect):
        yield from ground.put(f"character:{npc.id}", path, value)


def felt(world: WorldState, npc: Npc, effect: Regard) -> tuple[tuple[str, int | None], ...]:
    """What it makes of what is kept of them: path and new value. Nothing goes beyond its ends."""
    towards = max(-3, min(3, regard(world, npc, effect.towards) + effect.by))
    humour = max(-MOST_MOOD, min(MOST_MOOD, mood(world, npc.id) + effect.mood))
    found: list[tuple[str, int | None]] = []
    if towards != regard(world, npc, effect.towards):
        found.append((f"toward/{effect.towards}", towards))
    if humour != mood(world, npc.id):
        found.append(("mood", humour or None))
    return tuple(found)


def moved_by(
    campaign: Campaign, world: WorldState, npc_id: str, character: str, tone: int, *, turn: int
) -> Regard | None:
    """What a line of this tone (−1, 0, +1), said to somebody in turn number `turn`, does to them; None: nothing."""
    if campaign.npc(npc_id) is None or campaign.character(character) is None:
        return None
    now = mood(world, npc_id)
    if tone == 0:
        if now == 0 or turn % SETTLES:
            return None
        return Regard(npc=npc_id, towards=character, mood=-1 if now > 0 else 1)
    if tone > 0 and now >= MOST_MOOD:
        return Regard(npc=npc_id, towards=character, by=1, mood=-now)
    if tone < 0 and now <= -1:
        return Regard(npc=npc_id, towards=character, by=-1, mood=-now)
    return Regard(npc=npc_id, towards=character, mood=tone)
