"""The guards of one telling, made from what the engine settled: compiled once for each, before its first sentence."""

from collections.abc import Iterator, Sequence
from typing import Final

from gm.domain.brief import NarrationBrief
from gm.domain.play import SceneState
from gm.play.guards import LEAST_ROOM, LONGEST, NarrationGuard
from gm.rules.guards.repeating import Repeats
from gm.rules.guards.restating import Restates
from gm.rules.guards.voicing import Voicings

RECENT: Final = 20
"""Narrations that a sentence is compared with."""


def guard_of(state: SceneState, brief: NarrationBrief, kept: Sequence[tuple[str, str]]) -> NarrationGuard:
    """The guards of this telling. `kept`: (name, text) of facts that must not come out."""
    campaign = state.campaign
    texts = campaign.facts() | dict(kept)
    texts |= {f"place {place.id}": place.gm_notes for place in campaign.places if place.gm_notes}
    texts |= {f"scene {plan.id}": plan.gm_notes for plan in campaign.scenes if plan.gm_notes}
    told = {entry.id for entry in campaign.lore if entry.audience == "everyone"} | state.known_by_all_present()
    in_world = [entry for entry in brief.inputs if entry.kind != "ooc"]
    stretch = 2.0 if brief.reword else 1.0
    return NarrationGuard.of(
        texts,
        texts.keys() - told,
        voicings=_voicings(brief),
        repeats=Repeats(_earlier(brief), asked_for(brief)),
        restates=Restates(entry.text for entry in in_world),
        limit=max(brief.words * LONGEST, brief.words + LEAST_ROOM) * stretch,
    )


def _voicings(brief: NarrationBrief) -> Voicings:
    spoke = {entry.speaker for entry in brief.inputs}
    names = [name for pc in brief.party for name in (pc.name, *pc.aliases)]
    silent = [name for pc in brief.party if pc.name not in spoke for name in (pc.name, *pc.aliases)]
    return Voicings.of(
        brief.campaign.voicing,
        brief.language,
        names,
        [entry.text for entry in brief.inputs],
        silent=silent,
        brought=tuple(asked_for(brief)),
        touched=any(pc.conditions for pc in brief.party),
    )


def _earlier(brief: NarrationBrief) -> tuple[str, ...]:
    """The last narrations before this one, of beats that are remembered word for word."""
    return (*brief.told, *(beat.narration for beat in brief.transcript))[-RECENT:]


def asked_for(brief: NarrationBrief) -> Iterator[str]:
    """Every text that the engine gives to be told in this turn: to say it again is no repetition."""
    place = brief.place
    yield from (place.name, place.description, *place.details, *place.items)
    yield from (way.label for way in place.exits)
    for verdict in brief.verdicts:
        yield from (verdict.outcome, verdict.refusal, verdict.intent)
        yield verdict.check.reason if verdict.check else ""
    yield from (change.text for change in brief.changes)
    yield from (*brief.learned, *brief.notes, *brief.fight, *brief.passage, brief.ending_text, brief.opening_text)
    yield from (each.text for each in brief.declared)
