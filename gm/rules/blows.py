"""Blows struck where no fight by its own rules is on: against whom, with what, and what comes of them."""

from typing import Final

from gm.domain.dice import Dice
from gm.domain.effects import Damage, ShiftAttitude
from gm.domain.errors import DiceError
from gm.domain.ruling import Outcome, Verdict
from gm.rules.dice import roll
from gm.rules.naming import sheet_in
from gm.rules.phrases import Phrase, phrase
from gm.rules.proposal import Proposal
from gm.rules.ruling import is_plain

_BLOWS: Final = ("fight", "melee", "athletics")
_SHOTS: Final = ("aim", "archery", "shooting")


class _Middling:
    """Dice that always show the middle, to weigh one weapon against another."""

    def draw(self, purpose: str, index: int, sides: int) -> int:
        return (sides + 1) // 2


def attack(p: Proposal) -> Verdict:
    """A blow against someone's defence; a miss leaves the striker open."""
    skills = (*_SHOTS, *_BLOWS) if p.intent.skill in _SHOTS else _BLOWS
    own = p.ruleset.combat.attack_skill or p.ruleset.default_skill
    skill = next((each for each in skills if p.ruleset.skill(each)), own)
    target = p.target()
    if target is None:
        if p.intent.target_kind == "person":  # one of their own: the table settles that, no dice hurt
            return p.checked(skill)
        return p.checked(p.intent.skill) if _at_a_thing(p) else p.refused("nobody")
    if target.health in ("down", "dead"):
        fallen: Phrase = "already_down" if target.health == "down" else "dead_already"
        return p.impossible(phrase(fallen, p.brief.language, who=target.name))
    sheet = sheet_in(p.brief, target.id)
    harm, back = _weapon(p), _natural(p, target.id)
    enraged = ShiftAttitude(npc=target.id, by=-2)
    hit = Damage(character=target.id, amount=harm)
    hurt = (Damage(character=p.actor, amount=back),)
    best, worst = p.best_and_worst()
    plain = [degree.id for degree in p.ruleset.degrees if degree.success]
    missed = next((degree.id for degree in p.ruleset.degrees if not degree.success), "failure")
    outcomes = {
        plain[-1] if plain else "success": Outcome(text="", effects=(hit, enraged)),
        missed: Outcome(text="", effects=(*hurt, enraged)),
        "failure": Outcome(text="", effects=(*hurt, enraged)),
        "setback": Outcome(text="", effects=(Damage(character=target.id, amount="1"), *hurt, enraged)),
    }
    if best:
        outcomes[best] = Outcome(text="", effects=(Damage(character=target.id, amount=f"{harm}+{harm}"), enraged))
    if worst:
        outcomes[worst] = Outcome(text="", effects=(*hurt, enraged))
    against = sheet.defence if sheet and is_plain(p.ruleset) else None
    return p.checked(skill, against, **outcomes)


def _at_a_thing(p: Proposal) -> bool:
    """Whether the blow is meant for a thing: a skill is called for, and no name of a foe is claimed."""
    return bool(p.intent.skill) and p.intent.skill not in (*_BLOWS[:2], *_SHOTS)


def _weapon(p: Proposal) -> str:
    """Damage of the weapon named, else of the best one carried, else of bare hands."""
    sheet = sheet_in(p.brief, p.actor)
    carried = {item for item, _, count in sheet.items if count > 0} if sheet else set()
    arms = [item for item in p.brief.campaign.items if item.damage and item.id in carried]
    named = [item for item in arms if item.id == p.intent.second]
    best = max(named or arms, key=lambda item: _weight(item.damage or ""), default=None)
    return best.damage if best and best.damage else _natural(p, p.actor)


def _natural(p: Proposal, who: str) -> str:
    person = p.brief.campaign.anyone(who)
    return (person.sheet.damage if person else None) or p.ruleset.unarmed_damage


def _weight(damage: str) -> int:
    dice: Dice = _Middling()
    try:
        return roll(damage, dice, purpose="weight").total
    except DiceError:
        return 0
