"""YAML text → nodes with positions, by a small and strict reading of YAML.

Words are words: booleans, null and numbers follow YAML 1.2's core schema (`no`, `on` and `12:30` are text), and a
number does not begin with a needless 0. Left out on purpose: anchors and aliases (a way to make a small file huge),
tags, several documents. The scan of events comes before `compose`, because the C loader ignores a compose hook and
recurses on nesting.
"""

import re
from dataclasses import dataclass
from typing import Any, Final

import yaml

from gm.authoring.problem import Problems, Spot, quoted

MAX_FILE_BYTES: Final = 2**20
MAX_DEPTH: Final = 32
"""Lists and mappings within each other. A campaign's deepest effect stands about 14 deep."""
MAX_NODES: Final = 50_000
_MAX_REFUSALS: Final = 50

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_UNPRINTABLE: Final = re.compile(
    "[^\t\n\r\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)
"""Control characters and invisible line breaks: the latter would shift every line number after them."""

_CONTROL: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff]")
"""What an escape such as `"\\e"` can put into a value, and what turns the direction of what follows it on a screen."""

_INT: Final = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,17})|0o[0-7]{1,20}|0x[0-9a-fA-F]{1,15}")
_FLOAT: Final = re.compile(
    r"[-+]?(?:\.[0-9]{1,40}|(?:0|[1-9][0-9]{0,40})(?:\.[0-9]{0,40})?)(?:[eE][-+]?[0-9]{1,3})?"
    r"|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)"
)
_WORDS: Final[dict[str, bool | None]] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}

_PLAIN_WORDS: Final = (
    (
        "mapping values are not allowed",
        'a ":" where no field can begin: put quotes around text that holds ": ", or look at the line above',
    ),
    ("did not find expected key", "this line does not fit the indentation above it, or a quote is not closed"),
    ("could not find expected ':'", 'a field needs ": " after its name'),
    ("did not find expected ',' or ']'", "a list in [ ] from line {} on is not closed, or lacks a comma"),
    ("did not find expected ',' or '}'", "a mapping in {{ }} from line {} on is not closed, or lacks a comma"),
    ("did not find expected '-' indicator", "this line does not fit into the list above it"),
    ("found unexpected end of stream", "a quoted text is not closed"),
    ("block sequence entries are not allowed", "a list cannot begin here: put it on the next line"),
    ("found unknown escape character", r'an unknown escape in "…": write \\ for a backslash'),
    ("did not find expected node content", "a value is missing here"),
    ("did not find expected <document start>", "text after the end of the document (`...`)"),
    ("found undefined tag handle", "tags (`!…`) are not used here: put quotes around the text"),
)


@dataclass(frozen=True, slots=True)
class ScalarNode:
    """A single value: `text` as it was written, `value` as YAML 1.2 reads it."""

    spot: Spot
    text: str
    value: str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class ListNode:
    """A list."""

    spot: Spot
    items: "tuple[Node, ...]"


@dataclass(frozen=True, slots=True)
class MapNode:
    """A mapping: (key, value) in the order of the file, no key twice."""

    spot: Spot
    entries: "tuple[tuple[ScalarNode, Node], ...]"


Node = ScalarNode | ListNode | MapNode


def parse_yaml(file: str, data: bytes, problems: Problems) -> Node | None:
    """The file's document, or None if it cannot be used; why not is added to `problems`.

    An empty document is a null scalar. A duplicate key is a problem, but the node is still given (first one wins).
    """
    text = _decode(file, data, problems)
    if text is None:
        return None
    before = len(problems.found)
    try:
        _scan(file, text, problems)
        if len(problems.found) > before:
            return None
        root = yaml.compose(text, Loader=_LOADER)
    except yaml.YAMLError as error:
        _syntax(file, text, error, problems)
        return None
    if root is None:
        return ScalarNode(Spot(file), "", None)
    return _convert(file, root, "", problems)


def _decode(file: str, data: bytes, problems: Problems) -> str | None:
    if len(data) > MAX_FILE_BYTES:
        problems.add(Spot(file), "", f"the file has {len(data):,} bytes: at most {MAX_FILE_BYTES:,} are read")
        return None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        good = data[: error.start].decode("utf-8-sig", errors="replace")
        problems.add(_spot_after(file, good), "", f"this is not UTF-8 (byte 0x{data[error.start]:02x})")
        return None
    bad = _UNPRINTABLE.search(text)
    if bad:
        what = f"U+{ord(bad.group()):04X}"
        problems.add(_spot_after(file, text[: bad.start()]), "", f"an invisible character ({what}): remove it")
        return None
    return text


def _spot_after(file: str, text: str) -> Spot:
    lines = re.split(r"\r\n|\r|\n", text)
    return Spot(file, len(lines), len(lines[-1]) + 1)


def _scan(file: str, text: str, problems: Problems) -> None:
    """Refuse what YAML can do and authors must not, event by event: nothing is built and nothing recurses."""
    lines = text.splitlines()
    depth = nodes = documents = refused = 0
    for event in yaml.parse(text, Loader=_LOADER):
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents > 1:
                problems.add(_spot(file, event), "", "a second document begins here: one file holds one, without `---`")
                return
        elif isinstance(event, yaml.NodeEvent):
            nodes += 1
            complaint = _complaint(event, lines)
            if complaint:
                problems.add(_spot(file, event), "", complaint)
                refused += 1
            depth += isinstance(event, yaml.CollectionStartEvent)
            if depth > MAX_DEPTH:
                problems.add(_spot(file, event), "", f"nested more than {MAX_DEPTH} deep")
                return
            if nodes > MAX_NODES or refused >= _MAX_REFUSALS:
                problems.add(_spot(file, event), "", f"more than {MAX_NODES:,} values" if not refused else "and so on")
                return
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def _complaint(event: Any, lines: list[str]) -> str:
    if isinstance(event, yaml.AliasEvent):
        return f"aliases (`*{event.anchor}`) are not used here: write the value out again"
    if event.anchor is not None:
        return f"anchors (`&{event.anchor}`) are not used here: write the value out where it is needed"
    if event.tag is not None:
        return "tags (`!…`) are not used here: put quotes around the text"
    hidden = _CONTROL.search(event.value) if isinstance(event, yaml.ScalarEvent) else None
    if hidden:
        return f"an invisible character (U+{ord(hidden.group()):04X}) in this text: remove it"
    mark = event.start_mark
    before = lines[mark.line][: mark.column] if mark.line < len(lines) else ""
    if "\t" in before and not before.strip("\t -?"):
        return "a tab in the indentation: use spaces"
    return ""


def _spot(file: str, marked: Any) -> Spot:
    mark = marked.start_mark
    return Spot(file, mark.line + 1, mark.column + 1)


def _syntax(file: str, text: str, error: yaml.YAMLError, problems: Problems) -> None:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    said = str(getattr(error, "problem", None) or "this is not YAML")
    line, column = (mark.line, mark.column) if mark is not None else (0, 0)
    lines = text.splitlines()
    here = lines[line] if line < len(lines) else ""
    indentation = here[: len(here) - len(here.lstrip())]
    if "\t" in indentation:
        spot = Spot(file, line + 1, indentation.index("\t") + 1)
        problems.add(spot, "", "a tab in the indentation: use spaces")
        return
    if "cannot start any token" in said:
        message = f"a value cannot begin with {quoted(here[column : column + 1])}: put quotes around it"
    else:
        message = next((words for start, words in _PLAIN_WORDS if said.startswith(start)), f"not YAML: {said}")
    opened = getattr(error, "context_mark", None)
    if "from line {}" in message:
        message = message.format(opened.line + 1 if opened is not None else line + 1)
    if opened is not None and line >= len(lines) - said.startswith("found unexpected end of stream"):
        line, column = opened.line, opened.column  # where the bracket or quote stands that is never closed
    if line >= len(lines) > 0:
        line, column = len(lines) - 1, len(lines[-1])
    problems.add(Spot(file, line + 1, column + 1), "", message)


def _convert(file: str, node: yaml.Node, path: str, problems: Problems) -> Node:
    spot = _spot(file, node)
    if isinstance(node, yaml.ScalarNode):
        text: str = node.value
        return ScalarNode(spot, text, _resolve(text) if _is_plain(node) else text)
    if isinstance(node, yaml.SequenceNode):
        return ListNode(spot, tuple(_convert(file, item, path, problems) for item in node.value))
    entries: list[tuple[ScalarNode, Node]] = []
    seen: dict[str, ScalarNode] = {}
    for key_node, value_node in node.value:
        if not isinstance(key_node, yaml.ScalarNode):
            problems.add(_spot(file, key_node), path, "a list or mapping cannot be the name of a field")
            continue
        key = ScalarNode(_spot(file, key_node), key_node.value, key_node.value)
        if _is_plain(key_node):
            key = ScalarNode(key.spot, key.text, _resolve(key.text))
        below = f"{path}.{key.text}" if path else key.text
        value = _convert(file, value_node, below, problems)
        if key.text in seen:
            first = seen[key.text].spot.line
            problems.add(key.spot, path, f"{quoted(key.text)} is given twice: the first is in line {first}")
            continue
        seen[key.text] = key
        entries.append((key, value))
    return MapNode(spot, tuple(entries))


def _is_plain(node: yaml.ScalarNode) -> bool:
    return node.style in (None, "")


def _resolve(text: str) -> str | int | float | bool | None:
    """A plain scalar by the core schema of YAML 1.2."""
    if text in _WORDS:
        return _WORDS[text]
    if _INT.fullmatch(text):
        return int(text, 0)
    if _FLOAT.fullmatch(text):
        return float(text.replace(".", "", 1) if text[-1] in "fFnN" else text)  # Python writes .inf without the dot
    return text
