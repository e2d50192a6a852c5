"""What people attempt beside blows and things: talk, a walk, care for the hurt, a rest."""

from typing import Final

from gm.domain.effects import Heal, Move, ShiftAttitude, TakeRest
from gm.domain.ruling import Outcome, Verdict
from gm.rules.alone import goes_alone
from gm.rules.attempts import is_social
from gm.rules.ground import PARTY
from gm.rules.naming import person_here, route_to, sheet_in, way_to
from gm.rules.proposal import Proposal
from gm.rules.sheets import MOODS

_REST_HEALS: Final = "1d4"
_SLEEP_HEALS: Final = "2d4"
_UNSEEN: Final = "stealth"


def talk(p: Proposal) -> Verdict:
    """Words move the willing for nothing; the unwilling take a check, harder the less they like the party."""
    skill, target = p.intent.skill, p.target()
    if not skill:
        return p.base
    if target is None or not is_social(skill, p.ruleset):
        return p.checked(skill)
    attitude = MOODS.index(target.mood) - 3 if target.mood in MOODS else 0
    outcomes = {}
    best, worst = p.best_and_worst()
    if skill in ("persuade", "perform") and best:
        outcomes[best] = Outcome(text="", effects=(ShiftAttitude(npc=target.id, by=1),))
    if skill in ("persuade", "deceive", "intimidate") and worst:
        outcomes[worst] = Outcome(text="", effects=(ShiftAttitude(npc=target.id, by=-1),))
    return p.checked(skill, p.felt(attitude), **outcomes)


def move(p: Proposal) -> Verdict:
    """The party goes together, but for who says that they go alone; somebody who would be seen and would not be must be
    quiet enough."""
    intent = p.intent
    who = p.actor if goes_alone(p.plain_words) else PARTY
    if intent.target_kind == "place" and route_to(p.brief, intent.target_id):
        return p.base.model_copy(update={"effects": (Move(character=who, place=intent.target_id),)})
    if intent.target_kind == "place":
        return p.impossible(f"{p.say('no_way', name=intent.target)} {p.ways()}")
    if intent.target_kind == "ways":
        return p.impossible(p.ways())
    way = way_to(p.brief, intent.target_id)
    if way is None:
        return p.checked(intent.skill) if intent.skill else p.base
    if way.locked:
        return p.impossible(way.locked)
    gone = Move(character=who, place=way.to)
    if intent.skill != _UNSEEN or not p.brief.others:
        return p.base.model_copy(update={"effects": (gone,)})
    verdict = p.by_success(intent.skill, Outcome(text="", effects=(gone,)))
    return verdict.model_copy(update={"outcomes": {**verdict.outcomes, **p.misses(Outcome(text="", effects=(gone,)))}})


def tend(p: Proposal) -> Verdict:
    """Care for somebody who is hurt; nothing to roll for where nobody is."""
    person = person_here(p.brief, p.intent.target_id)
    if person is None or person.health in ("unhurt", "dead"):
        return p.base
    help_ = {
        degree.id: Outcome(text="", effects=(Heal(character=person.id, amount=amount),))
        for degree, amount in zip(
            (d for d in p.ruleset.degrees if d.success), (_SLEEP_HEALS, _REST_HEALS, _REST_HEALS), strict=False
        )
    }
    help_ |= p.misses(Outcome(text="", effects=(Heal(character=person.id, amount="1"),)))
    return p.checked(p.intent.skill, None, **help_)


def rest(p: Proposal) -> Verdict:
    """An hour, or a night, and some strength back; not under the eyes of enemies."""
    if any(person.mood == MOODS[0] and person.health not in ("down", "dead") for person in p.brief.others):
        return p.refused("danger")
    if p.ruleset.rests:
        by_length = sorted(p.ruleset.rests, key=lambda each: each.minutes)
        chosen = by_length[-1] if p.intent.long_rest else by_length[0]
        return p.base.model_copy(update={"effects": (TakeRest(rest=chosen.id, character=PARTY),)})
    sheet = sheet_in(p.brief, p.actor)
    if sheet is None or sheet.hp >= sheet.max_hp:
        return p.base
    amount = _SLEEP_HEALS if p.intent.long_rest else _REST_HEALS
    return p.base.model_copy(update={"effects": (Heal(character=p.actor, amount=amount),)})
