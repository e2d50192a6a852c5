"""The dice notation: text → a frozen tree. `gm.rules.dice` rolls the tree.

    expr    = sum [("==" | "!=" | "<=" | ">=" | "<" | ">") sum]…        comparison gives 1 or 0
    sum     = product [("+" | "-") product]…
    product = unary [("*" | "/" | "//" | "%") unary]…
    unary   = ("+" | "-")… atom ["[" annotation "]"]…
    atom    = number | [number] "d" (number | "%") op… | "(" [expr ("," expr)… [","]] ")" set-op…
    op      = (k p e rr ro ra mi ma) selector            set-op = (k p) selector
    selector = ["h" | "l" | ">" | "<" | "="] number

`d` may be written D, W (German) or д, к (Russian); digits of any script count. Everything is capped (see the
constants), so that no text can cost more than a few milliseconds.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

from gm.domain.errors import DiceError

MAX_LENGTH: Final = 240
MAX_DEPTH: Final = 12
MAX_DICE: Final = 200
"""Dice that one expression may ask for, before explosions and rerolls."""
MAX_SIDES: Final = 10_000
MAX_DIGITS: Final = 9
MAX_OPERATIONS: Final = 16
"""Operations on one set."""

OpName = Literal["k", "p", "e", "rr", "ro", "ra", "mi", "ma"]
PERCENT: Final = 0
"""`sides` of `d%`: ten faces, 0, 10 … 90."""


@dataclass(frozen=True, slots=True)
class Selector:
    """Which of a set: the `number` highest (h) or lowest (l), those above, below, or equal ('')."""

    by: str
    number: int


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation on a set; equal ones in a row have been merged, so that `k1k2` keeps ones and twos."""

    name: OpName
    selectors: tuple[Selector, ...]
    text: str
    """As it was written."""


@dataclass(frozen=True, slots=True)
class Number:
    """A literal."""

    value: int | float
    text: str


@dataclass(frozen=True, slots=True)
class DiceTerm:
    """`count` dice of `sides` sides, and what is done to them."""

    count: int
    sides: int
    operations: tuple[Operation, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Group:
    """Parentheses: one expression (`single`), or a set of them; the operations choose among its members."""

    items: "tuple[Node, ...]"
    single: bool
    operations: tuple[Operation, ...]


@dataclass(frozen=True, slots=True)
class Unary:
    """A sign before a term."""

    sign: str
    value: "Node"


@dataclass(frozen=True, slots=True)
class Binary:
    """Two terms and an operator."""

    left: "Node"
    sign: str
    right: "Node"


@dataclass(frozen=True, slots=True)
class Noted:
    """A term with an annotation, which changes nothing."""

    value: "Node"
    note: str


Node = Number | DiceTerm | Group | Unary | Binary | Noted


@dataclass(frozen=True, slots=True)
class Simple:
    """A sum of sets of dice, each with at most one keep or drop of its highest or lowest, and a whole number: what
    nearly all rolls are, and what can be rolled without walking the tree."""

    terms: tuple[tuple[DiceTerm, int], ...]
    """Sets of dice and their signs (1 or -1), in the order of the expression; at least one."""
    bonus: int


@dataclass(frozen=True, slots=True)
class Parsed:
    """A whole expression: its tree, its text as it will be shown, and its annotations."""

    tree: Node
    text: str
    notes: tuple[str, ...]
    simple: "Simple | None"
    """The same as a plain sum, if it is one."""


_TOKEN: Final = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?|\.\d+)|(?P<op>rr|ro|ra|mi|ma|[kpe])|(?P<d>d)|(?P<note>\[[^\]]*\])"
    r"|(?P<sign>==|>=|<=|!=|//|[-+*/%<>=(),hl]))"
)
_LETTERS: Final = str.maketrans({"w": "d", "д": "d", "к": "d", "×": "*", "·": "*", "÷": "/", "−": "-", "–": "-",
                                 "（": "(", "）": ")", "，": ",", "［": "[", "］": "]", "＋": "+"})  # fmt: skip


def _plain(text: str) -> str:
    """The same text, character for character, with digits, letters and signs of other scripts made plain.

    What stands inside brackets is left as it is.
    """
    if text.isascii() and "w" not in text and "W" not in text:
        outside = text.lower()
    else:
        chars = []
        for char in text:
            low = unicodedata.normalize("NFKC", char).lower()
            low = low if len(low) == 1 else char
            digit = unicodedata.digit(low, None)
            chars.append(str(digit) if digit is not None and low.isdecimal() else low.translate(_LETTERS))
        outside = "".join(chars)
    if "[" not in outside:
        return outside
    parts, at = [], 0
    for found in re.finditer(r"\[[^\]]*\]", outside):
        parts += [outside[at : found.start()], "[", text[found.start() + 1 : found.end() - 1], "]"]
        at = found.end()
    return "".join([*parts, outside[at:]])


@lru_cache(maxsize=1024)
def parse(expression: str) -> Parsed:
    """The tree of an expression. Cached.

    Raises:
        DiceError: it is malformed or beyond the caps; the message names the position, the remedy says what to do.
    """
    if len(expression) > MAX_LENGTH:
        raise DiceError(
            f"this roll is {len(expression)} characters long; {MAX_LENGTH} are allowed",
            remedy="split it into several rolls",
        )
    return _Reader(expression).whole()


def _simple(tree: Node) -> Simple | None:
    terms: list[tuple[DiceTerm, int]] = []
    bonus = _gather(tree, 1, terms)
    return None if bonus is None or not terms else Simple(tuple(terms), bonus)


def _gather(node: Node, sign: int, terms: list[tuple[DiceTerm, int]]) -> int | None:
    """Collect the dice of a sum; gives what its numbers come to, or None if it is more than a sum."""
    while isinstance(node, Noted):
        node = node.value
    if isinstance(node, Number):
        return sign * node.value if isinstance(node.value, int) else None
    if isinstance(node, DiceTerm):
        if not _plainly_kept(node):
            return None
        terms.append((node, sign))
        return 0
    if isinstance(node, Unary):
        return _gather(node.value, -sign if node.sign == "-" else sign, terms)
    if not isinstance(node, Binary) or node.sign not in ("+", "-"):
        return None
    left = _gather(node.left, sign, terms)
    right = None if left is None else _gather(node.right, sign if node.sign == "+" else -sign, terms)
    return None if left is None or right is None else left + right


def _plainly_kept(term: DiceTerm) -> bool:
    """Whether the dice are summed as they fall, or but for some of the highest or lowest."""
    if term.sides == PERCENT or len(term.operations) > 1:
        return False
    return all(
        operation.name in ("k", "p") and len(operation.selectors) == 1 and operation.selectors[0].by in ("h", "l")
        for operation in term.operations
    )


class _Reader:
    """Recursive descent over the tokens of one expression."""

    def __init__(self, text: str) -> None:
        self.shown = text
        self.text = _plain(text)
        self.tokens: list[tuple[str, str, int]] = []
        self.next = 0
        self.dice = 0
        self.depth = 0
        self.notes: list[str] = []
        at, end = 0, len(self.text.rstrip())
        while at < end:
            found = _TOKEN.match(self.text, at)
            if found is None or found.lastgroup is None:
                at += len(self.text[at:]) - len(self.text[at:].lstrip())
                raise self.wrong(
                    f"{self.shown[at]!r} does not belong here", at, "put words in [brackets], as in 1d20+5 [stealth]"
                )
            self.tokens.append((found.lastgroup, found.group(found.lastgroup), found.start(found.lastgroup)))
            at = found.end()
        self.tokens.append(("end", "", end))

    def wrong(self, what: str, at: int, hint: str) -> DiceError:
        return DiceError(f"cannot roll {self.shown!r}: {what} (position {at + 1})", remedy=hint)

    def peek(self, *signs: str) -> bool:
        kind, text, _ = self.tokens[self.next]
        return kind == "sign" and text in signs

    def take(self) -> tuple[str, str, int]:
        token = self.tokens[self.next]
        self.next += 1
        return token

    def whole(self) -> Parsed:
        tree = self.comparison()
        kind, text, at = self.tokens[self.next]
        if kind != "end":
            raise self.wrong(f"{text!r} is not expected", at, "join terms with + - * / and close every parenthesis")
        return Parsed(tree, " ".join(self.shown.split()), tuple(self.notes), _simple(tree))

    def comparison(self) -> Node:
        left = self.chain(("+", "-"), lambda: self.chain(("*", "/", "//", "%"), self.unary))
        while self.peek("==", "!=", "<=", ">=", "<", ">"):
            sign = self.take()[1]
            left = Binary(left, sign, self.chain(("+", "-"), lambda: self.chain(("*", "/", "//", "%"), self.unary)))
        return left

    def chain(self, signs: tuple[str, ...], term: Callable[[], Node]) -> Node:
        left = term()
        while self.peek(*signs):
            sign = self.take()[1]
            left = Binary(left, sign, term())
        return left

    def unary(self) -> Node:
        signs = []
        while self.peek("+", "-"):
            signs.append(self.take())
            if len(signs) > MAX_DEPTH:
                raise self.wrong("too many signs in a row", signs[-1][2], "one sign is enough")
        node = self.atom()
        while self.tokens[self.next][0] == "note":
            note = self.take()[1][1:-1].strip()
            self.notes.append(note)
            node = Noted(node, note)
        for sign in reversed(signs):
            node = Unary(sign[1], node)
        return node

    def atom(self) -> Node:
        kind, text, at = self.take()
        if kind == "number":
            following = self.tokens[self.next]
            if following[0] == "d" and following[2] == at + len(text):
                self.take()
                return self.dice_term(text, at)
            if len(text) > MAX_DIGITS + 1 or (len(text) > MAX_DIGITS and "." not in text):
                raise self.wrong("this number is too large", at, f"use at most {MAX_DIGITS} digits")
            return Number(float(text) if "." in text else int(text), text)
        if kind == "d":
            return self.dice_term("1", at, "")
        if (kind, text) == ("sign", "("):
            return self.group(at)
        if kind == "end":
            raise self.wrong("something is missing at the end", at, "write dice such as 1d20+5")
        raise self.wrong(f"{text!r} is not expected", at, "write dice such as 1d20+5 or 4d6kh3")

    def dice_term(self, count_text: str, at: int, shown: str | None = None) -> Node:
        kind, text, position = self.take()
        glued = position == self.tokens[self.next - 2][2] + 1
        if not glued or not (kind == "number" or text == "%") or "." in text or "." in count_text:
            raise self.wrong("after 'd' comes the number of sides", at, "write 1d20, or d% for tens")
        count = int(count_text) if len(count_text) <= MAX_DIGITS else MAX_DICE + 1
        self.dice += count
        if self.dice > MAX_DICE:
            raise self.wrong("these are too many dice", at, f"roll at most {MAX_DICE} at once")
        sides = PERCENT if text == "%" else int(text) if len(text) <= MAX_DIGITS else MAX_SIDES + 1
        if text != "%" and not 1 <= sides <= MAX_SIDES:
            raise self.wrong(f"a die cannot have {text} sides", position, f"use 1 to {MAX_SIDES}")
        return DiceTerm(count, sides, self.operations(dice=True), f"{count_text if shown is None else shown}d{text}")

    def group(self, at: int) -> Node:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self.wrong("too many parentheses inside each other", at, f"nest at most {MAX_DEPTH}")
        items: list[Node] = []
        comma = False
        while not self.peek(")"):
            if items and not comma:
                raise self.wrong("a parenthesis is not closed", at, "add )")
            items.append(self.comparison())
            comma = self.peek(",")
            if comma:
                self.take()
        self.take()
        self.depth -= 1
        return Group(tuple(items), len(items) == 1 and not comma, self.operations(dice=False))

    def operations(self, *, dice: bool) -> tuple[Operation, ...]:
        found: list[Operation] = []
        count = 0
        while self.tokens[self.next][0] == "op":
            _, name, at = self.take()
            count += 1
            if count > MAX_OPERATIONS:
                raise self.wrong("too many operations on one set", at, f"use at most {MAX_OPERATIONS}")
            if not dice and name not in ("k", "p"):
                raise self.wrong(f"'{name}' works on dice only", at, "in a set use k (keep) or p (drop)")
            by = self.take()[1] if self.peek("h", "l", "<", ">", "=") else ""
            kind, text, position = self.take()
            if kind != "number" or "." in text or len(text) > MAX_DIGITS:
                raise self.wrong(
                    f"'{name}' needs a number", position, f"write for example {name}{'h' if name in 'kp' else ''}1"
                )
            if name in ("mi", "ma") and by:
                raise self.wrong(f"'{name}' takes a plain number", at, f"write {name}{text}")
            selector = Selector("" if by == "=" else by, int(text))
            if found and found[-1].name == name and name not in ("mi", "ma"):
                selector_list = (*found.pop().selectors, selector)
            else:
                selector_list = (selector,)
            written = "".join(f"{name}{chosen.by}{chosen.number}" for chosen in selector_list)
            found.append(Operation(name, selector_list, written))  # type: ignore[arg-type]
        return tuple(found)
