"""A kit's words in other languages: `words:` in the kit, or a file for each language beside it (`coast.de.yaml`).

A file of words mirrors the kit, with a text where the kit has a thing: `skills: {sail: Segeln}`. Words go along with
`extends:`, but never over a text that a kit on top has written for itself.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from gm.authoring.extending import merged
from gm.authoring.problem import Problems, Spot, listed, quoted
from gm.authoring.scalars import Reading
from gm.authoring.yaml_source import ListNode, MapNode, Node, ScalarNode, parse_yaml
from gm.domain.ruleset import Ruleset
from gm.domain.tongues import AUTHORED, KitText, shared_path, texts_of

WORDS: Final = "words"
_TONGUE: Final = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_LISTED: Final = 12


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    spot: Spot
    kit: str
    """The kit that it was written for."""


def kit_of(file: str) -> str:
    """The kit that a file belongs to: `fantasy-d20` for `fantasy-d20.yaml` and for `fantasy-d20.de.yaml`."""
    return file.rpartition("/")[2].partition(".")[0]


def tongue_in(file: str) -> str:
    """The language that a file of words is in; '' for any other file."""
    tongue = file.rpartition("/")[2].rpartition(".")[0].partition(".")[2]
    return tongue if _TONGUE.fullmatch(tongue) else ""


def with_words(root: MapNode, name: str, rulesets: Mapping[str, bytes], problems: Problems) -> MapNode:
    """A kit's top with the files of words that lie beside it put under `words:`."""
    for path in sorted(rulesets):
        tongue = tongue_in(path) if kit_of(path) == name else ""
        if not tongue:
            continue
        node = parse_yaml(path, rulesets[path], problems)
        if not isinstance(node, MapNode):
            if node is not None and not (isinstance(node, ScalarNode) and node.value is None):
                problems.add(node.spot, "", "expected a mapping such as `skills: {sail: Segeln}`")
            continue
        under = MapNode(node.spot, ((ScalarNode(node.spot, tongue, tongue), node),))
        put = MapNode(node.spot, ((ScalarNode(node.spot, WORDS, WORDS), under),))
        root = merged(root, put)
    return root


def without_words(node: MapNode) -> tuple[MapNode, Node | None]:
    """A kit's top without its words, and these."""
    found = next((value for key, value in node.entries if key.text == WORDS), None)
    return MapNode(node.spot, tuple(each for each in node.entries if each[0].text != WORDS)), found


def read_words(reading: Reading, node: Node | None, ruleset: Ruleset, path: str, own: str) -> Ruleset:
    """The kit with its words. `own`: the kit that is read, whose words are looked at; those of kits below it were."""
    if node is None or (isinstance(node, ScalarNode) and node.value is None):
        return ruleset
    if not isinstance(node, MapNode):
        reading.wrong(node, f"{path}{WORDS}", "a mapping by language, such as `de: {skills: {sail: Segeln}}`")
        return ruleset
    texts = texts_of(ruleset)
    ranks = {name: rank for rank, name in enumerate((own, *reading.kits))}
    found = {}
    for key, value in node.entries:
        at = f"{path}{WORDS}.{key.text}"
        if key.text != AUTHORED and not _TONGUE.fullmatch(key.text):
            reading.problems.add(key.spot, at, f"{quoted(key.text)} is no language", expected="a tag such as `de`")
            continue
        given = dict(_flat(reading, value, "", at, _names(texts)))
        _unknown(reading, given, texts, at, own)
        found[key.text] = dict(_fitting(reading, texts, given, ranks, path))
        if key.text != AUTHORED:
            _missing(reading, key.text, given, texts, found[key.text], at, own)
    return ruleset.model_copy(update={WORDS: {tongue: words for tongue, words in found.items() if words}})


def _names(texts: Collection[KitText]) -> dict[str, str]:
    """`skills.sail.name` → `skills.sail`: a thing's first text written out in full."""
    paths = {f"{each.path}.{each.field}": each.path for each in texts if each.field}
    return paths | {f"{shared_path(at)}.{at_field}": shared_path(at) for at, at_field in _shared(texts)}


def _shared(texts: Collection[KitText]) -> Iterator[tuple[str, str]]:
    return ((each.path, each.field) for each in texts if shared_path(each.path))


def _flat(reading: Reading, node: Node, path: str, at: str, names: Mapping[str, str]) -> Iterator[tuple[str, _Word]]:
    """Each word by the path of what it names."""
    if isinstance(node, MapNode):
        for key, value in node.entries:
            below = f"{path}.{key.text}" if path else key.text
            yield from _flat(reading, value, below, f"{at}.{key.text}", names)
    elif isinstance(node, ListNode):
        reading.wrong(node, at, "text, or a mapping by id")
    elif isinstance(node.value, bool):
        reading.wrong(node, at, "text", hint="put quotes around it if it is meant as a word")
    elif node.value is not None:
        yield names.get(path, path), _Word(node.text, node.spot, kit_of(node.spot.file))


def _fitting(
    reading: Reading, texts: Collection[KitText], given: Mapping[str, _Word], ranks: Mapping[str, int], path: str
) -> Iterator[tuple[str, str]]:
    """The words that are said. One that was written for a kit below does not replace what a kit on top says for
    itself; but a bite is a bite, whoever bites."""
    last = len(ranks)
    said: dict[str, set[str]] = {}
    open_ones: list[tuple[KitText, _Word]] = []
    for each in texts:
        word = given.get(each.path) or given.get(shared_path(each.path))
        if word is None:
            continue
        if ranks.get(word.kit, 0) <= ranks.get(kit_of(reading.spot(path + each.where).file), last):
            said.setdefault(shared_path(each.path), set()).add(each.text.casefold())
            yield each.path, word.text
        else:
            open_ones.append((each, word))
    for each, word in open_ones:
        shared = shared_path(each.path)
        if shared and each.text.casefold() in said.get(shared, set()):
            yield each.path, word.text


def _unknown(reading: Reading, given: Mapping[str, _Word], texts: Collection[KitText], at: str, own: str) -> None:
    """Warn of words for what the kit does not have."""
    known = {each.path for each in texts} | {shared_path(each.path) for each in texts}
    for name, word in given.items():
        if name in known or word.kit != own:
            continue
        head, _, last = name.rpartition(".")
        siblings = {path.removeprefix(f"{head}.").partition(".")[0] for path in known if path.startswith(f"{head}.")}
        if not head or not siblings:
            siblings = {path.partition(".")[0] for path in known if path}
            last = name.partition(".")[0]
        nearest = reading.problems.suggest(last, sorted(siblings))
        rest = "" if nearest else f": there is {listed(sorted(siblings))}"
        message = f"a word for {quoted(name)}, and nothing in this kit is called that{rest}"
        reading.problems.add(word.spot, f"{at}.{name}", message, suggestion=nearest, severity="warning")


def _missing(
    reading: Reading,
    tongue: str,
    given: Mapping[str, _Word],
    texts: Collection[KitText],
    found: Mapping[str, str],
    at: str,
    own: str,
) -> None:
    """Warn of what has no word yet in a language that this kit has begun."""
    begun = next((word for word in given.values() if word.kit == own), None)
    if begun is None:
        return
    wanted = dict.fromkeys(
        shared_path(each.path) or each.path for each in texts if each.is_read and each.path not in found
    )
    if wanted:
        message = f"{len(wanted)} words are missing in {tongue}: {listed(wanted, _LISTED)}"
        spot = Spot(begun.spot.file)
        reading.problems.add(spot, at, message, severity="warning")
