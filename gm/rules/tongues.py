"""A campaign, or a scene of it, with its kit in a reader's language: for what one person alone reads."""

from dataclasses import replace

from gm.domain.campaign import Campaign
from gm.domain.play import SceneState
from gm.domain.tongues import in_language
from gm.rules.lexicon import kept


def campaign_in(campaign: Campaign, language: str) -> Campaign:
    """The campaign with the kit's words in that language; the very same where they are already."""

    def made() -> Campaign:
        ruleset = in_language(campaign.ruleset, language)
        return campaign if ruleset is campaign.ruleset else campaign.model_copy(update={"ruleset": ruleset})

    return kept(campaign, f"in:{language}", made)


def scene_in(state: SceneState, language: str) -> SceneState:
    """The scene with the kit's words in that language."""
    campaign = campaign_in(state.campaign, language)
    return state if campaign is state.campaign else replace(state, campaign=campaign)
