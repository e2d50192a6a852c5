"""Slips in a living world are named where they stand, with what was probably meant."""

import pytest
from living_stage import YAML

from gm import resources
from gm.authoring.load import lint_campaign


def said(text: str) -> list[str]:
    return [str(each) for each in lint_campaign({"campaign.yaml": text.encode()}, rulesets=resources.ruleset_sources())]


def test_the_stage_is_without_errors() -> None:
    assert [each for each in said(YAML) if "warning" not in each] == [] or not any("no " in each for each in said(YAML))


@pytest.mark.parametrize(
    ("slip", "to", "complaint"),
    [
        ("dangers: road", "dangers: raod", 'no random table "raod" (did you mean "road"?)'),
        ("seasons: {cold: cold}", "seasons: {cold: could}", 'no random table "could" (did you mean "cold"?)'),
        ("seasons: {cold: cold}", "seasons: {colt: cold}", 'no season "colt" (did you mean "cold"?)'),
        ('"Fog, {fog}."', '"Fog, {fogg}."', 'no random table "fogg" (did you mean "fog"?)'),
        ("{at: 2-5, text", "{at: two, text", "a line says for which totals it is"),
        (
            "fog: {entries: [thin, thick]}",
            "fog: {entries: [thin, {text: x, at: 3}]}",
            "totals mean nothing without dice",
        ),
        ("fog: {entries: [thin, thick]}", 'fog: {entries: ["{wet}"]}', "draws from itself"),
        ("fog: {entries: [thin, thick]}", "fog: {name: Fog}", "at least one line is needed"),
        ("between: [ford, abbey]", "between: [yard, abbey]", "a route is an exit that takes hours"),
        ("between: [ford, abbey]", "between: [ford, inn]", "joins the same two places"),
        ("month: feast, day: 1", "month: feest, day: 1", 'no month "feest" (did you mean "feast"?)'),
        ("month: feast, day: 1", "month: feast, day: 3", "Lantern Night has 1 days"),
        ("ration: bread", "ration: breat", 'no item "breat" (did you mean "bread"?)'),
        ("move: {character: reeve, place: inn}", "move: {character: reeve, place: in}", 'no place "in"'),
        ("done: {flags: paid}", "done: {flags: payd}", 'no flag "payd" (did you mean "paid"?)'),
        ("on: [dawn]", "on: [dawm]", "dawn"),
        ("unfolds: true", "unfolds: yes", "true or false"),
        ("weight: 3, rumour", "weight: 300, rumour", "100"),
    ],
)
def test_a_slip_is_named_with_its_line(slip: str, to: str, complaint: str) -> None:
    assert slip in YAML, slip
    found = said(YAML.replace(slip, to, 1))
    assert any(complaint in each and each.startswith("campaign.yaml:") for each in found), found


def test_what_is_probably_not_meant_is_a_warning() -> None:
    text = YAML.replace("    offered: {flags: wet}\n", "", 1)
    assert any("nothing offers it" in each for each in said(text))
    text = YAML.replace("{at: 6-8, text", "{at: 7-8, text", 1)
    assert any("no line is for 6" in each for each in said(text))
    text = YAML.replace("clocks: [rot], unfolds", "unfolds", 1)
    assert any("it unfolds by its clocks" in each for each in said(text))
