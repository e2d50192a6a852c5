"""Alone or all together? Where the table wants it (`TableSettings.together`), whoever's words lead away from others is
asked before it happens. Pure.

Alone, they have a scene of their own from then on, in the same beat; together, everybody of the scene goes along.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from gm.domain.dice import Dice
from gm.domain.effects import Effect, Move
from gm.domain.errors import Refused
from gm.domain.play import Parked, ParkedOption, SceneState, Turn, TurnOutcome
from gm.domain.ruling import Ruling, Verdict
from gm.rules.combat.playing import is_on
from gm.rules.ground import PARTY
from gm.rules.parting import Parting, part
from gm.rules.phrases_scenes import scene_phrase, together_words
from gm.rules.world import party_in, squash

ALONE: Final = "alone"
ALL: Final = "all"


def resolved_together(
    state: SceneState,
    turn: Turn,
    choices: Mapping[str, str],
    dice: Dice,
    resolve: Callable[[Ruling], TurnOutcome | Parked],
) -> TurnOutcome | Parked:
    """What `resolve` makes of the turn's ruling; before anybody walks off from the others, the question."""
    ruling = turn.ruling or Ruling()
    if turn.kind != "action" or state.table.together != "ask" or is_on(state.world, state.scene.key):
        return resolve(ruling)
    made = resolve(_as_answered(ruling, choices))
    if isinstance(made, Parked):
        return made
    asked = _question(state, ruling, choices, made)
    return asked or _parted(state, turn, ruling, choices, made, dice)


def _as_answered(ruling: Ruling, choices: Mapping[str, str]) -> Ruling:
    """The ruling with each walk as whoever walks has said."""

    def walks(effects: tuple[Effect, ...], verdict: Verdict, answer: str) -> tuple[Effect, ...]:
        who = verdict.character if answer == ALONE else PARTY
        return tuple(each.model_copy(update={"character": who}) if _leads(each, verdict) else each for each in effects)

    def answered(index: int, verdict: Verdict) -> Verdict:
        answer = choices.get(_key(index))
        if answer is None:
            return verdict
        outcomes = {
            degree: outcome.model_copy(update={"effects": walks(outcome.effects, verdict, answer)})
            for degree, outcome in verdict.outcomes.items()
        }
        return verdict.model_copy(update={"effects": walks(verdict.effects, verdict, answer), "outcomes": outcomes})

    return ruling.model_copy(update={"verdicts": tuple(answered(i, each) for i, each in enumerate(ruling.verdicts))})


def _leads(effect: Effect, verdict: Verdict) -> bool:
    return isinstance(effect, Move) and effect.character in (PARTY, verdict.character)


def _walks(verdict: Verdict) -> bool:
    every = [verdict.effects, *(outcome.effects for outcome in verdict.outcomes.values())]
    return any(_leads(effect, verdict) for effects in every for effect in effects)


def _key(index: int) -> str:
    return f"together:{index}"


def _question(state: SceneState, ruling: Ruling, choices: Mapping[str, str], made: TurnOutcome) -> Parked | None:
    """To whoever has left the others by this, and was not asked yet."""
    here = _here(state)
    left = {each.entity.partition(":")[2] for each in made.changes if each.path == "place"}
    walkers = {verdict.character for verdict in ruling.verdicts if _walks(verdict)}
    others = [who for who in here if who not in walkers]
    if not others:
        return None
    for index, verdict in enumerate(ruling.verdicts):
        if _key(index) in choices or verdict.character not in here or verdict.character not in left:
            continue
        if not _walks(verdict):
            continue
        language, names = state.campaign.language, [_name(state, who) for who in others]
        alone, together = together_words(language)
        return Parked(
            reason="together",
            question=scene_phrase("alone", language, who=[_name(state, verdict.character)], place=", ".join(names)),
            who=(verdict.character,),
            options=(ParkedOption(id=ALONE, label=alone), ParkedOption(id=ALL, label=together)),
            default=ALONE,
            verdict=index,
        )
    return None


def _parted(
    state: SceneState, turn: Turn, ruling: Ruling, choices: Mapping[str, str], made: TurnOutcome, dice: Dice
) -> TurnOutcome:
    """The outcome with a scene of their own for those who go alone, one for each place."""
    alone: dict[str, list[str]] = {}
    world = state.world.apply(made.changes)
    for index, verdict in enumerate(ruling.verdicts):
        at = world.text(f"character:{verdict.character}", "place")
        if choices.get(_key(index)) == ALONE and at != state.place_id and verdict.character in _here(state):
            alone.setdefault(at, []).append(verdict.character)
    changes = made.changes
    for number, who in enumerate(alone.values()):
        key = f"s{turn.number}" + (f"-{number}" if number else "")
        after = replace(state, world=state.world.apply(changes))
        try:
            opened = part(after, Parting(tuple(dict.fromkeys(who)), "", key), turn.number, dice)
        except Refused:
            continue  # nobody stays after all, or too many scenes are open: they have just walked off
        changes = squash([*changes, *opened])
    return made.model_copy(update={"changes": changes})


def _here(state: SceneState) -> tuple[str, ...]:
    """The party of the scene, those who stand where it plays."""
    party = party_in(state.campaign, state.world, state.scene.key)
    return tuple(
        who for who in party if state.world.text(f"character:{who}", "place", state.place_id) == state.place_id
    )


def _name(state: SceneState, who: str) -> str:
    person = state.campaign.anyone(who)
    return person.name if person is not None else who
