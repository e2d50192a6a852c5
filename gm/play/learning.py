"""What comes out in a beat, for whom it is new, and from whom they have it: who may say it. Pure.

A fact that the party finds, one that a player's character tells friends, and one that the party tells to somebody else
are told in three ways. Facts that not everybody of the readers knows afterwards are left out (promise 9).
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace

from gm.domain.brief import LessonView
from gm.domain.campaign import Campaign
from gm.domain.effects import Reveal
from gm.domain.play import SceneState, Turn, TurnOutcome
from gm.domain.ruling import Verdict
from gm.domain.state import WorldState
from gm.play.views import character_name
from gm.rules.standpoint import seen_from
from gm.rules.world import knows


@dataclass(frozen=True, slots=True)
class Lesson:
    """Like `LessonView`, of one fact, with ids."""

    way: str
    fact: str
    to: tuple[str, ...]
    by: tuple[str, ...]
    knew: tuple[str, ...]


def lessons_of(
    before: SceneState, after: WorldState, turn: Turn, outcome: TurnOutcome, readers: Collection[str] = ()
) -> tuple[LessonView, ...]:
    """What came out in a turn, alike facts together. `readers`: players' characters who read of it; (): all of the
    party who are here."""
    campaign, now = before.campaign, replace(before, world=after)
    who = tuple(readers) or tuple(each for each in now.present() if campaign.character(each))
    texts = campaign.facts()
    fresh = _learners(outcome)
    found: dict[Lesson, list[str]] = {}
    for fact in texts:
        if fact in fresh and who and all(knows(campaign, after, each, fact) for each in who):
            lesson = _lesson(before, now, turn, fact, fresh[fact], who)
            found.setdefault(replace(lesson, fact=""), []).append(texts[fact])
    return tuple(_view(campaign, lesson, tuple(facts)) for lesson, facts in found.items())


def news(lessons: Iterable[LessonView]) -> tuple[str, ...]:
    """The texts of what is new to somebody of the party."""
    return tuple(text for lesson in lessons if lesson.way != "heard" for text in lesson.facts)


def _learners(outcome: TurnOutcome) -> dict[str, tuple[str, ...]]:
    """Who came to know what, by fact."""
    found: dict[str, dict[str, None]] = {}
    for each in outcome.changes:
        kind, _, who = each.entity.partition(":")
        if kind == "character" and each.path.startswith("knows/") and each.after:
            found.setdefault(each.path.removeprefix("knows/"), {})[who] = None
    return {fact: tuple(who) for fact, who in found.items()}


def _lesson(
    before: SceneState, now: SceneState, turn: Turn, fact: str, learners: Collection[str], readers: Collection[str]
) -> Lesson:
    campaign = now.campaign
    tellers = tuple(who for who in dict.fromkeys(_tellers(turn, fact)) if knows(campaign, before.world, who, fact))
    new_to = tuple(each for each in readers if each in learners)
    if not new_to:
        return Lesson("heard", fact, tuple(each for each in learners if campaign.npc(each)), tellers, ())
    knew = tuple(each for each in readers if each not in learners)
    told = tuple(each for each in tellers if each not in new_to)
    if told and all(campaign.character(each) for each in told):
        return Lesson("told", fact, new_to, told, ())
    others = tuple(dict.fromkeys(_others(before, now, turn)))
    if not knew:
        sources = tuple(each for each in others if knows(campaign, before.world, each, fact))
        return Lesson("found" if sources or not others else "shown", fact, (), (), sources)
    return Lesson("found", fact, new_to, (), knew)


def _tellers(turn: Turn, fact: str) -> Iterator[str]:
    """Who has the fact told to others by name, and not to themselves: they say it."""
    for verdict in turn.ruling.verdicts if turn.ruling else ():
        if any(
            each.fact == fact and each.to and not {verdict.character, "party"} & {*each.to}
            for each in _reveals(verdict)
        ):
            yield verdict.character


def _reveals(verdict: Verdict) -> Iterator[Reveal]:
    for effects in (verdict.effects, *(outcome.effects for outcome in verdict.outcomes.values())):
        yield from (each for each in effects if isinstance(each, Reveal))


def _others(before: SceneState, now: SceneState, turn: Turn) -> Iterator[str]:
    """Ids of the cast where those stand who act, before the turn and after it."""
    for entry in turn.inputs:
        for state in (before, now):
            yield from (
                each for each in seen_from(state, entry.input.character or "").present() if state.campaign.npc(each)
            )


def _view(campaign: Campaign, lesson: Lesson, facts: tuple[str, ...]) -> LessonView:
    def names(ids: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(character_name(campaign, each) for each in ids)

    return LessonView(lesson.way, facts, names(lesson.to), names(lesson.by), names(lesson.knew))
