"""A draft as it came back: out of its fences, one entry with an id that is free. Pure."""

import re
import unicodedata
from collections.abc import Collection
from typing import Any, Final

from gm.authoring.problem import Problems
from gm.authoring.yaml_source import ListNode, MapNode, Node, ScalarNode, parse_yaml
from gm.domain.errors import BadReply
from gm.forge.kinds import Kind

_FENCED: Final = re.compile(r"```(?:ya?ml)?[ \t]*\n(?P<inside>.*?)(?:\n```|\Z)", re.DOTALL | re.IGNORECASE)
_LONGEST: Final = 48


def read_entry(text: str, kind: Kind, taken: Collection[str]) -> tuple[str, dict[str, Any]]:
    """The id and the fields that a reply holds. Fields that were not asked for are left out.

    Raises:
        BadReply: there is no entry in it; says why.
    """
    fenced = _FENCED.search(text)
    problems = Problems()
    node = parse_yaml("draft.yaml", (fenced["inside"] if fenced else text).strip().encode(), problems)
    if problems.found or not isinstance(node, MapNode):
        why = "; ".join(str(each) for each in problems.found[:3]) or "a mapping such as `old-meg:` was expected"
        raise BadReply(f"That is no entry: {why}")
    name, found = _unwrapped(_plain(node), kind)
    fields = {key: found[key] for key in kind.fields if found.get(key) not in (None, "", [], {})}
    if not fields:
        raise BadReply(f"None of its fields is one of a {kind.name}: {', '.join(kind.fields)}")
    return free_id(name or str(fields.get("name") or fields.get("title") or kind.name), taken), fields


def free_id(name: str, taken: Collection[str]) -> str:
    """An id made of a name, one that is not taken."""
    plain = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:_LONGEST].strip("-") or "entry"
    at, found = 2, slug
    while found in taken:
        found, at = f"{slug}-{at}", at + 1
    return found


def _unwrapped(value: dict[str, Any], kind: Kind) -> tuple[str, dict[str, Any]]:
    """The entry within what may stand around it: `npcs:`, its id, a list of one."""
    name = ""
    while True:
        if isinstance(value.get("id"), str):
            return value["id"], value
        inner = next(iter(value.values()), None) if len(value) == 1 else None
        if isinstance(inner, list) and len(inner) == 1:
            inner = inner[0]
        key = next(iter(value), "")
        if not isinstance(inner, dict) or key in kind.fields:
            return name, value
        name, value = ("" if key == kind.root else key), inner


def _plain(node: Node) -> Any:
    if isinstance(node, MapNode):
        return {key.text: _plain(value) for key, value in node.entries}
    if isinstance(node, ListNode):
        return [_plain(item) for item in node.items]
    assert isinstance(node, ScalarNode)
    return node.value
