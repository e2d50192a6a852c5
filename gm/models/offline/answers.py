"""The answer to one attempt: the author's or adjudicator's words first; where they are spent, our own."""

from typing import Final

from gm.domain.brief import CheckView, PersonView, VerdictView
from gm.models.offline import english
from gm.models.offline.elsewhere import aimed_at, leads_away
from gm.models.offline.grammar import Word
from gm.models.offline.people import greet, speak
from gm.models.offline.telling import Telling, Values
from gm.rules.harmless import is_done_by_saying
from gm.rules.wording import intent_phrase

_CLOSE: Final = 2
_WIDE: Final = 6
_DEEDS: Final = frozenset({"act", "use", "take", "give"})
_OWN: Final = {"him": "me", "his": "my", "himself": "myself"}


def answer(telling: Telling, verdict: VerdictView, salt: str) -> None:
    """Tell what came of one verdict. `salt` tells several verdicts of one beat apart."""
    actor = next((p for p in telling.brief.party if p.name == verdict.character), None)
    actor = actor or next(iter(telling.brief.party), None)
    values = _values(telling, verdict, actor)
    target = person_named(telling, verdict.target)
    if target is not None:
        values.update(telling.npc_values(target))
    core = verdict.outcome if verdict.possible else verdict.refusal
    if not telling.solo and core and not _names(core, values):
        telling.add("try", values, salt)
    if core and telling.tell(core):
        if verdict.kind == "talk" and target is not None and verdict.possible and len(core.split()) < 12:
            speak(telling, target, values, salt)
        return
    if not verdict.possible:
        _refuse(telling, values, salt)
    elif verdict.check is not None:
        _checked(telling, verdict.check, values, salt, attack=verdict.kind == "attack")
    else:
        _plain(telling, verdict, target, values, salt)


def person_named(telling: Telling, name: str) -> PersonView | None:
    """The person present whom a target's name means, or None."""
    if not name:
        return None
    wanted = name.casefold()
    for person in telling.brief.others:
        if wanted in (person.name.casefold(), person.id, telling.called(person).casefold()):
            return person
    return None


def _values(telling: Telling, verdict: VerdictView, actor: PersonView | None) -> Values:
    values = telling.pc_values(actor)
    forms = (values["you"].text, values["youobj"].text, values["your"].text, values["yourself"].text)
    if telling.english and (intent := english.attempt_phrase(_intent(verdict), forms)):
        values["intent"] = Word(intent)
        number = values["You"].number or "base"
        values["does"] = Word(english.inflected(intent, number, telling.brief.voice.tense))
    if verdict.target:
        values["target"] = Word(telling.thing(verdict.target))
    return values


def _intent(verdict: VerdictView) -> str:
    """The attempt with the player's own `me`, `my`, `myself` put back where the rules wrote `him` or `her`: who is
    meant depends on how we tell it."""
    his, hers = (intent_phrase(verdict.input_text, forms).split() for forms in ("he/him", "she/her"))
    if len(his) != len(hers) or verdict.intent.split()[:1] != his[:1]:
        return verdict.intent
    return " ".join(_OWN.get(a, a) if a != b else a for a, b in zip(his, hers, strict=True))


def _names(text: str, values: Values) -> bool:
    return values["You"].text.casefold() in text.casefold()


def _refuse(telling: Telling, values: Values, salt: str) -> None:
    if telling.rotation.index("refuse", 3) == 0 and telling.focus and telling.add("refused_focus", values, salt):
        return
    telling.add("refused", values, salt)


def _checked(telling: Telling, check: CheckView, values: Values, salt: str, *, attack: bool) -> None:
    """A check whose author's words are spent: how narrowly it came out decides how it is told."""
    if attack and "target" in values and telling.add("attack_hit" if check.success else "attack_miss", values, salt):
        return
    rival = person_named(telling, check.opposed_by)
    margin = check.total - check.difficulty if check.way == "against" else _CLOSE
    if rival is not None and telling.add(
        "win_over" if check.success else "lose_to", {**values, **telling.npc_values(rival)}, salt
    ):
        return
    stem = "pass" if check.success else "fail"
    size = "_close" if abs(margin) < _CLOSE else "_wide" if abs(margin) > _WIDE else ""
    if not telling.add(f"{stem}{size}", values, salt):
        telling.add(stem, values, salt)


def _plain(telling: Telling, verdict: VerdictView, target: PersonView | None, values: Values, salt: str) -> None:
    cut = telling.brief.direction is not None and _moved(telling)
    kind = "move" if cut else verdict.kind
    if _misses(telling, verdict, values, salt):
        return
    if kind in ("look", "talk", "act", "use") and _lore(telling, verdict, target, values, salt):
        return
    if kind == "talk":
        if target is None and len(telling.brief.others) == 1:
            target = telling.brief.others[0]
        if target is not None:
            speak(telling, target, {**values, **telling.npc_values(target)}, salt)
        elif not telling.brief.others:
            telling.add("hush", values, salt)
        else:
            others = telling.brief.others
            person = others[telling.rotation.skewed("hears", len(others))]
            speak(telling, person, {**values, **telling.npc_values(person)}, salt)
    elif kind == "look":
        _look(telling, verdict, target, values, salt)
    elif kind == "move":
        _move(telling, values, salt)
    elif kind == "take" and any(change.kind == "gained" for change in telling.brief.changes):
        return  # told as a change
    elif kind in _DEEDS and not _happened(telling, verdict):
        if not telling.add("attempt", values, salt):
            telling.add("attempt_plain", values, salt)
    elif kind == "attack" and "target" in values:
        telling.add("attack", values, salt)
    elif kind in ("give", "use", "wait", "rest"):
        telling.add(kind, values, salt)
    else:
        telling.add("act" if "intent" in values else "act_plain", values, salt)


def _happened(telling: Telling, verdict: VerdictView) -> bool:
    """Whether a deed may be told as done: it had an outcome, changed something, or is of a kind that cannot fail."""
    brief = telling.brief
    if verdict.outcome or brief.learned:
        return True
    changed = (change for change in brief.changes if change.kind != "clock")
    if any(telling.solo or change.subject == verdict.character for change in changed):
        return True
    return is_done_by_saying(verdict.input_text, brief.campaign.ruleset, brief.language)


def _lore(telling: Telling, verdict: VerdictView, target: PersonView | None, values: Values, salt: str) -> bool:
    """Lore that the attempt has touched and that has not been told: it is the answer."""
    asked = verdict.input_text.casefold()
    keys = {entry.id: entry.keys for entry in telling.brief.campaign.lore}
    for entry in telling.brief.lore:
        if telling.known(entry.content) or not any(key.casefold() in asked for key in keys.get(entry.id, ())):
            continue
        if target is not None:
            greet(telling, target, values, salt)
            lead = telling.phrase("lore_npc", {**values, "line": Word("")}, salt)
        else:
            lead = telling.phrase("lore", {**values, "line": Word("")}, salt)
        if lead:
            telling.say(lead.strip())
        return telling.tell(entry.content)
    return False


def _look(telling: Telling, verdict: VerdictView, target: PersonView | None, values: Values, salt: str) -> None:
    place = telling.brief.place
    if target is not None:
        if not greet(telling, target, values, salt):
            telling.add("look_person", values, salt)
        return
    if verdict.target and _describe_item(telling, verdict.target):
        return
    whole = not verdict.target or verdict.target.casefold() == place.name.casefold()
    may_describe = telling.memory.complete or place.first_visit
    if whole and may_describe and telling.tell(place.description):
        telling.described = True
        return
    on_target = values.get("target")
    if on_target is not None and not whole:
        focus = {"focus": on_target, "it": Word("it", "s"), "itobj": Word("it"), "its": Word("its")}
        if english.is_plural(on_target.text):
            focus.update({"it": Word("they", "base"), "itobj": Word("them"), "its": Word("their")})
        if telling.add("look", {**values, **focus}, salt):
            return
    detail = telling.next_new(f"detail/{place.id}", place.details)
    if detail is None or telling.rotation.index("look/lead", 2):
        telling.add("look" if telling.focus else "look_plain", values, salt)
    if detail is not None:
        telling.tell(detail)


def _describe_item(telling: Telling, name: str) -> bool:
    """What an item looks like, the first time it is looked at where it lies or is carried."""
    item = next((item for item in telling.brief.campaign.items if item.name.casefold() == name.casefold()), None)
    return item is not None and bool(item.description) and telling.tell(item.description)


def _misses(telling: Telling, verdict: VerdictView, values: Values, salt: str) -> bool:
    """Whether the attempt is aimed at somebody or some place that is not here; then that is told."""
    kind, line = verdict.kind, verdict.input_text
    aim = aimed_at(telling, line) if kind == "talk" else ""
    if aim == "party":
        return True  # one of them answers, or does not: that is their player's
    if aim == "elsewhere":
        return telling.add("hush", values, salt)
    return kind == "act" and not _moved(telling) and leads_away(telling, line) and telling.add("stay", values, salt)


def _moved(telling: Telling) -> bool:
    return any(change.kind == "moved" for change in telling.brief.changes)


def _together(telling: Telling) -> Values:
    """Those who came along, where several did: "Hanne and Corin reach the landing". In English alone, whose verbs we
    know by number."""
    moved = next(change for change in telling.brief.changes if change.kind == "moved")
    names = [english.short_name(who.name) for who in telling.brief.party if who.name in moved.subject.split(", ")]
    if len(names) < 2 or not telling.english:
        return {}
    they, them, their, themselves = english.pronouns("they")
    return {
        "You": Word(f"{', '.join(names[:-1])} and {names[-1]}", "base"),
        "you": Word(they, "base"),
        "youobj": Word(them),
        "your": Word(their),
        "yourself": Word(themselves),
    }


def _move(telling: Telling, values: Values, salt: str) -> None:
    place = telling.brief.place
    if not _moved(telling):
        telling.add("stay", values, salt)
        return
    hours = next(change.amount for change in telling.brief.changes if change.kind == "moved")
    telling.add("arrive_far" if hours else "arrive", {**values, **_together(telling)}, salt)
    if place.first_visit or telling.memory.complete:
        telling.described = telling.tell(place.description)
