"""Formulas of a ruleset: `10 + grace`, `floor((might - 10) / 2)`, `total >= target and natural != 1`.

A small language of its own: whole numbers, names, arithmetic, comparisons, `and or not`, `a if b else c`, and the
functions `min max floor ceil round abs`. No text, no attributes, no assignment, no way out: Python's own parser reads
it and only the nodes named here are taken, so nothing of it ever runs as Python. Each is compiled once, into closures.

Division is exact; a value that is not whole in the end is rounded down. Every value stays within ±`LARGEST`, so that
none can grow without bounds, and every failure is a `FormulaError` that says where and why.
"""

import ast
import math
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Final

from gm.domain.errors import FormulaError

LONGEST: Final = 300
"""Characters that a formula may have."""
LARGEST: Final = 10**9
"""What no value within a formula may pass, up or down."""
_DEEPEST: Final = 40
_UNFINISHED: Final = "+-*/%<>=(,"

Number = int | Fraction
Names = Mapping[str, int]
_Code = Callable[[Names], Number]

FUNCTIONS: Final[Mapping[str, tuple[int, int]]] = {
    "min": (1, 12),
    "max": (1, 12),
    "floor": (1, 1),
    "ceil": (1, 1),
    "round": (1, 1),
    "abs": (1, 1),
}
"""Function → how many values it takes, at least and at most. `round` rounds a half up."""


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula that can be worked out. `names` are those that it needs, with `_` for the `-` of an id."""

    text: str
    names: frozenset[str]
    _code: _Code

    def value(self, names: Names) -> int:
        """Its value, rounded down. `names` may hold more than is needed.

        Raises:
            FormulaError: a name is missing, something is divided by zero, or a number is too large.
        """
        return math.floor(self._code(names))

    def holds(self, names: Names) -> bool:
        """Whether it is true: anything but 0."""
        return self._code(names) != 0


def name_in_formulas(slug: str) -> str:
    """An id as formulas write it: `hit-dice` is `hit_dice` there, since `-` means minus."""
    return slug.replace("-", "_")


def scope(*parts: Mapping[str, int]) -> dict[str, int]:
    """Values by the names that formulas use; later parts go before earlier ones."""
    return {name_in_formulas(name): value for part in parts for name, value in part.items()}


@lru_cache(maxsize=4096)
def parse_formula(text: str) -> Formula:
    """Read a formula.

    Raises:
        FormulaError: it is malformed; `at` is the place, the message says what was found there.
    """
    if not text.strip():
        raise FormulaError("a formula is empty")
    if len(text) > LONGEST:
        raise FormulaError(f"a formula has {len(text)} characters; {LONGEST} are enough", at=LONGEST)
    lead = len(text) - len(text.lstrip())
    try:
        tree = ast.parse(text.strip(), mode="eval")
    except (SyntaxError, ValueError, MemoryError, RecursionError) as error:
        at = lead + max(0, (getattr(error, "offset", 1) or 1) - 1)
        if text.rstrip()[-1] in _UNFINISHED or text.count("(") > text.count(")"):
            at = len(text.rstrip())
        raise FormulaError(f"{text.strip()!r} is not a formula: {_about(text, at)}", at=min(at, len(text))) from None
    reader = _Reader(text, lead)
    code = reader.read(tree.body, 0)
    return Formula(text, frozenset(reader.names), code)


def unknown_names(formula: Formula, known: Iterable[str]) -> tuple[str, ...]:
    """The names of a formula that are not among these ids, sorted."""
    there = {name_in_formulas(name) for name in known}
    return tuple(sorted(formula.names - there))


def _about(text: str, at: int) -> str:
    found = re.match(r"\s*(\S+)", text[at:]) if at < len(text.rstrip()) else None
    return f"what is {found[1]!r} doing there?" if found else "something is missing at its end"


class _Reader:
    """One formula, from Python's syntax tree to closures."""

    def __init__(self, text: str, lead: int) -> None:
        self.text = text
        self.lead = lead
        self.names: set[str] = set()

    def fail(self, node: ast.AST, message: str, remedy: str = "") -> FormulaError:
        at = self.lead + getattr(node, "col_offset", 0)
        return FormulaError(message, at=min(at, len(self.text)), remedy=remedy)

    def read(self, node: ast.expr, depth: int) -> _Code:  # noqa: C901  (one case for each kind of node)
        if depth > _DEEPEST:
            raise self.fail(node, "a formula is nested too deeply")
        below = depth + 1
        match node:
            case ast.Constant(value=bool() as truth):
                return _constant(int(truth))
            case ast.Constant(value=int() as number):
                if abs(number) > LARGEST:
                    raise self.fail(node, f"{number} is too large a number")
                return _constant(number)
            case ast.Name(id=name):
                if name in FUNCTIONS:
                    raise self.fail(node, f"{name} is a function: write {name}(…)")
                self.names.add(name)
                return _name(name)
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                inner = self.read(operand, below)
                return lambda names: -inner(names)
            case ast.UnaryOp(op=ast.UAdd(), operand=operand):
                return self.read(operand, below)
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                inner = self.read(operand, below)
                return lambda names: int(inner(names) == 0)
            case ast.BinOp(op=ast.Div() | ast.FloorDiv() | ast.Mod(), right=ast.Constant(value=0)):
                raise self.fail(node.right, "a formula divides by zero")
            case ast.BinOp(left=left, op=op, right=right):
                return self.arithmetic(node, self.read(left, below), op, self.read(right, below))
            case ast.BoolOp(op=op, values=values):
                return _logic([self.read(each, below) for each in values], stop=isinstance(op, ast.Or))
            case ast.Compare(left=first, ops=ops, comparators=others):
                return self.comparison(node, [self.read(each, below) for each in (first, *others)], ops)
            case ast.IfExp(test=test, body=body, orelse=orelse):
                condition, yes, no = (self.read(each, below) for each in (test, body, orelse))
                return lambda names: yes(names) if condition(names) != 0 else no(names)
            case ast.Call(func=ast.Name(id=name), args=args, keywords=[]):
                if name not in FUNCTIONS:
                    raise self.fail(node, f"there is no function {name!r}", f"There are: {', '.join(FUNCTIONS)}.")
                return self.call(node, name, [self.read(each, below) for each in args])
            case _:
                raise self.fail(node, f"{ast.unparse(node)[:40]!r} has no place in a formula")

    def arithmetic(self, node: ast.BinOp, left: _Code, op: ast.operator, right: _Code) -> _Code:
        match op:
            case ast.Add():
                return lambda names: _bounded(left(names) + right(names))
            case ast.Sub():
                return lambda names: _bounded(left(names) - right(names))
            case ast.Mult():
                return lambda names: _bounded(left(names) * right(names))
            case ast.Div():
                return lambda names: _divided(left(names), right(names))
            case ast.FloorDiv():
                return lambda names: math.floor(_divided(left(names), right(names)))
            case ast.Mod():
                return lambda names: _remainder(left(names), right(names))
            case _:
                raise self.fail(node, "a formula has + - * / // and %, no other signs")

    def comparison(self, node: ast.Compare, values: list[_Code], ops: list[ast.cmpop]) -> _Code:
        tests = [_COMPARE.get(type(op)) for op in ops]
        if None in tests:
            raise self.fail(node, "numbers are compared with == != < <= > >=")

        def code(names: Names) -> Number:
            left = values[0](names)
            for test, value in zip(tests, values[1:], strict=True):
                right = value(names)
                if not test(left, right):  # type: ignore[misc]
                    return 0
                left = right
            return 1

        return code

    def call(self, node: ast.Call, name: str, values: list[_Code]) -> _Code:
        least, most = FUNCTIONS[name]
        if not least <= len(values) <= most:
            wanted = "one value" if most == 1 else f"{least} to {most} values"
            raise self.fail(node, f"{name} takes {wanted}, not {len(values)}")
        if name in ("min", "max"):
            choose = min if name == "min" else max
            return lambda names: choose(value(names) for value in values)
        inner, work = values[0], _ROUND[name]
        return lambda names: work(inner(names))


_COMPARE: Final[Mapping[type[ast.cmpop], Callable[[Number, Number], bool]]] = {
    ast.Eq: lambda a, b: a == b,
    ast.NotEq: lambda a, b: a != b,
    ast.Lt: lambda a, b: a < b,
    ast.LtE: lambda a, b: a <= b,
    ast.Gt: lambda a, b: a > b,
    ast.GtE: lambda a, b: a >= b,
}
_ROUND: Final[Mapping[str, Callable[[Number], Number]]] = {
    "floor": math.floor,
    "ceil": math.ceil,
    "round": lambda value: math.floor(value + Fraction(1, 2)),
    "abs": lambda value: -value if value < 0 else value,
}


def _constant(value: int) -> _Code:
    return lambda _names: value


def _name(name: str) -> _Code:
    def code(names: Names) -> Number:
        try:
            return names[name]
        except KeyError:
            raise FormulaError(f"nothing here is called {name!r}") from None

    return code


def _logic(values: list[_Code], *, stop: bool) -> _Code:
    def code(names: Names) -> Number:
        return next((int(stop) for value in values if (value(names) != 0) is stop), int(not stop))

    return code


def _bounded(value: Number) -> Number:
    if not -LARGEST <= value <= LARGEST:
        raise FormulaError("a number in a formula became too large")
    return value


def _divided(left: Number, right: Number) -> Number:
    if right == 0:
        raise FormulaError("a formula divides by zero")
    found = Fraction(left) / Fraction(right)
    return found.numerator if found.denominator == 1 else _bounded(found)


def _remainder(left: Number, right: Number) -> Number:
    if right == 0:
        raise FormulaError("a formula divides by zero")
    return left % right
