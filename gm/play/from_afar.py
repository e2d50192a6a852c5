"""Past beats as those know them who read a prompt, a recap or a list: whole where they were there, and of what was told
elsewhere only that somebody went (`Beat.went`)."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from gm.domain.brief import InputView
from gm.domain.facts import HEARD
from gm.domain.play import Beat, SceneState
from gm.domain.state import WorldState
from gm.play.apart import place_of
from gm.play.views import character_name
from gm.rules.standpoint import seen_from
from gm.store.tx import Db
from gm.store.witnesses import load_witnesses_of


def readers_of(state: SceneState, acting: Iterable[str | None]) -> frozenset[str]:
    """Ids of the players' characters who read of what these do: whoever is where one of them is. Where nobody acts,
    whoever is where the scene plays."""
    party = [pc.id for pc in state.campaign.characters if state.plays_here(pc.id)]
    acts = {who for who in acting if who}
    places = {place_of(state, who) for who in acts} or {state.place_id}
    return frozenset(who for who in party if who in acts or place_of(state, who) in places)


def standing_with(state: SceneState, inputs: Sequence[InputView]) -> SceneState:
    """The scene from where those stand who act, if all of them are at one place."""
    acts = [entry.character for entry in inputs if entry.character]
    return seen_from(state, acts[0]) if len({place_of(state, who) for who in acts}) == 1 else state


async def as_known(db: Db, state: SceneState, beats: Sequence[Beat], readers: Collection[str]) -> tuple[Beat, ...]:
    """The beats as one of these knows them; where others of them do not, it is said who."""
    knowing = await _knowing(db, state.game.id, state.world, beats, readers)
    return tuple(_known(state, beat, readers, knowing.get(beat.turn_id)) for beat in beats)


async def as_all_know(
    db: Db, game_id: int, world: WorldState, beats: Sequence[Beat], readers: Collection[str]
) -> tuple[Beat, ...]:
    """The beats as everyone of these knows them."""
    knowing = await _knowing(db, game_id, world, beats, readers)
    return tuple(
        beat if beat.went is None or (readers and knowing[beat.turn_id] >= {*readers}) else beat.as_seen_from_afar()
        for beat in beats
    )


async def _knowing(
    db: Db, game_id: int, world: WorldState, beats: Sequence[Beat], readers: Collection[str]
) -> dict[int, frozenset[str]]:
    """By turn, which of the readers know of those beats that not all of the party saw."""
    ids = [beat.turn_id for beat in beats if beat.went is not None]
    there = await load_witnesses_of(db, game_id, min(ids), max(ids)) if ids else {}
    return {
        turn: frozenset(
            who for who in readers if who in there.get(turn, ()) or world.is_set(f"character:{who}", f"{HEARD}/{turn}")
        )
        for turn in ids
    }


def _known(state: SceneState, beat: Beat, readers: Collection[str], knowing: frozenset[str] | None) -> Beat:
    if knowing is None:
        return beat
    if not knowing:
        return beat.as_seen_from_afar()
    missing = [character_name(state.campaign, who) for who in sorted({*readers} - knowing)]
    if not missing:
        return beat
    line = f"{', '.join(missing)} did not see this"
    return replace(beat, outcome_line=f"{beat.outcome_line}; {line}" if beat.outcome_line else line)
