"""The decorators of character card V3: lines beginning with `@@` above the text of a lore entry.

A line `@@@name` is a fallback for the line before it, used where that one is not known. Chains may be of any length.
All such lines are taken out of the text, also those that nobody knows.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from gm.domain.lore import LoreRule, Where

_WHERE: Final[Mapping[str, Where]] = {
    "after_desc": "after",
    "before_desc": "before",
    "personality": "personality",
    "scenario": "scenario",
}
_ROLES: Final = ("system", "user", "assistant")
ST_KNOWS: Final = frozenset({"activate", "dont_activate"})
"""The two that SillyTavern honours."""


def split_decorators(content: str) -> tuple[tuple[tuple[str, str, int], ...], str]:
    """The decorators above a text as (name, argument, fallback level), and the text without them."""
    lines = content.split("\n")
    found: list[tuple[str, str, int]] = []
    while lines and lines[0].startswith("@@"):
        line = lines.pop(0).strip()
        marks = len(line) - len(line.lstrip("@"))
        name, _, argument = line.lstrip("@").strip().partition(" ")
        found.append((name, argument.strip(), marks - 2))
    return tuple(found), "\n".join(lines)


def _number(key: str) -> Callable[[str, LoreRule], dict[str, Any] | None]:
    def read(argument: str, rule: LoreRule) -> dict[str, Any] | None:
        return {key: int(argument)} if argument.isdecimal() else None

    return read


def _flag(**values: Any) -> Callable[[str, LoreRule], dict[str, Any] | None]:
    return lambda argument, rule: values


def _keys(argument: str) -> tuple[str, ...]:
    return tuple(key for key in (part.strip() for part in argument.split(",")) if key)


def _depth(argument: str, rule: LoreRule) -> dict[str, Any] | None:
    if not argument.isdecimal() or rule.placement.where in ("personality", "scenario", "before"):
        return None  # a position is stronger than a depth
    return {"placement": rule.placement.model_copy(update={"where": "depth", "depth": int(argument)})}


def _role(argument: str, rule: LoreRule) -> dict[str, Any] | None:
    return {"placement": rule.placement.model_copy(update={"role": argument})} if argument in _ROLES else None


def _position(argument: str, rule: LoreRule) -> dict[str, Any] | None:
    where = _WHERE.get(argument)
    return None if where is None else {"placement": rule.placement.model_copy(update={"where": where})}


def _additional(argument: str, rule: LoreRule) -> dict[str, Any] | None:
    keys = _keys(argument)
    return {"extra": (*rule.extra, keys)} if keys else None


def _exclude(argument: str, rule: LoreRule) -> dict[str, Any] | None:
    keys = _keys(argument)
    return {"without": (*rule.without, *keys)} if keys else None


_KNOWN: Final[Mapping[str, Callable[[str, LoreRule], dict[str, Any] | None]]] = {
    "activate_only_after": _number("delay"),
    "activate_only_every": _number("every"),
    "keep_activate_after_match": _flag(forever=True),
    "dont_activate_after_match": _flag(once=True),
    "depth": _depth,
    "role": _role,
    "scan_depth": _number("scan_depth"),
    "is_greeting": _number("greeting"),
    "position": _position,
    "ignore_on_max_context": _flag(first_out=True),
    "additional_keys": _additional,
    "exclude_keys": _exclude,
    "is_user_icon": lambda argument, rule: {"icon": argument} if argument else None,
    "activate": _flag(force="on"),
    "dont_activate": _flag(force="off"),
}
"""Those with a meaning for us. The ones about prompts that count in tokens (`instruct_depth`, `reverse_depth`, …) and
about other programs' windows (`disable_ui_prompt`) are taken out of the text and change nothing."""


def decorated(rule: LoreRule, *, only: frozenset[str] | None = None) -> LoreRule:
    """The rule with its decorators read and taken out of its text.

    `only`: the names that count; None: all that we know. One with an argument that cannot be read counts as unknown,
    so that its fallback has its turn.
    """
    lines, text = split_decorators(rule.content)
    if not lines:
        return rule
    rule = rule.model_copy(update={"content": text})
    settled = True
    for name, argument, level in lines:
        if level > 0 and settled:
            continue  # the one that this stands in for is known
        reader = _KNOWN.get(name) if only is None or name in only else None
        change = None if reader is None else reader(argument, rule)
        settled = change is not None
        if change is not None:
            rule = rule.model_copy(update=change)
    return rule
