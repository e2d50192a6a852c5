"""Broken rulesets, each with the line that `gm lint` prints for it."""
# ruff: noqa: E501 (lines of output stand as they are printed)

import pytest
from authoring_samples import MINI_RULES, rulesets, sources

from gm.authoring import lint_campaign, lint_ruleset, load_ruleset
from gm.domain.errors import AuthoringError

RULES: list[tuple[str, str, str]] = [
    (
        "attribute: might",
        "attribute: mite",
        'r.yaml:4:35: skills.climb.attribute: no attribute "mite" (did you mean "might"?)',
    ),
    (
        "default_skill: search",
        "default_skill: serch",
        'r.yaml:6:16: default_skill: no skill "serch" (did you mean "search"?)',
    ),
    ("hard: 15", "hard: 31", "r.yaml:7:31: difficulties.hard: 31 is outside of 5 to 30"),
    ("{easy: 8, hard: 15}", "{}", "r.yaml:7:15: difficulties: a ruleset needs at least one difficulty"),
    ("title: Mini", "title: Mini\ndifficulty_min: 9", "r.yaml:8:22: difficulties.easy: 8 is outside of 9 to 30"),
    (
        "margin: -5",
        "margin: 5",
        'r.yaml:10:43: degrees[2].margin: "setback" needs a margin below 0, that of "success" before it',
    ),
    ("margin: 0, success: true", "margin: 0, success: false", "r.yaml:9:3: degrees: no degree is a success"),
    ("id: setback", "id: success", 'r.yaml:10:10: degrees[2]: degree "success" is there already, at r.yaml:9'),
    (
        "margin: -999, success: false",
        "margin: -999, success: true",
        'r.yaml:11:58: degrees[3].success: "failure" is a success below the failure "setback"',
    ),
    (
        "disadvantage: climb",
        "disadvantage: [clime]",
        'r.yaml:13:60: conditions.wet.disadvantage[1]: no skill "clime" (did you mean "climb"?)',
    ),
    ("maximum: 3", "maximum: -3", "r.yaml:16:31: resources.luck.maximum: a maximum cannot be -3"),
    (
        "title: Mini",
        "title: Mini\ndie: a dozen",
        'r.yaml:2:6: die: "a dozen" is not dice: write a number, or dice such as 1d6+1',
    ),
    (
        "title: Mini",
        "title: Mini\ntraining: {one: 1}",
        'r.yaml:2:12: training.one: expected a whole number, found the word "one"',
    ),
    (
        "title: Mini",
        "title: Mini\ntraining: {1: 1}",
        "r.yaml:2:11: training: there is no bonus for training 0, which is what a skill has by default",
    ),
    (
        "title: Mini",
        "title: Mini\nintents: {en: {lok: [see]}}",
        'r.yaml:2:16: intents.en.lok: expected one of look, talk, move, take, give, use, wait, attack, rest, cast, found the word "lok" (did you mean "look"?)',
    ),
    ("degrees:\n", "degrees:\n  a: b\nx:\n", "r.yaml:9:3: degrees: expected a list, found a mapping"),
    ("title: Mini\n", "", 'r.yaml:1:1: "title" is missing'),
]


@pytest.mark.parametrize(("old", "new", "expected"), RULES, ids=[case[2][7:60] for case in RULES])
def test_every_mistake_of_a_ruleset_is_named_where_it_stands(old: str, new: str, expected: str) -> None:
    assert MINI_RULES.count(old) == 1, old
    source = MINI_RULES.replace(old, new).encode()
    assert str(lint_ruleset(source, "r.yaml")[0]) == expected
    with pytest.raises(AuthoringError):
        load_ruleset(source, "r.yaml")


def test_a_mistake_in_the_ruleset_is_a_mistake_of_the_campaign() -> None:
    kit = {"_rulesets/mini.yaml": rulesets()["mini.yaml"].replace(b"attribute: might", b"attribute: mite")}
    found = lint_campaign(sources(), rulesets=kit)
    assert [str(p) for p in found] == [
        '_rulesets/mini.yaml:4:35: skills.climb.attribute: no attribute "mite" (did you mean "might"?)'
    ]
