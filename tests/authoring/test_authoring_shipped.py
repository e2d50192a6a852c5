"""What we ship is without fault: every campaign and every ruleset, no error, no warning, none left out."""

from pathlib import Path

import pytest
import yaml

from gm.authoring import campaign_version, lint_campaign, lint_ruleset, load_campaign, load_ruleset
from gm.authoring.kit_words import tongue_in

CAMPAIGNS = Path(__file__).parents[2] / "campaigns"
PROMPTS = Path(__file__).parents[2] / "prompts"
RULESETS = {path.name: path.read_bytes() for path in sorted((CAMPAIGNS / "_rulesets").glob("*.yaml"))}
FOLDERS = [path.name for path in sorted(CAMPAIGNS.iterdir()) if path.is_dir() and not path.name.startswith("_")]


def read(folder: str) -> dict[str, bytes]:
    root = CAMPAIGNS / folder
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}


def test_there_is_something_to_check() -> None:
    assert FOLDERS
    assert RULESETS


@pytest.mark.parametrize("name", RULESETS)
def test_every_shipped_ruleset_is_without_fault(name: str) -> None:
    assert [str(problem) for problem in lint_ruleset(RULESETS[name], name, rulesets=RULESETS)] == []
    if not tongue_in(name):
        assert load_ruleset(RULESETS[name], name, rulesets=RULESETS).slug == name.removesuffix(".yaml")


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_shipped_campaign_is_without_fault(folder: str) -> None:
    templates = [path.relative_to(PROMPTS).as_posix() for path in PROMPTS.rglob("*.jinja2")]
    found = lint_campaign(read(folder), rulesets=RULESETS, templates=templates)
    assert [str(problem) for problem in found] == []


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_shipped_campaign_survives_being_written_out(folder: str) -> None:
    """Without any shorthand and with its ruleset inside, it is the same campaign."""
    campaign = load_campaign(read(folder), rulesets=RULESETS)
    assert campaign.slug == folder
    text = yaml.dump(
        campaign.model_dump(mode="json", exclude={"templates", "books"}), Dumper=yaml.CSafeDumper, allow_unicode=True
    )
    again = load_campaign({"campaign.yaml": text.encode()}, rulesets={})
    assert again == campaign.model_copy(update={"templates": {}})
    if not campaign.templates:
        assert campaign_version(again) == campaign_version(campaign)
