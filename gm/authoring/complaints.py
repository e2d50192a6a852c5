"""What pydantic has to say, in words for authors, put back on the node that it is about."""

import re
import unicodedata
from typing import Any

from pydantic_core import ErrorDetails

from gm.authoring.problem import Problems, Spot, quoted, shown
from gm.authoring.yaml_source import ListNode, MapNode, Node, ScalarNode

Entries = dict[str, tuple[ScalarNode, Node]]
"""The fields of an object as they were written: name → (the name's node, the value's)."""


def complain(problems: Problems, detail: ErrorDetails, entries: Entries, path: str, spot: Spot) -> None:
    """Put one of pydantic's errors on the node that it is about, in plain words."""
    node: Node | None = None
    for step in detail["loc"]:
        if node is None:
            node = entries[str(step)][1] if str(step) in entries else None
            path = f"{path}.{step}" if path else str(step)
        elif isinstance(node, ListNode) and isinstance(step, int) and step < len(node.items):
            node = node.items[step]
            path = f"{path}[{step + 1}]"
        elif isinstance(node, MapNode):
            entry = next((value for key, value in node.entries if key.text == str(step)), None)
            node = entry if entry is not None else node
            path = f"{path}.{step}" if entry is not None else path
    message, expected, suggestion = _plainly(detail)
    place = node.spot if node is not None else spot
    problems.add(place, path, message, expected=expected, suggestion=suggestion)


def _plainly(detail: ErrorDetails) -> tuple[str, str, str]:
    """(message, expected, suggestion) for a complaint of pydantic's."""
    bounds: dict[str, Any] = detail.get("ctx", {})
    value = detail["input"]
    match detail["type"]:
        case "greater_than_equal":
            return f"{value} is too small: {bounds['ge']} or more", f"at least {bounds['ge']}", ""
        case "less_than_equal":
            return f"{value} is too large: {bounds['le']} or less", f"at most {bounds['le']}", ""
        case "string_pattern_mismatch":
            plain = unicodedata.normalize("NFD", str(value)[:64].lower())  # "inés" is nearer to "ines" than to "in-s"
            bare = "".join(char for char in plain if not unicodedata.combining(char))
            slug = re.sub(r"[^a-z0-9_]+", "-", bare).strip("-_")
            rule = "an id is made of small letters a to z, digits, - and _"
            return f"{quoted(str(value))} is not an id: {rule}", "an id", slug
        case "string_too_long":
            return f"{len(value)} characters are too many: {bounds['max_length']} at most", "a shorter text", ""
        case "too_short":
            return f"too few ({bounds['actual_length']}): at least {bounds['min_length']}", "more of them", ""
        case "too_long":
            return f"too many ({len(value)}): at most {bounds['max_length']}", "fewer of them", ""
        case _:
            return shown(str(detail["msg"]), 200), "", ""


def describe(node: Node) -> str:
    """What stands there, in words."""
    if isinstance(node, ListNode):
        return "a list"
    if isinstance(node, MapNode):
        return "a mapping"
    if node.value is None:
        return "nothing"
    if isinstance(node.value, bool):
        return node.text
    if isinstance(node.value, int | float):
        return f"the number {shown(node.text)}"
    return ("the word " if len(node.text.split()) == 1 else "the text ") + quoted(node.text)
