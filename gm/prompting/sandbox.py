"""The template engine, locked down: templates of strangers may shape words, and do nothing else.

No loader but a mapping, no attribute that starts with `_`, no method but a closed list, no filter but a closed list,
nothing that changes a value. Work is charged: each loop step, call and piece of output costs *units*, and a render
that has used up its units stops with an error (there is no clock here to stop it by time).
"""

import functools
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextvars import ContextVar
from typing import Any, Final

from jinja2 import BytecodeCache, FunctionLoader, StrictUndefined, nodes
from jinja2.bccache import Bucket
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

from gm.prompting.macros import expand_macros

UNITS: Final = 2_000_000
"""Work that one render may do: about one unit a character of output, and 50 a call."""
MAX_RANGE: Final = 1_000
"""Longest `range()`."""
MAX_TEXT: Final = 200_000
"""Longest text, in characters, that an expression may build."""
_UNSEEN: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""Controls, line breaks in disguise, marks that turn the direction of writing, and halves of characters."""
LONGEST_NUMBER: Final = 64
"""Characters of a text that may be read as a number."""
INPUT_CHARS: Final = 4_000
"""Longest line of a player that a prompt quotes; the rest is cut with a mark. The record keeps all of it."""

# fmt: off
_FILTERS: Final = (
    "abs", "capitalize", "count", "d", "default", "dictsort", "first", "float", "groupby", "int", "items",
    "join", "last", "length", "list", "lower", "map", "max", "min", "reject", "rejectattr", "reverse", "round",
    "select", "selectattr", "sort", "string", "sum", "title", "trim", "truncate", "unique", "upper", "wordcount",
)
# fmt: on
# fmt: off
_TESTS: Final = (
    "defined", "undefined", "none", "string", "number", "integer", "boolean", "true", "false", "mapping", "sequence",
    "iterable", "in", "odd", "even", "divisibleby", "eq", "equalto", "==", "ne", "!=", "lt", "<", "lessthan", "le",
    "<=", "gt", ">", "greaterthan", "ge", ">=", "sameas", "lower", "upper",
)
# fmt: on
_METHODS: Final[dict[type, frozenset[str]]] = {
    str: frozenset({"upper", "lower", "strip", "title", "capitalize", "startswith", "endswith", "split"}),
    dict: frozenset({"items", "keys", "values", "get"}),
}

_STOPS: Final = ".!?…:;。！？؟।ฯ»”\"')]"

_left: ContextVar[list[int]] = ContextVar("template_units_left")


class TooMuchWork(Exception):
    """A render used up its units, or built a text or range beyond the caps."""


def charge(units: int) -> None:
    """Take units from the running render.

    Raises:
        TooMuchWork: none are left.
    """
    left = _left.get(None)
    if left is None:
        return
    left[0] -= units
    if left[0] < 0:
        raise TooMuchWork("it loops or writes too much")


class metered:
    """A block in which a template is rendered with a fresh budget of units."""

    def __enter__(self) -> None:
        self._token = _left.set([UNITS])

    def __exit__(self, *_exc: object) -> None:
        _left.reset(self._token)


def bounded_range(*args: int) -> range:
    """`range`, at most `MAX_RANGE` long."""
    found = range(*args)
    if len(found) > MAX_RANGE:
        raise TooMuchWork(f"range() is limited to {MAX_RANGE} steps")
    return found


def spoken(text: str) -> str:
    """A player's words, made safe to quote: one line, no guillemets of its own, at most `INPUT_CHARS` long.

    Templates put them between « and », so what stands between is theirs and nothing after it can be forged.
    """
    flat = " ".join(text.split()).replace("«", "‹").replace("»", "›")
    flat = _UNSEEN.sub(" ", flat)
    return flat if len(flat) <= INPUT_CHARS else f"{flat[:INPUT_CHARS]} … (cut)"


def quoted(text: str) -> str:
    """A passage of several paragraphs, each line of it marked as quoted, at most `INPUT_CHARS` long."""
    text = text.strip()
    text = text if len(text) <= INPUT_CHARS else f"{text[:INPUT_CHARS]} … (cut)"
    return "\n".join(f"> {_UNSEEN.sub(' ', line)}".rstrip() for line in text.splitlines())


def flat(text: str) -> str:
    """A text on one line."""
    return " ".join(text.split())


def sentence(text: str) -> str:
    """A text on one line that ends like a sentence, so that another can follow."""
    line = flat(text)
    return line if not line or line[-1] in _STOPS else f"{line}."


def _macros(text: str, char: str, user: str = "the party") -> str:
    return expand_macros(text, char=char, user=user)


def _replace(text: str, old: str, new: str) -> str:
    replaced = str(text).replace(str(old), str(new)) if old else str(text)
    _bounded_text(replaced)
    return replaced


def _bounded_text(value: Any) -> Any:
    if isinstance(value, str | list | tuple):
        if len(value) > MAX_TEXT:
            raise TooMuchWork(f"a text longer than {MAX_TEXT} characters")
        charge(len(value))
    return value


def _charged(name: str, work: Callable[..., Any]) -> Callable[..., Any]:
    """A filter that pays for what it is given, before it works, and for what it makes."""

    @functools.wraps(work)  # keeps the mark by which the engine knows what to pass
    def charged(*args: Any, **kwargs: Any) -> Any:
        for given in args:
            if isinstance(given, str | list | tuple | dict):
                charge(len(given))
            if isinstance(given, str) and name in ("int", "float") and len(given) > LONGEST_NUMBER:
                raise TooMuchWork("a number that long")
        charge(50)
        if name == "join":
            return _joined(work, *args, **kwargs)
        return _bounded_text(work(*args, **kwargs))

    return charged


def _joined(work: Callable[..., Any], context: Any, values: Iterable[Any], d: Any = "", attribute: Any = None) -> Any:
    """`join`, paid for piece by piece before the pieces are put together."""
    pieces = []
    for value in values:
        charge(len(str(d)) + (len(value) if isinstance(value, str) else 50))
        pieces.append(value)
    return _bounded_text(work(context, pieces, d, attribute))


def _metered_loop(values: Iterable[Any], weight: int) -> Iterator[Any]:
    for value in values:
        charge(weight)
        yield value


def _finalize(value: Any) -> Any:
    if isinstance(value, str):
        charge(len(value))
    return value


def _literal_length(node: nodes.Node) -> int:
    return sum(len(data.data) for data in node.find_all(nodes.TemplateData))


class _Compiled(BytecodeCache):
    """Templates compiled in this process, by name, origin and text: campaigns share the shipped ones."""

    MOST: Final = 1_000

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], Any] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """The code of this very text, if it was compiled before."""
        bucket.code = self._kept.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep it; the oldest goes when there are too many."""
        self._kept[bucket.key, bucket.checksum] = bucket.code
        if len(self._kept) > self.MOST:
            self._kept.pop(next(iter(self._kept)), None)


_COMPILED: Final = _Compiled()


class PromptEnvironment(ImmutableSandboxedEnvironment):
    """Jinja2 with all of the above. `sources` is everything there is to load."""

    intercepted_binops = frozenset({"*", "**", "%", "+"})

    def __init__(self, sources: Mapping[str, str], filename: Callable[[str], str]) -> None:
        def load(name: str) -> tuple[str, str, Callable[[], bool]] | None:
            return (sources[name], filename(name), lambda: True) if name in sources else None

        super().__init__(
            loader=FunctionLoader(load),
            undefined=StrictUndefined,
            autoescape=False,
            trim_blocks=True,
            lstrip_blocks=True,
            finalize=_finalize,
            auto_reload=False,
            bytecode_cache=_COMPILED,
            cache_size=-1,
        )
        self.globals = {"range": bounded_range}
        known = self.filters
        self.filters = {name: _charged(name, known[name]) for name in _FILTERS}
        self.filters |= {
            "spoken": spoken,
            "quoted": quoted,
            "flat": flat,
            "sentence": sentence,
            "macros": _macros,
            "replace": _replace,
        }
        self.filters |= {"_metered_loop": _metered_loop, "_bounded_text": _bounded_text}
        self.tests = {name: self.tests[name] for name in _TESTS}

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        for loop in list(tree.find_all(nodes.For)):
            weight = nodes.Const(10 + _literal_length(loop), lineno=loop.lineno)
            loop.iter = nodes.Filter(loop.iter, "_metered_loop", [weight], [], None, None, lineno=loop.lineno)
        self._bound_concats(tree)
        tree.set_environment(self)
        return tree

    def _bound_concats(self, node: nodes.Node) -> None:
        """Wrap each `a ~ b`, so that doubling a text in a loop meets the cap."""
        for field, value in node.iter_fields():
            if isinstance(value, list):
                for index, item in enumerate(value):
                    if isinstance(item, nodes.Node):
                        self._bound_concats(item)
                        value[index] = _wrapped(item)
            elif isinstance(value, nodes.Node):
                self._bound_concats(value)
                setattr(node, field, _wrapped(value))

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Fields of values are open; of methods only the closed list; nothing private."""
        if attr.startswith("_"):
            return False
        if callable(value):
            return any(isinstance(obj, kind) and attr in names for kind, names in _METHODS.items())
        return super().is_safe_attribute(obj, attr, value)

    def wrap_str_format(self, value: Any) -> None:
        """`str.format` is not on the list: its widths build texts of any size."""

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Arithmetic on numbers; of texts only `+`, within the caps."""
        if operator == "+":
            return _bounded_text(left + right)
        if not (isinstance(left, int | float) and isinstance(right, int | float)):
            raise TooMuchWork(f"`{operator}` is for numbers only")
        if operator == "**" and (abs(left) > 1_000 or abs(right) > 16):
            raise TooMuchWork("a power that large")
        return super().call_binop(context, operator, left, right)

    def call(*args: Any, **kwargs: Any) -> Any:
        """Every call of a macro, method or global costs units: recursion ends too."""
        charge(50)
        return _bounded_text(ImmutableSandboxedEnvironment.call(*args, **kwargs))


def _wrapped(node: nodes.Node) -> nodes.Node:
    if not isinstance(node, nodes.Concat):
        return node
    return nodes.Filter(node, "_bounded_text", [], [], None, None, lineno=node.lineno)
