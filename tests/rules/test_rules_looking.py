"""What can be looked up: every rule and every thing of every shipped campaign, marked where it is secret."""

from functools import lru_cache

import pytest
from rules_stage import CAMPAIGNS, state_of

from gm import resources
from gm.authoring.load import load_campaign
from gm.domain.play import SceneState
from gm.rules.looking.found import SECRET
from gm.rules.looking.rules import rule_text
from gm.rules.looking.sheet import sheet_text
from gm.rules.looking.world import entity_text


@lru_cache(maxsize=4)
def shipped_stage(slug: str) -> SceneState:
    campaign = load_campaign(resources.campaign_sources(CAMPAIGNS / slug), rulesets=resources.ruleset_sources())
    return state_of(campaign, party=tuple(pc.id for pc in campaign.characters[:2]))


SHIPPED = sorted(path.parent.name for path in CAMPAIGNS.glob("*/campaign.yaml"))
NOTHING_HIDDEN = {"improv"}  # an empty stage, made up as it goes: nobody wrote a secret for it


@pytest.mark.parametrize("slug", SHIPPED)
def test_everything_that_has_a_name_is_found_by_id_and_by_name(slug: str) -> None:
    state = shipped_stage(slug)
    campaign, rules = state.campaign, state.campaign.ruleset
    for value in (*rules.skills, *rules.conditions, *rules.resources, *rules.spells, *rules.rests, *campaign.items):
        for name in (value.id, value.name, value.name.upper()):
            assert value.id in rule_text(campaign, name).text, name
    for thing in (*campaign.npcs, *campaign.places, *campaign.items, *campaign.factions, *campaign.clocks):
        for name in (thing.id, thing.name):
            assert thing.id in entity_text(state, name).text, name
    for who in (*state.present(), *(npc.id for npc in campaign.npcs)):
        assert sheet_text(state, who).text.startswith(f"{who} (")


@pytest.mark.parametrize("slug", SHIPPED)
def test_no_secret_stands_there_unmarked(slug: str) -> None:
    state = shipped_stage(slug)
    campaign, known = state.campaign, state.known_by_all_present()
    secrets = [s for owner in (*campaign.npcs, *campaign.factions) for s in owner.secrets if s.id not in known]
    assert bool(secrets) == (slug not in NOTHING_HIDDEN)
    for owner in (*campaign.npcs, *campaign.factions, *campaign.places):
        for row in entity_text(state, owner.id).text.splitlines():
            told = [s.id for s in secrets if s.text in row]
            assert not told or row.startswith(SECRET), row


def test_what_is_not_there_is_answered_with_what_comes_near() -> None:
    state = shipped_stage("drowned-bell")
    skill = state.campaign.ruleset.skills[0].id
    assert f"Did you mean {skill}" in rule_text(state.campaign, skill[:-1] + "x").text
    assert rule_text(state.campaign, "xyzzy").text.startswith("There is no rule 'xyzzy'. There are ")
    assert entity_text(state, "«Bartle Onley»").text.startswith("NPC bartle-onley")
    for text in ("", " ", "\x00", "💥" * 300, "'; DROP TABLE turns; --"):
        assert entity_text(state, text).text and sheet_text(state, text).text and rule_text(state.campaign, text).text
