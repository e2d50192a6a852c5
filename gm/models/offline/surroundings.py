"""What surrounds the answer: people met, a detail, a reaction, a way on. The new first; padding only if too little."""

from typing import Final

from gm.domain.brief import ExitView, PersonView
from gm.models.offline.grammar import Word
from gm.models.offline.people import able, common_lore, greet, habit, react
from gm.models.offline.telling import Telling, Values

SHARE: Final = 0.62
"""Part of the wanted length at which we stop adding what is new."""

ENOUGH: Final = 36
"""Words at which we stop adding what is not new: a short beat reads better than a padded one."""

LONGEST: Final = 104
_LABELS: Final = 3
_LOOKS: Final = 30


def fill_up(telling: Telling) -> None:
    """Add living detail until the beat has about the length that was asked for."""
    goal = min(LONGEST, max(ENOUGH, round(telling.brief.words * SHARE)))
    values = telling.pc_values(next(iter(telling.brief.party), None))
    kinds = {verdict.kind for verdict in telling.brief.verdicts}
    goes = "move" in kinds or telling.brief.direction is not None
    arrived = goes and any(change.kind == "moved" for change in telling.brief.changes)
    if arrived or telling.described or telling.brief.place.first_visit:
        _company(telling, values)
    person = _someone(telling)
    _new(telling, values, person, goal, curious=arrived or "look" in kinds)
    if telling.described and telling.length < LONGEST:
        _all_ways(telling, values)
    _known(telling, values, person)


def _company(telling: Telling, values: Values) -> None:
    """Who is here: one is described, the rest are named."""
    others = telling.brief.others
    for at in telling.rotation.order(f"company/{telling.brief.place.id}", len(others)):
        if telling.length < LONGEST - _LOOKS and greet(telling, others[at], values, ""):
            break
    unnamed = [person for person in others if not telling.mentioned(telling.called(person))]
    if unnamed:
        telling.add("present", {**values, "people": Word(_listed(telling, [person.name for person in unnamed]))})


def _new(telling: Telling, values: Values, person: PersonView | None, goal: int, *, curious: bool) -> None:
    """The author's material that has not been told: details and habits in turn, at most three of them."""
    steps = ["detail", "habit"] if curious or telling.rotation.index("fill", 2) else ["habit", "detail"]
    steps.append("detail")
    if not curious and telling.rotation.index("spare", 2):
        steps.pop()
    for step in steps:
        if telling.length >= goal:
            return
        if step == "detail":
            place = telling.brief.place
            telling.tell(telling.next_new(f"detail/{place.id}", place.details) or "")
        elif person is not None:
            habit(telling, person, values)


def _known(telling: Telling, values: Values, person: PersonView | None) -> None:
    """What is left when the author's words are spent: a reaction, a look at something known, a way on."""
    checks = [verdict.check for verdict in telling.brief.verdicts if verdict.check is not None]
    success = checks[-1].success if checks else None
    quiet = {verdict.kind for verdict in telling.brief.verdicts} <= {"wait", "rest"}
    if telling.length < ENOUGH and quiet and common_lore(telling, "think_of", values, ""):
        return
    if telling.length < ENOUGH and person is not None and not _shown(telling, person):
        react(telling, person, values, success=success)
    closers = ("focus", "way", "focus", "thing", "way", "focus", "hour")
    start = telling.rotation.index("closer", len(closers))
    for closer in dict.fromkeys((*closers[start:], *closers[:start])):
        if telling.length >= ENOUGH - 6:
            return
        if closer == "way":
            _way(telling, values)
        elif closer == "hour":
            _hour(telling, values)
        elif closer == "thing" and telling.brief.place.items:
            telling.add("item", values)
        elif closer == "focus" and telling.focus:
            telling.add("focus", values)


def _shown(telling: Telling, person: PersonView) -> bool:
    return telling.mentioned(telling.called(person))


def _someone(telling: Telling) -> PersonView | None:
    """Whose turn it is to be seen; in a talk, mostly the one who was spoken to."""
    struck = {change.subject for change in telling.brief.changes if change.kind in ("hurt", "attitude", "down")}
    struck |= {verdict.target for verdict in telling.brief.verdicts if verdict.kind == "attack"}
    pool = [person for person in telling.brief.others if able(person) and person.name not in struck]
    if not pool:
        return None
    targets = {verdict.target for verdict in telling.brief.verdicts if verdict.kind == "talk"}
    if targets:
        apart = telling.rotation.index("third", 3) == 0
        pool = [person for person in pool if (person.name in targets) != apart] or pool
    return pool[telling.rotation.skewed("someone", len(pool))]


def _all_ways(telling: Telling, values: Values) -> None:
    """Every way out, once, when a place is first described."""
    exits = telling.brief.place.exits
    if not exits:
        return
    named = [way.label if len(exits) <= _LABELS else telling.name(way.to_name) for way in exits]
    joined = "; ".join(named) if any("," in name for name in named) else _listed(telling, named)
    telling.add("ways" if len(exits) > 1 else "ways_one", {**values, "ways": Word(joined)})


def _way(telling: Telling, values: Values) -> bool:
    exits = telling.brief.place.exits
    shut = [way for way in exits if way.locked]
    if shut and telling.rotation.index("shut", 3) == 0:
        return _locked(telling, values, shut[telling.rotation.skewed("shut", len(shut))])
    free = len(exits) - len(shut)
    if free > 1 and telling.rotation.index("two", 2):
        return telling.add("exit_two", values)
    return telling.add("exit", values) if free else False


def _locked(telling: Telling, values: Values, way: ExitView) -> bool:
    shut = {**values, "exit": Word(telling.name(way.to_name))}
    if way.locked[:1].isupper():
        if telling.tell(way.locked):
            return True
    elif (
        not any(way.locked in text for text in telling.heard)
        and telling.may_echo()
        and telling.add("locked_why", {**shut, "reason": Word(way.locked.rstrip("."))})
    ):
        return True
    return telling.add("locked", shut)


def _hour(telling: Telling, values: Values) -> bool:
    part = telling.brief.time.split(" of ")[0].strip()
    return telling.add("hour", {**values, "hour": Word(part)}) if part else False


def _listed(telling: Telling, names: list[str]) -> str:
    """`a, b and c` in English, `a, b, c` elsewhere."""
    if len(names) == 1 or not telling.english:
        return ", ".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"
