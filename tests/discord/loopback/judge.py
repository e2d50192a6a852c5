"""Discord's own OpenAPI document as a judge of every request and every answer."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs
from jsonschema import Draft202012Validator, FormatChecker, ValidationError
from jsonschema.exceptions import best_match
from jsonschema.validators import extend
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

DOCUMENT = Path(__file__).resolve().parents[4] / "shared" / "data" / "discord-openapi.json"
ABSENT = f"Discord's OpenAPI document is not at {DOCUMENT}: requests and answers are not judged"
_URN = "urn:discord"
_FORMATS = FormatChecker(formats=())
# Where Discord itself is known to differ from its document: it takes ids as numbers (discord.py writes some so), takes
# permission bits as text (as the prose says), and answers with words as the codes of field errors.
_ID = re.compile(r"(^|\.)(id|\w+_id|(messages|users|roles)\.\d+)$")
_BITS = re.compile(r"^(allow|deny|permissions)$")
_FIELD_CODE = re.compile(r"\._errors\.\d+\.code$")


@dataclass(frozen=True)
class Finding:
    """Something the document forbids: in which request or answer (`status`), where in its body, and why."""

    method: str
    template: str
    status: int | None
    place: str
    problem: str

    def __str__(self) -> str:
        return f"{self.method} {self.template} {self.status or 'request'} at {self.place or 'top'}: {self.problem}"


UNDOCUMENTED: dict[tuple[str, str], frozenset[str]] = {
    ("POST", "/channels/{channel_id}/threads"): frozenset({"use_nested_fields"}),
}
"""Query parameters that Discord takes and its document does not name: without this one a post in a forum would be
described by fields of the thread alone. discord.py and others send it."""


class Judge:
    """Collects findings, each once. Without the document it judges nothing, and `available` is False."""

    def __init__(self, *, enabled: bool = True) -> None:
        self.available = DOCUMENT.is_file()
        self.enabled = enabled and self.available
        self.on_requests: list[Finding] = []
        self.on_answers: list[Finding] = []
        self.judged = 0

    def request(self, method: str, template: str, query: dict[str, str], body: Any) -> None:
        """Judge a request: is it documented, are its query and its body as they should be?"""
        if not self.enabled:
            return
        operation = _operation(method, template)
        if operation is None:
            self._note(self.on_requests, Finding(method, template, None, "", "not in the document"))
            return
        known = {p["name"] for p in operation.get("parameters", []) if p["in"] == "query"}
        for name in sorted(set(query) - known - UNDOCUMENTED.get((method, template), frozenset())):
            self._note(self.on_requests, Finding(method, template, None, f"?{name}", "not a documented parameter"))
        if body is not None:
            self._check(self.on_requests, method, template, None, body)

    def answer(self, method: str, template: str, status: int, body: Any) -> None:
        """Judge an answer: is the status documented, and is the body as it should be?"""
        operation = _operation(method, template) if self.enabled else None
        if operation is None or status >= 500:
            return
        if str(status) not in operation["responses"] and status < 400:
            problem = f"documented are {sorted(operation['responses'])}"
            self._note(self.on_answers, Finding(method, template, status, "", problem))
            return
        if body is not None:
            self._check(self.on_answers, method, template, status, body)

    def _check(self, to: list[Finding], method: str, template: str, status: int | None, body: Any) -> None:
        self.judged += 1
        schema = schema_of(method, template, status)
        if schema is None:
            self._note(to, Finding(method, template, status, "", "the document has no body here"))
        elif not quick(schema).is_valid(body):
            validator = thorough(schema)
            for error in validator.iter_errors(body):
                deepest = best_match([error]) or error
                place = ".".join(str(part) for part in deepest.absolute_path)
                if _tolerated(status, place, deepest.instance):
                    continue
                self._note(to, Finding(method, template, status, place, deepest.message[:300]))

    def _note(self, to: list[Finding], finding: Finding) -> None:
        if finding not in to:
            to.append(finding)


def _tolerated(status: int | None, place: str, value: Any) -> bool:
    if status is not None:
        return bool(_FIELD_CODE.search(place)) and isinstance(value, str)
    if isinstance(value, int):
        return bool(_ID.search(place))
    return bool(_BITS.match(place)) and str(value).isdigit()


@cache
def _document() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(DOCUMENT.read_text())
    return loaded


@cache
def _registry() -> Any:
    document: Any = Resource.from_contents(_document(), default_specification=DRAFT202012)
    return Registry().with_resource(_URN, document)


def _operation(method: str, template: str) -> dict[str, Any] | None:
    """The document's operation, with the parameters of its path."""
    path = _document()["paths"].get(template)
    if path is None or method.lower() not in path:
        return None
    operation: dict[str, Any] = path[method.lower()]
    return operation | {"parameters": [*path.get("parameters", []), *operation.get("parameters", [])]}


def _any_of(validator: Any, schemas: Any, instance: Any, _schema: Any) -> Iterator[ValidationError]:
    """`oneOf` read as `anyOf`: the document's unions overlap where answers carry more than the required fields."""
    found = []
    for index, schema in enumerate(schemas):
        errors = list(validator.descend(instance, schema, schema_path=index))
        if not errors:
            return
        found += errors
    yield ValidationError(f"{str(instance)[:120]} fits none of the union", context=found)


_Validator: Callable[..., Any] = extend(Draft202012Validator, {"oneOf": _any_of})


@_FORMATS.checks("date-time", raises=ValueError)
def _is_time(value: object) -> bool:
    return not isinstance(value, str) or datetime.fromisoformat(value).tzinfo is not None


@_FORMATS.checks("snowflake", raises=ValueError)
def _is_snowflake(value: object) -> bool:
    return not isinstance(value, str) or int(value) >= 0


@cache
def schema_of(method: str, template: str, status: int | None) -> str | None:
    """Where the schema of a request's body stands (`status` None), or of an answer's; None: there is no such body."""
    operation = _document()["paths"][template][method.lower()]
    if status is None:
        holder, steps = operation.get("requestBody"), ["requestBody"]
    else:
        group = next((k for k in (str(status), f"{str(status)[0]}XX") if k in operation["responses"]), None)
        if group is None:
            return None
        holder, steps = operation["responses"][group], ["responses", group]
        if "$ref" in holder:
            name = holder["$ref"].rsplit("/", 1)[-1]
            return f"{_URN}#/components/responses/{name}/content/application~1json/schema"
    if holder is None or "application/json" not in holder.get("content", {}):
        return None
    pointer = "/".join(
        ["", "paths", _escape(template), method.lower(), *steps, "content", "application~1json", "schema"]
    )
    return f"{_URN}#{pointer}"


def thorough(schema: str) -> Any:
    """A validator that says what is wrong and where."""
    return _Validator({"$ref": schema}, registry=_registry(), format_checker=_FORMATS)


@cache
def quick(schema: str) -> Any:
    """Says whether there is anything to find, some hundred times as fast; what it is, the other says."""
    formats: Any = {"date-time": _holds(_is_time), "snowflake": _holds(_is_snowflake)}
    return jsonschema_rs.Draft202012Validator(
        {"$ref": schema}, registry=_quick_registry(), formats=formats, validate_formats=True
    )


@cache
def _quick_registry() -> Any:
    return jsonschema_rs.Registry([(_URN, _any_for_one(_document()))])


def _holds(check: Callable[[object], bool]) -> Callable[[object], bool]:
    def holds(value: object) -> bool:
        try:
            return check(value)
        except ValueError:
            return False

    return holds


def _any_for_one(node: Any) -> Any:
    """The document with every `oneOf` as `anyOf` (see `_any_of`)."""
    if isinstance(node, dict):
        return {"anyOf" if key == "oneOf" else key: _any_for_one(value) for key, value in node.items()}
    return [_any_for_one(each) for each in node] if isinstance(node, list) else node


def _escape(template: str) -> str:
    return template.replace("~", "~0").replace("/", "~1").replace("{", "%7B").replace("}", "%7D")
