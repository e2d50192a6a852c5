"""Lorebooks in, in the encodings that are about: card books V2/V3, SillyTavern World files, and other programs'."""

from collections.abc import Iterable, Mapping
from typing import Any, Final, cast

from gm.domain.card import BookForm, Lorebook, Note
from gm.domain.errors import InputError
from gm.domain.lore import Cast, LoreRule, Placement
from gm.interop.book_fields import CARD_OWN, EXT_OWN, KEPT, LOGIC, MATCHES, ROLES, SIMPLE, ST_OWN, WHERE
from gm.interop.json_in import dict_of, flag_of, number_of, text_of, texts_of

MAX_ENTRIES: Final = 20_000
MAX_KEYS: Final = 500
_BOOK_FIELDS: Final = frozenset(
    {"name", "description", "scan_depth", "token_budget", "recursive_scanning", "extensions", "entries"}
)


def read_book(value: Any, *, name: str = "") -> tuple[Lorebook, tuple[Note, ...]]:
    """A lorebook from its parsed JSON, recognised by its shape. `name` is for one that has none.

    Raises:
        InputError: this is no lorebook, or it is too large.
    """
    data = dict_of(value)
    if data.get("spec") == "lorebook_v3":
        return read_card_book(dict_of(data.get("data")), name=name, form="v3")
    if isinstance(data.get("entries"), dict):
        return _world(data, name)
    if "lorebookVersion" in data:
        return _other(data, texts_entries(data), name, "novel", _novel)
    if data.get("kind") == "memory" and isinstance(data.get("entries"), list):
        return _other(data, data["entries"], name, "agnai", _agnai)
    if data.get("type") == "risu" and isinstance(data.get("data"), list):
        return _other(data, data["data"], name, "risu", _risu)
    if isinstance(data.get("entries"), list):
        return read_card_book(data, name=name, form="v2")
    raise InputError("This is no lorebook that we know.", remedy="A card's book, a World file, NovelAI, Agnai or Risu.")


def texts_entries(data: Mapping[str, Any]) -> list[Any]:
    """The entries of a book of NovelAI, if it has any."""
    found = data.get("entries")
    return found if isinstance(found, list) else []


def is_book(value: Any) -> bool:
    """Whether parsed JSON looks like a lorebook."""
    data = dict_of(value)
    return (
        data.get("spec") == "lorebook_v3"
        or isinstance(data.get("entries"), dict | list)
        or "lorebookVersion" in data
        or (data.get("type") == "risu" and isinstance(data.get("data"), list))
    )


# -- V2 and V3


def read_card_book(
    data: Mapping[str, Any], *, name: str = "", form: BookForm = "v2"
) -> tuple[Lorebook, tuple[Note, ...]]:
    """The `character_book` of a card, or the data of a V3 book."""
    entries = _limited(data.get("entries"))
    rules, originals, notes = [], {}, list[Note]()
    taken: set[str] = set()
    for at, entry in enumerate(entries):
        ident = _free(text_of(entry.get("id")) or str(at), taken)
        rules.append(card_rule(entry, ident))
        originals[ident] = entry
        notes += _unknown(entry, CARD_OWN, f"entry {ident}")
    book = Lorebook(
        name=text_of(data.get("name")) or name,
        description=text_of(data.get("description")),
        scan_depth=number_of(data.get("scan_depth")),
        token_budget=number_of(data.get("token_budget")),
        recursive=data["recursive_scanning"] if isinstance(data.get("recursive_scanning"), bool) else None,
        rules=tuple(rules),
        form=form,
        originals=originals,
        extensions=dict_of(data.get("extensions")),
        unknown={key: each for key, each in data.items() if key not in _BOOK_FIELDS},
    )
    return book, (Note(fate="mapped", what="lorebook", text=f"{len(rules)} entries"), *notes)


def card_rule(entry: Mapping[str, Any], ident: str) -> LoreRule:
    """One entry of a card's book."""
    ext = dict_of(entry.get("extensions"))
    own = {field.attr: _read(ext.get(field.ext), field.kind, field.default) for field in SIMPLE}
    if own["case_sensitive"] is None:
        own["case_sensitive"] = _read(entry.get("case_sensitive"), "maybe_flag", None)
    keys = _keys(entry.get("keys"))
    where = number_of(ext.get("position"))
    if where is None or not 0 <= where < len(WHERE):
        where = 0 if entry.get("position") == "before_char" else 1
    from_st = "selectiveLogic" in ext or "display_index" in ext  # it writes use_regex at every entry
    fields = {
        **own,
        "id": ident,
        "title": text_of(entry.get("comment")) or text_of(entry.get("name")),
        "content": text_of(entry.get("content")),
        "keys": keys,
        "secondary": _keys(entry.get("secondary_keys")) if flag_of(entry.get("selective")) else (),
        "logic": _logic(ext.get("selectiveLogic")),
        "enabled": flag_of(entry.get("enabled"), True),
        "constant": flag_of(entry.get("constant")),
        "order": number_of(entry.get("insertion_order"), 100),
        "priority": number_of(entry.get("priority"), 0),
        "regex": flag_of(entry.get("use_regex")) and not from_st,
        "probability": _chance(ext.get("probability"), ext.get("useProbability")),
        "cast": _cast(ext.get("character_filter")),
        "fields": tuple(ours for ours, _, name in MATCHES if ext.get(name) is True),
        "placement": _placement(where, ext.get("depth"), ext.get("role"), ext.get("outlet_name")),
    }
    return LoreRule(**fields)


# -- SillyTavern's World files


def _world(data: Mapping[str, Any], name: str) -> tuple[Lorebook, tuple[Note, ...]]:
    entries = data["entries"]
    listed = _limited([{"uid": key, **dict_of(each)} for key, each in entries.items() if isinstance(each, dict)])
    rules, originals, notes = [], {}, list[Note]()
    taken: set[str] = set()
    for entry in listed:
        ident = _free(text_of(entry.get("uid")), taken)
        rules.append(world_rule(entry, ident))
        originals[ident] = entry
        notes += _unknown(entry, ST_OWN, f"entry {ident}")
    kept = dict_of(dict_of(data.get("extensions")).get(KEPT))
    book = Lorebook(
        name=text_of(data.get("name")) or name,
        description=text_of(kept.get("description")),
        scan_depth=number_of(kept.get("scan_depth")),
        token_budget=number_of(kept.get("token_budget")),
        recursive=kept["recursive_scanning"] if isinstance(kept.get("recursive_scanning"), bool) else None,
        rules=tuple(rules),
        form="st",
        originals=originals,
        unknown={key: each for key, each in data.items() if key not in ("entries", "name")},
    )
    return book, (Note(fate="mapped", what="lorebook", text=f"{len(rules)} entries of a World file"), *notes)


def world_rule(entry: Mapping[str, Any], ident: str) -> LoreRule:
    """One entry of a World file."""
    where = number_of(entry.get("position"), 0) or 0
    kept = dict_of(dict_of(entry.get("extensions")).get(KEPT))
    fields = {
        "priority": number_of(kept.get("priority"), 0),
        "regex": flag_of(kept.get("regex")),
        **{field.attr: _read(entry.get(field.st), field.kind, field.default) for field in SIMPLE},
        "id": ident,
        "title": text_of(entry.get("comment")),
        "content": text_of(entry.get("content")),
        "keys": _keys(entry.get("key")),
        "secondary": _keys(entry.get("keysecondary")) if flag_of(entry.get("selective"), True) else (),
        "logic": _logic(entry.get("selectiveLogic")),
        "enabled": not flag_of(entry.get("disable")),
        "constant": flag_of(entry.get("constant")),
        "order": number_of(entry.get("order"), 100),
        "probability": _chance(entry.get("probability"), entry.get("useProbability")),
        "cast": _cast(entry.get("characterFilter")),
        "fields": tuple(ours for ours, name, _ in MATCHES if entry.get(name) is True),
        "placement": _placement(
            where if 0 <= where < len(WHERE) else 0, entry.get("depth"), entry.get("role"), entry.get("outletName")
        ),
    }
    return LoreRule(**fields)


# -- other programs


def _other(
    data: Mapping[str, Any], entries: list[Any], name: str, form: BookForm, read: Any
) -> tuple[Lorebook, tuple[Note, ...]]:
    taken: set[str] = set()
    rules, originals = [], {}
    for at, entry in enumerate(_limited(entries)):
        ident = _free(text_of(entry.get("id")) or str(at), taken)
        rules.append(LoreRule(id=ident, **read(entry)))
        originals[ident] = entry
    inner = {key for key in ("entries", "data") if isinstance(data.get(key), list)}
    book = Lorebook(
        name=text_of(data.get("name")) or name,
        description=text_of(data.get("description")),
        rules=tuple(rules),
        form=form,
        originals=originals,
        unknown={key: each for key, each in data.items() if key not in ({"name", "description"} | inner)},
    )
    return book, (Note(fate="mapped", what="lorebook", text=f"{len(rules)} entries of {form}"),)


def _novel(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "title": text_of(entry.get("displayName")),
        "content": text_of(entry.get("text")),
        "keys": _keys(entry.get("keys")),
        "enabled": flag_of(entry.get("enabled"), True),
        "constant": flag_of(entry.get("forceActivation")),
        "order": number_of(dict_of(entry.get("contextConfig")).get("budgetPriority"), 100),
    }


def _agnai(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "title": text_of(entry.get("name")),
        "content": text_of(entry.get("entry")),
        "keys": _keys(entry.get("keywords")),
        "enabled": flag_of(entry.get("enabled"), True),
        "order": number_of(entry.get("weight"), 100),
        "priority": number_of(entry.get("priority"), 0),
    }


def _risu(entry: Mapping[str, Any]) -> dict[str, Any]:
    second = _comma(entry.get("secondkey")) if flag_of(entry.get("selective")) else ()
    return {
        "title": text_of(entry.get("comment")),
        "content": text_of(entry.get("content")),
        "keys": _comma(entry.get("key")),
        "secondary": second,
        "constant": flag_of(entry.get("alwaysActive")),
        "order": number_of(entry.get("insertorder"), 100),
        "probability": _chance(entry.get("activationPercent"), None),
    }


# -- parts


def _limited(entries: Any) -> list[dict[str, Any]]:
    found = [entry for entry in entries if isinstance(entry, dict)] if isinstance(entries, list) else []
    if len(found) > MAX_ENTRIES:
        raise InputError(f"The lorebook has {len(found):,} entries; {MAX_ENTRIES:,} is the most.")
    return found


def _free(wanted: str, taken: set[str]) -> str:
    """An id that is not taken yet: books are found in which two entries share one."""
    ident, again = wanted, 1
    while ident in taken:
        again += 1
        ident = f"{wanted}-{again}"
    taken.add(ident)
    return ident


def _unknown(entry: Mapping[str, Any], known: Iterable[str], what: str) -> list[Note]:
    left = sorted(set(entry) - set(known))
    left += sorted(f"extensions.{key}" for key in set(dict_of(entry.get("extensions"))) - EXT_OWN - {KEPT})
    return [Note(fate="kept", what=what, text=f"without meaning here: {', '.join(left)}")] if left else []


def _keys(value: Any) -> tuple[str, ...]:
    return (_comma(value) if isinstance(value, str) else texts_of(value))[:MAX_KEYS]


def _comma(value: Any) -> tuple[str, ...]:
    return tuple(part.strip() for part in text_of(value).split(",") if part.strip())


def _read(value: Any, kind: str, default: Any) -> Any:
    if kind == "flag":
        return flag_of(value, bool(default))
    if kind == "maybe_flag":
        return value if isinstance(value, bool) else None
    if kind == "maybe_number":
        found = number_of(value)
        return found if found is None or found >= 0 else None
    if kind == "level":
        return int(value) if isinstance(value, bool) else max(0, number_of(value, 0) or 0)
    if kind == "number":
        return max(0, number_of(value, default) or 0)
    return _comma(value) if kind == "comma" else texts_of(value)


def _logic(value: Any) -> Any:
    at = number_of(value, 0) or 0
    return LOGIC[at] if 0 <= at < len(LOGIC) else "any"


def _chance(value: Any, used: Any) -> float:
    if used is False or not isinstance(value, int | float) or isinstance(value, bool) or value != value:
        return 100.0
    return float(min(100, max(0, value)))


def _cast(value: Any) -> Cast:
    data = dict_of(value)
    return Cast(
        names=texts_of(data.get("names")), tags=texts_of(data.get("tags")), exclude=flag_of(data.get("isExclude"))
    )


def _placement(where: int, depth: Any, role: Any, outlet: Any) -> Placement:
    at = number_of(role, 0) or 0
    return Placement(
        where=WHERE[where],
        depth=max(0, number_of(depth, 4) or 0),
        role=cast(Any, ROLES[at] if 0 <= at < len(ROLES) else "system"),
        outlet=text_of(outlet),
    )
