"""Lorebooks out: as a card's book (V2, V3), as a V3 file, as a SillyTavern World file.

What was read in the same form and is unchanged goes out as it came. What the form has no place for stands in the
entry's `extensions` under our own name.
"""

from collections.abc import Mapping
from typing import Any, Final, Literal

from gm.domain.card import Lorebook
from gm.domain.lore import LoreRule
from gm.interop.book_fields import CARD_OWN, EXT_OWN, KEPT, LOGIC, MATCHES, ROLES, SIMPLE, ST_OWN, WHERE
from gm.interop.book_in import card_rule, world_rule
from gm.interop.json_in import dict_of

Target = Literal["v2", "v3", "st"]
_CARDS: Final = ("v2", "v3")


def card_book(book: Lorebook, *, v3: bool = True) -> dict[str, Any]:
    """The book as `character_book` of a V2 or V3 card, or as the data of a V3 file."""
    ours = book.form in _CARDS or not book.form
    out: dict[str, Any] = {**(book.unknown if ours else {}), "name": book.name, "description": book.description}
    for key, value in (
        ("scan_depth", book.scan_depth),
        ("token_budget", book.token_budget),
        ("recursive_scanning", book.recursive),
    ):
        if value is not None:
            out[key] = value
    out["extensions"] = dict(book.extensions) | ({} if ours or not book.unknown else {KEPT: book.unknown})
    out["entries"] = [_card_entry(book, rule, at, v3=v3) for at, rule in enumerate(book.rules)]
    return out


def v3_file(book: Lorebook) -> dict[str, Any]:
    """The book as a file of its own."""
    return {"spec": "lorebook_v3", "data": card_book(book)}


def world_file(book: Lorebook) -> dict[str, Any]:
    """The book as a World file of SillyTavern."""
    entries = {
        rule.id if book.form == "st" else str(at): _world_entry(book, rule, at) for at, rule in enumerate(book.rules)
    }
    out: dict[str, Any] = {**(book.unknown if book.form == "st" else {}), "entries": entries}
    if book.form == "st":
        return {**out, "name": book.name} if book.name else out
    settings = {
        "description": book.description,
        "scan_depth": book.scan_depth,
        "token_budget": book.token_budget,
        "recursive_scanning": book.recursive,
        "unknown": book.unknown,
    }
    kept = {key: value for key, value in settings.items() if value not in (None, "", {})}
    ext = {**book.extensions, **({KEPT: kept} if kept else {})}
    return {**out, "name": book.name, **({"extensions": ext} if ext else {})}


def _card_entry(book: Lorebook, rule: LoreRule, at: int, *, v3: bool) -> dict[str, Any]:
    original: dict[str, Any] = dict(book.originals.get(rule.id, {}))
    ours = book.form in _CARDS
    if ours and card_rule(original, rule.id) == rule:  # as it was read
        return {**original, "use_regex": False} if v3 and "use_regex" not in original else original
    ext: dict[str, Any] = {key: value for key, value in _extensions(rule).items() if value != _DEFAULTS.get(key)}
    if ours:
        ext = {**dict_of(original.get("extensions")), **_extensions(rule)}
    elif book.form == "st":
        left = {key: value for key, value in original.items() if key not in ST_OWN}
        ext |= dict_of(left.pop("extensions", None))
        ext |= {KEPT: {"original": left}} if left else {}
    elif original:
        ext |= {KEPT: {"original": original, "form": book.form}}
    entry: dict[str, Any] = {
        **({key: value for key, value in original.items() if key not in CARD_OWN} if ours else {}),
        "keys": list(rule.keys),
        "content": rule.content,
        "extensions": ext,
        "enabled": rule.enabled,
        "insertion_order": rule.order,
    }
    return entry | _optional(rule, at, v3=v3)


def _optional(rule: LoreRule, at: int, *, v3: bool) -> dict[str, Any]:
    """The fields of an entry that may be missing: written where they say something."""
    found: dict[str, Any] = {
        "case_sensitive": rule.case_sensitive,
        "priority": rule.priority or None,
        "constant": rule.constant or None,
        "selective": bool(rule.secondary) or None,
        "secondary_keys": list(rule.secondary) or None,
        "comment": rule.title or None,
        "position": {"before": "before_char", "after": "after_char"}.get(rule.placement.where),
        "use_regex": rule.regex if v3 else (rule.regex or None),
        "id": int(rule.id) if rule.id.isdecimal() and len(rule.id) < 16 else (rule.id if v3 else at),
    }
    return {key: value for key, value in found.items() if value is not None}


def _extensions(rule: LoreRule) -> dict[str, Any]:
    out = {field.ext: _written(getattr(rule, field.attr), field.kind) for field in SIMPLE}
    out |= {
        "position": WHERE.index(rule.placement.where) if rule.placement.where in WHERE else 1,
        "depth": rule.placement.depth,
        "role": ROLES.index(rule.placement.role),
        "outlet_name": rule.placement.outlet,
        "selectiveLogic": LOGIC.index(rule.logic),
        "probability": _tidy(rule.probability),
        "useProbability": True,
    }
    out |= {name: ours in rule.fields for ours, _, name in MATCHES}
    if rule.cast.names or rule.cast.tags:
        out["character_filter"] = _filter(rule)
    return out


def _world_entry(book: Lorebook, rule: LoreRule, at: int) -> dict[str, Any]:
    original: dict[str, Any] = dict(book.originals.get(rule.id, {}))
    if book.form == "st" and world_rule(original, rule.id) == rule:
        return original
    out: dict[str, Any] = {
        "uid": at,
        "key": list(rule.keys),
        "keysecondary": list(rule.secondary),
        "comment": rule.title,
        "content": rule.content,
        "constant": rule.constant,
        "selective": True,
        "selectiveLogic": LOGIC.index(rule.logic),
        "order": rule.order,
        "position": WHERE.index(rule.placement.where) if rule.placement.where in WHERE else 1,
        "disable": not rule.enabled,
        "probability": _tidy(rule.probability),
        "useProbability": True,
        "depth": rule.placement.depth,
        "role": ROLES.index(rule.placement.role),
        "outletName": rule.placement.outlet,
    }
    out |= {field.st: _written(getattr(rule, field.attr), field.kind) for field in SIMPLE}
    out |= {name: ours_ in rule.fields for ours_, name, _ in MATCHES}
    if rule.cast.names or rule.cast.tags:
        out["characterFilter"] = _filter(rule)
    if book.form == "st":
        return {**original, **out}
    before = dict_of(original.get("extensions"))
    left: dict[str, Any] = {key: value for key, value in before.items() if key not in EXT_OWN and key != KEPT}
    left |= dict_of(dict_of(before.get(KEPT)).get("original"))
    extra: dict[str, Any] = {key: value for key, value in original.items() if key not in CARD_OWN}
    own: dict[str, Any] = {"priority": rule.priority} if rule.priority else {}
    own |= {"regex": True} if rule.regex else {}
    own |= {"name": original["name"]} if original.get("name") else {}
    own |= {"id": original["id"]} if original.get("id") not in (None, at) else {}
    if left or extra or own:
        out["extensions"] = {**left, **({KEPT: {**own, "original": extra}} if own or extra else {})}
    return out


def _written(value: Any, kind: str) -> Any:
    if kind == "comma":
        return ",".join(value)
    return list(value) if kind == "texts" else value


def _filter(rule: LoreRule) -> dict[str, Any]:
    return {"isExclude": rule.cast.exclude, "names": list(rule.cast.names), "tags": list(rule.cast.tags)}


def _tidy(chance: float) -> int | float:
    return int(chance) if chance == int(chance) else chance


_DEFAULTS: Final[Mapping[str, Any]] = {**_extensions(LoreRule(id="", content="")), "position": None}
"""What the absence of an extension means; the position is always said."""
