"""What surrounds the answer: people met, a detail, a reaction, a way on. Fills the beat to its length and no further."""

from collections.abc import Callable, Iterator
from typing import Final

from gm.domain.brief import PersonView
from gm.models.offline import english
from gm.models.offline.grammar import Word
from gm.models.offline.people import able, greet, react
from gm.models.offline.telling import Telling, Values

SHORTEST: Final = 34
LONGEST: Final = 104


def fill_up(telling: Telling) -> None:
    """Add living detail until the beat has about the length that was asked for."""
    goal = min(LONGEST, max(SHORTEST, round(telling.brief.words * 0.62)))
    values = telling.pc_values(next(iter(telling.brief.party), None))
    for add in _order(telling, values):
        if telling.length >= goal:
            return
        add()


def _order(telling: Telling, values: Values) -> Iterator[Callable[[], bool]]:
    """What to add, in order: the new before the known, people before things, the way on last."""
    brief = telling.brief
    kinds = {verdict.kind for verdict in brief.verdicts}
    checks = [verdict.check for verdict in brief.verdicts if verdict.check is not None]
    success = checks[-1].success if checks else None
    arrived = "move" in kinds and any(change.kind == "moved" for change in brief.changes)
    if arrived or brief.place.first_visit or "look" in kinds or not brief.verdicts:
        for person in brief.others:
            yield lambda person=person: greet(telling, person, values, "")  # type: ignore[misc]
    person = _someone(telling)
    detail = lambda: _detail(telling, values)  # noqa: E731
    reaction = lambda: person is not None and react(telling, person, values, success=success)  # noqa: E731
    ways = lambda: _ways(telling, values)  # noqa: E731
    things = lambda: _things(telling, values)  # noqa: E731
    if arrived or "look" in kinds:
        yield from (detail, reaction, ways, things, detail)
    elif "talk" in kinds:
        yield from (reaction, detail, ways, things)
    elif telling.rotation.index("fill", 2):
        yield from (reaction, detail, ways, things)
    else:
        yield from (detail, reaction, things, ways)
    yield lambda: _other(telling, values, person)
    yield lambda: _hour(telling, values)


def _someone(telling: Telling) -> PersonView | None:
    able_ones = [person for person in telling.brief.others if able(person)]
    if not able_ones:
        return None
    targets = {verdict.target for verdict in telling.brief.verdicts}
    others = [person for person in able_ones if person.name not in targets]
    spoken = any(verdict.kind == "talk" for verdict in telling.brief.verdicts)
    pool = others if spoken and others and telling.rotation.index("third", 3) == 0 else able_ones
    return pool[telling.rotation.skewed("someone", len(pool))]


def _other(telling: Telling, values: Values, known: PersonView | None) -> bool:
    rest = [person for person in telling.brief.others if able(person) and person is not known]
    if not rest:
        return False
    return react(telling, rest[telling.rotation.skewed("other", len(rest))], values)


def _detail(telling: Telling, values: Values) -> bool:
    place = telling.brief.place
    detail = telling.next_new(f"detail/{place.id}", place.details)
    if detail is not None and telling.tell(detail):
        return True
    return bool(telling.focus) and telling.add("focus", values)


def _ways(telling: Telling, values: Values) -> bool:
    exits = telling.brief.place.exits
    shut = [way for way in exits if way.locked]
    if shut and telling.rotation.index("shut", 4) == 0:
        way = shut[telling.rotation.skewed("shut", len(shut))]
        return telling.add("locked", {**values, "exit": Word(english.within(way.to_name))})
    free = len(exits) - len(shut)
    if free > 1 and telling.rotation.index("two", 2):
        return telling.add("exit_two", values)
    return telling.add("exit", values) if free else False


def _things(telling: Telling, values: Values) -> bool:
    return telling.add("item", values) if telling.brief.place.items else False


def _hour(telling: Telling, values: Values) -> bool:
    part = telling.brief.time.split(" of ")[0].strip()
    return telling.add("hour", {**values, "hour": Word(part)}) if part else False
