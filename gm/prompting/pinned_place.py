"""What is fixed about a place, for the adjudicator, ahead of the transcript: the tail only names what holds of it now.

Which place is chosen at a compaction and kept until the next, so that these bytes stay. Where the party goes meanwhile
is described in the tail, whole. A function of the campaign and the place: nothing that a turn changes stands in it.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from gm.domain.calls import Role
from gm.domain.campaign import Campaign, Challenge
from gm.domain.prompt import Layer, PromptSection
from gm.prompting.same import Same
from gm.prompting.sections import Maker, Stable

_PRIORITY: Final = 965
"""It goes after everything else that may go, but for the situation that names its parts."""


@dataclass(frozen=True, slots=True)
class PinnedPlace:
    """The section, and what the tail need not say again: ids of challenges, secrets and people, and whole texts."""

    section: PromptSection | None = None
    above: frozenset[str] = frozenset()
    people: frozenset[str] = frozenset()


NOWHERE: Final = PinnedPlace()


def pinned_place(maker: Maker, campaign: Campaign, place_id: str, stable: Stable, known: frozenset[str]) -> PinnedPlace:
    """What is fixed about a place; nothing for ''. `known`: ids of secrets that stand in the canon."""
    if not place_id:
        return NOWHERE
    return _pinned(maker, Same(campaign), place_id, stable.carded, known)


@lru_cache(maxsize=256)
def _pinned(
    maker: Maker, same: Same[Campaign], place_id: str, carded: frozenset[str], known: frozenset[str]
) -> PinnedPlace:
    campaign = same.value
    place = campaign.place(place_id)
    if place is None:
        return NOWHERE
    here = [npc for npc in campaign.npcs if npc.place == place_id and not npc.kind]
    persons = [npc for npc in here if npc.id not in carded]
    secrets = [secret for npc in here for secret in npc.secrets if secret.id not in known]
    met = {None, *(npc.id for npc in here)}
    challenges = [each for each in campaign.challenges if each.place == place_id and each.npc in met]
    notes = [place.gm_notes] if place.gm_notes else []  # which of its plans holds now only the turn can tell
    section = maker.section(
        f"scene/{place_id}",
        f"{Role.ADJUDICATOR.value}/place.jinja2",
        {
            "place": place,
            "persons": persons,
            "challenges": [(each, _difficulty(campaign, each)) for each in challenges],
            "secrets": secrets,
            "notes": notes,
        },
        Layer.SCENE,
        chat_role="user",
        priority=_PRIORITY,
    )
    ids = {*(each.id for each in challenges), *(each.id for each in secrets)}
    return PinnedPlace(section, frozenset({*ids, *notes, place.description}), frozenset(npc.id for npc in persons))


def _difficulty(campaign: Campaign, challenge: Challenge) -> int | None:
    named = challenge.difficulty
    return campaign.ruleset.difficulties.get(named) if isinstance(named, str) else named
