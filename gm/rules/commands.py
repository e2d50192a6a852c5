"""What an explicit command means: a small grammar that code reads, so that no model is asked and dice fall at once.

    attack [TARGET] [with WEAPON]      cast SPELL [on TARGET]      use ITEM [on TARGET]      give ITEM to PERSON
    rest [KIND]      move ZONE      pass      dodge, dash [ZONE], disengage [ZONE], hide, help [FRIEND], flee, stand,
    surrender      act ANYTHING THAT IS ALLOWED (as it is offered, or one of the above)

Verbs and the small words are English whatever the campaign's language is: they are what faces write. Names are ids or
names, or the beginning of one; of several that are called so, the nearest is meant.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, cast

from gm.domain.brief import InputView
from gm.domain.combat import ActionKind
from gm.domain.effects import Effect, GiveItem, StartEncounter, TakeRest
from gm.domain.encounter import EncounterView
from gm.domain.ruling import CombatAction
from gm.domain.ruling_brief import RulingBrief
from gm.rules.attempts import Intent
from gm.rules.combat.reading import closest
from gm.rules.phrases import Phrase

VERBS: Final = (
    "attack", "cast", "use", "give", "rest", "move", "pass", "dodge", "dash", "disengage", "hide", "help", "flee",
    "stand", "surrender", "act",
)  # fmt: skip
"""What a command can begin with."""
_FIGHTING: Final = frozenset(
    {"move", "pass", "dodge", "dash", "disengage", "hide", "help", "flee", "stand", "surrender", "act"}
)
"""What there is only in a fight."""
_LONG: Final = frozenset({"long", "night", "sleep"})
Named = tuple[str, str]
"""(id, name)."""


@dataclass(frozen=True, slots=True)
class Order:
    """A command as it was understood: one of these, or why not (`refusal`, about `name`)."""

    action: CombatAction | None = None
    effects: tuple[Effect, ...] = ()
    intent: Intent | None = None
    """An attempt like any other, where there is no fight."""
    refusal: Phrase | None = None
    name: str = ""


def read_command(said: InputView, brief: RulingBrief) -> Order:
    """What the command asks for. Whether the rules allow it is seen when it is done."""
    verb, _, rest = said.text.strip().partition(" ")
    reader = _Reader(brief, said.character, rest.strip())
    verb = verb.casefold()
    if verb not in VERBS:
        return Order(refusal="unknown", name=verb)
    if verb in _FIGHTING:
        return reader.fighting(verb)
    match verb:
        case "attack":
            return reader.attack()
        case "cast":
            return reader.cast()
        case "use":
            return reader.use()
        case "give":
            return reader.give()
        case _:
            return reader.rest()


def order_for(action: CombatAction) -> str:
    """An action as the command that asks for it; '' for those that have none."""
    target = action.targets[0] if action.targets else ""
    match action.kind:
        case "attack":
            return f"attack {target} with {action.attack}"
        case "cast":
            return f"cast {action.spell} on {target}" if target else f"cast {action.spell}"
        case "use":
            return f"use {action.item} on {target}" if target else f"use {action.item}"
        case "wait":
            return f"move {action.zone}" if action.zone else "pass"
        case "dash":
            return f"dash {action.zone}" if action.zone else ""
        case "dodge" | "disengage" | "hide" | "flee":
            return action.kind
        case _:
            return ""


def named(word: str, options: Iterable[Named]) -> str | None:
    """The id that a word means: an id or a whole name first, then the first whose name begins with it or holds it."""
    wanted, listed = word.casefold().strip(), tuple(options)
    if not wanted:
        return None
    for fits in (
        lambda each: wanted in (each[0].casefold(), each[1].casefold()),
        lambda each: each[1].casefold().startswith(wanted) or each[0].startswith(wanted),
        lambda each: wanted in each[1].casefold(),
    ):
        found = next((each[0] for each in listed if fits(each)), None)
        if found is not None:
            return found
    return None


def split(text: str, word: str, left: Sequence[Named], right: Sequence[Named]) -> tuple[str, str]:
    """A text cut in two at a small word (`with`, `on`, `to`): where both halves name something, else at the last.
    Without the word, or where the whole is a name, the second half is ''."""
    lowered, mark = f"{text} ".casefold(), f" {word} "
    if named(text, left) is not None and mark not in lowered:
        return text, ""
    if lowered.startswith(f"{word} "):
        return "", text[len(word) + 1 :].strip()
    cuts = [at for at in range(len(lowered)) if lowered.startswith(mark, at)]
    halves = [(text[:at].strip(), text[at + len(mark) :].strip()) for at in cuts]
    good = [each for each in halves if named(each[0], left) and named(each[1], right)]
    return (good or halves or [(text, "")])[-1]


def _plain(text: str) -> str:
    """Words without what stands between them: `help: Bo` as somebody types it."""
    return " ".join(re.sub(r"[^\w\s-]", " ", text).split())


class _Reader:
    """One command's argument, read against one brief."""

    def __init__(self, brief: RulingBrief, actor: str, text: str) -> None:
        self.brief = brief
        self.actor = actor
        self.text = text
        self.fight: EncounterView | None = brief.fight
        self.allowed = tuple(each.action for each in brief.may_do(actor))
        self.rules = brief.campaign.ruleset

    # -- who and what there is

    def people(self) -> list[Named]:
        """Everybody who can be meant: of a fight the nearest first, those on their feet before the fallen."""
        if self.fight is None:
            return [(each.id, each.name) for each in (*self.brief.others, *self.brief.party)]
        own = self.fight.combatant(self.actor)
        here = own.zone if own else 0
        there = sorted(
            (each for each in self.fight.combatants if each.status in ("active", "down")),
            key=lambda each: (each.status != "active", abs(each.zone - here)),
        )
        return [(each.id, each.name) for each in there]

    def foes(self) -> list[Named]:
        if self.fight is None:
            return [(each.id, each.name) for each in self.brief.others]
        own = self.fight.combatant(self.actor)
        against = {each.id for each in self.fight.combatants if own is None or each.side != own.side}
        return [each for each in self.people() if each[0] in against]

    def weapons(self) -> list[Named]:
        sheet = next((each for each in self.brief.sheets if each.id == self.actor), None)
        carried = [(item, name) for item, name, count in sheet.items if count > 0] if sheet else []
        own = [(each, each.replace("-", " ")) for each in {a.attack for a in self.allowed if a.attack}]
        return [*carried, *own]

    def items(self) -> list[Named]:
        return [each for each in self.weapons() if self.brief.campaign.item(each[0]) is not None]

    def zones(self) -> list[Named]:
        return [(zone, zone) for zone in self.fight.zones] if self.fight else []

    # -- commands

    def attack(self) -> Order:
        words, with_ = split(self.text, "with", self.foes(), self.weapons())
        target, weapon = named(words, self.foes()), named(with_, self.weapons())
        if with_ and weapon is None:
            return Order(refusal="no_such_attack")
        if self.fight is not None:
            if words and target is None:
                return Order(refusal="no_such_target")
            return Order(action=closest(self.allowed, self._blow(target, weapon)))
        begun = self.begins(words)
        if begun is not None:
            return begun
        if target is None:
            return Order(refusal="nobody")
        meant = Intent("attack", self.text, target=words, target_id=target, target_kind="person", second=weapon or "")
        return Order(intent=meant)

    def _blow(self, target: str | None, weapon: str | None) -> CombatAction:
        return CombatAction(kind="attack", attack=weapon, targets=(target,) if target else ())

    def begins(self, words: str) -> Order | None:
        """The fight that waits here begins, if it is with those who are meant, or nobody is named."""
        campaign = self.brief.campaign
        for plan in self.brief.encounters:
            blocks = [(each, block.name) for each in plan.creatures if (block := campaign.creature(each)) is not None]
            people = [(each, person.name) for each in plan.npcs if (person := campaign.npc(each)) is not None]
            if not words or named(words, [*blocks, *people, (plan.id, plan.title)]) is not None:
                return Order(effects=(StartEncounter(encounter=plan.id),))
        return None

    def cast(self) -> Order:
        known = [(each.id, each.name) for each in self.rules.spells]
        words, on = split(self.text, "on", known, self.people())
        spell = self.rules.spell(named(words, known) or "")
        if spell is None:
            return Order(refusal="cannot_cast")
        target = named(on, self.people())
        if on and target is None:
            return Order(refusal="no_such_target")
        wanted = CombatAction(kind="cast", spell=spell.id, targets=(target,) if target else ())
        if self.fight is not None:
            return Order(action=closest(self.allowed, wanted))
        if spell.strikes:
            return self.begins(on if target is None else "") or Order(refusal="no_fight")
        return Order(action=wanted)

    def use(self) -> Order:
        powers = [(each.id, each.name) for each in self.rules.spells if not each.spoken]
        words, on = split(self.text, "on", [*self.items(), *powers], self.people())
        item, target = named(words, self.items()), named(on, self.people())
        if item is None and named(words, powers) is not None:
            return self.cast()
        if item is None:
            return Order(refusal="no_such_item")
        if on and target is None:
            return Order(refusal="no_such_target")
        return Order(action=CombatAction(kind="use", item=item, targets=(target,) if target else ()))

    def give(self) -> Order:
        people = [each for each in self.people() if each[0] != self.actor]
        words, to = split(self.text, "to", self.items(), people)
        item, taker = named(words, self.items()), named(to, people)
        if item is None:
            return Order(refusal="no_such_item")
        if taker is None and not to and len(people) == 1:
            taker = people[0][0]
        if taker is None:
            return Order(refusal="no_such_target")
        return Order(effects=(GiveItem(character=taker, item=item, source=self.actor),))

    def rest(self) -> Order:
        if self.fight is not None:
            return Order(refusal="danger")
        kinds = [(each.id, each.name) for each in self.rules.rests]
        if not kinds:
            return Order(intent=Intent("rest", self.text, long_rest=self.text.casefold() in _LONG))
        kind = named(self.text, kinds) if self.text else kinds[0][0]
        if kind is None:
            return Order(refusal="unknown", name=self.text)
        return Order(effects=(TakeRest(rest=kind),))

    def fighting(self, verb: str) -> Order:
        """Something that there is only in a fight."""
        if self.fight is None:
            return Order(refusal="no_fight")
        if verb == "act":
            return self.act()
        zone = named(self.text, self.zones()) if self.text and verb in ("move", "dash", "disengage") else None
        if self.text and verb in ("move", "dash", "disengage") and zone is None:
            return Order(refusal="no_such_zone")
        match verb:
            case "move":
                return Order(action=self._walk(zone)) if zone else Order(refusal="no_such_zone")
            case "pass":
                return Order(action=CombatAction(kind="wait"))
            case "help":
                friend = named(self.text, [each for each in self.people() if each not in self.foes()])
                wanted = CombatAction(kind="help", targets=(friend,) if friend else ())
                return Order(action=closest(self.allowed, wanted))
            case _:
                return Order(action=CombatAction(kind=cast(ActionKind, verb), zone=zone))

    def act(self) -> Order:
        """Whatever is offered, by its label or the beginning of it; else a command that begins with its verb."""
        offered = self.brief.may_do(self.actor)
        label = named(_plain(self.text), [(each.label, _plain(each.label)) for each in offered])
        found = next((each.action for each in offered if each.label == label), None)
        if found is not None:
            return Order(action=found)
        verb, _, rest = self.text.partition(" ")
        verb = verb.casefold()
        if verb not in _FIGHTING - {"act"}:
            return Order(refusal="unknown", name=self.text)
        return _Reader(self.brief, self.actor, rest.strip()).fighting(verb)

    def _walk(self, zone: str) -> CombatAction:
        """To a zone in a move where that is near enough, else running."""
        step = CombatAction(kind="wait", zone=zone)
        runs = any(each.kind == "dash" for each in self.allowed)
        return step if step in self.allowed or not runs else CombatAction(kind="dash", zone=zone)
