"""Where a new entry goes in a campaign's files: below the others of its kind, with every other line as it was. Pure.

The text is inserted, never written anew from what was read: comments, order and quotes are the author's.
"""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import yaml

from gm.authoring.include import MAIN, gather
from gm.authoring.problem import Problems
from gm.domain.errors import Refused
from gm.forge.yaml_text import entry_text, flow_text

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_USUAL_INDENT: Final = 2


@dataclass(frozen=True, slots=True)
class Addition:
    """Files with something new in them: path → their bytes before and after."""

    files: Mapping[str, tuple[bytes, bytes]]

    def diff(self) -> str:
        """What would change, as a unified diff."""
        parts: list[str] = []
        for path, (before, after) in sorted(self.files.items()):
            old, new = (text.decode().splitlines(keepends=True) for text in (before, after))
            parts += difflib.unified_diff(old, new, f"a/{path}", f"b/{path}")
        return "".join(line if line.endswith("\n") else f"{line}\n" for line in parts)

    def applied(self, sources: Mapping[str, bytes]) -> dict[str, bytes]:
        """The sources with it."""
        return {**sources, **{path: after for path, (_, after) in self.files.items()}}


def adding(sources: Mapping[str, bytes], root: str, entry_id: str, fields: dict[str, Any]) -> Addition:
    """The entry, put below the last of its kind; a campaign without any gets the kind at the end of `campaign.yaml`.

    Raises:
        Refused: the file that holds the kind cannot be read, or is written in a way that nothing can be put into.
    """
    path = _home(sources, root)
    before = sources[path]
    text = _decoded(path, before)
    top = yaml.compose(text, Loader=_LOADER)
    held = _value(top, root)
    if held is None:
        gap = "" if not text or text.endswith("\n") else "\n"
        after = f"{text}{gap}\n{root}:\n{entry_text(entry_id, fields, indent=_USUAL_INDENT)}"
    else:
        after = _within(text, held, entry_id, fields)
    return Addition({path: (before, after.encode())})


def joining(addition: Addition, sources: Mapping[str, bytes], place: str, to: str, label: str) -> Addition:
    """The addition, with a way from this place to the new one beside its other exits. The same addition where the
    place's exits are nowhere to be found."""
    now = addition.applied(sources)
    path = _home(now, "places", having=place)
    text = _decoded(path, now[path])
    held = _value(_value(yaml.compose(text, Loader=_LOADER), "places"), place)
    exits = _value(held, "exits")
    if not isinstance(exits, yaml.MappingNode) or not exits.value:
        return addition
    after = _with_pair(text, exits, to, label)
    before = addition.files[path][0] if path in addition.files else now[path]
    return Addition({**addition.files, path: (before, after.encode())})


def _decoded(path: str, data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError:
        raise Refused(f"{path} is not UTF-8.", remedy="`gm lint` says where.") from None


def _home(sources: Mapping[str, bytes], root: str, *, having: str = "") -> str:
    """The file that such an entry belongs in: that with the most of its kind, or the one that holds `having`."""
    found: list[tuple[int, str]] = []
    for path, node in gather(sources, Problems()).roots.items():
        for key, value in node.entries:
            if key.text != root:
                continue
            entries = getattr(value, "entries", ())
            if any(each.text == having for each, _ in entries):
                return path
            found.append((len(entries) or len(getattr(value, "items", ())), path))
    return max(found, key=lambda each: each[0])[1] if found else MAIN


def _value(node: Any, key: str) -> Any:
    if not isinstance(node, yaml.MappingNode):
        return None
    return next((value for name, value in node.value if name.value == key), None)


def _within(text: str, held: Any, entry_id: str, fields: dict[str, Any]) -> str:
    as_item = isinstance(held, yaml.SequenceNode)
    if not as_item and not isinstance(held, yaml.MappingNode):  # `npcs:` with nothing below
        at = _line_end(text, held.start_mark.line)
        return f"{text[:at]}{entry_text(entry_id, fields, indent=_USUAL_INDENT)}{text[at:]}"
    if held.flow_style:
        if as_item:
            return _before_close(text, held, flow_text("id", entry_id) + ", " + _flow(fields), braces=True)
        return _before_close(text, held, flow_text(entry_id, fields))
    indent = held.start_mark.column
    at = _end_of(text, held)
    gap = "" if text[:at].endswith("\n") else "\n"
    spaced = "\n" if _is_spaced(text, held) else ""
    return f"{text[:at]}{gap}{spaced}{entry_text(entry_id, fields, indent=indent, as_item=as_item)}{text[at:]}"


def _with_pair(text: str, held: Any, key: str, value: str) -> str:
    if held.flow_style:
        return _before_close(text, held, flow_text(key, value))
    at = _end_of(text, held)
    gap = "" if text[:at].endswith("\n") else "\n"
    line = yaml.safe_dump({key: value}, allow_unicode=True, width=10**6)
    return f"{text[:at]}{gap}{' ' * held.start_mark.column}{line}{text[at:]}"


def _flow(fields: dict[str, Any]) -> str:
    return ", ".join(flow_text(name, value) for name, value in fields.items())


def _before_close(text: str, held: Any, pair: str, *, braces: bool = False) -> str:
    close = held.end_mark.index - 1
    kept = text[:close].rstrip()
    comma = "" if not held.value or kept.endswith(",") else ","
    blank = " " if held.value else ""
    return f"{kept}{comma}{blank}{'{' + pair + '}' if braces else pair}{text[close:]}"


def _end_of(text: str, held: Any) -> int:
    """Where the last line of a block ends: what follows of blanks and comments belongs to what comes after it."""
    lines = text.splitlines(keepends=True)
    last = min(held.end_mark.line, len(lines))
    if not "".join(lines[last:])[held.end_mark.column :].strip():  # the file ends within that line
        last = len(lines)
    while last > held.start_mark.line + 1 and _is_idle(lines[last - 1]):
        last -= 1
    return sum(len(line) for line in lines[:last])


def _is_idle(line: str) -> bool:
    return not line.strip() or line.lstrip().startswith("#")


def _line_end(text: str, line: int) -> int:
    lines = text.splitlines(keepends=True)
    return sum(len(each) for each in lines[: line + 1])


def _is_spaced(text: str, held: Any) -> bool:
    """Whether the author leaves an empty line between entries."""
    lines = text.splitlines()
    starts = [(node[0] if isinstance(node, tuple) else node).start_mark.line for node in held.value[1:]]
    return bool(starts) and all(line > 0 and not lines[line - 1].strip() for line in starts)
