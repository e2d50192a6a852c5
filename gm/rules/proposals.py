"""The offline adjudicator: a ruling by words and the author's challenges alone. It never pretends to be a model."""

from typing import Final

from gm.domain.brief import InputView, PersonView, RulingBrief
from gm.domain.dice import Dice
from gm.domain.effects import (
    ChangeResource,
    Damage,
    Declare,
    GiveItem,
    Heal,
    Improve,
    LoseItem,
    Move,
    ShiftAttitude,
    StartEncounter,
    TakeRest,
)
from gm.domain.encounter import EncounterView
from gm.domain.errors import DiceError
from gm.domain.ruling import CheckRequest, Outcome, Ruling, Verdict
from gm.domain.words import Phrases
from gm.rules.attempts import THEFTS, Intent, is_social
from gm.rules.claims import claim_of
from gm.rules.combat.reading import wanted_action
from gm.rules.commands import read_command
from gm.rules.dice import roll
from gm.rules.ground import PARTY
from gm.rules.harmless import is_beyond
from gm.rules.improving import wanted_improvement
from gm.rules.lexicon import affirmed, unquoted
from gm.rules.line import keyed
from gm.rules.naming import holds_item, lying_here, person_here, route_to, sheet_in, way_to
from gm.rules.order_words import order_said
from gm.rules.phrases import Phrase, listed_ways, phrase, tongue
from gm.rules.prices import priced
from gm.rules.reading import drops, read_intent
from gm.rules.ruling import default_difficulty, is_plain
from gm.rules.sheets import MOODS
from gm.rules.wording import intent_phrase

MINUTES: Final = {"talk": 5, "look": 2, "move": 10, "take": 2, "give": 2, "use": 2, "wait": 15, "attack": 1, "rest": 60}
LONG_REST: Final = 480
"""Minutes of a night's sleep."""
_OTHERWISE: Final = 5
_REST_HEALS: Final = "1d4"
_SLEEP_HEALS: Final = "2d4"
_UNSEEN: Final = "stealth"
_TENDING: Final = ("heal", "medicine")
_BLOWS: Final = ("fight", "melee", "athletics")
_SHOTS: Final = ("aim", "archery", "shooting")
_WIDE: Final = 15
"""Difficulties so far apart are moved by what people feel, a point for each degree of it."""


class _Middling:
    """Dice that always show the middle, to weigh one weapon against another."""

    def draw(self, purpose: str, index: int, sides: int) -> int:
        return (sides + 1) // 2


def propose_ruling(brief: RulingBrief) -> Ruling:
    """A ruling for all inputs of a turn, from words alone: authored challenges first, then plain deeds, then a fair
    check where a skill is called for; otherwise it simply happens. Talk out of character needs no verdict."""
    verdicts, minutes = [], 0
    for number, said in enumerate(brief.inputs, start=1):
        if said.kind == "ooc" or not said.character:
            continue
        if said.kind == "command":
            made, spent = _commanded(brief, said, number)
            verdicts.append(made)
            minutes = max(minutes, spent)
            continue
        intent = read_intent(said.text, said.kind, brief, skill=said.skill, to=said.to)
        verdicts.append(_Proposal(brief, said, intent, number).verdict())
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
    made = _Proposal(brief, said, order.intent or Intent("act", said.text), number)
    if order.refusal is not None:
        return made.refused(order.refusal, name=order.name), 0
    if order.intent is not None:
        return made.plain_verdict(), LONG_REST if order.intent.long_rest else MINUTES[order.intent.kind]
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


class _Proposal:
    """One input and how it was read, on the way to a verdict."""

    def __init__(self, brief: RulingBrief, said: InputView, intent: Intent, number: int) -> None:
        self.brief = brief
        self.ruleset = brief.campaign.ruleset
        self.intent = intent
        self.actor = said.character
        self.said = said
        self.english = tongue(brief.language) == "en"
        self.plain_words = unquoted(said.text).strip(" …") or said.text
        pronouns = next((p.pronouns for p in brief.party if p.id == said.character), "they/them")
        ordered = order_said(said.text, brief.language) if said.kind == "command" else said.text
        tried = ordered if ordered != said.text else intent_phrase(self.plain_words, pronouns)
        self.base = Verdict(input=number, character=said.character, intent=tried)

    def verdict(self) -> Verdict:
        """The ruling on this attempt."""
        claim = claim_of(self.said.text, self.ruleset)
        if claim is not None:
            made = Declare(character=self.actor, declaration=claim.declaration, text=claim.words)
            return self.base.model_copy(update={"effects": (made,)})
        of_a_fight = self.begins() if self.brief.fight is None else self.fights(self.brief.fight)
        if of_a_fight is not None:
            return of_a_fight
        return self.plain_verdict()

    def plain_verdict(self) -> Verdict:
        """The ruling on an attempt outside of a fight, or beside one."""
        intent = self.intent
        wanted = wanted_improvement(self.plain_words, self.ruleset)
        if wanted:
            return self.base.model_copy(update={"effects": (Improve(character=self.actor, what=wanted),)})
        if intent.target_kind == "absent":
            return self.refused("absent", name=intent.target)
        if intent.target_kind == "items":
            named = (self.brief.campaign.item(each) for each in intent.ways)
            things = listed_ways((item.name for item in named if item), self.brief.language)
            return self.impossible(self.say("which", ways=things))
        if (why := self.vain()) is not None:
            return self.refused(why)
        match intent.kind:
            case "challenge":
                return self.base.model_copy(update={"challenge": intent.challenge_id})
            case "talk":
                return self.talk()
            case "attack":
                return self.attack()
            case "move":
                return self.move()
            case "take":
                return self.take()
            case "give":
                return self.give()
            case "rest":
                return self.rest()
            case "use" if intent.target_kind == "item" and drops().hits(intent.verb):
                return self.drop()
            case _:
                if intent.skill in _TENDING and intent.target_kind == "person":
                    return self.tend()
                return self.checked(intent.skill) if intent.skill else self.base

    def fights(self, view: EncounterView) -> Verdict | None:
        """In a fight: what the line asks for by its rules; None where it is only talk, or something else."""
        if self.intent.kind == "talk" and self.said.kind == "say":
            return None
        legal = self.brief.may_do(self.actor)
        action = wanted_action(self.plain_words, self.actor, view, legal, self.ruleset, self.brief.language)
        return None if action is None else self.base.model_copy(update={"action": action})

    def begins(self) -> Verdict | None:
        """A blow, or words that an author has named, begin the fight that waits here."""
        for plan in self.brief.encounters:
            keyed = bool(Phrases((key, key) for key in plan.keys).hits(self.plain_words))
            if keyed or (self.intent.kind == "attack" and self.intent.target_id in ("", *plan.npcs)):
                return self.base.model_copy(update={"effects": (StartEncounter(encounter=plan.id),)})
        return None

    def vain(self) -> Phrase | None:
        """Why nothing can come of it, whatever is rolled: it has been done, or nobody could do it."""
        intent = self.intent
        if intent.kind in ("act", "use") and intent.skill and self.is_spent():
            return "done_already"
        return "beyond" if not intent.skill and self.is_beyond() else None

    def is_spent(self) -> bool:
        """Whether this is an author's challenge that has been done: the cupboard has been forced and stands open."""
        done = keyed(tuple((each.id, each.keys) for each in self.brief.spent)) if self.brief.spent else None
        return done is not None and bool(affirmed(done.hits(self.said.text), self.said.text))

    def is_beyond(self) -> bool:
        """Whether nobody could do this deed, and no thing, person or way of this world is meant by its words."""
        intent = self.intent
        return (
            intent.kind in ("act", "use", "take", "move")
            and not intent.target_id
            and is_beyond(intent.phrase, self.brief.language)
        )

    def say(self, key: Phrase, *, name: str = "", ways: str = "") -> str:
        who = person_here(self.brief, self.actor)
        return phrase(key, self.brief.language, name=name, who=who.name if who else "", ways=ways)

    def refused(self, why: Phrase, *, name: str = "") -> Verdict:
        return self.impossible(self.say(why, name=name))

    def impossible(self, refusal: str) -> Verdict:
        return self.base.model_copy(update={"possible": False, "refusal": refusal})

    def ways(self) -> str:
        """Where one can go from here, as a sentence."""
        meant = [way for way in self.brief.place.exits if not self.intent.ways or way.to in self.intent.ways]
        names = listed_ways(dict.fromkeys(way.to_name for way in meant), self.brief.language)
        return self.say("ways", ways=names) if names else self.say("no_ways")

    def checked(self, skill: str, difficulty: int | None = None, **outcomes: Outcome) -> Verdict:
        """A check at a fair difficulty, or at the one given, kept within the ruleset's bounds."""
        wanted = default_difficulty(self.ruleset) if difficulty is None else difficulty
        bounded = max(self.ruleset.difficulty_min, min(self.ruleset.difficulty_max, wanted))
        check = CheckRequest(character=self.actor, skill=skill, difficulty=bounded)
        known = {degree.id for degree in self.ruleset.degrees}
        kept = {degree: outcome for degree, outcome in outcomes.items() if degree in known}
        return priced(self.base.model_copy(update={"check": check, "outcomes": kept}), self.ruleset)

    def by_success(self, skill: str, good: Outcome, difficulty: int | None = None) -> Verdict:
        """A check of which every success brings the same."""
        degrees = {degree.id: good for degree in self.ruleset.degrees if degree.success}
        return self.checked(skill, difficulty, **degrees)

    def misses(self, setback: Outcome) -> dict[str, Outcome]:
        """What a setback brings, and nothing for the other misses: a degree that is left out would take the setback."""
        failed = [degree.id for degree in self.ruleset.degrees if not degree.success]
        return {degree: setback if degree == "setback" else Outcome(text="") for degree in failed}

    def target(self) -> PersonView | None:
        return next((p for p in self.brief.others if p.id == self.intent.target_id), None)

    def talk(self) -> Verdict:
        """Words move the willing for nothing; the unwilling take a check, harder the less they like the party."""
        skill, target = self.intent.skill, self.target()
        if not skill:
            return self.base
        if target is None or not is_social(skill, self.ruleset):
            return self.checked(skill)
        attitude = MOODS.index(target.mood) - 3 if target.mood in MOODS else 0
        outcomes = {}
        best, worst = self.best_and_worst()
        if skill in ("persuade", "perform") and best:
            outcomes[best] = Outcome(text="", effects=(ShiftAttitude(npc=target.id, by=1),))
        if skill in ("persuade", "deceive", "intimidate") and worst:
            outcomes[worst] = Outcome(text="", effects=(ShiftAttitude(npc=target.id, by=-1),))
        return self.checked(skill, self.felt(attitude), **outcomes)

    def best_and_worst(self) -> tuple[str, str]:
        """The degrees beyond plain success and plain failure; '' where the kit has none."""
        good = [degree.id for degree in self.ruleset.degrees if degree.success]
        bad = [degree.id for degree in self.ruleset.degrees if not degree.success]
        best = "triumph" if "triumph" in good else good[0] if len(good) > 1 else ""
        return best, "disaster" if "disaster" in bad else bad[-1] if len(bad) > 1 else ""

    def felt(self, attitude: int) -> int:
        """How hard it is to move somebody who feels so about the party (−3 to 3)."""
        rules, middle = self.ruleset, default_difficulty(self.ruleset)
        if is_plain(rules) and rules.difficulty_max - rules.difficulty_min >= _WIDE:
            return middle - attitude
        harder = [number for number in sorted(rules.difficulties.values()) if number > middle]
        return harder[0] if harder and attitude <= -2 else middle

    def attack(self) -> Verdict:
        """A blow against someone's defence; a miss leaves the striker open."""
        skills = (*_SHOTS, *_BLOWS) if self.intent.skill in _SHOTS else _BLOWS
        own = self.ruleset.combat.attack_skill or self.ruleset.default_skill
        skill = next((each for each in skills if self.ruleset.skill(each)), own)
        target = self.target()
        if target is None:
            if self.intent.target_kind == "person":  # one of their own: the table settles that, no dice hurt
                return self.checked(skill)
            return self.checked(self.intent.skill) if self.at_a_thing() else self.refused("nobody")
        if target.health in ("down", "dead"):
            fallen: Phrase = "already_down" if target.health == "down" else "dead_already"
            return self.impossible(phrase(fallen, self.brief.language, who=target.name))
        sheet = sheet_in(self.brief, target.id)
        harm, back = self.weapon(), self.natural(target.id)
        enraged = ShiftAttitude(npc=target.id, by=-2)
        hit = Damage(character=target.id, amount=harm)
        hurt = (Damage(character=self.actor, amount=back),)
        best, worst = self.best_and_worst()
        plain = [degree.id for degree in self.ruleset.degrees if degree.success]
        missed = next((degree.id for degree in self.ruleset.degrees if not degree.success), "failure")
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
        against = sheet.defence if sheet and is_plain(self.ruleset) else None
        return self.checked(skill, against, **outcomes)

    def at_a_thing(self) -> bool:
        """Whether the blow is meant for a thing: a skill is called for, and no name of a foe is claimed."""
        return bool(self.intent.skill) and self.intent.skill not in (*_BLOWS[:2], *_SHOTS)

    def weapon(self) -> str:
        """Damage of the weapon named, else of the best one carried, else of bare hands."""
        sheet = sheet_in(self.brief, self.actor)
        carried = {item for item, _, count in sheet.items if count > 0} if sheet else set()
        arms = [item for item in self.brief.campaign.items if item.damage and item.id in carried]
        named = [item for item in arms if item.id == self.intent.second]
        best = max(named or arms, key=lambda item: _weight(item.damage or ""), default=None)
        return best.damage if best and best.damage else self.natural(self.actor)

    def natural(self, who: str) -> str:
        person = self.brief.campaign.anyone(who)
        return (person.sheet.damage if person else None) or self.ruleset.unarmed_damage

    def move(self) -> Verdict:
        """The party goes together; somebody who would be seen and would not be must be quiet enough."""
        intent = self.intent
        if intent.target_kind == "place" and route_to(self.brief, intent.target_id):
            return self.base.model_copy(update={"effects": (Move(character=PARTY, place=intent.target_id),)})
        if intent.target_kind == "place":
            return self.impossible(f"{self.say('no_way', name=intent.target)} {self.ways()}")
        if intent.target_kind == "ways":
            return self.impossible(self.ways())
        way = way_to(self.brief, intent.target_id)
        if way is None:
            return self.checked(intent.skill) if intent.skill else self.base
        if way.locked:
            return self.impossible(way.locked)
        gone = Move(character=PARTY, place=way.to)
        if intent.skill != _UNSEEN or not self.brief.others:
            return self.base.model_copy(update={"effects": (gone,)})
        verdict = self.by_success(intent.skill, Outcome(text="", effects=(gone,)))
        return verdict.model_copy(
            update={"outcomes": {**verdict.outcomes, **self.misses(Outcome(text="", effects=(gone,)))}}
        )

    def take(self) -> Verdict:
        """What lies here can be taken; what somebody holds must be got from them."""
        intent = self.intent
        item = self.brief.campaign.item(intent.target_id)
        if item is None:
            return self.checked(intent.skill) if intent.skill else self.base
        if item.fixed:
            return self.refused("fixed", name=item.name)
        got = GiveItem(character=self.actor, item=item.id, source=self.brief.place.id)
        if any(each.id == item.id for each in lying_here(self.brief)):
            if intent.skill in THEFTS and self.brief.others:
                return self.by_success(intent.skill, Outcome(text="", effects=(got,)))
            return self.base.model_copy(update={"effects": (got,)})
        owner = next((p.id for p in self.brief.others if holds_item(self.brief, p.id, item.id)), None)
        if owner is None or intent.second not in ("", owner):
            return self.refused("not_here", name=item.name)
        skill = next((s for s in (intent.skill, *THEFTS) if self.ruleset.skill(s)), self.ruleset.default_skill)
        got = GiveItem(character=self.actor, item=item.id, source=owner)
        return self.by_success(skill, Outcome(text="", effects=(got,)))

    def give(self) -> Verdict:
        """What is carried can be given to somebody present."""
        intent = self.intent
        if intent.target_kind == "resource":
            return self.pay()
        item = self.brief.campaign.item(intent.target_id)
        if item is None:
            return self.checked(intent.skill) if intent.skill else self.base
        if not holds_item(self.brief, self.actor, item.id):
            return self.refused("not_held", name=item.name)
        to = intent.second or (self.brief.others[0].id if len(self.brief.others) == 1 else "")
        if not to or to == self.actor:
            return self.base
        return self.base.model_copy(update={"effects": (GiveItem(character=to, item=item.id, source=self.actor),)})

    def drop(self) -> Verdict:
        """What is carried is put down where one stands."""
        if not holds_item(self.brief, self.actor, self.intent.target_id):
            return self.refused("does_not_hold", name=self.intent.target)
        down = LoseItem(character=self.actor, item=self.intent.target_id, dropped=True)
        return self.base.model_copy(update={"effects": (down,)})

    def pay(self) -> Verdict:
        """So much of what a sheet counts goes to somebody else, if there is so much of it."""
        intent, sheet = self.intent, sheet_in(self.brief, self.actor)
        to = intent.second or (self.brief.others[0].id if len(self.brief.others) == 1 else "")
        if not to or to == self.actor:
            return self.base
        has = next((now for name, now, _ in sheet.resources if name == intent.target), 0) if sheet else 0
        if has < intent.amount:
            return self.refused("not_held", name=intent.target.lower() if self.english else intent.target)
        resource = intent.target_id
        spent = ChangeResource(character=self.actor, resource=resource, by=-intent.amount)
        got = ChangeResource(character=to, resource=resource, by=intent.amount)
        return self.base.model_copy(update={"effects": (spent, got)})

    def tend(self) -> Verdict:
        """Care for somebody who is hurt; nothing to roll for where nobody is."""
        person = person_here(self.brief, self.intent.target_id)
        if person is None or person.health in ("unhurt", "dead"):
            return self.base
        help_ = {
            degree.id: Outcome(text="", effects=(Heal(character=person.id, amount=amount),))
            for degree, amount in zip(
                (d for d in self.ruleset.degrees if d.success), (_SLEEP_HEALS, _REST_HEALS, _REST_HEALS), strict=False
            )
        }
        help_ |= self.misses(Outcome(text="", effects=(Heal(character=person.id, amount="1"),)))
        return self.checked(self.intent.skill, None, **help_)

    def rest(self) -> Verdict:
        """An hour, or a night, and some strength back; not under the eyes of enemies."""
        if any(person.mood == MOODS[0] and person.health not in ("down", "dead") for person in self.brief.others):
            return self.refused("danger")
        if self.ruleset.rests:
            by_length = sorted(self.ruleset.rests, key=lambda each: each.minutes)
            chosen = by_length[-1] if self.intent.long_rest else by_length[0]
            return self.base.model_copy(update={"effects": (TakeRest(rest=chosen.id, character=PARTY),)})
        sheet = sheet_in(self.brief, self.actor)
        if sheet is None or sheet.hp >= sheet.max_hp:
            return self.base
        amount = _SLEEP_HEALS if self.intent.long_rest else _REST_HEALS
        return self.base.model_copy(update={"effects": (Heal(character=self.actor, amount=amount),)})


def _weight(damage: str) -> int:
    dice: Dice = _Middling()
    try:
        return roll(damage, dice, purpose="weight").total
    except DiceError:
        return 0
