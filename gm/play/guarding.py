"""The guards of one telling, made from what the engine settled: compiled once for each, before its first sentence."""

from collections.abc import Iterator, Sequence
from typing import Final

from gm.domain.brief import NarrationBrief
from gm.domain.play import SceneState, Turn
from gm.domain.words import fold
from gm.play.guard_values import bodies, gear, hidden_names, moves, own_names, rolls
from gm.play.guards import LEAST_ROOM, LONGEST, Contradicts, NarrationGuard
from gm.rules.guards.asking import Asks
from gm.rules.guards.names import Strangers, Unheard, names_of
from gm.rules.guards.repeating import Repeats
from gm.rules.guards.restating import Restates
from gm.rules.guards.voicing import Voicings
from gm.rules.safety.finding import bounds_of

RECENT: Final = 20
"""Narrations that a sentence is compared with."""


def guard_of(
    state: SceneState, turn: Turn, brief: NarrationBrief, kept: Sequence[tuple[str, str]], *, by_model: bool = True
) -> NarrationGuard:
    """The guards of this telling. `kept`: (name, text) of facts that must not come out. Not `by_model`: the offline
    narrator tells it, who introduces people by their names."""
    campaign = state.campaign
    texts = campaign.facts() | dict(kept)
    texts |= {f"place {place.id}": place.gm_notes for place in campaign.places if place.gm_notes}
    texts |= {f"scene {plan.id}": plan.gm_notes for plan in campaign.scenes if plan.gm_notes}
    told = {entry.id for entry in campaign.lore if entry.audience == "everyone"} | state.known_by_all_present()
    in_world = [entry for entry in brief.inputs if entry.kind != "ooc"]
    stretch, plays = 2.0 if brief.reword else 1.0, brief.mode != "coauthor"
    return NarrationGuard.of(
        texts,
        texts.keys() - told,
        open_texts=(
            campaign.summary,
            campaign.opening.text,
            *asked_for(brief),
            *(entry.text for entry in brief.inputs),
        ),
        voicings=_voicings(state, brief),
        repeats=Repeats(_earlier(brief), asked_for(brief)),
        restates=Restates(entry.text for entry in in_world),
        contradicts=(_asks(brief), *(_contradicts(state, turn, brief, by_model=by_model) if plays else ())),
        bounds=bounds_of(campaign),
        limit=max(brief.words * LONGEST, brief.words + LEAST_ROOM) * stretch,
    )


def _contradicts(state: SceneState, turn: Turn, brief: NarrationBrief, *, by_model: bool) -> tuple[Contradicts, ...]:
    """What the engine knows better. A recap and an ending tell of more than this beat: there nothing is compared."""
    secret = _names(state, brief, by_model=by_model)
    if brief.kind != "action" or brief.ending_text or turn.kind != "action":
        return secret
    return (
        *secret,
        rolls(turn, brief),
        bodies(state, turn, brief),
        gear(state, turn, brief),
        moves(state, turn, brief),
    )


def _names(state: SceneState, brief: NarrationBrief, *, by_model: bool) -> tuple[Contradicts, ...]:
    """Names that nobody has said: only while everything that was told is at hand, else one may have been forgotten."""
    if len(brief.transcript) + len(brief.told) < brief.turn_number - 1:
        return ()
    text = "\n".join(fold(each) for each in _heard(brief))
    strangers = [
        each
        for each in brief.others_here()
        if by_model
        and not (each.met or each.kind)
        and not any(fold(name) in text for name in names_of(each.name, each.aliases))
    ]
    return Unheard(hidden_names(state, brief), text), Strangers(brief.language, strangers)


def _asks(brief: NarrationBrief) -> Asks:
    return Asks(brief.language, _players(brief))


def _players(brief: NarrationBrief) -> list[str]:
    return [name for pc in brief.players_here() for name in (pc.name, *pc.aliases)]


def _voicings(state: SceneState, brief: NarrationBrief) -> Voicings:
    spoke = {entry.speaker for entry in brief.inputs}
    names = {pc.name: own_names(state.campaign, pc) for pc in brief.players_here()}
    silent = [name for pc in brief.players_here() if pc.name not in spoke for name in names[pc.name]]
    own = {name for each in names.values() for name in each}
    return Voicings.of(
        "free" if brief.mode == "coauthor" else brief.campaign.voicing,
        brief.language,
        own,
        [entry.text for entry in brief.inputs],
        silent=silent,
        brought=tuple(asked_for(brief)),
        touched=any(pc.conditions for pc in brief.players_here()),
        pronouns={name: pc.pronouns for pc in brief.players_here() for name in names[pc.name]},
        others={name for npc in state.campaign.npcs for name in (npc.name, *npc.aliases)} - own,
    )


def _earlier(brief: NarrationBrief) -> tuple[str, ...]:
    """The last narrations before this one, of beats that are remembered word for word."""
    return (*brief.told, *(beat.narration for beat in brief.transcript))[-RECENT:]


def asked_for(brief: NarrationBrief) -> Iterator[str]:
    """Every text that the engine gives to be told in this turn: to say it again is no repetition."""
    for place in (brief.place, *(each.place for each in brief.apart)):
        yield from (place.name, place.description, *place.details, *place.items)
        yield from (way.label for way in place.exits)
    for verdict in brief.verdicts:
        yield from (verdict.outcome, verdict.refusal)
        yield verdict.check.reason if verdict.check else ""
    yield from (change.text for change in brief.changes)
    yield from (*brief.learned, *brief.notes, *brief.fight, *brief.passage, brief.ending_text, brief.opening_text)
    yield from (each.text for each in brief.declared)


def _heard(brief: NarrationBrief) -> Iterator[str]:
    """Everything that the table was told, or has said, as far as this beat remembers it."""
    campaign = brief.campaign
    yield from (campaign.title, campaign.tagline, campaign.summary, campaign.opening.text, campaign.opening.goal)
    for pc in campaign.characters:
        yield from (pc.name, pc.concept, pc.background, pc.hook)
    yield from (f"{entry.title} {entry.content}" for entry in campaign.lore if entry.audience == "everyone")
    yield from asked_for(brief)
    for beat in brief.transcript:
        yield from (beat.narration, beat.outcome_line, *(text for _, text in beat.inputs))
    yield from (*brief.told, *brief.chronicle, *(entry.text for entry in brief.inputs))
    for place in (brief.place, *(each.place for each in brief.apart if each.acts)):
        yield from (way.to_name for way in place.exits)
    yield from (f"{entry.title} {entry.content}" for entry in brief.lore)
    yield from (fact.text for fact in (*brief.facts, *brief.ledger))
    yield from (memory.text for memory in brief.memories)
    for person in brief.others_here():
        yield from (person.name if person.met else "", person.appearance, *person.habits, *person.lines)
