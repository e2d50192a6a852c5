"""Lore that an author writes: the page about it is true, mistakes are found where they stand, books are read."""

import json

import pytest
from test_authoring_docs import DOCS, SHIPPED, examples

from gm.authoring import campaign_version, lint_campaign, load_campaign
from gm.domain.campaign import Campaign
from gm.models.tokens import EstimatingCounter
from gm.play.lore_desk import tried

HEAD = """slug: weir
title: The Weir
ruleset: freeform
characters: {wen: {name: Wen, concept: a surveyor}}
places: {landing: {name: The Landing, description: Planks.}}
opening: {place: landing, text: It is late.}
"""


def page() -> Campaign:
    files = examples("lore.md")
    main = files["campaign.yaml"].replace(b"include: lore.yaml", b"include: [lore.yaml, lore-2.yaml, lore-3.yaml]")
    files["campaign.yaml"] = main
    assert [str(problem) for problem in lint_campaign(files, rulesets=SHIPPED)] == []
    return load_campaign(files, rulesets=SHIPPED)


def came(campaign: Campaign, *texts: str, here: tuple[str, ...] = ()) -> dict[str, str]:
    found = tried(campaign, texts, present=here, counter=EstimatingCounter())
    return {each.entry.id: each.why for each in found if each.came and not each.standing}


def test_the_page_about_lore_is_true() -> None:
    campaign = page()
    assert list(came(campaign, "I ask about the weir")) == ["vault", "weir"]
    opened = {"weir": '"sluice*" was mentioned', "vault": '"weir" is in lore that came up'}
    assert came(campaign, "We open the sluices.") == opened
    assert list(came(campaign, "The miller")) == [] and list(came(campaign, "The miller's debt")) == ["miller-debt"]
    assert list(came(campaign, "The miller and his wife by the lamp")) == ["miller-wife"]
    assert list(came(campaign, "The Bells!")) == ["bell"] and came(campaign, "The church bell rings") == {}
    assert "odo-debt" in came(campaign, "the reeve", here=("odo",)) and came(campaign, "the reeve") == {}
    assert len(came(campaign, "the river")) == 1
    assert came(campaign, "the cold") == {}, "it waits"
    assert list(came(campaign, "into the saltings")) == ["valley/0"]
    assert campaign.lore[1].audience == "gm" and "gm lore test" in (DOCS / "lore.md").read_text("utf-8")


@pytest.mark.parametrize(
    ("lore", "wanted"),
    [
        ("a: {title: A, keys: [/(x/], content: C}", '8:24: lore.a.keys[1]: "/(x/" is no regular expression'),
        ("a: {title: A, keys: ['(x'], regex: true, content: C}", 'lore.a.keys[1]: "(x" is no regular expression'),
        (
            "a: {title: A, keys: [x], cast: [wenn], content: C}",
            'lore.a.cast[1]: no character "wenn" (did you mean "wen"?)',
        ),
        ("a: {title: A, keys: [x], cast: wen, not_cast: wen, content: C}", "cannot both be given"),
        ("a: {title: A, keys: [x], probability: 0, content: C}", "with a probability of 0 it never comes up"),
        ("a: {title: A, keys: [x], probability: 101, content: C}", "lore.a.probability"),
        ("a: {title: A, content: C}", "it has no keys and is not constant"),
        ("a: {title: A, keys: [x], scan_depth: 0, content: C}", "no beats are looked at"),
        ("a: {title: A, keys: [x], level: 1, content: C}", "lore.a.level: only other entries call it up"),
        ("a: {title: A, keys: [x], enabled: false, content: C}", "it is switched off"),
        ("a: {title: A, keys: [x], groups: g, group_weight: 0, content: C}", "it never wins its group"),
        ("a: {title: A, keys: [x], secondary: [x], logic: not_any, content: C}", "the same keys call it up"),
        (
            'a: {title: A, keys: [x], content: "@@dephth 1\\nC"}',
            'decorator "@@dephth": it changes nothing (did you mean "@@depth"?)',
        ),
        ("a: {title: A, keys: [x], probabilty: 5, content: C}", '(did you mean "probability"?)'),
    ],
)
def test_what_cannot_work_is_found_where_it_stands(lore: str, wanted: str) -> None:
    source = f"{HEAD}lore:\n  {lore}\n".encode()
    found = [str(problem) for problem in lint_campaign({"campaign.yaml": source}, rulesets=SHIPPED)]
    assert len(found) == 1 and wanted in found[0], found
    assert found[0].startswith("campaign.yaml:8:")


def test_constant_entries_that_fill_the_prompt_are_found() -> None:
    long = "word " * 800
    entry = f"title: A, constant: true, content: {long}"
    lore = f"lore:\n  a: {{{entry}}}\n  b: {{{entry}}}\n"
    (found,) = lint_campaign({"campaign.yaml": f"{HEAD}{lore}".encode()}, rulesets=SHIPPED)
    assert (
        found.path == "lore.b.constant" and "crowd everything else out" in found.message and found.severity == "warning"
    )


def test_an_effect_names_an_entry_that_there_is() -> None:
    tide = "clocks: {tide: {name: Tide, segments: 2, every_minutes: 9, effects: [{lore: {entry: wier, to: off}}]}}\n"
    lore = "lore: {weir: {title: W, keys: [weir], content: C}}\n"
    (found,) = lint_campaign({"campaign.yaml": f"{HEAD}{lore}{tide}".encode()}, rulesets=SHIPPED)
    assert 'no lore entry "wier" (did you mean "weir"?)' in str(found)


BOOK = {"name": "Valley", "entries": {"a/b": {"uid": 0, "key": ["marsh"], "content": "@@depth 0\nWet."}}}


def test_books_are_read_and_pinned_with_the_campaign() -> None:
    files = {"campaign.yaml": HEAD.encode(), "lore/valley.json": json.dumps(BOOK).encode()}
    campaign = load_campaign(files, rulesets=SHIPPED)
    (book,) = campaign.books
    assert (book.id, book.title, book.profile, book.rules[0].id) == ("valley", "Valley", "st", "valley/0")
    assert Campaign.model_validate_json(campaign.model_dump_json()) == campaign
    other = {**files, "lore/valley.json": json.dumps(BOOK).replace("Wet", "Dry").encode()}
    assert campaign_version(load_campaign(other, rulesets=SHIPPED)) != campaign_version(campaign)
    listed = {
        **files,
        "campaign.yaml": f"{HEAD}lore_books: [{{file: lore/valley.json, profile: native, audience: gm}}]".encode(),
    }
    (book,) = load_campaign(listed, rulesets=SHIPPED).books
    assert (book.profile, book.audience) == ("native", "gm")
    assert list(load_campaign(listed, rulesets=SHIPPED).facts()) == ["valley/0"], "it can be revealed"


@pytest.mark.parametrize(
    ("book", "wanted"), [(b"{", "not JSON: line 1"), (b"[]", "no lorebook that we know"), (b"\xff", "not UTF-8")]
)
def test_a_file_that_is_no_book_is_reported(book: bytes, wanted: str) -> None:
    (found,) = lint_campaign({"campaign.yaml": HEAD.encode(), "lore/x.json": book}, rulesets=SHIPPED)
    assert found.file == "lore/x.json" and wanted in found.message


def test_a_book_that_is_not_there_is_suggested() -> None:
    main = f"{HEAD}lore_books: [lore/valey.json]\n".encode()
    files = {"campaign.yaml": main, "lore/valley.json": json.dumps(BOOK).encode()}
    (found,) = lint_campaign(files, rulesets=SHIPPED)
    assert found.suggestion == "lore/valley.json" and found.line == 7
