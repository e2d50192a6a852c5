"""`extends:` in a ruleset: another kit's file with some of its parts replaced, added or taken out.

Mappings are merged key by key, however deep; anything else (a text, a number, a whole list) takes the place of what was
there; a key with nothing behind it takes that part out. Each part keeps the place where it was written, so that a
mistake is named where it stands, in whichever file.
"""

from collections.abc import Callable
from typing import Final

from gm.authoring.problem import quoted
from gm.authoring.scalars import Reading
from gm.authoring.yaml_source import MapNode, Node, ScalarNode

EXTENDS: Final = "extends"
MOST: Final = 5
"""Kits that may stand on each other."""

Parse = Callable[[str, ScalarNode], MapNode | None]
"""The top of the ruleset of that name; None after saying what is wrong, at the node that names it."""


def extended(node: MapNode, find: Parse, reading: Reading, path: str = "", above: tuple[str, ...] = ()) -> MapNode:
    """The ruleset with what it extends filled in; `above`: the kits that stand on this one."""
    named = next(((key, value) for key, value in node.entries if key.text == EXTENDS), None)
    if named is None:
        return node
    key, value = named
    own = MapNode(node.spot, tuple(entry for entry in node.entries if entry[0] is not key))
    if not isinstance(value, ScalarNode) or not isinstance(value.value, str):
        reading.wrong(value, f"{path}{EXTENDS}", "the name of a ruleset")
        return own
    name = value.text
    if name in above:
        circle = " → ".join((*above[above.index(name) :], name))
        reading.problems.add(value.spot, f"{path}{EXTENDS}", f"rulesets extend each other in a circle: {circle}")
        return own
    if len(above) >= MOST:
        reading.problems.add(value.spot, f"{path}{EXTENDS}", f"more than {MOST} rulesets stand on each other here")
        return own
    base = find(name, value)
    if base is None:
        return own
    reading.kits.append(name)
    whole = extended(base, find, reading, path, (*above, name))
    nameless = tuple(entry for entry in whole.entries if entry[0].text != "slug")
    return merged(MapNode(whole.spot, nameless), own)


def merged(base: MapNode, own: MapNode) -> MapNode:
    """Two mappings as one: `own` goes before `base`, and stands where `base` has the key."""
    entries: dict[str, tuple[ScalarNode, Node]] = {key.text: (key, value) for key, value in base.entries}
    for key, value in own.entries:
        there = entries.get(key.text)
        if isinstance(value, ScalarNode) and value.value is None:
            entries.pop(key.text, None)
        elif there is not None and isinstance(there[1], MapNode) and isinstance(value, MapNode):
            entries[key.text] = (key, merged(there[1], value))
        else:
            entries[key.text] = (key, value)
    return MapNode(own.spot, tuple(entries.values()))


def unknown_ruleset(reading: Reading, node: ScalarNode, path: str, names: list[str]) -> None:
    """Say that there is no ruleset of that name, and which there are."""
    suggestion = reading.problems.suggest(node.text, names)
    rest = "" if suggestion else f": there is {', '.join(names[:8])}" if names else ": there are none"
    reading.problems.add(node.spot, path, f"no ruleset {quoted(node.text)}{rest}", suggestion=suggestion)
