"""Things in people's hands: taken, given, put down, paid, used."""

from gm.domain.effects import ChangeResource, GiveItem, LoseItem
from gm.domain.ruling import CombatAction, Outcome, Verdict
from gm.rules.attempts import THEFTS
from gm.rules.naming import holds_item, lying_here, sheet_in
from gm.rules.proposal import Proposal
from gm.rules.reading import drops


def take(p: Proposal) -> Verdict:
    """What lies here can be taken; what somebody holds must be got from them."""
    intent = p.intent
    item = p.brief.campaign.item(intent.target_id)
    if item is None:
        return p.checked(intent.skill) if intent.skill else p.base
    if item.fixed:
        return p.refused("fixed", name=item.name)
    got = GiveItem(character=p.actor, item=item.id, source=p.brief.place.id)
    if any(each.id == item.id for each in lying_here(p.brief)):
        if intent.skill in THEFTS and p.brief.others:
            return p.by_success(intent.skill, Outcome(text="", effects=(got,)))
        return p.base.model_copy(update={"effects": (got,)})
    owner = next((each.id for each in p.brief.others if holds_item(p.brief, each.id, item.id)), None)
    if owner is None or intent.second not in ("", owner):
        return p.refused("not_here", name=item.name)
    skill = next((s for s in (intent.skill, *THEFTS) if p.ruleset.skill(s)), p.ruleset.default_skill)
    got = GiveItem(character=p.actor, item=item.id, source=owner)
    return p.by_success(skill, Outcome(text="", effects=(got,)))


def give(p: Proposal) -> Verdict:
    """What is carried can be given to somebody present."""
    intent = p.intent
    if intent.target_kind == "resource":
        return pay(p)
    item = p.brief.campaign.item(intent.target_id)
    if item is None:
        return p.checked(intent.skill) if intent.skill else p.base
    if not holds_item(p.brief, p.actor, item.id):
        return p.refused("not_held", name=item.name)
    to = intent.second or (p.brief.others[0].id if len(p.brief.others) == 1 else "")
    if not to or to == p.actor:
        return p.base
    return p.base.model_copy(update={"effects": (GiveItem(character=to, item=item.id, source=p.actor),)})


def drop(p: Proposal) -> Verdict:
    """What is carried is put down where one stands."""
    if not holds_item(p.brief, p.actor, p.intent.target_id):
        return p.refused("does_not_hold", name=p.intent.target)
    down = LoseItem(character=p.actor, item=p.intent.target_id, dropped=True)
    return p.base.model_copy(update={"effects": (down,)})


def pay(p: Proposal) -> Verdict:
    """So much of what a sheet counts goes to somebody else, if there is so much of it."""
    intent, sheet = p.intent, sheet_in(p.brief, p.actor)
    to = intent.second or (p.brief.others[0].id if len(p.brief.others) == 1 else "")
    if not to or to == p.actor:
        return p.base
    has = next((now for name, now, _ in sheet.resources if name == intent.target), 0) if sheet else 0
    if has < intent.amount:
        return p.refused("not_held", name=intent.target.lower() if p.english else intent.target)
    resource = intent.target_id
    spent = ChangeResource(character=p.actor, resource=resource, by=-intent.amount)
    got = ChangeResource(character=to, resource=resource, by=intent.amount)
    return p.base.model_copy(update={"effects": (spent, got)})


def use(p: Proposal) -> CombatAction | None:
    """What is carried and does something when it is used is used by its rules; None for all other things."""
    item = p.brief.campaign.item(p.intent.target_id) if p.intent.target_kind == "item" else None
    if p.intent.kind != "use" or item is None or not item.use or drops().hits(p.intent.verb):
        return None
    if not holds_item(p.brief, p.actor, item.id):
        return None
    on = p.intent.second
    return CombatAction(kind="use", item=item.id, targets=(on,) if on and on != p.actor else ())


def used(p: Proposal) -> Verdict | None:
    """The ruling where something that does something is used: by its rules, or not at all if it is not held."""
    action = use(p)
    if action is not None:
        return p.base.model_copy(update={"action": action})
    return p.refused("does_not_hold", name=p.intent.target) if _is_missing(p) else None


def _is_missing(p: Proposal) -> bool:
    """Whether something is to be used that does what it does in somebody's hands, and is not in theirs."""
    if p.intent.kind != "use" or drops().hits(p.intent.verb):
        return False
    item = p.brief.campaign.item(p.intent.target_id) if p.intent.target_kind == "item" else None
    if item is None or not item.use or item.fixed:
        return False
    return not holds_item(p.brief, p.actor, item.id) and item not in lying_here(p.brief)
