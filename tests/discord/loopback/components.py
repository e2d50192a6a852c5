"""The rules for message and modal components."""

from typing import Any

from .errors import invalid_form, length
from .message import walk

JSON = dict[str, Any]

ROW, BUTTON, STRING_SELECT, TEXT_INPUT = 1, 2, 3, 4
SELECTS = {3, 5, 6, 7, 8}
SECTION, TEXT_DISPLAY, THUMBNAIL, GALLERY, FILE, SEPARATOR, CONTAINER, LABEL, UPLOAD = 9, 10, 11, 12, 13, 14, 17, 18, 19
RADIO, CHECKBOXES, CHECKBOX = 21, 22, 23
MODAL_INPUTS = SELECTS | {TEXT_INPUT, UPLOAD, RADIO, CHECKBOXES, CHECKBOX}
NEEDS_CUSTOM_ID = MODAL_INPUTS
MAX_PARTS = 40
MAX_V2_TEXT = 4000


def check_components(parts: list[JSON], *, v2: bool, modal: bool = False, path: str = "components") -> None:
    """400/50035 unless the components keep every limit. `v2` is whether the message carries that flag."""
    if not v2 and len(parts) > 5:
        raise invalid_form(path, "BASE_TYPE_BAD_LENGTH", "Must be 5 or fewer in length.")
    every = walk(parts)
    if v2 and len(every) > MAX_PARTS:
        raise invalid_form(path, "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED", f"The maximum is {MAX_PARTS} components")
    if v2 and sum(len(p.get("content") or "") for p in every if p.get("type") == TEXT_DISPLAY) > MAX_V2_TEXT:
        raise invalid_form(path, "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED", f"The maximum is {MAX_V2_TEXT} characters")
    allowed = {ROW, TEXT_DISPLAY, LABEL} if modal else {ROW}
    if v2 and not modal:
        allowed = {ROW, SECTION, TEXT_DISPLAY, GALLERY, FILE, SEPARATOR, CONTAINER}
    seen: set[str] = set()
    for index, part in enumerate(parts):
        if part.get("type") not in allowed:
            raise invalid_form(f"{path}.{index}", "UNION_TYPE_CHOICES", f"Value of field 'type' must be in {allowed}")
        _check_part(part, f"{path}.{index}", seen, modal)


def _check_part(part: JSON, path: str, seen: set[str], modal: bool) -> None:
    kind = part.get("type")
    if kind == ROW:
        _check_row(part, path, modal)
    elif kind == CONTAINER:
        _check_inside(part, path, {ROW, SECTION, TEXT_DISPLAY, GALLERY, FILE, SEPARATOR}, 40)
    elif kind == SECTION:
        _check_inside(part, path, {TEXT_DISPLAY}, 3)
        if part.get("accessory", {}).get("type") not in {BUTTON, THUMBNAIL}:
            raise invalid_form(f"{path}.accessory", "BASE_TYPE_REQUIRED", "This field is required")
    elif kind == LABEL:
        _text(part, "label", 1, 45, path)
        _text(part, "description", 0, 100, path, optional=True)
        if part.get("component", {}).get("type") not in MODAL_INPUTS:
            raise invalid_form(f"{path}.component", "UNION_TYPE_CHOICES", "Not a component that a label can hold")
    elif kind == TEXT_DISPLAY:
        _text(part, "content", 1, 4000, path)
    elif kind == BUTTON:
        _check_button(part, path)
    elif kind in SELECTS:
        _check_select(part, path)
    elif kind == TEXT_INPUT:
        _check_text_input(part, path, legacy=not path.endswith(".component"))
    elif kind == GALLERY:
        if not 1 <= len(part.get("items") or []) <= 10:
            raise length(f"{path}.items", 1, 10)
        for index, item in enumerate(part["items"]):
            _text(item, "description", 1, 1024, f"{path}.items.{index}", optional=True)
    if kind in NEEDS_CUSTOM_ID or (kind == BUTTON and part.get("style") not in (5, 6)):
        _text(part, "custom_id", 1, 100, path)
        if part["custom_id"] in seen:
            raise invalid_form(
                f"{path}.custom_id", "COMPONENT_CUSTOM_ID_DUPLICATED", "Component custom id cannot be duplicated"
            )
        seen.add(part["custom_id"])
    for index, inner in enumerate(part.get("components") or []):
        _check_part(inner, f"{path}.components.{index}", seen, modal)
    for key in ("accessory", "component"):
        if isinstance(part.get(key), dict):
            _check_part(part[key], f"{path}.{key}", seen, modal)


def _check_row(part: JSON, path: str, modal: bool) -> None:
    inner = part.get("components") or []
    if not 1 <= len(inner) <= 5:
        raise invalid_form(f"{path}.components", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 5 in length.")
    kinds = {p.get("type") for p in inner}
    allowed = {TEXT_INPUT} if modal else SELECTS | {BUTTON}
    if not kinds <= allowed:
        raise invalid_form(f"{path}.components.0", "UNION_TYPE_CHOICES", f"Value of field 'type' must be in {allowed}")
    if len(inner) > 1 and kinds != {BUTTON}:
        raise invalid_form(
            f"{path}.components", "COMPONENT_LAYOUT_WIDTH_EXCEEDED", "The specified component exceeds the maximum width"
        )


def _check_inside(part: JSON, path: str, allowed: set[int], most: int) -> None:
    inner = part.get("components") or []
    if not 1 <= len(inner) <= most:
        raise length(f"{path}.components", 1, most)
    for index, piece in enumerate(inner):
        if piece.get("type") not in allowed:
            raise invalid_form(
                f"{path}.components.{index}", "UNION_TYPE_CHOICES", f"Value of field 'type' must be in {allowed}"
            )


def _check_button(part: JSON, path: str) -> None:
    if part.get("style") not in range(1, 7):
        raise invalid_form(f"{path}.style", "BASE_TYPE_REQUIRED", "This field is required")
    if part["style"] == 5 and (not part.get("url") or part.get("custom_id")):
        raise invalid_form(path, "BUTTON_COMPONENT_INVALID", "A link button has a url and no custom id")
    if part["style"] != 6 and not part.get("label") and not part.get("emoji"):
        raise invalid_form(path, "BUTTON_COMPONENT_INVALID", "A button must have a label or an emoji")
    _text(part, "label", 0, 80, path, optional=True)
    _text(part, "url", 1, 512, path, optional=True)


def _check_select(part: JSON, path: str) -> None:
    _text(part, "placeholder", 0, 150, path, optional=True)
    low, high = part.get("min_values", 1), part.get("max_values", 1)
    if not (0 <= low <= 25 and 1 <= high <= 25 and low <= high):
        raise invalid_form(f"{path}.max_values", "NUMBER_TYPE_MAX", "min_values and max_values must fit 0 to 25")
    if part["type"] != STRING_SELECT:
        return
    options = part.get("options") or []
    if not 1 <= len(options) <= 25:
        raise invalid_form(f"{path}.options", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 25 in length.")
    if high > len(options):
        raise invalid_form(f"{path}.max_values", "SELECT_COMPONENT_MAX_VALUES", "Cannot exceed the number of options")
    values: set[str] = set()
    for index, option in enumerate(options):
        place = f"{path}.options.{index}"
        _text(option, "label", 1, 100, place)
        _text(option, "value", 1, 100, place)
        _text(option, "description", 0, 100, place, optional=True)
        if option["value"] in values:
            raise invalid_form(f"{place}.value", "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", "Values must be unique")
        values.add(option["value"])


def _check_text_input(part: JSON, path: str, legacy: bool) -> None:
    if part.get("style") not in (1, 2):
        raise invalid_form(f"{path}.style", "BASE_TYPE_REQUIRED", "This field is required")
    _text(part, "label", 1, 45, path, optional=not legacy)
    _text(part, "placeholder", 0, 100, path, optional=True)
    _text(part, "value", 0, 4000, path, optional=True)
    low, high = part.get("min_length") or 0, part.get("max_length") or 4000
    if not (0 <= low <= high and 1 <= high <= 4000):
        raise invalid_form(f"{path}.max_length", "NUMBER_TYPE_MAX", "Lengths must fit 0 to 4000")


def _text(part: JSON, key: str, low: int, high: int, path: str, optional: bool = False) -> None:
    value = part.get(key)
    if value is None and optional:
        return
    if value is None:
        raise invalid_form(f"{path}.{key}", "BASE_TYPE_REQUIRED", "This field is required")
    if not low <= len(str(value)) <= high:
        raise length(f"{path}.{key}", low, high)


def number(parts: list[JSON]) -> list[JSON]:
    """Copies of the components with the ids that Discord gives to those that have none."""
    counter = [0]
    taken = {p["id"] for p in walk(parts) if p.get("id")}

    def copy(part: JSON) -> JSON:
        made = dict(part)
        if not made.get("id"):
            counter[0] += 1
            while counter[0] in taken:
                counter[0] += 1
            made["id"] = counter[0]
        if "components" in made:
            made["components"] = [copy(p) for p in made["components"] or []]
        for key in ("accessory", "component"):
            if isinstance(made.get(key), dict):
                made[key] = copy(made[key])
        return made

    return [copy(part) for part in parts]
