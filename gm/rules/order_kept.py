"""What becomes of an order of turns when a scene parts, and when two become one. Pure.

Who parts keeps the place that they had among those who go with them, and so do those who stay. Who meets is put by what
was rolled: the die is the same everywhere. Whoever was up where the scene goes on stays up.
"""

from collections.abc import Collection, Iterable
from dataclasses import replace

from gm.domain.effects import Change
from gm.domain.play import SceneState
from gm.domain.state import WorldState
from gm.domain.table import turn_rules
from gm.rules.turn_order import Order, no_order, order_of
from gm.rules.world import change, squash


def standing_order(state: SceneState) -> Order | None:
    """The order that holds in the scene. None: there is none, or it is not played in order any more."""
    in_order = turn_rules(state.table, state.scene.key).control == "initiative"
    return order_of(state) if in_order else None


def order_of_those(order: Order | None, who: Collection[str]) -> Order | None:
    """The order without all others: if whoever is up is not among them, the next of them is. None: none of them was in
    it."""
    kept = tuple(each for each in order.who if each in who) if order is not None else ()
    if order is None or not kept:
        return None
    at = order.who.index(order.up)
    up = next(each for each in (*order.who[at:], *order.who[:at]) if each in kept)
    later = 1 if order.who.index(up) < at else 0
    rolled = {each: number for each, number in order.rolled.items() if each in kept}
    return Order(kept, up, order.round + later, rolled)


def merged(going_on: Order | None, closing: Order | None) -> Order | None:
    """One order of two: by what each had rolled, those without a roll last; of two who rolled the same, those go first
    in whose scene all go on. With one of them alone: that one."""
    if going_on is None or closing is None:
        return going_on or closing
    rolled = {**closing.rolled, **going_on.rolled}
    everyone = dict.fromkeys((*going_on.who, *closing.who))
    who = tuple(sorted(everyone, key=lambda each: (each not in rolled, -rolled.get(each, 0))))
    return replace(going_on, who=who, rolled=rolled, passed=0)


def put_order(world: WorldState, key: str, order: Order | None) -> tuple[Change, ...]:
    """The changes that make this the order of the scene of that key."""
    entity = f"scene:{key}"
    made = list(no_order(world, key))
    if order is not None:
        cleared = world.apply(tuple(made))
        values: dict[str, str | int] = {"order": ",".join(order.who), "up": order.up, "round": order.round}
        values |= {f"rolled/{who}": number for who, number in order.rolled.items()}
        made += _each(cleared, entity, values.items())
    return squash(made)


def _each(world: WorldState, entity: str, values: Iterable[tuple[str, str | int]]) -> list[Change]:
    return [made for path, value in values for made in change(world, entity, path, value)]
