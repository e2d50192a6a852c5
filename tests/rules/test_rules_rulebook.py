"""Rules that a player looks up: everything that the kit has by name, as people ask for it, and nothing that a campaign
may still keep to itself."""

import pytest
from rules_stage import CAMPAIGNS, starter

from gm.authoring.load import load_ruleset
from gm.domain.campaign import Campaign, Creature
from gm.domain.errors import NotFound
from gm.rules.rulebook import rule_names, rules_about

KITS = ("fantasy-d20", "freeform", "lantern-d20", "moves-2d6")


def playing(kit: str) -> Campaign:
    kits = {f.name: f.read_bytes() for f in (CAMPAIGNS / "_rulesets").glob("*.yaml")}
    rules = load_ruleset(kits[f"{kit}.yaml"], f"{kit}.yaml", rulesets=kits)
    return starter().model_copy(update={"ruleset": rules})


@pytest.mark.parametrize(
    ("asked", "name", "of"),
    [
        ("stealth", "Stealth", "Dexterity"),
        ("what does being prone mean?", "Prone", ""),
        ("how does sneak attack work", "Sneak attack", "Rogue"),
        ("Wizard", "Wizard", "Intelligence, Constitution, Dexterity"),
        ("cure wounds", "Cure wounds", ""),
        ("a long rest", "Long rest", ""),
    ],
)
def test_it_is_found_as_people_ask(asked: str, name: str, of: str) -> None:
    found = rules_about(playing("fantasy-d20"), asked)[0]
    assert (found.name, found.of) == (name, of) and (found.summary or found.detail)


@pytest.mark.parametrize("kit", KITS)
def test_whatever_is_listed_can_be_looked_up(kit: str) -> None:
    campaign = playing(kit)
    listed = [(kind, name) for kind, names in rule_names(campaign) for name in names]
    assert listed
    for kind, name in listed:
        assert (kind, name) in [(each.kind, each.name) for each in rules_about(campaign, name)]


def test_what_comes_near_is_said() -> None:
    with pytest.raises(NotFound, match="nothing called") as caught:
        rules_about(playing("fantasy-d20"), "stelth")
    assert "Stealth" in caught.value.remedy
    with pytest.raises(NotFound) as caught:
        rules_about(playing("fantasy-d20"), "qqqq")
    assert "/rule alone" in caught.value.remedy


def test_creatures_things_and_house_rules_of_a_campaign_are_not_told() -> None:
    secret = Creature(id="glass-abbot", name="The Glass Abbot", hp="9", defence=9)
    campaign = starter().model_copy(
        update={"creatures": (secret,), "house_rules": ("The abbot cannot drown.",)},
    )
    for asked in ("The Glass Abbot", "abbot", "house rules", campaign.items[0].name):
        with pytest.raises(NotFound) as caught:
            rules_about(campaign, asked)
        assert "Abbot" not in caught.value.remedy and campaign.items[0].name not in caught.value.remedy
