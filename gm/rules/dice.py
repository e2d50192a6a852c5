"""Rolling: an expression and a source of draws → a `RollRecord` that keeps every die.

In a record, the dice of a term stand together: each original die, after a rerolled one its replacement, and after
those the dice that explosions added (noted `exploded`). That order is what `render` reads them back by.
"""

from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from gm.domain.dice import Dice, Die, RollRecord
from gm.domain.errors import DiceError
from gm.rules.dice_parser import (
    PERCENT,
    Binary,
    DiceTerm,
    Group,
    Node,
    Noted,
    Number,
    Operation,
    Simple,
    Unary,
    parse,
)

__all__ = ["MAX_EXTRA", "MAX_TOTAL", "parse", "render", "roll"]

MAX_EXTRA: Final = 100
"""Explosions and rerolls in one expression, together."""
MAX_TOTAL: Final = 10**12

_Amount = int | float


class _Member:
    """Something that can be dropped from a set: a die, or a term of a group."""

    __slots__ = ("amount", "dropped", "forced", "history", "inner", "note", "sides")

    def __init__(self, amount: _Amount, sides: int | None, inner: "tuple[_Member, ...]" = ()) -> None:
        self.amount = amount
        self.sides = sides
        """Faces of the die; None for a term."""
        self.inner = inner
        """The dice inside a term."""
        self.dropped = False
        self.note = ""
        self.history: tuple[_Amount, ...] = ()
        """Values that were rerolled, first to last."""
        self.forced: _Amount | None = None
        """What the die showed before a minimum or maximum replaced it."""

    def drop(self, why: str) -> None:
        self.dropped = True
        self.note = f"{self.note}, {why}" if self.note else why
        for die in self.inner:
            if not die.dropped:
                die.drop(why)


class _Sum:
    """What a term came to: its members, and how to add them up."""

    __slots__ = ("members",)

    def __init__(self, members: list[_Member]) -> None:
        self.members = members

    @property
    def total(self) -> _Amount:
        return sum(m.amount for m in self.members if not m.dropped)


class _Roller:
    """One evaluation."""

    __slots__ = ("dice", "extra", "first", "index", "purpose", "thrown")

    def __init__(self, dice: Dice, purpose: str, first: int) -> None:
        self.dice = dice
        self.purpose = purpose
        self.first = self.index = first
        self.extra = 0
        self.thrown: list[_Member] = []
        """All dice in the order of the expression's terms."""

    def face(self, sides: int) -> int:
        drawn = self.dice.draw(self.purpose, self.index, sides or 10)
        self.index += 1
        return drawn if sides != PERCENT else (drawn - 1) * 10

    def again(self, sides: int) -> int:
        self.extra += 1
        if self.extra > MAX_EXTRA:
            raise DiceError(
                f"these dice would explode or be rerolled more than {MAX_EXTRA} times",
                remedy="choose faces that come up less often",
            )
        return self.face(sides)

    def value(self, node: Node) -> _Sum:
        if isinstance(node, DiceTerm):
            return self.throw(node)
        if isinstance(node, Number):
            return _Sum([_Member(node.value, None)])
        if isinstance(node, Noted):
            return self.value(node.value)
        if isinstance(node, Group):
            return self.group(node)
        start = len(self.thrown)
        if isinstance(node, Unary):
            inner = self.value(node.value).total
            amount = -inner if node.sign == "-" else inner
        else:
            left = self.value(node.left).total
            amount = compute(left, node.sign, self.value(node.right).total)
        return _Sum([_Member(amount, None, tuple(self.thrown[start:]))])

    def throw(self, node: DiceTerm) -> _Sum:
        members = [_Member(self.face(node.sides), node.sides) for _ in range(node.count)]
        for operation in node.operations:
            self.operate(operation, members, node.sides)
        self.thrown += members
        return _Sum(members)

    def group(self, node: Group) -> _Sum:
        if node.single:
            found = self.value(node.items[0])
        else:
            members = []
            for item in node.items:
                start = len(self.thrown)
                members.append(_Member(self.value(item).total, None, tuple(self.thrown[start:])))
            found = _Sum(members)
        for operation in node.operations:
            _choose(operation, found.members)
        return found

    def operate(self, operation: Operation, members: list[_Member], sides: int) -> None:
        name = operation.name
        if name in ("k", "p"):
            _choose(operation, members)
        elif name in ("mi", "ma"):
            bound = operation.selectors[-1].number
            for die in members:
                if not die.dropped and (die.amount < bound if name == "mi" else die.amount > bound):
                    die.forced = die.amount
                    die.amount = bound
                    die.note = f"{die.note}, {operation.text}" if die.note else operation.text
        elif name in ("rr", "ro"):
            chosen = _selected(operation, members)
            while chosen:
                for die in chosen:
                    die.history += (die.amount,)
                    die.amount = self.again(sides)
                chosen = _selected(operation, members) if name == "rr" else []
        else:
            self.explode(operation, members, sides)

    def explode(self, operation: Operation, members: list[_Member], sides: int) -> None:
        once = operation.name == "ra"
        done: set[int] = set()
        chosen = _selected(operation, members)[: 1 if once else None]
        while chosen:
            for _ in chosen:
                extra = _Member(self.again(sides), sides)
                extra.note = "exploded"
                members.append(extra)
            done.update(id(die) for die in chosen)
            chosen = [] if once else [die for die in _selected(operation, members) if id(die) not in done]


def compute(left: _Amount, sign: str, right: _Amount) -> _Amount:
    """Arithmetic and comparison of two totals.

    Raises:
        DiceError: a division by zero, or a result beyond MAX_TOTAL.
    """
    if sign in ("/", "//", "%") and right == 0:
        raise DiceError("this roll divides by zero", remedy="divide by a number that cannot be 0")
    match sign:
        case "+":
            amount = left + right
        case "-":
            amount = left - right
        case "*":
            amount = left * right
        case "/":
            amount = left / right
        case "//":
            amount = left // right
        case "%":
            amount = left % right
        case _:
            return _compare(left, sign, right)
    if abs(amount) > MAX_TOTAL:
        raise DiceError("this roll becomes too large", remedy="use smaller numbers")
    return amount


def _compare(left: _Amount, sign: str, right: _Amount) -> int:
    match sign:
        case "<":
            return int(left < right)
        case ">":
            return int(left > right)
        case "<=":
            return int(left <= right)
        case ">=":
            return int(left >= right)
        case "==":
            return int(left == right)
        case _:
            return int(left != right)


def _selected(operation: Operation, members: list[_Member]) -> list[_Member]:
    """The members that the operation's selectors name, among those not dropped. Ties go to the first."""
    kept = [m for m in members if not m.dropped]
    found: list[_Member] = []
    for selector in operation.selectors:
        number = selector.number
        if selector.by == "h":
            batch = sorted(kept, key=lambda m: m.amount, reverse=True)[:number]
        elif selector.by == "l":
            batch = sorted(kept, key=lambda m: m.amount)[:number]
        elif selector.by == ">":
            batch = [m for m in kept if m.amount > number]
        elif selector.by == "<":
            batch = [m for m in kept if m.amount < number]
        else:
            batch = [m for m in kept if m.amount == number]
        if found:
            seen = {id(m) for m in found}
            batch = [m for m in batch if id(m) not in seen]
        found += batch
    return found


def _choose(operation: Operation, members: list[_Member]) -> None:
    """Keep or drop what is selected."""
    chosen = {id(m) for m in _selected(operation, members)}
    keep = operation.name == "k"
    for member in members:
        if not member.dropped and (id(member) in chosen) is not keep:
            member.drop(operation.text)


@lru_cache(maxsize=4096)
def _die(sides: int, value: int, dropped: bool, note: str) -> Die:
    """A die's record; equal ones are the same object."""
    return Die(sides=sides, value=value, dropped=dropped, note=note)


def _records(member: _Member) -> Iterator[Die]:
    """A die's record: what was rerolled first, then what it shows."""
    sides = member.sides or 100
    if not member.note and not member.history:
        yield _die(sides, member.amount, False, "")
        return
    origin = "exploded, " if member.note.startswith("exploded") else ""
    for value in member.history:
        yield _die(sides, int(value), True, f"{origin}rerolled")
    note = member.note if member.forced is None else f"{member.note} (was {member.forced})"
    yield _die(sides, int(member.amount), member.dropped, note)


def roll(expression: str, dice: Dice, *, purpose: str, first_index: int = 0, label: str = "") -> RollRecord:
    """Roll an expression. `purpose` and `first_index` key the draws; `label` defaults to the annotations.

    A total that is not whole is cut towards zero, as after a division.

    Raises:
        DiceError: it is malformed, too large, or divides by zero.
    """
    parsed = parse(expression)
    if parsed.simple is not None:
        total, shown, draws = _summed(parsed.simple, dice, purpose, first_index)
    else:
        roller = _Roller(dice, purpose, first_index)
        total = int(roller.value(parsed.tree).total)
        shown = tuple(die for member in roller.thrown for die in _records(member))
        draws = roller.index - first_index
    return RollRecord(
        purpose=purpose,
        expression=parsed.text,
        total=total,
        dice=shown,
        first_index=first_index,
        draws=draws,
        label=label or (", ".join(parsed.notes) if parsed.notes else ""),
    )


def _summed(simple: Simple, dice: Dice, purpose: str, first: int) -> tuple[int, tuple[Die, ...], int]:
    """Total, dice and number of draws of a plain sum: the same as the tree gives, without walking it."""
    if len(simple.terms) == 1:
        term, sign = simple.terms[0]
        if term.count == 1 and not term.operations:
            face = dice.draw(purpose, first, term.sides)
            return sign * face + simple.bonus, (_die(term.sides, face, False, ""),), 1
        total, shown = _thrown(term, dice, purpose, first)
        return sign * total + simple.bonus, tuple(shown), term.count
    total, index, all_shown = simple.bonus, first, []
    for term, sign in simple.terms:
        amount, shown = _thrown(term, dice, purpose, index)
        total += sign * amount
        index += term.count
        all_shown += shown
    return total, tuple(all_shown), index - first


def _thrown(term: DiceTerm, dice: Dice, purpose: str, first: int) -> tuple[int, list[Die]]:
    """Total and dice of one set of a plain sum."""
    sides, count = term.sides, term.count
    draw = dice.draw
    faces = [draw(purpose, index, sides) for index in range(first, first + count)]
    shown = [_die(sides, face, False, "") for face in faces]
    total = sum(faces)
    if not term.operations:
        return total, shown
    operation = term.operations[0]
    chosen = operation.selectors[0]
    order = sorted(range(count), key=faces.__getitem__, reverse=chosen.by == "h")
    gone = order[chosen.number :] if operation.name == "k" else order[: chosen.number]
    why = operation.text
    for at in gone:
        total -= faces[at]
        shown[at] = _die(sides, faces[at], True, why)
    return total, shown


def render(record: RollRecord) -> str:
    """A roll in one plain line: `4d6kh3 (5, 4, 3, 1 dropped) + 2 = 14`."""
    dice = list(record.dice)
    text = _rendered(parse(record.expression).tree, dice)
    return f"{text} = {record.total}"


def _rendered(node: Node, dice: list[Die]) -> str:
    """The term in words; takes its dice from the front of the list."""
    if isinstance(node, Number):
        return node.text
    if isinstance(node, DiceTerm):
        shown = ", ".join(_shown(die) for die in _own(node, dice))
        return f"{node.text}{''.join(op.text for op in node.operations)} ({shown})"
    if isinstance(node, Noted):
        return f"{_rendered(node.value, dice)} [{node.note}]"
    if isinstance(node, Unary):
        return f"{node.sign}{_rendered(node.value, dice)}"
    if isinstance(node, Binary):
        left = _rendered(node.left, dice)
        return f"{left} {node.sign} {_rendered(node.right, dice)}"
    inner = ", ".join(_rendered(item, dice) for item in node.items)
    comma = "," if len(node.items) == 1 and not node.single else ""
    return f"({inner}{comma}){''.join(op.text for op in node.operations)}"


def _own(node: DiceTerm, dice: list[Die]) -> list[Die]:
    """The dice of this term, taken from the front of the list."""
    taken: list[Die] = []
    left = node.count
    while dice and (left > 0 or dice[0].note.startswith("exploded")):
        die = dice.pop(0)
        taken.append(die)
        if not die.note.endswith("rerolled") and not die.note.startswith("exploded"):
            left -= 1
    return taken


def _shown(die: Die) -> str:
    if die.note.endswith("rerolled"):
        return f"{die.value} rerolled"
    if die.dropped:
        return f"{die.value} dropped"
    return f"{die.value}!" if die.note.startswith("exploded") else str(die.value)
