"""An entry as an author would write it: long sentences folded, short words on one line. Pure."""

from typing import Any, Final

import yaml

_WIDTH: Final = 110
_SHORT: Final = 32
"""Longest word of a list that is written on one line."""


class _Dumper(yaml.SafeDumper):
    """Indents lists below their key, as the shipped campaigns do."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> Any:
        return super().increase_indent(flow, False)


def _text(dumper: yaml.SafeDumper, value: str) -> yaml.Node:
    style = ">" if len(value) > _WIDTH - 20 and "\n" not in value else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)


def _list(dumper: yaml.SafeDumper, value: list[Any]) -> yaml.Node:
    short = all(isinstance(each, str | int) and len(str(each)) <= _SHORT for each in value)
    flat = short and sum(len(str(each)) + 2 for each in value) < _WIDTH - 30
    return dumper.represent_sequence("tag:yaml.org,2002:seq", value, flow_style=flat)


_Dumper.add_representer(str, _text)
_Dumper.add_representer(list, _list)


def entry_text(entry_id: str, fields: dict[str, Any], *, indent: int = 2, as_item: bool = False) -> str:
    """`id:` with its fields below, each line indented by so many blanks; `as_item`: as an item of a list."""
    value: Any = [{"id": entry_id, **fields}] if as_item else {entry_id: fields}
    text = yaml.dump(value, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=_WIDTH - indent)
    if as_item and text.startswith("  "):  # the dumper indents a list also where nothing is above it
        text = "".join(line[2:] if line.startswith("  ") else line for line in text.splitlines(keepends=True))
    blanks = " " * indent
    return "".join(f"{blanks}{line}" if line.strip() else line for line in text.splitlines(keepends=True))


def flow_text(entry_id: str, value: Any) -> str:
    """`id: value` on one line, for a mapping that is written within braces."""
    text = yaml.dump({entry_id: value}, Dumper=_Dumper, default_flow_style=True, allow_unicode=True, width=10**6)
    return text.strip()[1:-1]
