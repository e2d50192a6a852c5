"""Distributions over multisets of dice, and what each operation of the notation does to them.

A set is the sorted tuple of what its dice show; dropped dice are gone from it, since only what counts matters here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from gm.domain.errors import DiceError
from gm.rules.dice_parser import Operation

_Amount = int | float
Dice = tuple[_Amount, ...]
Sets = dict[Dice, Fraction]
"""Set → how likely it is."""

EXPLOSIONS: Final = 10
"""How often one die is let explode where nobody says otherwise."""
MAX_STEPS: Final = 2_000_000
"""Steps of work for one expression: a few seconds at most."""
_NEVER: Final = "never ends: every face calls for another"


@dataclass(slots=True)
class Work:
    """What the working out of one expression may cost, and what it left out."""

    explosions: int
    steps: int = MAX_STEPS
    cut: Fraction = Fraction(0)

    def spend(self, steps: int) -> None:
        """Count steps.

        Raises:
            DiceError: they were too many.
        """
        self.steps -= steps
        if self.steps < 0:
            raise DiceError(
                "these dice have too many possibilities to be worked out",
                remedy="use fewer dice, fewer sides, or fewer explosions (--explosions 1)",
            )


def single_dice(operation: Operation) -> bool:
    """Whether it does to each die what it would do if that die were alone."""
    return operation.name != "ra" and all(each.by not in ("h", "l") for each in operation.selectors)


def united(some: Sets, others: Sets, work: Work) -> Sets:
    """Both sets in one."""
    work.spend(6 * len(some) * len(others))
    found: Sets = {}
    for one, chance in some.items():
        for two, other in others.items():
            dice = tuple(sorted(one + two))
            found[dice] = found.get(dice, Fraction(0)) + chance * other
    return found


def totals(sets: Sets) -> dict[_Amount, Fraction]:
    """What the dice of each set come to."""
    found: dict[_Amount, Fraction] = {}
    for dice, chance in sets.items():
        amount = sum(dice)
        found[amount] = found.get(amount, Fraction(0)) + chance
    return found


def operated(
    operation: Operation,
    sets: Sets,
    faces: tuple[int, ...],
    work: Work,
    *,
    dice: int = 1,
    sum_up: bool = False,
) -> Sets:
    """The sets after an operation. `dice`: how many such sets there are, for what explosions leave out. `sum_up`: what
    comes of it is only added up, so that a set may be given as its sum."""
    found: Sets = {}
    chain = _chain(operation, faces, work, sum_up=sum_up) if operation.name == "e" and single_dice(operation) else None
    for before, chance in sets.items():
        for after, share in _after(operation, before, faces, work, chain, chance * dice):
            work.spend(4)
            key = (sum(after),) if sum_up else after
            found[key] = found.get(key, Fraction(0)) + chance * share
    return found


def _after(
    operation: Operation, dice: Dice, faces: tuple[int, ...], work: Work, chain: Sets | None, weight: Fraction
) -> Iterator[tuple[Dice, Fraction]]:
    name = operation.name
    if name in ("mi", "ma"):
        bound = operation.selectors[-1].number
        forced = tuple(sorted(max(die, bound) if name == "mi" else min(die, bound) for die in dice))
        yield forced, Fraction(1)
        return
    chosen = selected(operation, dice)
    rest = tuple(die for at, die in enumerate(dice) if at not in chosen)
    if name in ("k", "p"):
        yield (tuple(dice[at] for at in sorted(chosen)) if name == "k" else rest), Fraction(1)
    elif not chosen:
        yield dice, Fraction(1)
    elif name == "ro":
        yield from _more(rest, len(chosen), _even(faces), work).items()
    elif name == "rr":
        yield from _more(rest, len(chosen), _even(_quiet(operation, faces)), work).items()
    elif name == "ra":
        yield from _more(dice, 1, _even(faces), work).items()
    elif chain is not None:
        share = Fraction(sum(bool(selected(operation, (face,))) for face in faces), len(faces))
        work.cut += weight * len(chosen) * share**work.explosions
        for _ in chosen:
            work.spend(len(chain))
        yield from _more(dice, len(chosen), chain, work).items()
    else:
        yield from _exploded(operation, [(die, False) for die in dice], faces, work, 0, weight)


def selected(operation: Operation, dice: Dice) -> list[int]:
    """The places in `dice` that the operation's selectors name, as `gm.rules.dice` chooses: ties go to the first."""
    found: list[int] = []
    for selector in operation.selectors:
        number = selector.number
        if selector.by == "h":
            batch = sorted(range(len(dice)), key=lambda at: dice[at], reverse=True)[:number]
        elif selector.by == "l":
            batch = sorted(range(len(dice)), key=lambda at: dice[at])[:number]
        else:
            batch = [at for at, die in enumerate(dice) if _matches(selector.by, die, number)]
        found += [at for at in batch if at not in found]
    return found


def _matches(by: str, die: _Amount, number: int) -> bool:
    return die > number if by == ">" else die < number if by == "<" else die == number


def _even(faces: tuple[int, ...]) -> Sets:
    return {(face,): Fraction(1, len(faces)) for face in faces}


def _quiet(operation: Operation, faces: tuple[int, ...]) -> tuple[int, ...]:
    """The faces at which rerolling ends.

    Raises:
        DiceError: there are none, or the highest or lowest die is rerolled for ever.
    """
    if any(each.by in ("h", "l") for each in operation.selectors):
        raise DiceError(f"`{operation.text}` {_NEVER}", remedy="reroll once with ro")
    quiet = tuple(face for face in faces if not selected(operation, (face,)))
    if not quiet:
        raise DiceError(f"`{operation.text}` {_NEVER}", remedy="name faces that come up less often")
    return quiet


def _more(dice: Dice, count: int, each: Sets, work: Work) -> Sets:
    """The set with `count` dice more."""
    found: Sets = {dice: Fraction(1)}
    for _ in range(count):
        found = united(found, each, work)
    return found


def _chain(operation: Operation, faces: tuple[int, ...], work: Work, *, sum_up: bool) -> Sets:
    """What one exploding face adds: a die, and another as long as it explodes, at most `explosions` of them."""
    share = Fraction(1, len(faces))
    again = [face for face in faces if selected(operation, (face,))]
    if len(again) == len(faces):
        raise DiceError(f"`{operation.text}` {_NEVER}", remedy="name faces that come up less often")
    found: Sets = {}
    open_: Sets = {(): Fraction(1)}
    for depth in range(work.explosions):
        following: Sets = {}
        work.spend(2 * len(open_) * len(faces))
        for dice, chance in open_.items():
            for face in faces:
                grown = (sum(dice) + face,) if sum_up else tuple(sorted((*dice, face)))
                goes_on = face in again and depth + 1 < work.explosions
                shelf = following if goes_on else found
                shelf[grown] = shelf.get(grown, Fraction(0)) + chance * share
        open_ = following
    return found or {(): Fraction(1)}


def _exploded(
    operation: Operation,
    dice: list[tuple[_Amount, bool]],
    faces: tuple[int, ...],
    work: Work,
    depth: int,
    weight: Fraction,
) -> Iterator[tuple[Dice, Fraction]]:
    """Explosions of the highest or lowest, which depend on all dice: followed one by one. `True`: has exploded."""
    work.spend(8 * len(dice))
    chosen = [at for at in selected(operation, tuple(die for die, _ in dice)) if not dice[at][1]]
    if not chosen or depth == work.explosions:
        work.cut += weight if chosen else 0
        yield tuple(sorted(die for die, _ in dice)), Fraction(1)
        return
    marked = [(die, done or at in chosen) for at, (die, done) in enumerate(dice)]
    for extra, share in _rows(len(chosen), faces, work):
        grown = [*marked, *((face, False) for face in extra)]
        for after, more in _exploded(operation, grown, faces, work, depth + 1, weight * share):
            yield after, share * more


def _rows(count: int, faces: tuple[int, ...], work: Work) -> Iterator[tuple[tuple[int, ...], Fraction]]:
    """Every row of that many dice, in order of throwing: ties go to the first."""
    work.spend(len(faces) ** min(count, 8))
    rows: list[tuple[int, ...]] = [()]
    for _ in range(count):
        rows = [(*row, face) for row in rows for face in faces]
    for row in rows:
        yield row, Fraction(1, len(rows))
