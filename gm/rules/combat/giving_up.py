"""Giving up a fight: always open to whoever says so. It is no choice on a list, so that nobody presses it unawares."""

from gm.domain.campaign import Campaign
from gm.domain.encounter import LegalAction
from gm.domain.ruling import CombatAction
from gm.rules.combat.action_words import action_word


def with_giving_up(campaign: Campaign, actions: tuple[LegalAction, ...]) -> tuple[LegalAction, ...]:
    """What somebody may do, and to surrender, where they may act at all and the rules have it."""
    combat = campaign.ruleset.combat
    if not actions or "surrender" not in combat.actions:
        return actions
    label = action_word("surrender", campaign.language)
    return (*actions, LegalAction(action=CombatAction(kind="surrender"), label=label))
