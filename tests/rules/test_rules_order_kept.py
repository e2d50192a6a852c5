"""An order of turns that parts and meets: nobody is lost, nobody comes twice, and whoever was up stays up."""

from hypothesis import given
from hypothesis import strategies as st

from gm.rules.order_kept import merged, order_of_those
from gm.rules.turn_order import Order

NAMES = tuple("abcdefgh")


@st.composite
def orders(draw: st.DrawFn, names: tuple[str, ...] = NAMES) -> Order:
    who = draw(st.lists(st.sampled_from(names), min_size=1, unique=True))
    rolled = {each: draw(st.integers(1, 30)) for each in who if draw(st.booleans())}
    who.sort(key=lambda each: (each not in rolled, -rolled.get(each, 0)))
    return Order(tuple(who), draw(st.sampled_from(who)), draw(st.integers(1, 9)), rolled)


@given(orders(), st.sets(st.sampled_from(NAMES)))
def test_who_parts_keeps_the_order_that_they_had(order: Order, going: set[str]) -> None:
    there, here = order_of_those(order, going), order_of_those(order, set(NAMES) - going)
    for part, kept in ((there, going), (here, set(NAMES) - going)):
        line = tuple(each for each in order.who if each in kept)
        if not line:
            assert part is None
            continue
        assert part is not None and part.who == line
        around = [*order.who[order.who.index(order.up) :], *order.who[: order.who.index(order.up)]]
        assert part.up == next(each for each in around if each in kept), "whoever would have come next"
        assert part.round - order.round == (order.who.index(part.up) < order.who.index(order.up))
        assert part.rolled.items() <= order.rolled.items()


@given(orders(NAMES[:4]), orders(NAMES[4:]))
def test_two_orders_become_one_by_what_was_rolled(one: Order, other: Order) -> None:
    both = merged(one, other)
    assert both is not None and sorted(both.who) == sorted((*one.who, *other.who))
    assert (both.up, both.round) == (one.up, one.round)
    numbers = [both.rolled.get(each, 0) for each in both.who]
    assert numbers == sorted(numbers, reverse=True)


@given(orders(), st.sets(st.sampled_from(NAMES)))
def test_who_parts_and_meets_again_is_where_they_were(order: Order, going: set[str]) -> None:
    again = merged(order_of_those(order, set(NAMES) - going), order_of_those(order, going))
    assert again is not None and set(again.who) == set(order.who) and again.rolled == order.rolled
    if len(set(order.rolled.values())) == len(order.who):
        assert again.who == order.who


def test_one_order_alone_is_kept_as_it_is() -> None:
    order = Order(("a", "b"), "b", 3, {"a": 7})
    assert merged(order, None) == order == merged(None, order) and merged(None, None) is None
