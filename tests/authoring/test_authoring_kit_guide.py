"""`docs/author/rulesets.md`: every step of the kit that grows there is a whole kit, and does what the page says."""

import re
from pathlib import Path

import pytest

from gm.authoring import lint_ruleset, load_campaign, load_ruleset
from gm.domain.state import WorldState
from gm.domain.tongues import in_language
from gm.rules.combat.simulate import simulate
from gm.rules.numbers import Numbers
from gm.rules.world import initial_changes

PAGE = Path(__file__).parents[2] / "docs" / "author" / "rulesets.md"
KITS = {
    name: body.encode()
    for body, name in re.findall(r"^```yaml\n(# (\S+)\n.*?)^```", PAGE.read_text("utf-8"), re.DOTALL | re.MULTILINE)
}
YAML = b"""
slug: cove
title: The Cove
ruleset: coast
opening: {place: cove, text: Fog.}
places: {cove: {name: The Cove, description: Shingle.}}
characters: {jem: {name: Jem, concept: a smuggler, sheet: {attributes: {salt: 2, silk: 1}, max_hp: 12}}}
encounters: {watch: {title: The watch, place: cove, creatures: {revenue-man: 1}}}
"""


def test_all_steps_are_there() -> None:
    steps = [f"coast-{step}.yaml" for step in (1, 2, 3, "help", 4)]
    assert list(KITS) == [*steps, "coast.yaml", "coast-crews.yaml", "coast-moves.yaml", "coast.de.yaml"]


@pytest.mark.parametrize("name", KITS)
def test_every_step_is_a_whole_kit(name: str) -> None:
    assert [str(problem) for problem in lint_ruleset(KITS[name], name, rulesets=KITS)] == []
    if name != "coast.de.yaml":
        assert load_ruleset(KITS[name], name, rulesets=KITS).title == "Coast"


def test_the_words_of_the_page_are_said() -> None:
    german = in_language(load_ruleset(KITS["coast.yaml"], "coast.yaml", rulesets=KITS), "de")
    assert (german.title, german.skills[0].name, german.creatures[0].attacks[0].name) == (
        "Küste",
        "Segeln",
        "Entermesser",
    )


def test_the_kit_does_what_the_page_says() -> None:
    campaign = load_campaign({"campaign.yaml": YAML}, rulesets=KITS)
    world = WorldState().apply(initial_changes(campaign, ("jem",)))
    jem = Numbers(campaign, world, "jem", campaign.characters[0].sheet)
    assert (jem["defence"], jem["nerve"], jem.maximum("grit"), jem["grit"]) == (10, 2, 2, 2)
    worn = WorldState({**world.values, ("character:jem", "condition/weary"): 2})
    tired = Numbers(campaign, worn, "jem", campaign.characters[0].sheet)
    assert tired.skill("sail") == jem.skill("sail") - 2
    odds = simulate(campaign, campaign.encounters[0], ("jem",), times=50, seed="ab")
    assert odds.fights == 50 and odds.outcomes["won"] > 0


def test_links_of_the_page_lead_somewhere() -> None:
    reference = (PAGE.parent / "reference.md").read_text("utf-8")
    anchors = {
        re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-")
        for title in re.findall(r"^##+ (.*)$", reference, flags=re.MULTILINE)
    }
    links = re.findall(r"\(reference\.md(?:#([\w-]+))?\)", PAGE.read_text("utf-8"))
    assert links and {link for link in links if link} <= anchors
    assert (PAGE.parent.parent / "rules-coverage.md").is_file()
