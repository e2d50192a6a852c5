"""Exact odds of a dice expression: the same notation and the same rules as `gm.rules.dice`, no sampling.

Every term becomes a distribution over what its dice come to; terms are independent, so that arithmetic combines their
distributions. Where all dice are alike and only the highest or lowest count, icepool works the pool out; anything else
is followed through the multisets of faces in `odds_sets`. Work is counted: what would take long is refused.

Left out: rolls that `gm.rules.dice` refuses because they would need more than 100 extra dice.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from math import lcm, sqrt
from typing import Any

from icepool import Die

from gm.domain.errors import DiceError
from gm.rules.dice import compute
from gm.rules.dice_parser import PERCENT, Binary, DiceTerm, Group, Node, Noted, Number, Operation, Unary, parse
from gm.rules.odds_sets import EXPLOSIONS, Sets, Work, operated, single_dice, totals, united

_Amount = int | float
_Totals = dict[_Amount, Fraction]


@dataclass(frozen=True, slots=True)
class Odds:
    """How likely each total is. `chances` has every total that can come up, lowest first; they add up to 1."""

    expression: str
    chances: tuple[tuple[int, Fraction], ...]
    cut: Fraction = Fraction(0)
    """An upper bound for the share of rolls in which some die explodes more often than was counted; 0: none."""
    explosions: int = EXPLOSIONS
    """How often one die was let explode."""

    @property
    def mean(self) -> Fraction:
        """The average total."""
        return sum((total * chance for total, chance in self.chances), Fraction(0))

    @property
    def deviation(self) -> float:
        """The standard deviation of the total."""
        mean = self.mean
        return sqrt(sum(((total - mean) ** 2 * chance for total, chance in self.chances), Fraction(0)))

    def at_least(self, number: int) -> Fraction:
        """The chance of that total or a higher one."""
        return sum((chance for total, chance in self.chances if total >= number), Fraction(0))


def odds(expression: str, *, explosions: int = EXPLOSIONS) -> Odds:
    """The exact odds of an expression. A die explodes at most `explosions` times; `Odds.cut` says what that leaves out.

    Raises:
        DiceError: the expression is malformed, may divide by zero, never ends, or takes too long to work out.
    """
    parsed = parse(expression)
    if not 0 <= explosions <= 100:
        raise DiceError(f"a die cannot explode {explosions} times here", remedy="count 0 to 100 explosions")
    work = Work(explosions)
    found = _whole(tree_totals(plain(parsed.tree), work))
    return Odds(parsed.text, tuple(sorted(found.items())), work.cut, explosions)


def plain(node: Node) -> Node:
    """The same dice without annotations, and with what is done to a parenthesis done to what stands in it."""
    if isinstance(node, Noted):
        return plain(node.value)
    if isinstance(node, Unary):
        return Unary(node.sign, plain(node.value))
    if isinstance(node, Binary):
        return Binary(plain(node.left), node.sign, plain(node.right))
    if not isinstance(node, Group):
        return node
    items = tuple(plain(item) for item in node.items)
    if node.single and isinstance(items[0], DiceTerm):
        inner = items[0]
        return DiceTerm(inner.count, inner.sides, inner.operations + node.operations, inner.text)
    if node.single and isinstance(items[0], Group):
        group = items[0]
        return Group(group.items, group.single, group.operations + node.operations)
    return Group(items, node.single, node.operations)


def _whole(found: _Totals) -> dict[int, Fraction]:
    """Totals that are not whole are cut towards zero, as `roll` does."""
    whole: dict[int, Fraction] = {}
    for amount, chance in found.items():
        whole[int(amount)] = whole.get(int(amount), Fraction(0)) + chance
    return whole


def tree_totals(node: Node, work: Work) -> _Totals:
    """The distribution of what a plain tree (see `plain`) comes to."""
    if isinstance(node, Number):
        return {node.value: Fraction(1)}
    if isinstance(node, DiceTerm):
        return term(node, work)
    if isinstance(node, Unary):
        inner = tree_totals(node.value, work)
        return {-amount: chance for amount, chance in inner.items()} if node.sign == "-" else inner
    if isinstance(node, Binary):
        return combined(tree_totals(node.left, work), tree_totals(node.right, work), partial(_compute, node.sign), work)
    if isinstance(node, Group):
        return _group(node, work)
    return tree_totals(node.value, work)


def _compute(sign: str, left: _Amount, right: _Amount) -> _Amount:
    return compute(left, sign, right)


def combined(left: _Totals, right: _Totals, by: Callable[[_Amount, _Amount], _Amount], work: Work) -> _Totals:
    """The distribution of two independent totals taken together.

    Raises:
        DiceError: some pair cannot be computed, or there are too many.
    """
    work.spend(len(left) * len(right))
    found: dict[_Amount, int] = {}
    one, two = _counted(left), _counted(right)
    for first, weight in one.items():
        for second, other in two.items():
            amount = by(first, second)
            found[amount] = found.get(amount, 0) + weight * other
    return _shares(found)


def _counted(found: _Totals) -> dict[_Amount, int]:
    """The same chances as whole numbers, which are much quicker to multiply."""
    denominator = lcm(*(chance.denominator for chance in found.values()))
    return {amount: chance.numerator * (denominator // chance.denominator) for amount, chance in found.items()}


def _shares(found: dict[_Amount, int]) -> _Totals:
    whole = sum(found.values())
    return {amount: Fraction(weight, whole) for amount, weight in found.items()}


def _group(node: Group, work: Work) -> _Totals:
    sets: Sets = {(): Fraction(1)}
    for item in node.items:
        sets = united(sets, {(amount,): chance for amount, chance in tree_totals(item, work).items()}, work)
    for operation in node.operations:
        sets = operated(operation, sets, (), work)
    return totals(sets)


def term(node: DiceTerm, work: Work) -> _Totals:
    """What one set of dice comes to: per die as long as dice do not depend on each other, then together."""
    faces = faces_of(node.sides)
    each: Sets = {(face,): Fraction(1, len(faces)) for face in faces}
    operations = list(node.operations)
    while operations and single_dice(operations[0]):
        last = len(operations) == 1
        each = operated(operations.pop(0), each, faces, work, dice=node.count, sum_up=last)
    if not operations:
        return _summed(totals(each), node.count, work, plain=not node.operations)
    kept = _positions(operations, node.count) if all(len(dice) == 1 for dice in each) else None
    if kept is not None:
        return _pool(each, kept, work)
    return totals(together(each, node.count, operations, faces, work))


def kept_counts(node: DiceTerm, work: Work) -> set[int]:
    """How many dice of this set can be left to count."""
    if not node.operations:
        return {node.count}
    kept = _positions(list(node.operations), node.count)
    if kept is not None:
        return {sum(kept)}
    faces = faces_of(node.sides)
    each: Sets = {(face,): Fraction(1, len(faces)) for face in faces}
    return {len(dice) for dice in together(each, node.count, node.operations, faces, work)}


def faces_of(sides: int) -> tuple[int, ...]:
    """The faces of a die; those of `d%` are 0, 10 … 90."""
    return tuple(range(0, 100, 10)) if sides == PERCENT else tuple(range(1, sides + 1))


def together(each: Sets, count: int, operations: Iterable[Operation], faces: tuple[int, ...], work: Work) -> Sets:
    """The sets that `count` such dice make, after the operations that look at all of them."""
    sets: Sets = {(): Fraction(1)}
    for _ in range(count):
        sets = united(sets, each, work)
    for operation in operations:
        sets = operated(operation, sets, faces, work)
    return sets


def _summed(one: _Totals, count: int, work: Work, *, plain: bool) -> _Totals:
    """The sum of `count` such dice. Adding one evenly spread die to a sum is one pass over it."""
    low, high = min(one), max(one)
    if not plain or not isinstance(low, int) or not isinstance(high, int) or high - low + 1 != len(one):
        found: _Totals = {0: Fraction(1)}
        power = one
        while count:
            if count & 1:
                found = combined(found, power, lambda a, b: a + b, work)
            count >>= 1
            power = combined(power, power, lambda a, b: a + b, work) if count else power
        return found
    sides, ways = len(one), [1]
    work.spend(count * count * sides // 2)
    for _ in range(count):
        rolled, window = [0] * (len(ways) + sides - 1), 0
        for at in range(len(rolled)):
            window += ways[at] if at < len(ways) else 0
            window -= ways[at - sides] if at >= sides else 0
            rolled[at] = window
        ways = rolled
    return {low * count + at: Fraction(number, sides**count) for at, number in enumerate(ways)}


def _positions(operations: list[Operation], count: int) -> list[int] | None:
    """Which of the sorted dice count (1 or 0, lowest first) after keeps and drops of highest and lowest; else None."""
    kept = [True] * count
    for operation in operations:
        # Highest and lowest in one operation both begin at the first of equal dice: that is no fixed position.
        if operation.name not in ("k", "p") or {each.by for each in operation.selectors} not in ({"h"}, {"l"}):
            return None
        there = [at for at in range(count) if kept[at]]
        chosen: set[int] = set()
        for selector in operation.selectors:
            number = min(selector.number, len(there))
            chosen.update(there[len(there) - number :] if selector.by == "h" else there[:number])
        for at in there:
            kept[at] = (at in chosen) is (operation.name == "k")
    return [int(each) for each in kept]


def _pool(each: Sets, kept: list[int], work: Work) -> _Totals:
    """Some positions of a sorted pool of like dice, by icepool."""
    counted = _counted({dice[0]: chance for dice, chance in each.items()})
    if not any(kept):
        return {0: Fraction(1)}
    counting = sum(kept)
    steps = len(counted) * len(kept) * (len(counted) * counting if counting > 1 else 1)
    work.spend(steps // 2)
    found: Any = Die(counted).pool(len(kept)).keep(kept).sum()
    whole = found.denominator()
    return {amount: Fraction(number, whole) for amount, number in found.items()}
