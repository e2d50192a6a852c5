"""Creatures of which there are many, as one card a kind: what they are like is said once, who is how beside it."""

from collections.abc import Iterable
from dataclasses import dataclass

from gm.domain.brief import PersonView


@dataclass(frozen=True, slots=True)
class KindCard:
    """All creatures of a kind that are here."""

    name: str
    """What one of them is called."""
    appearance: str
    count: int
    names: tuple[str, ...]
    mood: str
    """How they feel about the party; '' where they differ."""
    marked: tuple[tuple[str, str], ...]
    """(name, what is special about it): those that are hurt, down, or under some condition."""
    ids: tuple[str, ...] = ()


def kinds_of(people: Iterable[PersonView]) -> tuple[KindCard, ...]:
    """A card for each kind, in the order in which they are first seen. People of the story are of no kind."""
    found: dict[str, list[PersonView]] = {}
    for person in people:
        if person.kind:
            found.setdefault(person.kind, []).append(person)
    return tuple(_card(members) for members in found.values())


def _card(members: list[PersonView]) -> KindCard:
    one = members[0]
    moods = {each.mood for each in members}
    return KindCard(
        name=one.aliases[0] if one.aliases else one.name,
        appearance=one.appearance,
        count=len(members),
        names=tuple(each.name for each in members),
        mood=moods.pop() if len(moods) == 1 else "",
        marked=tuple((each.name, state) for each in members if (state := _state(each))),
        ids=tuple(each.id for each in members),
    )


def _state(person: PersonView) -> str:
    return ", ".join([person.health] * (person.health != "unhurt") + list(person.conditions))
