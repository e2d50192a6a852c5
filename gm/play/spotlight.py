"""Who has had the eyes of the table on them, and whom the narrator should give an opening. For the game master's eyes:
nobody is told in public that they were quiet."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from gm.domain.play import SceneState, Turn
from gm.play.parts import EngineParts
from gm.play.views import character_name
from gm.rules.turn_order import actors
from gm.store.spotlight import Act, load_acts, load_lately

_LEAST_QUIET = 5
"""Beats of others that somebody may sit out before it is a while."""
_AWAY = 4
"""Times as long: who has been quiet for so long is away, and nobody waits for them in the story."""


@dataclass(frozen=True, slots=True)
class Spotlight:
    """One character's share of a sitting."""

    character: str
    acts: int
    """What they did: how active they are."""
    beats: float
    """Their part of the beats, from 0 to 1; a beat of several is shared."""
    words: float
    """Their part of the words that were told, from 0 to 1, shared in the same way."""
    fair: float
    """What would be equal, from 0 to 1, for somebody as active as they are."""

    @property
    def ratio(self) -> float:
        """How much they have against what would be equal: 1 is equal, 2 is twice as much."""
        return (self.beats + self.words) / 2 / self.fair if self.fair else 1.0


def shares(acts: Sequence[Act], present: Sequence[str] = ()) -> tuple[Spotlight, ...]:
    """Everybody's share, most first; those of `present` who did nothing have none."""
    together = Counter(act.turn_id for act in acts)
    done = Counter(act.character for act in acts)
    beats: defaultdict[str, float] = defaultdict(float)
    words: defaultdict[str, float] = defaultdict(float)
    for act in acts:
        beats[act.character] += 1 / together[act.turn_id]
        words[act.character] += act.told / together[act.turn_id]
    all_beats, all_words, all_acts = sum(beats.values()) or 1, sum(words.values()) or 1, sum(done.values()) or 1
    found = [
        Spotlight(who, done[who], beats[who] / all_beats, words[who] / all_words, done[who] / all_acts)
        for who in dict.fromkeys((*done, *present))
    ]
    return tuple(sorted(found, key=lambda each: -each.beats))


async def spotlight_of(parts: EngineParts, state: SceneState) -> tuple[Spotlight, ...]:
    """The shares of this sitting so far."""
    async with parts.database.read() as db:
        acts = await load_acts(db, state.scene.branch_id, state.session.id)
    return shares(acts, actors(state))


async def quiet_one(parts: EngineParts, state: SceneState, turn: Turn) -> str:
    """The name of whoever has sat out the longest, if that is a while and they are not away; ''."""
    here = actors(state)
    if turn.kind != "action" or len(here) < 2:
        return ""
    least = max(_LEAST_QUIET, 2 * len(here))
    first = max(1, turn.number - _AWAY * least)
    async with parts.database.read() as db:
        lately = await load_lately(db, state.scene.branch_id, state.scene.id, state.session.id, first)
    now = {entry.input.character for entry in turn.inputs}
    beats = sorted({number for number, _ in lately})
    last = {who: number for number, who in lately}
    quiet = {who: sum(1 for number in beats if number > last[who]) for who in here if who in last and who not in now}
    longest = max(quiet, key=lambda who: quiet[who], default="")
    return character_name(state.campaign, longest) if longest and quiet[longest] >= least else ""
