"""Nodes → domain values, by their specs: every mistake is noted where it stands, and reading goes on behind it.

Types are checked here and strictly (`hidden: yes` is a word, not a boolean); ranges, patterns and sizes are left to
pydantic, whose complaints are put back on the nodes. What cannot be read is replaced by a blank, so that one mistake
does not hide the others: the values of a reading with errors are for further checks only and are never handed out.
"""

import re
from typing import Any, Final

from pydantic import ValidationError

from gm.authoring.complaints import Entries, complain
from gm.authoring.formulas import DICE_OR_FORMULA, SCOPES, check_dice_or_formula, check_formula
from gm.authoring.names import DEFINES, DEFINES_KEYS, LOCAL, REFERS, Definition, Reference
from gm.authoring.problem import Spot, every_name, quoted, shown
from gm.authoring.scalars import (
    Reading,
    check_dice,
    check_name,
    check_picture,
    read_number,
    read_text,
    read_truth,
    read_word,
)
from gm.authoring.spec import (
    DICE,
    PICTURES,
    EffectSpec,
    FieldSpec,
    ListSpec,
    MapSpec,
    Model,
    NumberSpec,
    ObjectSpec,
    Spec,
    TextSpec,
    TruthSpec,
    WordSpec,
    fields_of,
)
from gm.authoring.yaml_source import ListNode, MapNode, Node, ScalarNode

NAMES: Final = ("name", "title")
"""Fields that people see in place of the thing."""


def read(reading: Reading, spec: Spec, node: Node, path: str) -> Any:
    """The value of a node, or a blank of the right type if it has none."""
    reading.where[path] = node.spot
    match spec:
        case TextSpec():
            return read_text(reading, spec, node, path)
        case NumberSpec():
            return read_number(reading, node, path)
        case TruthSpec():
            return read_truth(reading, node, path)
        case WordSpec():
            return read_word(reading, spec, node, path)
        case ListSpec():
            return read_list(reading, spec, node, path)
        case MapSpec():
            return _mapping(reading, spec, node, path)
        case ObjectSpec():
            return read_object(reading, spec, node, path, node.spot)
        case EffectSpec():
            return _effect(reading, spec, node, path)


def blank(spec: Spec) -> Any:
    """A value that stands in for one that could not be read."""
    match spec:
        case TextSpec():
            return ""
        case NumberSpec():
            return 0
        case TruthSpec():
            return False
        case WordSpec():
            return spec.words[0]
        case ListSpec():
            return ()
        case MapSpec():
            return {}
        case ObjectSpec():
            return _construct(spec.model, {})
        case EffectSpec():
            return None


def _construct(model: Model, values: dict[str, Any]) -> Any:
    """A model that was not validated, with blanks for what it lacks."""
    for each in fields_of(model).values():
        if each.name not in values and not each.optional:
            values[each.name] = blank(each.spec)
    return model.model_construct(**values)


def read_list(reading: Reading, spec: ListSpec, node: Node, path: str) -> tuple[Any, ...]:
    """The items of a list, in any of the forms in which it may be written."""
    item = spec.item
    if isinstance(node, MapNode) and isinstance(item, ObjectSpec) and item.key:
        keyed = [(f"{path}.{key.text}", key, value) for key, value in node.entries]
        return tuple(read_object(reading, item, value, below, key.spot, key) for below, key, value in keyed)
    if isinstance(node, ScalarNode) and node.value is not None and isinstance(item, TextSpec):
        return (read(reading, item, node, path),)
    if not isinstance(node, ListNode):
        or_mapping = isinstance(item, ObjectSpec) and item.key
        reading.wrong(node, path, "a list, or a mapping by id" if or_mapping else "a list")
        return ()
    values = [read(reading, item, each, _item_path(item, each, path, n)) for n, each in enumerate(node.items, start=1)]
    return tuple(value for value in values if value is not None)


def _item_path(spec: Spec, node: Node, path: str, number: int) -> str:
    key = spec.key if isinstance(spec, ObjectSpec) else ""
    if key and isinstance(node, MapNode):
        for name, value in node.entries:
            if name.text == key and isinstance(value, ScalarNode) and value.text:
                return f"{path}.{value.text}"
    return f"{path}[{number}]"


def _mapping(reading: Reading, spec: MapSpec, node: Node, path: str) -> dict[Any, Any]:
    if spec.counted and isinstance(node, ListNode):
        counted: dict[str, int] = {}
        for number, item in enumerate(node.items, start=1):
            name = read(reading, TextSpec(), item, f"{path}[{number}]")
            counted[name] = counted.get(name, 0) + 1
        return counted
    if not isinstance(node, MapNode):
        reading.wrong(node, path, "a list of ids, or a mapping of id to quantity" if spec.counted else "a mapping")
        return {}
    found = {}
    for key, value in node.entries:
        below = f"{path}.{shown(key.text)}"
        name = _key(reading, spec.key, key, below)
        found[name] = read(reading, spec.value, value, below)
        if isinstance(spec.value, NumberSpec) and spec.counted and found[name] < 0:
            reading.problems.add(value.spot, below, f"a quantity cannot be {found[name]}", expected="0 or more")
    return found


def _key(reading: Reading, spec: Spec, key: ScalarNode, path: str) -> Any:
    """What a key stands for. Quotes do not matter: JSON cannot write a number as a key without them."""
    if isinstance(spec, NumberSpec) and re.fullmatch("-?[0-9]{1,18}", key.text):
        return int(key.text)
    return key.text if isinstance(spec, TextSpec) else read(reading, spec, key, path)


def _effect(reading: Reading, spec: EffectSpec, node: Node, path: str) -> Any:
    if not isinstance(node, MapNode) or not node.entries:
        reading.wrong(node, path, "an effect such as `reveal: some-secret`")
        return None
    named = {key.text: (key, value) for key, value in node.entries}
    kinds = [kind for kind, _ in spec.kinds]
    if "kind" in named:
        kind_node = named["kind"][1]
        chosen = spec.of(kind_node.text) if isinstance(kind_node, ScalarNode) else None
        if chosen is None:
            word = kind_node.text if isinstance(kind_node, ScalarNode) else ""
            suggestion = reading.problems.suggest(word, kinds)
            reading.wrong(kind_node, f"{path}.kind", f"one of {every_name(kinds)}", suggestion=suggestion)
            return None
        rest = MapNode(node.spot, tuple(entry for entry in node.entries if entry[0].text != "kind"))
        return read_object(reading, chosen, rest, path, node.spot)
    key, value = node.entries[0]
    chosen = spec.of(key.text)
    if chosen is None:
        suggestion = reading.problems.suggest(key.text, kinds)
        message = f"no effect {quoted(key.text)}" + ("" if suggestion else f": there is {every_name(kinds)}")
        reading.problems.add(key.spot, path, message, expected="the kind of an effect", suggestion=suggestion)
        return None
    if len(node.entries) > 1:
        other = node.entries[1][0]
        hint = "begin a new list item with `-`" if spec.of(other.text) else "indent it further, below the kind"
        message = f"{quoted(other.text)} cannot stand beside {quoted(key.text)}: {hint}"
        reading.problems.add(other.spot, path, message, expected="one key, the effect's kind")
        return None
    return read_object(reading, chosen, value, f"{path}.{key.text}", key.spot)


def read_object(
    reading: Reading, spec: ObjectSpec, node: Node, path: str, spot: Spot, key: ScalarNode | None = None
) -> Any:
    """A model from its mapping, its shorthand, or its mapping below `key`. `spot` is where a missing field is noted."""
    reading.where[path] = spot
    fields = fields_of(spec.model)
    entries = _entries(reading, spec, node, path)
    if entries is None:
        return _construct(spec.model, {spec.key: key.text} if key is not None else {})
    if key is not None:
        given = entries.get(spec.key)
        if given is not None and not (isinstance(given[1], ScalarNode) and given[1].text == key.text):
            hint = f"it is given by the key {quoted(key.text)} already"
            reading.problems.add(given[1].spot, f"{path}.{spec.key}", f"leave {quoted(spec.key)} out: {hint}")
        entries[spec.key] = (key, key)
    before = len(reading.problems.found) + reading.problems.left_out
    values: dict[str, Any] = {}
    unread: set[str] = set()
    for name, (name_node, value) in entries.items():
        each = fields.get(name)
        if each is None:
            unread.add(_unknown_field(reading, spec.model, name_node, path))
        elif isinstance(value, ScalarNode) and value.value is None:
            if not each.optional:
                reading.problems.add(name_node.spot, path, f"{quoted(name)} is empty")
                unread.add(name)
        else:
            errors = len(reading.problems.found) + reading.problems.left_out
            values[each.name] = _field(reading, spec.model, each, value, f"{path}.{name}" if path else name)
            if len(reading.problems.found) + reading.problems.left_out > errors:
                unread.add(name)
    for name, each in fields.items():
        if name not in entries and name not in unread and not each.optional:
            reading.problems.add(spot, path, f"{quoted(name)} is missing", expected=f"a field {quoted(name)}")
            unread.add(name)
    _note(reading, spec, values, entries, path)
    clean = len(reading.problems.found) + reading.problems.left_out == before
    return build(reading, spec.model, values, entries, path, spot, unread, clean=clean)


def _entries(reading: Reading, spec: ObjectSpec, node: Node, path: str) -> Entries | None:
    if isinstance(node, MapNode):
        plain = {each.name: written for written, each in fields_of(spec.model).items()}  # `class_` is `class`, too
        return {plain.get(name.text, name.text): (name, value) for name, value in node.entries}
    if isinstance(node, ScalarNode):
        if node.value is None:
            return {}
        if spec.short:
            return {spec.short: (node, node)}
    reading.wrong(node, path, "a mapping" + (f", or just the {spec.short}" if spec.short else ""))
    return None


def _unknown_field(reading: Reading, model: Model, name: ScalarNode, path: str) -> str:
    """Report a field that nobody knows; gives the one that was probably meant, or ''."""
    there = list(fields_of(model))
    suggestion = reading.problems.suggest(name.text, there)
    message = f"no field {quoted(name.text)} here" + ("" if suggestion else f": there is {every_name(there)}")
    reading.problems.add(name.spot, path, message, expected="a known field", suggestion=suggestion)
    return suggestion


def _field(reading: Reading, model: Model, each: FieldSpec, node: Node, path: str) -> Any:
    """The value of a field, its references and definitions noted."""
    value = read(reading, each.spec, node, path)
    kind = REFERS.get((model, each.name))
    if kind:
        _refer(reading, model, kind, node, path, is_keyed=isinstance(each.spec, MapSpec))
    defines = DEFINES_KEYS.get((model, each.name))
    if defines and isinstance(node, MapNode):
        reading.definitions += [Definition(defines, k.text, k.spot, f"{path}.{k.text}") for k, _ in node.entries]
    if (model, each.name) in DICE and isinstance(value, str) and value:
        check_dice(reading, value, node, path)
    if (model, each.name) in PICTURES and isinstance(value, str) and value:
        check_picture(reading, value, node, path)
    if (model, each.name) in SCOPES and isinstance(value, str) and value:
        check_formula(reading, value, node, path)
    if (model, each.name) in DICE_OR_FORMULA and isinstance(value, str) and value:
        check_dice_or_formula(reading, value, node, path)
    if each.name in NAMES and isinstance(value, str):
        check_name(reading, value, node, path)
    return value


def _refer(reading: Reading, model: Model, kind: str, node: Node, path: str, *, is_keyed: bool) -> None:
    in_effect = model.__module__ == "gm.domain.effects"

    def note(name: ScalarNode, at: str) -> None:
        meant = "way" if kind == "fact" and ":" in name.text else kind
        reading.references.append(Reference(meant, name.text, name.spot, at, in_effect))

    if isinstance(node, MapNode) and is_keyed:
        for key, _ in node.entries:
            note(key, f"{path}.{key.text}")
    elif isinstance(node, ListNode):
        for number, item in enumerate(node.items, start=1):
            if isinstance(item, ScalarNode) and isinstance(item.value, str):
                note(item, f"{path}[{number}]")
    elif isinstance(node, ScalarNode) and isinstance(node.value, str) and not is_keyed:
        note(node, path)


def _note(reading: Reading, spec: ObjectSpec, values: dict[str, Any], entries: Entries, path: str) -> None:
    """Remember the id that the object gives itself."""
    kind = DEFINES.get(spec.model)
    name = "to" if kind == "exit" else "id"
    if kind and values.get(name):
        scope = path.rpartition(".")[0] if kind in LOCAL else ""
        reading.definitions.append(Definition(kind, values[name], entries[name][1].spot, path, scope))


def build(
    reading: Reading,
    model: Model,
    values: dict[str, Any],
    entries: Entries,
    path: str,
    spot: Spot,
    unread: set[str],
    *,
    clean: bool,
) -> Any:
    """The model, validated. Complaints about fields in `unread` are dropped: they have been noted already."""
    try:
        made = model(**values)
        if clean:
            return made
    except ValidationError as error:
        for detail in error.errors(include_url=False, include_context=True):
            if not detail["loc"] or str(detail["loc"][0]) not in unread:
                complain(reading.problems, detail, entries, path, spot)
    return _construct(model, values)
