"""What a reading collects, and the reading of single values."""

import re
import unicodedata
from dataclasses import dataclass, field
from typing import Final

from gm.authoring.complaints import describe
from gm.authoring.names import Definition, Reference
from gm.authoring.problem import Problems, Spot, listed, quoted
from gm.authoring.spec import TextSpec, WordSpec
from gm.authoring.yaml_source import MapNode, Node, ScalarNode

_YES: Final = {"yes": "true", "on": "true", "y": "true", "no": "false", "off": "false", "n": "false"}
_DICE: Final = re.compile(
    r"\s++|[-+*/(),%×·÷−–]|[=!<>]=|[<>]|\[[^\[\]]*+\]|\d*+[dwдк](?:\d++|%)|(?:k|p|rr|ro|ra|e|mi|ma)[hl<>=]?\d++|[\d.]++",
    re.IGNORECASE,
)
"""One token of a dice expression. Every repetition is possessive, so that no text makes the search go back."""

_LONGEST_DICE: Final = 200
_PICTURE: Final = re.compile(r"https://[A-Za-z0-9.-]+\.[A-Za-z]{2,}(?::[0-9]+)?/[!-~]*")
_LONGEST_ADDRESS: Final = 2000
MAX_DICE: Final = 200
MAX_SIDES: Final = 10_000
"""As many and as large ones as can be rolled."""
_THROW: Final = re.compile(r"(\d*)[dwдк](\d+)", re.IGNORECASE)
_LONG_NUMBER: Final = re.compile(r"\d{10}")


@dataclass(slots=True)
class Reading:
    """What a reading has found so far. `where` holds the spot of every value that was read, by path."""

    problems: Problems
    definitions: list[Definition] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)
    where: dict[str, Spot] = field(default_factory=dict)
    kits: list[str] = field(default_factory=list)
    """The rulesets that the one being read stands on, the nearest first."""

    def spot(self, path: str) -> Spot:
        """Where the value of that path stands, or the nearest one around it."""
        while path and path not in self.where:
            path = path[: max(path.rfind("."), path.rfind("["), 0)]
        return self.where.get(path, Spot("campaign.yaml"))

    def wrong(self, node: Node, path: str, expected: str, *, hint: str = "", suggestion: str = "") -> None:
        """Note that something else was expected than what stands there."""
        message = f"expected {expected}, found {describe(node)}" + (f": {hint}" if hint else "")
        self.problems.add(node.spot, path, message, expected=expected, suggestion=suggestion)


def read_text(reading: Reading, spec: TextSpec, node: Node, path: str) -> str | int:
    """Text; a number as it was written, or as a number where the spec wants it so."""
    if isinstance(node, ScalarNode) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ScalarNode) and isinstance(node.value, int | float) and not isinstance(node.value, bool):
        if spec.number and isinstance(node.value, int):
            return node.value
        if not spec.number:
            return node.text
    expected = "a word or a whole number" if spec.number else "text"
    hint = ""
    if isinstance(node, MapNode):
        hint = 'put quotes around text that holds ": "'
    elif isinstance(node, ScalarNode) and node.value is not None:
        hint = "put quotes around it if it is meant as a word"
    reading.wrong(node, path, expected, hint=hint)
    return ""


def read_number(reading: Reading, node: Node, path: str) -> int:
    """A whole number; 0 after a complaint."""
    if isinstance(node, ScalarNode) and isinstance(node.value, int) and not isinstance(node.value, bool):
        return node.value
    suggestion = hint = ""
    if isinstance(node, ScalarNode) and re.fullmatch(r"[-+]?[0-9]{1,18}", node.text):
        suggestion = str(int(node.text))
        hint = "take the quotes off" if suggestion == node.text else ""
    reading.wrong(node, path, "a whole number", hint=hint, suggestion="" if hint else suggestion)
    return 0


def read_truth(reading: Reading, node: Node, path: str) -> bool:
    """true or false; false after a complaint."""
    if isinstance(node, ScalarNode) and isinstance(node.value, bool):
        return node.value
    word = node.text.casefold() if isinstance(node, ScalarNode) else ""
    reading.wrong(node, path, "true or false", suggestion=_YES.get(word, ""))
    return False


def read_word(reading: Reading, spec: WordSpec, node: Node, path: str) -> str:
    """One of the spec's words; the first after a complaint."""
    word = node.text if isinstance(node, ScalarNode) else ""
    if word in spec.words:
        return word
    suggestion = reading.problems.suggest(word, spec.words)
    reading.wrong(node, path, f"one of {listed(spec.words, 20)}", suggestion=suggestion)
    return spec.words[0]


def check_dice(reading: Reading, value: str, node: Node, path: str) -> None:
    """Complain about text that cannot be dice. The dice parser in `gm.rules` has the last word when it is rolled."""
    plain = unicodedata.normalize("NFKC", value)
    raised = any(unicodedata.category(character) == "No" for character in value)  # `d6²` is not `d62`
    if raised or len(value) > _LONGEST_DICE or not re.search(r"\d", value) or _DICE.sub("", plain):
        message = f"{quoted(value)} is not dice: write a number, or dice such as 1d6+1"
        reading.problems.add(node.spot, path, message, expected="dice or a number")
    elif any(int(count or 1) > MAX_DICE or int(sides) > MAX_SIDES for count, sides in _THROW.findall(plain)):
        message = f"{quoted(value)} is too many dice: up to {MAX_DICE} of up to {MAX_SIDES} sides"
        reading.problems.add(node.spot, path, message, expected="fewer or smaller dice")
    elif _LONG_NUMBER.search(plain):
        reading.problems.add(node.spot, path, f"{quoted(value)} holds too large a number", expected="a smaller number")


def check_picture(reading: Reading, value: str, node: Node, path: str) -> None:
    """Complain about an address that no face could fetch a picture from. It is not looked up."""
    if len(value) > _LONGEST_ADDRESS or not _PICTURE.fullmatch(value):
        message = f"{quoted(value)} is no address of a picture: it begins with https:// and holds no spaces"
        suggestion = (
            f"https://{value[7:]}" if _PICTURE.fullmatch(f"https://{value[7:]}") and value[:7] == "http://" else ""
        )
        reading.problems.add(node.spot, path, message, expected="https://…", suggestion=suggestion)


def check_name(reading: Reading, value: str, node: Node, path: str) -> None:
    """Complain about a name in which nothing can be seen."""
    written = isinstance(node, ScalarNode) and isinstance(node.value, str)  # anything else has been named already
    if written and all(unicodedata.category(character)[0] in "CZ" for character in value):
        reading.problems.add(node.spot, path, "there is nothing to be seen in this name", expected="a name")
