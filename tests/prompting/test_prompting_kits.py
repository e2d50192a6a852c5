"""The adjudicator's instructions for every kit: what they show is a ruling that these very rules take."""

from pathlib import Path

import pytest
from prompting_sample import TEMPLATES

from gm import resources
from gm.authoring.load import load_ruleset
from gm.domain.campaign import Campaign
from gm.domain.ruleset import Ruleset
from gm.domain.ruling import Ruling
from gm.prompting.kits import degrees_with_a_price, sneaking_skill

KITS = {
    **{name: text for name, text in resources.ruleset_sources().items() if name.count(".") == 1},
    **{path.name: path.read_bytes() for path in (Path(__file__).parents[1] / "rules" / "kits").glob("*.yaml")},
}


def kit(name: str) -> Ruleset:
    return load_ruleset(KITS[name], name, rulesets=KITS)


def instructions(rules: Ruleset) -> str:
    campaign = Campaign.model_construct(title="A story", encounters=(), ruleset=rules)
    return TEMPLATES.render(
        "adjudicator/instructions.jinja2",
        {
            "campaign": campaign,
            "ruleset": rules,
            "language": "English",
            "without": frozenset(),
            "casts": bool(rules.spells),
            "priced": degrees_with_a_price(rules),
            "sneaking": sneaking_skill(rules),
        },
    )


@pytest.mark.parametrize("name", sorted(KITS))
def test_every_example_is_a_ruling_of_this_kit(name: str) -> None:
    rules = kit(name)
    text = instructions(rules)
    examples = [Ruling.model_validate_json(row) for row in text.splitlines() if row.startswith('{"verdicts":[{')]
    assert len(examples) == 3
    verdict = examples[0].verdicts[0]
    assert verdict.check is not None and rules.skill(verdict.check.skill) is not None
    assert rules.difficulty_min <= verdict.check.difficulty <= rules.difficulty_max
    assert all(rules.degree(degree) is not None for degree in verdict.outcomes)
    assert any(rules.degree(degree).success for degree in verdict.outcomes)  # type: ignore[union-attr]
    assert [effect.kind for effect in examples[2].verdicts[0].effects] == ["move"]


def test_where_nothing_is_rolled_a_price_is_asked() -> None:
    text = instructions(kit("freeform.yaml"))
    assert "Nothing is rolled" in text and "lets it be" in text and '"miss"' not in text


def test_where_a_move_costs_by_itself_no_second_cost_is_written() -> None:
    text = instructions(kit("moves-2d6.yaml"))
    assert "partial and miss cost something by themselves" in text
    assert '"success":{"text":"Ada is inside' in text and '"partial":{"text"' in text


def test_spells_are_cast_by_their_rules() -> None:
    assert '{"kind":"cast","spell":id' in instructions(kit("fantasy-d20.yaml"))
    assert '"kind":"cast"' not in instructions(kit("moves-2d6.yaml"))
