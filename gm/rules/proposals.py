"""The offline adjudicator: a ruling by words and the author's challenges alone. It never pretends to be a model."""

from typing import Final

from gm.domain.brief import InputView
from gm.domain.effects import Declare, Improve, StartEncounter
from gm.domain.encounter import EncounterView
from gm.domain.ruling import CombatAction, Ruling, Verdict
from gm.domain.ruling_brief import RulingBrief
from gm.domain.words import Phrases
from gm.rules.attempts import Intent
from gm.rules.blows import attack
from gm.rules.casting import cast, spell_meant
from gm.rules.claims import claim_of
from gm.rules.combat.reading import wanted_action
from gm.rules.commands import read_command
from gm.rules.deeds import move, rest, talk, tend
from gm.rules.handing import drop, give, take, use, used
from gm.rules.harmless import is_beyond
from gm.rules.improving import wanted_improvement
from gm.rules.lexicon import affirmed
from gm.rules.line import keyed
from gm.rules.naming import HERE, names_of, route_to
from gm.rules.phrases import Phrase, listed_ways
from gm.rules.proposal import Proposal
from gm.rules.reading import drops, read_intent
from gm.rules.sheets import MOODS
from gm.rules.standpoint import brief_from
from gm.rules.unseen import not_here

MINUTES: Final = {"talk": 5, "look": 2, "move": 10, "take": 2, "give": 2, "use": 2, "wait": 15, "attack": 1, "rest": 60}
LONG_REST: Final = 480
"""Minutes of a night's sleep."""
_OTHERWISE: Final = 5
_TENDING: Final = ("heal", "medicine")


def propose_ruling(whole: RulingBrief) -> Ruling:
    """A ruling for all inputs of a turn, from words alone: authored challenges first, then plain deeds, then a fair
    check where a skill is called for; otherwise it simply happens. Talk out of character needs no verdict. Each attempt
    is made where its character stands."""
    verdicts, minutes = [], 0
    for number, said in enumerate(whole.inputs, start=1):
        if said.kind == "ooc" or not said.character:
            continue
        brief = brief_from(whole, said.character)
        if said.kind == "command":
            made, spent = _commanded(brief, said, number)
            verdicts.append(made)
            minutes = max(minutes, spent)
            continue
        intent = read_intent(said.text, said.kind, brief, skill=said.skill, to=said.to)
        verdicts.append(_verdict(Proposal(brief, said, intent, number)))
        spent = LONG_REST if intent.long_rest and verdicts[-1].possible else MINUTES.get(intent.kind, _OTHERWISE)
        if intent.kind == "move" and intent.target_kind == "place":
            spent *= max(1, route_to(brief, intent.target_id))
        if intent.kind == "rest" and brief.campaign.ruleset.rests:
            spent = 0  # a rest of the kit takes its own time, and one that cannot be taken none
        minutes = max(minutes, spent)
    return Ruling(verdicts=tuple(verdicts), minutes=minutes)


def _commanded(brief: RulingBrief, said: InputView, number: int) -> tuple[Verdict, int]:
    """The ruling on an explicit command, and the minutes that it takes."""
    order = read_command(said, brief)
    made = Proposal(brief, said, order.intent or Intent("act", said.text), number)
    if order.refusal is not None:
        return made.refused(order.refusal, name=order.name), 0
    if order.intent is not None:
        return _plain_verdict(made), LONG_REST if order.intent.long_rest else MINUTES[order.intent.kind]
    verdict = made.base.model_copy(update={"action": order.action, "effects": order.effects})
    lasts = any(each.kind == "give_item" for each in order.effects)  # a rest passes its own time, all else is seconds
    return verdict, MINUTES["give"] if lasts and brief.fight is None else 0


def needs_ruling(text: str, brief: RulingBrief, kind: str = "do") -> bool:
    """Whether rules are at stake, so that an adjudicator is worth asking. Not so for looking, waiting, plain talk,
    trifles, walking an open way past nobody hostile, and what plainly cannot be (nobody of that name is here)."""
    if kind == "ooc":
        return False
    if claim_of(text, brief.campaign.ruleset) is not None:
        return True
    intent = read_intent(text, kind, brief)
    if brief.fight is not None and intent.kind != "talk":
        return True
    if brief.encounters and intent.kind == "attack":
        return True
    if intent.challenge_id or intent.skill:
        return True
    if intent.kind == "talk" or intent.target_kind in ("absent", "ways", "items"):
        return False
    if intent.kind == "move":
        if intent.target_kind == "place" and not route_to(brief, intent.target_id):
            return False
        return not intent.plain or any(person.mood == MOODS[0] for person in brief.others)
    return not intent.plain


def _verdict(p: Proposal) -> Verdict:
    """The ruling on this attempt."""
    claim = claim_of(p.said.text, p.ruleset)
    if claim is not None:
        made = Declare(character=p.actor, declaration=claim.declaration, text=claim.words)
        return p.base.model_copy(update={"effects": (made,)})
    of_a_fight = _begins(p) if p.brief.fight is None else _fights(p, p.brief.fight)
    if of_a_fight is not None:
        return of_a_fight
    return _plain_verdict(p)


def _plain_verdict(p: Proposal) -> Verdict:
    """The ruling on an attempt outside of a fight, or beside one."""
    intent = p.intent
    wanted = wanted_improvement(p.plain_words, p.ruleset)
    if wanted:
        return p.base.model_copy(update={"effects": (Improve(character=p.actor, what=wanted),)})
    if (ruled := _idle(p) or used(p) or cast(p)) is not None:
        return ruled
    match intent.kind:
        case "challenge":
            return p.base.model_copy(update={"challenge": intent.challenge_id})
        case "talk":
            return talk(p)
        case "attack":
            return attack(p)
        case "move":
            return move(p)
        case "take":
            return take(p)
        case "give":
            return give(p)
        case "rest":
            return rest(p)
        case "use" if intent.target_kind == "item" and drops().hits(intent.verb):
            return drop(p)
        case _:
            if intent.skill in _TENDING and intent.target_kind == "person":
                return tend(p)
            return p.checked(intent.skill) if intent.skill else p.base


def _fights(p: Proposal, view: EncounterView) -> Verdict | None:
    """In a fight: what the line asks for by its rules; None where it is only talk, or something else."""
    if p.intent.kind == "talk" and p.said.kind == "say":
        return None
    legal = p.brief.may_do(p.actor)
    action = use(p) or wanted_action(p.plain_words, p.actor, view, legal, p.ruleset, p.brief.language)
    if action is not None and action.kind == "dash" and action.zone is None and _leads_away(p):
        action = CombatAction(kind="flee")
    return None if action is None else p.base.model_copy(update={"action": action})


def _leads_away(p: Proposal) -> bool:
    """Whether the line names a way out of the place: "I run back to the inn"."""
    return any(hit.tag != HERE for hit in names_of(p.brief).exits.hits(p.plain_words))


def _begins(p: Proposal) -> Verdict | None:
    """A blow, or words that an author has named, begin the fight that waits here."""
    for plan in p.brief.encounters:
        keyed = bool(Phrases((key, key) for key in plan.keys).hits(p.plain_words))
        if keyed or _harms(p) or (p.intent.kind == "attack" and p.intent.target_id in ("", *plan.npcs)):
            return p.base.model_copy(update={"effects": (StartEncounter(encounter=plan.id),)})
    return None


def _harms(p: Proposal) -> bool:
    """Whether a spell is cast that strikes."""
    spell = spell_meant(p)
    return spell is not None and bool(spell.strikes)


def _idle(p: Proposal) -> Verdict | None:
    """The refusal of what nothing can come of; None where something may."""
    intent = p.intent
    if intent.target_kind == "absent":
        return p.refused("absent", name=intent.target)
    if intent.target_kind == "items":
        named = (p.brief.campaign.item(each) for each in intent.ways)
        things = listed_ways((item.name for item in named if item), p.brief.language)
        return p.impossible(p.say("which", ways=things))
    if (why := _vain(p)) is not None:
        return p.refused(why)
    elsewhere = not_here(p)
    return None if elsewhere is None else p.impossible(elsewhere)


def _vain(p: Proposal) -> Phrase | None:
    """Why nothing can come of it, whatever is rolled: it has been done, or nobody could do it."""
    intent = p.intent
    if intent.kind in ("act", "use") and intent.skill and _is_spent(p):
        return "done_already"
    return "beyond" if not intent.skill and _is_beyond(p) else None


def _is_spent(p: Proposal) -> bool:
    """Whether this is an author's challenge that has been done: the cupboard has been forced and stands open."""
    done = keyed(tuple((each.id, each.keys) for each in p.brief.spent)) if p.brief.spent else None
    return done is not None and bool(affirmed(done.hits(p.said.text), p.said.text))


def _is_beyond(p: Proposal) -> bool:
    """Whether nobody could do this deed, and no thing, person or way of this world is meant by its words."""
    intent = p.intent
    return (
        intent.kind in ("act", "use", "take", "move")
        and not intent.target_id
        and is_beyond(intent.phrase, p.brief.language)
    )
