"""The package's functions: load a campaign or a ruleset, or lint it."""

import hashlib
import json
from collections.abc import Collection, Iterable
from typing import Any, Final

from gm.authoring.book_files import read_books
from gm.authoring.extending import EXTENDS, Parse, extended, unknown_ruleset
from gm.authoring.hints import hint_campaign, hint_files
from gm.authoring.include import MAIN, Files, Sources, gather
from gm.authoring.kit_words import kit_of, read_words, tongue_in, with_words, without_words
from gm.authoring.lore_checks import check_lore
from gm.authoring.names import RULE_KINDS, Definition, check_references, check_unique
from gm.authoring.play_checks import check_campaign
from gm.authoring.problem import Problem, Problems, Spot, every_name, quoted
from gm.authoring.reader import NAMES, build, read, read_object
from gm.authoring.ruleset_checks import check_ruleset
from gm.authoring.scalars import Reading, check_name
from gm.authoring.spec import FieldSpec, ListSpec, fields_of, object_spec
from gm.authoring.yaml_source import MapNode, Node, ScalarNode, parse_yaml
from gm.domain.campaign import Campaign
from gm.domain.errors import AuthoringError
from gm.domain.filling import spoken, with_kit
from gm.domain.ruleset import Ruleset
from gm.domain.tongues import in_language

__all__ = ["Sources", "campaign_version", "lint_campaign", "lint_ruleset", "load_campaign", "load_ruleset"]

_NO_RULES: Final = Ruleset.model_construct(
    slug="", title="", attributes=(), skills=(), default_skill="", difficulties={}, degrees=()
)


def load_campaign(sources: Sources, *, rulesets: Sources, slug: str | None = None) -> Campaign:
    """The campaign in these files. `slug` is taken (the folder's name) where `campaign.yaml` gives none.

    Raises:
        AuthoringError: anything but warnings was found; `.problems` holds all of it.
    """
    campaign, problems = _campaign(sources, rulesets, slug, ())
    if problems.has_errors or campaign is None:
        raise _refusal("campaign", problems.report())
    return campaign


def lint_campaign(
    sources: Sources, *, rulesets: Sources, slug: str | None = None, templates: Collection[str] = ()
) -> tuple[Problem, ...]:
    """All problems of these files in one go: those of single files, then unknown names, then warnings.

    `templates`: names of the shipped templates (`narrator/scene.jinja2`), to tell a campaign's own from a slip.
    """
    return _campaign(sources, rulesets, slug, templates)[1].report()


def load_ruleset(source: bytes, file: str, *, rulesets: Sources | None = None) -> Ruleset:
    """The ruleset in this file; `slug` may be left out, it is the file's name then. `rulesets`: those it may extend.

    Raises:
        AuthoringError: anything but warnings was found; `.problems` holds all of it.
    """
    reading = Reading(Problems())
    ruleset = _ruleset_file(reading, source, file, rulesets or {})
    if reading.problems.has_errors or ruleset is None:
        raise _refusal("ruleset", reading.problems.report())
    return ruleset


def lint_ruleset(source: bytes, file: str, *, rulesets: Sources | None = None) -> tuple[Problem, ...]:
    """All problems of a ruleset's file in one go; of a file of words (`coast.de.yaml`), those that stand in it."""
    reading = Reading(Problems())
    kit = f"{kit_of(file)}.yaml"
    if tongue_in(file) and rulesets is not None and kit in rulesets:
        _ruleset_file(reading, rulesets[kit], kit, {**rulesets, file: source})
        return tuple(each for each in reading.problems.report() if each.file == file)
    _ruleset_file(reading, source, file, rulesets or {})
    return reading.problems.report()


def campaign_version(campaign: Campaign) -> str:
    """SHA-256 of the campaign's canonical JSON, 64 hex digits: equal campaigns have equal versions everywhere."""
    packed = json.dumps(campaign.model_dump(mode="json"), ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(packed.encode()).hexdigest()


def _refusal(what: str, problems: tuple[Problem, ...]) -> AuthoringError:
    errors = [problem for problem in problems if problem.severity == "error"]
    more = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
    remedy = "`gm lint` lists every problem of a campaign."
    return AuthoringError(f"this {what} cannot be used: {errors[0]}{more}", problems=problems, remedy=remedy)


def _campaign(
    sources: Sources, rulesets: Sources, slug: str | None, templates: Collection[str]
) -> tuple[Campaign | None, Problems]:
    """The campaign, or None if it has errors, and everything that was found."""
    problems = Problems()
    files = gather(sources, problems)
    if not files.roots:
        return None, problems
    reading = Reading(problems)
    kit = Reading(problems)
    ruleset = _ruleset_of(files, rulesets, kit, slug)
    made = _assemble(files, reading, ruleset or _NO_RULES, slug, sources)
    made = with_kit(made, [each.id for each in reading.references if each.kind == "item"])
    order = [*files.roots]
    problems.sort(0, order)
    start = len(problems.found)
    definitions: list[Definition] = [*reading.definitions, *kit.definitions]
    check_unique(reading.definitions, problems)
    if files.broken:  # what a name means may stand in the part that is missing, but not what the ruleset defines
        of_rules = [each for each in reading.references if each.kind in RULE_KINDS]
        check_references(of_rules, definitions, problems, rules=ruleset is not None)
        problems.sort(start, order)
    else:
        check_references(reading.references, definitions, problems, rules=ruleset is not None)
        check_campaign(made, reading, rules=ruleset is not None)
        check_lore(made, reading)
        problems.sort(start, order)
        start = len(problems.found)
        hint_campaign(made, reading)
        problems.sort(start, order)
    hint_files(sources, files.opened, templates, problems)
    if problems.has_errors:
        return None, problems
    return spoken(made, in_language(made.ruleset, made.language)), problems


def _assemble(files: Files, reading: Reading, ruleset: Ruleset, slug: str | None, sources: Sources) -> Campaign:
    """The campaign's fields from all files: lists are appended to each other, anything else is given once."""
    values: dict[str, Any] = {}
    entries: dict[str, tuple[ScalarNode, Node]] = {}
    unread: set[str] = {"ruleset"}
    fields = fields_of(Campaign)
    for root in files.roots.values():
        for key, node in root.entries:
            if key.text in ("include", "ruleset"):
                continue
            each = fields.get(key.text)
            if each is None:
                unread.add(_unknown(key, fields, reading.problems))
                continue
            before = len(reading.problems.found)
            empty = isinstance(node, ScalarNode) and node.value is None
            if empty and each.optional:
                continue
            if key.text in entries and not isinstance(each.spec, ListSpec):
                first = entries[key.text][0].spot
                message = f"{quoted(key.text)} is given already, at {first.file}:{first.line}"
                reading.problems.add(key.spot, key.text, message)
            elif empty:
                reading.problems.add(key.spot, key.text, f"{quoted(key.text)} is empty")
            else:
                _add(reading, each, key, node, values)
            entries.setdefault(key.text, (key, node))
            if len(reading.problems.found) > before:
                unread.add(key.text)
    return _finish(files, reading, values, entries, unread, ruleset, slug, sources)


def _add(reading: Reading, each: FieldSpec, key: ScalarNode, node: Node, values: dict[str, Any]) -> None:
    value = read(reading, each.spec, node, key.text)
    if key.text in NAMES and isinstance(value, str):
        check_name(reading, value, node, key.text)
    values[key.text] = (*values.get(key.text, ()), *value) if isinstance(each.spec, ListSpec) else value
    reading.where[key.text] = key.spot


def _finish(
    files: Files,
    reading: Reading,
    values: dict[str, Any],
    entries: dict[str, tuple[ScalarNode, Node]],
    unread: set[str],
    ruleset: Ruleset,
    slug: str | None,
    sources: Sources,
) -> Campaign:
    if slug is not None:
        values.setdefault("slug", slug)
    top = Spot(MAIN)
    for name, each in fields_of(Campaign).items():
        if name not in entries and name not in values and not each.optional:
            if not files.broken and name not in unread:
                reading.problems.add(top, "", f"{quoted(name)} is missing", expected=f"a field {quoted(name)}")
            unread.add(name)
    values["ruleset"] = ruleset
    values["templates"] = _templates(sources, reading.problems)
    values["books"] = read_books(sources, values.get("lore_books", ()), reading)
    made: Campaign = build(reading, Campaign, values, entries, "", top, unread, clean=not reading.problems.has_errors)
    return made


def _unknown(key: ScalarNode, fields: Iterable[str], problems: Problems) -> str:
    """Report a field that nobody knows; gives the one that was probably meant, or ''."""
    if key.text == "templates":
        message = "templates are files of their own: prompts/<role>/<name>.jinja2 in the campaign's folder"
        problems.add(key.spot, "", message)
        return ""
    there = ["include", "ruleset", *fields]
    suggestion = problems.suggest(key.text, there)
    message = f"no field {quoted(key.text)} here" + ("" if suggestion else f": there is {every_name(there)}")
    problems.add(key.spot, "", message, expected="a known field", suggestion=suggestion)
    return suggestion


def _templates(sources: Sources, problems: Problems) -> dict[str, str]:
    """The campaign's own prompt templates: `<role>/<name>.jinja2` → text."""
    found = {}
    for path in sorted(sources):
        if path.startswith("prompts/") and path.endswith(".jinja2"):
            try:
                found[path.removeprefix("prompts/")] = sources[path].decode("utf-8-sig")
            except UnicodeDecodeError as error:
                line = sources[path][: error.start].count(b"\n") + 1
                problems.add(Spot(path, line), "", "this is not UTF-8")
    return found


def _ruleset_of(files: Files, rulesets: Sources, kit: Reading, slug: str | None) -> Ruleset | None:
    """The ruleset that the campaign names or holds; None after saying what is wrong."""
    given = [(k, v) for root in files.roots.values() for k, v in root.entries if k.text == "ruleset"]
    if not given:
        if not files.broken:
            kit.problems.add(Spot(MAIN), "", '"ruleset" is missing', expected="the name of a ruleset")
        return None
    for key, _ in given[1:]:
        first = given[0][0].spot
        kit.problems.add(key.spot, "ruleset", f'"ruleset" is given already, at {first.file}:{first.line}')
    key, node = given[0]
    find = _finder(rulesets, kit)
    if isinstance(node, MapNode):
        whole = extended(node, find, kit, "ruleset.")
        return _read_ruleset(kit, whole, "ruleset", key.spot, slug or "house-rules")
    if not isinstance(node, ScalarNode) or not isinstance(node.value, str):
        kit.wrong(node, "ruleset", "the name of a ruleset, or a mapping")
        return None
    names = _ruleset_names(rulesets)
    path = names.get(node.text)
    if path is None:
        unknown_ruleset(kit, node, "ruleset", list(names))
        return None
    return _ruleset_file(kit, rulesets[path], path, rulesets)


def _ruleset_names(rulesets: Sources) -> dict[str, str]:
    kits = (path for path in sorted(rulesets) if _is_yaml(path) and not tongue_in(path))
    return {path.rpartition("/")[2].rpartition(".")[0]: path for path in kits}


def _finder(rulesets: Sources, reading: Reading) -> Parse:
    """Finds the ruleset that another one extends."""
    names = _ruleset_names(rulesets)

    def find(name: str, node: ScalarNode) -> MapNode | None:
        path = names.get(name)
        if path is None:
            unknown_ruleset(reading, node, EXTENDS, list(names))
            return None
        root = parse_yaml(path, rulesets[path], reading.problems)
        return with_words(root, name, rulesets, reading.problems) if isinstance(root, MapNode) else None

    return find


def _is_yaml(path: str) -> bool:
    return path.endswith((".yaml", ".yml"))


def _ruleset_file(reading: Reading, source: bytes, file: str, rulesets: Sources) -> Ruleset | None:
    root = parse_yaml(file, source, reading.problems)
    if root is None:
        return None
    if not isinstance(root, MapNode):
        reading.problems.add(root.spot, "", "expected a mapping such as `title: Lantern d20` at the top of the file")
        return None
    name = file.rpartition("/")[2].rpartition(".")[0]
    worded = with_words(root, name, rulesets, reading.problems)
    whole = extended(worded, _finder(rulesets, reading), reading, above=(name,))
    return _read_ruleset(reading, whole, "", Spot(file), name)


def _read_ruleset(reading: Reading, node: MapNode, path: str, spot: Spot, slug: str) -> Ruleset:
    """A ruleset and everything that is wrong with it by itself."""
    if all(key.text != "slug" for key, _ in node.entries):
        key = ScalarNode(node.spot, "slug", "slug")
        node = MapNode(node.spot, ((key, ScalarNode(node.spot, slug, slug)), *node.entries))
    node, words = without_words(node)
    ruleset: Ruleset = read_object(reading, object_spec(Ruleset), node, path, spot)
    check_unique(reading.definitions, reading.problems)
    check_references(reading.references, reading.definitions, reading.problems)
    check_ruleset(ruleset, reading, path)
    if reading.problems.has_errors:
        return ruleset
    return read_words(reading, words, ruleset, f"{path}." if path else "", kit_of(spot.file))
