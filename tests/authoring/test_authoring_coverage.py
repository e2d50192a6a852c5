"""The ledger of the rules is honest: what it calls enforced has a test, and every shipped ruleset has its table."""

import re
from pathlib import Path

from gm.authoring.kit_words import tongue_in

ROOT = Path(__file__).parents[2]
LEDGER = (ROOT / "docs" / "rules-coverage.md").read_text("utf-8")
RULESETS = [p.stem for p in sorted((ROOT / "campaigns" / "_rulesets").glob("*.yaml")) if not tongue_in(p.name)]
STANDINGS = ("enforced", "guided", "out of scope")


def rows(text: str) -> list[tuple[str, str, str]]:
    """(rule, standing, the rest) of every row of every table."""
    lines = re.findall(r"^\| (?!rule \||---)(.*) \|$", text, re.MULTILINE)
    found = [[cell.strip() for cell in line.split(" | ")] for line in lines]
    return [(row[0], row[1].rstrip(" |"), " | ".join(row[2:])) for row in found]


def complaints(text: str) -> list[str]:
    """What is wrong with a ledger, a sentence each."""
    found = []
    for rule, standing, rest in rows(text):
        tests = re.findall(r"`(tests/[\w/]+\.py)::(test_\w+)`", rest)
        if standing not in STANDINGS:
            found.append(f"{rule}: {standing!r} is no standing")
        if standing == "enforced" and not tests:
            found.append(f"{rule}: enforced by no test")
        for file, name in tests:
            path = ROOT / file
            if not path.is_file() or not re.search(rf"^(async )?def {name}\(", path.read_text("utf-8"), re.MULTILINE):
                found.append(f"{rule}: there is no {file}::{name}")
    return found


def test_what_is_called_enforced_has_a_test() -> None:
    assert len(rows(LEDGER)) > 50
    assert complaints(LEDGER) == []


def test_a_claim_without_a_test_is_found() -> None:
    assert complaints("| dice | enforced | |\n") == ["dice: enforced by no test"]
    assert complaints("| dice | enforced | `tests/rules/test_rules_dice.py::test_nothing_of_the_kind` |\n")
    assert complaints("| dice | perhaps | |\n") == ["dice: 'perhaps' is no standing"]
    assert complaints("| dice | guided | |\n") == []


def test_every_shipped_ruleset_has_its_table() -> None:
    parts = dict(zip(*[iter(re.split(r"^## (.*)\n", LEDGER, flags=re.MULTILINE)[1:])] * 2, strict=True))
    assert RULESETS
    for name in RULESETS:
        assert len(rows(parts[name])) >= 5, name
